#include "server/api/info_api.hpp"

#include "data/world_layers.hpp"
#include "server/http/problem.hpp"
#include "server/json_writer.hpp"
#include "server/service/instant.hpp"
#include "server/service/locate_service.hpp"
#include "tiles/layer_definition.hpp"

#include <algorithm>

namespace jingwei::server {

namespace {

/// The county that the store's first grid lies in, if it says so.
std::string_view name_of(const data::World &world) {
    for (const auto &theme : world.themes) {
        for (const data::Grid &grid : theme->grids) {
            if (grid.division != 0) {
                return (*world.divisions)[grid.division].name;
            }
        }
    }
    return {};
}

void write_themes(JsonWriter &json, const data::World &world) {
    json.key("themes").begin_array();
    for (const auto &theme : world.themes) {
        json.begin_object();
        json.key("code").value(theme->code);
        json.key("label_zh").value(theme->label_zh);
        json.key("label_en").value(theme->label_en);
        json.key("levels").begin_array();
        for (std::size_t i = 0; i < theme->levels.size(); ++i) {
            const data::Level &level = theme->levels[i];
            const auto count = std::count_if(theme->grids.begin() + std::min<std::ptrdiff_t>(1, std::ssize(theme->grids)),
                                             theme->grids.end(), [i](const data::Grid &grid) { return grid.level == i; });
            json.begin_object();
            json.key("code").value(level.code);
            json.key("label_zh").value(level.label_zh);
            json.key("label_en").value(level.label_en);
            json.key("rank").value(level.position);
            json.key("count").value(static_cast<std::int64_t>(count));
            json.end_object();
        }
        json.end_array().end_object();
    }
    json.end_array();
}

void write_layer(JsonWriter &json, std::string_view name, std::size_t count, bool allowed) {
    json.begin_object();
    json.key("layer").value(name);
    json.key("count").value(static_cast<std::uint64_t>(allowed ? count : 0));
    json.key("allowed").value(allowed);
    json.end_object();
}

void write_layers(JsonWriter &json, const data::World &world, const Caller &caller) {
    std::size_t grids = 0;
    for (const auto &theme : world.themes) {
        grids += theme->grids.empty() ? 0 : theme->grids.size() - 1;
    }
    json.key("layers").begin_array();
    write_layer(json, "grids", grids, caller.work);
    data::for_each_layer([&](const auto &layer) {
        const bool is_command = tiles::find_layer(layer.name)->data_class == tiles::DataClass::command;
        write_layer(json, layer.name, layer.in(world)->size(), is_command ? caller.command : caller.work);
    });
    json.end_array();
}

void write_bounds(JsonWriter &json, const data::World &world) {
    const spatial::LatticeBox box = ground_of(world);
    json.key("bounds");
    if (box.empty()) {
        json.null();
        return;
    }
    const auto low = spatial::to_lonlat(spatial::LatticePoint{box.min_x, box.min_y});
    const auto high = spatial::to_lonlat(spatial::LatticePoint{box.max_x, box.max_y});
    json.begin_array().rounded(low.lon, 7).rounded(low.lat, 7).rounded(high.lon, 7).rounded(high.lat, 7).end_array();
}

} // namespace

Response get_info(ApiContext &api, const Request &request) {
    const data::WorldPtr world = api.store.world();
    std::string text;
    JsonWriter json(text);
    json.begin_object();
    json.key("name").value_or_null(name_of(*world));
    json.key("edition").value(world->edition);
    json.key("valid_from")
        .value_or_null(world->edition == 0 ? std::string()
                                           : format_instant(world->edition_valid_from, world->utc_offset_minutes));
    json.key("revision").value(world->revision);
    json.key("sample").value(world->sample);
    json.key("account").value_or_null(request.caller.account);
    json.key("attribution").value_or_null(api.config.attribution);
    json.key("map_approval").value_or_null(api.config.map_approval);
    json.key("basemaps").begin_array();
    for (const std::string &id : api.basemaps.ids()) {
        json.value(id);
    }
    json.end_array();
    json.key("basemap_attribution").value_or_null(api.config.basemap_attribution);
    write_bounds(json, *world);
    write_layers(json, *world, request.caller);
    write_themes(json, *world);
    json.end_object();
    return json_response(std::move(text)).with("Cache-Control", "no-store");
}

Response get_livez(ApiContext & /*api*/, const Request & /*request*/) {
    return {.status = 200, .content_type = "text/plain; charset=utf-8", .headers = {}, .body = std::string_view("ok\n")};
}

Response get_readyz(ApiContext &api, const Request & /*request*/) {
    if (api.stopping && api.stopping()) {
        return problem(503, "stopping", "The server is stopping.");
    }
    return {.status = 200, .content_type = "text/plain; charset=utf-8", .headers = {}, .body = std::string_view("ready\n")};
}

Response get_metrics(ApiContext &api, const Request & /*request*/) {
    return {
        .status = 200, .content_type = "text/plain; version=0.0.4; charset=utf-8", .headers = {}, .body = api.metrics_text()};
}

} // namespace jingwei::server
