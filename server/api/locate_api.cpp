#include "server/api/locate_api.hpp"

#include "server/api/batch.hpp"
#include "server/api/list_query.hpp"
#include "server/api/locate_render.hpp"
#include "server/api/world_at.hpp"
#include "server/http/problem.hpp"
#include "server/service/instant.hpp"

#include <fmt/format.h>

namespace jingwei::server {

namespace {

std::vector<std::string_view> take_themes(QueryParameters &query) {
    std::vector<std::string_view> themes;
    const auto text = query.take("themes");
    if (!text) {
        return themes;
    }
    std::string_view list = *text;
    while (!list.empty()) {
        themes.push_back(list.substr(0, list.find(',')));
        list.remove_prefix(std::min(themes.back().size() + 1, list.size()));
    }
    if (themes.empty()) {
        throw ApiError(ErrorCode::bad_call, "missing_parameter", "'themes' names at least one theme, or is left out for all.",
                       "themes");
    }
    return themes;
}

BatchFormat input_format(const Request &request) {
    const auto type = request.header("Content-Type");
    const auto format = type ? batch_format_of(*type) : std::nullopt;
    if (!format) {
        throw ApiError(ErrorCode::bad_call, "unknown_format",
                       "Say what the body is with Content-Type: text/csv, application/x-ndjson or application/json.",
                       "Content-Type");
    }
    return *format;
}

/// The first format that Accept names, else the one the batch came in.
BatchFormat output_format(const Request &request, BatchFormat input) {
    std::string_view list = request.header("Accept").value_or("");
    while (!list.empty()) {
        std::string_view item = list.substr(0, list.find(','));
        list.remove_prefix(std::min(item.size() + 1, list.size()));
        item.remove_prefix(std::min(item.find_first_not_of(' '), item.size()));
        if (const auto format = batch_format_of(item)) {
            return *format;
        }
    }
    return input;
}

} // namespace

spatial::Frame take_frame(QueryParameters &query) {
    const auto name = query.take("frame");
    if (!name) {
        return spatial::Frame::cgcs2000;
    }
    const auto frame = spatial::frame_from_name(*name);
    if (!frame) {
        throw ApiError(ErrorCode::bad_call, "unknown_frame",
                       "There is no frame '" + std::string(name->substr(0, 40)) +
                           "'; there are wgs84, cgcs2000, gcj02 and bd09.",
                       "frame");
    }
    return *frame;
}

namespace {

Response answer_locate(const WorldAt &moment, QueryParameters &query, const Request &request) {
    const data::WorldPtr &world = moment.world;
    LocateQuestion question;
    question.place = {query.require_number("lon"), query.require_number("lat")};
    question.frame = take_frame(query);
    question.accuracy_m = take_metres(query, "accuracy", 0);
    question.within_m = take_metres(query, "within", question.within_m);
    question.at = moment.at;
    question.themes = take_themes(query);
    query.finish();
    check_place(*world, question.place, question.frame);
    std::string json;
    json.reserve(2048);
    append_locate_json(json, *world, question, locate(*world, question), request.caller.phones);
    return json_response(std::move(json)).with("Cache-Control", "no-store");
}

} // namespace

std::optional<Response> get_locate_quickly(ApiContext &api, const Request &request) {
    QueryParameters query(request.query());
    const auto moment = take_world_at_hand(api, query);
    return moment ? std::optional(answer_locate(*moment, query, request)) : std::nullopt;
}

Response get_locate(ApiContext &api, const Request &request) {
    QueryParameters query(request.query());
    const auto moment = take_world(api, query);
    return answer_locate(moment, query, request);
}

Response post_locate(ApiContext &api, const Request &request) {
    QueryParameters query(request.query());
    const data::WorldPtr world = take_world(api, query).world;
    BatchQuestion question;
    question.frame = take_frame(query);
    question.within_m = take_metres(query, "within", question.within_m);
    if (auto themes = take_themes(query); !themes.empty()) {
        question.themes = std::move(themes);
    }
    query.finish();
    const BatchFormat input = input_format(request);
    const BatchFormat output = output_format(request, input);
    const Batch batch = read_batch(request.body, input, max_batch_points);
    Response response{.status = 200,
                      .content_type = media_type_of(output),
                      .headers = {},
                      .body = answer_batch(*world, batch, question, output)};
    return std::move(response).with("Cache-Control", "no-store");
}

} // namespace jingwei::server
