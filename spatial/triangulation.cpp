#include "spatial/triangulation.hpp"

#include <algorithm>
#include <numeric>
#include <unordered_map>

namespace jingwei::spatial {
namespace {

class EarClipper {
  public:
    explicit EarClipper(std::span<const LatticePoint> loop) : m_loop(loop) {
        const auto n = static_cast<std::uint32_t>(loop.size());
        m_next.resize(n);
        m_previous.resize(n);
        for (std::uint32_t i = 0; i < n; ++i) {
            m_next[i] = i + 1 == n ? 0 : i + 1;
            m_previous[i] = i == 0 ? n - 1 : i - 1;
        }
        LatticeBox box;
        std::ranges::for_each(loop, [&](LatticePoint p) { box.add(p); });
        m_along_x = std::int64_t{box.max_x} - box.min_x >= std::int64_t{box.max_y} - box.min_y;
        for (std::uint32_t i = 0; i < n; ++i) {
            if (turn(i) <= 0) {
                m_blockers.push_back(i);
            }
        }
        std::ranges::sort(m_blockers, {}, [&](std::uint32_t i) { return place_along(m_loop[i]); });
        m_clipped.assign(n, false);
    }

    std::vector<Triangle> run() {
        std::size_t left = m_loop.size();
        std::uint32_t at = 0;
        std::size_t in_vain = 0;
        bool flat_ones_too = false;
        while (left >= 3) {
            if (is_ear(at, flat_ones_too)) {
                m_triangles.push_back({{m_previous[at], at, m_next[at]}});
                at = clip(at);
                --left;
                in_vain = 0;
                flat_ones_too = false;
            } else {
                at = m_next[at];
                if (++in_vain > left) {
                    if (flat_ones_too) {
                        break;
                    }
                    flat_ones_too = true;
                    in_vain = 0;
                }
            }
        }
        return std::move(m_triangles);
    }

  private:
    [[nodiscard]] std::int64_t turn(std::uint32_t i) const {
        return cross(m_loop[m_previous[i]], m_loop[i], m_loop[m_next[i]]);
    }
    [[nodiscard]] std::int32_t place_along(LatticePoint p) const { return m_along_x ? p.x : p.y; }

    [[nodiscard]] bool is_ear(std::uint32_t i, bool flat_too) const {
        const auto bend = turn(i);
        if (bend < 0 || (bend == 0 && !flat_too)) {
            return false;
        }
        const auto a = m_loop[m_previous[i]];
        const auto b = m_loop[i];
        const auto c = m_loop[m_next[i]];
        const auto low = std::min({place_along(a), place_along(b), place_along(c)});
        const auto high = std::max({place_along(a), place_along(b), place_along(c)});
        auto blocker = std::ranges::lower_bound(m_blockers, low, {}, [&](std::uint32_t k) { return place_along(m_loop[k]); });
        for (; blocker != m_blockers.end() && place_along(m_loop[*blocker]) <= high; ++blocker) {
            const auto p = m_loop[*blocker];
            if (!m_clipped[*blocker] && p != a && p != b && p != c && cross(a, b, p) >= 0 && cross(b, c, p) >= 0 &&
                cross(c, a, p) >= 0) {
                return false;
            }
        }
        return true;
    }

    /// Takes corner i out; answers where to look next: past the neighbour, so that no fan grows around one corner.
    std::uint32_t clip(std::uint32_t i) {
        m_clipped[i] = true;
        m_next[m_previous[i]] = m_next[i];
        m_previous[m_next[i]] = m_previous[i];
        return m_next[m_next[i]];
    }

