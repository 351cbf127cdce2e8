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

/// A tile asked for, checked, with the World it is asked of.
struct TileCall {
    data::WorldPtr world;
    LayerSet set;
    spatial::TileId tile;
    std::string revisions;
    std::string etag;
    bool command = false;
    bool gzipped = false;
    [[nodiscard]] TileService::Question question() const { return {set, tile, revisions, command, gzipped}; }
};

std::uint32_t tile_number(const std::string &text, const char *field, std::uint64_t limit) {
    std::uint32_t number = 0;
    const auto end = std::from_chars(text.data(), text.data() + text.size(), number);
    if (end.ec != std::errc() || end.ptr != text.data() + text.size() || number >= limit) {
        throw ApiError(ErrorCode::not_found, "no_such_tile",
                       fmt::format("There is no such tile: {} must be a whole number below {}.", field, limit), field);
    }
    return number;
}

void check_rights(const Request &request, const LayerSet &set) {
    if (set.needs_command) {
        require_command(request.caller);
    }
}

TileCall read_call(const ApiContext &api, const Request &request) {
    TileCall call;
    QueryParameters(request.query()).finish();
    call.set = parse_layers(request.path_parameter("layers"));
    check_rights(request, call.set);
    call.tile.z = static_cast<std::uint8_t>(tile_number(request.path_parameter("z"), "z", tiles::max_served_zoom + 1));
    const std::uint64_t side = std::uint64_t{1} << call.tile.z;
    call.tile.x = tile_number(request.path_parameter("x"), "x", side);
    call.tile.y = tile_number(request.path_parameter("y"), "y", side);
    call.world = api.store.world();
    call.command = request.caller.command;
    call.revisions = api.tiles.revisions(*call.world, call.set, call.command);
    call.gzipped = accepts_gzip(request);
    call.etag = fmt::format("\"{}-{}-{}-{}-{}-{}-cgcs2000{}\"", call.world->store_uuid, api.build_id, call.set.name,
                            call.revisions, call.world->edition, request.caller.tile_class(), call.gzipped ? "-gz" : "");
    return call;
}

Response with_validators(Response response, const TileCall &call) {
    response.with("ETag", call.etag);
    response.with("Vary", "Accept-Encoding, Authorization");
    response.with("Cache-Control", "private, no-cache");
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

} // namespace

std::optional<Response> get_tile_quickly(ApiContext &api, const Request &request) {
    const TileCall call = read_call(api, request);
    if (matches_etag(request, call.etag)) {
        return with_validators({.status = 304, .content_type = {}, .headers = {}, .body = {}}, call);
    }
    if (tiles::TileBytes bytes = api.tiles.cached(call.question())) {
        return respond(call, std::move(bytes));
    }
    return std::nullopt;
}

Response get_tile(ApiContext &api, const Request &request) {
    const TileCall call = read_call(api, request);
    return respond(call, api.tiles.tile(call.world, call.question()));
}

Response get_tilejson(ApiContext &api, const Request &request) {
    QueryParameters(request.query()).finish();
    const std::string &names = request.path_parameter("layers");
    const LayerSet set = parse_layers(names);
    check_rights(request, set);
    const auto world = api.store.world();
    std::string joined;
    for (const tiles::LayerDefinition *layer : set.layers) {
        joined.append(joined.empty() ? "" : ",").append(layer->name);
    }
    tiles::TileJsonInfo info;
    info.name = joined;
    info.description = world->sample ? "Jingwei: a fictional sample" : "Jingwei";
    info.tiles_url = api.config.public_url + "/tiles/" + joined + "/{z}/{x}/{y}.mvt";
    const spatial::LatticeBox ground = ground_of(*world);
    if (!ground.empty()) {
        info.south_west = spatial::to_lonlat(spatial::LatticePoint{ground.min_x, ground.min_y});
        info.north_east = spatial::to_lonlat(spatial::LatticePoint{ground.max_x, ground.max_y});
    }
    return json_response(tiles::tilejson(info, set.layers)).with("Cache-Control", "private, no-cache");
}

} // namespace jingwei::server
