#pragma once

// Catch2 2.13 (Debian 12) and 3.x (elsewhere) behind one include.
#if __has_include(<catch2/catch_all.hpp>)
#include <catch2/catch_all.hpp>
#else
#include <catch2/catch.hpp>
namespace Catch::Matchers {
/// The v3 name of v2's Contains for strings.
inline auto ContainsSubstring(const std::string &text) {
    return Catch::Matchers::Contains(text);
}
} // namespace Catch::Matchers
#endif
