#pragma once

#include "spatial/locator.hpp"
#include "spatial/measure.hpp"
#include "spatial/segment.hpp"

#include <array>

namespace jingwei::spatial {

/// A border segment, running up (or due east when level), with the units left and right of it.
struct LocatorEdge {
    LatticePoint a;
    LatticePoint b;
    Label left = no_label;
    Label right = no_label;
};

/// The cell tree. A root grid of square cells, side 2^k; a crowded cell is cut in 4 x 4. Each leaf knows the owner of its
/// south-west corner and every edge that touches its closed box: the owner of a point inside is the corner's, changed by
/// the edges crossed on the way from the corner up the west side and then east to the point. Points are taken as shifted by
/// (e, e^2), so no edge and no cell line is ever met exactly and the answer does not depend on the cells.
struct Locator::Index {
    enum class Kind : std::uint32_t { pure, leaf, node };
    /// kind in the top two bits, a label, leaf or node number below.
    using Entry = std::uint32_t;
    static constexpr std::uint32_t value_bits = 30;
    static constexpr std::uint32_t fan = 4; ///< children a side

    struct Leaf {
        std::uint32_t first_edge = 0;
        std::uint16_t edge_count = 0;
        std::uint16_t west_count = 0; ///< the first edges, those that cross the west side
        Label corner = no_label;
    };
    struct Cell {
        std::int64_t x = 0, y = 0; ///< south-west corner
        int log2_side = 0;
        Entry entry = 0;
        [[nodiscard]] std::int64_t side() const { return std::int64_t{1} << log2_side; }
    };

    explicit Index(const Coverage &coverage);

    static Entry make(Kind kind, std::uint32_t value) { return (static_cast<std::uint32_t>(kind) << value_bits) | value; }
    static Kind kind_of(Entry e) { return static_cast<Kind>(e >> value_bits); }
    static std::uint32_t value_of(Entry e) { return e & ((1U << value_bits) - 1); }

    /// The leaf or pure cell that owns the point; cells own their south and west sides. False outside the grid.
    [[nodiscard]] bool find_cell(LatticePoint p, Cell &cell) const;
    [[nodiscard]] Cell child(const Cell &cell, std::uint32_t column, std::uint32_t row) const;
    [[nodiscard]] std::span<const LocatorEdge> edges_of(const Leaf &leaf) const {
        return std::span(edges).subspan(leaf.first_edge, leaf.edge_count);
    }
    [[nodiscard]] Label owner_in(const Leaf &leaf, std::int64_t west, std::int64_t south, LatticePoint p) const;
    /// The edges that p lies on.
    [[nodiscard]] std::vector<LocatorEdge> edges_through(LatticePoint p) const;

    std::int64_t origin_x = 0, origin_y = 0;
    int root_log2 = 0;
    std::int64_t columns = 0, rows = 0;
    std::vector<Entry> root;
    std::vector<std::array<Entry, 16>> nodes;
    std::vector<Leaf> leaves;
    std::vector<LocatorEdge> edges;
};

/// The owner of `to`, given the owner of `from`: both on one horizontal line, `from.x <= to.x`; `edges` holds at least every
/// edge that meets the stretch between them.
[[nodiscard]] Label walk_east(std::span<const LocatorEdge> edges, LatticePoint from, LatticePoint to, Label owner);

/// The owner at (x, y1), given the owner at (x, y0) below it, as far as this edge changes it.
[[nodiscard]] Label walk_north(const LocatorEdge &edge, std::int64_t x, std::int64_t y0, std::int64_t y1, Label owner);

} // namespace jingwei::spatial
