#include "spatial/repeated_ground.hpp"

#include <algorithm>
#include <map>
#include <tuple>
#include <unordered_map>

namespace jingwei::spatial {
namespace {

/// Rings of one unit by their places in the noding, polygon by polygon.
using RingPlaces = std::vector<std::uint32_t>;

Ring ring_of(const Noding &noding, const NodedRing &noded) {
    Ring ring;
    ring.reserve(noded.vertices.size());
    std::ranges::transform(noded.vertices, std::back_inserter(ring), [&](std::uint32_t v) { return noding.points[v]; });
    return ring;
}

MultiPolygon ground_of(const Noding &noding, const RingPlaces &places) {
    MultiPolygon ground;
    std::uint32_t polygon = UINT32_MAX;
    for (const auto place : places) {
        const auto &noded = noding.rings[place];
        if (noded.polygon != polygon) {
            polygon = noded.polygon;
            ground.emplace_back();
        }
        if (noded.is_hole) {
            ground.back().holes.push_back(ring_of(noding, noded));
        } else {
            ground.back().outer = ring_of(noding, noded);
        }
    }
    return ground;
}

/// Rings from their smallest point on, parts and holes by their points: equal grounds give equal polygons.
MultiPolygon in_order(MultiPolygon polygons) {
    const auto start_at_smallest = [](Ring &ring) { std::ranges::rotate(ring, std::ranges::min_element(ring)); };
    for (auto &polygon : polygons) {
        start_at_smallest(polygon.outer);
        std::ranges::for_each(polygon.holes, start_at_smallest);
        std::ranges::sort(polygon.holes);
    }
    std::ranges::sort(polygons, {}, [](const Polygon &p) { return std::tie(p.outer, p.holes); });
    return polygons;
}

struct LessGround {
    bool operator()(const MultiPolygon &a, const MultiPolygon &b) const {
        return std::ranges::lexicographical_compare(
            a, b, [](const Polygon &p, const Polygon &q) { return std::tie(p.outer, p.holes) < std::tie(q.outer, q.holes); });
    }
};

/// Equal for equal grounds, whatever the order of their rings.
std::uint64_t fingerprint(const NodedRing &ring) {
    std::uint64_t sum = 0;
    for (const auto v : ring.vertices) {
        sum += (v ^ (std::uint64_t{v} << 31U) ^ std::uint64_t{ring.is_hole}) * 0x9E3779B97F4A7C15ULL;
    }
    return sum;
}

void compare(const Noding &noding, std::span<const Label> labels, const std::map<Label, RingPlaces> &rings,
             std::vector<RepeatedGround> &found) {
    std::map<MultiPolygon, Label, LessGround> first_of;
    for (const auto label : labels) {
        const auto [first, is_new] = first_of.emplace(in_order(ground_of(noding, rings.at(label))), label);
        if (!is_new) {
            found.push_back({first->second, label});
        }
    }
}

} // namespace

std::vector<RepeatedGround> find_repeated_grounds(const Noding &noding) {
    std::map<Label, RingPlaces> rings;
    std::unordered_map<Label, std::uint64_t> prints;
    for (std::uint32_t i = 0; i < noding.rings.size(); ++i) {
        rings[noding.rings[i].label].push_back(i);
        prints[noding.rings[i].label] += fingerprint(noding.rings[i]);
    }
    std::map<std::uint64_t, std::vector<Label>> alike;
    for (const auto &[label, places] : rings) {
        alike[prints.at(label)].push_back(label);
    }
    std::vector<RepeatedGround> found;
    for (const auto &[print, labels] : alike) {
        if (labels.size() > 1) {
            compare(noding, labels, rings, found);
        }
    }
    std::ranges::sort(found, {}, &RepeatedGround::again);
    return found;
}

MultiPolygon ground_of(const Noding &noding, Label label) {
    RingPlaces places;
    for (std::uint32_t i = 0; i < noding.rings.size(); ++i) {
        if (noding.rings[i].label == label) {
            places.push_back(i);
        }
    }
    return ground_of(noding, places);
}

} // namespace jingwei::spatial
