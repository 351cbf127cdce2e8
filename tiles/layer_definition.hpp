#pragma once

#include <span>
#include <string_view>

namespace jingwei::tiles {

constexpr int tile_extent = 4096;
/// Clients fetch tiles up to this zoom and enlarge them beyond; the server still answers up to `max_served_zoom`.
constexpr int max_built_zoom = 16;
constexpr int max_served_zoom = 22;

enum class GeometryKind { point, line, polygon };

[[nodiscard]] std::string_view geometry_name(GeometryKind kind);

/// One attribute that may stand in a tile.
struct LayerField {
    std::string_view name;
    std::string_view type; ///< String, Number or Boolean, as TileJSON has it
    std::string_view description;
};

/// A layer of tiles and the only attributes that it may carry: the writer refuses every other.
struct LayerDefinition {
    std::string_view name;
    std::string_view description;
    GeometryKind geometry = GeometryKind::point;
    int min_zoom = 0;
    int max_zoom = max_built_zoom;
    std::span<const LayerField> fields;

    /// A field of the list, or a cluster's `count_<category>` in a point layer.
    [[nodiscard]] bool allows(std::string_view field) const;
};

/// Every layer, in drawing order: grids, grid_edges, grid_labels, cameras, key_sites, rental_houses.
[[nodiscard]] std::span<const LayerDefinition> layer_definitions();

/// The layer of a name, or null.
[[nodiscard]] const LayerDefinition *find_layer(std::string_view name);

} // namespace jingwei::tiles
