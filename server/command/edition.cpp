#include "data/store_files.hpp"
#include "data/table_file.hpp"
#include "server/api/certificate_api.hpp"
#include "server/api/edition_json.hpp"
#include "server/command/at_option.hpp"
#include "server/command/command.hpp"
#include "server/command/diff_text.hpp"
#include "server/command/edition_map.hpp"
#include "server/command/text_table.hpp"
#include "server/service/edition_service.hpp"
#include "server/service/grid_list.hpp"
#include "server/service/ignored_warnings.hpp"
#include "server/service/instant.hpp"
#include "server/service/plan_consent.hpp"
#include "server/service/plan_service.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <memory>
#include <ostream>

namespace jingwei::server {

using data::Store;

namespace {

constexpr std::size_t all_editions = SIZE_MAX / 2;

struct EditionOptions {
    std::string db, theme = "base", at, note, level, within;
    std::int64_t first = 0, second = 0;
    std::optional<std::int64_t> expected;
    DiffOutput output;
};

std::string begin_of(const data::EditionRow &edition, const data::World &world) {
    return format_instant(edition.valid_from, world.utc_offset_minutes);
}

void print_json(const data::EditionRow &edition, const data::World &world, const RolledBack *done, std::ostream &out) {
    std::string text;
    JsonWriter json(text);
    json.begin_object();
    write_edition(json, edition, world.utc_offset_minutes, true);
    if (done != nullptr) {
        write_rolled_back(json, *done);
    }
    json.end_object();
    out << text << '\n';
}

void list(const EditionOptions &options, CommandContext &context) {
    const auto store = Store::open(options.db, Store::Mode::read_only);
    const auto world = store->world();
    const auto editions = data::read_editions(options.db, 0, all_editions);
    if (options.output.json) {
        for (const auto &edition : editions) {
            print_json(edition, *world, nullptr, context.out);
        }
        return;
    }
    TextTable table({"edition", "from", "themes", "grids", "by", "source", "note", "root hash"});
    for (const auto &edition : editions) {
        std::string themes;
        std::int64_t grids = 0;
        for (const auto &theme : edition.themes) {
            themes += (themes.empty() ? "" : " ") + theme.code;
            grids += theme.grids;
        }
        table.add({fmt::to_string(edition.number), begin_of(edition, *world), themes, fmt::to_string(grids), edition.actor,
                   edition.source, edition.note, edition.root_hash.substr(0, 12)});
    }
    table.print(context.out);
    if (editions.empty()) {
        context.out << "nothing was published yet\n";
    }
}

void diff(const EditionOptions &options, CommandContext &context) {
    if (!options.output.file.empty()) {
        data::refuse_store_file(options.db, options.output.file);
    }
    const auto store = Store::open(options.db, Store::Mode::read_only);
    const EditionPair pair{.against = options.first,
                           .edition = options.second,
                           .theme = options.theme,
                           .at = instant_of_option(options.at, *store->world())};
    const auto head = fmt::format(R"("edition":{},"against":{},"theme":"{}",)", pair.edition, pair.against, pair.theme);
    write_diff(diff_editions(uncached(*store, options.db), pair), options.output, head, context.out);
}

void rollback(const EditionOptions &options, CommandContext &context) {
    const auto store = Store::open(options.db, Store::Mode::read_write);
    PlanService(*store).publish_due(now_ms()); // an edition of their hour comes before one of now
    const auto done =
        roll_back(*store, uncached(*store, options.db), context.actor(),
                  {.edition = options.first, .theme = options.theme, .note = options.note, .expected = options.expected});
    if (options.output.json) {
        print_json(done.edition, *store->world(), &done, context.out);
        return;
    }
    context.out << fmt::format("edition {} holds from {}: {} as in edition {}\n", done.edition.number,
                               begin_of(done.edition, *store->world()), options.theme, options.first);
    const auto tell = [&](const char *what, const char *people, const std::vector<RolledGrid> &grids) {
        for (const auto &grid : grids) {
            context.out << fmt::format("  {} {} {}{}\n", what, grid.code, grid.name,
                                       grid.people == 0 ? "" : fmt::format(": {} {}", grid.people, people));
        }
    };
    tell("back", "assignments hold again", done.back);
    tell("gone", "assignments lie idle", done.gone);
    for (const auto &theme : done.other_themes) {
        context.out << fmt::format("NOTE: {} differs from what it was in edition {} and was left alone\n", theme,
                                   options.first);
    }
}

void print_certificate(const data::Certificate &issued, const Store &store, std::ostream &out) {
    const int offset = store.world()->utc_offset_minutes;
    out << fmt::format("edition {}, valid from {}, published {} by {}\nroot hash {}\n", issued.edition,
                       format_instant(issued.valid_from, offset), format_instant(issued.published_at, offset), issued.actor,
                       issued.root_hash);
    for (const auto &theme : issued.themes) {
        out << fmt::format("{}: {} grids, {} faces, {} arcs, {} nodes, twice the area {}; {} broken invariants, checked {}\n"
                           "  ground {}\n  attributes {}\n",
                           theme.theme, theme.grids, theme.ground.faces, theme.ground.arcs, theme.ground.nodes,
                           theme.ground.doubled_area, theme.violations, format_instant(theme.checked_at, offset),
                           theme.content_hash, theme.attribute_hash);
    }
    if (issued.plan) {
        const auto stored = store.plan(*issued.plan);
        out << fmt::format("was plan {} {}, drawn by {}\n", stored.plan.id, stored.plan.name, stored.plan.created_by);
        for (const auto &consent : consents_in_force(stored)) {
            out << fmt::format("  {}{}{} by {}, {}{}{}\n", consent.step, consent.parent.empty() ? "" : " of ", consent.parent,
                               consent.actor, format_instant(consent.at, offset), consent.reason.empty() ? "" : ": ",
                               consent.reason);
        }
        for (const auto &warning : ignored_warnings(stored)) {
            out << fmt::format("  in spite of {}: {} ({}, {})\n", warning.detail, warning.reason, warning.by, warning.at);
        }
    }
}

void certificate(const EditionOptions &options, CommandContext &context) {
    const auto store = Store::open(options.db, Store::Mode::read_only);
    const auto issued = store->certificate(options.first);
    if (issued.themes.empty()) {
        throw Error(ErrorCode::not_found, fmt::format("edition {} was published by a program that issued no certificates; "
                                                      "`jingwei check` checks what the store holds",
                                                      options.first));
    }
    if (!options.output.json) {
        print_certificate(issued, *store, context.out);
        return;
    }
    std::string text;
    JsonWriter json(text);
    write_certificate(json, *store, issued, true);
    context.out << text << '\n';
}

void grids(const EditionOptions &options, CommandContext &context) {
    data::refuse_store_file(options.db, options.output.file);
    const auto store = Store::open(options.db, Store::Mode::read_only);
    GridListAsk ask{
        .theme = options.theme, .edition = options.first, .at = {}, .level = options.level, .within = options.within};
    ask.at = instant_of_option(options.at, *store->world());
    std::size_t count = 0;
    data::write_table_file(options.output.file, options.output.overwrite,
                           [&](data::TableSink &sink) { count = write_grid_list(uncached(*store, options.db), ask, sink); });
    context.out << fmt::format("{} grids written to {}\n", count, options.output.file);
}

CLI::App *add(CLI::App &group, const char *name, const char *what, const std::shared_ptr<EditionOptions> &options) {
    auto *command = group.add_subcommand(name, what);
    command->add_option("db", options->db, "the store")->required();
    command->add_flag("--json", options->output.json, "as JSON");
    return command;
}

} // namespace

void add_edition_command(CLI::App &app, CommandContext &context) {
    auto &group =
        *app.add_subcommand("edition", "Editions: the list, what they changed, going back to one")->require_subcommand(1);
    auto options = std::make_shared<EditionOptions>();
    add(group, "list", "All editions, the newest first", options)->callback([options, &context] { list(*options, context); });

    auto *compare = add(group, "diff", "What changed between two editions, and who gains and loses what", options);
    compare->add_option("from", options->first, "the earlier edition")->required();
    compare->add_option("to", options->second, "the later edition")->required();
    compare->add_option("--theme", options->theme, "the theme compared")->capture_default_str();
    compare->add_option("--at", options->at, "when the people after are asked; else as the later edition begins");
    compare->add_option("--out", options->output.file, "write the hand-over to a new .xlsx, .csv or .geojson file");
    compare->add_flag("--overwrite", options->output.overwrite, "replace an existing file");
    compare->callback([options, &context] { diff(*options, context); });

    auto *sheet = group.add_subcommand("grids", "The official list: code, name, four limits, households, residents, head");
    sheet->add_option("db", options->db, "the store")->required();
    sheet->add_option("file", options->output.file, "a new .xlsx or .csv file")->required();
    auto *edition = sheet->add_option("--edition", options->first, "as this edition had them");
    edition->check(CLI::PositiveNumber);
    sheet->add_option("--at", options->at, "as of this date, with who answered then")->excludes(edition);
    sheet->add_option("--theme", options->theme, "the theme listed")->capture_default_str();
    sheet->add_option("--level", options->level, "township, community, grid, …; else every level");
    sheet->add_option("--within", options->within, "only what lies in the grid of this code");
    sheet->add_flag("--overwrite", options->output.overwrite, "replace an existing file");
    sheet->callback([options, &context] { grids(*options, context); });

    add_edition_map_command(group, context);

    auto *proof = add(group, "certificate", "What was proved of an edition", options);
    proof->add_option("edition", options->first, "its number")->required();
    proof->callback([options, &context] { certificate(*options, context); });

    auto *back = add(group, "rollback", "Publish what a theme was in an earlier edition as the next edition", options);
    back->add_option("edition", options->first, "whose content")->required();
    back->add_option("--theme", options->theme, "the theme that goes back")->capture_default_str();
    back->add_option("--note", options->note, "why; shown with the edition");
    back->add_option("--expect", options->expected, "refuse unless this edition is the current one");
    back->callback([options, &context] { rollback(*options, context); });
}

} // namespace jingwei::server
