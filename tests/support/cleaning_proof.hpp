#pragma once

#include "spatial/coverage_check.hpp"
#include "spatial/coverage_clean.hpp"
#include "spatial/segment.hpp"
#include "tests/support/damage.hpp"

#include <numeric>

namespace jingwei::tests {

/// Which repairs may name a damage.
inline bool may_name(const Damage &damage, const spatial::Repair &repair) {
    using spatial::RepairKind;
    const bool gap = repair.kind == RepairKind::gap_divided || repair.kind == RepairKind::gap_closed;
    const bool gap_or_overlap = gap || repair.kind == RepairKind::overlap_assigned;
    switch (damage.kind) {
    case DamageKind::spike:
        return repair.kind == RepairKind::spike_cut;
    case DamageKind::bow_tie:
        return gap_or_overlap || repair.kind == RepairKind::crossing_ring_resolved;
    case DamageKind::duplicate:
        return repair.kind == RepairKind::duplicate_dropped;
    case DamageKind::slit:
        return gap;
    default:
        return gap_or_overlap;
    }
}

/// The damages that no repair names at their place.
inline std::vector<Damage> unnamed(const std::vector<Damage> &damages, const std::vector<spatial::Repair> &repairs) {
    std::vector<Damage> missing;
    std::ranges::copy_if(damages, std::back_inserter(missing), [&](const Damage &damage) {
        return std::ranges::none_of(repairs, [&](const spatial::Repair &repair) {
            return damage.box.contains(repair.place) && may_name(damage, repair);
        });
    });
    return missing;
}

/// The borders of each unit of a coverage, by label.
inline std::vector<std::vector<spatial::Segment>> borders_by_unit(const spatial::Coverage &coverage, std::size_t count) {
    std::vector<std::vector<spatial::Segment>> borders(count);
    for (const auto &arc : coverage.arcs()) {
        const auto points = coverage.points(arc);
        for (std::size_t i = 0; i + 1 < points.size(); ++i) {
            borders[coverage.left_label(arc)].push_back({points[i], points[i + 1]});
            borders[coverage.right_label(arc)].push_back({points[i], points[i + 1]});
        }
    }
    return borders;
}

/// The first vertex of `borders` outside all damage that lies farther than two units from every line of `from`.
inline std::vector<spatial::LatticePoint> strayed(const std::vector<spatial::Segment> &borders,
                                                  const std::vector<spatial::Segment> &from,
                                                  const std::vector<Damage> &damages) {
    std::vector<spatial::LatticePoint> found;
    const spatial::SegmentGrid grid(from);
    for (const auto &segment : borders) {
        const auto p = segment.a;
        bool near =
            std::ranges::any_of(damages, [&](const Damage &d) { return d.kind != DamageKind::duplicate && d.box.contains(p); });
        grid.for_each_near({p.x - 2, p.y - 2, p.x + 2, p.y + 2},
                           [&](std::uint32_t i) { near = near || spatial::is_within(p, from[i], 2); });
        if (!near) {
            found.push_back(p);
        }
    }
    return found;
}

/// Where the borders of any unit moved by more than two units outside the damaged places, in either direction.
inline std::vector<spatial::LatticePoint> moved_clean_places(const spatial::Coverage &before, const spatial::Coverage &after,
                                                             std::size_t count, const std::vector<Damage> &damages) {
    const auto old_borders = borders_by_unit(before, count);
    const auto new_borders = borders_by_unit(after, count);
    std::vector<spatial::LatticePoint> moved;
    for (std::size_t unit = 1; unit < count; ++unit) {
        for (const auto p : strayed(new_borders[unit], old_borders[unit], damages)) {
            moved.push_back(p);
        }
        for (const auto p : strayed(old_borders[unit], new_borders[unit], damages)) {
            moved.push_back(p);
        }
    }
    return moved;
}

/// Twice the area of all units together, in square lattice units.
inline __int128 doubled_total(const spatial::Coverage &coverage) {
    __int128 total = 0;
    const auto base = coverage.empty() ? spatial::LatticePoint{} : coverage.all_points().front();
    for (const auto &arc : coverage.arcs()) {
        const int sign = (coverage.left_label(arc) != 0 ? 1 : 0) - (coverage.right_label(arc) != 0 ? 1 : 0);
        const auto points = coverage.points(arc);
        for (std::size_t i = 0; i + 1 < points.size(); ++i) {
            total += sign * static_cast<__int128>(spatial::cross(base, points[i], points[i + 1]));
        }
    }
    return total;
}

/// Twice by how much all ground together is off from what it should be once damages are mended, beyond rounding: exact where
/// none of them is a slit.
inline std::int64_t doubled_excess(const spatial::Coverage &before, const spatial::Coverage &after,
                                   const std::vector<Damage> &damages) {
    auto excess = static_cast<std::int64_t>(doubled_total(after) - doubled_total(before));
    std::int64_t rounding = 0;
    for (const auto &damage : damages) {
        excess -= damage.doubled_gain;
        rounding += damage.doubled_rounding;
    }
    return excess > 0 ? std::max<std::int64_t>(0, excess - rounding) : std::min<std::int64_t>(0, excess + rounding);
}

/// The units of a coverage as polygons again.
inline std::vector<spatial::LabelledPolygon> polygons_of(const spatial::Coverage &coverage, std::size_t count) {
    std::vector<spatial::Label> self(count);
    std::iota(self.begin(), self.end(), spatial::Label{0});
    const auto grounds = spatial::outlines(coverage, self, count);
    std::vector<spatial::LabelledPolygon> polygons;
    for (spatial::Label unit = 1; unit < count; ++unit) {
        for (const auto &polygon : grounds[unit]) {
            polygons.push_back({unit, polygon});
        }
    }
    return polygons;
}

} // namespace jingwei::tests
