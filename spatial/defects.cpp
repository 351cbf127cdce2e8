#include "spatial/defects.hpp"

#include "spatial/box_index.hpp"
#include "spatial/contradiction.hpp"
#include "spatial/measure.hpp"
#include "spatial/overlay.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <tuple>

namespace jingwei::spatial {
namespace {

/// What GEOS may leave of a shared border after rounding doubles, in square lattice units.
constexpr double area_noise_units2 = 0.5;
/// A file with more says nothing new, and every pair could overlap.
constexpr std::size_t max_named_overlaps = 10'000;

using Grounds = std::map<Label, MultiPolygon>;

/// The noded polygons by unit.
Grounds grounds_of(const Noding &noding) {
    std::map<std::uint32_t, std::pair<Label, Polygon>> polygons;
    for (const auto &ring : noding.rings) {
        Ring points;
        for (const auto v : ring.vertices) {
            points.push_back(noding.points[v]);
        }
        auto &[label, polygon] = polygons[ring.polygon];
        label = ring.label;
        if (polygon.outer.empty()) {
            polygon.outer = std::move(points);
        } else {
            polygon.holes.push_back(std::move(points));
        }
    }
    Grounds grounds;
    for (auto &[index, labelled] : polygons) {
        grounds[labelled.first].push_back(std::move(labelled.second));
    }
    return grounds;
}

/// Rings from their smallest point on, parts and holes by size of their points: equal grounds give equal polygons.
MultiPolygon in_order(MultiPolygon polygons) {
    const auto start_at_smallest = [](Ring &ring) { std::ranges::rotate(ring, std::ranges::min_element(ring)); };
    for (auto &polygon : polygons) {
        start_at_smallest(polygon.outer);
        std::ranges::for_each(polygon.holes, start_at_smallest);
        std::ranges::sort(polygon.holes);
    }
    std::ranges::sort(polygons, {}, &Polygon::outer);
    return polygons;
}

struct LessGround {
    bool operator()(const MultiPolygon &a, const MultiPolygon &b) const {
        return std::ranges::lexicographical_compare(
            a, b, [](const Polygon &p, const Polygon &q) { return std::tie(p.outer, p.holes) < std::tie(q.outer, q.holes); });
    }
};

/// A box of the lattice as an index of boxes takes it.
TileBox shifted(const LatticeBox &box) {
    constexpr std::int64_t to_positive = std::int64_t{1} << 31U;
    return {box.min_x + to_positive, box.min_y + to_positive, box.max_x + to_positive, box.max_y + to_positive};
}

/// A ring crosses itself when the even-odd ground is not what its signed area says.
bool crosses_itself(const Overlay &overlay, const Polygon &polygon) {
    auto signed_area = std::abs(static_cast<double>(doubled_area(polygon.outer))) / 2;
    for (const auto &hole : polygon.holes) {
        signed_area -= std::abs(static_cast<double>(doubled_area(hole))) / 2;
    }
    const double ground = overlay.area_units2(overlay.geometry({polygon}));
    return std::abs(ground - signed_area) > std::max(area_noise_units2, 1e-9 * signed_area);
}

LatticePoint place_of(std::span<const Suspicion> suspicions, Label label, const Polygon &polygon) {
    const auto box = bounds({polygon});
    const auto own = std::ranges::find_if(
        suspicions, [&](const Suspicion &s) { return s.a == label && s.b == label && box.contains(s.place); });
    if (own != suspicions.end()) {
        return own->place;
    }
    const auto any = std::ranges::find_if(
        suspicions, [&](const Suspicion &s) { return (s.a == label || s.b == label) && box.contains(s.place); });
    return any != suspicions.end() ? any->place : polygon.outer.front();
}

std::set<Label> suspected(std::span<const Suspicion> suspicions) {
    std::set<Label> labels;
    for (const auto &s : suspicions) {
        labels.insert({s.a, s.b});
    }
    labels.erase(no_label);
    return labels;
}

class DefectFinder {
  public:
    DefectFinder(const Noding &noding, std::span<const Suspicion> suspicions, BuildResult &result)
        : m_suspicions(suspicions), m_result(result), m_grounds(grounds_of(noding)), m_overlay(origin(noding)) {
        for (const auto &[label, ground] : m_grounds) {
            m_geometries.emplace(label, m_overlay.geometry(ground));
            m_boxes.emplace(label, bounds(ground));
        }
    }

    void find_invalid_rings(const std::set<Label> &labels) {
        for (const auto label : labels) {
            for (const auto &polygon : m_grounds[label]) {
                if (crosses_itself(m_overlay, polygon)) {
                    m_result.defects.push_back(
                        {DefectKind::invalid_ring, place_of(m_suspicions, label, polygon), 0, 0, label, no_label});
                }
            }
        }
    }

