#pragma once

#include "spatial/measure.hpp"
#include "spatial/segment.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>
#include <random>

namespace jingwei::tests {

/// A place in metres around an origin in Gansu.
struct Metres {
    double x = 0;
    double y = 0;
};

constexpr spatial::LatticePoint gap_origin{1'041'000'000, 365'000'000};

inline spatial::LatticePoint at(double x, double y) {
    const auto scale = spatial::local_scale(gap_origin.y);
    return {gap_origin.x + static_cast<std::int32_t>(std::lround(x / scale.east_m)),
            gap_origin.y + static_cast<std::int32_t>(std::lround(y / scale.north_m))};
}

/// A gap, and who has the ground across each side of it, with the gap on its left.
struct RandomGap {
    spatial::Polygon polygon;
    std::map<std::pair<spatial::LatticePoint, spatial::LatticePoint>, spatial::Label> owners;

    [[nodiscard]] spatial::Label across(spatial::LatticePoint from, spatial::LatticePoint to) const {
        return owners.at({from, to});
    }
    [[nodiscard]] bool is_shared() const {
        spatial::Label first = spatial::no_label;
        return std::ranges::any_of(owners, [&](const auto &entry) {
            first = first == spatial::no_label ? entry.second : first;
            return entry.second != first && entry.second != spatial::no_label;
        });
    }
    /// Whether no two sides meet but in their ends.
    [[nodiscard]] bool is_simple() const {
        for (auto a = owners.begin(); a != owners.end(); ++a) {
            for (auto b = std::next(a); b != owners.end(); ++b) {
                if (spatial::meet_improperly({a->first.first, a->first.second}, {b->first.first, b->first.second})) {
                    return false;
                }
            }
        }
        return true;
    }
    /// Whether p lies inside; for lattice points on a side either answer is right.
    [[nodiscard]] bool holds(spatial::LatticePoint p) const {
        bool inside = false;
        for (const auto &[ends, owner] : owners) {
            const auto &[a, b] = ends;
            if ((a.y > p.y) != (b.y > p.y) && (spatial::cross(a, b, p) > 0) == (b.y > a.y)) {
                inside = !inside;
            }
        }
        return inside;
    }
};

/// Draws gaps of many shapes, from a few units wide to a kilometre: the same for the same seed.
class RandomGaps {
  public:
    explicit RandomGaps(unsigned seed) : m_random(seed) {}

    double number(double low, double high) { return std::uniform_real_distribution<double>(low, high)(m_random); }
    int whole(int low, int high) { return std::uniform_int_distribution(low, high)(m_random); }

    /// Of at least two owners.
    RandomGap make() {
        for (;;) {
            m_walls = number(0, 1) < 0.2;
            m_turn = number(0, 2 * std::numbers::pi);
            auto gap = draw(whole(0, 8));
            if (gap.is_shared() && gap.is_simple()) {
                return gap;
            }
        }
    }

    /// Between two wide-spread rows of corners, each grid with a hundred of them.
    RandomGap make_river(int corners) {
        RandomGap gap;
        Outline points;
        for (int i = 0; i < corners; ++i) {
            const int along = i < corners / 2 ? i : corners - i;
            points.push_back({along * 3.0 + number(-1, 1), (i < corners / 2 ? 0 : 12) + number(-4, 4)});
        }
        m_owner += 1;
        add_ring(gap, points, 1);
        const auto &ring = gap.polygon.outer;
        for (std::size_t i = 0; i < ring.size(); ++i) {
            gap.owners[{ring[i], ring[(i + 1) % ring.size()]}] = static_cast<spatial::Label>(1 + i / 100);
        }
        return gap;
    }

  private:
    using Outline = std::vector<Metres>;

    double size(double low, double high) { return std::exp(number(std::log(low), std::log(high))); }

    RandomGap draw(int kind) {
        const double width = size(0.3, 5);
        const double length = width * size(1, 300);
        const double arm = width * size(1.5, 50);
        RandomGap gap;
        switch (kind) {
        case 0:
            add_ring(gap, {{0, 0}, {length, 0}, {length, width}, {0, width}}, 3);
            break;
        case 1:
            add_ring(gap, lens(length, width), 3);
            break;
        case 2:
            add_ring(gap, {{0, 0}, {length, 0}, {length, width}, {width, width}, {width, width + arm}, {0, width + arm}}, 3);
            break;
        case 3:
            add_ring(gap,
                     {{0, 0},
                      {length, 0},
                      {length, width},
                      {length / 2 + width / 2, width},
                      {length / 2 + width / 2, width + arm},
                      {length / 2 - width / 3, width + arm},
                      {length / 2 - width / 3, width},
                      {0, width}},
                     3);
            break;
        case 4:
            add_islands(gap);
            break;
        case 5:
            add_ring(gap, comb(whole(2, 12), width, arm), 2);
            break;
        case 6:
            add_ring(gap, star(whole(3, 40), size(0.2, 200), number(0.05, 1)), 1);
            break;
        case 7:
            add_ring(gap, chain(whole(8, 60), size(0.05, 2), size(0.02, 5)), 1);
            break;
        default:
            add_ring(gap, star(whole(3, 9), size(0.03, 0.3), 0.3), 1); // a few units
        }
        return gap;
    }

    static Outline lens(double length, double width) {
        Outline points;
        constexpr int steps = 8;
        for (int i = 0; i < 2 * steps; ++i) {
            const double x = length * (i < steps ? i : 2 * steps - i) / steps;
            points.push_back({x, (i < steps ? -1 : 1) * width / 2 * std::sin(std::numbers::pi * x / length)});
        }
        return points;
    }

    Outline comb(int teeth, double width, double arm) {
        Outline points{{0, 0}, {2.0 * teeth * width, 0}};
        for (int i = teeth - 1; i >= 0; --i) {
            const double right = (2 * i + 2) * width;
            const double high = arm * number(0.5, 1);
            points.insert(points.end(), {{right - width * 0.2, high}, {right - width * 0.8, high}});
            points.push_back({right - width, width * number(0.2, 0.9)});
            points.push_back({right - 2 * width + 0.1 * width, width * number(0.2, 0.9)});
        }
        return points;
    }

    /// Around a middle, at random distances: the more uneven, the deeper its bays.
    Outline star(int corners, double radius, double uneven) {
        Outline points;
        for (int i = 0; i < corners; ++i) {
            const double angle = 2 * std::numbers::pi * (i + number(0.1, 0.9)) / corners;
            const double far = radius * (1 - uneven * number(0, 0.97));
            points.push_back({far * std::cos(angle), far * std::sin(angle)});
        }
        return points;
    }

    /// Two nearly straight rows of many corners, as of two files that both drew a river.
    Outline chain(int corners, double step, double width) {
        Outline points;
        const double stray = std::min(width / 3, number(0, 0.03));
        for (int i = 0; i < corners; ++i) {
            points.push_back({i * step, number(-stray, stray)});
        }
        for (int i = corners; i > 0; --i) {
            points.push_back({(i - 0.3) * step, width + number(-stray, stray)});
        }
        return points;
    }

    void add_islands(RandomGap &gap) {
        const double cell = size(0.5, 60);
        const int side = whole(1, 3);
        const double extent = cell * side;
        add_ring(gap, {{0, 0}, {extent, 0}, {extent, extent}, {0, extent}}, 3);
        for (int i = 0; i < side * side; ++i) {
            if (number(0, 1) < 0.2) {
                continue;
            }
            auto island = star(whole(3, 10), cell * number(0.1, 0.48), 0.5);
            std::ranges::reverse(island);
            const int row = i / side;
            const int column = i % side;
            for (auto &p : island) {
                p = {p.x + (column + 0.5) * cell, p.y + (row + 0.5) * cell};
            }
            m_owner += 1;
            add_ring(gap, island, 1);
        }
    }

    /// Sides are cut into parts, and each part gets an owner; often that of the part before.
    void add_ring(RandomGap &gap, const Outline &corners, int most_parts) {
        spatial::Ring ring;
        std::vector<spatial::Label> owners;
        const double change = whole(0, 3) == 0 ? 0.05 : 0.5;
        for (std::size_t i = 0; i < corners.size(); ++i) {
            const auto a = corners[i];
            const auto b = corners[(i + 1) % corners.size()];
            const int parts = whole(1, most_parts);
            for (int k = 0; k < parts; ++k) {
                const double t = double(k) / parts;
                const auto placed = turned({a.x + t * (b.x - a.x), a.y + t * (b.y - a.y)});
                m_owner += number(0, 1) < change ? 1 : 0;
                if (ring.empty() || (ring.back() != placed && ring.front() != placed)) {
                    ring.push_back(placed);
                    owners.push_back(m_walls && number(0, 1) < 0.3 ? spatial::no_label : m_owner);
                }
            }
        }
        for (std::size_t i = 0; i < ring.size(); ++i) {
            gap.owners[{ring[i], ring[(i + 1) % ring.size()]}] = owners[i];
        }
        (gap.polygon.outer.empty() ? gap.polygon.outer : gap.polygon.holes.emplace_back()) = std::move(ring);
    }

    [[nodiscard]] spatial::LatticePoint turned(Metres p) const {
        return at(p.x * std::cos(m_turn) - p.y * std::sin(m_turn), p.x * std::sin(m_turn) + p.y * std::cos(m_turn));
    }

    std::mt19937 m_random;
    double m_turn = 0;
    bool m_walls = false;
    spatial::Label m_owner = 1;
};

} // namespace jingwei::tests
