#pragma once

#include "data/world.hpp"
#include "spatial/coverage_build.hpp"

#include <functional>

namespace jingwei::data {

/// A grid as it came from a file: its row, and its polygons on the lattice, in the store's frame.
struct ImportedGrid {
    GridRow row; ///< `code`, `name`, `parent_code` (empty = find it by area), `kind` and what else the file says
    spatial::MultiPolygon polygons;
    std::size_t line = 0;             ///< the feature's number in the file, 1-based, for messages
    std::optional<double> priority{}; ///< with `fix`: the smaller gets ground that several claim; without one it comes last
};

struct EditionRequest {
    std::string theme = "base";
    std::string level;
    std::vector<ImportedGrid> grids;
    bool lock_parents = false;  ///< parents keep their borders; children are cut to them
    bool fix = false;           ///< clean what is dirty instead of refusing it; each repair is a finding
    std::string replace_within; ///< units of the level under this parent that are not in the file are removed; empty = none
    std::function<void(double)> progress;
};

/// A row that cannot be taken.
struct RowProblem {
    std::size_t line = 0;
    std::string code;   ///< of the row, as far as known
    std::string reason; ///< a sentence that says what is wrong and what to do
};

/// Ground that a unit got by a repair.
struct GroundShare {
    std::string code;
    double area_m2 = 0;
};

/// A note, a defect or a repair of the geometry in words' reach: codes instead of labels, degrees instead of lattice units.
struct GeometryFinding {
    std::string
        kind{}; ///< overlap, gap, invalid_ring, too_wide, rounding, hole, border_crossing, residue_given, residue_kept, ...
    bool defect = false;
    std::size_t count = 0;
    spatial::LonLat place{};
    double area_m2 = 0, width_m = 0, share = 0;
    std::string a{}, b{};              ///< codes of the units concerned; empty = none
    std::vector<std::string> others{}; ///< codes of further ones
    bool repair = false; ///< made clean: `kind` is a name of `spatial::RepairKind`, `reason` one of `spatial::RepairReason`
    std::string reason{};
    std::vector<GroundShare> gained{}; ///< who got the ground, the largest share first
    std::vector<std::string> lost{};   ///< who claimed it and has it no more
};

struct EditionDraft {
    ThemeContent content; ///< meaningful only when `acceptable()`
    std::vector<RowProblem> problems;
    std::vector<GeometryFinding> findings;
    std::size_t added = 0, changed = 0, unchanged = 0, removed = 0;
    [[nodiscard]] bool acceptable() const;
};

/// What the theme would hold after taking a file's grids: the finest level is the authority, parents follow their children,
/// slivers go to the child that shares most border, and whatever is not clean beyond rounding is a defect. Writes nothing.
/// Rows with an unknown parent, a duplicate or ill-formed code, or a taken code of another level become problems.
/// Thread-safe. Throws Error{bad_call} for an unknown theme or level.
[[nodiscard]] EditionDraft draft_edition(const World &world, EditionRequest request);

} // namespace jingwei::data
