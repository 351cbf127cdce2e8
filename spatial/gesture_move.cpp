#include "spatial/gesture.hpp"
#include "spatial/gesture_run.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace jingwei::spatial {

namespace {

/// A vertex inside an arc.
struct InnerVertex {
    ArcId arc = no_id;
    std::size_t index = 0;
};

std::optional<InnerVertex> find_inner_vertex(const Subdivision &ground, LatticePoint p) {
    std::optional<InnerVertex> found;
    ground.for_each_segment_near({p.x, p.y, p.x, p.y}, [&](ArcId arc, std::uint32_t index, const Segment &s) {
        if (s.a == p && index > 0) {
            found = {arc, index};
        }
    });
    return found;
}

/// Moves a node: its arcs are led to the new place one by one, each with the ground that it passes, the one that lies most
/// opposite to the way last.
class NodeMove {
  public:
    NodeMove(GestureRun &run, const MoveVertex &move, const EditRights &rights)
        : m_run(run), m_ground(run.ground()), m_move(move), m_rights(rights) {}

    [[nodiscard]] bool make() {
        for (const auto next : neighbours_in_order()) {
            LatticeBox box;
            std::ranges::for_each(std::array{m_move.from, m_move.to, next}, [&](LatticePoint p) { box.add(p); });
            m_run.touch(box);
            m_ends.push_back(next);
        }
        if (!lay_way()) {
            return false;
        }
        for (std::size_t i = 0; i + 1 < m_ends.size(); ++i) {
            if (!lead(m_ends[i])) {
                return false;
            }
        }
        if (!straighten(m_ends.back())) {
            return false;
        }
        for (const auto end : m_ends) { // what was cut free grows together again
            if (auto healed = m_run.editor().heal_node(end); std::holds_alternative<Change>(healed)) {
                static_cast<void>(m_run.take(std::move(healed)));
            }
        }
        return true;
    }

  private:
    /// An arc from the old place to the new: a new one, or a part of a border that the node slides along.
    [[nodiscard]] bool lay_way() {
        for (auto end = m_ends.begin(); end != m_ends.end(); ++end) {
            if (m_move.to != *end && is_on(m_move.to, {m_move.from, *end})) {
                const auto along = half_towards(m_ground, m_move.from, *end);
                m_ends.erase(end);
                return m_run.take(m_run.editor().split_arc(along / 2, m_move.to));
            }
        }
        return m_run.take(m_run.editor().add_arc({m_move.from, m_move.to}));
    }

    /// The vertices beside the node, those nearest to the way first: turning from it to both sides.
    [[nodiscard]] std::vector<LatticePoint> neighbours_in_order() const {
        std::vector<LatticePoint> ends;
        m_ground.for_each_half_around(m_ground.half_at(m_move.from), [&](HalfArc h) { ends.push_back(m_ground.leaving(h).b); });
        const auto turn = [&](LatticePoint p) {
            const double ax = double(m_move.to.x) - m_move.from.x;
            const double ay = double(m_move.to.y) - m_move.from.y;
            const double bx = double(p.x) - m_move.from.x;
            const double by = double(p.y) - m_move.from.y;
            return std::abs(std::atan2(ax * by - ay * bx, ax * bx + ay * by));
        };
        std::ranges::stable_sort(ends, {}, turn);
        return ends;
    }

    /// The half arc of the segment from the node to a vertex beside it, which becomes an arc of its own.
    [[nodiscard]] std::optional<HalfArc> cut_free(LatticePoint end) {
        for (int attempt = 0; attempt < 2; ++attempt) {
            const auto found = half_towards(m_ground, m_move.from, end);
            if (found == no_id) {
                return std::nullopt;
            }
            if (m_ground.place(found ^ 1U) == end && m_ground.line(found / 2).segment_count() == 1) {
                return found;
            }
            if (!m_run.take(m_run.editor().split_arc(found / 2, end))) {
                return std::nullopt;
            }
        }
        return std::nullopt;
    }

    [[nodiscard]] bool lead(LatticePoint end) {
        const auto old = cut_free(end);
        if (!old || !m_run.take(m_run.editor().add_arc({end, m_move.to}))) {
            return false;
        }
        // the triangle goes to who is on the other side of the old segment
        const bool turns_left = cross(m_move.from, end, m_move.to) > 0;
        const HalfArc far = turns_left ? *old ^ 1U : *old;
        const auto side = (far & 1U) == 0 ? Side::left : Side::right;
        return m_run.take(m_run.editor().remove_arc(*old / 2, side, m_rights));
    }

    /// What is left at the node is the last arc and the way: one line, that loses the old place.
    [[nodiscard]] bool straighten(LatticePoint end) {
        if (!cut_free(end) || !m_run.take(m_run.editor().heal_node(m_move.from))) {
            return false;
        }
        const auto inner = find_inner_vertex(m_ground, m_move.from);
        if (!inner) {
            return false;
        }
        const auto points = m_ground.line(inner->arc).points();
        std::vector line(points.begin(), points.end());
        line.erase(line.begin() + static_cast<std::ptrdiff_t>(inner->index));
        return m_run.take(m_run.editor().change_arc(inner->arc, std::move(line), m_rights));
    }

    GestureRun &m_run;
    const Subdivision &m_ground;
    const MoveVertex &m_move;
    const EditRights &m_rights;
    std::vector<LatticePoint> m_ends;
};

} // namespace

GestureOutcome make(CoverageEditor &editor, const MoveVertex &move, const EditRights &rights) {
    GestureRun run(editor);
    if (move.from == move.to) {
        return run.refuse(RefusalKind::no_ground, move.from);
    }
    if (run.ground().half_at(move.from) != no_id) {
        return NodeMove(run, move, rights).make() && run.tidy({}) ? run.finish() : run.refused();
    }
    const auto inner = find_inner_vertex(run.ground(), move.from);
    if (!inner) {
        return run.refuse(RefusalKind::no_such_node, move.from);
    }
    const auto points = run.ground().line(inner->arc).points();
    std::vector line(points.begin(), points.end());
    line[inner->index] = move.to;
    LatticeBox box;
    for (const auto p : {points[inner->index - 1], move.from, move.to, points[inner->index + 1]}) {
        box.add(p);
    }
    run.touch(box);
    return run.take(editor.change_arc(inner->arc, std::move(line), rights)) ? run.finish() : run.refused();
}

} // namespace jingwei::spatial
