#pragma once

#include <cstdlib>
#include <string_view>

namespace jingwei::tests {

/// Whether this is a run of `scripts/test --long`: properties then try many more cases.
inline bool is_long_run() {
    const char *given = std::getenv("JINGWEI_LONG");
    return given != nullptr && std::string_view(given) == "1";
}

} // namespace jingwei::tests
