#pragma once

#include "data/world.hpp"
#include "server/service/tile_service.hpp"
#include "spatial/box_index.hpp"

namespace jingwei::server {

/// One grid and how far around it.
struct PackWithin {
    std::string theme = "base";
    std::string grid; ///< its code; empty = everywhere
    double margin_m = 0;
};

/// Which tiles of WebMercatorQuad are worth building for some layers of a World: those that something drawn may reach, and of
/// these, where a grid is named, those that lie within the margin of its ground. Immutable and thread-safe.
class PackArea {
  public:
    /// Throws Error{not_found} for a theme or grid that is not there.
    PackArea(const data::World &world, const LayerSet &set, spatial::Frame frame, const PackWithin &within);

    /// The tiles of the zooms from `min_zoom` to `max_zoom`, zoom after zoom, each in the order of an archive.
    [[nodiscard]] std::vector<spatial::TileId> tiles(int min_zoom, int max_zoom) const;
    /// What is drawn, in the frame drawn; empty when there is nothing.
    [[nodiscard]] const spatial::LatticeBox &bounds() const { return m_bounds; }

  private:
    void add(const spatial::LatticeBox &box, std::vector<spatial::TileBox> &boxes);
    [[nodiscard]] bool wants(spatial::TileId tile) const;

    spatial::TilePlane m_plane;
    spatial::LatticeBox m_bounds;
    spatial::BoxIndex m_boxes;
    const spatial::MultiPolygon *m_within = nullptr; ///< of the World, which outlives this
    double m_margin_m = 0;
};

} // namespace jingwei::server
