#pragma once

#include "server/api_error.hpp"
#include "spatial/refusal.hpp"

namespace jingwei::server {

/// An operation on the ground that was not made, in words: what is wrong, where, and what to do.
[[nodiscard]] ApiError to_error(const spatial::Refusal &refusal);

} // namespace jingwei::server
