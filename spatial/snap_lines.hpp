#pragma once

#include "spatial/spokes.hpp"
#include "spatial/strand.hpp"

#include <unordered_map>

namespace jingwei::spatial {

/// The part of a line between two points that follow each other.
struct SnapPiece {
    std::uint32_t line = 0;
    std::uint32_t place = 0;
    friend auto operator<=>(const SnapPiece &, const SnapPiece &) = default;
};

/// The distinct straight lines of strands while snap rounding bends them: each keeps its strands and its place in one index,
/// and the few that are bent become polylines. Where very many meet in one point, the index goes by directions too: then
/// lines are not to be asked for after one was bent, but made anew of `strands()`. Points must outlive it and may be added to.
class SnapLines {
  public:
    /// The strands are joined; they are copied.
    SnapLines(const std::vector<LatticePoint> &points, std::vector<Strand> strands);

    [[nodiscard]] std::size_t count() const { return m_wholes.size(); }
    /// The lines as they were.
    [[nodiscard]] std::span<const Segment> wholes() const { return m_wholes; }
    [[nodiscard]] const Segment &whole(std::uint32_t line) const { return m_wholes[line]; }
    [[nodiscard]] bool has_spokes() const { return !m_spokes.empty(); }
    /// The lines that a strand with line_tag runs along.
    [[nodiscard]] std::vector<std::uint32_t> tagged() const;
    [[nodiscard]] std::vector<SnapPiece> pieces() const;

    [[nodiscard]] std::uint32_t piece_count(std::uint32_t line) const {
        const auto *points = bent(line);
        return points == nullptr ? 1 : static_cast<std::uint32_t>(points->size() - 1);
    }
    /// Point numbers.
    [[nodiscard]] LineEnds ends(SnapPiece piece) const {
        if (const auto *points = bent(piece.line)) {
            return {(*points)[piece.place], (*points)[piece.place + 1]};
        }
        const auto &strand = m_strands[m_first[piece.line]];
        return {strand.a, strand.b};
    }
    [[nodiscard]] Segment segment(SnapPiece piece) const {
        const auto [a, b] = ends(piece);
        return {m_points[a], m_points[b]};
    }

    /// Calls visit(i, j) once for each pair of whole lines that may meet wrongly; now and then `go_on()` says whether to.
    template <class Visit, class GoOn> void for_each_pair(Visit &&visit, GoOn &&go_on) const {
        m_tree.for_each_pair([&](std::uint32_t i, std::uint32_t j) { visit(plain(i), plain(j)); }, go_on);
        if (m_spokes.empty() || !go_on()) {
            return;
        }
        for (const auto line : m_plain) {
            m_spokes.for_each_near(m_wholes[line], [&](std::uint32_t spoke) { visit(line, spoke); });
        }
        m_spokes.for_each_pair(visit);
    }

    /// Calls visit(piece) for the pieces that may meet the segment wrongly.
    template <class Visit> void for_each_meeting(const Segment &s, Visit &&visit) const {
        for_each_plain(bounds(s), visit);
        m_spokes.for_each_near(s, [&](std::uint32_t line) { visit(SnapPiece{line, 0}); });
    }

    /// Calls visit(piece) for the pieces that may pass through the pixel of a place.
    template <class Visit> void for_each_through(LatticePoint place, Visit &&visit) const {
        for_each_plain({place.x, place.y, place.x, place.y}, visit);
        m_spokes.for_each_near(place, [&](std::uint32_t line) { visit(SnapPiece{line, 0}); });
    }

    /// Calls visit(point) for the ends of lines and pieces whose pixels the segment may pass through.
    template <class Visit> void for_each_end(const Segment &s, Visit &&visit) const {
        if (has_spokes()) {
            m_ends.for_each_along(s, [&](std::uint32_t end) { visit(m_end_points[end]); });
            return;
        }
        for_each_plain(bounds(s), [&](SnapPiece piece) { std::ranges::for_each(ends(piece), visit); });
    }

    /// The point at a place, where a line ends in it or was bent to it.
    [[nodiscard]] std::optional<std::uint32_t> end_at(LatticePoint place) const;

    /// Puts points into a line: each into the piece with that place, in their order.
    void insert(std::uint32_t line, std::span<const std::pair<std::uint32_t, std::uint32_t>> insertions);

    /// What runs along the lines as they are now.
    [[nodiscard]] std::vector<Strand> strands() const;

  private:
    /// A round bends a line by less than a unit, and there are no more than so many rounds.
    static constexpr std::int32_t most_reach = 32;

    [[nodiscard]] const std::vector<std::uint32_t> *bent(std::uint32_t line) const {
        if (!m_is_bent[line]) {
            return nullptr;
        }
        return &m_bent.find(line)->second;
    }

    [[nodiscard]] std::uint32_t plain(std::uint32_t in_tree) const { return has_spokes() ? m_plain[in_tree] : in_tree; }

    /// The pieces of lines that are no spokes whose boxes meet the box.
    template <class Visit> void for_each_plain(const LatticeBox &box, Visit &&visit) const {
        const LatticeBox wider{box.min_x - m_reach, box.min_y - m_reach, box.max_x + m_reach, box.max_y + m_reach};
        m_tree.for_each_near(wider, [&](std::uint32_t in_tree) {
            const auto line = plain(in_tree);
            for (std::uint32_t k = 0; k < piece_count(line); ++k) {
                if (bounds(segment({line, k})).intersects(box)) {
                    visit(SnapPiece{line, k});
                }
            }
        });
    }

    void set_spokes_apart();

    const std::vector<LatticePoint> &m_points;
    std::vector<Strand> m_strands;
    std::vector<std::uint32_t> m_first; ///< strand of each line; one more entry than lines
    std::vector<Segment> m_wholes;
    Spokes m_spokes;
    std::vector<std::uint32_t> m_plain;      ///< where there are spokes: the lines of the tree
    std::vector<std::uint32_t> m_end_points; ///< where there are spokes: each end once
    SegmentTree m_ends;                      ///< of these
    SegmentTree m_tree;                      ///< the lines that are no spokes
    std::vector<bool> m_is_bent;
    std::unordered_map<std::uint32_t, std::vector<std::uint32_t>> m_bent; ///< points, from a strand's a to its b
    std::int32_t m_reach = 0;                                             ///< how far a line may have left the box that it had
};

} // namespace jingwei::spatial
