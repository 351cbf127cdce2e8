#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

namespace jingwei::fuzz {

/// Ends the process, which keeps the input, where an invariant does not hold.
inline void require(bool holds, const char *invariant) {
    if (!holds) {
        std::fprintf(stderr, "broken invariant: %s\n", invariant);
        std::abort();
    }
}

inline std::string_view text_of(const std::uint8_t *bytes, std::size_t size) {
    return {reinterpret_cast<const char *>(bytes), size};
}

} // namespace jingwei::fuzz

/// One input. What it throws, other than what the target catches, is a finding.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *bytes, std::size_t size);
