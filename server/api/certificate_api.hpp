#pragma once

#include "server/api/api_context.hpp"
#include "server/http/message.hpp"
#include "server/json_writer.hpp"

/// What is proved of an edition. Errors are ApiErrors.
namespace jingwei::server {

/// A certificate with the plan that its edition was, as an object; without accounts it names nobody.
void write_certificate(JsonWriter &json, const data::Store &store, const data::Certificate &certificate, bool with_accounts);

[[nodiscard]] Response get_certificate(ApiContext &api, const Request &request);

} // namespace jingwei::server
