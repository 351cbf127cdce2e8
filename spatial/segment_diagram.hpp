#pragma once

#include "spatial/segment.hpp"

#include <array>
#include <cmath>

namespace jingwei::spatial {

/// A place of a plane, not rounded.
struct DiagramPoint {
    double x = 0;
    double y = 0;
};

[[nodiscard]] inline double length(DiagramPoint p) {
    return std::sqrt(p.x * p.x + p.y * p.y);
}
[[nodiscard]] inline DiagramPoint difference(DiagramPoint a, DiagramPoint b) {
    return {a.x - b.x, a.y - b.y};
}
[[nodiscard]] inline double dot(DiagramPoint a, DiagramPoint b) {
    return a.x * b.x + a.y * b.y;
}

/// What a cell of the diagram is nearest to: a segment between its ends, or one of its ends.
struct Site {
    enum class Part : std::uint8_t { between, start, end };
    std::uint32_t segment = 0; ///< of an end that several segments share, any of them
    Part part = Part::between;
};

constexpr std::uint32_t no_vertex = UINT32_MAX;

/// A piece of a line between two cells: all of it is equally near to both sites, and to no other nearer. It is straight, but
/// part of a parabola between a segment and a point that is none of its ends.
struct CellBorder {
    std::array<Site, 2> sites;                               ///< left and right of the way from ends[0] to ends[1]
    std::array<std::uint32_t, 2> ends{no_vertex, no_vertex}; ///< no_vertex: it goes on for ever, as a straight line
};

/// The Voronoi diagram of segments and of their ends.
struct SegmentDiagram {
    std::vector<DiagramPoint> vertices;
    std::vector<CellBorder> borders;
};

/// The segments must not meet but in their ends, and none be given twice. O(n log n). By Boost.Polygon, whose sweep compares
/// with exact arithmetic but computes vertices in doubles: of unlucky segments it draws a faulty diagram, so that what
/// depends on it has to be checked (docs/adr/0009). Same segments, same diagram, on every machine with IEEE doubles.
[[nodiscard]] SegmentDiagram segment_diagram(std::span<const Segment> segments);

/// The same of points alone: `Site::segment` is the point's number. None may be given twice; coordinates within 2^30.
[[nodiscard]] SegmentDiagram point_diagram(std::span<const LatticePoint> points);

} // namespace jingwei::spatial
