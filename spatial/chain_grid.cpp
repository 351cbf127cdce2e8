#include "spatial/chain_grid.hpp"

#include <algorithm>
#include <numeric>

namespace jingwei::spatial {

ChainGrid::ChainGrid(std::span<const LatticePoint> points, std::span<const Arc> arcs) : m_points(points), m_arcs(arcs) {
    cut_into_chains();
    m_is_crowded = !count_cells();
    if (m_is_crowded) {
        return;
    }
    m_listed.resize(m_offsets.back());
    auto fill = m_offsets;
    for (std::uint32_t i = 0; i < m_chains.size(); ++i) {
        for_each_cell_of(m_chains[i], [&](std::size_t cell) { m_listed[fill[cell]++] = i; });
    }
}

void ChainGrid::cut_into_chains() {
    LatticeBox all;
    m_chains.reserve(m_points.size() / chain_segments + m_arcs.size());
    for (std::uint32_t a = 0; a < m_arcs.size(); ++a) {
        const auto line = m_points.subspan(m_arcs[a].first_point, m_arcs[a].point_count);
        for (std::size_t c = 0; c < chain_count(line.size()); ++c) {
            const auto chain = chain_of(line, c);
            const auto box = bounds(chain);
            all.add({box.min_x, box.min_y});
            all.add({box.max_x, box.max_y});
            m_chains.push_back({box, a, m_arcs[a].first_point + static_cast<std::uint32_t>(c * chain_segments),
                                static_cast<std::uint16_t>(chain.size() - 1), false});
        }
    }
    m_grid = CellGrid(all, m_chains.size());
}

/// How many chains each cell lists; false where that is too many.
bool ChainGrid::count_cells() {
    m_offsets.assign(m_grid.cell_count() + 1, 0);
    std::size_t listed = 0;
    for (auto &chain : m_chains) {
        chain.by_segment = m_grid.range(chain.box).cells() > roomy;
        for_each_cell_of(chain, [&](std::size_t cell) {
            m_pairs += m_offsets[cell + 1]++;
            ++listed;
        });
        if (listed > most_cells * m_chains.size() || m_pairs > most_pairs * m_chains.size()) {
            return false;
        }
    }
    std::partial_sum(m_offsets.begin(), m_offsets.end(), m_offsets.begin());
    return true;
}

template <class Visit> void ChainGrid::for_each_cell_of(const Chain &chain, Visit &&visit) const {
    if (!chain.by_segment) {
        m_grid.for_each_cell(m_grid.range(chain.box), visit);
        return;
    }
    std::vector<std::size_t> cells; // of a long chain: rare
    for (std::size_t i = chain.first; i < chain.first + chain.segments; ++i) {
        m_grid.for_each_cell(segment(i), [&](std::size_t cell) { cells.push_back(cell); });
    }
    std::ranges::sort(cells);
    cells.erase(std::unique(cells.begin(), cells.end()), cells.end());
    std::ranges::for_each(cells, visit);
}

bool ChainGrid::is_arc_end(const Arc &arc, std::size_t point, LatticePoint p) const {
    return (point == arc.first_point && m_points[point] == p) ||
           (point + 2 == std::size_t{arc.first_point} + arc.point_count && m_points[point + 1] == p);
}

/// Two segments by the indexes of their first points.
bool ChainGrid::meet_wrongly(const Chain &x, std::size_t i, const Chain &y, std::size_t j) const {
    const auto s = segment(i);
    const auto t = segment(j);
    const bool at_a = s.a == t.a || s.a == t.b;
    const bool at_b = s.b == t.a || s.b == t.b;
    if (at_a && at_b) {
        return true;
    }
    if (meet_improperly(s, t)) {
        return true;
    }
    if (!at_a && !at_b) {
        return false;
    }
    if (x.arc == y.arc && (i + 1 == j || j + 1 == i)) {
        return false;
    }
    const auto p = at_a ? s.a : s.b;
    return !(is_arc_end(m_arcs[x.arc], i, p) && is_arc_end(m_arcs[y.arc], j, p));
}

void ChainGrid::compare(const Chain &x, const Chain &y, std::vector<Meeting> &meetings) const {
    const bool same = &x == &y;
    for (std::size_t i = x.first; i < std::size_t{x.first} + x.segments; ++i) {
        const auto box = bounds(segment(i));
        if (!box.intersects(y.box)) {
            continue;
        }
        for (std::size_t j = same ? i + 1 : y.first; j < std::size_t{y.first} + y.segments; ++j) {
            if (bounds(segment(j)).intersects(box) && meet_wrongly(x, i, y, j)) {
                const auto s = segment(i);
                const auto t = segment(j);
                const auto shared = s.a == t.a || s.a == t.b ? s.a : s.b;
                meetings.push_back({shared == t.a || shared == t.b ? shared : meeting_point(s, t), x.arc});
            }
        }
    }
}

std::vector<ChainGrid::Meeting> ChainGrid::wrong_meetings(std::size_t limit) const {
    std::vector<Meeting> meetings;
    for (const auto &chain : m_chains) {
        compare(chain, chain, meetings);
    }
    for (std::size_t cell = 0; cell < m_grid.cell_count() && meetings.size() < limit; ++cell) {
        const auto listed = chains_in(cell);
        for (std::size_t k = 0; k < listed.size(); ++k) {
            const auto &x = m_chains[listed[k]];
            for (std::size_t l = k + 1; l < listed.size(); ++l) {
                const auto &y = m_chains[listed[l]];
                if (!x.box.intersects(y.box)) {
                    continue;
                }
                // two boxes share many cells: the one with the lower corner of what they share stands for all
                const LatticePoint corner{std::max(x.box.min_x, y.box.min_x), std::max(x.box.min_y, y.box.min_y)};
                if (x.by_segment || y.by_segment || m_grid.cell_of(corner) == cell) {
                    compare(x, y, meetings);
                }
            }
        }
    }
    std::ranges::sort(meetings);
    meetings.erase(std::unique(meetings.begin(), meetings.end()), meetings.end());
    return meetings;
}

std::optional<HalfArc> ChainGrid::west_of(LatticePoint p) const {
    WestSearch search(p, false);
    std::optional<HalfArc> east;
    const auto row = m_grid.row(p.y);
    for (auto column = m_grid.column(p.x);; --column) {
        for (const auto index : chains_in(m_grid.cell(column, row))) {
            const auto &chain = m_chains[index];
            for (std::size_t i = chain.first; i < std::size_t{chain.first} + chain.segments; ++i) {
                if (search.offer(segment(i))) {
                    east = east_side(chain.arc, segment(i));
                }
            }
        }
        if (column == 0 || search.is_settled(m_grid.west_of(column))) {
            return east;
        }
    }
}

} // namespace jingwei::spatial
