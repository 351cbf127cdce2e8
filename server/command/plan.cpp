#include "data/store_files.hpp"
#include "server/api/plan_json.hpp"
#include "server/command/at_option.hpp"
#include "server/command/command.hpp"
#include "server/command/diff_text.hpp"
#include "server/command/plan_file.hpp"
#include "server/command/text_table.hpp"
#include "server/json_writer.hpp"
#include "server/service/edition_service.hpp"
#include "server/service/instant.hpp"
#include "server/service/plan_service.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <fstream>
#include <iostream>
#include <memory>

namespace jingwei::server {

using data::PlanRow;
using data::PlanState;
using data::Store;

namespace {

struct PlanOptions {
    std::string db, file, at, account;
    std::int64_t id = 0;
    ConsentWish consent;
    data::WorldPtr world; ///< of the store, once it is open
    data::CreatePlan wish{.name = {}, .theme = "base", .within = {}, .note = {}, .base_edition = 0};
    DiffOutput output;
};

Caller caller_of(const PlanOptions &options, const Store &store, const CommandContext &context) {
    return command_caller(options.account, store, context);
}

std::string json_of(const PlanRow &plan, int offset) {
    std::string text;
    JsonWriter json(text);
    json.begin_object();
    write_plan(json, plan, offset);
    json.end_object();
    return text;
}

/// One line about a plan.
void print_plan(const PlanOptions &options, const Store &store, const PlanRow &plan, std::ostream &out) {
    if (options.output.json) {
        out << json_of(plan, store.world()->utc_offset_minutes) << '\n';
        return;
    }
    out << fmt::format("plan {} {}: {}, revision {}, of edition {}{}\n", plan.id, plan.name, data::plan_state_name(plan.state),
                       plan.revision, plan.base_edition,
                       plan.edition ? fmt::format(", published as edition {}", *plan.edition) : "");
    if (plan.publish_at) {
        out << fmt::format("becomes an edition at {}\n", format_instant(*plan.publish_at, store.world()->utc_offset_minutes));
    }
    if (!plan.notice.empty()) {
        out << plan.notice << '\n';
    }
}

void list(const PlanOptions &options, CommandContext &context) {
    const auto store = Store::open(options.db, Store::Mode::read_only);
    const int offset = store->world()->utc_offset_minutes;
    TextTable table({"plan", "name", "state", "theme", "within", "revision", "of edition", "as edition", "by", "changed"});
    const auto plans = store->plans();
    for (const auto &plan : plans) {
        if (options.output.json) {
            context.out << json_of(plan, offset) << '\n';
            continue;
        }
        table.add({fmt::to_string(plan.id), plan.name, std::string(data::plan_state_name(plan.state)), plan.theme, plan.within,
                   fmt::to_string(plan.revision), fmt::to_string(plan.base_edition),
                   plan.edition ? fmt::to_string(*plan.edition) : "", plan.created_by,
                   format_instant(plan.changed_at, offset)});
    }
    table.print(context.out);
    if (plans.empty() && !options.output.json) {
        context.out << "there are no plans; `jingwei plan new` makes one\n";
    }
}

void print_problems(const std::vector<PlanProblem> &problems, const PlanOptions &options, CommandContext &context) {
    for (const auto &problem : problems) {
        if (options.output.json) {
            std::string text;
            JsonWriter json(text);
            json.begin_object();
            json.key("kind").value(problem.kind);
            json.key("severity").value(problem.error ? "error" : "warning");
            json.key("grid").value(problem.grid);
            json.key("detail").value(problem.detail).end_object();
            context.out << text << '\n';
        } else {
            context.out << fmt::format("{} {}: {}\n", problem.error ? "ERROR" : "warning", problem.kind, problem.detail);
        }
    }
}

void show(const PlanOptions &options, CommandContext &context) {
    const auto store = Store::open(options.db, Store::Mode::read_only);
    PlanService plans(*store);
    const auto answer = plans.show(options.id);
    print_plan(options, *store, answer.plan, context.out);
    TextTable grids({"grid", "name", "change", "m2 before", "m2", "buildings", "households", "rental houses", "cameras"});
    const auto pair = [](int before, int now) {
        return before == now ? fmt::to_string(now) : fmt::format("{}→{}", before, now);
    };
    for (const auto &grid : answer.grids) {
        grids.add({grid.code, grid.name,
                   grid.is_new ? "new"
                   : grid.gone ? "gone"
                               : "changed",
                   fmt::format("{:.0f}", grid.area_before_m2), fmt::format("{:.0f}", grid.area_m2),
                   pair(grid.tally_before.buildings, grid.tally.buildings),
                   pair(grid.tally_before.households, grid.tally.households),
                   pair(grid.tally_before.rental_houses, grid.tally.rental_houses),
                   pair(grid.tally_before.cameras, grid.tally.cameras)});
    }
    if (!options.output.json) {
        grids.print(context.out);
    }
    const auto stored = store->plan(options.id);
    if (stored.plan.state == PlanState::review && !options.output.json) {
        context.out << plans.consents(stored).missing() << '\n';
    }
    for (const auto &op : stored.ops) {
        context.out << (options.output.json ? op.intent
                                            : fmt::format("{} {} {} {}", op.number,
                                                          op.done      ? "done"
                                                          : op.dropped ? "dropped"
                                                                       : "undone",
                                                          op.actor, op.intent))
                    << '\n';
    }
}

/// Exit code 1 where an error blocks the plan.
void problems(const PlanOptions &options, CommandContext &context) {
    const auto store = Store::open(options.db, Store::Mode::read_only);
    PlanService plans(*store);
    const auto found = plans.show(options.id).problems;
    print_problems(found, options, context);
    if (found.empty() && !options.output.json) {
        context.out << "no problems\n";
    }
    context.exit_code = std::ranges::any_of(found, &PlanProblem::error) ? 1 : 0;
}

void diff(const PlanOptions &options, CommandContext &context) {
    if (!options.output.file.empty()) {
        data::refuse_store_file(options.db, options.output.file);
    }
    const auto store = Store::open(options.db, Store::Mode::read_only);
    const auto world = store->world();
    const auto at = instant_of_option(options.at, *world);
    const auto plan = store->plan(options.id).plan;
    PlanService plans(*store);
    const auto head = fmt::format(R"("plan":{},"revision":{},"against":{},)", plan.id, plan.revision, plan.base_edition);
    write_diff(diff_plan(plans, world, plan.id, at), options.output, head, context.out);
}

void make(const PlanOptions &options, CommandContext &context) {
    const auto store = Store::open(options.db, Store::Mode::read_write);
    PlanService plans(*store);
    print_plan(options, *store, plans.create(caller_of(options, *store, context), options.wish), context.out);
}

/// The operations of a file, one a line; blank lines are passed over. `-` is the standard input.
std::vector<std::pair<std::size_t, std::string>> read_ops(const std::string &path) {
    std::ifstream file;
    if (path != "-") {
        file.open(path);
        if (!file) {
            throw Error(ErrorCode::machine,
                        fmt::format("cannot read '{}'; give a file with one operation as JSON a line", path));
        }
    }
    auto &in = path == "-" ? std::cin : static_cast<std::istream &>(file);
    std::vector<std::pair<std::size_t, std::string>> ops;
    std::size_t number = 0;
    for (std::string line; std::getline(in, line);) {
        ++number;
        if (line.find_first_not_of(" \t\r") != std::string::npos) {
            ops.emplace_back(number, line);
        }
    }
    return ops;
}

/// Does the operations in their order up to the first that cannot be done; those before it stay, as over HTTP.
void apply(const PlanOptions &options, CommandContext &context) {
    const auto ops = read_ops(options.file);
    const auto store = Store::open(options.db, Store::Mode::read_write);
    PlanService plans(*store);
    const auto caller = caller_of(options, *store, context);
    PlanAnswer answer;
    std::size_t done = 0;
    for (const auto &[line, text] : ops) {
        context.stop_if_interrupted();
        try {
            answer = plans.apply(caller, options.id, Precondition{.any = true, .versions = {}}, read_plan_op(text));
            ++done;
        } catch (const Error &error) {
            throw Error(error.code(), fmt::format("line {} of {}: {} ({} operations before it were done)", line, options.file,
                                                  error.what(), done));
        }
    }
    if (ops.empty()) {
        throw Error(ErrorCode::bad_call, fmt::format("'{}' holds no operations", options.file));
    }
    print_plan(options, *store, answer.plan, context.out);
    print_problems(answer.problems, options, context);
}

using Step = std::function<PlanRow(PlanService &, const Caller &, const Precondition &)>;

void step(PlanOptions &options, CommandContext &context, const Step &what) {
    const auto store = Store::open(options.db, Store::Mode::read_write);
    options.world = store->world();
    PlanService plans(*store);
    plans.publish_due(now_ms()); // an edition of their hour comes before one of now
    print_plan(options, *store, what(plans, caller_of(options, *store, context), Precondition{.any = true, .versions = {}}),
               context.out);
}

class PlanCommands {
  public:
    PlanCommands(CLI::App &app, CommandContext &context)
        : m_group(*app.add_subcommand("plan", "Plans: drafts of the next edition")->require_subcommand(1)), m_context(context) {
    }

