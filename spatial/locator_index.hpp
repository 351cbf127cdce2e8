#pragma once

#include "spatial/large_pages.hpp"
#include "spatial/leaf_words.hpp"
#include "spatial/locator.hpp"
#include "spatial/measure.hpp"
#include "spatial/segment.hpp"
#include "spatial/word_arena.hpp"

namespace jingwei::spatial {

/// A border segment with the units left and right of its direction.
struct LocatorEdge {
    LatticePoint a;
    LatticePoint b;
    Label left = no_label;
    Label right = no_label;
};

/// The cell tree (docs/locator.md draws it). A root grid of square cells, side 2^k; a crowded cell is a *node*, cut into 2^m x
/// 2^m cells, with m to suit what lies in it, so that two or three steps lead to a leaf in town and country alike. A leaf
/// holds the *chains* that touch its closed box: runs of one arc's vertices, relative to the cell's south-west corner, with
/// d = right label - left label. The owner of a point of the cell is the leaf's base plus, for each chain, d times how often
/// the ray to the west crosses it going up less going down. Sums are exact modulo 2^32, every predicate is integer.
///
/// The ray leaves the cell, and the leaf's chains with it: where a chain ends west of the cell, the ray would miss what
/// follows. There the chain is run on straight down, past the cell's south side, so that its end is never met. Elsewhere an end
/// is a node, where the chains that meet cancel, or lies where no ray of this cell comes.
///
/// Points are taken as shifted by (e, e^2) with an infinitely small e > 0: no vertex, no edge and no cell line is ever met
/// exactly, and the answer does not depend on the cells.
///
/// The root belongs to one locator; the words below it, and the sides of the arcs, to all that were made from another by an
/// update. They only grow, and what a locator reads is never written again.
struct Locator::Index {
    /// plain: a PlainLeaf. narrow: vertices as pairs of int16, four segments a step; wide: as int32, for segments longer than
    /// some 180 m.
    enum class Kind : std::uint32_t { pure, plain, narrow, wide, node };
    /// Kind in the top three bits; below a label, a leaf's first word in `words` (plain: plus 1 where it is one of four
    /// segments), or for nodes the place of the first child in `words`, a multiple of 16, plus m.
    using Entry = std::uint32_t;
    static constexpr std::uint32_t value_bits = 29;
    static constexpr std::uint32_t node_alignment = words_a_line;

    struct Cell {
        std::int64_t x = 0, y = 0; ///< south-west corner
        int log2_side = 0;
        Entry entry = 0;
        [[nodiscard]] std::int64_t side() const { return std::int64_t{1} << log2_side; }
    };

    /// Cells in rows from the south, each from the west: the root, a block of it, or what a node is cut into.
    struct Grid {
        std::int64_t x = 0, y = 0; ///< south-west corner
        int log2_side = 0;         ///< of a cell
        std::int64_t columns = 0, rows = 0;
        const Entry *entries = nullptr;
        std::int64_t stride; ///< entries from row to row
        [[nodiscard]] Cell cell(std::int64_t column, std::int64_t row) const {
            return {x + (column << log2_side), y + (row << log2_side), log2_side, entries[row * stride + column]};
        }
    };

    struct Sides {
        Label left = no_label, right = no_label;
    };

    explicit Index(const Coverage &coverage);

    static Entry make(Kind kind, std::uint32_t value) { return (static_cast<std::uint32_t>(kind) << value_bits) | value; }
    static Kind kind_of(Entry e) { return static_cast<Kind>(e >> value_bits); }
    static std::uint32_t value_of(Entry e) { return e & ((1U << value_bits) - 1); }
    static bool has_borders(Entry e) { return kind_of(e) != Kind::pure; }
    [[nodiscard]] PlainLeaf plain_leaf(Entry e) const {
        return {words->data() + (value_of(e) & ~(PlainLeaf::alignment - 1)), e & 1U};
    }
    /// Of a node: log2 of its cells a side, and the place of its first child.
    static int log2_fan(Entry e) { return static_cast<int>(e & (node_alignment - 1)); }
    static std::uint32_t first_child(Entry e) { return value_of(e) & ~(node_alignment - 1); }

