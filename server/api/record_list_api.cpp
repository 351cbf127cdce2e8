#include "server/api/list_query.hpp"
#include "server/api/locate_api.hpp"
#include "server/api/record_api.hpp"
#include "server/api/record_json.hpp"
#include "server/api_error.hpp"
#include "server/http/query.hpp"
#include "server/service/layer_service.hpp"
#include "server/service/locate_service.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace jingwei::server {

namespace {

std::optional<bool> take_flag(QueryParameters &query, const char *name) {
    const auto text = query.take(name);
    if (!text) {
        return std::nullopt;
    }
    if (*text != "true" && *text != "false") {
        throw ApiError(ErrorCode::bad_call, "not_a_flag", fmt::format("'{}' is true or false.", name), name);
    }
    return *text == "true";
}

/// `bbox=west,south,east,north` in degrees of the frame.
std::optional<FrameBox> take_box(QueryParameters &query, spatial::Frame frame) {
    const auto text = query.take("bbox");
    if (!text) {
        return std::nullopt;
    }
    std::array<double, 4> edges{};
    std::string_view rest = *text;
    bool fits = std::ranges::count(rest, ',') == 3;
    for (double &edge : edges) {
        const std::string_view item = rest.substr(0, rest.find(','));
        rest.remove_prefix(std::min(item.size() + 1, rest.size()));
        const auto number = to_number(item);
        fits = fits && number.has_value();
        edge = number.value_or(0);
    }
    const auto [west, south, east, north] = edges;
    fits = fits && west >= -180 && east <= 180 && south >= -90 && north <= 90 && west <= east && south <= north;
    if (!fits) {
        throw ApiError(
            ErrorCode::bad_call, "bad_bbox",
            "'bbox' is west,south,east,north in degrees: longitudes from -180 to 180, latitudes from -90 to 90, west "
            "not above east, south not above north.",
            "bbox");
    }
    return FrameBox{{west, south}, {east, north}, frame};
}

/// `kind`: one of the layer's categories.
template <class Row> std::string_view take_kind(QueryParameters &query, const data::Layer<Row> &layer) {
    const auto kind = query.take("kind");
    if (kind && std::ranges::find(layer.categories, *kind) == layer.categories.end()) {
        throw ApiError(ErrorCode::bad_call, "unknown_kind",
                       fmt::format("'{}' is no kind of this layer; there are: {}.", kind->substr(0, 40),
                                   fmt::join(layer.categories, ", ")),
                       "kind");
    }
    return kind.value_or("");
}

template <class Row>
LayerFilter take_layer_filter(QueryParameters &query, const data::World &world, ThemeRef theme, spatial::Frame frame,
                              bool in_full) {
    LayerFilter filter;
    filter.category = take_kind(query, layer_of<Row>(world));
    if constexpr (std::is_same_v<Row, data::CameraRow>) {
        filter.online = take_flag(query, "online");
    }
    filter.theme = theme;
    if (const auto grid = query.take("grid")) {
        filter.grid = require_grid(*theme.theme, *grid, "grid");
    }
    filter.box = take_box(query, frame);
    filter.text = query.take("q").value_or("");
    filter.in_full = in_full;
    return filter;
}

} // namespace

template <class Row> Response list_records(ApiContext &api, const Request &request) {
    RecordView view;
    view.world = api.store.world();
    QueryParameters query(request.query());
    view.theme = take_theme(query, *view.world);
    view.frame = take_frame(query);
    view.in_full = request.caller.phones;
    view.versions = request.caller.write;
    const LayerFilter filter = take_layer_filter<Row>(query, *view.world, view.theme, view.frame, view.in_full);
    const std::size_t limit = take_limit(query);
    const std::int64_t after = take_record_cursor(query);
    query.finish();
    const LayerPage<Row> page = list_layer(layer_of<Row>(*view.world), filter, after, limit);
    std::string text;
    JsonWriter json(text);
    json.begin_object().key("items").begin_array();
    for (const Row *row : page.rows) {
        write_record(json, *row, view);
    }
    json.end_array().key("next").value_or_null(record_cursor(page.next)).end_object();
    return json_response(std::move(text)).with("Cache-Control", "no-store");
}

template Response list_records<data::CameraRow>(ApiContext &, const Request &);
template Response list_records<data::KeySiteRow>(ApiContext &, const Request &);
template Response list_records<data::RentalHouseRow>(ApiContext &, const Request &);
template Response list_records<data::BuildingRow>(ApiContext &, const Request &);

} // namespace jingwei::server
