#pragma once

#include "data/world.hpp"

#include <optional>
#include <string>

namespace jingwei::server {

/// The instant that an option --at names, in the store's offset; nothing where it is empty. Throws Error{bad_call} for what is
/// no instant.
[[nodiscard]] std::optional<data::TimeMs> instant_of_option(const std::string &at, const data::World &world);

} // namespace jingwei::server
