#include "server/api/grid_api.hpp"

#include "data/roster.hpp"
#include "server/api/locate_api.hpp"
#include "server/http/conditional.hpp"
#include "server/http/problem.hpp"
#include "server/json_writer.hpp"
#include "server/service/grid_service.hpp"
#include "server/service/instant.hpp"
#include "tiles/gzip.hpp"

#include <charconv>
#include <fmt/format.h>

namespace jingwei::server {

namespace {

using data::GridIndex;

struct GridView {
    const data::World &world;
    ThemeRef ref;
    GridIndex index;
    [[nodiscard]] const data::Grid &grid() const { return ref.theme->grids[index]; }
};

void write_counts(JsonWriter &json, const data::Grid &grid) {
    json.key("households").value(grid.households);
    json.key("residents").value(grid.residents);
    json.key("area_m2").rounded(grid.area_m2, 1);
}

/// The members that a list row, a card and a feature share.
void write_members(JsonWriter &json, const GridView &view) {
    const data::Grid &grid = view.grid();
    const data::Level &level = view.ref.theme->levels[grid.level];
    json.key("theme").value(view.ref.theme->code);
    json.key("code").value(grid.code);
    json.key("name").value(grid.name);
    json.key("level").value(level.code);
    json.key("level_name").value(level.label_zh);
    json.key("rank").value(level.position);
    json.key("kind").value(grid.dedicated ? "dedicated" : "base");
    json.key("parent").value_or_null(grid.parent == 0 ? std::string_view() : view.ref.theme->grids[grid.parent].code);
    json.key("division").value_or_null((*view.world.divisions)[grid.division].code);
    json.key("fallback").value_or_null(grid.fallback_org);
    write_counts(json, grid);
}

void write_place(JsonWriter &json, spatial::LatticePoint point, spatial::Frame frame) {
    const spatial::LonLat place = spatial::from_store_frame(spatial::to_lonlat(point), frame);
    json.key("lon").rounded(place.lon, 7);
    json.key("lat").rounded(place.lat, 7);
}

void write_people(JsonWriter &json, const GridView &view, bool phones) {
    const data::TimeMs now = now_ms();
    json.key("people").begin_array();
    for (const data::Responsible &item : data::people_of(view.world, view.ref.index, view.index, now)) {
        json.begin_object();
        json.key("role").value(item.role->code);
        json.key("role_name").value(item.role->label_zh);
        json.key("name").value(item.person->name);
        json.key("phone_masked").value_or_null(item.person->phone_masked);
        if (phones) {
            json.key("phone").value_or_null(item.person->phone);
        }
        json.key("primary").value(item.primary);
        json.key("on_duty").value(item.on_duty);
        json.end_object();
    }
    json.end_array();
    json.key("vacant_roles").begin_array();
    for (const data::Role *role : data::vacant_roles(view.world, view.ref.index, view.index, now)) {
        json.value(role->code);
    }
    json.end_array();
}

void write_ring(JsonWriter &json, const spatial::Ring &ring, spatial::Frame frame) {
    json.begin_array();
    const auto write_point = [&](spatial::LatticePoint point) {
        const spatial::LonLat place = spatial::from_store_frame(spatial::to_lonlat(point), frame);
        json.begin_array().rounded(place.lon, 7).rounded(place.lat, 7).end_array();
    };
    for (const spatial::LatticePoint point : ring) {
        write_point(point);
    }
    write_point(ring.front());
    json.end_array();
}

void write_feature(JsonWriter &json, const GridView &view, spatial::Frame frame) {
    json.begin_object();
    json.key("type").value("Feature");
    json.key("id").value(view.grid().id);
    json.key("properties").begin_object();
    write_members(json, view);
    json.end_object();
    json.key("geometry").begin_object();
    json.key("type").value("MultiPolygon");
    json.key("coordinates").begin_array();
    for (const spatial::Polygon &polygon : view.ref.theme->shapes[view.index]) {
        json.begin_array();
        write_ring(json, polygon.outer, frame);
        for (const spatial::Ring &hole : polygon.holes) {
            write_ring(json, hole, frame);
        }
        json.end_array();
    }
    json.end_array().end_object().end_object();
}

ThemeRef take_theme(QueryParameters &query, const data::World &world) {
    return require_theme(world, query.take("theme").value_or("base"));
}

/// A cursor holds the edition and the index to go on from: it ends with its edition.
std::string make_cursor(std::int64_t edition, GridIndex next) {
    return fmt::format("{:x}.{:x}", edition, next);
}

GridIndex read_cursor(std::string_view text, std::int64_t edition) {
    std::int64_t of_edition = -1;
    GridIndex index = 0;
    const char *first = text.data();
    const char *last = first + text.size();
    const auto dot = std::from_chars(first, last, of_edition, 16);
    const bool dotted = dot.ptr != last && *dot.ptr == '.';
    const auto end =
        dotted ? std::from_chars(dot.ptr + 1, last, index, 16) : std::from_chars_result{last, std::errc::invalid_argument};
    if (end.ec != std::errc() || end.ptr != last || of_edition != edition) {
        throw ApiError(ErrorCode::bad_call, "cursor_expired",
                       "This cursor is not of the current edition; ask again without it.", "cursor");
    }
    return index;
}

GridFilter take_filter(QueryParameters &query, const data::ThemeWorld &theme) {
    GridFilter filter;
    if (const auto level = query.take("level")) {
        filter.level = require_level(theme, *level);
    }
    if (const auto parent = query.take("parent")) {
        filter.parent = require_grid(theme, *parent);
    }
    filter.text = query.take("q").value_or("");
    return filter;
}

/// Grids change with their edition and with the roster; both are in the tag.
Response with_validators(const ApiContext &api, const data::World &world, const Request &request, Response response) {
    std::string etag =
        fmt::format("\"{}-{}-{}-{}\"", world.store_uuid, api.build_id, world.grids_revision, world.roster_revision);
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
    const data::WorldPtr world = api.store.world();
    QueryParameters query(request.query());
    const ThemeRef ref = take_theme(query, *world);
    const GridFilter filter = take_filter(query, *ref.theme);
    const auto limit = static_cast<std::size_t>(query.take_integer("limit", 1, 1000).value_or(100));
    const auto cursor = query.take("cursor");
    const spatial::Frame frame = take_frame(query);
    query.finish();
    const GridPage page = list_grids(*ref.theme, filter, cursor ? read_cursor(*cursor, world->edition) : 1, limit);
    std::string text;
    JsonWriter json(text);
    json.begin_object().key("items").begin_array();
    for (const GridIndex index : page.grids) {
        json.begin_object();
        write_members(json, {*world, ref, index});
        write_place(json, ref.theme->grids[index].label_point, frame);
        json.end_object();
    }
    json.end_array();
    json.key("next").value_or_null(page.next == 0 ? std::string() : make_cursor(world->edition, page.next));
    json.end_object();
    return with_validators(api, *world, request, json_response(std::move(text)));
}

Response get_grid(ApiContext &api, const Request &request) {
    const data::WorldPtr world = api.store.world();
    QueryParameters query(request.query());
    const ThemeRef ref = take_theme(query, *world);
    const spatial::Frame frame = take_frame(query);
    query.finish();
    const GridView view{*world, ref, require_grid(*ref.theme, request.path_parameter("code"))};
    std::string text;
    JsonWriter json(text);
    json.begin_object();
    json.key("edition").value(world->edition);
    write_members(json, view);
    write_place(json, view.grid().label_point, frame);
    json.key("limits_text").value_or_null(view.grid().limits_text);
    json.key("children").value(static_cast<std::uint64_t>(ref.theme->children[view.index].size()));
    write_people(json, view, request.caller.phones);
    json.end_object();
    return json_response(std::move(text)).with("Cache-Control", "no-store");
}

Response get_grid_geojson(ApiContext &api, const Request &request) {
    const data::WorldPtr world = api.store.world();
    QueryParameters query(request.query());
    const ThemeRef ref = take_theme(query, *world);
    const spatial::Frame frame = take_frame(query);
    query.finish();
    std::string text;
    JsonWriter json(text);
    write_feature(json, {*world, ref, require_grid(*ref.theme, request.path_parameter("code"))}, frame);
    return geojson(api, *world, request, std::move(text));
}

Response get_grids_geojson(ApiContext &api, const Request &request) {
    const data::WorldPtr world = api.store.world();
    QueryParameters query(request.query());
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
        write_feature(json, {*world, ref, index}, frame);
    }
    json.end_array().end_object();
    return geojson(api, *world, request, std::move(text));
}

} // namespace jingwei::server
