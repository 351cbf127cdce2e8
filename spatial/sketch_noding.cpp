#include "spatial/sketch_noder.hpp"

#include "spatial/line_check.hpp"

#include <algorithm>

namespace jingwei::spatial {
namespace {

/// Rounds of noding until nothing moves any more, and then a refusal.
constexpr int max_rounds = 8;

/// Whether a segment passes through the closed unit square around p. Exact.
bool passes_pixel(const Segment &s, LatticePoint p) {
    const auto box = bounds(s);
    if (p.x < box.min_x - 1 || p.x > box.max_x + 1 || p.y < box.min_y - 1 || p.y > box.max_y + 1) {
        return false;
    }
    // in half units, so that the corners are exact; the whole spans at most 2^30 units
    const __int128 dx = 2 * (std::int64_t{s.b.x} - s.a.x);
    const __int128 dy = 2 * (std::int64_t{s.b.y} - s.a.y);
    int left = 0;
    int right = 0;
    for (const int corner : {0, 1, 2, 3}) {
        const __int128 x = 2 * (std::int64_t{p.x} - s.a.x) + ((corner & 1) != 0 ? 1 : -1);
        const __int128 y = 2 * (std::int64_t{p.y} - s.a.y) + ((corner & 2) != 0 ? 1 : -1);
        const auto turn = dx * y - dy * x;
        left += turn > 0 ? 1 : 0;
        right += turn < 0 ? 1 : 0;
    }
    const bool on_the_line = left < 4 && right < 4;
    return on_the_line && p.x >= box.min_x && p.x <= box.max_x && p.y >= box.min_y && p.y <= box.max_y;
}

bool is_end(LatticePoint p, const Segment &s) {
    return p == s.a || p == s.b;
}

std::int64_t along(const Segment &s, LatticePoint p) {
    return (std::int64_t{s.b.x} - s.a.x) * (std::int64_t{p.x} - s.a.x) +
           (std::int64_t{s.b.y} - s.a.y) * (std::int64_t{p.y} - s.a.y);
}

LatticeBox grown(LatticeBox box, std::int64_t by) {
    const auto limit = [](std::int64_t v) {
        return static_cast<std::int32_t>(std::clamp<std::int64_t>(v, INT32_MIN, INT32_MAX));
    };
    return {limit(box.min_x - by), limit(box.min_y - by), limit(box.max_x + by), limit(box.max_y + by)};
}

/// The lattice point nearest to the foot of p on a segment.
LatticePoint foot(LatticePoint p, const Segment &s) {
    const double length_squared = static_cast<double>(distance_squared(s.a, s.b));
    const double share = std::clamp(static_cast<double>(along(s, p)) / length_squared, 0.0, 1.0);
    const auto at = [share](std::int32_t a, std::int32_t b) {
        return static_cast<std::int32_t>(std::llround(a + share * static_cast<double>(std::int64_t{b} - a)));
    };
    return {at(s.a.x, s.b.x), at(s.a.y, s.b.y)};
}

void append(std::vector<LatticePoint> &path, LatticePoint p) {
    if (path.empty() || path.back() != p) {
        path.push_back(p);
    }
}

} // namespace

/// The segments that the sketch may be noded with.
template <class Visit> void SketchNoder::for_each_near(const LatticeBox &box, Visit &&visit) {
    m_ground.for_each_segment_near(box, [&](ArcId arc, std::uint32_t index, const Segment &s) {
        m_ground.count_work(1);
        if (lies_beside(arc, m_options.only)) {
            visit(arc, index, s);
        }
    });
}

bool SketchNoder::is_vertex(LatticePoint p) {
    bool found = false;
    for_each_near({p.x, p.y, p.x, p.y}, [&](ArcId, std::uint32_t, const Segment &s) { found = found || is_end(p, s); });
    return found;
}

bool SketchNoder::lies_beside(ArcId arc, Label unit) const {
    return unit == no_label || m_ground.left_label(arc * 2) == unit || m_ground.left_label(arc * 2 + 1) == unit;
}

bool SketchNoder::is_goal(LatticePoint p) {
    bool found = false;
    for_each_near({p.x, p.y, p.x, p.y}, [&](ArcId arc, std::uint32_t, const Segment &s) {
        found = found || (is_end(p, s) && lies_beside(arc, m_options.ends_on));
    });
    return found;
}

bool SketchNoder::is_segment(LatticePoint a, LatticePoint b) {
    bool found = false;
    for_each_near({a.x, a.y, a.x, a.y},
                  [&](ArcId, std::uint32_t, const Segment &s) { found = found || (is_end(a, s) && is_end(b, s)); });
    return found;
}

/// The nearest vertex within one unit either way, so that no two points of borders come to lie closer; else p.
LatticePoint SketchNoder::snapped(LatticePoint p) {
    auto best = p;
    std::int64_t nearest = 3;
    for_each_near(grown({p.x, p.y, p.x, p.y}, 1), [&](ArcId, std::uint32_t, const Segment &s) {
        for (const auto v : {s.a, s.b}) {
            const auto d = distance_squared(v, p);
            if (d < nearest || (d == nearest && v < best)) {
                nearest = d;
                best = v;
            }
        }
    });
    return best;
}

/// The points that a segment of the path must go through, in order; asks borders to go through its ends and crossings.
SketchNoder::Path SketchNoder::hits_on(const Segment &s, Bends &bends) {
    Path hits;
    for_each_near(grown(bounds(s), 1), [&](ArcId arc, std::uint32_t index, const Segment &t) {
        bool touches = false;
        for (const auto v : {t.a, t.b}) {
            if (is_end(v, s)) {
                touches = true;
            } else if (passes_pixel(s, v)) {
                hits.push_back(v);
                touches = true;
            }
        }
        for (const auto p : {s.a, s.b}) {
            if (!is_end(p, t) && passes_pixel(t, p)) {
                bends[arc].push_back({index, p});
                touches = true;
            }
        }
        if (!touches && meet_improperly(s, t)) {
            const auto crossing = snapped(meeting_point(s, t));
            hits.push_back(crossing);
            if (!is_end(crossing, t)) {
                bends[arc].push_back({index, crossing});
            }
        }
    });
    std::ranges::sort(
        hits, [&](LatticePoint p, LatticePoint q) { return along(s, p) != along(s, q) ? along(s, p) < along(s, q) : p < q; });
    return hits;
}

std::optional<Refusal> SketchNoder::node() {
    for (int round = 0; round < max_rounds; ++round) {
        Path path{m_path.front()};
        Bends bends;
        for (std::size_t i = 0; i + 1 < m_path.size(); ++i) {
            for (const auto hit : hits_on({m_path[i], m_path[i + 1]}, bends)) {
                append(path, hit);
            }
            append(path, m_path[i + 1]);
        }
        if (bends.empty() && path == m_path) {
            return std::nullopt;
        }
        for (auto &[arc, places] : bends) {
            if (const auto refusal = bend(arc, std::move(places))) {
                return refusal;
            }
        }
        m_path = std::move(path);
    }
    return Refusal{RefusalKind::too_near, m_path.front()};
}

std::optional<Refusal> SketchNoder::bend(ArcId arc, std::vector<Bend> bends) {
    const auto &line = m_ground.line(arc);
    std::ranges::sort(bends, [&](const Bend &x, const Bend &y) {
        const auto key = [&](const Bend &b) { return std::tuple(b.segment, along(line.segment(b.segment), b.place), b.place); };
        return key(x) < key(y);
    });
    Path points;
    auto next = bends.begin();
    for (std::size_t i = 0; i < line.points().size(); ++i) {
        append(points, line.points()[i]);
        for (; next != bends.end() && next->segment == i; ++next) {
            append(points, next->place);
            m_made_vertices.push_back(next->place);
            if (!is_on(next->place, line.segment(i))) {
                ++m_bent;
                if (const auto refusal = m_refuse_bend(arc, next->place)) {
                    return refusal;
                }
            }
        }
    }
    auto bent = std::make_shared<const ArcLine>(std::move(points));
    std::size_t seen = 0;
    if (refuse_shape(*bent) || refuse_meeting(m_ground, *bent, arc, seen) || refuse_motion(m_ground, arc, *bent)) {
        return Refusal{RefusalKind::too_near, bends.front().place};
    }
    m_ground.count_work(seen);
    m_ground.replace(arc, std::move(bent));
    return std::nullopt;
}

/// Whether an end lies so little beyond a border that it is cut back to it.
bool SketchNoder::overshoots(bool at_back) {
    const auto at = [&](std::size_t i) { return m_path[at_back ? m_path.size() - 1 - i : i]; };
    std::size_t i = 0;
    while (i < m_path.size() && !is_goal(at(i))) {
        ++i;
    }
    if (i == m_path.size()) {
        return false;
    }
    for (std::size_t j = 0; j < i; ++j) {
        if (distance_squared(at(j), at(i)) > m_options.tolerance * m_options.tolerance) {
            return false;
        }
    }
    return true;
}

/// Where an end that lies on no border is led to.
std::optional<LatticePoint> SketchNoder::lead_from(LatticePoint end) {
    std::optional<LatticePoint> best;
    for_each_near(grown({end.x, end.y, end.x, end.y}, m_options.tolerance), [&](ArcId arc, std::uint32_t, const Segment &s) {
        if (lies_beside(arc, m_options.ends_on) && is_within(end, s, m_options.tolerance)) {
            const auto p = foot(end, s);
            const auto rank = [&](LatticePoint q) { return std::pair(distance_squared(end, q), q); };
            if (!best || rank(p) < rank(*best)) {
                best = p;
            }
        }
    });
    return best;
}

bool SketchNoder::lead_ends() {
    bool led = false;
    for (const bool at_back : {false, true}) {
        const auto end = at_back ? m_path.back() : m_path.front();
        const bool elsewhere = m_options.only != no_label && m_ground.face(m_ground.face_at(end)).label != m_options.only;
        if (elsewhere || overshoots(at_back)) {
            continue;
        }
        if (const auto target = lead_from(end)) {
            const auto place = snapped(*target);
            if (place != end) {
                m_path.insert(at_back ? m_path.end() : m_path.begin(), place);
                led = true;
            }
        }
    }
    return led;
}

void SketchNoder::make_node(LatticePoint p) {
    if (m_ground.half_at(p) != no_id) {
        return;
    }
    std::optional<std::pair<ArcId, std::size_t>> inside;
    for_each_near({p.x, p.y, p.x, p.y}, [&](ArcId arc, std::uint32_t index, const Segment &s) {
        if (is_end(p, s)) {
            inside = std::pair(arc, std::size_t{index} + (p == s.b ? 1 : 0));
        }
    });
    if (inside) {
        m_ground.split(inside->first, inside->second);
        m_made_nodes.push_back(p);
    }
}

std::optional<Refusal> SketchNoder::take(std::span<const LatticePoint> sketch) {
    for (const auto p : sketch) {
        append(m_path, p);
    }
    if (m_path.size() < 2) {
        return Refusal{RefusalKind::degenerate_line, m_path.empty() ? LatticePoint{} : m_path.front()};
    }
    const ArcLine drawn(m_path);
    for (const auto &refusal : {refuse_shape(drawn), refuse_width(m_ground, grown(drawn.box(), m_options.tolerance))}) {
        if (refusal) {
            return refusal;
        }
    }
    for (auto &p : m_path) {
        p = snapped(p);
    }
    const auto repeated = std::ranges::unique(m_path);
    m_path.erase(repeated.begin(), repeated.end());
    return m_path.size() < 2 ? std::optional(Refusal{RefusalKind::degenerate_line, m_path.front()}) : std::nullopt;
}

} // namespace jingwei::spatial
