#pragma once

#include "spatial/border_segments.hpp"
#include "spatial/locator_index.hpp"

#include <span>
#include <vector>

namespace jingwei::spatial {

/// Gives arcs the numbers that a locator knows them by, as they come, and keeps what lies on their sides.
class ArcNumbers {
  public:
    /// The first number given is `first`.
    ArcNumbers(const Coverage &coverage, std::uint32_t first)
        : m_coverage(coverage), m_first(first), m_numbers(coverage.arcs().size(), none) {}

    [[nodiscard]] std::uint32_t of(std::uint32_t arc);
    /// Left and right label of each arc numbered, in order.
    [[nodiscard]] std::span<const std::uint32_t> sides() const { return m_sides; }

  private:
    static constexpr std::uint32_t none = UINT32_MAX;
    const Coverage &m_coverage;
    std::uint32_t m_first;
    std::vector<std::uint32_t> m_numbers;
    std::vector<std::uint32_t> m_sides;
};

/// Writes leaves of the cell tree into a list of words.
class LeafWriter {
  public:
    /// What is named must outlive it. `first_word` is the place of words[0] in what the entries count.
    LeafWriter(const BorderSegments &borders, ArcNumbers &arcs, std::uint32_t first_word, std::vector<std::uint32_t> &words)
        : m_borders(borders), m_arcs(arcs), m_first_word(first_word), m_words(words) {}

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
    [[nodiscard]] std::size_t leaf_size(bool wide) const;
    /// Leaves words out so that a leaf of so many, if it fits a cache line, lies in one.
    void keep_on_line(std::size_t size);
    Locator::Index::Entry write_plain(Label corner);
    void check_size() const;

    const BorderSegments &m_borders;
    ArcNumbers &m_arcs;
    std::uint32_t m_first_word;
    std::vector<std::uint32_t> &m_words;
    std::vector<Chain> m_chains;
    std::vector<Vertex> m_vertices;
    std::size_t m_last_head = 0; ///< the ChainHead written last
};

} // namespace jingwei::spatial
