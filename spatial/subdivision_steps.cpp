#include "spatial/subdivision.hpp"

#include <algorithm>

namespace jingwei::spatial {

ArcId Subdivision::add(const Line &line) {
    const auto points = line->points();
    const auto first = half_at(points.front());
    const auto last = half_at(points.back());
    auto boundary_id = no_id;
    bool closes = false;
    if (first != no_id && last != no_id) {
        const auto a = half(sector(first, points[1])).boundary;
        const auto b = half(sector(last, points[points.size() - 2])).boundary;
        closes = a == b;
        boundary_id = closes ? a : join_components(a, b);
    } else if (first != no_id || last != no_id) {
        boundary_id =
            first != no_id ? half(sector(first, points[1])).boundary : half(sector(last, points[points.size() - 2])).boundary;
    } else {
        closes = line->closed();
        const auto around = face_at(points.front());
        boundary_id = m_tables.boundaries.append({.face = around});
        list_hole(boundary_id, around);
    }
    const auto arc = m_tables.lines.append(nullptr);
    const auto h = m_tables.halves.append({.boundary = boundary_id});
    m_tables.halves.append({.boundary = boundary_id});
    set_line(arc, line);
    const auto from = node_for(points.front());
    const auto to = line->closed() ? from : node_for(points.back());
    attach(h, from, points[1]);
    attach(h ^ 1U, to, points[points.size() - 2]);
    auto &walk = m_tables.boundaries.change(boundary_id);
    walk.count += 2;
    walk.first = h;
    if (closes) {
        split_face(boundary_id, h, h ^ 1U);
    }
    return arc;
}

void Subdivision::remove(ArcId arc, Label label) {
    const HalfArc h = arc * 2;
    const auto a = half(h).boundary;
    const auto b = half(h ^ 1U).boundary;
    const bool bridge = a == b;
    const bool loop = half(h).origin == half(h ^ 1U).origin;
    const auto joined = bridge ? a : join_faces(a, b, label);
    auto at_first = detach(h);
    const auto at_last = detach(h ^ 1U);
    if (loop) {
        at_first = at_last;
    }
    set_line(arc, nullptr);
    const auto rest = at_first != no_id ? at_first : at_last;
    if (rest == no_id) {
        unlist_hole(joined);
        m_tables.boundaries.change(joined) = {};
        return;
    }
    auto &walk = m_tables.boundaries.change(joined);
    walk.count -= 2;
    walk.first = rest;
    if (bridge && at_first != no_id && at_last != no_id) {
        cut_bridge(joined, at_first, at_last);
    }
}

ArcId Subdivision::split(ArcId arc, std::size_t index) {
    const auto points = line(arc).points();
    const auto middle = points.begin() + static_cast<std::ptrdiff_t>(index);
    auto first = std::make_shared<const ArcLine>(std::vector(points.begin(), middle + 1));
    auto rest = std::make_shared<const ArcLine>(std::vector(middle, points.end()));
    const auto node = node_for(*middle);
    const HalfArc h = arc * 2;
    const HalfArc twin = h ^ 1U;
    const auto end = half(twin).origin;
    const auto made = m_tables.lines.append(nullptr);
    const auto made_half = m_tables.halves.append({.origin = node, .boundary = half(h).boundary});
    m_tables.halves.append({.origin = end, .boundary = half(twin).boundary});
    const auto after = half(h).next == twin ? made_half ^ 1U : half(h).next;
    const auto before = half(twin).previous == h ? made_half : half(twin).previous;
    link(h, made_half);
    link(made_half, after);
    link(before, made_half ^ 1U);
    link(made_half ^ 1U, twin);
    m_tables.halves.change(twin).origin = node;
    set_line(arc, std::move(first));
    set_line(made, std::move(rest));
    set_first(node, made_half);
    if (m_tables.nodes[end].first == twin) {
        set_first(end, made_half ^ 1U);
    }
    ++m_tables.boundaries.change(half(h).boundary).count;
    ++m_tables.boundaries.change(half(twin).boundary).count;
    return made;
}

ArcId Subdivision::heal(HalfArc at_node) {
    auto keep = at_node;
    auto gone = counter_clockwise(at_node);
    if (gone < keep) {
        std::swap(keep, gone);
    }
    const auto node = half(keep).origin;
    const auto far = half(gone ^ 1U).origin;
    const auto after = half(gone).next == (gone ^ 1U) ? keep : half(gone).next;
    const auto before = half(gone ^ 1U).previous == gone ? keep ^ 1U : half(gone ^ 1U).previous;
    auto line = joined_line(keep, gone);
    set_first(node, no_id);
    if (m_tables.nodes[far].first == (gone ^ 1U)) {
        set_first(far, keep);
    }
    link(keep ^ 1U, after);
    link(before, keep);
    m_tables.halves.change(keep).origin = far;
    for (const auto side : {gone, gone ^ 1U}) {
        auto &walk = m_tables.boundaries.change(half(side).boundary);
        --walk.count;
        if (walk.first == side) {
            walk.first = side == gone ? keep ^ 1U : keep;
        }
    }
    set_line(gone / 2, nullptr);
    set_line(keep / 2, std::move(line));
    return gone / 2;
}

/// The line of the arc of `keep`, with the arc of `gone` put on at the node that both leave.
Line Subdivision::joined_line(HalfArc keep, HalfArc gone) const {
    const auto own = line(keep / 2).points();
    const auto other = line(gone / 2).points();
    std::vector<LatticePoint> outward(other.begin(), other.end());
    if ((gone & 1U) != 0) {
        std::ranges::reverse(outward);
    }
    std::vector<LatticePoint> points(own.begin(), own.end());
    if ((keep & 1U) == 0) {
        std::ranges::reverse(points);
    }
    points.insert(points.end(), outward.begin() + 1, outward.end());
    if ((keep & 1U) == 0) {
        std::ranges::reverse(points);
    }
    return std::make_shared<const ArcLine>(std::move(points));
}

void Subdivision::replace(ArcId arc, Line line) {
    const HalfArc h = arc * 2;
    const auto more = line->doubled_area() - this->line(arc).doubled_area();
    const auto a = half(h).boundary;
    const auto b = half(h ^ 1U).boundary;
    set_line(arc, std::move(line));
    if (a != b && more != 0) {
        m_tables.boundaries.change(a).doubled_area += more;
        m_tables.boundaries.change(b).doubled_area -= more;
        add_area(boundary(a).face, more);
        add_area(boundary(b).face, -more);
    }
}

void Subdivision::set_label(FaceId face, Label label) {
    m_tables.faces.change(face).label = label;
}

} // namespace jingwei::spatial
