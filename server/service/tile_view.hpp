#pragma once

#include "data/world.hpp"
#include "spatial/tile_plane.hpp"
#include "tiles/layer_definition.hpp"

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace jingwei::server {

/// The categories of point layers that are drawn, by layer name, sorted; a layer that is not named is drawn whole.
using CategoryFilter = std::map<std::string_view, std::vector<std::string>>;

/// How tiles are drawn, beside their layers: where places lie in them, and which of a layer's objects are shown.
struct TileView {
    spatial::TilePlane plane;
    CategoryFilter categories;
    /// For cache keys and ETags: two views of one set have the same name exactly where their tiles are the same. Visible ASCII
    /// without quotes.
    std::string name = "cgcs2000";
    /// What of a tile's address says this, as `tms=CGCS2000Quad&frame=gcj02`; empty = nothing has to be said.
    std::string query;
    /// In the store's frame and WebMercatorQuad, with all objects.
    [[nodiscard]] bool is_usual() const { return plane == spatial::TilePlane() && categories.empty(); }
    /// The categories drawn of a layer, or null: all of them.
    [[nodiscard]] const std::vector<std::string> *categories_of(std::string_view layer) const;
};

/// What an address says of a view, as sent.
struct TileViewWords {
    std::optional<std::string_view> tms, frame, category;
};

/// The view that these words mean for some layers of a World. `tms` is a tile grid's name. `frame` is wgs84, cgcs2000 or gcj02.
/// `category` is `LAYER:VALUE,VALUE;LAYER:VALUE`, of layers drawn that have categories, and values that they declare. Throws
/// ApiError{bad_call} that names the field and what it takes.
[[nodiscard]] TileView make_tile_view(const TileViewWords &words, std::span<const tiles::LayerDefinition *const> layers,
                                      const data::World &world);

/// The categories that a layer declares in a World, in the order of its code list; empty for a layer that has none.
[[nodiscard]] const std::vector<std::string> &declared_categories(const data::World &world, std::string_view layer);
/// The same of those of several layers that have any, by name.
[[nodiscard]] std::map<std::string_view, std::vector<std::string>>
declared_categories(const data::World &world, std::span<const tiles::LayerDefinition *const> layers);

} // namespace jingwei::server