    void add_all() {
        add("list", "All plans, the newest first", list);
        with_id(add("show", "A plan, the grids that it changes and its operations", show));
        with_id(add("problems", "What is wrong or worth a look in a plan; exit 1 where it cannot be published", problems));
        with_output(with_id(add("diff", "What a plan changes, and who gains and loses what", diff)));
        auto *fresh = with_account(add("new", "Begin a plan", make));
        fresh->add_option("name", m_options->wish.name, "as people say it")->required();
        fresh->add_option("--theme", m_options->wish.theme, "the theme it redraws")->capture_default_str();
        fresh->add_option("--within", m_options->wish.within, "the unit whose ground it may redraw; else all");
        fresh->add_option("--edition", m_options->wish.base_edition, "the edition it begins with; else the current one")
            ->check(CLI::PositiveNumber);
        fresh->add_option("--note", m_options->wish.note, "why; becomes the edition's note");
        auto *ops = with_account(with_id(add("apply", "Do operations to a plan", apply)));
        ops->add_option("file", m_options->file, "one operation as JSON a line; - reads them from standard input")->required();
        add_steps();
        add_plan_file_commands(m_group, m_context);
    }

  private:
    void add_steps() {
        const auto id = [options = m_options] { return options->id; };
        const auto enter = [id](PlanState state) {
            return [id, state](PlanService &plans, const Caller &caller, const Precondition &any) {
                return plans.enter(caller, id(), any, state);
            };
        };
        add_step("undo", "Take the last operation back",
                 [id](PlanService &plans, const Caller &caller, const Precondition &any) {
                     return plans.undo(caller, id(), any).plan;
                 });
        add_step("redo", "Do again what was taken back",
                 [id](PlanService &plans, const Caller &caller, const Precondition &any) {
                     return plans.redo(caller, id(), any).plan;
                 });
        add_step("review", "Send a draft to review", enter(PlanState::review));
        add_step("draft", "Send a plan back to draft", enter(PlanState::draft));
        add_step("withdraw", "Withdraw a plan", enter(PlanState::withdrawn));
        add_step("rebase", "Move a draft onto the current edition",
                 [id](PlanService &plans, const Caller &caller, const Precondition &any) {
                     return plans.rebase(caller, id(), any);
                 });
        add_step("cancel", "Let a plan wait for its publication no longer",
                 [id](PlanService &plans, const Caller &caller, const Precondition &any) {
                     return plans.cancel(caller, id(), any);
                 });
        add_approve();
        add_publish();
    }
    void add_approve() {
        auto *approve = add_step("approve", "Consent to a plan in review; the last consent checks it whole and approves it",
                                 [options = m_options](PlanService &plans, const Caller &caller, const Precondition &any) {
                                     return plans.consent(caller, options->id, any, options->consent);
                                 });
        approve->add_option("--step", m_options->consent.step, "as this step; else whatever is open to the account");
        approve->add_option("--parent", m_options->consent.parent, "for this unit, where the step is one of parents");
        approve->add_option("--reason", m_options->consent.reason, "why, in spite of the plan's warnings");
    }
    void add_publish() {
        auto *publish =
            add_step("publish", "Make an approved plan the next edition",
                     [options = m_options](PlanService &plans, const Caller &caller, const Precondition &any) {
                         return plans.publish(caller, options->id, any, instant_of_option(options->at, *options->world));
                     });
        publish->add_option("--at", m_options->at, "by itself on this date (2026-12-01) or at this time; else at once");
    }

