#pragma once

#include "spatial/coverage.hpp"

#include <string>
#include <vector>

namespace jingwei::tiles {

/// A level of a theme, coarsest first.
struct SourceLevel {
    std::string code;
    int rank = 0;
};

/// A unit of a theme as tiles see it.
struct SourceUnit {
    std::int64_t id = 0;
    std::string code, name;
    std::uint16_t level = 0; ///< index into GridSource::levels
    bool dedicated = false;
    spatial::Label parent = spatial::no_label; ///< index into GridSource::units; 0 = none
    spatial::LatticePoint label_point;
    double area_m2 = 0; ///< of all its ground, the units below it included; 0 = unknown
};

/// The k-th level that has units is drawn up to the k-th of these zooms, which grow; beyond the last the finest is drawn.
using LevelZooms = std::vector<int>;
inline const LevelZooms default_level_zooms{10, 12};

/// One theme to draw. The labels of `coverage` are indices into `units`; `units[0]` is nobody.
struct GridSource {
    std::string theme;
    std::vector<SourceLevel> levels;
    std::vector<SourceUnit> units{1};
    const spatial::Coverage *coverage = nullptr; ///< read while GridTiles is made, not kept
    LevelZooms level_zooms = default_level_zooms;
};

} // namespace jingwei::tiles
