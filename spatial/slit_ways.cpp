#include "spatial/slit_ways.hpp"

#include "spatial/arc_graph.hpp"
#include "spatial/measure.hpp"
#include "spatial/segment_tree.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

namespace jingwei::spatial {
namespace {

/// Sides that may be tried: far more than any map of grids needs, so that no input takes quadratic time.
constexpr std::size_t sides_per_corner = 512;
constexpr std::size_t free_sides = 1'000'000;
/// A border is followed over so many sides to see whether it leads around to the other end of a way.
constexpr std::size_t most_followed = 64;
/// Long sides lie in the index in pieces of about this length in units, but in no more than `most_pieces`.
constexpr std::int64_t piece_length = 16'384;
constexpr std::int64_t most_pieces = 64;

/// Micrometres in a unit.
struct Scale {
    std::int64_t east;
    std::int64_t north;

    explicit Scale(std::int32_t y)
        : east(std::max<std::int64_t>(1, std::llround(local_scale(y).east_m * 1e6))),
          north(std::llround(local_scale(y).north_m * 1e6)) {}

    [[nodiscard]] __int128 square(LatticePoint a, LatticePoint b) const {
        const auto dx = (std::int64_t{b.x} - a.x) * east;
        const auto dy = (std::int64_t{b.y} - a.y) * north;
        return static_cast<__int128>(dx) * dx + static_cast<__int128>(dy) * dy;
    }
    [[nodiscard]] std::int64_t length(LatticePoint a, LatticePoint b) const {
        return std::llround(std::sqrt(static_cast<double>(square(a, b))));
    }
    /// The place of a side that is nearest to p, rounded to the lattice.
    [[nodiscard]] LatticePoint nearest(LatticePoint p, const Segment &s) const {
        const __int128 dx = std::int64_t{s.b.x} - s.a.x;
        const __int128 dy = std::int64_t{s.b.y} - s.a.y;
        const __int128 along =
            dx * (std::int64_t{p.x} - s.a.x) * east * east + dy * (std::int64_t{p.y} - s.a.y) * north * north;
        const __int128 whole = dx * dx * east * east + dy * dy * north * north;
        if (along <= 0 || whole == 0) {
            return s.a;
        }
        if (along >= whole) {
            return s.b;
        }
        return {s.a.x + rounded(dx, along, whole), s.a.y + rounded(dy, along, whole)};
    }

  private:
    /// d * along / whole, with `along` between 0 and `whole`.
    static std::int32_t rounded(__int128 d, __int128 along, __int128 whole) {
        const __int128 size = d < 0 ? -d : d;
        const auto magnitude = static_cast<std::int32_t>((2 * size * along + whole) / (2 * whole));
        return d < 0 ? -magnitude : magnitude;
    }
};

/// A side of the outer border, with the outside on its left.
struct OuterSide {
    Segment side;
    Label label = no_label;
};

struct Foot {
    std::uint32_t side = 0;
    LatticePoint place;
    __int128 square = 0;
};

class WaySearch {
  public:
    WaySearch(const Coverage &coverage, std::int64_t widest_um) : m_widest(widest_um) { collect(coverage); }

    SlitWays run() {
        const auto tree = index();
        const auto budget = free_sides + sides_per_corner * m_sides.size();
        for (std::uint32_t i = 0; i < m_sides.size() && m_found.steps < budget; ++i) {
            const auto foot = nearest(tree, i);
            if (foot && !is_shallow(i, *foot)) {
                m_found.ways.push_back({m_sides[i].side.a, end_of_way(m_sides[i].side.a, *foot)});
            }
        }
        return std::move(m_found);
    }

  private:
    void collect(const Coverage &coverage) {
        const ArcGraph graph(coverage.all_points(), coverage.arcs());
        for (const auto &cycle : graph.cycles()) {
            if (graph.left(cycle.first) != 0) {
                continue;
            }
            const auto first = static_cast<std::uint32_t>(m_sides.size());
            auto h = cycle.first;
            do {
                const auto label = coverage.label(graph.left(h ^ 1U));
                graph.for_each_point(h, [&](LatticePoint p) { m_sides.push_back({{p, p}, label}); });
                h = graph.next(h);
            } while (h != cycle.first);
            const auto last = static_cast<std::uint32_t>(m_sides.size());
            for (auto i = first; i < last; ++i) {
                m_sides[i].side.b = m_sides[i + 1 < last ? i + 1 : first].side.a;
                m_next.push_back(i + 1 < last ? i + 1 : first);
                m_previous.push_back(i > first ? i - 1 : last - 1);
            }
        }
    }

