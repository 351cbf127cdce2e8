#pragma once

#include "server/api/api_context.hpp"
#include "server/http/message.hpp"

/// What can be done with one record, the same for every kind of record_fields.hpp.
namespace jingwei::server {

/// GET one: with a strong ETag, whose first half is the version that If-Match asks for (for callers who may write).
template <class Row> [[nodiscard]] Response get_record(ApiContext &api, const Request &request);
/// POST: a new record, 201 with Location.
template <class Row> [[nodiscard]] Response post_record(ApiContext &api, const Request &request);
/// PATCH: merge; needs If-Match.
template <class Row> [[nodiscard]] Response patch_record(ApiContext &api, const Request &request);
/// DELETE: needs If-Match. Not for assignments, which end.
template <class Row> [[nodiscard]] Response delete_record(ApiContext &api, const Request &request);

/// GET a page of a point layer.
template <class Row> [[nodiscard]] Response list_records(ApiContext &api, const Request &request);

} // namespace jingwei::server
