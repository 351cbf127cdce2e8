#include "server/api/tile_api.hpp"

#include "server/http/conditional.hpp"
#include "server/http/problem.hpp"
#include "server/http/query.hpp"
#include "server/service/access.hpp"
#include "server/service/locate_service.hpp"
#include "tiles/tilejson.hpp"

#include <charconv>
#include <fmt/format.h>

namespace jingwei::server {

namespace {

/// What the address of a tile or a TileJSON asks for, checked, with the World it is asked of.
struct ViewCall {
    data::WorldPtr world;
    LayerSet set;
    TileView view;
    bool names_edition = false;
};

/// A tile asked for, checked.
struct TileCall : ViewCall {
    spatial::TileId tile;
    std::string revisions;
    std::string etag;
    bool command = false;
    bool gzipped = false;
    [[nodiscard]] TileService::Question question() const { return {set, view, tile, revisions, command, gzipped}; }
};

std::uint32_t tile_number(const std::string &text, const char *field, std::uint32_t least, std::uint32_t most) {
    std::uint32_t number = 0;
    const auto end = std::from_chars(text.data(), text.data() + text.size(), number);
    const bool has_leading_zero = text.size() > 1 && text.front() == '0';
    if (end.ec != std::errc() || end.ptr != text.data() + text.size() || has_leading_zero || number < least || number > most) {
        throw ApiError(ErrorCode::not_found, "no_such_tile",
                       fmt::format("There is no such tile: {} must be a whole number from {} to {}, without leading zeros.",
                                   field, least, most),
                       field);
    }
    return number;
}

spatial::TileId read_tile(const Request &request, spatial::TileGrid grid) {
    const auto z = tile_number(request.path_parameter("z"), "z", static_cast<std::uint32_t>(spatial::min_zoom(grid)),
                               tiles::max_served_zoom);
    const auto [columns, rows] = spatial::tile_counts(grid, static_cast<int>(z));
    return {static_cast<std::uint8_t>(z), tile_number(request.path_parameter("x"), "x", 0, columns - 1),
            tile_number(request.path_parameter("y"), "y", 0, rows - 1)};
}

/// Whether an edition is named; it has to be the one that is drawn.
bool read_edition(std::optional<std::string_view> text, std::int64_t drawn) {
    if (!text) {
        return false;
    }
    std::int64_t edition = 0;
    const auto end = std::from_chars(text->data(), text->data() + text->size(), edition);
    if (end.ec != std::errc() || end.ptr != text->data() + text->size() || edition < 1 || text->front() == '0') {
        throw ApiError(ErrorCode::bad_call, "bad_value", "edition is the number of an edition, 1 or more.", "edition");
    }
    if (edition > drawn) {
        throw ApiError(
            ErrorCode::not_found, "no_such_edition",
            fmt::format("There is no edition {} yet; the current one is {}. Leave edition away to follow it.", edition, drawn),
            "edition");
    }
    if (edition < drawn) {
        throw ApiError(ErrorCode::not_found, "edition_not_drawn",
                       fmt::format("Tiles are drawn of the current edition, {}, only. What edition {} was is in "
                                   "/v1/export/grids.geojson?edition={}.",
                                   drawn, edition, edition),
                       "edition");
    }
    return true;
}

void check_rights(const Request &request, const LayerSet &set) {
    if (set.needs_command) {
        require_command(request.caller);
    }
}

ViewCall read_view_call(const ApiContext &api, const Request &request) {
    QueryParameters query(request.query());
    const TileViewWords words{query.take("tms"), query.take("frame"), query.take("category")};
    const auto edition = query.take("edition");
    query.finish();
    ViewCall call;
    call.set = parse_layers(request.path_parameter("layers"));
    check_rights(request, call.set);
    call.world = api.store.world();
    call.view = make_tile_view(words, call.set.layers, *call.world);
    call.names_edition = read_edition(edition, call.world->edition);
    return call;
}

TileCall read_call(const ApiContext &api, const Request &request) {
    TileCall call;
    static_cast<ViewCall &>(call) = read_view_call(api, request);
    call.tile = read_tile(request, call.view.plane.grid);
    call.command = request.caller.command;
    call.gzipped = accepts_gzip(request);
    return call;
}

/// The ETag comes from revisions alone: no tile is built or looked for.
void take_revisions(const ApiContext &api, const Request &request, TileCall &call, TileService::Revised &&revised) {
    if (call.names_edition && revised.world->edition != call.world->edition) { // published a moment ago
        read_edition(QueryParameters(request.query()).take("edition"), revised.world->edition);
    }
    call.world = std::move(revised.world);
    call.revisions = std::move(revised.revisions);
    call.etag =
        fmt::format("\"{}-{}-{}-{}-{}-{}-{}{}\"", call.world->store_uuid, api.build_id, api.tiles.levels_name(), call.set.name,
                    call.revisions, request.caller.tile_class(), call.view.name, call.gzipped ? "-gz" : "");
}

/// A tile of a named edition, and of nothing that changes in between, never changes.
Response with_validators(Response response, const TileCall &call) {
    const bool immutable = call.names_edition && call.set.follows_editions;
    response.with("ETag", call.etag);
    response.with("Vary", "Accept-Encoding, Authorization");
    response.with("Cache-Control", immutable ? "private, max-age=31536000, immutable" : "private, no-cache");
    return response;
}

Response respond(const TileCall &call, tiles::TileBytes bytes) {
    if (bytes->empty()) {
        return with_validators({.status = 204, .content_type = {}, .headers = {}, .body = {}}, call);
    }
    Response response{
        .status = 200, .content_type = "application/vnd.mapbox-vector-tile", .headers = {}, .body = std::move(bytes)};
    if (call.gzipped) {
        response.with("Content-Encoding", "gzip");
    }
    return with_validators(std::move(response), call);
}

/// 304 where the caller has the tile as it is.
std::optional<Response> not_modified(const Request &request, const TileCall &call) {
    if (!matches_etag(request, call.etag)) {
        return std::nullopt;
    }
    return with_validators({.status = 304, .content_type = {}, .headers = {}, .body = {}}, call);
}

} // namespace

std::optional<Response> get_tile_quickly(ApiContext &api, const Request &request) {
    TileCall call = read_call(api, request);
    auto revised = api.tiles.revised_quickly(call.world, call.question());
    if (!revised) {
        return std::nullopt;
    }
    take_revisions(api, request, call, std::move(*revised));
    if (auto unchanged = not_modified(request, call)) {
        return unchanged;
    }
    if (tiles::TileBytes bytes = api.tiles.cached(call.question())) {
        return respond(call, std::move(bytes));
    }
    return std::nullopt;
}

Response get_tile(ApiContext &api, const Request &request) {
    TileCall call = read_call(api, request);
    take_revisions(api, request, call, api.tiles.revised(call.world, call.question()));
    if (auto unchanged = not_modified(request, call)) {
        return std::move(*unchanged);
    }
    return respond(call, api.tiles.tile(call.world, call.question()));
}

namespace {

void set_bounds(tiles::TileJsonInfo &info, const spatial::LatticeBox &ground, const spatial::TilePlane &plane) {
    if (!ground.empty()) {
        const spatial::LatticeBox drawn = spatial::drawn_box(ground, plane);
        info.south_west = spatial::to_lonlat(spatial::LatticePoint{drawn.min_x, drawn.min_y});
        info.north_east = spatial::to_lonlat(spatial::LatticePoint{drawn.max_x, drawn.max_y});
    }
}

std::string tiles_url(const ApiContext &api, const ViewCall &call) {
    std::string query = call.view.query;
    if (call.names_edition) {
        query.append(query.empty() ? "" : "&").append(fmt::format("edition={}", call.world->edition));
    }
    return fmt::format("{}/tiles/{}/{{z}}/{{x}}/{{y}}.mvt{}{}", api.config.public_url, call.set.address(),
                       query.empty() ? "" : "?", query);
}

} // namespace

Response get_tilejson(ApiContext &api, const Request &request) {
    const ViewCall call = read_view_call(api, request);
    tiles::TileJsonInfo info;
    info.name = call.set.address();
    info.description = call.world->sample ? "Jingwei: a fictional sample" : "Jingwei";
    info.attribution = attribution_line(api.config.attribution, api.config.map_approval);
    info.tiles_url = tiles_url(api, call);
    info.plane = call.view.plane;
    for (const tiles::LayerDefinition *layer : call.set.layers) {
        if (const auto &categories = declared_categories(*call.world, layer->name); !categories.empty()) {
            info.categories.emplace(layer->name, categories);
        }
    }
    set_bounds(info, ground_of(*call.world), call.view.plane);
    return json_response(tiles::tilejson(info, call.set.layers)).with("Cache-Control", "private, no-cache");
}

} // namespace jingwei::server
