#pragma once

#include "spatial/coverage.hpp"

#include <functional>
#include <limits>
#include <optional>

namespace jingwei::spatial {

/// One polygon and the unit it belongs to. A unit of several parts comes as several; parts of one label that touch are
/// dissolved. Rings may touch themselves and each other at vertices; orientation and the repeated last point do not matter.
struct LabelledPolygon {
    Label label = no_label;
    Polygon polygon;
};

enum class DefectKind {
    overlap,      ///< ground claimed by two units `a` and `b`, or by two parts of one: `a` twice
    gap,          ///< enclosed ground of nobody, narrower than 5 m or smaller than 500 m2
    invalid_ring, ///< a ring of `a` that crosses itself, is collapsed, or a hole not inside its shell
    spike,        ///< a border of `a` that runs out and straight back, farther than rounding explains
    /// ground of `b` that a ring of `a` loops around beside a spike: not doubled, but many programs read it as an overlap
    doubtful_overlap,
    too_wide, ///< the whole spans more than 2^30 units
};

/// Something that is not clean beyond rounding: where, how large, whose.
struct Defect {
    DefectKind kind = DefectKind::overlap;
    LatticePoint place{};
    double area_m2 = 0;
    double width_m = 0;
    Label a = no_label;
    Label b = no_label;
};

enum class NoteKind {
    rounding, ///< vertices that were given a node or moved by at most 2 units; `count`
    hole,     ///< enclosed ground of nobody, >= 5 m wide and >= 500 m2: kept; `place`, `area_m2`, `width_m`
};

struct Note {
    NoteKind kind = NoteKind::rounding;
    std::size_t count = 0;
    LatticePoint place{};
    double area_m2 = 0;
    double width_m = 0;
    double share = 0;
    Label a = no_label;
    Label b = no_label;
};

/// How much work a build was, whatever the machine.
struct BuildEffort {
    std::size_t segments = 0;   ///< of the borders, each once
    std::size_t candidates = 0; ///< vertices and segments tried against segments, and steps along ground claimed twice
};

struct BuildResult {
    Coverage coverage; ///< empty when there are defects
    std::vector<Defect> defects;
    std::size_t unnamed_overlaps = 0; ///< pairs of units that overlap beyond those in `defects`
    std::vector<Note> notes;
    BuildEffort effort{};
    [[nodiscard]] bool clean() const { return defects.empty(); }
};

struct BuildOptions {
    bool classify_enclosed = true; ///< report holes and gaps among enclosed ground of nobody
    /// Labels from here on fill what the others leave, however narrow: a spike of theirs is no defect.
    Label first_filler = std::numeric_limits<Label>::max();
    /// Called now and then with a fraction 0..1; may throw to stop.
    std::function<void(double)> progress;
};

/// Polygons that share borders, exactly or to within 2 lattice units, become a coverage: rounding is closed by nodes, no
/// vertex moves more than 2 units, and what is not clean beyond that is a defect. Ground given several times is named against
/// the first unit that has it; at most 10,000 overlaps are named, the others counted.
/// O(n log n) in vertices, and linear in what crosses and overlaps. Thread-safe.
[[nodiscard]] BuildResult build_coverage(std::span<const LabelledPolygon> polygons, const BuildOptions &options = {});

} // namespace jingwei::spatial
