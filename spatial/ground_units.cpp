#include "spatial/ground_units.hpp"

#include "spatial/clean_owners.hpp"
#include "spatial/disjoint_sets.hpp"
#include "spatial/locator.hpp"
#include "spatial/measure.hpp"
#include "spatial/unit_faces.hpp"

#include <algorithm>
#include <cmath>
#include <map>

namespace jingwei::spatial {

namespace {

std::int64_t decimetres(double metres) {
    return std::llround(metres * 10);
}

Coverage relabelled(const Coverage &coverage, std::vector<Label> labels) {
    return {{coverage.all_points().begin(), coverage.all_points().end()},
            {coverage.arcs().begin(), coverage.arcs().end()},
            std::move(labels)};
}

/// The ground of each face, by its number.
std::vector<MultiPolygon> shapes_of(const Coverage &coverage, std::size_t count) {
    std::vector<Label> same(count);
    std::iota(same.begin(), same.end(), no_label);
    return outlines(coverage, same, count);
}

class UnitMaker {
  public:
    explicit UnitMaker(const UnitWish &wish) : m_wish(wish) {}

    GroundUnits make() {
        take_lines();
        m_faces = cut_ground(m_wish.ground, m_lines, m_wish.whole);
        locate_places();
        m_units.by_area = std::ranges::all_of(m_wish.places, [](const auto &place) { return place.weight == 0; });
        if (const auto cells = lines_in_blocks(); !cells.empty()) {
            const auto blocks = count_inside();
            m_lines.insert(m_lines.end(), cells.begin(), cells.end());
            m_faces = cut_ground(m_wish.ground, m_lines, m_wish.whole);
            locate_places();
            m_units.cells = count_inside() - blocks;
        }
        join_small_faces();
        number_units();
        measure_units();
        measure_borders();
        keep_whole();
        note_corners();
        return std::move(m_units);
    }

  private:
    void note_corners() {
        auto &corners = m_units.corners;
        const auto add = [&](const Ring &ring) { corners.insert(corners.end(), ring.begin(), ring.end()); };
        for (const auto &part : m_wish.ground) {
            add(part.polygon.outer);
            std::ranges::for_each(part.polygon.holes, add);
        }
        std::ranges::sort(corners);
        corners.erase(std::unique(corners.begin(), corners.end()), corners.end());
    }

    void take_lines() {
        LatticeBox box;
        for (const auto &part : m_wish.ground) {
            for (const auto p : part.polygon.outer) {
                box.add(p);
            }
        }
        std::vector<Segment> streets;
        for (const auto &line : m_wish.lines) {
            for (std::size_t i = 0; i + 1 < line.points.size(); ++i) {
                const Segment piece{line.points[i], line.points[i + 1]};
                if (piece.a != piece.b && bounds(piece).intersects(box)) {
                    m_lines.push_back(piece);
                    if (line.street) {
                        streets.push_back(piece);
                    }
                }
            }
        }
        m_streets.emplace(std::move(streets));
    }

    void locate_places() {
        std::vector<LatticePoint> points;
        std::ranges::transform(m_wish.places, std::back_inserter(points), &UnitPlace::at);
        m_face_of_place.assign(points.size(), no_label);
        Locator(m_faces.coverage).locate(points, m_face_of_place);
    }

    [[nodiscard]] std::size_t count_inside() const {
        return m_faces.owner.size() - static_cast<std::size_t>(std::ranges::count(m_faces.owner, no_label));
    }

    /// The borders of cells in blocks that are too heavy, or too large.
    [[nodiscard]] std::vector<Segment> lines_in_blocks() const {
        const auto shapes = shapes_of(m_faces.coverage, m_faces.owner.size());
        std::vector<std::int64_t> weights(shapes.size(), 0);
        std::vector<std::vector<LatticePoint>> places(shapes.size());
        for (std::size_t i = 0; i < m_face_of_place.size(); ++i) {
            weights[m_face_of_place[i]] += m_wish.places[i].weight;
            places[m_face_of_place[i]].push_back(m_wish.places[i].at);
        }
        std::vector<Segment> lines;
        for (FaceIndex face = 1; face < shapes.size(); ++face) {
            if (m_faces.owner[face] == no_label) {
                continue;
            }
            if (m_units.by_area) {
                places[face] = places_in_rows(shapes[face], m_wish.most_area_m2);
            } else if (weights[face] <= m_wish.most_weight) {
                continue;
            }
            if (places[face].size() > 1) {
                const auto borders = cell_borders(shapes[face], places[face]);
                lines.insert(lines.end(), borders.begin(), borders.end());
            }
        }
        return lines;
    }

