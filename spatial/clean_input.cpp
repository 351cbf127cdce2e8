#include "spatial/clean_input.hpp"

#include "spatial/error.hpp"
#include "spatial/measure.hpp"
#include "spatial/needles.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <map>

namespace jingwei::spatial {
namespace {

void check_extent(std::span<const LabelledPolygon> polygons) {
    LatticeBox box;
    for (const auto &[label, polygon] : polygons) {
        std::ranges::for_each(polygon.outer, [&](LatticePoint p) { box.add(p); });
        for (const auto &hole : polygon.holes) {
            std::ranges::for_each(hole, [&](LatticePoint p) { box.add(p); });
        }
    }
    if (!box.empty() &&
        std::max(std::int64_t{box.max_x} - box.min_x, std::int64_t{box.max_y} - box.min_y) > max_coverage_span) {
        const auto low = to_lonlat({box.min_x, box.min_y});
        const auto high = to_lonlat({box.max_x, box.max_y});
        throw Error(
            ErrorCode::bad_data,
            fmt::format("the data spans more than the 107 degrees a coverage may have, from {:.4f}, {:.4f} to {:.4f}, {:.4f}; "
                        "is a coordinate wrong?",
                        low.lon, low.lat, high.lon, high.lat));
    }
}

/// The same for the same ring, wherever it starts and whichever way it turns.
Ring canonical(Ring ring) {
    const auto rest = std::ranges::unique(ring);
    ring.erase(rest.begin(), rest.end());
    if (ring.size() > 1 && ring.front() == ring.back()) {
        ring.pop_back();
    }
    if (ring.size() >= 3) {
        std::ranges::rotate(ring, std::ranges::min_element(ring));
        if (ring.back() < ring[1]) {
            std::reverse(ring.begin() + 1, ring.end());
        }
    }
    return ring;
}

Polygon canonical(const Polygon &polygon) {
    Polygon result{canonical(polygon.outer), {}};
    for (const auto &hole : polygon.holes) {
        result.holes.push_back(canonical(hole));
    }
    std::ranges::sort(result.holes);
    return result;
}

/// Cheap, and equal for equal polygons.
std::uint64_t fingerprint(const Polygon &polygon) {
    std::uint64_t sum = polygon.holes.size();
    for (const auto p : polygon.outer) {
        const auto key = (std::uint64_t{static_cast<std::uint32_t>(p.x)} << 32U) | static_cast<std::uint32_t>(p.y);
        sum += (key ^ (key >> 29U)) * 0x9E3779B97F4A7C15ULL;
    }
    return sum;
}

/// Finds polygons that were given before.
class DuplicateFinder {
  public:
    DuplicateFinder(std::span<const LabelledPolygon> polygons, const CleanOptions &options)
        : m_polygons(polygons), m_options(options), m_dropped(polygons.size(), false) {
        for (const auto &[label, polygon] : polygons) {
            ++m_parts[label];
        }
    }

    std::vector<bool> run(std::vector<Repair> &repairs) {
        std::vector<std::pair<std::uint64_t, std::uint32_t>> prints;
        for (std::uint32_t i = 0; i < m_polygons.size(); ++i) {
            prints.emplace_back(fingerprint(m_polygons[i].polygon), i);
        }
        std::ranges::sort(prints);
        for (std::size_t i = 0; i < prints.size();) {
            std::vector<std::uint32_t> alike;
            for (const auto print = prints[i].first; i < prints.size() && prints[i].first == print; ++i) {
                alike.push_back(prints[i].second);
            }
            if (alike.size() > 1) {
                drop_equal(alike, repairs);
            }
        }
        return std::move(m_dropped);
    }

  private:
    void drop_equal(const std::vector<std::uint32_t> &alike, std::vector<Repair> &repairs) {
        std::map<std::pair<Ring, std::vector<Ring>>, std::vector<std::uint32_t>> groups;
        for (const auto i : alike) {
            auto [outer, holes] = canonical(m_polygons[i].polygon);
            if (outer.size() >= 3) {
                groups[{std::move(outer), std::move(holes)}].push_back(i);
            }
        }
        for (const auto &[polygon, equal] : groups) {
            if (equal.size() > 1) {
                keep_one(equal, repairs);
            }
        }
    }

