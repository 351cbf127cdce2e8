#pragma once

#include "server/api/api_context.hpp"
#include "server/http/message.hpp"

namespace jingwei::server {

/// GET /v1/frames/check: which frame a reading of a known place is probably in.
[[nodiscard]] Response get_frames_check(ApiContext &api, const Request &request);

} // namespace jingwei::server
