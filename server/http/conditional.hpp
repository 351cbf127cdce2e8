#pragma once

#include "server/http/message.hpp"

namespace jingwei::server {

/// True when If-None-Match names this entity tag (with its quotes), or is `*`; weak comparison, RFC 9110 §13.1.2.
[[nodiscard]] bool matches_etag(const Request &request, std::string_view etag);

/// True when Accept-Encoding takes gzip: named with a weight above 0, or by `*` and not refused (RFC 9110 §12.5.3).
[[nodiscard]] bool accepts_gzip(const Request &request);

} // namespace jingwei::server
