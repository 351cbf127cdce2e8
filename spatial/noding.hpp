#pragma once

#include "spatial/coverage_build.hpp"
#include "spatial/edge_table.hpp"
#include "spatial/point_numbers.hpp"
#include "spatial/stop_check.hpp"

namespace jingwei::spatial {

struct Noding {
    std::vector<LatticePoint> points;   ///< some may be unused
    std::vector<NodedRing> rings;       ///< never fewer than three vertices
    EdgeTable edges;                    ///< of the rings
    std::size_t merged = 0;             ///< vertices moved onto another, by at most 2 units
    std::size_t noded = 0;              ///< vertices given to a segment they lay within 2 units of
    std::vector<LabelledPolygon> loops; ///< what rings loop around beside a spike; see loops_at_spikes
    std::vector<Defect> defects;        ///< rings with a spike, or collapsed
    std::size_t candidates = 0;         ///< vertices tried against a segment: the work, whatever the machine
};

/// Numbers the points of the polygons, turns every ring so that its interior lies left, and closes rounding: a vertex within
/// 2 units of a segment of a unit that does not have that vertex becomes its node, or is merged with the segment's end
/// when that is as near. Only where borders do not already match exactly; repeated until stable. No vertex moves more
/// than 2 units from where it came in. Throws Error that names a place where borders lie so many over each other or side by
/// side that finding what is near would take quadratic time. Asks `stop` in all long loops.
[[nodiscard]] Noding node_polygons(std::span<const LabelledPolygon> polygons, const StopCheck &stop = {});

} // namespace jingwei::spatial
