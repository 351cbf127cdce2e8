#include "server/api/grid_api.hpp"

#include "data/roster.hpp"
#include "server/api/grid_json.hpp"
#include "server/api/list_query.hpp"
#include "server/api/locate_api.hpp"
#include "server/api/people_json.hpp"
#include "server/api/record_json.hpp"
#include "server/api/world_at.hpp"
#include "server/http/conditional.hpp"
#include "server/http/problem.hpp"
#include "server/json_writer.hpp"
#include "server/service/grid_service.hpp"
#include "server/service/instant.hpp"
#include "tiles/gzip.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace jingwei::server {

namespace {

using data::GridIndex;

void write_feature(JsonWriter &json, const GridView &view, spatial::Frame frame) {
    json.begin_object();
    json.key("type").value("Feature");
    json.key("id").value(view.grid().id);
    json.key("properties").begin_object();
    write_grid_members(json, view);
    json.end_object();
    json.key("geometry");
    write_multi_polygon(json, view.ref.theme->shapes[view.index], frame);
    json.end_object();
}

GridFilter take_filter(QueryParameters &query, const data::ThemeWorld &theme) {
    GridFilter filter;
    if (const auto level = query.take("level")) {
        filter.level = require_level(theme, *level);
    }
    if (const auto parent = query.take("parent")) {
        filter.parent = require_grid(theme, *parent, "parent");
    }
    filter.text = query.take("q").value_or("");
    return filter;
}

/// Grids change with their edition and with the roster; both are in the tag, whose numbers they are, and whether counts are
/// shown in full.
Response with_validators(const ApiContext &api, const data::World &world, const Request &request, Response response) {
    const std::string_view mark = world.mark_of(std::max(world.grids_revision, world.roster_revision));
    std::string etag = fmt::format("\"{}-{}-{}-{}-{}{}\"", world.store_uuid, api.build_id, world.grids_revision,
                                   world.roster_revision, mark, request.caller.phones ? "" : "-few");
    if (accepts_gzip(request) && response.text().size() > 1400) {
        response.body = tiles::gzip(response.text());
        response.with("Content-Encoding", "gzip");
        etag.insert(etag.size() - 1, "-gz");
    }
    response.with("Vary", "Accept-Encoding, Authorization").with("Cache-Control", "private, no-cache");
    if (matches_etag(request, etag)) {
        response.status = 304;
        response.body = std::string();
        response.content_type = {};
    }
    return std::move(response).with("ETag", etag);
}

Response geojson(const ApiContext &api, const data::World &world, const Request &request, std::string text) {
    return with_validators(api, world, request,
                           {.status = 200, .content_type = "application/geo+json", .headers = {}, .body = std::move(text)});
}

} // namespace

Response get_grids(ApiContext &api, const Request &request) {
    QueryParameters query(request.query());
    const data::WorldPtr world = take_world(api, query).world;
    const ThemeRef ref = take_theme(query, *world);
    const GridFilter filter = take_filter(query, *ref.theme);
    const std::size_t limit = take_limit(query);
    const auto from = static_cast<GridIndex>(take_edition_cursor(query, *world, 1));
    const spatial::Frame frame = take_frame(query);
    query.finish();
    const GridPage page = list_grids(*ref.theme, filter, from, limit);
    std::string text;
    JsonWriter json(text);
    json.begin_object().key("items").begin_array();
    for (const GridIndex index : page.grids) {
        json.begin_object();
        write_grid_members(json, {*world, ref, index, request.caller.phones});
        write_lonlat(json, ref.theme->grids[index].label_point, frame);
        json.end_object();
    }
    json.end_array();
    json.key("next").value_or_null(edition_cursor(*world, page.next));
    json.end_object();
    return with_validators(api, *world, request, json_response(std::move(text)));
}

namespace {

Response answer_grid(const WorldAt &moment, QueryParameters &query, const Request &request) {
    const data::WorldPtr &world = moment.world;
    const ThemeRef ref = take_theme(query, *world);
    const spatial::Frame frame = take_frame(query);
    query.finish();
    const GridView view{*world, ref, require_grid(*ref.theme, request.path_parameter("code")), request.caller.phones};
    std::string text;
    JsonWriter json(text);
    json.begin_object();
    json.key("edition").value(world->edition);
    write_grid_members(json, view);
    write_lonlat(json, view.grid().label_point, frame);
    write_shape_figures(json, view);
    json.key("limits_text").value_or_null(view.grid().limits_text);
    json.key("children").value(static_cast<std::uint64_t>(ref.theme->children[view.index].size()));
    json.key("people");
    write_people(json, data::people_of(*world, ref.index, view.index, moment.at), nullptr, request.caller.phones);
    json.key("vacant_roles");
    write_roles(json, data::vacant_roles(*world, ref.index, view.index, moment.at));
    json.end_object();
    return json_response(std::move(text)).with("Cache-Control", "no-store");
}

} // namespace

std::optional<Response> get_grid_quickly(ApiContext &api, const Request &request) {
    QueryParameters query(request.query());
    const auto moment = take_world_at_hand(api, query);
    return moment ? std::optional(answer_grid(*moment, query, request)) : std::nullopt;
}

Response get_grid(ApiContext &api, const Request &request) {
    QueryParameters query(request.query());
    const auto moment = take_world(api, query);
    return answer_grid(moment, query, request);
}

Response get_grid_geojson(ApiContext &api, const Request &request) {
    QueryParameters query(request.query());
    const data::WorldPtr world = take_world(api, query).world;
    const ThemeRef ref = take_theme(query, *world);
    const spatial::Frame frame = take_frame(query);
    query.finish();
    std::string text;
    JsonWriter json(text);
    write_feature(json, {*world, ref, require_grid(*ref.theme, request.path_parameter("code")), request.caller.phones}, frame);
    return geojson(api, *world, request, std::move(text));
}

Response get_grids_geojson(ApiContext &api, const Request &request) {
    QueryParameters query(request.query());
    const data::WorldPtr world = take_world(api, query).world;
    const ThemeRef ref = take_theme(query, *world);
    const GridFilter filter = take_filter(query, *ref.theme);
    const spatial::Frame frame = take_frame(query);
    query.finish();
    std::string text;
    JsonWriter json(text);
    json.begin_object();
    json.key("type").value("FeatureCollection");
    json.key("features").begin_array();
    for (const GridIndex index : list_grids(*ref.theme, filter, 1, ref.theme->grids.size()).grids) {
        write_feature(json, {*world, ref, index, request.caller.phones}, frame);
    }
    json.end_array().end_object();
    return geojson(api, *world, request, std::move(text));
}

} // namespace jingwei::server
