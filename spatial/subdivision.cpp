#include "spatial/subdivision.hpp"

#include <algorithm>

namespace jingwei::spatial {
namespace {

std::uint64_t key_of(LatticePoint p) {
    // mixed, because neighbours on the lattice would crowd the same buckets
    return ((std::uint64_t{static_cast<std::uint32_t>(p.x)} << 32U) | static_cast<std::uint32_t>(p.y)) * 0x9E3779B97F4A7C15ULL;
}

} // namespace

std::vector<ArcId> Change::arcs() const {
    return m_lines.indexes();
}

std::vector<FaceId> Change::faces() const {
    return m_faces.indexes();
}

std::size_t Change::entry_count() const {
    return m_lines.entries.size() + m_halves.entries.size() + m_nodes.entries.size() + m_boundaries.entries.size() +
           m_faces.entries.size();
}

std::size_t Change::bytes() const {
    const auto size = [](const auto &log) { return log.entries.capacity() * sizeof(log.entries[0]); };
    auto bytes = sizeof(Change) + size(m_lines) + size(m_halves) + size(m_nodes) + size(m_boundaries) + size(m_faces);
    for (const auto &entry : m_lines.entries) {
        bytes += entry.other != nullptr && entry.other.use_count() == 1 ? entry.other->bytes() : 0;
    }
    return bytes;
}

Subdivision::Subdivision(const Coverage &coverage) {
    const ArcGraph graph(coverage.all_points(), coverage.arcs());
    for (const auto label : coverage.face_labels()) {
        add_face({.exists = true, .label = label});
    }
    take_arcs(coverage);
    take_boundaries(coverage, graph);
    build_index();
    static_cast<void>(commit());
}

void Subdivision::take_arcs(const Coverage &coverage) {
    const auto arcs = coverage.arcs();
    m_tables.lines.reserve(arcs.size());
    m_tables.halves.reserve(arcs.size() * 2);
    m_node_at.reserve(arcs.size());
    for (const auto &arc : arcs) {
        const auto points = coverage.points(arc);
        m_tables.lines.append(std::make_shared<const ArcLine>(std::vector(points.begin(), points.end())));
        for (const auto end : {points.front(), points.back()}) {
            const auto node = node_for(end);
            const auto h = m_tables.halves.append({.origin = node});
            if (m_tables.nodes[node].first == no_id) {
                set_first(node, h);
            }
        }
    }
    m_counts.arcs = static_cast<std::uint32_t>(arcs.size());
}

void Subdivision::take_boundaries(const Coverage &coverage, const ArcGraph &graph) {
    for (const auto &cycle : graph.cycles()) {
        const auto face = graph.left(cycle.first);
        Boundary boundary{.first = cycle.first, .face = face, .doubled_area = cycle.doubled_area};
        boundary.is_hole = cycle.doubled_area <= 0;
        const auto b = m_tables.boundaries.append(boundary);
        if (boundary.is_hole) {
            list_hole(b, face);
        } else {
            m_tables.faces.change(face).outline = b;
        }
        add_area(face, cycle.doubled_area);
    }
    for (HalfArc h = 0; h < coverage.arcs().size() * 2; ++h) {
        link(h, graph.next(h));
        give_to_boundary(h, graph.cycle_of(h));
        ++m_tables.boundaries.change(graph.cycle_of(h)).count;
    }
}

void Subdivision::build_index() {
    m_bounds = tight_bounds();
    std::size_t chains = 0;
    for (ArcId arc = 0; arc < arc_end(); ++arc) {
        chains += has_arc(arc) ? line(arc).chain_boxes().size() : 0;
    }
    m_index = LineIndex(m_bounds, chains);
    for (ArcId arc = 0; arc < arc_end(); ++arc) {
        if (has_arc(arc)) {
            m_index.insert(arc, line(arc));
        }
    }
}

LatticeBox Subdivision::tight_bounds() const {
    LatticeBox box;
    for (ArcId arc = 0; arc < arc_end(); ++arc) {
        if (has_arc(arc)) {
            box.add({line(arc).box().min_x, line(arc).box().min_y});
            box.add({line(arc).box().max_x, line(arc).box().max_y});
        }
    }
    return box;
}

void Subdivision::on_line(ArcId arc, const Line &now, const Line &before) {
    if (now == before) {
        return;
    }
    if (before != nullptr) {
        m_index.erase(arc, *before);
    }
    if (now != nullptr) {
        m_bounds.add({now->box().min_x, now->box().min_y});
        m_bounds.add({now->box().max_x, now->box().max_y});
        m_index.insert(arc, *now);
    }
}

void Subdivision::on_node(NodeId node, const SubdivisionTables::Node &now, const SubdivisionTables::Node &before) {
    if (before.first != no_id && now.first == no_id) {
        m_node_at.erase(key_of(before.at));
    } else if (before.first == no_id && now.first != no_id) {
        m_node_at[key_of(now.at)] = node;
    }
}

Segment Subdivision::leaving(HalfArc h) const {
    const auto &arc = line(h / 2);
    if ((h & 1U) == 0) {
        return arc.segment(0);
    }
    const auto last = arc.segment(arc.segment_count() - 1);
    return {last.b, last.a};
}

HalfArc Subdivision::half_at(LatticePoint p) const {
    const auto found = m_node_at.find(key_of(p));
    return found == m_node_at.end() ? no_id : m_tables.nodes[found->second].first;
}

HalfArc Subdivision::sector(HalfArc at_node, LatticePoint towards) const {
    const auto origin = place(at_node);
    const auto before = [&](LatticePoint p, LatticePoint q) {
        return turns_before(std::int64_t{p.x} - origin.x, std::int64_t{p.y} - origin.y, std::int64_t{q.x} - origin.x,
                            std::int64_t{q.y} - origin.y);
    };
    auto h = at_node;
    do {
        const auto a = leaving(h).b;
        const auto b = leaving(counter_clockwise(h)).b;
        const bool within = before(a, b) ? before(a, towards) && before(towards, b) : before(a, towards) || before(towards, b);
        if (within) {
            return h;
        }
        h = counter_clockwise(h);
    } while (h != at_node);
    return at_node;
}

FaceId Subdivision::face_at(LatticePoint p) const {
    WestSearch search(p, true);
    FaceId face = 0;
    m_index.walk_west(
        p,
        [&](ArcId arc, std::uint32_t chain) {
            const auto &box = line(arc).chain_boxes()[chain];
            if (box.min_y > p.y || box.max_y <= p.y || box.min_x > p.x) {
                return;
            }
            const auto points = chain_of(line(arc).points(), chain);
            for (std::size_t i = 0; i + 1 < points.size(); ++i) {
                if (search.offer({points[i], points[i + 1]})) {
                    face = left(east_side(arc, {points[i], points[i + 1]}));
                }
            }
        },
        [&](std::int64_t west_x) { return search.is_settled(west_x); });
    return face;
}

std::vector<BoundaryId> Subdivision::holes_near(FaceId f, const LatticeBox &box) const {
    std::vector<BoundaryId> holes;
    if (face(f).hole_count <= m_index.grid().range(box).cells()) {
        for_each_hole(f, [&](BoundaryId b) { holes.push_back(b); });
    } else {
        m_index.for_each_near(box, [&](ArcId arc, std::uint32_t) {
            for (const auto b : {half(arc * 2).boundary, half(arc * 2 + 1).boundary}) {
                if (boundary(b).is_hole && boundary(b).face == f) {
                    holes.push_back(b);
                }
            }
        });
    }
    std::ranges::sort(holes);
    const auto rest = std::ranges::unique(holes);
    holes.erase(rest.begin(), rest.end());
    return holes;
}

Change Subdivision::commit() {
    Change change;
    change.m_lines = m_tables.lines.take_log();
    change.m_halves = m_tables.halves.take_log();
    change.m_nodes = m_tables.nodes.take_log();
    change.m_boundaries = m_tables.boundaries.take_log();
    change.m_faces = m_tables.faces.take_log();
    change.m_other_counts = std::exchange(m_counts_before, m_counts);
    change.m_before = m_state;
    change.m_after = m_state = ++m_last_state;
    change.m_work = std::exchange(m_work, 0) + change.entry_count();
    if (m_index.outgrown()) {
        build_index();
    }
    return change;
}

void Subdivision::roll_back() {
    auto change = commit();
    static_cast<void>(undo(change));
}

bool Subdivision::undo(Change &change) {
    if (m_state != change.m_after) {
        return false;
    }
    const auto nothing = [](auto &&...) {};
    m_tables.lines.turn_back(change.m_lines, [&](const auto &...values) { on_line(values...); });
    m_tables.nodes.turn_back(change.m_nodes, [&](const auto &...values) { on_node(values...); });
    m_tables.halves.turn_back(change.m_halves, nothing);
    m_tables.boundaries.turn_back(change.m_boundaries, nothing);
    m_tables.faces.turn_back(change.m_faces, nothing);
    std::swap(m_counts, change.m_other_counts);
    m_counts_before = m_counts;
    m_state = change.m_before;
    return true;
}

bool Subdivision::redo(Change &change) {
    if (m_state != change.m_before) {
        return false;
    }
    const auto nothing = [](auto &&...) {};
    m_tables.lines.turn_forward(change.m_lines, [&](const auto &...values) { on_line(values...); });
    m_tables.nodes.turn_forward(change.m_nodes, [&](const auto &...values) { on_node(values...); });
    m_tables.halves.turn_forward(change.m_halves, nothing);
    m_tables.boundaries.turn_forward(change.m_boundaries, nothing);
    m_tables.faces.turn_forward(change.m_faces, nothing);
    std::swap(m_counts, change.m_other_counts);
    m_counts_before = m_counts;
    m_state = change.m_after;
    return true;
}

std::vector<FaceChange> Subdivision::face_changes(const Change &change) const {
    const auto state = [](const Face &f) {
        return f.exists ? std::optional(FaceChange::State{f.label, f.doubled_area}) : std::nullopt;
    };
    std::vector<FaceChange> changes;
    for (const auto id : change.faces()) {
        const auto first = std::ranges::find(change.m_faces.entries, id, [](const auto &entry) { return entry.index; });
        changes.push_back({id, state(first->other), state(face(id))});
    }
    return changes;
}

std::size_t Subdivision::bytes() const {
    std::size_t bytes = m_tables.halves.size() * sizeof(Half) + m_tables.nodes.size() * sizeof(SubdivisionTables::Node) +
                        m_tables.boundaries.size() * sizeof(Boundary) + m_tables.faces.size() * sizeof(Face) +
                        m_node_at.size() * 4 * sizeof(void *) + m_index.bytes();
    for (ArcId arc = 0; arc < arc_end(); ++arc) {
        bytes += sizeof(Line) + (has_arc(arc) ? line(arc).bytes() : 0);
    }
    return bytes;
}

} // namespace jingwei::spatial
