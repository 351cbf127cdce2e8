#pragma once

#include "data/store.hpp"
#include "server/caller.hpp"
#include "server/command/command.hpp"

namespace jingwei::server {

/// Who acts from the command line. Whoever may write the store's file may act for any of its accounts that may write (empty =
/// the login name); who it was is noted as the key. Throws Error{bad_data} for another account.
[[nodiscard]] Caller command_caller(const std::string &account, const data::Store &store, const CommandContext &context);

/// `plan export` and `plan import`: a plan as a file.
void add_plan_file_commands(CLI::App &group, CommandContext &context);

} // namespace jingwei::server
