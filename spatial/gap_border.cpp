#include "spatial/gap_border.hpp"

#include "spatial/measure.hpp"

#include <algorithm>
#include <cmath>

namespace jingwei::spatial {
namespace {

std::int32_t rounded(double v) {
    return static_cast<std::int32_t>(std::clamp(std::round(v), double{INT32_MIN}, double{INT32_MAX}));
}

std::int64_t span(const LatticeBox &box) {
    return std::max({std::int64_t{box.max_x} - box.min_x, std::int64_t{box.max_y} - box.min_y, std::int64_t{1}});
}

/// In whole millionths first, so that every machine takes the same fraction.
GapBorder::East fraction_eastwards(const LatticeBox &box, LatticePoint centre, bool has_walls) {
    constexpr std::int64_t millionths = 1'000'000;
    const auto most = (std::int64_t{1} << 32) / span(box) / (has_walls ? 4 : 1);
    const auto scale = local_scale(centre.y);
    const auto exact = std::llround(scale.east_m / scale.north_m * millionths);
    const auto largest = std::clamp<std::int64_t>(most / 17, std::min<std::int64_t>(most, 3), 1000);
    GapBorder::East best;
    auto best_off = INT64_MAX;
    for (std::int64_t under = 1; under <= largest; ++under) {
        const auto over = std::max<std::int64_t>((exact * under + millionths / 2) / millionths, 1);
        // compared as |over/under - exact|, over a common denominator
        const auto off = std::abs(over * millionths - exact * under);
        if (best_off == INT64_MAX || off * best.under < best_off * under) {
            best = {static_cast<std::int32_t>(over), static_cast<std::int32_t>(under)};
            best_off = off;
        }
    }
    return best;
}

/// Of two that are equally near, as sides that meet in a corner are, the one that lies less far beyond its end.
bool is_nearer(const NearBorder &a, const NearBorder &b) {
    constexpr double equal = 0.001;
    if (b.owner == no_label || std::abs(a.foot.distance - b.foot.distance) > equal) {
        return b.owner == no_label || a.foot.distance < b.foot.distance;
    }
    return std::pair(a.foot.beyond, a.owner) < std::pair(b.foot.beyond, b.owner);
}

} // namespace

Foot foot_on(DiagramPoint from, DiagramPoint to, DiagramPoint p) {
    const double dx = to.x - from.x;
    const double dy = to.y - from.y;
    const double length = std::sqrt(dx * dx + dy * dy);
    const double along = std::clamp(((p.x - from.x) * dx + (p.y - from.y) * dy) / length, 0.0, length);
    const double off_x = p.x - from.x - along / length * dx;
    const double off_y = p.y - from.y - along / length * dy;
    const double beside = (off_x * dx + off_y * dy) / length;
    return {std::sqrt(off_x * off_x + off_y * off_y), std::abs(beside)};
}

GapBorder::GapBorder(const MultiPolygon &gap, const AcrossBorder &across) : m_box(bounds(gap)) {
    const auto middle = [](std::int32_t a, std::int32_t b) { return static_cast<std::int32_t>((std::int64_t{a} + b) / 2); };
    m_centre = {middle(m_box.min_x, m_box.max_x), middle(m_box.min_y, m_box.max_y)};
    for (const auto &polygon : gap) {
        take(polygon.outer, across);
        std::ranges::for_each(polygon.holes, [&](const Ring &hole) { take(hole, across); });
    }
    m_east = fraction_eastwards(m_box, m_centre, has_walls());
    std::vector<Segment> segments;
    std::ranges::transform(m_sides, std::back_inserter(segments), [](const Side &side) { return Segment{side.from, side.to}; });
    m_tree = SegmentTree(segments);
}

void GapBorder::take(const Ring &ring, const AcrossBorder &across) {
    for (std::size_t i = 0; i < ring.size(); ++i) {
        const auto to = ring[i + 1 == ring.size() ? 0 : i + 1];
        m_sides.push_back({ring[i], to, across(ring[i], to)});
    }
}

bool GapBorder::is_shared() const {
    const auto first = std::ranges::find_if(m_sides, [](const Side &side) { return side.owner != no_label; });
    return std::any_of(first, m_sides.end(),
                       [&](const Side &side) { return side.owner != no_label && side.owner != first->owner; });
}

bool GapBorder::has_walls() const {
    return std::ranges::any_of(m_sides, [](const Side &side) { return side.owner == no_label; });
}

DiagramPoint GapBorder::to_plane(LatticePoint p) const {
    const auto x = (std::int64_t{p.x} - m_centre.x) * m_east.over;
    return {static_cast<double>(x) / m_east.under, static_cast<double>(std::int64_t{p.y} - m_centre.y)};
}

LatticePoint GapBorder::to_lattice(DiagramPoint p) const {
    return {rounded(m_centre.x + p.x * m_east.under / m_east.over), rounded(m_centre.y + p.y)};
}

NearBorder GapBorder::nearest_within(DiagramPoint p, double reach) const {
    const double reach_x = reach * m_east.under / m_east.over + 1;
    const double x = m_centre.x + p.x * m_east.under / m_east.over;
    const double y = m_centre.y + p.y;
    NearBorder best;
    for_each_near({rounded(x - reach_x), rounded(y - reach - 1), rounded(x + reach_x), rounded(y + reach + 1)},
                  [&](const Side &side) {
                      const auto foot = foot_on(to_plane(side.from), to_plane(side.to), p);
                      if (side.owner != no_label && foot.distance <= reach && is_nearer({side.owner, foot}, best)) {
                          best = {side.owner, foot};
                      }
                  });
    return best;
}

NearBorder GapBorder::nearest(DiagramPoint p) const {
    constexpr double start = 64;
    for (double reach = start;; reach *= 4) {
        const auto found = nearest_within(p, reach);
        if (found.owner != no_label || reach > 0x1p40) {
            return found;
        }
    }
}

} // namespace jingwei::spatial
