#pragma once

#include "server/command/command.hpp"

namespace jingwei::server {

/// `edition map`: a map page on A4 paper for each grid.
void add_edition_map_command(CLI::App &group, CommandContext &context);

} // namespace jingwei::server
