#include "spatial/pole.hpp"

#include "spatial/depth.hpp"
#include "spatial/strip_search.hpp"

#include <algorithm>
#include <limits>
#include <queue>

namespace jingwei::spatial {

namespace {

struct Cell {
    double x = 0, y = 0, half = 0;
    double distance = 0; ///< signed, of the middle
    double bound = 0;    ///< no point of the cell is deeper than this
    friend bool operator<(const Cell &a, const Cell &b) { return a.bound < b.bound; }
};

double signed_distance(const Outline &outline, double x, double y) {
    return signed_distances(outline, {{x, x, x, x}, {y, y, y, y}})[0];
}

Cell to_cell(double x, double y, double half, double distance) {
    return {x, y, half, distance, distance + half * 1.41421356237309515};
}

/// The middles of the chords that start at the middle of segment `from`, at a right angle, to both sides.
void try_chord(const Outline &outline, std::size_t from, Pole &best) {
    constexpr double far = std::numeric_limits<double>::infinity();
    const auto &s = outline.segments[from];
    const double mx = s.x + s.dx / 2;
    const double my = s.y + s.dy / 2;
    const double length = std::hypot(s.dx, s.dy);
    double left = far;
    double right = -far;
    for (std::size_t i = 0; i < outline.segments.size() && length > 0; ++i) {
        const auto &t = outline.segments[i];
        const double turn = (-s.dy * t.dy - s.dx * t.dx) / length;
        if (i == from || turn == 0) {
            continue;
        }
        const double along = ((t.x - mx) * t.dy - (t.y - my) * t.dx) / turn;
        const double on = ((t.x - mx) * (s.dx / length) - (t.y - my) * (-s.dy / length)) / turn;
        if (on >= 0 && on <= 1) {
            left = along > 0 ? std::min(left, along) : left;
            right = along < 0 ? std::max(right, along) : right;
        }
    }
    for (const double reach : {left, right}) {
        if (std::isfinite(reach)) {
            const double x = mx - s.dy / length * reach / 2;
            const double y = my + s.dx / length * reach / 2;
            take_if_deeper(best, x, y, signed_distance(outline, x, y));
        }
    }
}

/// Chords of up to `limit` segments spread over the outline.
void try_chords(const Outline &outline, std::size_t limit, Pole &best) {
    const std::size_t step = std::max<std::size_t>(1, outline.segments.size() / limit);
    for (std::size_t i = 0; i < outline.segments.size(); i += step) {
        try_chord(outline, i, best);
    }
}

using CellQueue = std::priority_queue<Cell>;

void divide(const Outline &outline, const Cell &cell, Pole &best, CellQueue &queue) {
    const double half = cell.half / 2;
    const Quad middles{{cell.x - half, cell.x + half, cell.x - half, cell.x + half},
                       {cell.y - half, cell.y - half, cell.y + half, cell.y + half}};
    const auto distances = signed_distances(outline, middles);
    for (std::size_t k = 0; k < 4; ++k) {
        const auto child = to_cell(middles.x[k], middles.y[k], half, distances[k]);
        take_if_deeper(best, child.x, child.y, child.distance);
        if (child.bound > best.radius_m * good_enough) {
            queue.push(child);
        }
    }
}

CellQueue first_cells(const Outline &outline, Pole &best) {
    const double wide = std::max(outline.half_width, outline.half_height);
    const double half = std::max(std::min(outline.half_width, outline.half_height), wide / 16);
    CellQueue queue;
    for (double x = -outline.half_width + half; x < outline.half_width + half; x += 2 * half) {
        for (double y = -outline.half_height + half; y < outline.half_height + half; y += 2 * half) {
            const auto cell = to_cell(x, y, half, signed_distance(outline, x, y));
            take_if_deeper(best, x, y, cell.distance);
            queue.push(cell);
        }
    }
    return queue;
}

/// How long to search: after `patience` quadrants, which an ordinary shape does not need, at most so many pieces are looked at.
struct Effort {
    std::size_t patience = 0;
    std::size_t pieces = 0;
};

Effort full_effort(const Outline &outline) {
    return {400, 1'000 + std::min<std::size_t>(10'000, 5'000'000 / std::max<std::size_t>(1, outline.segments.size()))};
}

/// The largest circle of more than `floor_m`, if any.
Pole search(const Outline &outline, Effort effort, double floor_m) {
    Pole best{0, 0, floor_m, 0};
    if (outline.half_width <= 0 || outline.half_height <= 0) {
        return best;
    }
    auto queue = first_cells(outline, best);
    best.looked_at = queue.size();
    for (std::size_t quadrants = 0; !queue.empty(); ++quadrants) {
        const auto cell = queue.top();
        queue.pop();
        if (cell.bound <= best.radius_m * good_enough) {
            break;
        }
        if (quadrants == effort.patience) {
            try_chords(outline, 64, best);
            search_strips(outline, effort.pieces, best);
            break;
        }
        divide(outline, cell, best, queue);
        best.looked_at += 4;
    }
    return best;
}

} // namespace

Pole find_pole(const Polygon &polygon) {
    const auto outline = to_outline(polygon);
    return search(outline, full_effort(outline), 0);
}

Pole find_pole_within(const Polygon &polygon, std::size_t most_cells) {
    return search(to_outline(polygon), {most_cells / 4, most_cells}, 0);
}

bool holds_circle(const Polygon &polygon, double radius_m) {
    const auto outline = to_outline(polygon);
    const double floor_m = radius_m / good_enough;
    return search(outline, full_effort(outline), floor_m).radius_m > floor_m;
}

namespace {

/// +1 for each crossing of the ray to the east, and whether the point lies on the ring.
bool ring_holds(const Ring &ring, LatticePoint p, bool &on_ring) {
    bool inside = false;
    for (std::size_t i = 0; i < ring.size(); ++i) {
        const auto a = ring[i];
        const auto b = ring[i + 1 == ring.size() ? 0 : i + 1];
        const auto turn = cross(a, b, p);
        on_ring |= turn == 0 && p.x >= std::min(a.x, b.x) && p.x <= std::max(a.x, b.x) && p.y >= std::min(a.y, b.y) &&
                   p.y <= std::max(a.y, b.y);
        if ((a.y > p.y) != (b.y > p.y) && (turn > 0) == (b.y > a.y)) {
            inside = !inside;
        }
    }
    return inside;
}

} // namespace

bool strictly_inside(const Polygon &polygon, LatticePoint p) {
    bool on_ring = false;
    bool inside = ring_holds(polygon.outer, p, on_ring);
    for (const auto &hole : polygon.holes) {
        inside = inside != ring_holds(hole, p, on_ring);
    }
    return inside && !on_ring;
}

} // namespace jingwei::spatial