    struct Shared {
        double off_streets_m = 0, all_m = 0;
    };

    /// Empty faces that are no blocks join the neighbour with most border, rather across no street: borders then keep to it.
    /// None joins across a drawn ring.
    void join_small_faces() {
        m_sets.emplace(m_faces.owner.size());
        std::vector<std::map<FaceIndex, Shared>> beside(m_faces.owner.size());
        std::vector<double> perimeters(m_faces.owner.size(), 0);
        for_each_arc([&](const Arc &arc, double length_m, double streets_m) {
            for (const auto &[face, other] : {std::pair(arc.left, arc.right), std::pair(arc.right, arc.left)}) {
                perimeters[face] += length_m;
                if (m_faces.owner[face] != no_label && m_faces.owner[other] != no_label &&
                    m_faces.rings[face] == m_faces.rings[other]) {
                    beside[face][other].off_streets_m += length_m - streets_m;
                    beside[face][other].all_m += length_m;
                }
            }
        });
        std::vector<char> has_place(m_faces.owner.size(), 0);
        std::ranges::for_each(m_face_of_place, [&](Label face) { has_place[face] = 1; });
        const auto areas = doubled_face_areas(m_faces.coverage);
        const auto scale = local_scale(m_faces.coverage.bounds().min_y);
        for (FaceIndex face = 1; face < areas.size(); ++face) {
            const auto area_m2 = std::abs(static_cast<double>(areas[face])) / 2 * scale.east_m * scale.north_m;
            const bool small = area_m2 < m_wish.small_m2 || 2 * area_m2 < m_wish.narrow_m * perimeters[face];
            if (m_faces.owner[face] != no_label && has_place[face] == 0 && small && !beside[face].empty()) {
                const auto best = std::ranges::max_element(beside[face], {}, [](const auto &entry) {
                    return std::pair(entry.second.off_streets_m, entry.second.all_m);
                });
                m_sets->join(face, best->first);
            }
        }
    }

    void number_units() {
        std::vector<std::uint32_t> unit_of_root(m_faces.owner.size(), no_unit);
        m_unit_of_face.assign(m_faces.owner.size(), no_unit);
        std::vector<Label> labels(m_faces.owner.size(), no_label);
        for (FaceIndex face = 1; face < m_faces.owner.size(); ++face) {
            if (m_faces.owner[face] == no_label) {
                continue;
            }
            auto &unit = unit_of_root[m_sets->root(face)];
            if (unit == no_unit) {
                unit = static_cast<std::uint32_t>(m_units.graph.units.size());
                m_units.graph.units.emplace_back();
            }
            m_unit_of_face[face] = unit;
            labels[face] = unit + 1;
        }
        m_units.coverage = relabelled(m_faces.coverage, std::move(labels));
    }

    void measure_units() {
        auto &units = m_units.graph.units;
        const auto shapes = shapes_of(m_units.coverage, units.size() + 1);
        for (std::size_t i = 0; i < units.size(); ++i) {
            units[i].area_m2 = std::llround(geodesic_area_m2(shapes[i + 1]));
        }
        std::vector<std::map<Label, std::int64_t>> owners(units.size());
        for (std::size_t i = 0; i < m_face_of_place.size(); ++i) {
            const auto unit = m_unit_of_face[m_face_of_place[i]];
            m_units.unit_of_place.push_back(unit);
            if (unit != no_unit) {
                units[unit].weight += m_wish.places[i].weight;
                units[unit].residents += m_wish.places[i].residents;
                owners[unit][m_faces.owner[m_face_of_place[i]]] += m_wish.places[i].residents + 1;
            }
        }
        own_ground(owners);
        if (m_units.by_area) {
            std::ranges::for_each(units, [](PartitionUnit &unit) { unit.weight = unit.area_m2; });
        }
    }

