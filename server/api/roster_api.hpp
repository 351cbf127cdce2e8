#pragma once

#include "server/api/api_context.hpp"
#include "server/http/message.hpp"

namespace jingwei::server {

/// GET /v1/people
[[nodiscard]] Response get_people(ApiContext &api, const Request &request);
/// GET /v1/assignments
[[nodiscard]] Response get_assignments(ApiContext &api, const Request &request);
/// GET /v1/vacancies: what the staffing rules want and nobody holds.
[[nodiscard]] Response get_vacancies(ApiContext &api, const Request &request);

} // namespace jingwei::server
