#include "tiles/layer_definition.hpp"

#include <algorithm>
#include <array>

namespace jingwei::tiles {

namespace {

constexpr std::string_view text = "String";
constexpr std::string_view number = "Number";
constexpr std::string_view boolean = "Boolean";
constexpr std::string_view count_prefix = "count_";
constexpr LayerField count_field{"count", number, "Objects in this cluster; absent on a single object"};

constexpr std::array grid_fields{
    LayerField{"id", number, "Identifier of the grid, also the id of the feature"},
    LayerField{"theme", text, "Code of the theme"},
    LayerField{"code", text, "Code of the grid, unique in its theme"},
    LayerField{"name", text, "Name of the grid"},
    LayerField{"level", text, "Code of the grid's level"},
    LayerField{"rank", number, "Rank of the level, 1 is the coarsest"},
    LayerField{"kind", text, "base or dedicated"},
    LayerField{"parent", text, "Code of the parent grid, empty at the top"},
    LayerField{"colour", number, "0 to 5, different for neighbours"},
};
constexpr std::array edge_fields{
    LayerField{"theme", text, "Code of the theme"},
    LayerField{"level", text, "Code of the coarsest level that this border bounds"},
    LayerField{"rank", number, "Rank of that level, 1 is the coarsest"},
    LayerField{"left", text, "Code of the grid on the left at the level drawn, empty outside"},
    LayerField{"right", text, "Code of the grid on the right at the level drawn, empty outside"},
};
constexpr std::array label_fields{
    LayerField{"theme", text, "Code of the theme"},
    LayerField{"code", text, "Code of the grid, unique in its theme"},
    LayerField{"name", text, "Name of the grid"},
    LayerField{"level", text, "Code of the grid's level"},
    LayerField{"rank", number, "Rank of the level, 1 is the coarsest"},
};
constexpr std::array camera_fields{
    count_field,
    LayerField{"code", text, "Code of the camera"},
    LayerField{"name", text, "Name of the camera"},
    LayerField{"kind", text, "Kind, from the code list camera_kind"},
    LayerField{"azimuth", number, "Direction it looks, degrees clockwise from north"},
    LayerField{"fov", number, "Field of view in degrees"},
    LayerField{"range", number, "How far it sees, metres"},
    LayerField{"online", boolean, "Whether it works"},
};
constexpr std::array key_site_fields{
    count_field,
    LayerField{"code", text, "Code of the site"},
    LayerField{"name", text, "Name of the site"},
    LayerField{"kind", text, "Kind, from the code list key_site_kind"},
    LayerField{"attention", number, "0 none to 3 high"},
};
constexpr std::array rental_house_fields{
    count_field,
    LayerField{"code", text, "Code of the rental house"},
    LayerField{"building_use", text, "Use of the building, GB/T 31000 5.17"},
    LayerField{"rental_use", text, "What it is let for, GB/T 31000 5.18"},
    LayerField{"let_kind", text, "long or short"},
};

constexpr std::array definitions{
    LayerDefinition{"grids", "Ground of the grids of the level drawn at this zoom", GeometryKind::polygon, 0, max_built_zoom,
                    grid_fields},
    LayerDefinition{"grid_edges", "Borders between the grids drawn, each once", GeometryKind::line, 0, max_built_zoom,
                    edge_fields},
    LayerDefinition{"grid_labels", "One point inside each grid drawn", GeometryKind::point, 0, max_built_zoom, label_fields},
    LayerDefinition{"cameras", "Cameras; clusters at low zoom", GeometryKind::point, 0, max_built_zoom, camera_fields},
    LayerDefinition{"key_sites", "Key sites; clusters at low zoom", GeometryKind::point, 0, max_built_zoom, key_site_fields},
    LayerDefinition{"rental_houses", "Rental houses; clusters at low zoom", GeometryKind::point, 0, max_built_zoom,
                    rental_house_fields},
};

bool is_category_name(std::string_view name) {
    return !name.empty() && std::all_of(name.begin(), name.end(),
                                        [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; });
}

} // namespace

std::string_view geometry_name(GeometryKind kind) {
    switch (kind) {
    case GeometryKind::point:
        return "point";
    case GeometryKind::line:
        return "line";
    case GeometryKind::polygon:
        return "polygon";
    }
    return {};
}

bool LayerDefinition::allows(std::string_view field) const {
    const auto is_it = [&](const LayerField &f) { return f.name == field; };
    if (std::any_of(fields.begin(), fields.end(), is_it)) {
        return true;
    }
    const bool has_clusters = std::any_of(fields.begin(), fields.end(), [](const auto &f) { return f.name == "count"; });
    return has_clusters && field.starts_with(count_prefix) && is_category_name(field.substr(count_prefix.size()));
}

std::span<const LayerDefinition> layer_definitions() {
    return definitions;
}

const LayerDefinition *find_layer(std::string_view name) {
    const auto *found = std::find_if(definitions.begin(), definitions.end(), [&](const auto &d) { return d.name == name; });
    return found == definitions.end() ? nullptr : found;
}

} // namespace jingwei::tiles