    CLI::App *add(const char *name, const char *what, void (*run)(const PlanOptions &, CommandContext &)) {
        auto *command = m_group.add_subcommand(name, what);
        command->add_option("db", m_options->db, "the store")->required();
        command->add_flag("--json", m_options->output.json, "as JSON, one object a line");
        command->callback([run, options = m_options, &context = m_context] { run(*options, context); });
        return command;
    }
    CLI::App *add_step(const char *name, const char *what, Step run) {
        auto *command = with_id(add(name, what, [](const PlanOptions &, CommandContext &) {}));
        command->callback([run = std::move(run), options = m_options, &context = m_context] { step(*options, context, run); });
        return with_account(command);
    }
    CLI::App *with_account(CLI::App *command) {
        command->add_option("--as", m_options->account,
                            "for this account of the store, noted with who it was; else as the login name");
        return command;
    }
    CLI::App *with_id(CLI::App *command) {
        command->add_option("plan", m_options->id, "its number")->required();
        return command;
    }
    void with_output(CLI::App *command) {
        command->add_option("--at", m_options->at, "when the people after are asked; else now");
        command->add_option("--out", m_options->output.file, "write the hand-over to a new .xlsx, .csv or .geojson file");
        command->add_flag("--overwrite", m_options->output.overwrite, "replace an existing file");
    }

    CLI::App &m_group;
    CommandContext &m_context;
    std::shared_ptr<PlanOptions> m_options = std::make_shared<PlanOptions>();
};

} // namespace

void add_plan_command(CLI::App &app, CommandContext &context) {
    PlanCommands(app, context).add_all();
}

} // namespace jingwei::server
