#include "spatial/gap_border.hpp"

#include <algorithm>
#include <cmath>

namespace jingwei::spatial {
namespace {

std::int32_t rounded(double v) {
    return static_cast<std::int32_t>(std::llround(v));
}

LatticeBox around(GapPlace p, double east, double north) {
    const auto low = [](double v) { return static_cast<std::int32_t>(std::max(std::floor(v), -2.0e9)); };
    const auto high = [](double v) { return static_cast<std::int32_t>(std::min(std::ceil(v), 2.0e9)); };
    return {low(p.x - east), low(p.y - north), high(p.x + east), high(p.y + north)};
}

} // namespace

GapBorder::GapBorder(const Polygon &gap, const AcrossBorder &across) {
    const auto box = bounds({gap});
    const auto scale = local_scale(static_cast<std::int32_t>((std::int64_t{box.min_y} + box.max_y) / 2));
    // in whole 1024ths, so that every machine measures the same
    m_east = std::max(std::round(scale.east_m / scale.north_m * 1024), 1.0) / 1024;
    take(gap.outer, across);
    std::ranges::for_each(gap.holes, [&](const Ring &hole) { take(hole, across); });
    std::vector<Segment> sites;
    for (std::uint32_t i = 0; i < m_sides.size(); ++i) {
        if (m_sides[i].owner != no_label) {
            m_sites.push_back(i);
            sites.push_back({m_sides[i].from, m_sides[i].to});
        }
    }
    m_tree.emplace(sites);
    m_corners = m_sides.size();
    if (is_shared()) {
        for (auto &side : m_sides) {
            if (side.owner == no_label) {
                lend(side);
            }
        }
    }
}

void GapBorder::take(const Ring &ring, const AcrossBorder &across) {
    for (std::size_t i = 0; i < ring.size(); ++i) {
        const auto to = ring[i + 1 == ring.size() ? 0 : i + 1];
        m_sides.push_back({ring[i], to, across(ring[i], to)});
    }
    m_ring_ends.push_back(m_sides.size());
}

bool GapBorder::is_shared() const {
    return std::ranges::any_of(m_sites,
                               [&](std::uint32_t site) { return m_sides[site].owner != m_sides[m_sites.front()].owner; });
}

GapPlace GapBorder::place(const Side &side, double along) {
    return {side.from.x + along * (static_cast<double>(side.to.x) - side.from.x),
            side.from.y + along * (static_cast<double>(side.to.y) - side.from.y)};
}

NearBorder GapBorder::measure(GapPlace p, std::uint32_t site) const {
    const auto &side = m_sides[m_sites[site]];
    const double dx = (static_cast<double>(side.to.x) - side.from.x) * m_east;
    const double dy = static_cast<double>(side.to.y) - side.from.y;
    const double px = (p.x - side.from.x) * m_east;
    const double py = p.y - side.from.y;
    const double along = std::clamp((px * dx + py * dy) / (dx * dx + dy * dy), 0.0, 1.0);
    const double off_x = px - along * dx;
    const double off_y = py - along * dy;
    return {side.owner, std::sqrt(off_x * off_x + off_y * off_y), m_sites[site], along};
}

NearBorder GapBorder::nearest_within(GapPlace p, double reach, Label but, Label and_but) const {
    NearBorder best;
    m_tree->for_each_near(around(p, reach / m_east, reach), [&](std::uint32_t site) {
        const auto near = measure(p, site);
        const bool better = best.owner == no_label || std::pair(near.distance, near.side) < std::pair(best.distance, best.side);
        if (near.owner != but && near.owner != and_but && near.distance <= reach && better) {
            best = near;
        }
    });
    return best;
}

NearBorder GapBorder::nearest(GapPlace p, double guess) const {
    constexpr double anywhere = 8.0e9;
    for (double reach = guess;; reach *= 2) {
        const auto found = nearest_within(p, reach);
        if (found.owner != no_label || reach > anywhere) {
            return found;
        }
    }
}

void GapBorder::add_opposite_corners() {
    std::vector<NearBorder> found;
    std::size_t s = 0;
    for (const auto end : m_ring_ends) {
        auto before = m_sides[end - 1].owner;
        for (; s < end; ++s) {
            const auto &side = m_sides[s];
            constexpr double wide = 2048; // 20 m: what is farther apart is no narrow place
            NearBorder opposite;
            for (double reach = 8; reach <= wide && opposite.owner == no_label; reach *= 2) {
                opposite = nearest_within(place(side, 0), reach, side.owner, before);
            }
            if (opposite.owner != no_label) {
                found.push_back(opposite);
            }
            before = side.owner;
        }
    }
    std::ranges::for_each(found, [&](const NearBorder &near) { add_corner(near); });
}

void GapBorder::add_corner(const NearBorder &at) {
    constexpr double least_width = 2; // rounding would let the border cross itself
    if (at.distance < least_width) {
        return;
    }
    auto &side = m_sides[at.side];
    const auto p = place(side, at.along);
    const LatticePoint corner{rounded(p.x), rounded(p.y)};
    const auto after = side.corners.lower_bound(at.along);
    const auto next = after == side.corners.end() ? side.to : after->second;
    const auto before = after == side.corners.begin() ? side.from : std::prev(after)->second;
    constexpr std::int64_t beside = 4;
    if (distance_squared(corner, before) > beside && distance_squared(corner, next) > beside) {
        side.corners.emplace(at.along, corner);
        ++m_corners;
    }
}

Label GapBorder::lender(GapPlace p) const {
    return nearest(p).owner;
}

void GapBorder::lend(Side &side) {
    constexpr int parts = 8;
    auto owner = lender(place(side, 0));
    for (int i = 0; i < parts; ++i) {
        const double to = double(i + 1) / parts;
        const auto next = lender(place(side, to));
        lend(side, double(i) / parts, owner, to, next, parts);
        owner = next;
    }
}

/// Puts a corner where the nearest neighbour changes.
void GapBorder::lend(Side &side, double from, Label from_owner, double to, Label to_owner, int depth) {
    if (from_owner == to_owner) {
        return;
    }
    const double middle = (from + to) / 2;
    if (depth == 0) {
        const auto p = place(side, middle);
        side.corners.emplace(middle, LatticePoint{rounded(p.x), rounded(p.y)});
        return;
    }
    const auto owner = lender(place(side, middle));
    lend(side, from, from_owner, middle, owner, depth - 1);
    lend(side, middle, owner, to, to_owner, depth - 1);
}

BorderLoop GapBorder::loop() const {
    std::map<std::pair<LatticePoint, LatticePoint>, Label> owners;
    std::vector<Ring> rings;
    std::size_t s = 0;
    for (const auto end : m_ring_ends) {
        Ring ring;
        for (; s < end; ++s) {
            const auto &side = m_sides[s];
            auto from = side.from;
            const auto go_to = [&](LatticePoint to) {
                if (to != from) {
                    const GapPlace middle{(static_cast<double>(from.x) + to.x) / 2, (static_cast<double>(from.y) + to.y) / 2};
                    owners[{from, to}] = side.owner != no_label ? side.owner : lender(middle);
                    ring.push_back(from);
                    from = to;
                }
            };
            std::ranges::for_each(side.corners, [&](const auto &corner) { go_to(corner.second); });
            go_to(side.to);
        }
        rings.push_back(std::move(ring));
    }
    Polygon polygon{std::move(rings.front()), {}};
    polygon.holes.assign(std::make_move_iterator(rings.begin() + 1), std::make_move_iterator(rings.end()));
    return border_loop(polygon, [&](LatticePoint from, LatticePoint to) { return owners.at({from, to}); });
}

} // namespace jingwei::spatial
