#include "spatial/segment_sweep.hpp"

#include <algorithm>
#include <set>
#include <tuple>

namespace jingwei::spatial {
namespace {

class Sweep {
  public:
    Sweep(std::span<const Segment> segments, std::span<const LatticePoint> asked)
        : m_asked(asked), m_order(Below{this}), m_place(segments.size()) {
        m_segments.reserve(segments.size());
        for (const auto &s : segments) {
            m_segments.push_back(s.a < s.b ? s : Segment{s.b, s.a});
        }
        m_found.below.resize(asked.size());
    }

    SweepFindings run() {
        const auto events = events_in_order();
        for (const auto &[at, is_start, segment] : events) {
            answer_before(at, is_start);
            if (is_start) {
                start(segment);
            } else {
                end(segment);
            }
            if (m_found.meeting) {
                break;
            }
        }
        return std::move(m_found);
    }

  private:
    struct Event {
        LatticePoint at;
        bool is_start;
        std::uint32_t segment;
    };
    struct Below {
        using is_transparent = void;
        Sweep *sweep;
        bool operator()(std::uint32_t s, std::uint32_t t) const { return sweep->is_below(s, t); }
        bool operator()(std::uint32_t s, LatticePoint p) const { return sweep->is_below(s, p); }
    };
    using Order = std::set<std::uint32_t, Below>;

    [[nodiscard]] std::vector<Event> events_in_order() const {
        std::vector<Event> events;
        events.reserve(2 * m_segments.size());
        for (std::uint32_t i = 0; i < m_segments.size(); ++i) {
            events.push_back({m_segments[i].a, true, i});
            events.push_back({m_segments[i].b, false, i});
        }
        std::ranges::sort(events, {}, [](const Event &e) { return std::tuple(e.at, e.is_start, e.segment); });
        return events;
    }

    /// Whether s lies below t along the sweep line; both are met by it. One that begins on the other is a meeting.
    bool is_below(std::uint32_t s, std::uint32_t t) {
        if (s == t) {
            return false;
        }
        ++m_found.comparisons;
        if (m_segments[s].a < m_segments[t].a) {
            return !begins_below(t, s);
        }
        return begins_below(s, t);
    }

    bool is_below(std::uint32_t s, LatticePoint p) {
        ++m_found.comparisons;
        return cross(m_segments[s].a, m_segments[s].b, p) > 0;
    }

    /// Whether the later one of two segments lies below the one that is there.
    bool begins_below(std::uint32_t later, std::uint32_t there) {
        const auto &s = m_segments[later];
        const auto &t = m_segments[there];
        auto side = cross(t.a, t.b, s.a);
        if (side == 0 && s.a == t.a) {
            side = cross(t.a, t.b, s.b);
        }
        if (side == 0) {
            m_found.meeting = {later, there};
            return later < there;
        }
        return side < 0;
    }

    void compare(Order::const_iterator s, Order::const_iterator t) {
        ++m_found.comparisons;
        if (!m_found.meeting && meet_improperly(m_segments[*s], m_segments[*t])) {
            m_found.meeting = {*s, *t};
        }
    }

    void start(std::uint32_t segment) {
        const auto [at, is_new] = m_order.insert(segment);
        if (!is_new || m_found.meeting) {
            return; // a meeting was found while the place was looked for
        }
        m_place[segment] = at;
        if (at != m_order.begin()) {
            compare(std::prev(at), at);
        }
        if (std::next(at) != m_order.end()) {
            compare(at, std::next(at));
        }
    }

    void end(std::uint32_t segment) {
        const auto after = m_order.erase(m_place[segment]);
        if (after != m_order.begin() && after != m_order.end()) {
            compare(std::prev(after), after);
        }
    }

    /// Answers the places that come before an event.
    void answer_before(LatticePoint at, bool is_start) {
        for (; m_next < m_asked.size() && (m_asked[m_next] < at || (m_asked[m_next] == at && is_start)); ++m_next) {
            const auto above = m_order.lower_bound(m_asked[m_next]);
            if (above != m_order.begin()) {
                m_found.below[m_next] = *std::prev(above);
            }
        }
    }

    std::vector<Segment> m_segments; ///< each from its smaller end
    std::span<const LatticePoint> m_asked;
    Order m_order; ///< from below, those that the sweep line meets
    std::vector<Order::const_iterator> m_place;
    std::size_t m_next = 0;
    SweepFindings m_found;
};

} // namespace

SweepFindings sweep(std::span<const Segment> segments, std::span<const LatticePoint> asked) {
    return Sweep(segments, asked).run();
}

} // namespace jingwei::spatial
