#include "spatial/gesture.hpp"
#include "spatial/gesture_run.hpp"

#include <algorithm>

namespace jingwei::spatial {

namespace {

/// A part of the drawn line that runs from the unit's border to the unit's border.
using Piece = std::vector<HalfArc>;

class Reshaping {
  public:
    Reshaping(GestureRun &run, const Reshape &wish, const EditRights &rights)
        : m_run(run), m_ground(run.ground()), m_wish(wish), m_rights(rights) {}

    [[nodiscard]] GestureOutcome make() {
        const auto *drawn = m_run.draw(m_wish.sketch, {.tolerance = m_wish.tolerance,
                                                       .ends_on = m_wish.unit,
                                                       .rights = m_rights,
                                                       .may_add_nothing = true,
                                                       .drop_loose_ends = true});
        if (drawn == nullptr) {
            return m_run.refused();
        }
        const auto start = drawn->path.front();
        const auto end = drawn->path.back();
        const auto walk = halves_along(m_ground, drawn->path);
        for (const auto &piece : pieces(walk)) {
            if (const auto refusal = m_ground.left_label(piece.front()) == m_wish.unit ? cut_off(piece) : enclose(piece)) {
                return *refusal;
            }
        }
        if (m_won.empty() && m_lost.empty()) {
            const bool is_border_already = !walk.empty() && std::ranges::all_of(walk, [&](HalfArc h) { return is_border(h); });
            return is_border_already ? m_run.refuse(RefusalKind::no_ground, start)
                                     : m_run.refuse(RefusalKind::misses_border, lies_on_border(start) ? end : start);
        }
        return give_all() ? m_run.finish() : m_run.refused();
    }

  private:
    [[nodiscard]] bool is_border(HalfArc h) const {
        return (m_ground.left_label(h) == m_wish.unit) != (m_ground.left_label(h ^ 1U) == m_wish.unit);
    }
    [[nodiscard]] bool is_on_border(HalfArc leaving) const {
        bool found = false;
        m_ground.for_each_half_around(leaving, [&](HalfArc h) { found = found || is_border(h); });
        return found;
    }

    [[nodiscard]] bool lies_on_border(LatticePoint place) const {
        const auto h = m_ground.half_at(place);
        return h != no_id && is_on_border(h);
    }

    [[nodiscard]] std::vector<Piece> pieces(const std::vector<HalfArc> &walk) const {
        std::vector<Piece> found;
        Piece piece;
        for (const auto h : walk) {
            const bool goes_on = !piece.empty() && m_ground.place(h) == m_ground.place(piece.back() ^ 1U);
            if (is_border(h) || (!goes_on && !is_on_border(h))) {
                piece.clear();
                continue;
            }
            if (!goes_on) {
                piece.clear();
            }
            piece.push_back(h);
            if (is_on_border(h ^ 1U)) {
                found.push_back(std::move(piece));
                piece.clear();
            }
        }
        return found;
    }

    /// The ground on one side of a piece, as far as the piece and the unit's border.
    [[nodiscard]] FaceFlood ground_beside(const Piece &piece, HalfArc side, const std::set<ArcId> &walls) const {
        return {m_ground, m_ground.left(piece.front() ^ side),
                [this, &walls](HalfArc h) { return walls.contains(h / 2) || is_border(h); }};
    }
    static std::set<ArcId> arcs_of(const Piece &piece) {
        std::set<ArcId> arcs;
        std::ranges::for_each(piece, [&](HalfArc h) { arcs.insert(h / 2); });
        return arcs;
    }

    /// A piece inside the unit: the smaller part goes.
    [[nodiscard]] std::optional<GestureOutcome> cut_off(const Piece &piece) {
        const auto walls = arcs_of(piece);
        auto left = ground_beside(piece, 0, walls);
        auto right = ground_beside(piece, 1, walls);
        left.run();
        right.run();
        if (left.reached() == right.reached()) {
            return m_run.refuse(RefusalKind::misses_border, m_ground.place(piece.front()));
        }
        const auto &lost = (left.doubled_area() < right.doubled_area() ? left : right).reached();
        const auto heir =
            m_wish.to != no_label ? m_wish.to : longest_neighbour(m_ground, lost, [this](Label l) { return l != m_wish.unit; });
        if (heir == no_label && !m_rights.outer_border) {
            return m_run.refuse(RefusalKind::outer_border, m_ground.place(piece.front()));
        }
        for (const auto face : lost) {
            m_lost[face] = heir;
        }
        return std::nullopt;
    }

    /// A piece outside the unit: what it encloses with the unit's border comes. Both sides are searched in step, so that the
    /// cost is that of the smaller.
    [[nodiscard]] std::optional<GestureOutcome> enclose(const Piece &piece) {
        const auto walls = arcs_of(piece);
        auto left = ground_beside(piece, 0, walls);
        auto right = ground_beside(piece, 1, walls);
        while (!left.done() && !right.done()) {
            left.step();
            right.step();
        }
        auto *won = left.done() ? &left : &right;
        if (won->reached().contains(0)) {
            won = won == &left ? &right : &left;
            won->run();
        }
        if (won->reached().contains(m_ground.left(piece.front())) &&
            won->reached().contains(m_ground.left(piece.front() ^ 1U))) {
            return m_run.refuse(RefusalKind::misses_border, m_ground.place(piece.front()));
        }
        for (const auto face : won->reached()) {
            if (face != 0 && (m_ground.face(face).label != no_label || m_rights.outer_border)) {
                m_won.insert(face);
            }
        }
        return std::nullopt;
    }

    [[nodiscard]] bool give_all() {
        std::set<FaceId> touched = m_won;
        for (const auto &[face, heir] : m_lost) {
            touched.insert(face);
            if (!m_run.give(std::vector{face}, heir, m_rights)) {
                return false;
            }
        }
        return m_run.give(std::vector(m_won.begin(), m_won.end()), m_wish.unit, m_rights) && m_run.tidy(std::move(touched));
    }

    GestureRun &m_run;
    const Subdivision &m_ground;
    const Reshape &m_wish;
    const EditRights &m_rights;
    std::set<FaceId> m_won;
    std::map<FaceId, Label> m_lost;
};

} // namespace

GestureOutcome make(CoverageEditor &editor, const Reshape &reshape, const EditRights &rights) {
    GestureRun run(editor);
    if (reshape.unit == no_label || reshape.to == reshape.unit) {
        return run.refuse(RefusalKind::no_ground, {});
    }
    return Reshaping(run, reshape, rights).make();
}

} // namespace jingwei::spatial
