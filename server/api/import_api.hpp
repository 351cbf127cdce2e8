#pragma once

#include "server/api/api_context.hpp"
#include "server/http/message.hpp"

namespace jingwei::server {

/// The most bytes of an uploaded file.
constexpr std::size_t max_upload_bytes = std::size_t{256} << 20U;

/// POST /v1/imports: takes a file and queues its import.
[[nodiscard]] Response post_imports(ApiContext &api, const Request &request);
/// GET /v1/imports: those of the caller's account.
[[nodiscard]] Response get_imports(ApiContext &api, const Request &request);
/// GET /v1/imports/{id}
[[nodiscard]] Response get_import(ApiContext &api, const Request &request);
/// POST /v1/imports/{id}/accept: queues the real import of what a dry run found acceptable.
[[nodiscard]] Response post_import_accept(ApiContext &api, const Request &request);
/// DELETE /v1/imports/{id}: forgets an upload and its file.
[[nodiscard]] Response delete_import(ApiContext &api, const Request &request);

} // namespace jingwei::server
