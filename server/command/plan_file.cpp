#include "server/command/plan_file.hpp"
#include "server/command/number_check.hpp"

#include "data/store_files.hpp"
#include "server/service/plan_file.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <memory>
#include <ostream>

namespace jingwei::server {

using data::Store;

namespace {

struct PlanFileOptions {
    std::string db, file, layer, account;
    std::int64_t id = 0;
    bool overwrite = false, json = false;
    PlanFileTaking taking;
};

void write_out(const PlanFileOptions &options, CommandContext &context) {
    data::refuse_store_file(options.db, options.file);
    const auto store = Store::open(options.db, Store::Mode::read_only);
    PlanService plans(*store);
    const auto file = plan_file(plans, options.id);
    data::write_plan_file(file, options.file, options.overwrite);
    context.out << fmt::format("plan {} at revision {}: {} grids written to {}\n", file.plan, file.revision, file.rows.size(),
                               options.file);
}

void print(const PlanFileTaken &taken, const PlanFileOptions &options, std::ostream &out) {
    for (const auto &op : taken.ops) {
        out << (options.json ? plan_op_json(op) : plan_op_line(op)) << '\n';
    }
    if (options.json) {
        return;
    }
    if (taken.closed > 0) {
        out << fmt::format("NOTE: {} gaps and overlaps closed, at most {:.2f} m wide\n", taken.closed, taken.widest_m);
    }
    for (const auto &problem : taken.problems) {
        out << fmt::format("{} {}: {}\n", problem.error ? "ERROR" : "warning", problem.kind, problem.detail);
    }
    if (taken.ops.empty()) {
        out << fmt::format("the file shows plan {} as it is: nothing to do\n", taken.plan.id);
    } else if (options.taking.dry_run) {
        out << fmt::format("{} operations would be done to plan {}; nothing was written\n", taken.ops.size(), taken.plan.id);
    } else {
        out << fmt::format("{} operations done: plan {} is at revision {}\n", taken.ops.size(), taken.plan.id,
                           taken.plan.revision);
    }
}

void take(const PlanFileOptions &options, CommandContext &context) {
    const auto file = data::read_plan_file(options.file, options.layer, &context.interrupted);
    const auto mode = options.taking.dry_run ? Store::Mode::read_only : Store::Mode::read_write;
    const auto store = Store::open(options.db, mode);
    PlanService plans(*store);
    print(take_plan_file(plans, command_caller(options.account, *store, context), options.id, file, options.taking), options,
          context.out);
}

CLI::App *add(CLI::App &group, const char *name, const char *what, const std::shared_ptr<PlanFileOptions> &options) {
    auto *command = group.add_subcommand(name, what);
    command->add_option("db", options->db, "the store")->required();
    command->add_option("plan", options->id, "its number")->required();
    return command;
}

} // namespace

Caller command_caller(const std::string &account, const Store &store, const CommandContext &context) {
    if (!account.empty()) {
        const auto scope = store.account_scope(account);
        if (!scope) {
            throw Error(
                ErrorCode::bad_data,
                fmt::format("there is no account '{}' in this store, and --as acts for one; 'jingwei user add' makes it",
                            account));
        }
        if (*scope != "write" && *scope != "admin") {
            throw Error(ErrorCode::bad_data,
                        fmt::format("the account '{}' may only read; --as wants one with the scope write or admin", account));
        }
    }
    const auto user = context.actor().name;
    return {.account = account.empty() ? user : account,
            .label = account.empty() ? "cli" : user,
            .work = true,
            .command = true,
            .phones = true,
            .write = true,
            .admin = true};
}

void add_plan_file_commands(CLI::App &group, CommandContext &context) {
    auto options = std::make_shared<PlanFileOptions>();
    auto *out = add(group, "export", "Write a plan's grids to a file, to be edited in QGIS and taken back", options);
    out->add_option("file", options->file, "a new .gpkg or .geojson file")->required();
    out->add_flag("--overwrite", options->overwrite, "replace an existing file");
    out->callback([options, &context] { write_out(*options, context); });

    auto *in = add(group, "import", "Take an edited file back as operations of the plan", options);
    in->add_option("file", options->file, "what plan export wrote, edited")->required();
    in->add_option("--source-layer", options->layer, "of several layers, this one");
    in->add_option("--tolerance", options->taking.tolerance_m,
                   "close gaps and overlaps up to this width in metres; refuse wider")
        ->check(number_from_to(0.0, 5.0))
        ->capture_default_str();
    in->add_flag("--allow-parent-change", options->taking.allow_parent_change, "ground may go from one parent to another");
    in->add_flag("--dry-run", options->taking.dry_run, "only tell what would be done");
    in->add_flag("--json", options->json, "the operations as JSON, one a line, as plan apply takes them");
    in->add_option("--as", options->account, "for this account, noted with who it was; else as the login name");
    in->callback([options, &context] { take(*options, context); });
}

} // namespace jingwei::server
