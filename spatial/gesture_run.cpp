#include "spatial/gesture_run.hpp"
#include "spatial/measure.hpp"

#include <algorithm>
#include <cmath>

namespace jingwei::spatial {

GestureRun::~GestureRun() {
    if (!m_finished) {
        for (auto change = m_gesture.changes.rbegin(); change != m_gesture.changes.rend(); ++change) {
            static_cast<void>(m_editor.undo(*change));
        }
    }
}

bool GestureRun::take(Outcome outcome, Shifts &shifts) {
    if (const auto *refusal = std::get_if<Refusal>(&outcome)) {
        m_refusal = *refusal;
        return false;
    }
    note(std::get<Change>(std::move(outcome)), shifts);
    return true;
}

const Sketched *GestureRun::draw(std::span<const LatticePoint> sketch, const SketchOptions &options) {
    auto drawn = m_editor.draw(sketch, options);
    if (const auto *refusal = std::get_if<Refusal>(&drawn)) {
        m_refusal = *refusal;
        return nullptr;
    }
    m_drawn = std::get<Sketched>(std::move(drawn));
    m_made_vertices.insert(m_made_vertices.end(), m_drawn.made_vertices.begin(), m_drawn.made_vertices.end());
    if (m_drawn.bent > 0) {
        for (const auto arc : m_drawn.change.arcs()) {
            if (ground().has_arc(arc)) {
                touch(ground().line(arc).box());
            }
        }
    }
    note(std::move(m_drawn.change), m_bends); // a line alone gives no ground to anybody
    return &m_drawn;
}

bool GestureRun::give(std::span<const FaceId> faces, Label label, const EditRights &rights) {
    for (const auto face : faces) {
        touch(box_of(ground(), face));
    }
    return faces.empty() || take(m_editor.relabel(faces, label, rights));
}

bool GestureRun::tidy(std::set<FaceId> faces) {
    for (const auto h : halves_along(ground(), m_drawn.path)) {
        faces.insert({ground().left(h), ground().left(h ^ 1U)});
    }
    std::erase_if(faces, [&](FaceId face) { return !ground().has_face(face); });
    if (!take(m_editor.drop_same_label(std::vector(faces.begin(), faces.end())))) {
        return false;
    }
    return m_made_vertices.empty() || take(m_editor.straighten(m_made_vertices), m_bends); // as the line bent them
}

void GestureRun::note(Change change, Shifts &shifts) {
    for (const auto &face : ground().face_changes(change)) {
        if (face.before) {
            shifts[face.before->label] -= face.before->doubled_area;
        }
        if (face.after) {
            shifts[face.after->label] += face.after->doubled_area;
        }
    }
    m_gesture.changes.push_back(std::move(change));
}

std::vector<GroundShift> GestureRun::listed(const Shifts &shifts) {
    std::vector<GroundShift> list;
    for (const auto &[label, area] : shifts) {
        if (area != 0) {
            list.push_back({label, area});
        }
    }
    return list;
}

GestureOutcome GestureRun::finish() {
    m_gesture.shifts = listed(m_shifts);
    m_gesture.bends = listed(m_bends);
    m_finished = true;
    return std::move(m_gesture);
}

bool undo(CoverageEditor &editor, Gesture &gesture) {
    for (std::size_t i = gesture.changes.size(); i-- > 0;) {
        if (!editor.undo(gesture.changes[i])) {
            return false;
        }
    }
    return true;
}

bool redo(CoverageEditor &editor, Gesture &gesture) {
    return std::ranges::all_of(gesture.changes, [&](Change &change) { return editor.redo(change); });
}

std::vector<FaceId> faces_of(const Subdivision &ground, Label label) {
    std::vector<FaceId> faces;
    for (FaceId face = 1; face < ground.face_end(); ++face) {
        if (ground.has_face(face) && ground.face(face).label == label) {
            faces.push_back(face);
        }
    }
    return faces;
}

Label longest_neighbour(const Subdivision &ground, const std::set<FaceId> &faces, const std::function<bool(Label)> &may_be) {
    std::map<Label, std::int64_t> border_mm;
    for (const auto face : faces) {
        ground.for_each_half_along(ground.face(face).outline, [&](HalfArc h) {
            const auto beyond = ground.left_label(h ^ 1U);
            if (beyond != no_label && !faces.contains(ground.left(h ^ 1U)) && may_be(beyond)) {
                border_mm[beyond] += std::llround(1000 * geodesic_length_m(ground.line(h / 2).points()));
            }
        });
    }
    const auto most = std::ranges::max_element(border_mm, {}, [](const auto &entry) { return entry.second; });
    return most == border_mm.end() ? no_label : most->first;
}

LatticePoint place_of(const Subdivision &ground, FaceId face) {
    return ground.place(ground.boundary(ground.face(face).outline).first);
}

LatticeBox box_of(const Subdivision &ground, FaceId face) {
    LatticeBox box;
    ground.for_each_half_along(ground.face(face).outline, [&](HalfArc h) {
        const auto &line = ground.line(h / 2).box();
        box.add({line.min_x, line.min_y});
        box.add({line.max_x, line.max_y});
    });
    return box;
}

HalfArc half_towards(const Subdivision &ground, LatticePoint from, LatticePoint to) {
    const auto start = ground.half_at(from);
    auto found = no_id;
    if (start != no_id) {
        ground.for_each_half_around(start, [&](HalfArc h) { found = ground.leaving(h).b == to ? h : found; });
    }
    return found;
}

std::vector<HalfArc> halves_along(const Subdivision &ground, std::span<const LatticePoint> path) {
    std::vector<HalfArc> halves;
    if (path.size() < 2) {
        return halves;
    }
    std::vector<LatticePoint> points(path.begin(), path.end());
    if (points.front() == points.back()) { // a closed path goes on from its first node
        points.pop_back();
        const auto node = std::ranges::find_if(points, [&](LatticePoint p) { return ground.half_at(p) != no_id; });
        std::ranges::rotate(points, node == points.end() ? points.begin() : node);
        points.push_back(points.front());
    }
    for (std::size_t i = 0; i + 1 < points.size();) {
        const auto h = half_towards(ground, points[i], points[i + 1]);
        const auto segments = h == no_id ? 1 : ground.line(h / 2).segment_count();
        if (h != no_id && i + segments < points.size() && points[i + segments] == ground.place(h ^ 1U)) {
            halves.push_back(h);
        }
        i += segments;
    }
    return halves;
}

void FaceFlood::step() {
    const auto face = m_open.back();
    m_open.pop_back();
    const auto cross = [&](BoundaryId b) {
        m_ground.for_each_half_along(b, [&](HalfArc h) {
            const auto beyond = m_ground.left(h ^ 1U);
            if (!m_is_wall(h) && m_reached.insert(beyond).second) {
                m_open.push_back(beyond);
            }
        });
    };
    if (face != 0) {
        cross(m_ground.face(face).outline);
    }
    m_ground.for_each_hole(face, cross);
}

__int128 FaceFlood::doubled_area() const {
    __int128 sum = 0;
    for (const auto face : m_reached) {
        sum += m_ground.face(face).doubled_area;
    }
    return sum;
}

namespace {

/// The side of a closed walk that is enclosed: its left when it turns left.
bool encloses_left(const Subdivision &ground, std::span<const HalfArc> walk) {
    __int128 doubled_area = 0;
    for (const auto h : walk) {
        const auto area = ground.line(h / 2).doubled_area();
        doubled_area += (h & 1U) == 0 ? area : -area;
    }
    return doubled_area > 0;
}

} // namespace

std::set<FaceId> enclosed_by(const Subdivision &ground, std::span<const HalfArc> walk) {
    std::set<ArcId> walls;
    std::ranges::for_each(walk, [&](HalfArc h) { walls.insert(h / 2); });
    const HalfArc inwards = encloses_left(ground, walk) ? walk.front() : walk.front() ^ 1U;
    FaceFlood flood(ground, ground.left(inwards), [&](HalfArc h) { return walls.contains(h / 2); });
    flood.run();
    return flood.reached();
}

} // namespace jingwei::spatial
