#include "spatial/gap_division.hpp"

#include "spatial/gap_border.hpp"
#include "spatial/triangulation.hpp"

#include <algorithm>
#include <cmath>
#include <set>

namespace jingwei::spatial {
namespace {

LatticePoint middle(LatticePoint a, LatticePoint b) {
    const auto half = [](std::int32_t p, std::int32_t q) { return static_cast<std::int32_t>((std::int64_t{p} + q) >> 1U); };
    return {half(a.x, b.x), half(a.y, b.y)};
}

/// Draws the lines between the parts of the triangles that belong to different neighbours. A triangle's part at a corner
/// goes to the neighbour whose border the corner lies on.
class Divider {
  public:
    Divider(BorderLoop loop, double east) : m_loop(std::move(loop)), m_east(east), m_triangles(triangulate(m_loop.points)) {
        m_parts.resize(3 * m_triangles.size());
        m_triangle_after.assign(m_loop.size(), no_triangle);
        for (std::uint32_t t = 0; t < m_triangles.size(); ++t) {
            for (std::uint32_t k = 0; k < 3; ++k) {
                const auto corner = m_triangles[t].corners.at(k);
                m_parts[3 * t + k] = owner_after(corner);
                if (m_triangles[t].beyond.at(k) == no_triangle) {
                    m_triangle_after[corner] = t;
                }
            }
        }
    }

    /// Where three neighbours should meet; known once there are lines.
    [[nodiscard]] std::span<const GapPlace> meetings() const { return m_meetings; }

    std::vector<Segment> lines() {
        for (std::uint32_t i = 0; i < m_loop.size(); ++i) {
            if (is_junction(i)) {
                split_fan(i);
            }
        }
        for (std::uint32_t t = 0; t < m_triangles.size(); ++t) {
            divide(t);
        }
        return std::move(m_lines);
    }

  private:
    /// The owner across the edges at a corner; a bridge takes that of the other edge.
    [[nodiscard]] Label owner_before(std::size_t i) const {
        const auto owner = m_loop.across[m_loop.before(i)];
        return owner != no_label ? owner : m_loop.across[i];
    }
    [[nodiscard]] Label owner_after(std::size_t i) const {
        return m_loop.across[i] != no_label ? m_loop.across[i] : m_loop.across[m_loop.before(i)];
    }
    [[nodiscard]] bool is_junction(std::size_t i) const { return owner_before(i) != owner_after(i); }

    [[nodiscard]] LatticePoint corner(std::uint32_t t, std::uint32_t k) const {
        return m_loop.points[m_triangles[t].corners.at(k % 3)];
    }
    [[nodiscard]] LatticePoint edge_middle(std::uint32_t t, std::uint32_t k) const {
        return middle(corner(t, k), corner(t, k + 1));
    }
    /// Whether the ground goes on across an edge: a diagonal, or a bridge.
    [[nodiscard]] bool is_open(std::uint32_t t, std::uint32_t k) const {
        return m_triangles[t].beyond.at(k % 3) != no_triangle || m_loop.across[m_triangles[t].corners.at(k % 3)] == no_label;
    }
    [[nodiscard]] Label part(std::uint32_t t, std::uint32_t k) const { return m_parts[3 * t + k % 3]; }

    void draw(LatticePoint a, LatticePoint b) {
        if (a != b) {
            m_lines.push_back({a, b});
        }
    }

    /// The cosine of the angle at a corner between a direction and the middle of the gap there, in metres.
    [[nodiscard]] double cosine_to_middle(std::uint32_t i, LatticePoint p) const {
        const auto to = [&](LatticePoint q) {
            const double x = (static_cast<double>(q.x) - m_loop.points[i].x) * m_east;
            const double y = static_cast<double>(q.y) - m_loop.points[i].y;
            const double length = std::max(std::sqrt(x * x + y * y), 1e-9);
            return std::pair(x / length, y / length);
        };
        const auto [before_x, before_y] = to(m_loop.points[m_loop.before(i)]);
        const auto [after_x, after_y] = to(m_loop.points[m_loop.after(i)]);
        const auto middle_x = before_y - after_y; // left of the way from the one before to the one after
        const auto middle_y = after_x - before_x;
        const auto [x, y] = to(p);
        const double length = std::max(std::sqrt(middle_x * middle_x + middle_y * middle_y), 1e-9);
        return (x * middle_x + y * middle_y) / length;
    }

