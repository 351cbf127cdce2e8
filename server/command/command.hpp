#pragma once

#include "data/store.hpp"

#include <atomic>
#include <iosfwd>
#include <string>

namespace CLI {
class App;
}

namespace jingwei::server {

/// What every subcommand gets. A subcommand is registered by `add_<name>_command(app, context)`: it adds its options to `app`
/// and sets a callback that does the work, writes results to `out` and progress to `err`, and sets `exit_code` (0 done,
/// 1 the data is at fault). What it throws is printed and mapped to an exit code by `run_program`.
struct CommandContext {
    std::ostream &out;
    std::ostream &err;
    const std::atomic<bool> &interrupted; ///< set by the first SIGINT or SIGTERM; the second one ends the process
    int exit_code = 0;

    /// Throws Error{interrupted} once a signal has come. Long work calls it between steps and from progress functions.
    void stop_if_interrupted() const;
    /// Who writes from the command line: "cli:<login name>".
    [[nodiscard]] data::Actor actor() const;
};

/// The program's version, as in the build file.
[[nodiscard]] const char *program_version();

void add_init_command(CLI::App &app, CommandContext &context);
void add_sample_command(CLI::App &app, CommandContext &context);
void add_import_command(CLI::App &app, CommandContext &context);
void add_export_command(CLI::App &app, CommandContext &context);
void add_pack_command(CLI::App &app, CommandContext &context);
void add_template_command(CLI::App &app, CommandContext &context);
void add_merge_command(CLI::App &app, CommandContext &context);
void add_mappings_command(CLI::App &app, CommandContext &context);
void add_edition_command(CLI::App &app, CommandContext &context);
void add_plan_command(CLI::App &app, CommandContext &context);
void add_serve_command(CLI::App &app, CommandContext &context);
void add_locate_command(CLI::App &app, CommandContext &context);
void add_frames_command(CLI::App &app, CommandContext &context);
void add_check_command(CLI::App &app, CommandContext &context);
void add_backup_command(CLI::App &app, CommandContext &context);
void add_user_command(CLI::App &app, CommandContext &context);
void add_key_command(CLI::App &app, CommandContext &context);
void add_doctor_command(CLI::App &app, CommandContext &context);

/// The exit code of an error: 1 the data is at fault, 2 the call is wrong, 3 the machine, 130 interrupted.
[[nodiscard]] int exit_code_of(ErrorCode code);

/// Parses the command line, runs the subcommand and answers the exit code. Messages go to `err`, nothing is thrown.
[[nodiscard]] int run_program(int argc, const char *const *argv, std::ostream &out, std::ostream &err,
                              const std::atomic<bool> &interrupted);

} // namespace jingwei::server