    /// A cell on the way down to a point: what it holds, and the point from its south-west corner.
    struct Place {
        Entry entry = 0;
        std::uint32_t x = 0, y = 0;
        int log2_side = 0;
    };
    static std::uint32_t below(int log2) { return (std::uint32_t{1} << log2) - 1; }

    /// The place in `root` of the cell that owns the point; cells own their south and west sides. False outside the grid.
    [[nodiscard]] bool find_root(LatticePoint p, std::size_t &number, Place &place) const {
        const auto dx = static_cast<std::uint64_t>(p.x - origin_x); // huge when negative
        const auto dy = static_cast<std::uint64_t>(p.y - origin_y);
        const std::uint64_t column = dx >> root_log2;
        const std::uint64_t row = dy >> root_log2;
        number = row * static_cast<std::uint64_t>(columns) + column;
        place.x = static_cast<std::uint32_t>(dx) & below(root_log2);
        place.y = static_cast<std::uint32_t>(dy) & below(root_log2);
        place.log2_side = root_log2;
        return column < static_cast<std::uint64_t>(columns) && row < static_cast<std::uint64_t>(rows);
    }
    /// Of a place at a node: where in `words` the entry of the child that owns the point is.
    [[nodiscard]] static std::size_t child_of(const Place &place) {
        const int fan = log2_fan(place.entry);
        const int log2_side = place.log2_side - fan;
        return first_child(place.entry) + (std::size_t{place.y >> log2_side} << fan) + (place.x >> log2_side);
    }
    void step_down(Place &place) const {
        const std::size_t child = child_of(place);
        place.log2_side -= log2_fan(place.entry);
        place.x &= below(place.log2_side);
        place.y &= below(place.log2_side);
        place.entry = words->data()[child];
    }
    /// The leaf or pure cell that owns the point. False outside the grid.
    [[nodiscard]] bool find_place(LatticePoint p, Place &place) const {
        std::size_t number = 0;
        if (!find_root(p, number, place)) {
            return false;
        }
        place.entry = root[number];
        while (kind_of(place.entry) == Kind::node) {
            step_down(place);
        }
        return true;
    }
    [[nodiscard]] Grid root_grid() const { return {origin_x, origin_y, root_log2, columns, rows, root.data(), columns}; }
    [[nodiscard]] Grid grid_of(const Cell &node) const {
        const int fan = log2_fan(node.entry);
        return {node.x,
                node.y,
                node.log2_side - fan,
                std::int64_t{1} << fan,
                std::int64_t{1} << fan,
                words->data() + first_child(node.entry),
                std::int64_t{1} << fan};
    }
    /// The owner of a point of a leaf, or of any point, before the rule for ground of nobody.
    [[nodiscard]] Label owner_in(const Place &leaf) const {
        if (kind_of(leaf.entry) == Kind::plain) {
            return plain_leaf(leaf.entry).owner(leaf.x, leaf.y);
        }
        const std::uint32_t *leaf_words = words->data() + value_of(leaf.entry);
        return kind_of(leaf.entry) == Kind::narrow ? owner_in_narrow(leaf_words, leaf.x, leaf.y)
                                                   : owner_from_words(leaf_words, true, leaf.x, leaf.y);
    }
    [[nodiscard]] Label plain_owner(LatticePoint p) const;
    /// Calls visit(a, b, arc) for each border segment that touches the leaf's closed box; `sides` of the arc are its units.
    template <class Visit> void for_each_segment(const Cell &leaf, Visit &&visit) const;
    /// The edges that p lies on.
    [[nodiscard]] std::vector<LocatorEdge> edges_through(LatticePoint p) const;
    [[nodiscard]] Sides sides_of(std::uint32_t arc) const {
        const std::uint32_t *at = sides->data() + std::size_t{2} * arc;
        return {at[0], at[1]};
    }

