#include "spatial/nesting.hpp"

#include "spatial/defects.hpp"
#include "spatial/face_outlines.hpp"
#include "spatial/measure.hpp"

#include <algorithm>
#include <cmath>
#include <map>

namespace jingwei::spatial {
namespace {

/// A piece that is nowhere wider than this is closed by noding: two lattice units.
constexpr double rounding_width_m = 0.022;
/// A piece outside a parent smaller than this is rounding, not a crossing.
constexpr double rounding_area_m2 = 0.01;

LatticePoint corner(const LatticeBox &box) {
    return box.empty() ? LatticePoint{} : LatticePoint{box.min_x, box.min_y};
}

} // namespace

ParentFinder::ParentFinder(std::span<const LabelledGround> parents, const LatticeBox &box) : m_overlay(corner(box)) {
    for (const auto &parent : parents) {
        if (!parent.ground->empty()) {
            m_candidates.push_back({parent, bounds(*parent.ground)});
        }
    }
    std::ranges::sort(m_candidates, {}, [](const Candidate &c) { return c.box.min_x; });
    for (std::size_t i = 0; i < m_candidates.size(); ++i) {
        m_places.emplace(m_candidates[i].ground.label, i);
    }
    m_grounds.resize(m_candidates.size());
}

std::optional<std::size_t> ParentFinder::candidate_of(Label parent) const {
    const auto found = m_places.find(parent);
    return found == m_places.end() ? std::nullopt : std::optional(found->second);
}

const ParentFinder::Ground &ParentFinder::ground(std::size_t candidate) const {
    auto &slot = m_grounds[candidate];
    if (!slot) {
        auto geometry = m_overlay.geometry(*m_candidates[candidate].ground.ground);
        auto prepared = m_overlay.prepare(geometry);
        slot = std::make_unique<const Ground>(Ground{std::move(geometry), std::move(prepared)});
    }
    return *slot;
}

ParentShare ParentFinder::find(const MultiPolygon &child) const {
    ParentShare best;
    const auto box = bounds(child);
    const auto own = m_overlay.geometry(child);
    const double area = m_overlay.area_units2(own);
    std::size_t best_candidate = 0;
    for (std::size_t i = 0; i < m_candidates.size() && m_candidates[i].box.min_x <= box.max_x; ++i) {
        if (!m_candidates[i].box.intersects(box)) {
            continue;
        }
        const bool covered = m_overlay.covers(ground(i).prepared, own);
        const double inside = covered ? area : m_overlay.area_units2(m_overlay.intersection(ground(i).geometry, own));
        const double share = area > 0 ? inside / area : 0;
        if (inside > 0 && share > best.share) {
            best = {m_candidates[i].ground.label, share, 0, {}};
            best_candidate = i;
        }
        if (covered) {
            return best;
        }
    }
    if (best.parent != no_label) {
        measure_outside(own, best_candidate, best);
    }
    return best;
}

void ParentFinder::measure_outside(const Overlay::Geometry &child, std::size_t candidate, ParentShare &share) const {
    double largest = 0;
    for (const auto &piece : m_overlay.pieces(m_overlay.difference(child, ground(candidate).geometry))) {
        if (piece.area_m2 > rounding_area_m2) {
            share.outside_m2 += piece.area_m2;
            share.place = piece.area_m2 > largest ? piece.place : share.place;
            largest = std::max(largest, piece.area_m2);
        }
    }
}

ParentShare ParentFinder::find_in(const MultiPolygon &child, Label parent) const {
    const auto candidate = candidate_of(parent);
    if (!candidate) {
        return {};
    }
    const auto own = m_overlay.geometry(child);
    if (m_overlay.covers(ground(*candidate).prepared, own)) {
        return {parent, 1, 0, {}};
    }
    const double area = m_overlay.area_units2(own);
    const double inside = m_overlay.area_units2(m_overlay.intersection(ground(*candidate).geometry, own));
    ParentShare share{parent, area > 0 ? inside / area : 0, 0, {}};
    measure_outside(own, *candidate, share);
    return share;
}

MultiPolygon ParentFinder::cut(const MultiPolygon &child, Label parent) const {
    const auto candidate = candidate_of(parent);
    if (!candidate) {
        return {};
    }
    const auto &parent_ground = ground(*candidate);
    const auto own = m_overlay.geometry(child);
    if (m_overlay.covers(parent_ground.prepared, own)) {
        return child;
    }
    MultiPolygon result;
    for (auto &piece : m_overlay.pieces(m_overlay.intersection(own, parent_ground.geometry))) {
        if (piece.width_m > rounding_width_m) {
            result.push_back(std::move(piece.polygon));
        }
    }
    return result;
}

Residue residue(const MultiPolygon &ground, std::span<const LabelledGround> covers, const LatticeBox &box) {
    Residue result;
    const Overlay overlay(corner(box));
    const auto own_box = bounds(ground);
    std::vector<Overlay::Geometry> geometries;
    std::vector<const GEOSGeometry *> views;
    for (const auto &cover : covers) {
        if (bounds(*cover.ground).intersects(own_box)) {
            geometries.push_back(overlay.geometry(*cover.ground));
            views.push_back(geometries.back().get());
        }
    }
    const auto own = overlay.geometry(ground);
    for (auto &piece :
         overlay.pieces(views.empty() ? overlay.geometry(ground) : overlay.difference(own, overlay.unite(views)))) {
        if (!is_meant_hole(piece.width_m, piece.area_m2)) {
            if (piece.width_m > rounding_width_m) {
                result.slivers.push_back(std::move(piece.polygon));
            }
            continue;
        }
        result.kept.push_back(std::move(piece));
    }
    return result;
}

namespace {

double length_m(std::span<const LatticePoint> points) {
    double length = 0;
    for (std::size_t i = 0; i + 1 < points.size(); ++i) {
        const auto scale = local_scale(points[i].y);
        length += std::hypot(static_cast<double>(std::int64_t{points[i + 1].x} - points[i].x) * scale.east_m,
                             static_cast<double>(std::int64_t{points[i + 1].y} - points[i].y) * scale.north_m);
    }
    return length;
}

/// Border lengths of each unsettled face with the settled units around it.
std::map<FaceIndex, std::map<Label, double>> lengths_around(const Coverage &coverage, Label first_unsettled) {
    const auto is_settled = [&](FaceIndex face) {
        return coverage.label(face) != no_label && coverage.label(face) < first_unsettled;
    };
    std::map<FaceIndex, std::map<Label, double>> lengths;
    for (const auto &arc : coverage.arcs()) {
        for (const auto &[face, other] : {std::pair(arc.left, arc.right), std::pair(arc.right, arc.left)}) {
            if (face == 0 || is_settled(face)) {
                continue;
            }
            auto &around = lengths[face];
            if (is_settled(other)) {
                around[coverage.label(other)] += length_m(coverage.points(arc));
            }
        }
    }
    return lengths;
}

/// The ground of each face, by one walk over the borders.
void draw(const Coverage &coverage, std::vector<UnsettledFace> &faces) {
    std::vector<Label> group_of_face(coverage.face_labels().size(), 0);
    for (std::size_t i = 0; i < faces.size(); ++i) {
        group_of_face[faces[i].face] = static_cast<Label>(i + 1);
    }
    auto grounds = face_outlines(coverage, group_of_face, faces.size() + 1);
    for (std::size_t i = 0; i < faces.size(); ++i) {
        faces[i].ground = std::move(grounds[i + 1]);
    }
}

} // namespace

std::vector<UnsettledFace> unsettled_faces(const Coverage &coverage, Label first_unsettled) {
    std::vector<UnsettledFace> faces;
    for (const auto &[face, around] : lengths_around(coverage, first_unsettled)) {
        faces.push_back({.face = face, .label = coverage.label(face)});
        faces.back().neighbours.assign(around.begin(), around.end());
        std::ranges::stable_sort(faces.back().neighbours, std::greater<>{}, &std::pair<Label, double>::second);
    }
    draw(coverage, faces);
    for (auto &face : faces) {
        face.area_m2 = geodesic_area_m2(face.ground);
        for (const auto &part : face.ground) {
            face.width_m = std::max(face.width_m, inscribed_width_m(part));
        }
        face.place = label_point(face.ground);
    }
    return faces;
}

} // namespace jingwei::spatial
