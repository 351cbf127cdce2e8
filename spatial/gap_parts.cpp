#include "spatial/gap_parts.hpp"

#include "spatial/pole.hpp"

#include <algorithm>
#include <cmath>

namespace jingwei::spatial {

double lattice_length(std::span<const LatticePoint> points) {
    double length = 0;
    for (std::size_t i = 0; i + 1 < points.size(); ++i) {
        const double dx = static_cast<double>(points[i + 1].x) - points[i].x;
        const double dy = static_cast<double>(points[i + 1].y) - points[i].y;
        length += std::sqrt(dx * dx + dy * dy);
    }
    return length;
}

Label part_owner(const GapBorder &border, const BorderLengths &beside, const OpenGround &part) {
    if (beside.size() == 1) {
        return beside.begin()->first;
    }
    const auto holds_place = [&](const Polygon &polygon) { return strictly_inside(polygon, part.place); };
    if (std::ranges::any_of(part.ground, holds_place)) {
        return border.nearest(border.to_plane(part.place)).owner;
    }
    const auto most = std::ranges::max_element(beside, {}, [](const auto &entry) { return entry.second; });
    return most == beside.end() ? no_label : most->first;
}

} // namespace jingwei::spatial
