#pragma once

#include "server/api/api_context.hpp"
#include "server/http/message.hpp"

namespace jingwei::server {

/// POST /v1/merges: makes one object of two that are one, pair by pair, in one transaction.
[[nodiscard]] Response post_merges(ApiContext &api, const Request &request);

} // namespace jingwei::server
