#pragma once

#include "spatial/coverage_build.hpp"

#include <algorithm>
#include <span>
#include <vector>

namespace jingwei::tests {

/// Who owns a point, told from the polygons alone as docs/adr/0003 words it: every border that leaves the point is a
/// direction, directions are sorted counter-clockwise from (1, e), and each sector between two of them belongs to whom the
/// rings around it say. Away from borders winding numbers decide. Exact in 128 bits; looks at every polygon.
class ExactOwner {
  public:
    struct Answer {
        spatial::Label owner = spatial::no_label;
        bool on_border = false;
        bool single = true;                   ///< no ground around the point is claimed twice, and both sides of a border agree
        std::vector<spatial::Label> touching; ///< units with ground at the point, ascending
    };

    explicit ExactOwner(std::span<const spatial::LabelledPolygon> polygons) {
        for (const auto &[label, polygon] : polygons) {
            Unit unit{.label = label, .box = {}, .rings = {turned(polygon.outer, true)}};
            for (const auto p : polygon.outer) {
                unit.box.add(p);
            }
            for (const auto &hole : polygon.holes) {
                unit.rings.push_back(turned(hole, false));
            }
            m_units.push_back(std::move(unit));
        }
    }

    [[nodiscard]] Answer at(spatial::LatticePoint p) const {
        std::vector<Ray> rays;
        Labels around; // of those that hold the point in their inside
        for (const Unit &unit : m_units) {
            if (!unit.box.contains(p)) {
                continue;
            }
            const auto rays_before = rays.size();
            const int windings = look(unit, p, rays);
            if (rays.size() == rays_before && windings != 0) {
                around.push_back(unit.label);
            }
        }
        return rays.empty() ? inside(std::move(around)) : on_border(merged(std::move(rays)), around.empty());
    }

  private:
    using Labels = std::vector<spatial::Label>;
    using Wide = __int128;
    struct Unit {
        spatial::Label label;
        spatial::LatticeBox box;
        std::vector<spatial::Ring> rings; ///< each with the ground on its left
    };
    /// A border that leaves the point.
    struct Ray {
        Wide x, y;
        Labels left, right;
    };

    static Wide twice_area(const spatial::Ring &ring) {
        Wide sum = 0;
        for (std::size_t i = 0; i < ring.size(); ++i) {
            const auto a = ring[i];
            const auto b = ring[(i + 1) % ring.size()];
            sum += Wide{a.x} * b.y - Wide{b.x} * a.y;
        }
        return sum;
    }

    static spatial::Ring turned(spatial::Ring ring, bool left) {
        if ((twice_area(ring) > 0) != left) {
            std::ranges::reverse(ring);
        }
        return ring;
    }

    /// How often the rings of a unit wind around the point; where it lies on them, the rays that they are.
    static int look(const Unit &unit, spatial::LatticePoint p, std::vector<Ray> &rays) {
        int windings = 0;
        for (const auto &ring : unit.rings) {
            for (std::size_t i = 0; i < ring.size(); ++i) {
                windings += look(unit.label, ring[i], ring[i + 1 < ring.size() ? i + 1 : 0], p, rays);
            }
        }
        return windings;
    }

    static int look(spatial::Label label, spatial::LatticePoint a, spatial::LatticePoint b, spatial::LatticePoint p,
                    std::vector<Ray> &rays) {
        const Wide side = (Wide{b.x} - a.x) * (Wide{p.y} - a.y) - (Wide{b.y} - a.y) * (Wide{p.x} - a.x);
        const auto [west, east] = std::minmax(a.x, b.x);
        const auto [south, north] = std::minmax(a.y, b.y);
        if (side == 0 && west <= p.x && p.x <= east && south <= p.y && p.y <= north) {
            if (p != b) {
                rays.push_back({Wide{b.x} - p.x, Wide{b.y} - p.y, {label}, {}});
            }
            if (p != a) {
                rays.push_back({Wide{a.x} - p.x, Wide{a.y} - p.y, {}, {label}});
            }
            return 0;
        }
        const bool rises = a.y <= p.y && p.y < b.y;
        const bool falls = b.y <= p.y && p.y < a.y;
        return rises && side > 0 ? 1 : falls && side < 0 ? -1 : 0;
    }

    static Answer inside(Labels around) {
        return {.owner = around.empty() ? spatial::no_label : around.front(),
                .on_border = false,
                .single = around.size() <= 1,
                .touching = std::move(around)};
    }

    /// Counter-clockwise from due east on, each direction once.
    static std::vector<Ray> merged(std::vector<Ray> rays) {
        const auto lower = [](const Ray &r) { return r.y < 0 || (r.y == 0 && r.x < 0); };
        std::ranges::stable_sort(
            rays, [&](const Ray &a, const Ray &b) { return lower(a) != lower(b) ? lower(b) : a.x * b.y - a.y * b.x > 0; });
        std::vector<Ray> result;
        for (Ray &ray : rays) {
            const bool same =
                !result.empty() && lower(result.back()) == lower(ray) && result.back().x * ray.y - result.back().y * ray.x == 0;
            if (!same) {
                result.push_back(std::move(ray));
                continue;
            }
            result.back().left.insert(result.back().left.end(), ray.left.begin(), ray.left.end());
            result.back().right.insert(result.back().right.end(), ray.right.begin(), ray.right.end());
        }
        return result;
    }

    static Answer on_border(const std::vector<Ray> &rays, bool nobody_over_it) {
        Answer answer{.owner = spatial::no_label, .on_border = true, .single = nobody_over_it, .touching = {}};
        // the sector of (1, e) begins at a border that runs due east, else at the last one before the turn is full
        const bool due_east = rays.front().y == 0 && rays.front().x > 0;
        const std::size_t first = due_east ? 0 : rays.size() - 1;
        for (std::size_t i = 0; i < rays.size(); ++i) {
            const Ray &begin = rays[(first + i) % rays.size()];
            const Ray &end = rays[(first + i + 1) % rays.size()];
            answer.single = answer.single && begin.left.size() <= 1 && begin.left == end.right;
            for (const auto label : begin.left) {
                answer.owner = answer.owner == spatial::no_label ? label : answer.owner;
                answer.touching.push_back(label);
            }
        }
        std::ranges::sort(answer.touching);
        const auto rest = std::ranges::unique(answer.touching);
        answer.touching.erase(rest.begin(), rest.end());
        return answer;
    }

    std::vector<Unit> m_units;
};

} // namespace jingwei::tests
