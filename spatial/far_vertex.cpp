#include "spatial/far_vertex.hpp"

#include <algorithm>
#include <cstdlib>

namespace jingwei::spatial {
namespace {

template <class Visit> void for_each_vertex(std::span<const LabelledPolygon> polygons, Visit &&visit) {
    for (const auto &[label, polygon] : polygons) {
        std::ranges::for_each(polygon.outer, [&](LatticePoint p) { visit(label, p); });
        for (const auto &hole : polygon.holes) {
            std::ranges::for_each(hole, [&](LatticePoint p) { visit(label, p); });
        }
    }
}

std::int32_t median(std::vector<std::int32_t> values) {
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::ranges::nth_element(values, middle);
    return *middle;
}

} // namespace

std::optional<FarVertex> find_far_vertex(std::span<const LabelledPolygon> polygons) {
    LatticeBox box;
    for_each_vertex(polygons, [&](Label, LatticePoint p) { box.add(p); });
    if (box.empty() ||
        std::max(std::int64_t{box.max_x} - box.min_x, std::int64_t{box.max_y} - box.min_y) <= max_coverage_span) {
        return std::nullopt;
    }
    std::vector<std::int32_t> xs;
    std::vector<std::int32_t> ys;
    for_each_vertex(polygons, [&](Label, LatticePoint p) {
        xs.push_back(p.x);
        ys.push_back(p.y);
    });
    const auto x = std::int64_t{median(std::move(xs))};
    const auto y = std::int64_t{median(std::move(ys))};
    FarVertex farthest;
    std::int64_t most = -1;
    for_each_vertex(polygons, [&](Label label, LatticePoint p) {
        if (const auto distance = std::max(std::abs(p.x - x), std::abs(p.y - y)); distance > most) {
            most = distance;
            farthest = {p, label};
        }
    });
    return farthest;
}

} // namespace jingwei::spatial
