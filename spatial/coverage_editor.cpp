#include "spatial/coverage_editor.hpp"

#include "spatial/line_check.hpp"
#include "spatial/nesting.hpp"
#include "spatial/sketch_noder.hpp"

#include <algorithm>

namespace jingwei::spatial {
namespace {

/// Where a point lies on a line: the vertex, or the segment that it cuts.
struct PlaceOnLine {
    std::size_t index;
    bool is_vertex;
};

std::optional<PlaceOnLine> find_on(const ArcLine &line, LatticePoint place) {
    for (std::size_t chain = 0; chain < line.chain_boxes().size(); ++chain) {
        if (!line.chain_boxes()[chain].contains(place)) {
            continue;
        }
        const auto points = chain_of(line.points(), chain);
        for (std::size_t i = 0; i < points.size(); ++i) {
            const auto index = chain * chain_segments + i;
            if (points[i] == place) {
                return PlaceOnLine{index, true};
            }
            if (i + 1 < points.size() && points[i + 1] != place && is_on(place, {points[i], points[i + 1]})) {
                return PlaceOnLine{index, false};
            }
        }
    }
    return std::nullopt;
}

} // namespace

Outcome CoverageEditor::finish() {
    if (const auto broken = refuse_result(m_ground)) {
        m_ground.roll_back();
        return *broken;
    }
    return m_ground.commit();
}

std::optional<Refusal> CoverageEditor::refuse_transfer(Label from, Label to, LatticePoint place,
                                                       const EditRights &rights) const {
    if (from == to) {
        return std::nullopt;
    }
    if (from == no_label || to == no_label) {
        return rights.outer_border ? std::nullopt : std::optional(Refusal{RefusalKind::outer_border, place});
    }
    const auto parent = [&](Label label) { return label < m_parent_of.size() ? m_parent_of[label] : no_label; };
    return rights.parent_borders || parent(from) == parent(to) ? std::nullopt
                                                               : std::optional(Refusal{RefusalKind::parent_border, place});
}

Outcome CoverageEditor::split_arc(ArcId arc, LatticePoint place) {
    if (!m_ground.has_arc(arc)) {
        return Refusal{RefusalKind::no_such_arc, place};
    }
    const auto &line = m_ground.line(arc);
    const auto found = find_on(line, place);
    if (!found) {
        return Refusal{RefusalKind::off_the_arc, place};
    }
    auto index = found->index;
    if (found->is_vertex && (index == 0 || index == line.segment_count())) {
        return Refusal{RefusalKind::already_a_node, place};
    }
    if (!found->is_vertex) {
        std::vector points(line.points().begin(), line.points().end());
        points.insert(points.begin() + static_cast<std::ptrdiff_t>(++index), place);
        m_ground.replace(arc, std::make_shared<const ArcLine>(std::move(points)));
    }
    m_ground.split(arc, index);
    return finish();
}

Outcome CoverageEditor::heal_node(LatticePoint place) {
    const auto h = m_ground.half_at(place);
    if (h == no_id) {
        return Refusal{RefusalKind::no_such_node, place};
    }
    const auto other = m_ground.counter_clockwise(h);
    if (other == h || other / 2 == h / 2 || m_ground.counter_clockwise(other) != h) {
        return Refusal{RefusalKind::not_two_arcs, place};
    }
    m_ground.heal(h);
    return finish();
}

Outcome CoverageEditor::add_arc(std::vector<LatticePoint> points) {
    if (points.size() < 2) {
        return Refusal{RefusalKind::degenerate_line, points.empty() ? LatticePoint{} : points.front()};
    }
    const auto line = std::make_shared<const ArcLine>(std::move(points));
    if (const auto refusal = refuse_shape(*line)) {
        return *refusal;
    }
    std::size_t seen = 0;
    if (const auto refusal = refuse_meeting(m_ground, *line, no_id, seen)) {
        return *refusal;
    }
    m_ground.count_work(seen);
    m_ground.add(line);
    return finish();
}

Outcome CoverageEditor::remove_arc(ArcId arc, Side keep, const EditRights &rights) {
    if (!m_ground.has_arc(arc)) {
        return Refusal{RefusalKind::no_such_arc, {}};
    }
    const HalfArc h = arc * 2 + (keep == Side::left ? 0U : 1U);
    const auto kept = m_ground.left_label(h);
    const auto lost = m_ground.left_label(h ^ 1U);
    const auto place = m_ground.place(h);
    if (kept != no_label && (m_ground.left(h) == 0 || m_ground.left(h ^ 1U) == 0)) {
        return Refusal{RefusalKind::outside_label, place};
    }
    if (const auto refusal = refuse_transfer(lost, kept, place, rights)) {
        return *refusal;
    }
    m_ground.remove(arc, kept);
    return finish();
}

Outcome CoverageEditor::change_arc(ArcId arc, std::vector<LatticePoint> points, const EditRights &rights) {
    if (!m_ground.has_arc(arc)) {
        return Refusal{RefusalKind::no_such_arc, {}};
    }
    if (points.size() < 2) {
        return Refusal{RefusalKind::degenerate_line, m_ground.line(arc).front()};
    }
    auto line = std::make_shared<const ArcLine>(std::move(points));
    if (const auto refusal = refuse_shape(*line)) {
        return *refusal;
    }
    std::size_t seen = 0;
    if (const auto refusal = refuse_meeting(m_ground, *line, arc, seen)) {
        return *refusal;
    }
    if (const auto refusal = refuse_motion(m_ground, arc, *line)) {
        return *refusal;
    }
    const bool same = std::ranges::equal(line->points(), m_ground.line(arc).points());
    const auto transfer =
        refuse_transfer(m_ground.left_label(arc * 2), m_ground.left_label(arc * 2 + 1), line->front(), rights);
    if (transfer && !same) {
        return *transfer;
    }
    m_ground.count_work(seen);
    m_ground.replace(arc, std::move(line));
    return finish();
}

Outcome CoverageEditor::relabel(std::span<const FaceId> faces, Label label, const EditRights &rights) {
    for (const auto f : faces) {
        if (f == 0 || !m_ground.has_face(f)) {
            return Refusal{RefusalKind::no_such_face, {}};
        }
        const auto place = m_ground.place(m_ground.boundary(m_ground.face(f).outline).first);
        if (const auto refusal = refuse_transfer(m_ground.face(f).label, label, place, rights)) {
            return *refusal;
        }
    }
    for (const auto f : faces) {
        m_ground.set_label(f, label);
    }
    return finish();
}

Outcome CoverageEditor::drop_same_label(std::span<const FaceId> faces) {
    std::vector<ArcId> arcs;
    const auto take = [&](BoundaryId b) { m_ground.for_each_half_along(b, [&](HalfArc h) { arcs.push_back(h / 2); }); };
    for (const auto f : faces) {
        if (!m_ground.has_face(f)) {
            return Refusal{RefusalKind::no_such_face, {}};
        }
        if (f != 0) {
            take(m_ground.face(f).outline);
        }
        m_ground.for_each_hole(f, take);
    }
    std::vector<LatticePoint> places;
    for (const auto arc : arcs) {
        if (m_ground.has_arc(arc) && m_ground.left_label(arc * 2) == m_ground.left_label(arc * 2 + 1)) {
            places.push_back(m_ground.line(arc).front());
            places.push_back(m_ground.line(arc).back());
            m_ground.remove(arc, m_ground.left_label(arc * 2));
        }
    }
    m_ground.count_work(arcs.size());
    heal_around(places);
    return finish();
}

Outcome CoverageEditor::straighten(std::span<const LatticePoint> places) {
    for (const auto place : places) {
        std::optional<std::pair<ArcId, std::size_t>> found;
        m_ground.for_each_segment_near({place.x, place.y, place.x, place.y},
                                       [&](ArcId arc, std::uint32_t index, const Segment &s) {
                                           if (index > 0 && s.a == place) {
                                               found = {arc, index};
                                           }
                                       });
        m_ground.count_work(1);
        if (!found) {
            continue;
        }
        const auto [arc, index] = *found;
        const auto before = m_ground.line(arc).points();
        if (!is_within(place, {before[index - 1], before[index + 1]}, 1)) {
            continue;
        }
        std::vector points(before.begin(), before.end());
        points.erase(points.begin() + static_cast<std::ptrdiff_t>(index));
        auto straight = std::make_shared<const ArcLine>(std::move(points));
        std::size_t seen = 0;
        if (!refuse_shape(*straight) && !refuse_meeting(m_ground, *straight, arc, seen) &&
            !refuse_motion(m_ground, arc, *straight)) {
            m_ground.replace(arc, std::move(straight));
        }
        m_ground.count_work(seen);
    }
    return finish();
}

std::variant<Sketched, Refusal> CoverageEditor::draw(std::span<const LatticePoint> sketch, const SketchOptions &options) {
    SketchNoder noder(m_ground, options, [&](ArcId arc, LatticePoint place) -> std::optional<Refusal> {
        if (options.rights.rounding) {
            return std::nullopt;
        }
        return refuse_transfer(m_ground.left_label(arc * 2), m_ground.left_label(arc * 2 + 1), place, options.rights);
    });
    if (const auto refusal = noder.run(sketch)) {
        m_ground.roll_back();
        return *refusal;
    }
    heal_around(noder.made_nodes());
    auto outcome = finish();
    if (const auto *refusal = std::get_if<Refusal>(&outcome)) {
        return *refusal;
    }
    Sketched sketched{
        std::move(std::get<Change>(outcome)), noder.arcs(), {}, noder.path(), noder.bent(), noder.take_made_vertices()};
    for (const auto &face : m_ground.face_changes(sketched.change)) {
        if (!face.before && face.after) {
            sketched.faces.push_back(face.face);
        }
    }
    return sketched;
}

void CoverageEditor::heal_around(const std::vector<LatticePoint> &places) {
    for (const auto place : places) {
        const auto h = m_ground.half_at(place);
        if (h == no_id) {
            continue;
        }
        const auto other = m_ground.counter_clockwise(h);
        if (other / 2 != h / 2 && m_ground.counter_clockwise(other) == h) {
            m_ground.heal(h);
        }
    }
}

Coverage CoverageEditor::coverage() const {
    std::vector<LatticePoint> points;
    std::vector<Arc> arcs;
    for (ArcId id = 0; id < m_ground.arc_end(); ++id) {
        if (m_ground.has_arc(id)) {
            const auto line = m_ground.line(id).points();
            arcs.push_back({static_cast<std::uint32_t>(points.size()), static_cast<std::uint32_t>(line.size()),
                            m_ground.left(id * 2), m_ground.left(id * 2 + 1)});
            points.insert(points.end(), line.begin(), line.end());
        }
    }
    std::vector<Label> labels;
    for (FaceId f = 0; f < m_ground.face_end(); ++f) {
        labels.push_back(m_ground.face(f).label);
    }
    const Coverage as_it_is(std::move(points), std::move(arcs), labels);
    return spatial::relabel(as_it_is, labels);
}

void EditLog::push(Change change) {
    m_changes.resize(m_done);
    m_changes.push_back(std::move(change));
    ++m_done;
}

bool EditLog::undo(CoverageEditor &editor) {
    if (m_done == 0 || !editor.undo(m_changes[m_done - 1])) {
        return false;
    }
    --m_done;
    return true;
}

bool EditLog::redo(CoverageEditor &editor) {
    if (m_done == m_changes.size() || !editor.redo(m_changes[m_done])) {
        return false;
    }
    ++m_done;
    return true;
}

std::size_t EditLog::bytes() const {
    std::size_t bytes = 0;
    for (const auto &change : m_changes) {
        bytes += change.bytes();
    }
    return bytes;
}

} // namespace jingwei::spatial