    std::span<const LatticePoint> m_loop;
    std::vector<std::uint32_t> m_next;
    std::vector<std::uint32_t> m_previous;
    std::vector<std::uint32_t> m_blockers; ///< corners that do not turn left, by their place along the longer side
    std::vector<bool> m_clipped;
    std::vector<Triangle> m_triangles;
    bool m_along_x = true;
};

void find_neighbours(std::vector<Triangle> &triangles) {
    std::unordered_map<std::uint64_t, std::pair<std::uint32_t, std::uint32_t>> edges; // from, to -> triangle, edge
    for (std::uint32_t t = 0; t < triangles.size(); ++t) {
        for (std::uint32_t k = 0; k < 3; ++k) {
            const std::uint64_t from = triangles[t].corners.at(k);
            const std::uint64_t to = triangles[t].corners.at((k + 1) % 3);
            edges[(from << 32U) | to] = {t, k};
            if (const auto twin = edges.find((to << 32U) | from); twin != edges.end()) {
                triangles[t].beyond.at(k) = twin->second.first;
                triangles[twin->second.first].beyond.at(twin->second.second) = t;
            }
        }
    }
}

/// Whether d lies inside the circle through a, b, c, which turn left. Exact: differences are below 2^30.
bool is_in_circle(LatticePoint a, LatticePoint b, LatticePoint c, LatticePoint d) {
    struct Lifted {
        std::int64_t x, y, square;
    };
    const auto lift = [d](LatticePoint p) {
        const auto x = std::int64_t{p.x} - d.x;
        const auto y = std::int64_t{p.y} - d.y;
        return Lifted{x, y, x * x + y * y};
    };
    const auto minor = [](const Lifted &p, const Lifted &q) { return p.x * q.y - p.y * q.x; };
    const auto [p, q, r] = std::array{lift(a), lift(b), lift(c)};
    return static_cast<__int128>(p.square) * minor(q, r) + static_cast<__int128>(q.square) * minor(r, p) +
               static_cast<__int128>(r.square) * minor(p, q) >
           0;
}

/// Turns diagonals until none is better the other way (Lawson).
class Flipper {
  public:
    Flipper(std::span<const LatticePoint> loop, std::vector<Triangle> &triangles) : m_loop(loop), m_triangles(triangles) {}

    void run() {
        std::vector<std::uint32_t> waiting(m_triangles.size());
        std::iota(waiting.begin(), waiting.end(), 0U);
        std::size_t budget = 16 * m_triangles.size();
        while (!waiting.empty() && budget > 0) {
            const auto t = waiting.back();
            waiting.pop_back();
            for (std::uint32_t k = 0; k < 3; ++k) {
                const auto other = m_triangles[t].beyond.at(k);
                if (other != no_triangle && should_flip(t, k, other)) {
                    flip(t, k, other);
                    --budget;
                    waiting.push_back(t);
                    waiting.push_back(other);
                    break;
                }
            }
        }
    }

  private:
    [[nodiscard]] std::uint32_t edge_to(std::uint32_t t, std::uint32_t other) const {
        const auto &beyond = m_triangles[t].beyond;
        return static_cast<std::uint32_t>(std::ranges::find(beyond, other) - beyond.begin());
    }
    [[nodiscard]] LatticePoint point(std::uint32_t t, std::uint32_t k) const {
        return m_loop[m_triangles[t].corners.at(k % 3)];
    }

    [[nodiscard]] bool should_flip(std::uint32_t t, std::uint32_t k, std::uint32_t other) const {
        const auto a = point(t, k);
        const auto b = point(t, k + 1);
        const auto c = point(t, k + 2);
        const auto d = point(other, edge_to(other, t) + 2);
        // the four corners must form a convex quadrangle a, d, b, c
        return cross(c, a, d) > 0 && cross(d, b, c) > 0 && cross(a, b, c) > 0 && is_in_circle(a, b, c, d);
    }

    /// The diagonal of the quadrangle a, d, b, c runs from c to d afterwards.
    void flip(std::uint32_t t, std::uint32_t k, std::uint32_t other) {
        const auto m = edge_to(other, t);
        auto &first = m_triangles[t];
        auto &second = m_triangles[other];
        const auto a = first.corners.at(k);
        const auto b = first.corners.at((k + 1) % 3);
        const auto c = first.corners.at((k + 2) % 3);
        const auto d = second.corners.at((m + 2) % 3);
        const auto past_bc = first.beyond.at((k + 1) % 3);
        const auto past_ca = first.beyond.at((k + 2) % 3);
        const auto past_ad = second.beyond.at((m + 1) % 3);
        const auto past_db = second.beyond.at((m + 2) % 3);
        first = {{a, d, c}, {past_ad, other, past_ca}};
        second = {{d, b, c}, {past_db, past_bc, t}};
        replace(past_ad, other, t);
        replace(past_bc, t, other);
    }

    void replace(std::uint32_t triangle, std::uint32_t old_one, std::uint32_t new_one) {
        if (triangle != no_triangle) {
            std::ranges::replace(m_triangles[triangle].beyond, old_one, new_one);
        }
    }

    std::span<const LatticePoint> m_loop;
    std::vector<Triangle> &m_triangles;
};

} // namespace

std::vector<Triangle> triangulate(std::span<const LatticePoint> loop) {
    if (loop.size() < 3) {
        return {};
    }
    auto triangles = EarClipper(loop).run();
    find_neighbours(triangles);
    Flipper(loop, triangles).run();
    return triangles;
}

} // namespace jingwei::spatial
