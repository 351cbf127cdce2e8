#pragma once

#include "server/api/api_context.hpp"
#include "server/http/message.hpp"

/// Editions: the list, what differs between them, going back to one, and what a plan would change.
namespace jingwei::server {

[[nodiscard]] Response get_editions(ApiContext &api, const Request &request);
[[nodiscard]] Response get_edition(ApiContext &api, const Request &request);
[[nodiscard]] Response get_edition_diff(ApiContext &api, const Request &request);
[[nodiscard]] Response post_edition_rollback(ApiContext &api, const Request &request);
[[nodiscard]] Response get_plan_diff(ApiContext &api, const Request &request);
[[nodiscard]] Response get_grid_history(ApiContext &api, const Request &request);

} // namespace jingwei::server
