#pragma once

#include "server/http/message.hpp"

#include <string_view>
#include <vector>

namespace jingwei::server {

/// The entity tags of all lines of If-Match or If-None-Match, as they were sent, or the one `*` (RFC 9110 §13.1.1, §13.1.2);
/// none where there is no such line. They point into the request. Throws ApiError (bad_call) for anything else: text without
/// quotes, a tag that does not end, `*` beside a tag. Empty elements are skipped, as §5.6.1 asks of recipients.
[[nodiscard]] std::vector<std::string_view> entity_tags(const Request &request, std::string_view name);

/// Throws as entity_tags where If-None-Match is nothing of the kind: for handlers, before they do any work.
void require_entity_tags(const Request &request);

/// True when If-None-Match names this entity tag (with its quotes), or is `*`; weak comparison, RFC 9110 §13.1.2. The usual
/// case, the tag alone, is compared first and not taken apart. Throws as entity_tags.
[[nodiscard]] bool matches_etag(const Request &request, std::string_view etag);

/// True when Accept-Encoding takes gzip: named with a weight above 0, or by `*` and not refused (RFC 9110 §12.5.3).
[[nodiscard]] bool accepts_gzip(const Request &request);

} // namespace jingwei::server
