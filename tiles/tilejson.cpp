#include "tiles/tilejson.hpp"

#include "tiles/count_names.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <iterator>

namespace jingwei::tiles {

namespace {

std::string fields_object(const LayerDefinition &layer, const std::vector<std::string> &categories) {
    std::string out = "{";
    const auto add = [&](std::string_view name, const std::string &description) {
        out += out.size() > 1 ? "," : "";
        out += json_text(name) + ":" + json_text(description);
    };
    for (const LayerField &field : layer.fields) {
        add(field.name, fmt::format("{}. {}", field.type, field.description));
    }
    for (const CountName &name : count_names(layer, categories)) {
        add(name.key, fmt::format("Number. Objects in this cluster of the {} {}; absent where there are none",
                                  name.of_state ? "state" : "category", name.what));
    }
    return out + "}";
}

std::string text_array(const std::vector<std::string> &texts) {
    std::string out = "[";
    for (const std::string &text : texts) {
        out += (out.size() > 1 ? "," : "") + json_text(text);
    }
    return out + "]";
}

std::string layer_object(const LayerDefinition &layer, int min_zoom, int max_zoom, const LayerCategories &categories) {
    static const std::vector<std::string> none;
    const auto known = categories.find(layer.name);
    return fmt::format(R"({{"id":{},"description":{},"minzoom":{},"maxzoom":{},"geometry":{},{}"fields":{}}})",
                       json_text(layer.name), json_text(layer.description), std::max(layer.min_zoom, min_zoom),
                       std::min(layer.max_zoom, max_zoom), json_text(geometry_name(layer.geometry)),
                       known == categories.end() ? "" : "\"categories\":" + text_array(known->second) + ",",
                       fields_object(layer, known == categories.end() ? none : known->second));
}

std::string layers_array(std::span<const LayerDefinition *const> layers, int min_zoom, int max_zoom,
                         const LayerCategories &categories) {
    std::string out = "[";
    for (const LayerDefinition *layer : layers) {
        out += (out.size() > 1 ? "," : "") + layer_object(*layer, min_zoom, max_zoom, categories);
    }
    return out + "]";
}

std::string bounds_members(const TileJsonInfo &info, int min_zoom, int max_zoom) {
    if (!info.south_west || !info.north_east) {
        return {};
    }
    const auto &[west, south] = *info.south_west;
    const auto &[east, north] = *info.north_east;
    const spatial::LonLat centre = info.centre.value_or(spatial::LonLat{(west + east) / 2, (south + north) / 2});
    constexpr int wanted_zoom = 12;
    return fmt::format(R"(,"bounds":[{:.7f},{:.7f},{:.7f},{:.7f}],"center":[{:.7f},{:.7f},{}])", west, south, east, north,
                       centre.lon, centre.lat, std::clamp(wanted_zoom, min_zoom, max_zoom));
}

} // namespace

std::string json_text(std::string_view text) {
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') {
            out += '\\';
            out += c;
        } else if (static_cast<unsigned char>(c) < 0x20) {
            fmt::format_to(std::back_inserter(out), "\\u{:04x}", static_cast<unsigned>(c));
        } else {
            out += c;
        }
    }
    return out + '"';
}

std::string vector_layers(std::span<const LayerDefinition *const> layers, int min_zoom, int max_zoom,
                          const LayerCategories &categories) {
    return layers_array(layers, min_zoom, max_zoom, categories);
}

std::string tilejson(const TileJsonInfo &info, std::span<const LayerDefinition *const> layers) {
    const int first_zoom = spatial::min_zoom(info.plane.grid);
    int min_zoom = max_built_zoom;
    int max_zoom = 0;
    for (const LayerDefinition *layer : layers) {
        min_zoom = std::min(min_zoom, std::max(layer->min_zoom, first_zoom));
        max_zoom = std::max(max_zoom, layer->max_zoom);
    }
    return fmt::format(
        R"({{"tilejson":"3.0.0","name":{},"description":{},"attribution":{},"scheme":"xyz","tms":{},"frame":{},"tiles":[{}],"minzoom":{},"maxzoom":{}{},"vector_layers":{}}})",
        json_text(info.name), json_text(info.description), json_text(info.attribution),
        json_text(spatial::tile_grid_name(info.plane.grid)), json_text(spatial::frame_name(info.plane.frame)),
        json_text(info.tiles_url), min_zoom, max_zoom, bounds_members(info, min_zoom, max_zoom),
        layers_array(layers, first_zoom, max_built_zoom, info.categories));
}

} // namespace jingwei::tiles
