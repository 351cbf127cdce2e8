#pragma once

#include "server/api/api_context.hpp"
#include "server/http/message.hpp"

/// What is proved of an edition. Errors are ApiErrors.
namespace jingwei::server {

[[nodiscard]] Response get_certificate(ApiContext &api, const Request &request);

} // namespace jingwei::server