    /// One that stands fixed, else one of a unit that has no other part, else the first.
    void keep_one(const std::vector<std::uint32_t> &equal, std::vector<Repair> &repairs) {
        const auto rank = [&](std::uint32_t i) {
            const auto label = m_polygons[i].label;
            const bool is_fixed = label < m_options.fixed.size() && m_options.fixed[label] != 0;
            return std::tuple(!is_fixed, m_parts.at(label) > 1,
                              label < m_options.priority.size() ? m_options.priority[label] : 0, label, i);
        };
        const auto kept = *std::ranges::min_element(equal, {}, rank);
        const auto owner = m_polygons[kept].label;
        const MultiPolygon ground{m_polygons[kept].polygon};
        Repair repair{.kind = RepairKind::duplicate_dropped,
                      .reason = RepairReason::same_ground,
                      .place = label_point(ground),
                      .width_m = inscribed_width_m(ground.front()),
                      .area_m2 = geodesic_area_m2(ground)};
        repair.gained = {{owner, repair.area_m2}};
        for (const auto i : equal) {
            if (i != kept) {
                m_dropped[i] = true;
                repair.lost = m_polygons[i].label == owner ? std::vector<Label>{} : std::vector{m_polygons[i].label};
                repairs.push_back(repair);
            }
        }
    }

    std::span<const LabelledPolygon> m_polygons;
    const CleanOptions &m_options;
    std::vector<bool> m_dropped;
    std::map<Label, std::size_t> m_parts;
};

/// The polygons that are left, then the parents' with labels after the units'.
std::vector<LabelledPolygon> collect(std::span<const LabelledPolygon> polygons, const CleanOptions &options, CleanInput &input,
                                     std::vector<Repair> &repairs) {
    const auto dropped = DuplicateFinder(polygons, options).run(repairs);
    std::vector<LabelledPolygon> taken;
    taken.reserve(polygons.size() + options.parents.size());
    Label highest = no_label;
    for (std::size_t i = 0; i < polygons.size(); ++i) {
        highest = std::max(highest, polygons[i].label);
        if (!dropped[i]) {
            taken.push_back(polygons[i]);
        }
    }
    input.first_parent = highest + 1;
    for (const auto &[label, polygon] : options.parents) {
        taken.push_back({input.first_parent + label - 1, polygon});
    }
    return taken;
}

void tell_defects(const Noding &noding, Label first_parent, std::vector<Repair> &repairs) {
    for (const auto &defect : noding.defects) {
        if (defect.a >= first_parent) {
            continue; // a parent's own fault is not this level's to report
        }
        const bool spike = defect.kind == DefectKind::spike;
        repairs.push_back({.kind = spike ? RepairKind::spike_cut : RepairKind::ring_dropped,
                           .reason = RepairReason::no_area,
                           .place = defect.place,
                           .lost = {defect.a}});
    }
    if (noding.merged + noding.noded > 0) {
        repairs.push_back({.kind = RepairKind::rounding, .count = noding.merged + noding.noded});
    }
}

/// Adds the loops at spikes as polygons of their own kind; false when there are none.
bool add_loops(const Noding &noding, CleanInput &input, std::vector<LabelledPolygon> &taken) {
    input.first_loop = std::ranges::max(taken, {}, &LabelledPolygon::label).label + 1;
    bool added = false;
    for (const auto &[label, polygon] : noding.loops) {
        if (label < input.first_parent) {
            taken.push_back({input.first_loop + label, polygon});
            added = true;
        }
    }
    return added;
}

} // namespace

CleanInput prepare_polygons(std::span<const LabelledPolygon> polygons, const CleanOptions &options,
                            std::vector<Repair> &repairs, const StopCheck &stop) {
    check_extent(polygons);
    CleanInput input;
    auto taken = collect(polygons, options, input, repairs);
    if (taken.empty()) {
        return input;
    }
    auto noding = node_polygons(taken, stop);
    tell_defects(noding, input.first_parent, repairs);
    const auto needles = cut_needles(noding, input.first_parent, taken);
    for (const auto &[tip, label] : needles) {
        repairs.push_back({.kind = RepairKind::spike_cut, .reason = RepairReason::no_area, .place = tip, .lost = {label}});
    }
    if (add_loops(noding, input, taken) || !needles.empty()) {
        noding = node_polygons(taken, stop);
    }
    input.points = std::move(noding.points);
    for (const auto &ring : noding.rings) {
        add_strands(ring, input.strands);
    }
    for (const auto &[label, polygon] : taken) {
        input.tags.label_of_polygon.push_back(label);
    }
    const auto snapped = snap_round(input.points, input.strands, Unnoded::all, stop);
    input.effort = {snapped.segments, snapped.candidates, snapped.crossings, snapped.rounds};
    return input;
}

} // namespace jingwei::spatial
