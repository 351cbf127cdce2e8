#pragma once

#include "server/api/api_context.hpp"
#include "server/http/message.hpp"

/// The steps from a plan to its approval, which a place has as it wants them. Errors are ApiErrors.
namespace jingwei::server {

[[nodiscard]] Response get_approval_steps(ApiContext &api, const Request &request);
/// Replaces all of them. Needs an account with the scope admin.
[[nodiscard]] Response put_approval_steps(ApiContext &api, const Request &request);

} // namespace jingwei::server
