#include "spatial/snap_rounding.hpp"

#include "spatial/beyond_measure.hpp"
#include "spatial/error.hpp"
#include "spatial/segment_sweep.hpp"
#include "spatial/snap_lines.hpp"

#include <algorithm>
#include <optional>
#include <set>

namespace jingwei::spatial {
namespace {

constexpr int max_rounds = 16;

/// From this round on every line is bent, as snap rounding has it; before, only those that meet another one improperly.
constexpr int thorough_round = 8;

/// Pairs of lines that may be looked at: far more than any map of grids needs, so that no input takes quadratic time.
constexpr std::size_t pairs_per_line = 64;
constexpr std::size_t free_pairs = 100'000'000;
/// From so many on, a sweep asks first whether any two lines meet improperly at all.
constexpr std::size_t pairs_before_sweep = 64;
/// And so many, evenly taken, then tell about how many pairs there will be.
constexpr std::size_t sampled_lines = 1024;
/// Lines that may be looked at around all crossings of a round; a sample of the crossings tells how many there will be.
constexpr std::size_t most_lines_at_crossings = 500'000'000;
constexpr std::size_t crossings_before_sample = 100'000;
constexpr std::size_t sampled_crossings = 256;

/// A point that a piece of a line shall pass through.
struct Bend {
    SnapPiece piece;
    std::int64_t along = 0; ///< how far from the piece's first end, times its length
    std::uint32_t point = 0;
    friend auto operator<=>(const Bend &, const Bend &) = default;
};

void sort_unique(auto &list) {
    std::ranges::sort(list);
    const auto rest = std::ranges::unique(list);
    list.erase(rest.begin(), rest.end());
}

class SnapRounder {
  public:
    SnapRounder(std::vector<LatticePoint> &points, std::vector<Strand> strands, SnapEffort &effort, StopCheck stop)
        : m_points(points), m_effort(effort), m_stop(std::move(stop)) {
        m_lines.emplace(points, std::move(strands));
        effort.segments = m_lines->count();
    }

    /// Whether anything was bent.
    bool run(Unnoded unnoded) {
        find_first_meetings(unnoded);
        while (m_improper) {
            if (m_effort.rounds == max_rounds) {
                throw Error(ErrorCode::bad_data, "the borders cannot be noded: they keep meeting after every round; clean the "
                                                 "file in another program first");
            }
            const auto bent = bend_all();
            ++m_effort.rounds;
            // an index of lines that have each become many is no index of their pieces
            if (m_lines->has_spokes() || m_bends.size() > m_lines->count()) {
                begin_anew();
            } else {
                find_meetings_of(bent);
            }
        }
        return m_effort.rounds > 0;
    }

    [[nodiscard]] std::vector<Strand> strands() const { return m_lines->strands(); }

  private:
    void count_pair(std::uint32_t line) {
        m_stop.step();
        if (++m_effort.candidates > most_pairs() * std::size_t(m_effort.rounds + 1)) {
            refuse_beyond_measure(m_lines->whole(line).a);
        }
    }

    /// In a round.
    [[nodiscard]] std::size_t most_pairs() const { return free_pairs + pairs_per_line * m_lines->count(); }

    /// Refuses at once what a sample of the lines shows to be hopeless. A few lines that meet very many are not taken for all.
    void refuse_hopeless() {
        std::vector<std::pair<std::size_t, std::uint32_t>> met;
        const auto step = std::max<std::size_t>(1, m_lines->count() / sampled_lines);
        for (std::size_t line = 0; line < m_lines->count(); line += step) {
            auto &[pairs, number] = met.emplace_back(0, static_cast<std::uint32_t>(line));
            m_lines->for_each_meeting(m_lines->whole(number), [&](SnapPiece) {
                m_stop.step();
                ++m_effort.candidates;
                ++pairs;
            });
        }
        std::ranges::sort(met, std::ranges::greater{});
        const auto counted = std::span(met).subspan(std::min(met.size() - 1, met.size() / 32));
        std::size_t sum = 0;
        std::ranges::for_each(counted, [&](const auto &entry) { sum += entry.first; });
        if (sum / 2 / counted.size() * m_lines->count() > most_pairs() / 4 * 5) { // each pair is met from both sides
            refuse_beyond_measure(m_lines->whole(counted.front().second).a);
        }
    }

