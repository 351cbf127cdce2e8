#include "spatial/spokes.hpp"

#include <algorithm>
#include <numeric>

namespace jingwei::spatial {
namespace {

/// Fewer lines at a point are told apart by their boxes soon enough.
constexpr std::uint32_t least_spokes = 64;

std::vector<std::uint32_t> degrees(std::size_t point_count, std::span<const LineEnds> lines) {
    std::vector<std::uint32_t> degree(point_count, 0);
    for (const auto &[a, b] : lines) {
        ++degree[a];
        ++degree[b];
    }
    return degree;
}

} // namespace

Spokes::Spokes(const std::vector<LatticePoint> &points, std::span<const LineEnds> lines) {
    const auto degree = degrees(points.size(), lines);
    if (std::ranges::none_of(degree, [](std::uint32_t count) { return count >= least_spokes; })) {
        return;
    }
    m_is_spoke.assign(lines.size(), false);
    std::vector<std::array<std::uint32_t, 3>> found; // hub, far end, line
    for (std::uint32_t line = 0; line < lines.size(); ++line) {
        const auto [a, b] = lines[line];
        const auto hub = degree[a] >= degree[b] ? a : b;
        if (degree[hub] >= least_spokes) {
            m_is_spoke[line] = true;
            found.push_back({hub, hub == a ? b : a, line});
        }
    }
    std::ranges::sort(found);
    std::vector<Segment> boxes;
    for (const auto &[hub, far, line] : found) {
        const auto i = static_cast<std::uint32_t>(m_spokes.size());
        if (m_hubs.empty() || m_hubs.back().at != points[hub]) {
            m_hubs.push_back({points[hub], i, i});
            boxes.push_back({points[hub], points[hub]});
        }
        m_spokes.push_back({points[far], line});
        m_hubs.back().last = i + 1;
        LatticeBox box = bounds(boxes.back());
        box.add(points[far]);
        boxes.back() = {{box.min_x, box.min_y}, {box.max_x, box.max_y}};
    }
    for (std::uint32_t hub = 0; hub < m_hubs.size(); ++hub) {
        const auto at = m_hubs[hub].at;
        std::sort(m_spokes.begin() + m_hubs[hub].first, m_spokes.begin() + m_hubs[hub].last, [&](const auto &s, const auto &t) {
            const bool before = is_before(hub, s.far, t.far);
            return before || (!is_before(hub, t.far, s.far) && distance_squared(at, s.far) < distance_squared(at, t.far));
        });
    }
    m_stars = SegmentTree(boxes);
}

bool Spokes::is_before(std::uint32_t hub, LatticePoint p, LatticePoint q) const {
    const auto at = m_hubs[hub].at;
    return turns_before(std::int64_t{p.x} - at.x, std::int64_t{p.y} - at.y, std::int64_t{q.x} - at.x, std::int64_t{q.y} - at.y);
}

std::uint32_t Spokes::first_towards(std::uint32_t hub, LatticePoint p, bool after) const {
    const auto first = m_spokes.begin() + m_hubs[hub].first;
    const auto last = m_spokes.begin() + m_hubs[hub].last;
    const auto found = std::partition_point(
        first, last, [&](const Spoke &spoke) { return after ? !is_before(hub, p, spoke.far) : is_before(hub, spoke.far, p); });
    return static_cast<std::uint32_t>(found - m_spokes.begin());
}

std::optional<std::pair<LatticePoint, LatticePoint>> Spokes::directions_to(std::uint32_t hub, LatticePoint p) const {
    const auto at = m_hubs[hub].at;
    if (std::abs(std::int64_t{at.x} - p.x) <= 1 && std::abs(std::int64_t{at.y} - p.y) <= 1) {
        return std::nullopt;
    }
    LatticePoint first{p.x - 1, p.y - 1};
    auto last = first;
    for (const auto corner : {LatticePoint{p.x + 1, p.y - 1}, {p.x + 1, p.y + 1}, {p.x - 1, p.y + 1}}) {
        first = cross(at, first, corner) < 0 ? corner : first;
        last = cross(at, last, corner) > 0 ? corner : last;
    }
    return std::pair(first, last);
}

} // namespace jingwei::spatial
