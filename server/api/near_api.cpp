#include "server/api/near_api.hpp"

#include "server/api/list_query.hpp"
#include "server/api/locate_api.hpp"
#include "server/api/record_json.hpp"
#include "server/api/world_at.hpp"
#include "server/api_error.hpp"
#include "server/service/access.hpp"
#include "server/service/locate_service.hpp"
#include "server/service/near_service.hpp"

#include <algorithm>

namespace jingwei::server {

namespace {

constexpr int most_near = 100;

std::vector<PointLayer> take_layers(QueryParameters &query) {
    std::string_view list = query.take("layers").value_or("");
    std::vector<PointLayer> layers;
    while (!list.empty()) {
        const std::string_view name = list.substr(0, list.find(','));
        list.remove_prefix(std::min(name.size() + 1, list.size()));
        const auto layer = point_layer_from_name(name);
        if (!layer) {
            throw ApiError(ErrorCode::bad_call, "unknown_layer",
                           "There is no point layer '" + std::string(name.substr(0, 40)) +
                               "'; there are cameras, key_sites, rental_houses and buildings.",
                           "layers");
        }
        if (std::ranges::find(layers, *layer) == layers.end()) {
            layers.push_back(*layer);
        }
    }
    if (layers.empty()) {
        throw ApiError(ErrorCode::bad_call, "missing_parameter",
                       "'layers' names at least one of cameras, key_sites, rental_houses and buildings.", "layers");
    }
    return layers;
}

void write_near(JsonWriter &json, const NearRecord &record, const data::ThemeWorld &theme, spatial::Frame frame, bool in_full) {
    const bool personal = record.layer == PointLayer::rental_houses; // its name is its address
    json.begin_object();
    json.key("layer").value(point_layer_name(record.layer));
    json.key("code").value(record.code);
    json.key("name").value_or_null(personal && !in_full ? std::string_view() : record.name);
    json.key("kind").value_or_null(record.kind);
    write_lonlat(json, record.at, frame);
    json.key("distance_m").rounded(record.distance_m, 2);
    json.key("bearing_deg").rounded(record.bearing_deg, 1);
    write_grid_at(json, theme, record.at);
    json.end_object();
}

} // namespace

Response get_nearby(ApiContext &api, const Request &request) {
    QueryParameters query(request.query());
    const data::WorldPtr world = take_world(api, query).world;
    const spatial::LonLat place{query.require_number("lon"), query.require_number("lat")};
    const spatial::Frame frame = take_frame(query);
    const ThemeRef theme = take_theme(query, *world);
    NearQuestion question;
    question.layers = take_layers(query);
    question.count = static_cast<std::size_t>(query.take_integer("k", 1, most_near).value_or(10));
    question.within_m = take_metres(query, "within", question.within_m);
    question.kind = query.take_filled("kind").value_or("");
    query.finish();
    if (std::ranges::find(question.layers, PointLayer::cameras) != question.layers.end()) {
        require_command(request.caller);
    }
    check_place(*world, place, frame);
    question.from = spatial::to_lattice(spatial::to_store_frame(place, frame));
    std::string text;
    JsonWriter json(text);
    json.begin_object();
    json.key("frame").value(spatial::frame_name(frame));
    json.key("items").begin_array();
    for (const NearRecord &record : find_near(*world, question)) {
        write_near(json, record, *theme.theme, frame, request.caller.phones);
    }
    json.end_array().key("next").null().end_object();
    return json_response(std::move(text)).with("Cache-Control", "no-store");
}

} // namespace jingwei::server