    std::int64_t origin_x = 0, origin_y = 0;
    int root_log2 = 0;
    std::int64_t columns = 0, rows = 0;
    std::vector<Entry, LargePageAllocator<Entry>> root; ///< row by row
    std::shared_ptr<WordArena> words;                   ///< nodes and leaves
    std::shared_ptr<WordArena> sides;                   ///< of each arc, left and right

    static constexpr int block_log2 = 3; ///< blocks of 8 x 8 root cells, so that a search steps over empty ground
    [[nodiscard]] std::int64_t block_columns() const { return ((columns - 1) >> block_log2) + 1; }
    [[nodiscard]] std::int64_t block_rows() const { return ((rows - 1) >> block_log2) + 1; }
    /// The root cells of a block: fewer at the east and north side.
    [[nodiscard]] Grid block_grid(std::int64_t column, std::int64_t row) const {
        const std::int64_t c = column << block_log2;
        const std::int64_t r = row << block_log2;
        constexpr std::int64_t side = std::int64_t{1} << block_log2;
        return {origin_x + (c << root_log2), origin_y + (r << root_log2),   root_log2, std::min(side, columns - c),
                std::min(side, rows - r),    root.data() + r * columns + c, columns};
    }
    std::vector<std::uint64_t> blocks; ///< row by row; bit 8 * row + column: the cell has borders
    /// Brings `blocks` up to date with a root cell.
    void mark(std::int64_t column, std::int64_t row) {
        constexpr std::int64_t in_block = (std::int64_t{1} << block_log2) - 1;
        const std::uint64_t bit = std::uint64_t{1} << (((row & in_block) << block_log2) + (column & in_block));
        auto &block = blocks[static_cast<std::size_t>((row >> block_log2) * block_columns() + (column >> block_log2))];
        const bool bordered = has_borders(root[static_cast<std::size_t>(row * columns + column)]);
        block = bordered ? block | bit : block & ~bit;
    }
};

template <class Visit> void Locator::Index::for_each_segment(const Cell &leaf, Visit &&visit) const {
    const auto place = [&](std::int64_t x, std::int64_t y) -> LatticePoint {
        return {static_cast<std::int32_t>(leaf.x + x), static_cast<std::int32_t>(leaf.y + y)};
    };
    const auto visit_chain = [&](ChainHead head, std::uint32_t last, auto &&vertex) {
        while (last > 0 && vertex(last - 1) == vertex(last)) {
            --last;
        }
        LatticePoint a = vertex(0);
        for (std::uint32_t i = 1; i <= last; ++i) {
            const LatticePoint b = vertex(i);
            const bool drawn = !(i == 1 && head.led_in()) && !(i == last && head.led_out());
            if (drawn) {
                visit(a, b, head.arc());
            }
            a = b;
        }
    };
    if (kind_of(leaf.entry) == Kind::plain) {
        const PlainLeaf plain = plain_leaf(leaf.entry);
        visit_chain(plain.head(), plain.head().steps() * 4, [&](std::uint32_t i) { return place(plain.x(i), plain.y(i)); });
        return;
    }
    const bool wide = kind_of(leaf.entry) == Kind::wide;
    const std::uint32_t *chain = words->data() + value_of(leaf.entry) + 1;
    for (bool more = true; more;) {
        const ChainHead head(chain[1]);
        const std::uint32_t *words_of = chain + 2;
        visit_chain(head, head.steps() * 4, [&](std::uint32_t i) {
            const std::uint32_t *at = words_of + std::size_t{i} * (wide ? 2 : 1);
            return wide ? place(static_cast<std::int32_t>(at[0]), static_cast<std::int32_t>(at[1]))
                        : place(static_cast<std::int16_t>(at[0] & 0xFFFFU), static_cast<std::int16_t>(at[0] >> 16U));
        });
        more = !head.last();
        chain = words_of + std::size_t{head.steps() * 4 + 1} * (wide ? 2 : 1);
    }
}

} // namespace jingwei::spatial
