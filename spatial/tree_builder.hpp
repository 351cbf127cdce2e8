#pragma once

#include "spatial/cell_division.hpp"
#include "spatial/leaf_writer.hpp"

#include <array>

namespace jingwei::spatial {

/// Builds cells of the tree, with all that lies below them, into a list of words.
class TreeBuilder {
  public:
    /// `borders` must outlive it. `first_word`, a multiple of Index::node_alignment, is the place that the first word will
    /// have; `first_arc` the number of the first arc of sides().
    TreeBuilder(const BorderSegments &borders, std::uint32_t first_word, std::uint32_t first_arc);

    /// The entry of a cell, given all segments that touch its closed box, ascending, and the owner of its south-west corner.
    [[nodiscard]] Locator::Index::Entry build(BorderSegments::List list, const CellSquare &cell, Label corner) {
        return build_cell(list, cell, corner, {0, most_entries * list.size() + free_entries});
    }

    /// All words, once everything is built, with what a look at the last leaf may read past it.
    [[nodiscard]] std::span<const std::uint32_t> finish() {
        m_words.resize(m_words.size() + leaf_overrun);
        return m_words;
    }
    [[nodiscard]] std::span<const std::uint32_t> sides() const { return m_arcs.sides(); }

  private:
    using Entry = Locator::Index::Entry;
    [[nodiscard]] bool is_leaf(BorderSegments::List list, const CellSquare &cell) const;
    [[nodiscard]] bool are_long(BorderSegments::List list) const;
    /// How deep a cell lies, and how many entries of segments all leaves below it may have together. Where borders lie close
    /// side by side, or meet by the thousand, cutting on gains little and would cost the square of them: such a cell stays a
    /// leaf of many segments. With this the tree is linear in what the root's cells hold.
    struct Allowance {
        std::size_t depth, entries;
    };
    static constexpr std::size_t most_entries = 8; ///< for each segment of a root cell; towns and country need two
    static constexpr std::size_t free_entries = 64;
    Entry build_cell(BorderSegments::List list, const CellSquare &cell, Label corner, Allowance allowed);
    Entry build_node(BorderSegments::List list, const CellSquare &cell, Label corner, Allowance allowed);
    /// Divides a crowded cell as finely as is allowed; answers log2 of its cells a side, and how many entries they have
    /// together; 0 where it cannot be divided.
    struct Cut {
        int fan;
        std::size_t entries;
    };
    [[nodiscard]] double reach_inside(BorderSegments::List list, const CellSquare &cell) const;
    [[nodiscard]] Cut cut(BorderSegments::List list, const CellSquare &cell, Allowance allowed);

    const BorderSegments &m_borders;
    ArcNumbers m_arcs;
    std::vector<std::uint32_t> m_words;
    LeafWriter m_leaves;
    std::uint32_t m_first_word;
    std::array<CellDivision, 16> m_divisions; ///< by depth; 2^30 is cut to 2^6 in twelve steps
};

} // namespace jingwei::spatial
