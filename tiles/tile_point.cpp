#include "tiles/tile_point.hpp"

#include <algorithm>

namespace jingwei::tiles {

namespace {

std::int64_t turn(TilePoint a, TilePoint b, TilePoint c) {
    // differences of tile units stay far below 2^31: MVT itself keeps them in 32 bits
    return std::int64_t{b.x - a.x} * (c.y - a.y) - std::int64_t{b.y - a.y} * (c.x - a.x);
}

} // namespace

std::int64_t doubled_area(std::span<const TilePoint> ring) {
    std::int64_t sum = 0;
    if (!ring.empty()) {
        TilePoint a = ring.back();
        for (const TilePoint b : ring) {
            sum += std::int64_t{a.x} * b.y - std::int64_t{b.x} * a.y;
            a = b;
        }
    }
    return sum;
}

RingFigures clean_ring(std::vector<TilePoint> &ring) {
    RingFigures figures;
    std::size_t kept = 0; // of those read: ring[0..kept)
    TilePoint last;       // the last of them, and the one before
    TilePoint before;
    TilePoint previous = ring.empty() ? TilePoint{} : ring.back();
    for (const TilePoint p : ring) {
        figures.doubled_area += std::int64_t{previous.x} * p.y - std::int64_t{p.x} * previous.y; // what goes has no area
        previous = p;
        // a repeated point turns by nothing, too
        while (kept > 1 && turn(before, last, p) == 0) {
            --kept;
            last = before;
            before = kept > 1 ? ring[kept - 2] : TilePoint{};
        }
        if (kept == 1 && last == p) {
            continue;
        }
        ring[kept++] = p;
        before = last;
        last = p;
    }
    std::size_t first = 0;
    while (kept - first > 2) {
        if (turn(ring[kept - 2], ring[kept - 1], ring[first]) == 0) {
            --kept;
        } else if (turn(ring[kept - 1], ring[first], ring[first + 1]) == 0) {
            ++first;
        } else {
            break;
        }
    }
    ring.resize(kept);
    ring.erase(ring.begin(), ring.begin() + static_cast<std::ptrdiff_t>(first));
    figures.least = static_cast<std::size_t>(std::min_element(ring.begin(), ring.end()) - ring.begin());
    return figures;
}

void drop_idle_points(std::vector<TilePoint> &ring) {
    static_cast<void>(clean_ring(ring));
}

} // namespace jingwei::tiles
