#include "server/api/export_api.hpp"

#include "data/export.hpp"
#include "server/api/layer_of_path.hpp"
#include "server/api/list_query.hpp"
#include "server/api/locate_api.hpp"
#include "server/api/parameter_words.hpp"
#include "server/http/problem.hpp"
#include "server/http/query.hpp"
#include "server/service/instant.hpp"

#include <array>
#include <fmt/format.h>

namespace jingwei::server {

namespace {

/// An export stands in memory as a whole until it is sent.
constexpr std::size_t most_bytes = std::size_t{128} << 20U;

data::ImportLayer take_layer(const Request &request) {
    const auto layer = layer_of_path(request);
    const bool needs_key = layer == data::ImportLayer::cameras && !request.caller.command;
    if (needs_key) {
        throw ApiError(
            request.caller.account.empty() ? ErrorCode::unauthorized : ErrorCode::forbidden, "cameras_need_a_key",
            "The layer cameras needs a key; make one with 'jingwei key add' and send it as 'Authorization: Bearer KEY'.",
            "layer");
    }
    return layer;
}

std::string_view content_type(data::ExportFormat format) {
    switch (format) {
    case data::ExportFormat::geojson:
        return "application/geo+json";
    case data::ExportFormat::csv:
        return "text/csv; charset=utf-8";
    case data::ExportFormat::xlsx:
        return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    case data::ExportFormat::geopackage:
        return "application/geopackage+sqlite3";
    case data::ExportFormat::flatgeobuf:
        return "application/vnd.flatgeobuf";
    case data::ExportFormat::kml:
        return "application/vnd.google-earth.kml+xml";
    case data::ExportFormat::shapefile:
    case data::ExportFormat::zipped_shapefile:
        break;
    }
    return "application/zip";
}

std::string take_text(QueryParameters &query, std::string_view name) {
    return std::string(query.take_filled(name).value_or(""));
}

bool take_flag(QueryParameters &query, std::string_view name) {
    const auto value = query.take(name);
    if (value && *value != "true" && *value != "false") {
        throw ApiError(ErrorCode::bad_call, "bad_flag", fmt::format("{} is true or false.", name), std::string(name));
    }
    return value == "true";
}

void take_time(QueryParameters &query, const data::World &world, data::ExportRequest &wanted) {
    wanted.at = take_optional_at(query, world);
    wanted.edition = query.take_integer("edition", 1, 1'000'000'000).value_or(0);
}

data::ExportRequest read_call(const ApiContext &api, const Request &request) {
    data::ExportRequest wanted;
    wanted.layer = take_layer(request);
    wanted.format = data::export_format_of(std::string(request.path())).value();
    QueryParameters query(request.query());
    wanted.theme = take_text(query, "theme");
    wanted.level = take_text(query, "level");
    wanted.within = take_text(query, "within");
    wanted.source = take_text(query, "source");
    const bool keys = !wanted.source.empty() || wanted.layer == data::ImportLayer::external_refs;
    if (keys && request.caller.account.empty()) {
        throw ApiError(ErrorCode::unauthorized, "keys_need_a_key",
                       "The keys of other systems are shown to who has a key; make one with 'jingwei key add' and send it as "
                       "'Authorization: Bearer KEY'.",
                       wanted.source.empty() ? "layer" : "source");
    }
    wanted.crs = take_text(query, "crs");
    wanted.encoding = take_text(query, "encoding");
    wanted.frame = take_frame(query);
    wanted.people = take_flag(query, "people");
    wanted.points = take_flag(query, "points");
    take_time(query, *api.store.world(), wanted);
    query.finish();
    wanted.full_phones = request.caller.phones;
    wanted.all_columns = !request.caller.account.empty();
    wanted.now = now_ms();
    return wanted;
}

/// What the call could mend is told in its own words.
std::string exported(const ApiContext &api, const data::ExportRequest &wanted) {
    try {
        return data::export_to_bytes(api.store, wanted, most_bytes);
    } catch (const Error &error) {
        if (error.code() == ErrorCode::machine || error.code() == ErrorCode::interrupted) {
            throw;
        }
        throw Error(error.code(), in_parameters(error.what()));
    }
}

} // namespace

Response get_export(ApiContext &api, const Request &request) {
    const auto wanted = read_call(api, request);
    auto bytes = exported(api, wanted);
    Response response{.status = 200, .content_type = content_type(wanted.format), .headers = {}, .body = std::move(bytes)};
    const auto name = fmt::format("{}.{}", data::import_layer_name(wanted.layer), data::export_format_end(wanted.format));
    response.with("Content-Disposition", fmt::format("attachment; filename=\"{}\"", name));
    return std::move(response).with("Cache-Control", "private, no-store").with("Vary", "Authorization");
}

} // namespace jingwei::server
