#pragma once

#include "spatial/frames.hpp"
#include "spatial/tile_grid.hpp"

namespace jingwei::spatial {

/// Where tiles draw the places of the store: in a tile grid, and in the frame of the base map that they lie over. Lookup knows
/// no plane: it is never shifted.
struct TilePlane {
    TileGrid grid = TileGrid::web_mercator_quad;
    Frame frame = Frame::cgcs2000;

    constexpr TilePlane() = default;
    /// A tile grid stands for itself in the store's own frame.
    constexpr TilePlane(TileGrid in) : grid(in) {}
    constexpr TilePlane(TileGrid in, Frame shown_in) : grid(in), frame(shown_in) {}

    /// Whether what is drawn lies elsewhere than what is stored.
    [[nodiscard]] constexpr bool shifts() const { return frame == Frame::gcj02 || frame == Frame::bd09; }
    friend constexpr bool operator==(const TilePlane &, const TilePlane &) = default;
};

/// Where a place of the store is drawn: exact as to_tile_position(p, plane.grid) unless the plane shifts.
[[nodiscard]] inline TilePosition to_tile_position(LatticePoint p, const TilePlane &plane) {
    return plane.shifts() ? lonlat_to_tile_position(from_store_frame(to_lonlat(p), plane.frame), plane.grid)
                          : to_tile_position(p, plane.grid);
}

/// A box that holds all that is drawn of the ground in a box, in the plane's frame: a little wider than it has to be where the
/// plane shifts, and the same box where it does not.
[[nodiscard]] LatticeBox drawn_box(const LatticeBox &ground, const TilePlane &plane);

/// A box that holds all ground that a tile draws, widened by `buffer` 4096ths of its side: in the same way.
[[nodiscard]] LatticeBox ground_of(TileId tile, const TilePlane &plane, int buffer);

} // namespace jingwei::spatial
