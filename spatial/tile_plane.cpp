#include "spatial/tile_plane.hpp"

#include <algorithm>

namespace jingwei::spatial {

namespace {

/// GCJ-02 moves a place by up to a kilometre, and the corners of a box not quite alike: 0.002 degrees.
constexpr std::int32_t shift_room = 20'000;

std::int32_t kept_within(std::int64_t v, std::int64_t limit) {
    return static_cast<std::int32_t>(std::clamp(v, -limit, limit));
}

using MovePlace = LonLat (*)(LonLat, Frame);

LatticeBox moved(const LatticeBox &box, Frame frame, MovePlace move) {
    LatticeBox out;
    for (const LatticePoint corner : {LatticePoint{box.min_x, box.min_y}, LatticePoint{box.min_x, box.max_y},
                                      LatticePoint{box.max_x, box.min_y}, LatticePoint{box.max_x, box.max_y}}) {
        out.add(to_lattice(move(to_lonlat(corner), frame)));
    }
    constexpr std::int64_t half_turn = 1'800'000'000;
    return {kept_within(std::int64_t{out.min_x} - shift_room, half_turn),
            kept_within(std::int64_t{out.min_y} - shift_room, half_turn / 2),
            kept_within(std::int64_t{out.max_x} + shift_room, half_turn),
            kept_within(std::int64_t{out.max_y} + shift_room, half_turn / 2)};
}

} // namespace

LatticeBox drawn_box(const LatticeBox &ground, const TilePlane &plane) {
    return plane.shifts() && !ground.empty() ? moved(ground, plane.frame, from_store_frame) : ground;
}

LatticeBox ground_of(TileId tile, const TilePlane &plane, int buffer) {
    const LatticeBox drawn = tile_bounds(tile, plane.grid, buffer);
    return plane.shifts() ? moved(drawn, plane.frame, to_store_frame) : drawn;
}

} // namespace jingwei::spatial
