#include "spatial/enclosure.hpp"
#include "spatial/subdivision.hpp"

#include <algorithm>

namespace jingwei::spatial {

void Subdivision::set_line(ArcId arc, Line line) {
    auto &slot = m_tables.lines.change(arc);
    const auto before = std::exchange(slot, std::move(line));
    m_counts.arcs += (slot != nullptr ? 1U : 0U) - (before != nullptr ? 1U : 0U);
    on_line(arc, slot, before);
    m_work += (slot != nullptr ? slot->points().size() : 0) + (before != nullptr ? before->points().size() : 0);
}

NodeId Subdivision::node_for(LatticePoint p) {
    const auto h = half_at(p);
    if (h != no_id) {
        return half(h).origin;
    }
    // until a half arc leaves it, `first` does not say that it exists: see attach
    return m_tables.nodes.append({.at = p});
}

void Subdivision::set_first(NodeId node, HalfArc first) {
    const auto before = m_tables.nodes[node];
    m_tables.nodes.change(node).first = first;
    m_counts.nodes += (first != no_id ? 1U : 0U) - (before.first != no_id ? 1U : 0U);
    on_node(node, m_tables.nodes[node], before);
}

void Subdivision::link(HalfArc from, HalfArc to) {
    m_tables.halves.change(from).next = to;
    m_tables.halves.change(to).previous = from;
}

void Subdivision::attach(HalfArc h, NodeId node, LatticePoint towards) {
    m_tables.halves.change(h).origin = node;
    const auto first = m_tables.nodes[node].first;
    if (first == no_id) {
        link(h ^ 1U, h);
        set_first(node, h);
        return;
    }
    const auto clockwise_of_it = sector(first, towards);
    link(half(clockwise_of_it).previous, h);
    link(h ^ 1U, clockwise_of_it);
}

HalfArc Subdivision::detach(HalfArc h) {
    const auto rest = clockwise(h);
    const auto node = half(h).origin;
    if (rest == h) {
        set_first(node, no_id);
        return no_id;
    }
    link(half(h).previous, rest);
    if (m_tables.nodes[node].first == h) {
        set_first(node, rest);
    }
    return rest;
}

FaceId Subdivision::add_face(const Face &face) {
    ++m_counts.faces;
    return m_tables.faces.append(face);
}

void Subdivision::remove_face(FaceId face) {
    --m_counts.faces;
    m_tables.faces.change(face) = {};
}

void Subdivision::add_area(FaceId face, __int128 doubled_area) {
    m_tables.faces.change(face).doubled_area += doubled_area;
    m_counts.doubled_area += doubled_area;
}

void Subdivision::give_to_boundary(HalfArc h, BoundaryId b) {
    m_tables.halves.change(h).boundary = b;
}

void Subdivision::list_hole(BoundaryId b, FaceId face) {
    auto &holder = m_tables.faces.change(face);
    if (holder.first_hole != no_id) {
        m_tables.boundaries.change(holder.first_hole).previous = b;
    }
    auto &hole = m_tables.boundaries.change(b);
    hole.is_hole = true;
    hole.face = face;
    hole.next = holder.first_hole;
    hole.previous = no_id;
    holder.first_hole = b;
    ++holder.hole_count;
    ++m_counts.components;
}

void Subdivision::unlist_hole(BoundaryId b) {
    const auto hole = boundary(b);
    auto &holder = m_tables.faces.change(hole.face);
    if (hole.previous != no_id) {
        m_tables.boundaries.change(hole.previous).next = hole.next;
    } else {
        holder.first_hole = hole.next;
    }
    if (hole.next != no_id) {
        m_tables.boundaries.change(hole.next).previous = hole.previous;
    }
    auto &alone = m_tables.boundaries.change(b);
    alone.is_hole = false;
    alone.next = alone.previous = no_id;
    --holder.hole_count;
    --m_counts.components;
}

__int128 Subdivision::signed_area(HalfArc h) const {
    return (h & 1U) == 0 ? line(h / 2).doubled_area() : -line(h / 2).doubled_area();
}

HalfArc Subdivision::shorter_walk(HalfArc a, HalfArc b) {
    auto x = a;
    auto y = b;
    do {
        x = half(x).next;
        y = half(y).next;
        m_work += 2;
    } while (x != a && y != b);
    return x == a ? a : b;
}

/// The walk of a boundary has come apart into one through x and one through y: the shorter becomes a boundary of its own,
/// of the same face, neither outline nor hole yet.
BoundaryId Subdivision::cut_boundary(BoundaryId b, HalfArc x, HalfArc y) {
    const auto shorter = shorter_walk(x, y);
    Boundary part{.first = shorter, .face = boundary(b).face};
    const auto cut = m_tables.boundaries.append(part);
    auto h = shorter;
    do {
        give_to_boundary(h, cut);
        part.doubled_area += signed_area(h);
        ++part.count;
        h = half(h).next;
    } while (h != shorter);
    m_tables.boundaries.change(cut) = part;
    auto &rest = m_tables.boundaries.change(b);
    rest.first = shorter == x ? y : x;
    rest.count -= part.count;
    rest.doubled_area -= part.doubled_area;
    return cut;
}

/// An arc has closed a walk: its two sides, x and y, bound different faces now.
void Subdivision::split_face(BoundaryId b, HalfArc x, HalfArc y) {
    const auto from = boundary(b).face;
    const bool was_hole = boundary(b).is_hole;
    const auto cut = cut_boundary(b, x, y);
    auto inner = cut;
    auto outer = b;
    if (was_hole ? boundary(cut).doubled_area <= 0 : boundary(b).doubled_area < boundary(cut).doubled_area) {
        std::swap(inner, outer);
    }
    if (was_hole && outer != b) {
        unlist_hole(b);
        list_hole(outer, from);
    } else if (!was_hole) {
        m_tables.faces.change(from).outline = outer;
    }
    const auto to = add_face({.exists = true, .label = face(from).label, .outline = inner});
    m_tables.boundaries.change(inner).face = to;
    const auto area = boundary(inner).doubled_area;
    add_area(to, area);
    add_area(from, -area);
    move_holes(from, to, outer);
}

/// The holes of a face that its new part surrounds go with it; `own` is the outside of the component that was cut.
void Subdivision::move_holes(FaceId from, FaceId to, BoundaryId own) {
    if (face(from).hole_count == 0) {
        return;
    }
    const Enclosure enclosure(*this, face(to).outline);
    for (const auto hole : holes_near(from, enclosure.box())) {
        ++m_work;
        if (hole != own && enclosure.contains(place(boundary(hole).first))) {
            unlist_hole(hole);
            list_hole(hole, to);
            add_area(to, boundary(hole).doubled_area);
            add_area(from, -boundary(hole).doubled_area);
        }
    }
}

/// Gives the half arcs of the shorter boundary to the longer, which it answers. Their lists are the caller's business.
BoundaryId Subdivision::join_boundaries(BoundaryId a, BoundaryId b) {
    const auto keep = boundary(a).count > boundary(b).count || (boundary(a).count == boundary(b).count && a < b) ? a : b;
    const auto gone = keep == a ? b : a;
    std::vector<HalfArc> halves;
    for_each_half_along(gone, [&](HalfArc h) { halves.push_back(h); });
    for (const auto h : halves) {
        give_to_boundary(h, keep);
    }
    auto &joined = m_tables.boundaries.change(keep);
    joined.count += boundary(gone).count;
    joined.doubled_area += boundary(gone).doubled_area;
    m_tables.boundaries.change(gone) = {};
    return keep;
}

/// Two components of one face become one, before the arc between them is there.
BoundaryId Subdivision::join_components(BoundaryId a, BoundaryId b) {
    const auto f = boundary(a).face;
    const bool has_outline = !boundary(a).is_hole || !boundary(b).is_hole;
    for (const auto part : {a, b}) {
        if (boundary(part).is_hole) {
            unlist_hole(part);
        }
    }
    const auto joined = join_boundaries(a, b);
    m_tables.boundaries.change(joined).face = f;
    if (has_outline) {
        m_tables.faces.change(f).outline = joined;
    } else {
        list_hole(joined, f);
    }
    return joined;
}

/// The faces of two boundaries become one, before the arc between them goes. Answers the boundary of both sides.
BoundaryId Subdivision::join_faces(BoundaryId a, BoundaryId b, Label label) {
    const auto face_a = boundary(a).face;
    const auto face_b = boundary(b).face;
    const auto rank = [&](FaceId f) { return std::pair(f == 0 ? UINT32_MAX : face(f).hole_count, ~f); };
    const auto keep = rank(face_a) > rank(face_b) ? face_a : face_b;
    const auto gone = keep == face_a ? face_b : face_a;
    auto outline = no_id; // of both, where one surrounds the other
    bool one_surrounds = false;
    for (const auto side : {a, b}) {
        if (boundary(side).is_hole) {
            one_surrounds = true;
            outline = face(boundary(side).face).outline;
            unlist_hole(side);
        }
    }
    const auto joined = join_boundaries(a, b);
    while (face(gone).first_hole != no_id) {
        const auto hole = face(gone).first_hole;
        unlist_hole(hole);
        list_hole(hole, keep);
    }
    if (one_surrounds) {
        list_hole(joined, keep);
    } else {
        outline = joined;
    }
    if (outline != no_id) {
        m_tables.boundaries.change(outline).face = keep;
    }
    m_tables.faces.change(keep).outline = outline;
    m_tables.faces.change(keep).label = label;
    const auto area = face(gone).doubled_area;
    add_area(gone, -area);
    add_area(keep, area);
    remove_face(gone);
    return joined;
}

/// A bridge is gone: the parts at its ends, x and y, are components of their own.
void Subdivision::cut_bridge(BoundaryId b, HalfArc x, HalfArc y) {
    const auto f = boundary(b).face;
    const auto cut = cut_boundary(b, x, y);
    if (!boundary(b).is_hole && boundary(cut).doubled_area > 0) {
        m_tables.faces.change(f).outline = cut;
        list_hole(b, f);
    } else {
        list_hole(cut, f);
    }
}

} // namespace jingwei::spatial
