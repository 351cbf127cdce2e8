#include "data/template.hpp"

#include "data/export.hpp"
#include "data/store_files.hpp"
#include "server/command/command.hpp"
#include "server/command/layer_name.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <memory>

namespace jingwei::server {

namespace {

struct TemplateOptions {
    std::string store, layer, file;
    bool overwrite = false;
};

void run_template(const TemplateOptions &options, CommandContext &context) {
    const auto layer = require_layer(options.layer);
    if (data::export_format_of(options.file) != data::ExportFormat::xlsx) {
        throw Error(ErrorCode::bad_call, fmt::format("a template is an .xlsx file; '{}' has another end", options.file));
    }
    if (!options.store.empty()) {
        data::refuse_store_file(options.store, options.file);
    }
    const auto store = options.store.empty() ? nullptr : data::Store::open(options.store, data::Store::Mode::read_only);
    data::write_template(layer, store.get(), options.file, options.overwrite);
    context.out << fmt::format("template of {} written to {}; delete its example row before you import it\n", options.layer,
                               options.file);
}

} // namespace

void add_template_command(CLI::App &app, CommandContext &context) {
    auto options = std::make_shared<TemplateOptions>();
    auto &command = *app.add_subcommand("template", "Write a spreadsheet form for a layer, to be filled in and imported");
    command
        .add_option("layer", options->layer,
                    "cameras, key_sites, buildings, rental_houses, people, assignments, roster, divisions, staffing_rules, "
                    "organisations, external_refs")
        ->required();
    command.add_option("file", options->file, "a new .xlsx file")->required();
    command.add_option("--db", options->store, "the store whose code lists are offered; else those of a new store");
    command.add_flag("--overwrite", options->overwrite, "replace an existing file");
    command.callback([options, &context] { run_template(*options, context); });
}

} // namespace jingwei::server
