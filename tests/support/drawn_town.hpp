#pragma once

#include "data/rows.hpp"
#include "spatial/coverage_build.hpp"

#include <map>
#include <string>
#include <vector>

namespace jingwei::tests {

constexpr spatial::LatticePoint town_corner{1'041'700'000, 365'400'000};
constexpr std::int32_t town_cell = 20'000; ///< about 200 m

/// The middle of a cell of a drawn map; row 0 is the top one.
inline spatial::LatticePoint cell_middle(int column, int row) {
    return {town_corner.x + column * town_cell + town_cell / 2, town_corner.y - row * town_cell - town_cell / 2};
}

inline spatial::Polygon cell_square(int column, int row) {
    const auto [x, y] = cell_middle(column, row);
    constexpr std::int32_t half = town_cell / 2;
    return {.outer = {{x - half, y - half}, {x + half, y - half}, {x + half, y + half}, {x - half, y + half}}, .holes = {}};
}

/// A unit of a drawn town: its level's code and the code of the unit above.
struct DrawnUnit {
    std::string code, level, parent;
};

/// The base theme as drawn: each letter of the map is the unit of that code, '.' is nobody's.
inline data::ThemeContent draw_town(const std::vector<std::string> &map, const std::vector<DrawnUnit> &units) {
    data::ThemeContent content;
    content.theme = "base";
    std::map<std::string, spatial::Label> labels;
    for (const DrawnUnit &unit : units) {
        labels[unit.code] = static_cast<spatial::Label>(content.grids.size());
        data::GridRow row;
        row.code = unit.code;
        row.name = "单元" + unit.code;
        row.level = unit.level;
        row.parent_code = unit.parent;
        content.grids.push_back(row);
    }
    std::vector<spatial::LabelledPolygon> squares;
    for (int row = 0; row < static_cast<int>(map.size()); ++row) {
        const std::string &line = map[static_cast<std::size_t>(row)];
        for (int column = 0; column < static_cast<int>(line.size()); ++column) {
            const std::string code(1, line[static_cast<std::size_t>(column)]);
            if (code != ".") {
                squares.push_back({.label = labels.at(code), .polygon = cell_square(column, row)});
            }
        }
    }
    content.coverage = spatial::build_coverage(squares).coverage;
    return content;
}

/// Two communities of one township: M holds a and b, and keeps a rest of its own; N holds c, which has two parts.
inline data::ThemeContent two_communities() {
    return draw_town({"aabbc", //
                      "aaMbN", //
                      "c....", //
                      "cNN.."},
                     {{"T", "township", ""},
                      {"M", "community", "T"},
                      {"N", "community", "T"},
                      {"a", "grid", "M"},
                      {"b", "grid", "M"},
                      {"c", "grid", "N"}});
}

} // namespace jingwei::tests
