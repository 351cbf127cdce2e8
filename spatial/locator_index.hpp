#pragma once

#include "spatial/cell_arena.hpp"
#include "spatial/locator.hpp"
#include "spatial/measure.hpp"
#include "spatial/segment.hpp"

namespace jingwei::spatial {

/// A border segment with the units left and right of its direction.
struct LocatorEdge {
    LatticePoint a;
    LatticePoint b;
    Label left = no_label;
    Label right = no_label;
};

/// The cell tree (docs/locator.md draws it). A root grid of square cells, side 2^k; a crowded cell is cut in 4 x 4. A leaf
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
struct Locator::Index {
    /// narrow: vertices as pairs of int16, four segments a step; wide: as int32, for segments longer than some 180 m.
    enum class Kind : std::uint32_t { pure, narrow, wide, node };
    /// Kind in the top two bits; below a label, a word of `cells`, or for nodes the first of 16 entries in `cells`.
    using Entry = std::uint32_t;
    static constexpr std::uint32_t value_bits = 30;
    static constexpr std::uint32_t fan = 4; ///< children a side

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
    static bool has_borders(Entry e) { return kind_of(e) != Kind::pure; }

    /// The leaf or pure cell that owns the point; cells own their south and west sides. False outside the grid.
    [[nodiscard]] bool find_cell(LatticePoint p, Cell &cell) const;
    [[nodiscard]] Cell child(const Cell &cell, std::uint32_t column, std::uint32_t row) const;
    /// The child of a node's cell that owns a point of the cell.
    [[nodiscard]] Cell child_at(const Cell &cell, LatticePoint p) const {
        const int log2_side = cell.log2_side - 2;
        return child(cell, static_cast<std::uint32_t>((p.x - cell.x) >> log2_side),
                     static_cast<std::uint32_t>((p.y - cell.y) >> log2_side));
    }
    [[nodiscard]] Cell root_cell(std::int64_t column, std::int64_t row) const {
        return {origin_x + (column << root_log2), origin_y + (row << root_log2), root_log2,
                cells[static_cast<std::size_t>(row * columns + column)]};
    }
    /// The owner of a point of a leaf, before the rule for ground of nobody.
    [[nodiscard]] Label owner_in(const Cell &leaf, LatticePoint p) const;
    /// Calls visit(edge) for each border segment that touches the leaf's closed box.
    template <class Visit> void for_each_edge(const Cell &leaf, Visit &&visit) const;
    /// The edges that p lies on.
    [[nodiscard]] std::vector<LocatorEdge> edges_through(LatticePoint p) const;

    struct Sides {
        Label left = no_label, right = no_label;
    };

    std::int64_t origin_x = 0, origin_y = 0;
    int root_log2 = 0;
    std::int64_t columns = 0, rows = 0;
    CellArena cells;          ///< the root's entries row by row, then nodes and leaves
    std::vector<Sides> sides; ///< of each arc

    /// Blocks of 4 x 4 root cells, so that a search for borders steps over empty ground.
    [[nodiscard]] std::int64_t block_columns() const { return (columns + fan - 1) / fan; }
    [[nodiscard]] std::int64_t block_rows() const { return (rows + fan - 1) / fan; }
    std::vector<std::uint8_t> blocks; ///< row by row: whether any cell has borders
};

/// The words of a leaf: its base label, then its chains one after another. A chain is d, a ChainHead, and 4 n + 1 vertices; the
/// last is repeated to fill. A vertex is one word (narrow: x in the low half, y in the high) or two (wide: x, y).
class ChainHead {
  public:
    static constexpr std::uint32_t most_steps = 15;
    static constexpr std::uint32_t most_arcs = 1U << 25U;

    explicit ChainHead(std::uint32_t word) : m_word(word) {}
    ChainHead(std::uint32_t arc, std::uint32_t steps, bool led_in, bool led_out)
        : m_word(arc | steps << 25U | (led_in ? led_in_bit : 0U) | (led_out ? led_out_bit : 0U)) {}
    [[nodiscard]] std::uint32_t word() const { return m_word; }
    [[nodiscard]] std::uint32_t arc() const { return m_word & (most_arcs - 1); }
    [[nodiscard]] std::uint32_t steps() const { return (m_word >> 25U) & most_steps; } ///< of four segments each
    [[nodiscard]] bool led_in() const { return (m_word & led_in_bit) != 0; }           ///< the first segment is no border
    [[nodiscard]] bool led_out() const { return (m_word & led_out_bit) != 0; }         ///< the last one that is not empty, too
    [[nodiscard]] bool last() const { return (m_word & last_bit) != 0; }
    static constexpr std::uint32_t last_bit = 1U << 31U;

  private:
    static constexpr std::uint32_t led_in_bit = 1U << 29U;
    static constexpr std::uint32_t led_out_bit = 1U << 30U;
    std::uint32_t m_word;
};

/// Up-crossings less down-crossings of the ray from (x, y) to the west, over the 4 * steps segments of a chain; a point on a
/// segment counts as east of it. Narrow: vertices lie within [-16383, 16384], x and y within [0, 2^14). Exact.
[[nodiscard]] std::int32_t net_crossings_narrow(const std::uint32_t *vertices, std::uint32_t steps, std::int32_t x,
                                                std::int32_t y);
[[nodiscard]] std::int32_t net_crossings_wide(const std::uint32_t *vertices, std::uint32_t steps, std::int64_t x,
                                              std::int64_t y);

/// The owner at (x, y), relative to the leaf's corner, from the leaf's words.
[[nodiscard]] Label owner_from_words(const std::uint32_t *words, bool wide, std::int64_t x, std::int64_t y);

template <class Visit> void Locator::Index::for_each_edge(const Cell &leaf, Visit &&visit) const {
    const bool wide = kind_of(leaf.entry) == Kind::wide;
    const std::uint32_t stride = wide ? 2 : 1;
    const std::uint32_t *word = cells.data() + value_of(leaf.entry) + 1;
    const auto vertex = [&](const std::uint32_t *at) -> LatticePoint {
        const std::int64_t x = wide ? static_cast<std::int32_t>(at[0]) : static_cast<std::int16_t>(at[0] & 0xFFFFU);
        const std::int64_t y = wide ? static_cast<std::int32_t>(at[1]) : static_cast<std::int16_t>(at[0] >> 16U);
        return {static_cast<std::int32_t>(leaf.x + x), static_cast<std::int32_t>(leaf.y + y)};
    };
    for (bool more = true; more;) {
        const ChainHead head(word[1]);
        const Sides side = sides[head.arc()];
        const std::uint32_t *at = word + 2;
        LatticePoint a = vertex(at);
        std::uint32_t last = head.steps() * 4;
        while (last > 0 && vertex(at + (last - 1) * stride) == vertex(at + last * stride)) {
            --last;
        }
        for (std::uint32_t i = 1; i <= last; ++i) {
            const LatticePoint b = vertex(at + i * stride);
            const bool drawn = !(i == 1 && head.led_in()) && !(i == last && head.led_out());
            if (drawn) {
                visit(LocatorEdge{a, b, side.left, side.right});
            }
            a = b;
        }
        more = !head.last();
        word += 2 + (head.steps() * 4 + 1) * stride;
    }
}

} // namespace jingwei::spatial
