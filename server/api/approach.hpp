#pragma once

#include "server/caller.hpp"
#include "server/http/message.hpp"

namespace jingwei::server {

/// What the headers of a request say about who is asking: Authorization, Host and those that proxies add. It points into the
/// request.
[[nodiscard]] Approach approach_of(const Request &request);

} // namespace jingwei::server
