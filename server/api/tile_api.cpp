#include "server/api/tile_api.hpp"

#include "server/api/known_tiles.hpp"
#include "server/api/list_query.hpp"
#include "server/http/conditional.hpp"
#include "server/http/problem.hpp"
#include "server/http/query.hpp"
#include "server/service/access.hpp"
#include "server/service/layer_bounds.hpp"
#include "tiles/content_hash.hpp"
#include "tiles/tilejson.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <fmt/format.h>
#include <ranges>

namespace jingwei::server {

namespace {

constexpr std::string_view tile_type = "application/vnd.mapbox-vector-tile";

/// What the address of a tile or a TileJSON asks for, checked, with the World it is asked of.
struct ViewCall {
    data::WorldPtr world;
    LayerSet set;
    TileView view;
    std::optional<std::int64_t> edition; ///< where one is named
    bool by_instant = false;             ///< the edition is that of an instant, and another may come to hold then
    /// Whether an edition is asked for that is no longer the one of the World.
    [[nodiscard]] bool is_past() const { return edition && *edition < world->edition; }
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

/// What tells the edition of a number from another that had it, in a copy of the store that was put back; empty = not known.
std::string_view mark_of_edition(const data::World &world, std::int64_t edition) {
    return world.history ? world.history->mark_of(world.history->published_at(edition)) : std::string_view();
}

/// The edition that is named, if one is: by its number, or by its number and mark as TileJSONs have it.
std::optional<std::int64_t> read_edition(std::optional<std::string_view> text, const data::World &world) {
    if (!text) {
        return std::nullopt;
    }
    const std::string_view digits = text->substr(0, text->find('-'));
    std::int64_t edition = 0;
    const auto end = std::from_chars(digits.data(), digits.data() + digits.size(), edition);
    if (end.ec != std::errc() || end.ptr != digits.data() + digits.size() || edition < 1 || digits.front() == '0') {
        throw ApiError(ErrorCode::bad_call, "bad_value", "edition is the number of an edition, 1 or more.", "edition");
    }
    if (edition > world.edition) {
        throw ApiError(ErrorCode::not_found, "no_such_edition",
                       fmt::format("There is no edition {} yet; the current one is {}. Leave edition away to follow it.",
                                   edition, world.edition),
                       "edition");
    }
    if (digits.size() < text->size() && text->substr(digits.size() + 1) != mark_of_edition(world, edition)) {
        throw ApiError(ErrorCode::not_found, "no_such_edition",
                       fmt::format("Edition {} is not the one that had this number when the address was made: a copy of the "
                                   "store was put back. Read the TileJSON again.",
                                   edition),
                       "edition");
    }
    return edition;
}

/// Objects have no editions: they are drawn as they are now.
void check_past(const ViewCall &call) {
    if (call.is_past() && !call.set.follows_editions) {
        throw ApiError(
            ErrorCode::not_found, "edition_not_drawn",
            fmt::format("Of edition {} only grids, grid_edges and grid_labels are drawn; objects are drawn as they are "
                        "now, beside the current edition, {}.",
                        *call.edition, call.world->edition),
            "edition");
    }
}

void check_rights(const Request &request, const LayerSet &set) {
    if (set.needs_command) {
        require_command(request.caller);
    }
}

std::int64_t edition_at(ApiContext &api, const data::World &world, data::TimeMs at) {
    const auto edition = api.past.edition_at(world, at);
    if (edition == 0) {
        throw ApiError(ErrorCode::not_found, "edition_not_served", "No edition held at that instant yet; ask for a later one.",
                       "at");
    }
    return edition;
}

ViewCall read_view_call(ApiContext &api, const Request &request) {
    require_entity_tags(request);
    QueryParameters query(request.query());
    const TileViewWords words{query.take("tms"), query.take("frame"), query.take("category")};
    const auto edition = query.take("edition");
    const auto at = take_optional_at(query, *api.store.world());
    query.finish();
    if (edition && at) {
        throw ApiError(ErrorCode::bad_call, "at_and_edition", "Give either at or edition, not both.", "at");
    }
    ViewCall call;
    call.set = parse_layers(request.path_parameter("layers"));
    check_rights(request, call.set);
    call.world = api.store.world();
    call.view = make_tile_view(words, call.set.layers, *call.world);
    call.edition = at ? std::optional(edition_at(api, *call.world, *at)) : read_edition(edition, *call.world);
    call.by_instant = at.has_value();
    check_past(call);
    return call;
}

TileCall read_call(ApiContext &api, const Request &request) {
    TileCall call;
    static_cast<ViewCall &>(call) = read_view_call(api, request);
    call.tile = read_tile(request, call.view.plane.grid);
    call.command = request.caller.command;
    call.gzipped = accepts_gzip(request);
    return call;
}

/// What one address shows of one store, in this build and to such callers, as a number: the part of an ETag that stays.
std::uint64_t view_number(const ApiContext &api, const Request &request, const TileCall &call) {
    tiles::ContentHash hash;
    for (const std::string_view part :
         {std::string_view(call.world->store_uuid), std::string_view(api.build_id), std::string_view(call.set.name),
          request.caller.tile_class(), std::string_view(call.view.name)}) {
        hash.add("", part);
    }
    return hash.value();
}

/// The ETag comes from revisions alone: no tile is built or looked for. It is short, because each tile and each question
/// whether it still holds carries one.
void take_revisions(const ApiContext &api, const Request &request, TileCall &call, std::string revisions) {
    call.revisions = std::move(revisions);
    call.etag = fmt::format("\"{:016x}-{}{}\"", view_number(api, request, call), call.revisions, call.gzipped ? "-gz" : "");
}

/// A tile of a named edition, and of nothing that changes in between, never changes.
Response with_validators(Response response, const TileCall &call) {
    const bool immutable = call.edition && !call.by_instant && call.set.follows_editions;
    response.with("ETag", call.etag);
    response.with("Vary", "Accept-Encoding, Authorization");
    response.with("Cache-Control", immutable ? "private, max-age=31536000, immutable" : "private, no-cache");
    return response;
}

Response respond(const TileCall &call, tiles::TileBytes bytes) {
    if (bytes->empty()) {
        return with_validators({.status = 204, .content_type = {}, .headers = {}, .body = {}}, call);
    }
    Response response{.status = 200, .content_type = tile_type, .headers = {}, .body = std::move(bytes)};
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

namespace {

/// An edition that is over has no revisions but its number.
void take_past(const ApiContext &api, const Request &request, TileCall &call) {
    check_past(call);
    const std::string_view mark = mark_of_edition(*call.world, *call.edition);
    take_revisions(api, request, call, fmt::format("e{}{}{}", *call.edition, mark.empty() ? "" : "-", mark));
}

std::optional<Response> get_past_tile_quickly(ApiContext &api, const Request &request, TileCall call) {
    take_past(api, request, call);
    if (auto unchanged = not_modified(request, call)) {
        return unchanged;
    }
    const auto past = api.past.at_hand(*call.edition);
    tiles::TileBytes bytes = past ? past->tiles.cached(call.question()) : nullptr;
    return bytes ? std::optional(respond(call, std::move(bytes))) : std::nullopt;
}

Response get_past_tile(ApiContext &api, const Request &request, TileCall call) {
    take_past(api, request, call);
    if (auto unchanged = not_modified(request, call)) {
        return std::move(*unchanged);
    }
    const auto past = api.past.draw(*call.edition);
    return respond(call, past->tiles.tile(past->world, call.question()));
}

} // namespace

namespace {

/// Everything that the answer to an address depends on beside the World.
std::string_view known_key(const Request &request) {
    thread_local std::string key;
    key.assign(request.caller.tile_class()).append(accepts_gzip(request) ? "z" : "-").append(request.target);
    return key;
}

KnownTiles &known_tiles() {
    thread_local KnownTiles known; // of this I/O thread
    return known;
}

std::shared_ptr<const std::string> lines_of(const Response &response) {
    std::string lines;
    for (const auto &[name, value] : response.headers) {
        lines.append(name).append(": ").append(value).append("\r\n");
    }
    return std::make_shared<const std::string>(std::move(lines));
}

/// Figures are counted beside the World, so their tiles are looked up each time.
bool is_to_know(const TileCall &call) {
    const auto is_drawn_of_world = [](const tiles::LayerDefinition *layer) { return layer->name != "grid_figures"; };
    return std::ranges::all_of(call.set.layers, is_drawn_of_world);
}

void know(const Request &request, const TileCall &call) {
    static const auto some_bytes = std::make_shared<const std::string>("x");
    static const auto no_bytes = std::make_shared<const std::string>();
    const auto empty_lines = lines_of(respond(call, no_bytes));
    known_tiles().put(known_key(request), {.world = call.world,
                                           .cache_key = TileService::cache_key(call.question()),
                                           .lines = lines_of(respond(call, some_bytes)),
                                           .empty_lines = empty_lines,
                                           .etag = empty_lines->find(call.etag),
                                           .etag_size = call.etag.size()});
}

/// The answer as it was found for the same address in the same World, or nothing.
std::optional<Response> recall(ApiContext &api, const Request &request) {
    const KnownTile *known = known_tiles().find(known_key(request));
    if (known == nullptr || !known->is_of(api.store.world())) {
        return std::nullopt;
    }
    const std::string_view etag = std::string_view(*known->empty_lines).substr(known->etag, known->etag_size);
    if (matches_etag(request, etag)) {
        return Response{.status = 304, .content_type = {}, .headers = {}, .body = {}, .header_lines = known->empty_lines};
    }
    tiles::TileBytes bytes = api.tiles.cached(known->cache_key);
    if (!bytes) {
        return std::nullopt;
    }
    if (bytes->empty()) {
        return Response{.status = 204, .content_type = {}, .headers = {}, .body = {}, .header_lines = known->empty_lines};
    }
    return Response{
        .status = 200, .content_type = tile_type, .headers = {}, .body = std::move(bytes), .header_lines = known->lines};
}

} // namespace

std::optional<Response> get_tile_quickly(ApiContext &api, const Request &request) {
    if (auto recalled = recall(api, request)) {
        return recalled;
    }
    TileCall call = read_call(api, request);
    if (call.is_past()) {
        return get_past_tile_quickly(api, request, std::move(call));
    }
    auto revised = api.tiles.revised_quickly(call.world, call.question());
    if (!revised) {
        return std::nullopt;
    }
    call.world = std::move(revised->world);
    if (call.is_past()) { // another was published a moment ago
        return get_past_tile_quickly(api, request, std::move(call));
    }
    take_revisions(api, request, call, std::move(revised->revisions));
    if (is_to_know(call)) {
        know(request, call);
    }
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
    if (call.is_past()) {
        return get_past_tile(api, request, std::move(call));
    }
    auto revised = api.tiles.revised(call.world, call.question());
    call.world = std::move(revised.world);
    if (call.is_past()) { // another was published a moment ago
        return get_past_tile(api, request, std::move(call));
    }
    take_revisions(api, request, call, std::move(revised.revisions));
    if (auto unchanged = not_modified(request, call)) {
        return std::move(*unchanged);
    }
    return respond(call, api.tiles.tile(call.world, call.question()));
}

bool is_tile_to_read(ApiContext &api, const Request &request) {
    try {
        const TileCall call = read_call(api, request);
        return call.is_past() && api.past.at_hand(*call.edition) == nullptr;
    } catch (const std::exception &) {
        return false; // the handler says what is wrong
    }
}

namespace {

void set_bounds(tiles::TileJsonInfo &info, const spatial::LatticeBox &ground, const spatial::TilePlane &plane) {
    if (!ground.empty()) {
        const spatial::LatticeBox drawn = spatial::drawn_box(ground, plane);
        info.south_west = spatial::to_lonlat(spatial::LatticePoint{drawn.min_x, drawn.min_y});
        info.north_east = spatial::to_lonlat(spatial::LatticePoint{drawn.max_x, drawn.max_y});
    }
}

/// Of all grids the label point that is nearest to the middle of a box; nothing where there is no grid.
std::optional<spatial::LatticePoint> label_near_middle(const data::World &world, const spatial::LatticeBox &box) {
    std::optional<spatial::LatticePoint> nearest;
    double least = 0;
    for (const auto &theme : world.themes) {
        for (const data::Grid &grid : theme->grids | std::views::drop(1)) {
            const double dx = grid.label_point.x - (box.min_x / 2.0 + box.max_x / 2.0);
            const double dy = grid.label_point.y - (box.min_y / 2.0 + box.max_y / 2.0);
            const double distance = std::hypot(dx, dy);
            if (!nearest || distance < least) {
                nearest = grid.label_point;
                least = distance;
            }
        }
    }
    return nearest;
}

/// A map opens over the grids, however far away an object was put by mistake: on a grid, also where they lie in several parts.
void set_centre(tiles::TileJsonInfo &info, const data::World &world, const spatial::TilePlane &plane) {
    if (const auto place = label_near_middle(world, bounds_of(world, {}))) {
        const spatial::LonLat label = spatial::to_lonlat(*place);
        info.centre =
            plane.shifts() ? spatial::to_lonlat(spatial::to_lattice(spatial::from_store_frame(label, plane.frame))) : label;
    }
}

std::string tiles_url(const ApiContext &api, const ViewCall &call) {
    std::string query = call.view.query;
    if (call.edition) {
        const std::string_view mark = mark_of_edition(*call.world, *call.edition);
        query.append(query.empty() ? "" : "&");
        query.append(fmt::format("edition={}{}{}", *call.edition, mark.empty() ? "" : "-", mark));
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
    info.categories = declared_categories(*call.world, call.set.layers);
    set_bounds(info, bounds_of(*call.world, call.set.layers), call.view.plane);
    set_centre(info, *call.world, call.view.plane);
    return json_response(tiles::tilejson(info, call.set.layers)).with("Cache-Control", "private, no-cache");
}

} // namespace jingwei::server
