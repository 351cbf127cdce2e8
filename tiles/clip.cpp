#include "tiles/clip.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

namespace jingwei::tiles {

namespace {

enum class Side { west, east, north, south };

bool is_inside(WidePoint p, Side side, const ClipBox &box) {
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

/// Whether all of a ring lies on the inner side of a side, or none of it.
std::pair<bool, bool> all_or_none_inside(const std::vector<WidePoint> &ring, Side side, const ClipBox &box) {
    bool all = true;
    bool none = true;
    for (const WidePoint p : ring) {
        const bool inside = is_inside(p, side, box);
        all = all && inside;
        none = none && !inside;
    }
    return {all, none};
}

template <Side Which> void clip_side(std::vector<WidePoint> &ring, const ClipBox &box, std::vector<WidePoint> &kept) {
    const auto [all, none] = all_or_none_inside(ring, Which, box);
    if (all) {
        return;
    }
    kept.clear();
    if (!none) {
        WidePoint previous = ring.back();
        bool was_inside = is_inside(previous, Which, box);
        for (const WidePoint p : ring) {
            const bool inside = is_inside(p, Which, box);
            if (inside != was_inside) {
                kept.push_back(meet(previous, p, Which, box));
            }
            if (inside) {
                kept.push_back(p);
            }
            previous = p;
            was_inside = inside;
        }
    }
    ring.swap(kept);
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

TilePoint to_tile_point(WidePoint p) {
    return {static_cast<std::int32_t>(p.x), static_cast<std::int32_t>(p.y)};
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
    clip_side<Side::west>(ring, box, scratch);
    clip_side<Side::east>(ring, box, scratch);
    clip_side<Side::north>(ring, box, scratch);
    clip_side<Side::south>(ring, box, scratch);
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