    void find_overlaps(const std::set<Label> &labels) {
        const auto first_with_ground = find_repeated_grounds(labels);
        std::vector<Label> others;
        std::vector<TileBox> boxes;
        for (const auto &[label, box] : m_boxes) {
            if (!first_with_ground.contains(label)) {
                others.push_back(label);
                boxes.push_back(shifted(box));
            }
        }
        const BoxIndex index(boxes);
        for (const auto a : labels) {
            if (first_with_ground.contains(a)) {
                continue;
            }
            for (const auto place : index.find(shifted(m_boxes.at(a)))) {
                const auto b = others[place];
                ++m_result.effort.candidates;
                // a pair of two suspected units is met from both sides: taken once
                if (a != b && (a < b || !labels.contains(b)) && m_overlap_count < max_named_overlaps) {
                    find_overlap(std::min(a, b), std::max(a, b));
                }
            }
        }
    }

    void find_doubtful_overlaps(std::span<const LabelledPolygon> loops) {
        std::set<std::tuple<Label, Label, LatticePoint>> told;
        for (const auto &[a, polygon] : loops) {
            const auto loop = m_overlay.geometry({polygon});
            const auto box = bounds({polygon});
            for (const auto &[b, other] : m_boxes) {
                if (b == a || !other.intersects(box)) {
                    continue;
                }
                const auto common = m_overlay.intersection(m_geometries.at(b), loop);
                if (m_overlay.area_units2(common) <= area_noise_units2) {
                    continue;
                }
                const auto pieces = m_overlay.pieces(common);
                const auto largest = std::ranges::max_element(pieces, {}, &Piece::area_m2);
                if (told.emplace(a, b, largest->place).second) {
                    m_result.defects.push_back(
                        {DefectKind::doubtful_overlap, largest->place, m_overlay.area_m2(common), largest->width_m, a, b});
                }
            }
        }
    }

    void find_enclosed() {
        std::vector<const GEOSGeometry *> views;
        for (const auto &[label, geometry] : m_geometries) {
            views.push_back(geometry.get());
        }
        classify_enclosed(m_overlay.enclosed(m_overlay.unite(views)), m_result);
    }

  private:
    /// The units whose whole ground an earlier one has as well, which are named at once with the first that has it.
    std::set<Label> find_repeated_grounds(const std::set<Label> &labels) {
        std::map<MultiPolygon, Label, LessGround> first_of;
        std::set<Label> repeated;
        const auto key = [](const LatticeBox &box) { return std::tuple(box.min_x, box.min_y, box.max_x, box.max_y); };
        std::set<std::tuple<std::int32_t, std::int32_t, std::int32_t, std::int32_t>> suspected_boxes;
        std::ranges::for_each(labels, [&](Label label) { suspected_boxes.insert(key(m_boxes.at(label))); });
        for (const auto &[label, box] : m_boxes) {
            if (!suspected_boxes.contains(key(box))) {
                continue;
            }
            const auto [first, is_new] = first_of.emplace(in_order(m_grounds[label]), label);
            if (!is_new) {
                repeated.insert(label);
                if (m_overlap_count < max_named_overlaps) {
                    find_overlap(first->second, label);
                }
            }
        }
        return repeated;
    }

    static LatticePoint origin(const Noding &noding) {
        LatticeBox box;
        for (const auto p : noding.points) {
            box.add(p);
        }
        return box.empty() ? LatticePoint{} : LatticePoint{box.min_x, box.min_y};
    }

    void find_overlap(Label a, Label b) {
        const auto common = m_overlay.intersection(m_geometries.at(a), m_geometries.at(b));
        if (m_overlay.area_units2(common) <= area_noise_units2) {
            return;
        }
        const auto pieces = m_overlay.pieces(common);
        const auto largest = std::ranges::max_element(pieces, {}, &Piece::area_m2);
        m_result.defects.push_back({DefectKind::overlap, largest->place, m_overlay.area_m2(common), largest->width_m, a, b});
        ++m_overlap_count;
    }

    std::span<const Suspicion> m_suspicions;
    BuildResult &m_result;
    Grounds m_grounds;
    Overlay m_overlay;
    std::map<Label, Overlay::Geometry> m_geometries;
    std::map<Label, LatticeBox> m_boxes;
    std::size_t m_overlap_count = 0;
};

} // namespace

void find_defects(const Noding &noding, std::span<const Suspicion> suspicions, bool classify, BuildResult &result) {
    const auto labels = suspected(suspicions);
    DefectFinder finder(noding, suspicions, result);
    finder.find_invalid_rings(labels);
    finder.find_overlaps(labels);
    finder.find_doubtful_overlaps(noding.loops);
    if (result.defects.empty() && !suspicions.empty()) {
        result.defects.push_back(name_contradiction(noding, suspicions));
    }
    if (classify) {
        finder.find_enclosed();
    }
}

void classify_enclosed(const MultiPolygon &enclosed, BuildResult &result) {
    for (const auto &polygon : enclosed) {
        const double area = geodesic_area_m2({polygon});
        const double width = inscribed_width_m(polygon);
        const auto place = label_point({polygon});
        if (width >= min_hole_width_m && area >= min_hole_area_m2) {
            result.notes.push_back({.kind = NoteKind::hole, .count = 1, .place = place, .area_m2 = area, .width_m = width});
        } else {
            result.defects.push_back({DefectKind::gap, place, area, width, no_label, no_label});
        }
    }
}

} // namespace jingwei::spatial
