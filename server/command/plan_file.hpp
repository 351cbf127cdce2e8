#pragma once

#include "server/caller.hpp"
#include "server/command/command.hpp"

namespace jingwei::server {

/// Who acts from the command line. Whoever may write the store's file may act for any account (empty = the login name); who it
/// was is noted as the key.
[[nodiscard]] Caller command_caller(const std::string &account, const CommandContext &context);

/// `plan export` and `plan import`: a plan as a file.
void add_plan_file_commands(CLI::App &group, CommandContext &context);

} // namespace jingwei::server
