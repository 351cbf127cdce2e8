#include "spatial/snap_rounding.hpp"

#include "spatial/error.hpp"
#include "spatial/segment_tree.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <tuple>

namespace jingwei::spatial {
namespace {

constexpr int max_rounds = 16;

/// From this round on every line is bent, as snap rounding has it; before, only those that meet another one improperly.
constexpr int thorough_round = 8;

/// Pairs of lines that may be looked at: far more than any map of grids needs, so that no input takes quadratic time.
constexpr std::size_t pairs_per_line = 2'000;
constexpr std::size_t free_pairs = 20'000'000;

int sign(std::int64_t v) {
    return (v > 0) - (v < 0);
}

bool cross_properly(const Segment &s, const Segment &t) {
    return sign(cross(s.a, s.b, t.a)) * sign(cross(s.a, s.b, t.b)) < 0 &&
           sign(cross(t.a, t.b, s.a)) * sign(cross(t.a, t.b, s.b)) < 0;
}

/// numerator / denominator to the nearest whole number, halves up; the denominator is positive.
__int128 rounded_quotient(__int128 numerator, __int128 denominator) {
    const __int128 doubled = 2 * numerator + denominator;
    const __int128 quotient = doubled / (2 * denominator);
    return quotient * 2 * denominator > doubled ? quotient - 1 : quotient;
}

} // namespace

bool passes_pixel(const Segment &s, LatticePoint p) {
    const auto box = bounds(s);
    if (!box.contains(p)) {
        return false;
    }
    const Segment east = s.a.x <= s.b.x ? s : Segment{s.b, s.a};
    const std::int64_t dx = std::int64_t{east.b.x} - east.a.x;
    const std::int64_t dy = std::int64_t{east.b.y} - east.a.y;
    const std::int64_t side = 2 * cross(east.a, east.b, p);
    const std::int64_t reach = dx + (dy < 0 ? -dy : dy);
    const std::int64_t distance = side < 0 ? -side : side;
    // through a corner only: the south-west corner belongs to the square, the others do not
    return distance < reach || (distance == reach && dy < 0 && side > 0);
}

LatticePoint crossing_pixel(const Segment &s, const Segment &t) {
    const __int128 from_a = cross(t.a, t.b, s.a);
    const __int128 from_b = cross(t.a, t.b, s.b);
    const __int128 whole = from_a - from_b;
    const auto along = [&](std::int32_t from, std::int32_t to) {
        const __int128 run = (std::int64_t{to} - from) * from_a;
        return static_cast<std::int32_t>(from + (whole > 0 ? rounded_quotient(run, whole) : rounded_quotient(-run, -whole)));
    };
    return {along(s.a.x, s.b.x), along(s.a.y, s.b.y)};
}

void join_strands(std::vector<Strand> &strands) {
    std::ranges::sort(strands, {}, [](const Strand &s) { return std::tuple(s.a, s.b, s.tag); });
    std::size_t kept = 0;
    for (std::size_t i = 0; i < strands.size();) {
        auto joined = strands[i];
        for (++i; i < strands.size() && strands[i].a == joined.a && strands[i].b == joined.b && strands[i].tag == joined.tag;
             ++i) {
            joined.net = joined.tag == line_tag ? 1 : joined.net + strands[i].net;
        }
        if (joined.net != 0) {
            strands[kept++] = joined;
        }
    }
    strands.resize(kept);
}

namespace {

/// A point that a line shall pass through.
struct Bend {
    std::uint32_t line = 0;
    std::int64_t along = 0; ///< how far from the line's lower end, times its length
    std::uint32_t point = 0;
    friend auto operator<=>(const Bend &, const Bend &) = default;
};

/// One round over distinct lines.
class SnapRound {
  public:
    SnapRound(std::vector<LatticePoint> &points, PointNumbers &numbers, std::vector<Strand> &strands, SnapEffort &effort)
        : m_points(points), m_numbers(numbers), m_strands(strands), m_effort(effort) {
        for (std::uint32_t i = 0; i < strands.size(); ++i) {
            if (i == 0 || strands[i].a != strands[i - 1].a || strands[i].b != strands[i - 1].b) {
                m_first.push_back(i);
                m_segments.push_back({points[strands[i].a], points[strands[i].b]});
            }
        }
        m_first.push_back(static_cast<std::uint32_t>(strands.size()));
    }

    [[nodiscard]] std::size_t line_count() const { return m_segments.size(); }

    /// Bends the lines where that is needed; false when no two of them meet improperly.
    bool run(bool thorough) {
        const SegmentTree tree(m_segments);
        m_is_affected.assign(m_segments.size(), thorough);
        const std::size_t limit = free_pairs + pairs_per_line * m_segments.size();
        std::size_t candidates = 0;
        tree.for_each_pair([&](std::uint32_t i, std::uint32_t j) {
            if (++candidates > limit) {
                refuse(m_segments[i]);
            }
            look_at(i, j);
        });
        m_effort.candidates += candidates;
        if (!m_improper) {
            return false;
        }
        heat_crossings(tree);
        apply();
        return true;
    }

  private:
    [[noreturn]] static void refuse(const Segment &s) {
        const auto place = to_lonlat(s.a);
        throw Error(ErrorCode::bad_data,
                    fmt::format("the borders cross each other beyond all measure, among others at {:.6f}, {:.6f}: these are no "
                                "grids that only need cleaning; is it the right layer, and is each grid in it once?",
                                place.lon, place.lat));
    }

