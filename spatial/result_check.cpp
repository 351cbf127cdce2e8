#include "spatial/line_check.hpp"

namespace jingwei::spatial {
namespace {

bool is_linked(const Subdivision &ground, HalfArc h) {
    const auto &half = ground.half(h);
    const auto &arc = ground.line(h / 2);
    return ground.half(half.next).previous == h && ground.half(half.previous).next == h && ground.has_arc(half.next / 2) &&
           ground.half(half.next).origin == ground.half(h ^ 1U).origin && ground.half(half.next).boundary == half.boundary &&
           ground.place(h) == ((h & 1U) == 0 ? arc.front() : arc.back());
}

/// Whether the arcs around a node turn counter-clockwise, once.
bool is_in_order(const Subdivision &ground, HalfArc first) {
    const auto origin = ground.place(first);
    std::size_t descents = 0;
    std::size_t count = 0;
    bool one_node = true;
    ground.for_each_half_around(first, [&](HalfArc h) {
        const auto a = ground.leaving(h).b;
        const auto b = ground.leaving(ground.counter_clockwise(h)).b;
        descents += turns_before(std::int64_t{a.x} - origin.x, std::int64_t{a.y} - origin.y, std::int64_t{b.x} - origin.x,
                                 std::int64_t{b.y} - origin.y)
                        ? 0
                        : 1;
        one_node = one_node && ground.place(h) == origin;
        ++count;
    });
    return one_node && (count == 1 || descents == 1);
}

bool is_right(const Subdivision &ground, const Subdivision::Boundary &boundary, BoundaryId b) {
    if (boundary.first == no_id) {
        return true;
    }
    const auto &face = ground.face(boundary.face);
    return face.exists && ground.half(boundary.first).boundary == b &&
           (boundary.is_hole ? boundary.doubled_area <= 0 : boundary.doubled_area > 0 && face.outline == b);
}

} // namespace

std::optional<Refusal> refuse_result(const Subdivision &ground) {
    const auto broken = [](LatticePoint place) { return Refusal{RefusalKind::broken_invariant, place}; };
    for (const auto h : ground.tables().halves.log().indexes()) {
        if (ground.has_arc(h / 2) && !is_linked(ground, h)) {
            return broken(ground.place(h));
        }
    }
    for (const auto node : ground.tables().nodes.log().indexes()) {
        const auto &[at, first] = ground.tables().nodes[node];
        if (first != no_id && !(ground.half(first).origin == node && is_in_order(ground, first))) {
            return broken(at);
        }
    }
    for (const auto arc : ground.tables().lines.log().indexes()) {
        for (const HalfArc end : {arc * 2, arc * 2 + 1}) {
            if (ground.has_arc(arc) && !is_in_order(ground, end)) {
                return broken(ground.place(end));
            }
        }
    }
    for (const auto b : ground.tables().boundaries.log().indexes()) {
        if (!is_right(ground, ground.boundary(b), b)) {
            return broken({});
        }
    }
    for (const auto f : ground.tables().faces.log().indexes()) {
        const auto &face = ground.face(f);
        if (face.exists &&
            ((f == 0) != (face.outline == no_id) || (f == 0 && face.label != no_label) || (f != 0 && face.doubled_area <= 0))) {
            return broken({});
        }
    }
    const auto &counts = ground.counts();
    const bool euler = std::int64_t{counts.nodes} + counts.faces == std::int64_t{1} + counts.components + counts.arcs;
    return euler && counts.doubled_area == 0 ? std::nullopt : std::optional(broken({}));
}

} // namespace jingwei::spatial