    /// The triangles around a corner where two neighbours meet: as far as the middle they go to the one after it, the rest to
    /// the one before.
    void split_fan(std::uint32_t i) {
        struct Place {
            std::uint32_t triangle, corner;
        };
        std::vector<Place> fan;
        for (auto t = m_triangle_after[i]; t != no_triangle && fan.size() <= m_triangles.size();) {
            const auto &corners = m_triangles[t].corners;
            const auto k = static_cast<std::uint32_t>(std::ranges::find(corners, i) - corners.begin());
            fan.push_back({t, k});
            t = m_triangles[t].beyond.at((k + 2) % 3);
        }
        std::size_t half = fan.size() / 2;
        double best = -2;
        for (std::size_t f = 1; f < fan.size(); ++f) {
            const auto along = cosine_to_middle(i, corner(fan[f].triangle, fan[f].corner + 1));
            half = along > best ? f : half;
            best = std::max(best, along);
        }
        for (auto f = half; f < fan.size() && half > 0; ++f) {
            m_parts[3 * fan[f].triangle + fan[f].corner] = owner_before(i);
        }
        if (half > 0) {
            draw(m_loop.points[i], edge_middle(fan[half].triangle, fan[half].corner));
        }
    }

    void divide(std::uint32_t t) {
        std::uint32_t open = 0;
        std::uint32_t last_open = 0;
        std::uint32_t last_closed = 0;
        for (std::uint32_t k = 0; k < 3; ++k) {
            open += is_open(t, k) ? 1 : 0;
            (is_open(t, k) ? last_open : last_closed) = k;
        }
        if (open == 0) {
            divide_alone(t);
        } else if (open == 1) { // an ear
            const auto tip = last_open + 2;
            if (is_junction(m_triangles[t].corners.at(tip % 3))) {
                draw(corner(t, tip), edge_middle(t, last_open));
            }
        } else if (open == 2) {
            if (part(t, last_closed + 2) != m_loop.across[m_triangles[t].corners.at(last_closed)]) {
                draw(edge_middle(t, last_closed + 1), edge_middle(t, last_closed + 2));
            }
        } else {
            divide_junction(t);
        }
    }

    /// The place as far from all corners of a triangle, in metres: where three neighbours meet, once the corners are what is
    /// nearest of their borders.
    [[nodiscard]] GapPlace circumcentre(std::uint32_t t) const {
        const auto o = corner(t, 0);
        const auto off = [&](std::uint32_t k) {
            const auto p = corner(t, k);
            return GapPlace{(static_cast<double>(p.x) - o.x) * m_east, static_cast<double>(p.y) - o.y};
        };
        const auto b = off(1);
        const auto c = off(2);
        const double twice = 2 * (b.x * c.y - b.y * c.x);
        const double b2 = b.x * b.x + b.y * b.y;
        const double c2 = c.x * c.x + c.y * c.y;
        return {o.x + (c.y * b2 - b.y * c2) / twice / m_east, o.y + (b.x * c2 - c.x * b2) / twice};
    }

    /// The place as far from all corners where that lies in the triangle, else the middle.
    [[nodiscard]] LatticePoint centre(std::uint32_t t) const {
        const auto a = corner(t, 0);
        const auto b = corner(t, 1);
        const auto c = corner(t, 2);
        const auto around = circumcentre(t);
        if (std::abs(around.x - a.x) < 1e9 && std::abs(around.y - a.y) < 1e9) {
            const LatticePoint p{static_cast<std::int32_t>(std::llround(around.x)),
                                 static_cast<std::int32_t>(std::llround(around.y))};
            if (cross(a, b, p) >= 0 && cross(b, c, p) >= 0 && cross(c, a, p) >= 0) {
                return p;
            }
        }
        const auto third = [](std::int32_t x, std::int32_t y, std::int32_t z) {
            return static_cast<std::int32_t>((std::int64_t{x} + y + z) / 3);
        };
        return {third(a.x, b.x, c.x), third(a.y, b.y, c.y)};
    }

