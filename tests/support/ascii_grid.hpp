#pragma once

#include "spatial/coverage_build.hpp"

#include <algorithm>
#include <string_view>
#include <vector>

namespace jingwei::tests {

/// Draws grids as a map of letters, north up: each letter is a square of `step` lattice units, A is label 1, B label 2 …;
/// a space or dot is nobody's. The south-west corner is `origin`.
inline std::vector<spatial::LabelledPolygon> draw_grids(const std::vector<std::string_view> &rows, std::int32_t step = 1000,
                                                        spatial::LatticePoint origin = {1041700000, 365400000}) {
    std::vector<spatial::LabelledPolygon> polygons;
    for (std::size_t r = 0; r < rows.size(); ++r) {
        for (std::size_t c = 0; c < rows[r].size(); ++c) {
            const char letter = rows[r][c];
            if (letter < 'A' || letter > 'Z') {
                continue;
            }
            const auto x = origin.x + static_cast<std::int32_t>(c) * step;
            const auto y = origin.y + static_cast<std::int32_t>(rows.size() - 1 - r) * step;
            polygons.push_back({static_cast<spatial::Label>(letter - 'A' + 1),
                                {{{x, y}, {x + step, y}, {x + step, y + step}, {x, y + step}}, {}}});
        }
    }
    return polygons;
}

/// The point `dx`, `dy` steps from the south-west corner of such a map.
inline spatial::LatticePoint map_point(double dx, double dy, std::int32_t step = 1000,
                                       spatial::LatticePoint origin = {1041700000, 365400000}) {
    return {origin.x + static_cast<std::int32_t>(dx * step), origin.y + static_cast<std::int32_t>(dy * step)};
}

inline spatial::Coverage covered(const std::vector<std::string_view> &rows) {
    return spatial::build_coverage(draw_grids(rows, 100000)).coverage;
}

} // namespace jingwei::tests
