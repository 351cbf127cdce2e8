#include "spatial/needles.hpp"

#include "spatial/segment.hpp"
#include "spatial/spikes.hpp"

#include <algorithm>
#include <optional>
#include <unordered_set>

namespace jingwei::spatial {
namespace {

/// A needle is longer than this, in units: what is shorter is a crooked line.
constexpr std::int64_t least_length = 4 * noding_reach;

/// Whether a ring that comes from a and goes on to b has a needle with its tip at t.
bool is_needle(LatticePoint a, LatticePoint t, LatticePoint b) {
    const auto length2 = std::min(distance_squared(a, t), distance_squared(b, t));
    const auto toward =
        (std::int64_t{a.x} - t.x) * (std::int64_t{b.x} - t.x) + (std::int64_t{a.y} - t.y) * (std::int64_t{b.y} - t.y);
    return length2 > least_length * least_length && toward > 0 &&
           (is_within(b, {a, t}, noding_reach) || is_within(a, {t, b}, noding_reach));
}

/// Edges that one ring alone has, by their ends.
class LooseEdges {
  public:
    explicit LooseEdges(const Noding &noding) {
        noding.edges.for_each_pair([&](std::uint32_t low, std::span<const RingEdge> edges) {
            if (edges.size() == 1) {
                m_keys.insert(key(low, edges[0].high));
            }
        });
    }
    [[nodiscard]] bool contains(std::uint32_t a, std::uint32_t b) const {
        return m_keys.contains(key(std::min(a, b), std::max(a, b)));
    }

  private:
    static std::uint64_t key(std::uint32_t low, std::uint32_t high) { return (std::uint64_t{low} << 32U) | high; }
    std::unordered_set<std::uint64_t> m_keys;
};

/// Whether a ring has a corner at all that is sharp enough, or blunt and as narrow.
bool may_have_needle(const std::vector<LatticePoint> &points, const NodedRing &ring) {
    const auto &v = ring.vertices;
    for (std::size_t i = 0; i < v.size(); ++i) {
        const auto a = points[v[i == 0 ? v.size() - 1 : i - 1]];
        const auto t = points[v[i]];
        const auto b = points[v[i + 1 == v.size() ? 0 : i + 1]];
        if (is_needle(a, t, b) || distance_squared(t, b) <= noding_reach * noding_reach) {
            return true;
        }
    }
    return false;
}

/// A ring as a circle of corners, from which needles are taken.
class NeedleCutter {
  public:
    NeedleCutter(const Noding &noding, const NodedRing &ring, const LooseEdges &loose)
        : m_points(noding.points), m_loose(loose), m_vertices(ring.vertices) {
        link_all();
    }

    /// The tips; none, and the ring stays as it is, when too little would be left.
    std::vector<LatticePoint> run() {
        std::vector<LatticePoint> tips;
        std::size_t steps = m_left; // every cut adds a few
        for (; steps > 0 && m_left > 3; --steps) {
            if (const auto tip = tip_at(m_start)) {
                tips.push_back(at(tip->first));
                cut(*tip);
                steps += 4;
            } else {
                m_start = m_next[m_start];
            }
        }
        if (!tips.empty() && doubled_area(ring()) == 0) {
            tips.clear();
            link_all();
        }
        return tips;
    }

    [[nodiscard]] Ring ring() const {
        Ring points;
        for (auto i = m_start; points.size() < m_left; i = m_next[i]) {
            points.push_back(at(i));
        }
        return points;
    }

  private:
    /// The corners at the tip of a needle: a blunt one has several, within reach of each other.
    struct Tip {
        std::uint32_t first = 0;
        std::uint32_t last = 0;
        std::size_t count = 1;
    };

    void link_all() {
        const auto n = static_cast<std::uint32_t>(m_vertices.size());
        m_left = n;
        m_start = 0;
        m_next.resize(n);
        m_previous.resize(n);
        for (std::uint32_t i = 0; i < n; ++i) {
            m_next[i] = i + 1 == n ? 0 : i + 1;
            m_previous[i] = i == 0 ? n - 1 : i - 1;
        }
    }

    [[nodiscard]] LatticePoint at(std::uint32_t corner) const { return m_points[m_vertices[corner]]; }

    [[nodiscard]] std::optional<Tip> tip_at(std::uint32_t first) const {
        Tip tip{first, first};
        while (tip.count < most_blunt && tip.count + 2 < m_left &&
               distance_squared(at(m_next[tip.last]), at(first)) <= noding_reach * noding_reach) {
            tip.last = m_next[tip.last];
            ++tip.count;
        }
        const auto before = m_previous[first];
        if (!is_needle(at(before), at(first), at(m_next[tip.last])) || !is_loose(before) || !is_loose(tip.last)) {
            return std::nullopt;
        }
        return tip;
    }

    /// Of the edge that leaves a corner.
    [[nodiscard]] bool is_loose(std::uint32_t corner) const {
        return m_made.contains(corner) || m_loose.contains(m_vertices[corner], m_vertices[m_next[corner]]);
    }

    void cut(const Tip &tip) {
        const auto before = m_previous[tip.first];
        const auto after = m_next[tip.last];
        m_next[before] = after;
        m_previous[after] = before;
        m_made.insert(before);
        m_left -= tip.count;
        m_start = m_previous[before]; // what is left of it may have a tip again
    }

    static constexpr std::size_t most_blunt = 8;

    const std::vector<LatticePoint> &m_points;
    const LooseEdges &m_loose;
    const std::vector<std::uint32_t> &m_vertices;
    std::vector<std::uint32_t> m_next, m_previous;
    std::unordered_set<std::uint32_t> m_made; ///< corners whose edge lies across the foot of a needle that was cut
    std::size_t m_left = 0;
    std::uint32_t m_start = 0;
};

} // namespace

std::vector<Needle> cut_needles(const Noding &noding, Label first_untouched, std::vector<LabelledPolygon> &polygons) {
    std::vector<Needle> needles;
    std::vector<std::uint32_t> suspects; // polygons
    for (const auto &ring : noding.rings) {
        if (ring.label < first_untouched && may_have_needle(noding.points, ring) &&
            (suspects.empty() || suspects.back() != ring.polygon)) {
            suspects.push_back(ring.polygon);
        }
    }
    if (suspects.empty()) {
        return needles;
    }
    const LooseEdges loose(noding);
    auto ring = noding.rings.begin();
    for (const auto polygon : suspects) {
        ring = std::ranges::find(ring, noding.rings.end(), polygon, &NodedRing::polygon);
        Polygon cut;
        const auto known = needles.size();
        for (; ring != noding.rings.end() && ring->polygon == polygon; ++ring) {
            NeedleCutter cutter(noding, *ring, loose);
            for (const auto tip : cutter.run()) {
                needles.push_back({tip, ring->label});
            }
            (ring->is_hole ? cut.holes.emplace_back() : cut.outer) = cutter.ring();
        }
        if (needles.size() > known) {
            polygons[polygon].polygon = std::move(cut);
        }
    }
    return needles;
}

} // namespace jingwei::spatial
