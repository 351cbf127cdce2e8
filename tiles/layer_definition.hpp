#pragma once

#include <optional>
#include <span>
#include <string>
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

/// Who may see a layer or a figure: everyone with class 1, or class 1s (command) only.
enum class DataClass { work, command };

/// What only layers of objects have: clusters below a zoom, with counts by category and by state.
struct PointDrawing {
    int points_from_zoom = 15; ///< from here on each object stands by itself where a tile has room for all
    /// Names by PointEntry::state; "" is not counted by itself. They match [a-z0-9_]+.
    std::span<const std::string_view> states;
};

/// A layer of tiles and the only attributes that it may carry: the writer refuses every other.
struct LayerDefinition {
    std::string_view name;
    std::string_view description;
    GeometryKind geometry = GeometryKind::point;
    int min_zoom = 0; ///< tiles of smaller zooms never have it
    int max_zoom = max_built_zoom;
    std::span<const LayerField> fields;
    bool of_edition = false; ///< nothing but a new edition changes a tile of it
    DataClass data_class = DataClass::work;
    std::optional<PointDrawing> points; ///< of layers of objects

    /// A field of the list, or a cluster's `count_<category>` in a layer of objects.
    [[nodiscard]] bool allows(std::string_view field) const;
};

/// A figure of the layer `grid_figures`: a number for every grid, and the same for each square kilometre of its ground.
struct FigureDefinition {
    LayerField value;
    LayerField per_km2;
    DataClass data_class = DataClass::work;
};

/// Every layer, in drawing order.
[[nodiscard]] std::span<const LayerDefinition> layer_definitions();
/// Their names, joined as a sentence lists them: "grids, grid_edges and cameras".
[[nodiscard]] std::string layer_names();

/// The layer of a name, or null.
[[nodiscard]] const LayerDefinition *find_layer(std::string_view name);

/// Every figure that grids may carry.
[[nodiscard]] std::span<const FigureDefinition> figure_definitions();

/// The figure of a name, or null.
[[nodiscard]] const FigureDefinition *find_figure(std::string_view name);

} // namespace jingwei::tiles
