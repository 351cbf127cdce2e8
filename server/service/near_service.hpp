#pragma once

#include "server/service/grid_service.hpp"

#include <string_view>
#include <vector>

namespace jingwei::server {

/// Point layers, as words of the API.
enum class PointLayer { cameras, key_sites, rental_houses, buildings };
[[nodiscard]] std::optional<PointLayer> point_layer_from_name(std::string_view name);
[[nodiscard]] std::string_view point_layer_name(PointLayer layer);

/// What is near a place? Checked already.
struct NearQuestion {
    data::LatticePoint from;
    std::vector<PointLayer> layers; ///< each once
    std::size_t count = 10;         ///< of all layers together
    double within_m = 500;
    std::string_view kind; ///< category in its layer; empty = any
};

/// A record near the place; its texts point into the World.
struct NearRecord {
    PointLayer layer = PointLayer::cameras;
    std::string_view code, name, kind; ///< the name of a rental house is its address
    data::LatticePoint at;
    double distance_m = 0;  ///< on the ellipsoid's local scale at the place
    double bearing_deg = 0; ///< clockwise from north, [0, 360); 0 at the place itself
};

/// The nearest records, nearest first. Throws ApiError{bad_call} where no layer has the kind.
[[nodiscard]] std::vector<NearRecord> find_near(const data::World &world, const NearQuestion &question);

} // namespace jingwei::server