    /// A unit of several owners' faces is that of most residents, else of most ground.
    void own_ground(std::vector<std::map<Label, std::int64_t>> &owners) {
        const auto areas = doubled_face_areas(m_faces.coverage);
        std::vector<std::map<Label, __int128>> grounds(owners.size());
        for (FaceIndex face = 1; face < areas.size(); ++face) {
            if (const auto unit = m_unit_of_face[face]; unit != no_unit) {
                grounds[unit][m_faces.owner[face]] += areas[face] < 0 ? -areas[face] : areas[face];
            }
        }
        const auto second = [](const auto &entry) { return entry.second; };
        for (std::size_t i = 0; i < owners.size(); ++i) {
            m_units.graph.units[i].owner = owners[i].empty() ? std::ranges::max_element(grounds[i], {}, second)->first
                                                             : std::ranges::max_element(owners[i], {}, second)->first;
        }
    }

    void measure_borders() {
        std::map<std::pair<std::uint32_t, std::uint32_t>, UnitBorder> borders;
        for_each_arc([&](const Arc &arc, double length_m, double streets_m) {
            const auto a = std::min(m_unit_of_face[arc.left], m_unit_of_face[arc.right]);
            const auto b = std::max(m_unit_of_face[arc.left], m_unit_of_face[arc.right]);
            if (a == b) {
                return;
            }
            const auto length = decimetres(length_m);
            m_units.graph.units[a].perimeter_dm += length;
            if (b != no_unit) {
                m_units.graph.units[b].perimeter_dm += length;
                auto &border = borders.emplace(std::pair(a, b), UnitBorder{a, b, 0, 0}).first->second;
                border.length_dm += length;
                border.streets_dm += std::min(length, decimetres(streets_m));
            }
        });
        for (const auto &[ends, border] : borders) {
            m_units.graph.borders.push_back(border);
        }
    }

    /// Units are cut along the rings, so that each lies in a ring wholly or not at all.
    void keep_whole() {
        DisjointSets rings(m_wish.whole.size());
        for (FaceIndex face = 1; face < m_faces.rings.size(); ++face) {
            for (const auto ring : m_faces.rings[face]) {
                if (m_faces.owner[face] != no_label) {
                    rings.join(m_faces.rings[face].front(), ring); // two rings share ground: all of it stays together
                }
            }
        }
        for (FaceIndex face = 1; face < m_faces.rings.size(); ++face) {
            if (const auto unit = m_unit_of_face[face]; unit != no_unit && !m_faces.rings[face].empty()) {
                m_units.graph.units[unit].group = rings.root(m_faces.rings[face].front());
            }
        }
    }

    /// Calls visit(arc, length, length along streets) for each arc between two faces.
    template <class Visit> void for_each_arc(Visit &&visit) const {
        for (const auto &arc : m_faces.coverage.arcs()) {
            if (arc.left == arc.right) {
                continue;
            }
            const auto points = m_faces.coverage.points(arc);
            double streets_m = 0;
            for (std::size_t i = 0; i + 1 < points.size(); ++i) {
                if (m_streets->runs_along({points[i], points[i + 1]})) {
                    streets_m += geodesic_length_m(points.subspan(i, 2));
                }
            }
            visit(arc, geodesic_length_m(points), streets_m);
        }
    }

    const UnitWish &m_wish;
    std::vector<Segment> m_lines;
    std::optional<StreetSearch> m_streets;
    UnitFaces m_faces;
    std::vector<Label> m_face_of_place;
    std::optional<DisjointSets> m_sets; ///< faces of one unit
    std::vector<std::uint32_t> m_unit_of_face;
    GroundUnits m_units;
};

} // namespace

GroundUnits make_units(const UnitWish &wish) {
    return UnitMaker(wish).make();
}

} // namespace jingwei::spatial