    void look_at(std::uint32_t i, std::uint32_t j) {
        const auto &s = m_strands[m_first[i]];
        const auto &t = m_strands[m_first[j]];
        bend_to_ends(i, s, t);
        bend_to_ends(j, t, s);
        const bool share_an_end = s.a == t.a || s.a == t.b || s.b == t.a || s.b == t.b;
        if (!share_an_end && cross_properly(m_segments[i], m_segments[j])) {
            affect(i);
            affect(j);
            m_crossings.push_back({i, j});
        }
    }

    void bend_to_ends(std::uint32_t line, const Strand &own, const Strand &other) {
        for (const auto v : {other.a, other.b}) {
            if (v != own.a && v != own.b && passes_pixel(m_segments[line], m_points[v])) {
                bend(line, v);
                if (cross(m_segments[line].a, m_segments[line].b, m_points[v]) == 0) {
                    affect(line);
                }
            }
        }
    }

    void affect(std::uint32_t line) {
        m_improper = true;
        m_is_affected[line] = true;
    }

    void bend(std::uint32_t line, std::uint32_t point) {
        const auto &s = m_segments[line];
        const auto p = m_points[point];
        const auto along = (std::int64_t{s.b.x} - s.a.x) * (std::int64_t{p.x} - s.a.x) +
                           (std::int64_t{s.b.y} - s.a.y) * (std::int64_t{p.y} - s.a.y);
        m_bends.push_back({line, along, point});
    }

    /// Rounds the crossings; a new point draws in every line that passes it.
    void heat_crossings(const SegmentTree &tree) {
        m_effort.crossings += m_crossings.size();
        m_is_hot.assign(m_points.size(), false);
        for (const auto &strand : m_strands) {
            m_is_hot[strand.a] = true;
            m_is_hot[strand.b] = true;
        }
        for (const auto &[i, j] : m_crossings) {
            const auto place = crossing_pixel(m_segments[i], m_segments[j]);
            const auto point = m_numbers.number(place, m_points);
            m_is_hot.resize(m_points.size(), false);
            if (m_is_hot[point]) {
                bend_unless_end(i, point);
                bend_unless_end(j, point);
                continue;
            }
            m_is_hot[point] = true;
            tree.for_each_near({place.x, place.y, place.x, place.y}, [&](std::uint32_t line) {
                if (passes_pixel(m_segments[line], place)) {
                    affect(line);
                    bend(line, point);
                }
            });
        }
    }

    void bend_unless_end(std::uint32_t line, std::uint32_t point) {
        const auto &s = m_strands[m_first[line]];
        if (point != s.a && point != s.b) {
            bend(line, point);
        }
    }

    void apply() {
        std::erase_if(m_bends, [&](const Bend &b) { return !m_is_affected[b.line]; });
        std::ranges::sort(m_bends);
        const auto rest = std::ranges::unique(m_bends);
        m_bends.erase(rest.begin(), rest.end());
        std::vector<Strand> bent;
        bent.reserve(m_strands.size() + 2 * m_bends.size());
        auto next = m_bends.cbegin();
        for (std::uint32_t line = 0; line < m_segments.size(); ++line) {
            const auto begin = next;
            while (next != m_bends.cend() && next->line == line) {
                ++next;
            }
            for (auto i = m_first[line]; i < m_first[line + 1]; ++i) {
                add_pieces(m_strands[i], std::span(begin, next), bent);
            }
        }
        m_strands = std::move(bent);
    }

    static void add_pieces(const Strand &strand, std::span<const Bend> bends, std::vector<Strand> &out) {
        auto from = strand.a;
        const auto add = [&](std::uint32_t to) {
            out.push_back(from < to ? Strand{from, to, strand.tag, strand.net} : Strand{to, from, strand.tag, -strand.net});
            from = to;
        };
        std::ranges::for_each(bends, add, &Bend::point);
        add(strand.b);
    }

    std::vector<LatticePoint> &m_points;
    PointNumbers &m_numbers;
    std::vector<Strand> &m_strands;
    SnapEffort &m_effort;
    std::vector<std::uint32_t> m_first; ///< the first strand of each line
    std::vector<Segment> m_segments;
    std::vector<std::pair<std::uint32_t, std::uint32_t>> m_crossings;
    std::vector<Bend> m_bends;
    std::vector<bool> m_is_hot;      ///< points that lines already end in, or were drawn into
    std::vector<bool> m_is_affected; ///< lines to be bent
    bool m_improper = false;
};

} // namespace

SnapEffort snap_round(std::vector<LatticePoint> &points, std::vector<Strand> &strands) {
    SnapEffort effort;
    join_strands(strands);
    PointNumbers numbers(points.size());
    std::vector<LatticePoint> numbered;
    numbered.reserve(points.size());
    for (const auto p : points) {
        (void)numbers.number(p, numbered); // points of a noding differ from each other
    }
    for (int round = 0; round < max_rounds; ++round) {
        SnapRound snap(points, numbers, strands, effort);
        if (round == 0) {
            effort.segments = snap.line_count();
        }
        if (!snap.run(round >= thorough_round)) {
            return effort;
        }
        join_strands(strands);
        ++effort.rounds;
    }
    throw Error(ErrorCode::bad_data, "the borders cannot be noded: they keep meeting after every round; clean the file in "
                                     "another program first");
}

} // namespace jingwei::spatial
