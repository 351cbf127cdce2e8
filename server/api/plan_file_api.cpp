#include "server/api/plan_file_api.hpp"

#include "server/api/plan_api.hpp"
#include "server/http/query.hpp"
#include "server/service/plan_file.hpp"

#include <fmt/format.h>

namespace jingwei::server {

Response get_plan_file(ApiContext &api, const Request &request) {
    QueryParameters(request.query()).finish();
    const auto file = plan_file(api.plans, plan_id(request));
    Response response{
        .status = 200, .content_type = "application/geopackage+sqlite3", .headers = {}, .body = data::plan_file_bytes(file)};
    response.with("Content-Disposition",
                  fmt::format("attachment; filename=\"plan-{}-revision-{}.gpkg\"", file.plan, file.revision));
    return std::move(response).with("Cache-Control", "private, no-store").with("Vary", "Authorization");
}

} // namespace jingwei::server
