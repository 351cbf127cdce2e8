#include "spatial/line_check.hpp"

#include <algorithm>

namespace jingwei::spatial {
namespace {

bool share_an_end(const Segment &s, const Segment &t) {
    return s.a == t.a || s.a == t.b || s.b == t.a || s.b == t.b;
}

/// Where two segments of one line, i before j, meet although they should not.
std::optional<LatticePoint> self_meeting(const ArcLine &line, std::size_t i, std::size_t j) {
    const auto s = line.segment(i);
    const auto t = line.segment(j);
    if (meet_improperly(s, t)) {
        return meeting_point(s, t);
    }
    const bool follows = j == i + 1;
    const bool closes = line.closed() && i == 0 && j + 1 == line.segment_count();
    if (follows || closes) {
        const bool doubled = (follows && s.a == t.b) || (closes && s.b == t.a);
        return doubled ? std::optional(follows ? s.a : s.b) : std::nullopt;
    }
    if (share_an_end(s, t)) {
        return s.a == t.a || s.a == t.b ? s.a : s.b;
    }
    return std::nullopt;
}

std::optional<LatticePoint> find_self_meeting(const ArcLine &line) {
    LineIndex index(line.box(), line.chain_boxes().size());
    index.insert(0, line);
    std::optional<LatticePoint> found;
    for (std::size_t i = 0; i < line.segment_count() && !found; ++i) {
        const auto box = bounds(line.segment(i));
        index.for_each_near(box, [&](std::uint32_t, std::uint32_t chain) {
            const auto first = std::max(i + 1, chain * chain_segments);
            const auto end = std::min((chain + 1) * chain_segments, line.segment_count());
            for (auto j = first; j < end && !found && line.chain_boxes()[chain].intersects(box); ++j) {
                found = self_meeting(line, i, j);
            }
        });
    }
    return found;
}

/// Whether a common end of segment i of a line and segment j of an arc is a node of both.
bool is_common_node(LatticePoint p, const ArcLine &line, std::size_t i, const ArcLine &arc, std::size_t j) {
    const auto ends_at = [p](const ArcLine &l, std::size_t k) {
        return (k == 0 && l.front() == p) || (k + 1 == l.segment_count() && l.back() == p);
    };
    return ends_at(line, i) && ends_at(arc, j);
}

bool fits(const ArcLine &line, std::size_t i, const ArcLine &arc, std::size_t j) {
    const auto s = line.segment(i);
    const auto t = arc.segment(j);
    const bool at_a = s.a == t.a || s.a == t.b;
    const bool at_b = s.b == t.a || s.b == t.b;
    if (!at_a && !at_b) {
        return !meet_improperly(s, t);
    }
    return !(at_a && at_b) && !meet_improperly(s, t) && is_common_node(at_a ? s.a : s.b, line, i, arc, j);
}

/// A point in half units, so that middles are exact.
struct HalfUnits {
    std::int64_t x, y;
};

/// The part of a move that differs: between the points that both lines begin and end with.
class Motion {
  public:
    Motion(std::span<const LatticePoint> from, std::span<const LatticePoint> to) {
        std::size_t head = 0;
        const auto shorter = std::min(from.size(), to.size());
        while (head + 1 < shorter && from[head + 1] == to[head + 1]) {
            ++head;
        }
        std::size_t tail = 0;
        while (tail + head + 1 < shorter && from[from.size() - 2 - tail] == to[to.size() - 2 - tail]) {
            ++tail;
        }
        m_from = from.subspan(head, from.size() - head - tail);
        m_to = to.subspan(head, to.size() - head - tail);
        for (const auto line : {m_from, m_to}) {
            for (const auto p : line) {
                m_box.add(p);
            }
        }
    }

    [[nodiscard]] const LatticeBox &box() const { return m_box; }
    /// Whether the closed curve there and back winds around a point that is not on it.
    [[nodiscard]] bool sweeps(HalfUnits p) const {
        const auto within = [](std::int64_t v, std::int32_t low, std::int32_t high) {
            return v >= std::int64_t{low} * 2 && v <= std::int64_t{high} * 2;
        };
        return within(p.x, m_box.min_x, m_box.max_x) && within(p.y, m_box.min_y, m_box.max_y) &&
               winding(m_from, p) != winding(m_to, p);
    }

  private:
    static int winding(std::span<const LatticePoint> line, HalfUnits p) {
        int sum = 0;
        for (std::size_t i = 0; i + 1 < line.size(); ++i) {
            const Upward s({line[i], line[i + 1]});
            if (std::int64_t{s.low.y} * 2 <= p.y && p.y < std::int64_t{s.high.y} * 2) {
                const auto dx = std::int64_t{s.high.x} - s.low.x;
                const auto dy = std::int64_t{s.high.y} - s.low.y;
                const auto turn = static_cast<__int128>(dx) * (p.y - std::int64_t{s.low.y} * 2) -
                                  static_cast<__int128>(dy) * (p.x - std::int64_t{s.low.x} * 2);
                if (turn < 0) {
                    sum += line[i].y < line[i + 1].y ? 1 : -1;
                }
            }
        }
        return sum;
    }

