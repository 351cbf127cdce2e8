#include "spatial/line_index.hpp"

namespace jingwei::spatial {

LineIndex::LineIndex(const LatticeBox &box, std::size_t chains)
    : m_grid(box, chains), m_intended(chains), m_heads(m_grid.cell_count(), none) {
    m_entries.reserve(chains * 3);
}

template <class Visit> void LineIndex::for_each_cell_of(const ArcLine &line, std::size_t chain, Visit &&visit) const {
    const auto range = m_grid.range(line.chain_boxes()[chain]);
    if (range.cells() <= roomy) {
        m_grid.for_each_cell(range, visit);
        return;
    }
    const auto points = chain_of(line.points(), chain);
    for (std::size_t i = 0; i + 1 < points.size(); ++i) {
        m_grid.for_each_cell(Segment{points[i], points[i + 1]}, visit);
    }
}

void LineIndex::put(std::size_t cell, std::uint32_t arc, std::uint32_t chain) {
    const auto head = m_heads[cell];
    if (head != none && m_entries[head].arc == arc && m_entries[head].chain == chain) {
        return; // its segments share the cell
    }
    if (m_free == none) {
        m_heads[cell] = static_cast<std::uint32_t>(m_entries.size());
        m_entries.push_back({arc, chain, head});
        return;
    }
    const auto entry = m_free;
    m_free = m_entries[entry].next;
    m_entries[entry] = {arc, chain, head};
    m_heads[cell] = entry;
}

void LineIndex::take(std::size_t cell, std::uint32_t arc, std::uint32_t chain) {
    auto *link = &m_heads[cell];
    while (*link != none && (m_entries[*link].arc != arc || m_entries[*link].chain != chain)) {
        link = &m_entries[*link].next;
    }
    if (*link != none) {
        const auto entry = *link;
        *link = m_entries[entry].next;
        m_entries[entry].next = m_free;
        m_free = entry;
    }
}

void LineIndex::insert(std::uint32_t arc, const ArcLine &line) {
    const auto chains = static_cast<std::uint32_t>(line.chain_boxes().size());
    for (std::uint32_t chain = 0; chain < chains; ++chain) {
        for_each_cell_of(line, chain, [&](std::size_t cell) { put(cell, arc, chain); });
    }
    m_chains += chains;
}

void LineIndex::erase(std::uint32_t arc, const ArcLine &line) {
    const auto chains = static_cast<std::uint32_t>(line.chain_boxes().size());
    for (std::uint32_t chain = 0; chain < chains; ++chain) {
        for_each_cell_of(line, chain, [&](std::size_t cell) { take(cell, arc, chain); });
    }
    m_chains -= chains;
}

} // namespace jingwei::spatial
