#pragma once

#include "spatial/coverage_build.hpp"

#include <unordered_map>

namespace jingwei::spatial {

/// Numbers points as they come: equal points, equal numbers.
class PointNumbers {
  public:
    explicit PointNumbers(std::size_t expected) { m_numbers.reserve(expected); }
    std::uint32_t number(LatticePoint p, std::vector<LatticePoint> &points) {
        const auto key = (std::uint64_t{static_cast<std::uint32_t>(p.x)} << 32) | static_cast<std::uint32_t>(p.y);
        const auto [it, is_new] = m_numbers.try_emplace(key, static_cast<std::uint32_t>(points.size()));
        if (is_new) {
            points.push_back(p);
        }
        return it->second;
    }

  private:
    struct Mix {
        std::size_t operator()(std::uint64_t k) const {
            k ^= k >> 32;
            k *= 0x9E3779B97F4A7C15ULL;
            return k ^ (k >> 29);
        }
    };
    std::unordered_map<std::uint64_t, std::uint32_t, Mix> m_numbers;
};

/// A ring over numbered points, interior on its left, without the repeated last point.
struct NodedRing {
    Label label = no_label;
    std::uint32_t polygon = 0; ///< which polygon of the input it came from; its outer ring comes before its holes
    std::vector<std::uint32_t> vertices;
    bool is_hole = false;
};

struct Noding {
    std::vector<LatticePoint> points;   ///< some may be unused
    std::vector<NodedRing> rings;       ///< never fewer than three vertices
    std::size_t merged = 0;             ///< vertices moved onto another, by at most 2 units
    std::size_t noded = 0;              ///< vertices given to a segment they lay within 2 units of
    std::vector<LabelledPolygon> loops; ///< what rings loop around beside a spike; see loops_at_spikes
    std::vector<Defect> defects;        ///< rings with a spike, or collapsed
    std::size_t candidates = 0;         ///< vertices tried against a segment: the work, whatever the machine
};

/// Numbers the points of the polygons, turns every ring so that its interior lies left, and closes rounding: a vertex within
/// 2 units of a segment of a unit that does not have that vertex becomes its node, or is merged with the segment's end
/// when that is as near. Only where borders do not already match exactly; repeated until stable. No vertex moves more
/// than 2 units from where it came in.
[[nodiscard]] Noding node_polygons(std::span<const LabelledPolygon> polygons);

} // namespace jingwei::spatial
