#pragma once

#include "data/import.hpp"

#include <string>

namespace jingwei::server {

/// The layer of this name. Throws Error{bad_call} that lists the layers.
[[nodiscard]] data::ImportLayer require_layer(const std::string &name);

} // namespace jingwei::server
