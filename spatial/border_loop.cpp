#include "spatial/border_loop.hpp"

#include "spatial/segment.hpp"

#include <algorithm>
#include <optional>
#include <span>

namespace jingwei::spatial {
namespace {

void append(BorderLoop &loop, const Ring &ring, const AcrossBorder &across) {
    for (std::size_t i = 0; i < ring.size(); ++i) {
        const auto from = ring[i];
        const auto to = ring[i + 1 == ring.size() ? 0 : i + 1];
        loop.points.push_back(from);
        loop.across.push_back(across(from, to));
    }
}

/// Whether the direction from corner i to p lies on the loop's left there.
bool opens_towards(const BorderLoop &loop, std::size_t i, LatticePoint p) {
    const auto before = loop.points[loop.before(i)];
    const auto at = loop.points[i];
    const auto after = loop.points[loop.after(i)];
    if (cross(before, at, after) > 0) {
        return cross(before, at, p) > 0 && cross(at, after, p) > 0;
    }
    return cross(before, at, p) > 0 || cross(at, after, p) > 0;
}

bool is_free(const Segment &bridge, const BorderLoop &loop, std::span<const Ring> holes) {
    for (std::size_t i = 0; i < loop.size(); ++i) {
        if (meet_improperly(bridge, {loop.points[i], loop.points[loop.after(i)]})) {
            return false;
        }
    }
    return std::ranges::all_of(holes, [&](const Ring &hole) {
        for (std::size_t i = 0; i < hole.size(); ++i) {
            if (meet_improperly(bridge, {hole[i], hole[i + 1 == hole.size() ? 0 : i + 1]})) {
                return false;
            }
        }
        return true;
    });
}

/// The nearest corner of the loop from which a bridge to p is free; a corner at p itself needs none. There is one when p is
/// the smallest point of all holes that are left: ground that is cut at each corner, from west to east, has the corner
/// before p in the part where p lies.
std::optional<std::size_t> bridge_head(const BorderLoop &loop, std::span<const Ring> holes) {
    const auto p = holes.front()[0];
    const auto next = holes.front()[1];
    std::vector<std::pair<std::int64_t, std::size_t>> corners;
    corners.reserve(loop.size());
    for (std::size_t i = 0; i < loop.size(); ++i) {
        corners.emplace_back(distance_squared(loop.points[i], p), i);
    }
    std::ranges::make_heap(corners, std::greater<>{});
    for (; !corners.empty(); corners.pop_back()) { // the first nearly always sees the hole
        std::ranges::pop_heap(corners, std::greater<>{});
        const auto corner = corners.back().second;
        const auto at = loop.points[corner];
        if (at == p ? opens_towards(loop, corner, next) : opens_towards(loop, corner, p) && is_free({at, p}, loop, holes)) {
            return corner;
        }
    }
    return std::nullopt;
}

/// Joins the first of the holes into the loop.
void join_hole(BorderLoop &loop, std::span<const Ring> holes, const AcrossBorder &across) {
    const auto &hole = holes.front();
    const auto head = bridge_head(loop, holes);
    if (!head) {
        return; // lines that cross its ground will be noded with its border
    }
    BorderLoop joined;
    const auto take = [&](std::size_t from, std::size_t to) {
        for (auto i = from; i < to; ++i) {
            joined.points.push_back(loop.points[i]);
            joined.across.push_back(loop.across[i]);
        }
    };
    take(0, *head);
    const bool touches = loop.points[*head] == hole.front();
    if (!touches) {
        joined.points.push_back(loop.points[*head]);
        joined.across.push_back(no_label);
    }
    append(joined, hole, across);
    if (!touches) {
        joined.points.push_back(hole.front());
        joined.across.push_back(no_label);
    }
    take(*head, loop.size());
    loop = std::move(joined);
}

} // namespace

BorderLoop border_loop(const Polygon &gap, const AcrossBorder &across) {
    auto holes = gap.holes;
    for (auto &hole : holes) {
        std::ranges::rotate(hole, std::ranges::min_element(hole));
    }
    std::ranges::sort(holes);
    BorderLoop loop;
    append(loop, gap.outer, across);
    for (std::size_t i = 0; i < holes.size(); ++i) {
        join_hole(loop, std::span(holes).subspan(i), across);
    }
    return loop;
}

} // namespace jingwei::spatial
