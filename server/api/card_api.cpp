#include "server/api/card_api.hpp"

#include "server/api/grid_json.hpp"
#include "server/api/list_query.hpp"
#include "server/api/locate_api.hpp"
#include "server/api/people_json.hpp"
#include "server/api/record_json.hpp"
#include "server/api/world_at.hpp"
#include "server/service/card_service.hpp"
#include "server/service/instant.hpp"
#include "server/service/locate_service.hpp"

#include <algorithm>

namespace jingwei::server {

namespace {

void write_kinds(JsonWriter &json, const char *name, const UnitCounts &counts) {
    json.key(name).begin_object();
    for (const auto &[kind, count] : counts.by_kind) {
        json.key(kind.empty() ? "unknown" : kind).value(count);
    }
    json.end_object();
}

void write_cameras(JsonWriter &json, const UnitCounts &counts, bool allowed) {
    json.key("cameras");
    if (!allowed) {
        json.null();
        return;
    }
    json.begin_object();
    json.key("total").value(counts.total);
    json.key("online").value(counts.total - counts.sums[0]);
    json.key("offline").value(counts.sums[0]);
    write_kinds(json, "by_kind", counts);
    json.end_object();
}

/// What is withheld of each house without a key is not told in sums either.
void write_counts(JsonWriter &json, const CardCounts &counts, const Caller &caller) {
    const auto personal = [&](std::int64_t sum) { return caller.phones ? std::optional(sum) : std::nullopt; };
    json.key("layers").begin_object();
    write_cameras(json, counts.cameras, caller.command);
    json.key("key_sites").begin_object();
    json.key("total").value(counts.key_sites.total);
    write_kinds(json, "by_kind", counts.key_sites);
    json.end_object();
    json.key("rental_houses").begin_object();
    json.key("total").value(counts.rental_houses.total);
    if (caller.phones) {
        write_kinds(json, "by_hazard", counts.rental_houses);
    } else {
        json.key("by_hazard").null();
    }
    json.end_object();
    json.key("buildings").begin_object();
    json.key("total").value(counts.buildings.total);
    json.key("households").value(personal(counts.buildings.sums[0]));
    json.key("residents").value(personal(counts.buildings.sums[1]));
    write_kinds(json, "by_use", counts.buildings);
    json.end_object();
    json.end_object();
}

void write_neighbour(JsonWriter &json, const data::ThemeWorld &theme, const Neighbour &neighbour) {
    json.begin_object();
    write_grid_name(json, theme, neighbour.unit);
    json.key("border_m").rounded(neighbour.border_m, 1);
    json.end_object();
}

void write_roster(JsonWriter &json, const GridView &view, data::TimeMs at, bool phones) {
    json.key("chain");
    write_chain(json, *view.ref.theme, chain_of(view.world, view.ref, view.index, at), phones);
    json.key("people");
    write_people(json, data::people_of(view.world, view.ref.index, view.index, at), nullptr, phones);
    json.key("vacancies").begin_array();
    for (const data::Vacancy &vacancy : data::vacancies_of(view.world, view.ref.index, view.index, at)) {
        json.begin_object();
        write_vacancy(json, vacancy);
        json.end_object();
    }
    json.end_array();
}

/// One page of a list that is kept whole, by the number of its items.
struct Stretch {
    std::size_t first = 0, last = 0;
    std::uint64_t next = 0; ///< 0 = the end
};
Stretch page_of(std::size_t size, std::uint64_t from, std::size_t limit) {
    const auto first = static_cast<std::size_t>(std::min<std::uint64_t>(from, size));
    const std::size_t last = first + std::min(limit, size - first);
    return {first, last, last < size ? last : 0};
}

} // namespace

Response get_grid_card(ApiContext &api, const Request &request) {
    QueryParameters query(request.query());
    const auto moment = take_world(api, query);
    const data::WorldPtr &world = moment.world;
    const data::TimeMs at = moment.at;
    const ThemeRef ref = take_theme(query, *world);
    const spatial::Frame frame = take_frame(query);
    query.finish();
    const GridView view{*world, ref, require_grid(*ref.theme, request.path_parameter("code")), request.caller.phones};
    std::string text;
    JsonWriter json(text);
    json.begin_object();
    json.key("edition").value(world->edition);
    json.key("at").value(format_instant(at, world->utc_offset_minutes));
    write_grid_members(json, view);
    write_lonlat(json, view.grid().label_point, frame);
    write_shape_figures(json, view);
    json.key("limits_text").value_or_null(view.grid().limits_text);
    json.key("children").value(static_cast<std::uint64_t>(ref.theme->children[view.index].size()));
    write_roster(json, view, at, request.caller.phones);
    write_counts(json, moment.cards->counts(*world, ref, view.index), request.caller);
    json.key("neighbours").begin_array();
    for (const Neighbour &neighbour : moment.cards->neighbours(*world, ref, view.index)) {
        write_neighbour(json, *ref.theme, neighbour);
    }
    json.end_array().end_object();
    return json_response(std::move(text)).with("Cache-Control", "no-store");
}

Response get_grid_children(ApiContext &api, const Request &request) {
    QueryParameters query(request.query());
    const data::WorldPtr world = take_world(api, query).world;
    const ThemeRef ref = take_theme(query, *world);
    const spatial::Frame frame = take_frame(query);
    const std::size_t limit = take_limit(query);
    const std::uint64_t from = take_edition_cursor(query, *world, 0);
    query.finish();
    const auto &children = ref.theme->children[require_grid(*ref.theme, request.path_parameter("code"))];
    const Stretch page = page_of(children.size(), from, limit);
    std::string text;
    JsonWriter json(text);
    json.begin_object().key("items").begin_array();
    for (std::size_t i = page.first; i < page.last; ++i) {
        json.begin_object();
        write_grid_members(json, {*world, ref, children[i], request.caller.phones});
        write_lonlat(json, ref.theme->grids[children[i]].label_point, frame);
        json.end_object();
    }
    json.end_array().key("next").value_or_null(edition_cursor(*world, page.next)).end_object();
    return json_response(std::move(text)).with("Cache-Control", "no-store");
}

Response get_grid_neighbours(ApiContext &api, const Request &request) {
    QueryParameters query(request.query());
    const auto moment = take_world(api, query);
    const data::WorldPtr &world = moment.world;
    const ThemeRef ref = take_theme(query, *world);
    const std::size_t limit = take_limit(query);
    const std::uint64_t from = take_edition_cursor(query, *world, 0);
    query.finish();
    const auto neighbours = moment.cards->neighbours(*world, ref, require_grid(*ref.theme, request.path_parameter("code")));
    const Stretch page = page_of(neighbours.size(), from, limit);
    std::string text;
    JsonWriter json(text);
    json.begin_object().key("items").begin_array();
    for (std::size_t i = page.first; i < page.last; ++i) {
        write_neighbour(json, *ref.theme, neighbours[i]);
    }
    json.end_array().key("next").value_or_null(edition_cursor(*world, page.next)).end_object();
    return json_response(std::move(text)).with("Cache-Control", "no-store");
}

} // namespace jingwei::server
