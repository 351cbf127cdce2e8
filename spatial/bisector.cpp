#include "spatial/bisector.hpp"

#include <algorithm>
#include <cmath>

namespace jingwei::spatial {
namespace {

DiagramPoint along(DiagramPoint from, DiagramPoint direction, double distance) {
    return {from.x + distance * direction.x, from.y + distance * direction.y};
}

DiagramPoint unit(DiagramPoint p) {
    const double size = length(p);
    return {p.x / size, p.y / size};
}

} // namespace

double SitePlace::along(DiagramPoint p) const {
    return dot(difference(p, from), unit(difference(to, from)));
}

double SitePlace::distance(DiagramPoint p) const {
    if (is_point()) {
        return length(difference(p, from));
    }
    const auto way = difference(to, from);
    const double size = length(way);
    return length(difference(p, spatial::along(from, unit(way), std::clamp(along(p), 0.0, size))));
}

bool SitePlace::is_left(DiagramPoint p) const {
    return (to.x - from.x) * (p.y - from.y) - (to.y - from.y) * (p.x - from.x) > 0;
}

bool SitePlace::has_before(DiagramPoint p, double slack) const {
    const double at = along(p);
    return at >= -slack && at <= length(difference(to, from)) + slack;
}

Bisector::Bisector(DiagramPoint focus, const SitePlace &segment, DiagramPoint from, DiagramPoint to)
    : m_ends{from, to}, m_along(unit(difference(segment.to, segment.from))) {
    m_foot = spatial::along(segment.from, m_along, dot(difference(focus, segment.from), m_along));
    m_distance = length(difference(focus, m_foot));
    if (m_distance > 0) {
        m_up = {difference(focus, m_foot).x / m_distance, difference(focus, m_foot).y / m_distance};
    }
    m_range = {dot(difference(from, m_foot), m_along), dot(difference(to, m_foot), m_along)};
}

DiagramPoint Bisector::at(double share) const {
    if (!is_curved()) {
        return along(m_ends[0], difference(m_ends[1], m_ends[0]), share);
    }
    if (share == 0 || share == 1) {
        return m_ends.at(share == 0 ? 0 : 1);
    }
    const double off = m_range[0] + share * (m_range[1] - m_range[0]);
    const double height = (off * off / m_distance + m_distance) / 2;
    return along(along(m_foot, m_along, off), m_up, height);
}

std::size_t Bisector::chords(double from, double to) const {
    if (!is_curved()) {
        return 1;
    }
    // a chord over a width w of the parabola off² / 2d is w² / 8d off
    const double width = std::abs(m_range[1] - m_range[0]) * (to - from);
    return static_cast<std::size_t>(std::ceil(width / (2 * std::sqrt(m_distance)))) + 1;
}

} // namespace jingwei::spatial
