#include "server/service/layer_bounds.hpp"

#include "data/world_layers.hpp"
#include "server/service/locate_service.hpp"
#include "server/service/sector_layer.hpp"
#include "spatial/sector.hpp"

namespace jingwei::server {

namespace {

void add(spatial::LatticeBox &all, const spatial::LatticeBox &box) {
    if (!box.empty()) {
        all.add({box.min_x, box.min_y});
        all.add({box.max_x, box.max_y});
    }
}

void add_sectors(spatial::LatticeBox &all, const data::Rows<data::CameraRow> &cameras) {
    for (std::size_t slot = 0; slot < cameras.size(); ++slot) {
        if (const auto sector = sector_of(cameras[slot])) {
            spatial::LatticeBox place;
            place.add(sector->at);
            add(all, spatial::widened(place, sector->range_m));
        }
    }
}

} // namespace

spatial::LatticeBox bounds_of(const data::World &world, std::span<const tiles::LayerDefinition *const> layers) {
    spatial::LatticeBox all = ground_of(world);
    for (const tiles::LayerDefinition *layer : layers) {
        data::for_each_layer([&](const auto &known) {
            if (known.name == layer->name) {
                add(all, known.in(world)->points.bounds());
            }
        });
        if (layer->name == "camera_sectors") {
            add_sectors(all, world.cameras->rows);
        }
    }
    return all;
}

} // namespace jingwei::server