    void divide_alone(std::uint32_t t) {
        for (std::uint32_t k = 0; k < 3; ++k) {
            if (is_junction(m_triangles[t].corners.at(k))) {
                draw(corner(t, k), centre(t));
            }
        }
    }

    void divide_junction(std::uint32_t t) {
        const bool all_differ = part(t, 0) != part(t, 1) && part(t, 1) != part(t, 2) && part(t, 2) != part(t, 0);
        std::vector<LatticePoint> ends;
        for (std::uint32_t k = 0; k < 3; ++k) {
            if (part(t, k) != part(t, k + 1)) {
                ends.push_back(edge_middle(t, k));
            }
        }
        if (!all_differ && ends.size() == 2) {
            draw(ends[0], ends[1]);
            return;
        }
        m_meetings.push_back(circumcentre(t));
        std::ranges::for_each(ends, [&](LatticePoint end) { draw(end, centre(t)); });
    }

    BorderLoop m_loop;
    double m_east;
    std::vector<Triangle> m_triangles;
    std::vector<Label> m_parts;                  ///< the owner at each corner of each triangle
    std::vector<std::uint32_t> m_triangle_after; ///< at the loop's edge that leaves each corner
    std::vector<Segment> m_lines;
    std::vector<GapPlace> m_meetings;
};

constexpr int most_rounds = 20;
constexpr std::size_t most_corners = 50'000;

/// How much farther than the nearest border that of a place's owner may be.
double tolerance(double distance) {
    constexpr double units = 2;
    constexpr double share = 0.03;
    return std::max(units, share * distance);
}

/// Puts corners into a border where a line does not lie between the two neighbours that are nearest to it: before the place,
/// so that the triangles there become as small as the place is near.
class Refinement {
  public:
    explicit Refinement(GapBorder &border) : m_border(border) {}

    /// Answers whether all lines lie well.
    bool run(std::span<const Segment> lines, std::span<const GapPlace> meetings) {
        constexpr int parts = 4;
        const auto before = m_border.corner_count();
        for (const auto &meeting : meetings) {
            if (std::abs(meeting.x) < 2e9 && std::abs(meeting.y) < 2e9) {
                look_at(meeting);
            }
        }
        for (const auto &line : lines) {
            if (m_good.contains({line.a, line.b})) {
                continue;
            }
            bool good = true;
            for (int i = 0; i <= parts; ++i) {
                good = look_at(line, double(i) / parts) && good;
            }
            if (good) {
                m_good.emplace(line.a, line.b);
            }
        }
        return m_border.corner_count() == before;
    }

  private:
    bool look_at(const Segment &line, double along) {
        return look_at({line.a.x + along * (static_cast<double>(line.b.x) - line.a.x),
                        line.a.y + along * (static_cast<double>(line.b.y) - line.a.y)});
    }

    /// Whether the two nearest are equally near.
    bool look_at(GapPlace p) {
        const auto first = m_border.nearest(p, m_guess);
        const auto reach = first.distance + tolerance(first.distance);
        m_guess = reach;
        if (m_border.nearest_within(p, reach, first.owner).owner != no_label) {
            return true;
        }
        m_border.add_corner(first);
        const auto second = m_border.nearest_within(p, 2 * reach, first.owner);
        add_corner(second);
        add_corner(m_border.nearest_within(p, 2 * reach, first.owner, second.owner));
        return false;
    }

    void add_corner(const NearBorder &near) {
        if (near.owner != no_label) {
            m_border.add_corner(near);
        }
    }

    GapBorder &m_border;
    std::set<std::pair<LatticePoint, LatticePoint>> m_good;
    double m_guess = 8; ///< the nearest border is about as far as at the place before
};

} // namespace

std::vector<Segment> dividing_lines(const Polygon &gap, const AcrossBorder &across) {
    GapBorder border(gap, across);
    if (!border.is_shared()) {
        return {};
    }
    border.add_opposite_corners();
    Refinement refinement(border);
    for (int round = 0;; ++round) {
        Divider divider(border.loop(), border.east());
        auto lines = divider.lines();
        if (round == most_rounds || border.corner_count() > most_corners || refinement.run(lines, divider.meetings())) {
            return lines;
        }
    }
}

} // namespace jingwei::spatial
