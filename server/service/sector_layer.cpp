#include "server/service/sector_layer.hpp"

#include "data/world_layers.hpp"
#include "tiles/mvt_writer.hpp"

namespace jingwei::server {

namespace {

std::optional<tiles::PlacedSector> placed(const data::CameraRow *row, std::size_t slot) {
    const auto sector = row == nullptr ? std::nullopt : sector_of(*row);
    if (!sector) {
        return std::nullopt;
    }
    return tiles::PlacedSector{row->id, static_cast<std::uint32_t>(slot), *sector};
}

tiles::SectorSet all_sectors(const data::Rows<data::CameraRow> &rows) {
    std::vector<tiles::PlacedSector> sectors;
    for (std::size_t slot = 0; slot < rows.size(); ++slot) {
        if (const auto sector = placed(&rows[slot], slot)) {
            sectors.push_back(*sector);
        }
    }
    return tiles::SectorSet(sectors);
}

tiles::SectorSet followed(const tiles::SectorSet &sectors, const data::Rows<data::CameraRow> &before,
                          const data::Rows<data::CameraRow> &after) {
    tiles::SectorSet next = sectors;
    data::for_each_changed_row(before, after,
                               [&](std::size_t slot, const data::CameraRow *old_row, const data::CameraRow *new_row) {
                                   if (const auto gone = placed(old_row, slot)) {
                                       next.take(*gone);
                                   }
                                   if (const auto come = placed(new_row, slot)) {
                                       next.put(*come);
                                   }
                               });
    return next;
}

bool is_same(const spatial::Sector &a, const spatial::Sector &b) {
    return a.at == b.at && a.azimuth_deg == b.azimuth_deg && a.fov_deg == b.fov_deg && a.range_m == b.range_m;
}

/// More changed cameras than this are not worth following one by one.
constexpr std::size_t many = 2'000;

} // namespace

std::optional<spatial::Sector> sector_of(const data::CameraRow &row) {
    constexpr double all_around = 360;
    const bool sees = row.id != 0 && row.range_m.value_or(0) > 0 && row.fov_deg.value_or(0) > 0;
    if (!sees || (!row.azimuth_deg && *row.fov_deg < all_around)) {
        return std::nullopt;
    }
    return spatial::Sector{
        .at = row.at, .azimuth_deg = row.azimuth_deg.value_or(0), .fov_deg = *row.fov_deg, .range_m = *row.range_m};
}

bool has_same_sector(const data::CameraRow &a, const data::CameraRow &b) {
    const auto sector_a = sector_of(a);
    const auto sector_b = sector_of(b);
    if (!sector_a || !sector_b) {
        return !sector_a && !sector_b;
    }
    return a.id == b.id && a.code == b.code && a.kind == b.kind && a.online == b.online && is_same(*sector_a, *sector_b);
}

std::shared_ptr<const tiles::SectorSet> CameraSectors::of(const CamerasPtr &cameras) {
    const std::lock_guard lock(m_mutex);
    if (m_cameras != cameras) {
        std::size_t changed = 0;
        if (m_cameras) {
            data::for_each_changed_row(m_cameras->rows, cameras->rows, [&](auto &&...) { ++changed; });
        }
        m_sectors = std::make_shared<const tiles::SectorSet>(
            m_cameras && changed <= many ? followed(*m_sectors, m_cameras->rows, cameras->rows) : all_sectors(cameras->rows));
        m_cameras = cameras;
    }
    return m_sectors;
}

tiles::TileLayer draw_sectors(const std::shared_ptr<CameraSectors> &sectors, const CameraSectors::CamerasPtr &cameras,
                              const spatial::TilePlane &plane) {
    const tiles::LayerDefinition *layer = tiles::find_layer("camera_sectors");
    return {layer, [sectors, cameras, plane](spatial::TileId tile, tiles::LayerWriter &writer) {
                tiles::SectorSource source;
                source.sectors = sectors->of(cameras);
                source.sector_of = [&](std::uint32_t slot) { return sector_of(cameras->rows[slot]).value(); };
                source.write_attributes = [&](std::uint32_t slot, tiles::FeatureWriter &feature) {
                    const data::CameraRow &row = cameras->rows[slot];
                    feature.set_id(static_cast<std::uint64_t>(row.id));
                    feature.add("code", row.code);
                    feature.add("kind", row.kind);
                    feature.add("online", row.online);
                };
                tiles::write_sectors(source, tile, plane, writer);
            }};
}

} // namespace jingwei::server