    [[nodiscard]] SegmentTree index() {
        std::vector<Segment> pieces;
        for (std::uint32_t i = 0; i < m_sides.size(); ++i) {
            const auto &s = m_sides[i].side;
            const auto dx = std::int64_t{s.b.x} - s.a.x;
            const auto dy = std::int64_t{s.b.y} - s.a.y;
            const auto count = std::clamp(std::max(std::abs(dx), std::abs(dy)) / piece_length, std::int64_t{1}, most_pieces);
            const auto place = [&](std::int64_t k) {
                return LatticePoint{s.a.x + static_cast<std::int32_t>(dx * k / count),
                                    s.a.y + static_cast<std::int32_t>(dy * k / count)};
            };
            for (std::int64_t k = 0; k < count; ++k) {
                pieces.push_back({place(k), place(k + 1)});
                m_side_of_piece.push_back(i);
            }
        }
        return SegmentTree(pieces);
    }

    /// On a side of a unit that has no border in the corner.
    [[nodiscard]] std::optional<Foot> nearest(const SegmentTree &tree, std::uint32_t corner) {
        const auto p = m_sides[corner].side.a;
        const Scale scale(p.y);
        const auto reach_x = m_widest / scale.east + 2;
        const auto reach_y = m_widest / scale.north + 2;
        if (reach_x > piece_length) {
            return std::nullopt; // at a pole
        }
        const LatticeBox box{static_cast<std::int32_t>(p.x - reach_x), static_cast<std::int32_t>(p.y - reach_y),
                             static_cast<std::int32_t>(p.x + reach_x), static_cast<std::int32_t>(p.y + reach_y)};
        std::optional<Foot> best;
        tree.for_each_near(box, [&](std::uint32_t piece) {
            ++m_found.steps;
            const auto side = m_side_of_piece[piece];
            const auto label = m_sides[side].label;
            if (label == m_sides[corner].label || label == m_sides[m_previous[corner]].label) {
                return;
            }
            const auto place = scale.nearest(p, m_sides[side].side);
            const auto square = scale.square(p, place);
            if (!best || std::pair(square, side) < std::pair(best->square, best->side)) {
                best = Foot{side, place, square};
            }
        });
        const bool is_near = best && best->square > 0 && best->square < static_cast<__int128>(m_widest) * m_widest;
        return is_near ? best : std::nullopt;
    }

    /// Whether the border leads around from the corner to the foot at once: a bend of the border, and no slit.
    [[nodiscard]] bool is_shallow(std::uint32_t corner, const Foot &foot) {
        const auto p = m_sides[corner].side.a;
        const Scale scale(p.y);
        const auto most = slit_border_ratio * scale.length(p, foot.place);
        return leads_to(corner, true, foot, most, scale) || leads_to(m_previous[corner], false, foot, most, scale);
    }

    /// Whether the border leads from a side on, or back, to the foot within `most`.
    [[nodiscard]] bool leads_to(std::uint32_t at, bool on, const Foot &foot, std::int64_t most, const Scale &scale) {
        const auto &follow = on ? m_next : m_previous;
        std::int64_t length = 0;
        for (std::size_t followed = 0; followed < most_followed && length < most; ++followed, at = follow[at]) {
            ++m_found.steps;
            const auto &side = m_sides[at].side;
            if (at == foot.side) {
                return length + scale.length(on ? side.a : side.b, foot.place) < most;
            }
            length += scale.length(side.a, side.b);
        }
        return false;
    }

    /// The foot, or where that was rounded a place three units behind it, so that the way crosses the border.
    [[nodiscard]] LatticePoint end_of_way(LatticePoint from, const Foot &at) const {
        const auto foot = at.place;
        if (is_on(foot, m_sides[at.side].side)) {
            return foot;
        }
        const auto dx = std::int64_t{foot.x} - from.x;
        const auto dy = std::int64_t{foot.y} - from.y;
        const auto size = std::max(std::abs(dx), std::abs(dy));
        const auto step = [&](std::int64_t d) {
            return static_cast<std::int32_t>(d * 3 >= 0 ? (d * 3 + size / 2) / size : -((-d * 3 + size / 2) / size));
        };
        return {foot.x + step(dx), foot.y + step(dy)};
    }

    std::int64_t m_widest;
    std::vector<OuterSide> m_sides; ///< one ring of the outer border after another
    std::vector<std::uint32_t> m_next;
    std::vector<std::uint32_t> m_previous;
    std::vector<std::uint32_t> m_side_of_piece;
    SlitWays m_found;
};

} // namespace

SlitWays find_slit_ways(const Coverage &coverage, std::int64_t widest_um) {
    return WaySearch(coverage, widest_um).run();
}

std::int64_t length_um(std::span<const LatticePoint> line) {
    std::int64_t length = 0;
    for (std::size_t i = 0; i + 1 < line.size(); ++i) {
        length += Scale(line[i].y).length(line[i], line[i + 1]);
    }
    return length;
}

} // namespace jingwei::spatial
