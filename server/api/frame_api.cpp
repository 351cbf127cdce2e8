#include "server/api/frame_api.hpp"

#include "server/api/frame_render.hpp"
#include "server/http/problem.hpp"
#include "server/http/query.hpp"

#include <cmath>
#include <fmt/format.h>

namespace jingwei::server {

namespace {

double take_between(QueryParameters &query, const char *name, double least, double most, std::optional<double> otherwise = {}) {
    const auto given = otherwise ? query.take_number(name) : query.require_number(name);
    const double value = given.value_or(otherwise.value_or(0));
    if (value < least || value > most) {
        throw ApiError(ErrorCode::bad_call, "out_of_range", fmt::format("'{}' is a number from {} to {}.", name, least, most),
                       name);
    }
    return value;
}

} // namespace

Response get_frames_check(ApiContext &api, const Request &request) {
    QueryParameters query(request.query());
    FrameQuestion question;
    question.known = {take_between(query, "known_lon", -180, 180), take_between(query, "known_lat", -90, 90)};
    // a reading whose axes changed places has its longitude in the second place
    question.reading = {take_between(query, "lon", -180, 180), take_between(query, "lat", -180, 180)};
    question.tolerance_m = take_between(query, "tolerance", 0.1, 100, question.tolerance_m);
    query.finish();
    const data::WorldPtr world = api.store.world();
    return json_response(frame_json(question, check_frame(world.get(), question))).with("Cache-Control", "no-store");
}

} // namespace jingwei::server
