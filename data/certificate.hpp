#pragma once

#include "data/approval.hpp"
#include "spatial/coverage.hpp"

/// What is proved of an edition, kept with it.
namespace jingwei::data {

/// The counts and the exact area of a coverage. Equal for equal ground.
struct CoverageFigures {
    std::int64_t faces = 0; ///< the outside not counted
    std::int64_t arcs = 0;
    std::int64_t nodes = 0;   ///< where arcs begin and end
    std::string doubled_area; ///< twice the area of what has a unit, in square lattice units (1e-14 square degrees), decimal
    friend bool operator==(const CoverageFigures &, const CoverageFigures &) = default;
};

/// O(n log n), exact.
[[nodiscard]] CoverageFigures figures_of(const spatial::Coverage &coverage);

/// Of a theme that the edition changed.
struct ThemeCertificate {
    std::string theme;
    std::int64_t grids = 0; ///< units of every level
    CoverageFigures ground;
    std::int64_t violations = 0;              ///< broken invariants that the whole check found
    TimeMs checked_at = 0;                    ///< of a plan, when it was approved
    std::string content_hash, attribute_hash; ///< SHA-256, hex
};

struct Certificate {
    std::int64_t edition = 0;
    TimeMs valid_from = 0, published_at = 0;
    std::string actor, note, source, root_hash;
    std::vector<ThemeCertificate> themes; ///< empty = none was issued
    std::optional<std::int64_t> plan;     ///< what it was, where it was one
};

} // namespace jingwei::data
