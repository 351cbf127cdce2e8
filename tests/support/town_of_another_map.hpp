#pragma once

#include "tests/support/drawn_town.hpp"

namespace jingwei::tests {

/// The town of `ServedTown` as another map draws its four grids a, b (of M), c and d (of N).
inline data::ThemeContent town_of_another_map(const std::vector<std::string> &map) {
    return draw_town(map, {{"T", "township", ""},
                           {"M", "community", "T"},
                           {"N", "community", "T"},
                           {"a", "grid", "M"},
                           {"b", "grid", "M"},
                           {"c", "grid", "N"},
                           {"d", "grid", "N"}});
}

} // namespace jingwei::tests