    /// With all lines straight again, as an index by directions needs it, and one of very many pieces.
    void begin_anew() {
        auto strands = m_lines->strands();
        join_strands(strands);
        m_lines.emplace(m_points, std::move(strands));
        m_improper = false;
        m_affected.clear();
        m_crossings.clear();
        find_first_meetings(Unnoded::all);
    }

    void find_first_meetings(Unnoded unnoded) {
        if (unnoded == Unnoded::tagged_lines) {
            find_meetings_of(m_lines->tagged());
            return;
        }
        bool is_clean = false;
        bool is_swept = false;
        m_lines->for_each_pair(
            [&](std::uint32_t i, std::uint32_t j) {
                count_pair(i);
                look_at({i, 0}, {j, 0});
            },
            [&] {
                if (!is_swept && m_effort.candidates > pairs_before_sweep * m_lines->count()) {
                    is_swept = true;
                    const auto swept = sweep(m_lines->wholes(), {});
                    m_effort.candidates += swept.comparisons;
                    is_clean = !swept.meeting;
                    if (!is_clean) {
                        refuse_hopeless();
                    }
                }
                return !is_clean;
            });
    }

    /// Where lines that were bent meet others.
    void find_meetings_of(const std::vector<std::uint32_t> &lines) {
        m_improper = false;
        m_affected.clear();
        m_crossings.clear();
        std::vector<bool> is_new(m_lines->count(), false);
        std::ranges::for_each(lines, [&](std::uint32_t line) { is_new[line] = true; });
        for (const auto line : lines) {
            for (std::uint32_t k = 0; k < m_lines->piece_count(line); ++k) {
                const SnapPiece piece{line, k};
                m_lines->for_each_meeting(m_lines->segment(piece), [&](SnapPiece other) {
                    // of two that are new each is met from both sides
                    if (piece < other || !is_new[other.line]) {
                        count_pair(line);
                        look_at(piece, other);
                    }
                });
            }
        }
    }

    void look_at(SnapPiece p, SnapPiece q) {
        const auto p_ends = m_lines->ends(p);
        const auto q_ends = m_lines->ends(q);
        affect_if_on(p, p_ends, q_ends);
        affect_if_on(q, q_ends, p_ends);
        const bool share_an_end =
            p_ends[0] == q_ends[0] || p_ends[0] == q_ends[1] || p_ends[1] == q_ends[0] || p_ends[1] == q_ends[1];
        if (!share_an_end && cross_properly(m_lines->segment(p), m_lines->segment(q))) {
            affect(p);
            affect(q);
            m_crossings.emplace_back(p, q);
        }
    }

    void affect_if_on(SnapPiece piece, const LineEnds &own, const LineEnds &other) {
        for (const auto v : other) {
            if (v != own[0] && v != own[1] && is_on(m_points[v], m_lines->segment(piece))) {
                affect(piece);
            }
        }
    }

    void affect(SnapPiece piece) {
        m_improper = true;
        m_affected.push_back(piece);
    }

    void bend(SnapPiece piece, std::uint32_t point) {
        const auto s = m_lines->segment(piece);
        const auto p = m_points[point];
        const auto along = (std::int64_t{s.b.x} - s.a.x) * (std::int64_t{p.x} - s.a.x) +
                           (std::int64_t{s.b.y} - s.a.y) * (std::int64_t{p.y} - s.a.y);
        m_bends.push_back({piece, along, point});
    }

    void bend_unless_end(SnapPiece piece, std::uint32_t point) {
        const auto ends = m_lines->ends(piece);
        if (point != ends[0] && point != ends[1]) {
            bend(piece, point);
        }
    }

