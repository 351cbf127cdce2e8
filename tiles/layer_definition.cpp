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

// what the layers of grids have in common
constexpr LayerField grid_id_field{"id", number, "Identifier of the grid, also the id of the feature"};
constexpr LayerField theme_field{"theme", text, "Code of the theme"};
constexpr LayerField grid_code_field{"code", text, "Code of the grid, unique in its theme"};
constexpr LayerField grid_name_field{"name", text, "Name of the grid"};
constexpr LayerField level_field{"level", text, "Code of the grid's level"};
constexpr LayerField rank_field{"rank", number, "Rank of the level, 1 is the coarsest"};
constexpr LayerField gathered_field{
    "count", number, "Grids gathered in this feature, which has no id, code and name then; absent on a single grid"};

constexpr std::array grid_fields{
    grid_id_field,
    theme_field,
    grid_code_field,
    grid_name_field,
    level_field,
    rank_field,
    LayerField{"kind", text, "base or dedicated"},
    LayerField{"parent", text, "Code of the parent grid, empty at the top"},
    LayerField{"colour", number, "0 to 5, different for neighbours"},
    gathered_field,
};
constexpr std::array edge_fields{
    theme_field,
    LayerField{"level", text, "Code of the coarsest level that this border bounds"},
    LayerField{"rank", number, "Rank of that level, 1 is the coarsest"},
    LayerField{"left", text, "Code of the grid on the left at the level drawn, empty outside, absent where grids are gathered"},
    LayerField{"right", text,
               "Code of the grid on the right at the level drawn, empty outside, absent where grids are gathered"},
};
constexpr std::array label_fields{theme_field, grid_code_field, grid_name_field, level_field, rank_field, gathered_field};
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
constexpr std::array building_fields{
    count_field,
    LayerField{"code", text, "Code of the building"},
    LayerField{"name", text, "Name of the building"},
    LayerField{"building_use", text, "Use, GB/T 31000 5.17"},
    LayerField{"floors", number, "Floors; absent when unknown"},
};
constexpr std::array sector_fields{
    LayerField{"code", text, "Code of the camera"},
    LayerField{"kind", text, "Kind of the camera, from the code list camera_kind"},
    LayerField{"online", boolean, "Whether it works"},
    LayerField{"count", number, "Cameras whose sectors meet this square, where a tile has no room for them; else absent"},
};

constexpr std::array<std::string_view, 2> camera_states{"", "offline"};
constexpr std::array<std::string_view, 4> key_site_states{"", "attention_low", "attention_medium", "attention_high"};

/// A new figure is a line here, and one in the server's table of where figures come from.
constexpr std::array figures{
    FigureDefinition{{"cameras", number, "Cameras on the ground drawn; only for those who may see cameras"},
                     {"cameras_per_km2", number, "Cameras for each square kilometre of it"},
                     DataClass::command},
    FigureDefinition{{"key_sites", number, "Key sites on the ground drawn"},
                     {"key_sites_per_km2", number, "Key sites for each square kilometre of it"}},
    FigureDefinition{{"buildings", number, "Buildings on the ground drawn"},
                     {"buildings_per_km2", number, "Buildings for each square kilometre of it"}},
    FigureDefinition{{"rental_houses", number, "Rental houses on the ground drawn"},
                     {"rental_houses_per_km2", number, "Rental houses for each square kilometre of it"}},
};
constexpr std::array plain_figure_fields{
    grid_id_field, theme_field, grid_code_field, grid_name_field,
    level_field,   rank_field,  gathered_field,  LayerField{"area_km2", number, "Ground drawn, square kilometres"},
};

consteval auto make_figure_fields() {
    std::array<LayerField, plain_figure_fields.size() + 2 * figures.size()> fields{};
    std::copy(plain_figure_fields.begin(), plain_figure_fields.end(), fields.begin());
    for (std::size_t i = 0; i < figures.size(); ++i) {
        fields[plain_figure_fields.size() + 2 * i] = figures[i].value;
        fields[plain_figure_fields.size() + 2 * i + 1] = figures[i].per_km2;
    }
    return fields;
}
constexpr auto figure_fields = make_figure_fields();

/// Sectors are a few pixels wide before.
constexpr int sectors_from_zoom = 15;

/// A new layer of objects is an entry here, and one in the table of the World's layers (data/world_layers.hpp).
constexpr std::array definitions{
    LayerDefinition{.name = "grids",
                    .description = "Ground of the grids of the level drawn at this zoom",
                    .geometry = GeometryKind::polygon,
                    .fields = grid_fields,
                    .of_edition = true,
                    .points = {}},
    LayerDefinition{.name = "grid_figures",
                    .description = "The same ground with figures to colour it by: what stands on it",
                    .geometry = GeometryKind::polygon,
                    .fields = figure_fields,
                    .points = {}},
    LayerDefinition{.name = "grid_edges",
                    .description = "Borders between the grids drawn, each once",
                    .geometry = GeometryKind::line,
                    .fields = edge_fields,
                    .of_edition = true,
                    .points = {}},
    LayerDefinition{.name = "grid_labels",
                    .description = "One point inside each grid drawn",
                    .fields = label_fields,
                    .of_edition = true,
                    .points = {}},
    LayerDefinition{.name = "camera_sectors",
                    .description = "What each camera looks at",
                    .geometry = GeometryKind::polygon,
                    .min_zoom = sectors_from_zoom,
                    .fields = sector_fields,
                    .data_class = DataClass::command,
                    .points = {}},
    LayerDefinition{.name = "cameras",
                    .description = "Cameras; clusters at low zoom",
                    .fields = camera_fields,
                    .data_class = DataClass::command,
                    .points = PointDrawing{.states = camera_states}},
    LayerDefinition{.name = "key_sites",
                    .description = "Key sites; clusters at low zoom",
                    .fields = key_site_fields,
                    .points = PointDrawing{.states = key_site_states}},
    LayerDefinition{.name = "buildings",
                    .description = "Buildings; clusters at low zoom",
                    .fields = building_fields,
                    .points = PointDrawing{.states = {}}},
    // without their hazards, which are not for everybody
    LayerDefinition{.name = "rental_houses",
                    .description = "Rental houses; clusters at low zoom",
                    .fields = rental_house_fields,
                    .points = PointDrawing{.states = {}}},
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
    return points && field.starts_with(count_prefix) && is_category_name(field.substr(count_prefix.size()));
}

std::span<const LayerDefinition> layer_definitions() {
    return definitions;
}

std::string layer_names() {
    std::string names;
    for (const LayerDefinition &definition : definitions) {
        names += names.empty() ? "" : &definition == &definitions.back() ? " and " : ", ";
        names += definition.name;
    }
    return names;
}

const LayerDefinition *find_layer(std::string_view name) {
    const auto *found = std::ranges::find(definitions, name, &LayerDefinition::name);
    return found == definitions.end() ? nullptr : found;
}

std::span<const FigureDefinition> figure_definitions() {
    return figures;
}

const FigureDefinition *find_figure(std::string_view name) {
    const auto *found = std::ranges::find(figures, name, [](const FigureDefinition &figure) { return figure.value.name; });
    return found == figures.end() ? nullptr : found;
}

} // namespace jingwei::tiles
