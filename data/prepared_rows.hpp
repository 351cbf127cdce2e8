#pragma once

#include "data/geometry_blob.hpp"
#include "data/lineage_rows.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace jingwei::data {

struct PreparedTheme;

/// Of the rows that an edition of a prepared theme writes: what takes long to derive.
struct PreparedRows {
    std::vector<Blob> outlines; ///< of the grids that change, in the order in which they are written
    std::vector<LineageRow> lineage;
};

/// Derives them of a theme that is prepared in all else.
[[nodiscard]] PreparedRows make_prepared_rows(const PreparedTheme &prepared);

/// Makes the current grids of a theme those of one that was prepared, as of its edition, with versions and lineage; only those
/// that change are looked at. The ids are those it was prepared with. `division_ids` by the divisions it is told in. Keeps the
/// R*Trees of the grids and their labels up itself: SpatiaLite's triggers have to be out of the way (TriggerPause).
void write_grids(Queries &queries, const PreparedTheme &prepared, std::span<const std::int64_t> division_ids);

/// The same of its faces and arcs.
void write_coverage(Queries &queries, const PreparedTheme &prepared);

} // namespace jingwei::data
