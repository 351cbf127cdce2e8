#pragma once

#include "data/sample/layout.hpp"
#include "data/sample/names.hpp"

#include <optional>

namespace jingwei::data::sample {

/// A block on the bent ground, in metres.
struct BlockGround {
    Loop loop; ///< turning left
    UnitId grid = nobody;
    bool open = true; ///< no patch lies in it, so things may be put anywhere inside
    bool urban = false;
    double area_m2 = 0;
};

/// A named street or river with its course.
struct StreetCourse {
    std::string code, name;
    Polyline line;
    int rank = 0; ///< of the units it was cut between
    bool river = false;
};

/// What every unit is called; by UnitId.
struct UnitName {
    std::string code, name;
    bool dedicated = false;
    spatial::Label label = spatial::no_label; ///< in the base theme; counties have none
};

/// The finished ground of a sample, on which the layers are put.
struct Scene {
    Figures figures;
    std::uint64_t seed = 0;
    Ground ground;
    Layout layout;
    Territory territory;
    std::vector<Patch> patches;
    Land land;
    std::vector<BlockGround> blocks;   ///< by BlockId
    std::vector<StreetCourse> streets; ///< by StreetId
    std::vector<UnitName> names;       ///< by UnitId
    ThemeContent base;

    [[nodiscard]] std::vector<UnitId> units_of_rank(int rank) const; ///< by code
    [[nodiscard]] const std::string &county_code(UnitId unit) const { return names[territory.ancestor(unit, 0)].code; }
    /// A code of a thing that lies in a grid: the county's, a letter and a number.
    [[nodiscard]] std::string thing_code(UnitId grid, char letter, std::size_t n) const;
};

[[nodiscard]] Scene make_scene(SampleSize size, std::uint64_t seed, const std::function<void(double)> &progress);

/// A place beside a street and the direction the street runs there.
struct Pose {
    Vec at;
    Vec direction;
};

/// `along_m` metres from the origin of a half-edge (at most to its middle) and `aside_m` into the block on its left.
/// Nothing when that is not inside the block, or the half-edge runs outside.
[[nodiscard]] std::optional<Pose> beside(const Scene &scene, HalfId half, double along_m, double aside_m);
[[nodiscard]] double course_length(const Scene &scene, HalfId half);
/// A place well inside a loop.
[[nodiscard]] Vec inner_place(const Loop &loop, Random &random);

/// The code of a prefecture, counted from 0; a lone one is 990400.
[[nodiscard]] std::string prefecture_code(const Figures &figures, std::size_t prefecture);
void name_units(Scene &scene);
void name_streets(Scene &scene);

} // namespace jingwei::data::sample
