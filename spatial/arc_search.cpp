#include "spatial/arc_search.hpp"

#include "spatial/segment_sweep.hpp"

#include <algorithm>

namespace jingwei::spatial {
namespace {

/// Points of two arcs, or two of one, that are not ends of all of them.
void find_shared_points(std::span<const LatticePoint> points, std::span<const Arc> arcs,
                        std::vector<ChainGrid::Meeting> &meetings) {
    struct Use {
        LatticePoint at;
        bool is_end;
        std::uint32_t arc;
        auto operator<=>(const Use &) const = default;
    };
    std::vector<Use> uses;
    uses.reserve(points.size());
    for (std::uint32_t a = 0; a < arcs.size(); ++a) {
        const auto line = points.subspan(arcs[a].first_point, arcs[a].point_count);
        for (std::size_t i = 0; i < line.size(); ++i) {
            uses.push_back({line[i], i == 0 || i + 1 == line.size(), a});
        }
    }
    std::ranges::sort(uses);
    for (std::size_t i = 0; i + 1 < uses.size(); ++i) {
        if (uses[i].at == uses[i + 1].at && !uses[i].is_end) { // those that are no ends come first
            meetings.push_back({uses[i].at, uses[i].arc});
        }
    }
}

} // namespace

ArcSearch::ArcSearch(std::span<const LatticePoint> points, std::span<const Arc> arcs)
    : m_points(points), m_arcs(arcs), m_chains(points, arcs) {
    if (m_chains.is_crowded()) {
        sweep_over_all();
    }
}

void ArcSearch::sweep_over_all() {
    for (std::uint32_t a = 0; a < m_arcs.size(); ++a) {
        const auto line = m_points.subspan(m_arcs[a].first_point, m_arcs[a].point_count);
        for (std::size_t i = 0; i + 1 < line.size(); ++i) {
            m_segments.push_back({line[i], line[i + 1]});
            m_arc_of.push_back(a);
        }
    }
    const auto found = sweep(m_segments, {});
    m_compared = found.comparisons;
    if (found.meeting) {
        const auto &[i, j] = *found.meeting;
        m_crossing = {meeting_point(m_segments[i], m_segments[j]), m_arc_of[i]};
    }
}

std::vector<ChainGrid::Meeting> ArcSearch::wrong_meetings(std::size_t limit) const {
    if (!m_chains.is_crowded()) {
        return m_chains.wrong_meetings(limit);
    }
    std::vector<ChainGrid::Meeting> meetings;
    find_shared_points(m_points, m_arcs, meetings);
    if (m_crossing) {
        meetings.insert(meetings.begin(), *m_crossing);
    }
    meetings.resize(std::min(meetings.size(), limit));
    return meetings;
}

std::vector<std::uint32_t> ArcSearch::surroundings(const ArcGraph &graph) const {
    if (!m_chains.is_crowded()) {
        return surrounding_cycles(graph, [&](LatticePoint p) { return m_chains.west_of(p); });
    }
    std::vector<LatticePoint> asked;
    for (const auto &cycle : graph.cycles()) {
        if (cycle.doubled_area <= 0) {
            asked.push_back(cycle.west);
        }
    }
    std::ranges::sort(asked);
    const auto below = sweep(m_segments, asked).below;
    return surrounding_cycles(graph, [&](LatticePoint p) -> std::optional<HalfArc> {
        const auto &segment = below[static_cast<std::size_t>(std::ranges::lower_bound(asked, p) - asked.begin())];
        if (!segment) {
            return std::nullopt;
        }
        return m_arc_of[*segment] * 2 + (m_segments[*segment].a < m_segments[*segment].b ? 0U : 1U);
    });
}

} // namespace jingwei::spatial
