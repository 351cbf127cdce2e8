#include "tiles/clip.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <type_traits>

namespace jingwei::tiles {

namespace {

enum class Side { west, east, north, south };

template <class Point> bool is_inside(Point p, Side side, const ClipBox &box) {
    switch (side) {
    case Side::west:
        return p.x >= box.min;
    case Side::east:
        return p.x <= box.max;
    case Side::north:
        return p.y >= box.min;
    case Side::south:
        return p.y <= box.max;
    }
    return false;
}

std::int64_t between(std::int64_t from, std::int64_t to, std::int64_t part, std::int64_t whole) {
    return from + std::llround(static_cast<double>(to - from) * (static_cast<double>(part) / static_cast<double>(whole)));
}

/// Where ab, which crosses the side's line, meets it. The same for ba.
WidePoint meet(WidePoint a, WidePoint b, Side side, const ClipBox &box) {
    if (b < a) {
        std::swap(a, b);
    }
    const std::int64_t at = side == Side::west || side == Side::north ? box.min : box.max;
    if (side == Side::west || side == Side::east) {
        return {at, between(a.y, b.y, at - a.x, b.x - a.x)};
    }
    return {between(a.x, b.x, at - a.y, b.y - a.y), at};
}

WidePoint widened(WidePoint p) {
    return p;
}

WidePoint widened(TilePoint p) {
    return {p.x, p.y};
}

TilePoint to_tile_point(WidePoint p) {
    return {static_cast<std::int32_t>(p.x), static_cast<std::int32_t>(p.y)};
}

template <Side Which, class Point> Point meet_of(Point a, Point b, const ClipBox &box) {
    const WidePoint met = meet(widened(a), widened(b), Which, box);
    if constexpr (std::is_same_v<Point, TilePoint>) {
        return to_tile_point(met);
    } else {
        return met;
    }
}

/// Takes the runs of points inside, and the points where a run begins and ends.
template <Side Which, class Point> void clip_side(std::vector<Point> &ring, const ClipBox &box, std::vector<Point> &kept) {
    const auto inside = [&](Point p) { return is_inside(p, Which, box); };
    const auto begin = ring.begin();
    const auto end = ring.end();
    auto at = std::find_if_not(begin, end, inside);
    if (at == end) {
        return;
    }
    kept.clear();
    bool is_in = inside(ring.back());
    for (at = begin; at != end;) {
        const auto run_end = is_in ? std::find_if_not(at, end, inside) : std::find_if(at, end, inside);
        if (is_in) {
            kept.insert(kept.end(), at, run_end);
        }
        if (run_end != end) {
            kept.push_back(meet_of<Which>(run_end == begin ? ring.back() : *(run_end - 1), *run_end, box));
        }
        is_in = !is_in;
        at = run_end;
    }
    ring.swap(kept);
}

template <class Point> void clip_all_sides(std::vector<Point> &ring, const ClipBox &box, std::vector<Point> &scratch) {
    clip_side<Side::west>(ring, box, scratch);
    clip_side<Side::east>(ring, box, scratch);
    clip_side<Side::north>(ring, box, scratch);
    clip_side<Side::south>(ring, box, scratch);
}

constexpr Side all_sides[] = {Side::west, Side::east, Side::north, Side::south};

/// The part of a segment inside the box, or nothing.
std::optional<std::pair<WidePoint, WidePoint>> clip_segment(WidePoint a, WidePoint b, const ClipBox &box) {
    for (const Side side : all_sides) {
        const bool a_inside = is_inside(a, side, box);
        const bool b_inside = is_inside(b, side, box);
        if (!a_inside && !b_inside) {
            return std::nullopt;
        }
        if (a_inside != b_inside) {
            (a_inside ? b : a) = meet(a, b, side, box);
        }
    }
    return std::pair(a, b);
}

} // namespace

TileFrame::TileFrame(spatial::TileId tile)
    : m_west(std::int64_t{tile.x} << (32U - tile.z)), m_north(std::int64_t{tile.y} << (32U - tile.z)), m_shift(20 - tile.z) {}

TilePoint TileFrame::owned(spatial::TilePosition p) const {
    const auto unit = [&](std::int64_t v) {
        return static_cast<std::int32_t>(m_shift >= 0 ? v >> static_cast<unsigned>(m_shift)
                                                      : v << static_cast<unsigned>(-m_shift));
    };
    return {unit(p.x - m_west), unit(p.y - m_north)};
}

void clip_ring(std::vector<WidePoint> &ring, const ClipBox &box, std::vector<WidePoint> &scratch) {
    clip_all_sides(ring, box, scratch);
}

void clip_ring(std::vector<TilePoint> &ring, const ClipBox &box, std::vector<TilePoint> &scratch) {
    clip_all_sides(ring, box, scratch);
}

void clip_ring(std::vector<WidePoint> &ring, const ClipBox &box) {
    std::vector<WidePoint> scratch;
    clip_ring(ring, box, scratch);
}

void clip_line(std::span<const WidePoint> line, const ClipBox &box,
               const std::function<void(std::span<const TilePoint>)> &visit) {
    std::vector<TilePoint> piece;
    const auto finish = [&] {
        if (piece.size() > 1) {
            visit(piece);
        }
        piece.clear();
    };
    for (std::size_t i = 1; i < line.size(); ++i) {
        const auto part = clip_segment(line[i - 1], line[i], box);
        if (!part) {
            finish();
            continue;
        }
        if (piece.empty()) {
            piece.push_back(to_tile_point(part->first));
        }
        piece.push_back(to_tile_point(part->second));
        if (part->second != line[i]) {
            finish();
        }
    }
    finish();
}

} // namespace jingwei::tiles