    std::span<const LatticePoint> m_from, m_to;
    LatticeBox m_box;
};

/// Another arc at one of the ends, or a component beside the arc, that the motion would sweep over.
std::optional<LatticePoint> swept(const Subdivision &ground, ArcId arc, const Motion &motion) {
    std::optional<LatticePoint> found;
    for (const HalfArc end : {arc * 2, arc * 2 + 1}) {
        ground.for_each_half_around(end, [&](HalfArc h) {
            if (h / 2 != arc && !found) {
                const auto [a, b] = ground.leaving(h);
                if (motion.sweeps({std::int64_t{a.x} + b.x, std::int64_t{a.y} + b.y})) {
                    found = a;
                }
            }
        });
        const auto own = ground.half(end).boundary;
        for (const auto hole : ground.holes_near(ground.left(end), motion.box())) {
            const auto p = ground.place(ground.boundary(hole).first);
            if (hole != own && !found && motion.sweeps({std::int64_t{p.x} * 2, std::int64_t{p.y} * 2})) {
                found = p;
            }
        }
    }
    return found;
}

} // namespace

std::optional<Refusal> refuse_width(const Subdivision &ground, const LatticeBox &more) {
    const auto wide = [&](LatticeBox box) {
        box.add({more.min_x, more.min_y});
        box.add({more.max_x, more.max_y});
        return std::max(std::int64_t{box.max_x} - box.min_x, std::int64_t{box.max_y} - box.min_y) > max_coverage_span;
    };
    if (wide(ground.bounds()) && wide(ground.tight_bounds())) {
        return Refusal{RefusalKind::too_wide, {more.min_x, more.min_y}};
    }
    return std::nullopt;
}

std::optional<Refusal> refuse_shape(const ArcLine &line) {
    const auto points = line.points();
    const auto doubled = std::ranges::adjacent_find(points);
    if (doubled != points.end()) {
        return Refusal{RefusalKind::degenerate_line, *doubled};
    }
    if (line.closed() && points.size() < 4) {
        return Refusal{RefusalKind::degenerate_line, line.front()};
    }
    const auto box = line.box();
    if (std::max(std::int64_t{box.max_x} - box.min_x, std::int64_t{box.max_y} - box.min_y) > max_coverage_span) {
        return Refusal{RefusalKind::too_wide, line.front()};
    }
    if (const auto place = find_self_meeting(line)) {
        return Refusal{RefusalKind::crosses_itself, *place};
    }
    return std::nullopt;
}

std::optional<Refusal> refuse_meeting(const Subdivision &ground, const ArcLine &line, ArcId except, std::size_t &seen) {
    auto refusal = refuse_width(ground, line.box());
    for (std::size_t i = 0; i < line.segment_count() && !refusal; ++i) {
        const auto s = line.segment(i);
        ground.for_each_segment_near(bounds(s), [&](ArcId arc, std::uint32_t j, const Segment &t) {
            ++seen;
            if (arc != except && !refusal && !fits(line, i, ground.line(arc), j)) {
                const auto place = share_an_end(s, t) ? (s.a == t.a || s.a == t.b ? s.a : s.b) : meeting_point(s, t);
                refusal = Refusal{RefusalKind::meets_border, place};
            }
        });
    }
    return refusal;
}

std::optional<Refusal> refuse_motion(const Subdivision &ground, ArcId arc, const ArcLine &line) {
    const auto &old = ground.line(arc);
    for (const auto &[was, is] : {std::pair(old.front(), line.front()), std::pair(old.back(), line.back())}) {
        if (was != is) {
            return Refusal{RefusalKind::moved_end, was};
        }
    }
    if (const auto place = swept(ground, arc, Motion(old.points(), line.points()))) {
        return Refusal{RefusalKind::sweeps_over, *place};
    }
    const auto &left = ground.boundary(ground.half(arc * 2).boundary);
    const auto &right = ground.boundary(ground.half(arc * 2 + 1).boundary);
    const auto more = line.doubled_area() - old.doubled_area();
    const auto keeps_sign = [](const Subdivision::Boundary &b, __int128 area) { return b.is_hole ? area <= 0 : area > 0; };
    if (&left != &right && (!keeps_sign(left, left.doubled_area + more) || !keeps_sign(right, right.doubled_area - more))) {
        return Refusal{RefusalKind::turned_over, line.front()};
    }
    return std::nullopt;
}

} // namespace jingwei::spatial
