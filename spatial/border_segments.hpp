#pragma once

#include "spatial/coverage.hpp"

namespace jingwei::spatial {

/// A square of the cell tree while it is built: its closed box is [x, x + side] x [y, y + side].
struct CellSquare {
    std::int64_t x = 0, y = 0;
    int log2_side = 0;
    [[nodiscard]] std::int64_t side() const { return std::int64_t{1} << log2_side; }
};

/// The segments of a coverage's arcs, each named by the place of its first point in `Coverage::all_points()`, and the exact
/// questions that the locator is built from. Refers to the coverage.
class BorderSegments {
  public:
    /// Throws Error{bad_data} for more arcs than a locator can name.
    explicit BorderSegments(const Coverage &coverage);

    using List = std::span<const std::uint32_t>;
    struct Place {
        std::int64_t x = 0, y = 0;
    };

    [[nodiscard]] const Coverage &coverage() const { return m_coverage; }
    [[nodiscard]] std::uint32_t arc_of(std::uint32_t segment) const { return m_arc_of[segment]; }
    [[nodiscard]] LatticePoint start(std::uint32_t segment) const { return m_points[segment]; }
    [[nodiscard]] LatticePoint end(std::uint32_t segment) const { return m_points[segment + 1]; }

    /// Calls visit(segment) for those with different units on their sides, ascending.
    template <class Visit> void for_each_border(Visit &&visit) const {
        for (const Arc &arc : m_coverage.arcs()) {
            if (m_coverage.left_label(arc) != m_coverage.right_label(arc)) {
                for (std::uint32_t i = 0; i + 1 < arc.point_count; ++i) {
                    visit(arc.first_point + i);
                }
            }
        }
    }
    [[nodiscard]] std::size_t border_count() const;

    /// Whether the segment touches the closed box.
    [[nodiscard]] bool touches(std::uint32_t segment, const CellSquare &cell) const;
    /// The owner at (x1, from.y), given that at `from` west of it. `list` holds every segment that meets the way.
    [[nodiscard]] Label walk_east(List list, Place from, std::int64_t x1, Label owner) const;
    /// The owner at (from.x, y1), given that at `from` below it.
    [[nodiscard]] Label walk_north(List list, Place from, std::int64_t y1, Label owner) const;

  private:
    struct Rising;
    [[nodiscard]] Rising rising(std::uint32_t segment) const;

    const Coverage &m_coverage;
    std::span<const LatticePoint> m_points;
    std::vector<std::uint32_t> m_arc_of; ///< of each point
};

} // namespace jingwei::spatial
