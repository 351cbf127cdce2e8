#pragma once

#include "tests/support/drawn_town.hpp"

namespace jingwei::tests {

/// A township T of the communities M, with the grids a and b, and N, with c and d, as a map draws them.
inline data::ThemeContent four_grid_town(const std::vector<std::string> &map) {
    return draw_town(map, {{"T", "township", ""},
                           {"M", "community", "T"},
                           {"N", "community", "T"},
                           {"a", "grid", "M"},
                           {"b", "grid", "M"},
                           {"c", "grid", "N"},
                           {"d", "grid", "N"}});
}

} // namespace jingwei::tests
