#include "server/command/command.hpp"

#include <CLI/CLI.hpp>

#include <cstdlib>
#include <ostream>
#include <pwd.h>
#include <unistd.h>

namespace jingwei::server {

void CommandContext::stop_if_interrupted() const {
    if (interrupted.load(std::memory_order_relaxed)) {
        throw Error(ErrorCode::interrupted, "interrupted; nothing was written");
    }
}

data::Actor CommandContext::actor() const {
    const passwd *entry = getpwuid(getuid());
    return {"cli:" + (entry != nullptr ? std::string(entry->pw_name) : std::to_string(getuid()))};
}

int exit_code_of(ErrorCode code) {
    switch (code) {
    case ErrorCode::bad_data:
    case ErrorCode::not_found:
    case ErrorCode::conflict:
        return 1;
    case ErrorCode::bad_call:
    case ErrorCode::unauthorized:
    case ErrorCode::forbidden:
        return 2;
    case ErrorCode::machine:
    case ErrorCode::store_busy:
        return 3;
    case ErrorCode::interrupted:
        return 130;
    }
    return 3;
}

namespace {

void add_commands(CLI::App &app, CommandContext &context) {
    add_init_command(app, context);
    add_sample_command(app, context);
    add_import_command(app, context);
    add_export_command(app, context);
    add_pack_command(app, context);
    add_template_command(app, context);
    add_merge_command(app, context);
    add_mappings_command(app, context);
    add_edition_command(app, context);
    add_plan_command(app, context);
    add_serve_command(app, context);
    add_locate_command(app, context);
    add_frames_command(app, context);
    add_check_command(app, context);
    add_backup_command(app, context);
    add_user_command(app, context);
    add_key_command(app, context);
    add_doctor_command(app, context);
}

/// CLI11 answers 0 for --help and --version; every other refusal of it is a wrong call.
int report_parse_result(const CLI::App &app, const CLI::ParseError &error, std::ostream &out, std::ostream &err) {
    return app.exit(error, out, err) == 0 ? 0 : exit_code_of(ErrorCode::bad_call);
}

} // namespace

int run_program(int argc, const char *const *argv, std::ostream &out, std::ostream &err, const std::atomic<bool> &interrupted) {
    CLI::App app("Jingwei: whose place is this, and who answers for it", "jingwei");
    app.set_version_flag("--version", program_version());
    app.set_config("--config", "", "a file with the keys of [serve]")->configurable(false);
    app.allow_config_extras(CLI::config_extras_mode::error);
    app.require_subcommand(1);
    app.fallthrough();
    CommandContext context{out, err, interrupted};
    try {
        add_commands(app, context);
        app.parse(argc, argv);
        return context.exit_code;
    } catch (const CLI::ParseError &error) {
        return report_parse_result(app, error, out, err);
    } catch (const Error &error) {
        err << "jingwei: " << error.what() << '\n';
        return exit_code_of(error.code());
    } catch (const std::bad_alloc &) {
        err << "jingwei: out of memory; give the machine more or the command less\n";
    } catch (const std::exception &error) {
        err << "jingwei: unexpected: " << error.what() << '\n';
    }
    return exit_code_of(ErrorCode::machine);
}

} // namespace jingwei::server