    void refuse_hopeless_crossings() {
        if (m_crossings.size() < crossings_before_sample) {
            return;
        }
        const auto step = std::max<std::size_t>(1, m_crossings.size() / sampled_crossings);
        std::size_t sampled = 0;
        std::size_t lines = 0;
        for (std::size_t i = 0; i < m_crossings.size(); i += step, ++sampled) {
            const auto &[p, q] = m_crossings[i];
            m_lines->for_each_through(crossing_pixel(m_lines->segment(p), m_lines->segment(q)), [&](SnapPiece) {
                m_stop.step();
                ++lines;
            });
        }
        if (2 * lines / sampled * m_crossings.size() > most_lines_at_crossings) { // once to look for a point, once to bend
            refuse_beyond_measure(m_lines->segment(m_crossings[m_crossings.size() / 2].first).a);
        }
    }

    /// Rounds the crossings; a new point draws in every line that passes it.
    void heat_crossings() {
        refuse_hopeless_crossings();
        m_effort.crossings += m_crossings.size();
        for (const auto &[p, q] : m_crossings) {
            const auto place = crossing_pixel(m_lines->segment(p), m_lines->segment(q));
            if (const auto known = m_lines->end_at(place)) {
                bend_unless_end(p, *known);
                bend_unless_end(q, *known);
            } else {
                heat(place);
            }
        }
    }

    void heat(LatticePoint place) {
        if (!m_heated.emplace(place).second) {
            return; // by another crossing of this round
        }
        const auto point = static_cast<std::uint32_t>(m_points.size());
        m_points.push_back(place);
        m_lines->for_each_through(place, [&](SnapPiece piece) {
            m_stop.step();
            if (passes_pixel(m_lines->segment(piece), place)) {
                affect(piece);
                bend(piece, point);
            }
        });
    }

    /// Every affected piece goes through the ends of others that it passes.
    void bend_to_ends() {
        for (const auto piece : m_affected) {
            const auto s = m_lines->segment(piece);
            m_lines->for_each_end(s, [&](std::uint32_t v) {
                count_pair(piece.line);
                if (passes_pixel(s, m_points[v])) {
                    bend_unless_end(piece, v);
                }
            });
        }
    }

    /// Answers the lines that have changed.
    std::vector<std::uint32_t> bend_all() {
        m_bends.clear();
        m_heated.clear();
        heat_crossings();
        if (m_effort.rounds >= thorough_round) {
            m_affected = m_lines->pieces();
        }
        sort_unique(m_affected);
        bend_to_ends();
        sort_unique(m_bends);
        std::vector<std::uint32_t> bent;
        for (auto next = m_bends.cbegin(); next != m_bends.cend();) {
            const auto line = next->piece.line;
            std::vector<std::pair<std::uint32_t, std::uint32_t>> insertions; // place of the piece, point
            for (; next != m_bends.cend() && next->piece.line == line; ++next) {
                insertions.emplace_back(next->piece.place, next->point);
            }
            m_lines->insert(line, insertions);
            bent.push_back(line);
        }
        return bent;
    }

    std::vector<LatticePoint> &m_points;
    std::optional<SnapLines> m_lines;
    SnapEffort &m_effort;
    StopCheck m_stop;
    std::vector<std::pair<SnapPiece, SnapPiece>> m_crossings;
    std::vector<Bend> m_bends;
    std::set<LatticePoint> m_heated;   ///< in this round
    std::vector<SnapPiece> m_affected; ///< to be bent; may hold one twice
    bool m_improper = false;
};

} // namespace

SnapEffort snap_round(std::vector<LatticePoint> &points, std::vector<Strand> &strands, Unnoded unnoded, const StopCheck &stop) {
    SnapEffort effort;
    join_strands(strands);
    SnapRounder rounder(points, strands, effort, stop);
    if (rounder.run(unnoded)) {
        strands = rounder.strands();
        join_strands(strands);
    }
    return effort;
}

} // namespace jingwei::spatial
