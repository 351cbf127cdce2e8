#pragma once

#include "spatial/point_set.hpp"
#include "spatial/sector.hpp"
#include "tiles/layer_definition.hpp"

#include <functional>
#include <map>
#include <memory>
#include <vector>

namespace jingwei::tiles {

class FeatureWriter;
class LayerWriter;

/// One sector on the map. `slot` is the caller's index of the whole record.
struct PlacedSector {
    std::int64_t id = 0;
    std::uint32_t slot = 0;
    spatial::Sector sector;
};

/// Sectors by place, apart by how far they reach, so that one that sees for kilometres does not make every search wide. A copy
/// shares all with the first; a change copies one chunk of points. Thread-safe to read.
class SectorSet {
  public:
    SectorSet() = default;
    explicit SectorSet(const std::vector<PlacedSector> &sectors);
    void put(const PlacedSector &sector);
    /// Takes out the sector of this id, which was put in with this place and range.
    void take(const PlacedSector &sector);

    /// Calls `visit` with the slot of each sector that may reach into the box, each once: of some that do not, too.
    void for_each_near(const spatial::LatticeBox &box, const std::function<void(std::uint32_t slot)> &visit) const;
    [[nodiscard]] std::size_t size() const;

  private:
    std::map<int, spatial::PointSet> m_by_reach; ///< by the power of two of metres that no range in it exceeds
};

/// A layer of sectors to draw.
struct SectorSource {
    std::shared_ptr<const SectorSet> sectors;
    /// By slot. Both are called on the building thread, also from several at once.
    std::function<spatial::Sector(std::uint32_t slot)> sector_of;
    /// The feature's id and its attributes (those of the layer's list only).
    std::function<void(std::uint32_t slot, FeatureWriter &)> write_attributes;
};

/// Writes the sectors with ground in the tile, its buffer included, cut to it. Where that is more than the layer's budget:
/// squares of a 32nd of the tile's side that sectors meet, each with the `count` of those sectors (of sectors wider than half a
/// turn a few more).
void write_sectors(const SectorSource &source, spatial::TileId tile, const spatial::TilePlane &plane, LayerWriter &layer);

/// The tiles of a zoom that a sector's outline meets as this zoom draws it, buffers included: all tiles of the zoom with ground
/// of it, and all that tiles with ground of it at deeper zooms lie in. Ascending by column. Microseconds a tile around it.
[[nodiscard]] std::vector<spatial::TileId> tiles_of_sector(const spatial::Sector &sector, const spatial::TilePlane &plane,
                                                           int zoom);

} // namespace jingwei::tiles
