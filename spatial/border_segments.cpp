#include "spatial/border_segments.hpp"

#include "spatial/error.hpp"
#include "spatial/locator_index.hpp"

#include <algorithm>

namespace jingwei::spatial {

BorderSegments::BorderSegments(const Coverage &coverage)
    : m_coverage(coverage), m_points(coverage.all_points()), m_arc_of(coverage.all_points().size()) {
    if (coverage.arcs().size() >= ChainHead::most_arcs) {
        throw Error(ErrorCode::bad_data, "the coverage has more than 33 million borders; split the theme");
    }
    for (std::uint32_t a = 0; a < coverage.arcs().size(); ++a) {
        const Arc &arc = coverage.arcs()[a];
        std::fill_n(m_arc_of.begin() + arc.first_point, arc.point_count, a);
    }
}

std::size_t BorderSegments::border_count() const {
    std::size_t count = 0;
    for (const Arc &arc : m_coverage.arcs()) {
        count += m_coverage.left_label(arc) != m_coverage.right_label(arc) ? arc.point_count - 1 : 0;
    }
    return count;
}

bool BorderSegments::touches(std::uint32_t segment, const CellSquare &cell) const {
    const LatticePoint a = m_points[segment];
    const LatticePoint b = m_points[segment + 1];
    const std::int64_t x1 = cell.x + cell.side();
    const std::int64_t y1 = cell.y + cell.side();
    if (std::max(a.x, b.x) < cell.x || std::min(a.x, b.x) > x1 || std::max(a.y, b.y) < cell.y || std::min(a.y, b.y) > y1) {
        return false;
    }
    const std::int64_t dx = std::int64_t{b.x} - a.x;
    const std::int64_t dy = std::int64_t{b.y} - a.y;
    const auto side_of = [&](std::int64_t x, std::int64_t y) {
        const auto c = dx * (y - a.y) - dy * (x - a.x);
        return (c > 0) - (c < 0);
    };
    const int s = side_of(cell.x, cell.y);
    return s == 0 || s != side_of(x1, cell.y) || s != side_of(cell.x, y1) || s != side_of(x1, y1);
}

/// A segment's ends, the lower first, and what is added to the owner by passing it from west to east.
struct BorderSegments::Rising {
    LatticePoint a, b;
    Label step;

    [[nodiscard]] std::int64_t turn(std::int64_t x, std::int64_t y) const {
        return (std::int64_t{b.x} - a.x) * (y - a.y) - (std::int64_t{b.y} - a.y) * (x - a.x);
    }
};

BorderSegments::Rising BorderSegments::rising(std::uint32_t segment) const {
    const LatticePoint a = m_points[segment];
    const LatticePoint b = m_points[segment + 1];
    const Arc &arc = m_coverage.arcs()[m_arc_of[segment]];
    const Label step = m_coverage.right_label(arc) - m_coverage.left_label(arc);
    return a.y < b.y ? Rising{a, b, step} : Rising{b, a, 0U - step};
}

Label BorderSegments::walk_east(List list, Place from, std::int64_t x1, Label owner) const {
    for (const auto segment : list) {
        const Rising e = rising(segment);
        const bool meets = e.a.y <= from.y && from.y < e.b.y;
        if (meets && e.turn(x1, from.y) <= 0 && e.turn(from.x, from.y) > 0) {
            owner += e.step;
        }
    }
    return owner;
}

Label BorderSegments::walk_north(List list, Place from, std::int64_t y1, Label owner) const {
    for (const auto segment : list) {
        const Arc &arc = m_coverage.arcs()[m_arc_of[segment]];
        const Label across = m_coverage.left_label(arc) - m_coverage.right_label(arc);
        const LatticePoint a = m_points[segment];
        const LatticePoint b = m_points[segment + 1];
        const bool eastward = a.x < b.x;
        const LatticePoint west = eastward ? a : b;
        const LatticePoint east = eastward ? b : a;
        // the segment passes below (x + e, y + e^2): strictly, or through (x, y) itself without rising to the east
        const auto passes_below = [&](std::int64_t y) {
            const auto c = (std::int64_t{east.x} - west.x) * (y - west.y) - (std::int64_t{east.y} - west.y) * (from.x - west.x);
            return c > 0 || (c == 0 && east.y <= west.y);
        };
        if (west.x <= from.x && from.x < east.x && passes_below(y1) && !passes_below(from.y)) {
            owner += eastward ? across : 0U - across;
        }
    }
    return owner;
}

} // namespace jingwei::spatial
