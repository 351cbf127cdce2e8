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
        return build_cell(list, cell, corner, 0);
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
    Entry build_cell(BorderSegments::List list, const CellSquare &cell, Label corner, std::size_t depth);
    Entry build_node(BorderSegments::List list, const CellSquare &cell, Label corner, std::size_t depth);

    const BorderSegments &m_borders;
    ArcNumbers m_arcs;
    std::vector<std::uint32_t> m_words;
    LeafWriter m_leaves;
    std::uint32_t m_first_word;
    std::array<CellDivision, 16> m_divisions; ///< by depth; 2^30 is cut to 2^6 in twelve steps
};

} // namespace jingwei::spatial
