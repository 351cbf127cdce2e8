#pragma once

#include "data/world.hpp"
#include "tiles/tile_builder.hpp"

#include <mutex>

namespace jingwei::server {

/// The sectors of a layer of cameras, followed from one World to the next: a change of one camera costs a copied chunk. The
/// first time takes a sort of all cameras. Thread-safe.
class CameraSectors {
  public:
    using CamerasPtr = std::shared_ptr<const data::Layer<data::CameraRow>>;
    [[nodiscard]] std::shared_ptr<const tiles::SectorSet> of(const CamerasPtr &cameras);

  private:
    std::mutex m_mutex; ///< guards what follows
    CamerasPtr m_cameras;
    std::shared_ptr<const tiles::SectorSet> m_sectors;
};

/// What a camera sees on the ground, or nothing: its range and its field of view must be known, and its azimuth unless it sees
/// all around.
[[nodiscard]] std::optional<spatial::Sector> sector_of(const data::CameraRow &row);

/// Whether two rows of cameras are drawn alike in `camera_sectors`: what tiles do not carry may differ.
[[nodiscard]] bool has_same_sector(const data::CameraRow &a, const data::CameraRow &b);

/// The layer `camera_sectors`; the sectors are found when a tile is first drawn. `sectors` is kept.
[[nodiscard]] tiles::TileLayer draw_sectors(const std::shared_ptr<CameraSectors> &sectors,
                                            const CameraSectors::CamerasPtr &cameras, const spatial::TilePlane &plane);

} // namespace jingwei::server
