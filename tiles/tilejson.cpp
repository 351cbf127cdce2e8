#include "tiles/tilejson.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <iterator>

namespace jingwei::tiles {

namespace {

std::string quoted(std::string_view text) {
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

std::string fields_object(const LayerDefinition &layer) {
    std::string out = "{";
    for (const LayerField &field : layer.fields) {
        out += out.size() > 1 ? "," : "";
        out += quoted(field.name) + ":" + quoted(fmt::format("{}. {}", field.type, field.description));
    }
    return out + "}";
}

std::string layer_object(const LayerDefinition &layer) {
    return fmt::format(R"({{"id":{},"description":{},"minzoom":{},"maxzoom":{},"geometry":{},"fields":{}}})",
                       quoted(layer.name), quoted(layer.description), layer.min_zoom, layer.max_zoom,
                       quoted(geometry_name(layer.geometry)), fields_object(layer));
}

std::string bounds_members(const TileJsonInfo &info) {
    if (!info.south_west || !info.north_east) {
        return {};
    }
    const auto &[west, south] = *info.south_west;
    const auto &[east, north] = *info.north_east;
    return fmt::format(R"(,"bounds":[{:.7f},{:.7f},{:.7f},{:.7f}],"center":[{:.7f},{:.7f},12])", west, south, east, north,
                       (west + east) / 2, (south + north) / 2);
}

} // namespace

std::string tilejson(const TileJsonInfo &info, std::span<const LayerDefinition *const> layers) {
    std::string vector_layers;
    int min_zoom = max_built_zoom;
    int max_zoom = 0;
    for (const LayerDefinition *layer : layers) {
        vector_layers += (vector_layers.empty() ? "" : ",") + layer_object(*layer);
        min_zoom = std::min(min_zoom, layer->min_zoom);
        max_zoom = std::max(max_zoom, layer->max_zoom);
    }
    return fmt::format(
        R"({{"tilejson":"3.0.0","name":{},"description":{},"attribution":{},"scheme":"xyz","tiles":[{}],"minzoom":{},"maxzoom":{}{},"vector_layers":[{}]}})",
        quoted(info.name), quoted(info.description), quoted(info.attribution), quoted(info.tiles_url), min_zoom, max_zoom,
        bounds_members(info), vector_layers);
}

} // namespace jingwei::tiles
