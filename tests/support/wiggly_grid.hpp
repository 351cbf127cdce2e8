#pragma once

#include "spatial/coverage_build.hpp"
#include "tiles/grid_source.hpp"

#include <cmath>
#include <numbers>
#include <string>

/// An invented place of 32 x 32 cells with wiggly shared borders: 4 townships of 4 communities of 64 grids. Community 1 has no
/// grids; the grids of community 16 hang from their township; one cell is a hole; grid (5, 25) has a second part at (9, 28).
namespace wiggly {

using jingwei::spatial::Label;
using jingwei::spatial::LatticePoint;

constexpr int side = 32;
constexpr std::int32_t cell = 20'000;
constexpr LatticePoint origin{1'041'000'000, 365'000'000};
constexpr int steps = 12; ///< segments of a cell's side

/// A number in -1..1 that depends on its arguments only.
inline double noise(std::uint32_t a, std::uint32_t b, std::uint32_t c) {
    std::uint32_t h = a * 0x9E3779B1U ^ b * 0x85EBCA77U ^ c * 0xC2B2AE3DU;
    h = (h ^ (h >> 15U)) * 0x2C1B3C6DU;
    h ^= h >> 13U;
    return static_cast<double>(h % 20001) / 10000.0 - 1;
}

/// The point at `step` of the side that leaves corner (x, y) to the east or to the north.
inline LatticePoint side_point(int x, int y, bool north, int step) {
    const double t = static_cast<double>(step) / steps;
    const double off = step == 0 || step == steps ? 0
                                                  : 0.25 * std::min(t, 1 - t) * cell *
                                                        noise(static_cast<std::uint32_t>(x * 2 + (north ? 1 : 0)),
                                                              static_cast<std::uint32_t>(y), static_cast<std::uint32_t>(step));
    const auto along = static_cast<std::int32_t>(std::lround(t * cell));
    const auto across = static_cast<std::int32_t>(std::lround(off));
    const LatticePoint corner{origin.x + x * cell, origin.y + y * cell};
    return north ? LatticePoint{corner.x + across, corner.y + along} : LatticePoint{corner.x + along, corner.y + across};
}

inline jingwei::spatial::Polygon cell_polygon(int x, int y) {
    jingwei::spatial::Polygon polygon;
    for (int i = 0; i < steps; ++i) {
        polygon.outer.push_back(side_point(x, y, false, i));
    }
    for (int i = 0; i < steps; ++i) {
        polygon.outer.push_back(side_point(x + 1, y, true, i));
    }
    for (int i = steps; i > 0; --i) {
        polygon.outer.push_back(side_point(x, y + 1, false, i));
    }
    for (int i = steps; i > 0; --i) {
        polygon.outer.push_back(side_point(x, y, true, i));
    }
    return polygon;
}

inline bool is_hole(int x, int y) {
    return x == 20 && y == 20;
}

inline Label township_of(int x, int y) {
    return static_cast<Label>(1 + y / 16 * 2 + x / 16);
}
inline Label community_of(int x, int y) {
    return static_cast<Label>(5 + y / 8 * 4 + x / 8);
}
inline Label grid_of(int x, int y) {
    if (community_of(x, y) == 5) {
        return 5;
    }
    if (x == 9 && y == 28) {
        return grid_of(5, 25);
    }
    return static_cast<Label>(21 + y * side + x);
}

struct Place {
    jingwei::spatial::Coverage coverage;
    jingwei::tiles::GridSource source; ///< `coverage` points to the place's own: keep the place
};

inline jingwei::tiles::SourceUnit unit(Label label, std::uint16_t level, Label parent, LatticePoint label_point) {
    return {static_cast<std::int64_t>(1000 + label),
            "99" + std::to_string(label),
            "名" + std::to_string(label),
            level,
            label % 7 == 0,
            parent,
            label_point};
}

inline LatticePoint middle(int x, int y) {
    return {origin.x + x * cell + cell / 2, origin.y + y * cell + cell / 2};
}

/// Fills `place` in, so that its source can point to its coverage.
inline void make(Place &place) {
    auto &source = place.source;
    source.theme = "base";
    source.levels = {{"township", 1}, {"community", 2}, {"grid", 3}};
    for (int i = 0; i < 4; ++i) {
        source.units.push_back(unit(static_cast<Label>(1 + i), 0, 0, middle(i % 2 * 16 + 8, i / 2 * 16 + 8)));
    }
    for (int i = 0; i < 16; ++i) {
        const int x = i % 4 * 8;
        const int y = i / 4 * 8;
        source.units.push_back(unit(static_cast<Label>(5 + i), 1, township_of(x, y), middle(x + 4, y + 4)));
    }
    std::vector<jingwei::spatial::LabelledPolygon> polygons;
    for (int y = 0; y < side; ++y) {
        for (int x = 0; x < side; ++x) {
            const Label parent = community_of(x, y) == 20 ? township_of(x, y) : community_of(x, y);
            source.units.push_back(unit(static_cast<Label>(21 + y * side + x), 2, parent, middle(x, y)));
            if (!is_hole(x, y)) {
                polygons.push_back({grid_of(x, y), cell_polygon(x, y)});
            }
        }
    }
    auto built = jingwei::spatial::build_coverage(polygons);
    place.coverage = std::move(built.coverage);
    source.coverage = &place.coverage;
}

} // namespace wiggly
