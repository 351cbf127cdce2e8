#include "spatial/gap_walls.hpp"

#include <algorithm>
#include <cmath>

namespace jingwei::spatial {
namespace {

std::int32_t rounded(double v) {
    return static_cast<std::int32_t>(std::llround(v));
}

/// A place on a line, in lattice units.
DiagramPoint at(const Segment &line, double share) {
    return {line.a.x + share * (static_cast<double>(line.b.x) - line.a.x),
            line.a.y + share * (static_cast<double>(line.b.y) - line.a.y)};
}

bool holds(const GapBorder &border, DiagramPoint p) {
    bool inside = false;
    const LatticeBox west{border.box().min_x, rounded(std::floor(p.y)), rounded(std::ceil(p.x)), rounded(std::ceil(p.y))};
    border.for_each_near(west, [&](const GapBorder::Side &side) {
        const auto a = side.from;
        const auto b = side.to;
        if ((a.y > p.y) != (b.y > p.y) &&
            a.x + (p.y - a.y) / (static_cast<double>(b.y) - a.y) * (static_cast<double>(b.x) - a.x) < p.x) {
            inside = !inside;
        }
    });
    return inside;
}

/// Where a line meets the border: a wall, or the end of one, where rounding may have moved it to the next side.
struct Cut {
    double share = 0; ///< of the line's length
    LatticePoint place;
};

/// The nearest point to a place on a side that lies on it or beyond, so that what ends there meets the side.
LatticePoint on_or_beyond(const GapBorder::Side &side, DiagramPoint p) {
    const LatticePoint low{rounded(std::floor(p.x)), rounded(std::floor(p.y))};
    LatticePoint best = low;
    double best_off = 4;
    for (const auto &candidate : {low, {low.x + 1, low.y}, {low.x, low.y + 1}, {low.x + 1, low.y + 1}}) {
        const double off = std::max(std::abs(candidate.x - p.x), std::abs(candidate.y - p.y));
        if (cross(side.from, side.to, candidate) <= 0 && off < best_off) {
            best = candidate;
            best_off = off;
        }
    }
    return best;
}

/// In their order, with both ends.
std::vector<Cut> cuts_of(const GapBorder &border, const Segment &line) {
    std::vector<Cut> cuts{{0, line.a}, {1, line.b}};
    border.for_each_near(bounds(line), [&](const GapBorder::Side &side) {
        const auto from = cross(side.from, side.to, line.a);
        const auto to = cross(side.from, side.to, line.b);
        const auto left = cross(line.a, line.b, side.from);
        const auto right = cross(line.a, line.b, side.to);
        const bool meet = (from < 0) != (to < 0) && (left < 0) != (right < 0);
        if (meet) {
            const double share = static_cast<double>(from) / (static_cast<double>(from) - static_cast<double>(to));
            cuts.push_back({share, on_or_beyond(side, at(line, share))});
        }
    });
    std::ranges::sort(cuts, {}, &Cut::share);
    return cuts;
}

} // namespace

std::vector<Segment> inside_of(const GapBorder &border, std::span<const Segment> lines) {
    std::vector<Segment> inside;
    for (const auto &line : lines) {
        const auto cuts = cuts_of(border, line);
        for (std::size_t i = 0; i + 1 < cuts.size(); ++i) {
            const Segment piece{cuts[i].place, cuts[i + 1].place};
            if (piece.a != piece.b && holds(border, at(line, (cuts[i].share + cuts[i + 1].share) / 2))) {
                inside.push_back(piece);
            }
        }
    }
    return inside;
}

} // namespace jingwei::spatial
