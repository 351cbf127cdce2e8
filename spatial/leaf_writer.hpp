#pragma once

#include "spatial/locator_index.hpp"

#include <span>
#include <vector>

namespace jingwei::spatial {

/// A square of the cell tree while it is built: its closed box is [x, x + side] x [y, y + side].
struct CellSquare {
    std::int64_t x = 0, y = 0;
    int log2_side = 0;
    [[nodiscard]] std::int64_t side() const { return std::int64_t{1} << log2_side; }
};

/// Writes leaves of the cell tree into a list of words. Segments are named by the place of their first point in
/// `Coverage::all_points()`.
class LeafWriter {
  public:
    /// `coverage`, `arc_of` (the arc of each point) and `words` must outlive it. `first_word` is the place of words[0] in what
    /// the entries count.
    LeafWriter(const Coverage &coverage, std::span<const std::uint32_t> arc_of, std::vector<std::uint32_t> &words)
        : m_coverage(coverage), m_arc_of(arc_of), m_words(words) {}

    /// Appends the leaf of `cell` with all the segments that touch its closed box, ascending, and answers its entry. `corner`
    /// owns the south-west corner.
    Locator::Index::Entry write(std::span<const std::uint32_t> segments, const CellSquare &cell, Label corner);

  private:
    struct Chain {
        std::uint32_t arc = 0;
        bool led_in = false, led_out = false;
        std::uint32_t first = 0, count = 0; ///< in m_vertices
    };
    struct Vertex {
        std::int64_t x = 0, y = 0; ///< relative to the cell's corner
    };

    void collect(std::span<const std::uint32_t> segments, const CellSquare &cell);
    void add_chain(std::uint32_t first, std::uint32_t last, const CellSquare &cell);
    [[nodiscard]] bool fits_narrow(const CellSquare &cell) const;
    void append_chain(const Chain &chain, std::uint32_t begin, std::uint32_t segment_count, bool wide);
    void append_vertex(const Vertex &v, bool wide);
    std::size_t start_leaf(bool wide);

    const Coverage &m_coverage;
    std::span<const std::uint32_t> m_arc_of;
    std::vector<std::uint32_t> &m_words;
    std::vector<Chain> m_chains;
    std::vector<Vertex> m_vertices;
    std::size_t m_last_head = 0; ///< the ChainHead written last
};

} // namespace jingwei::spatial
