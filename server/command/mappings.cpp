#include "data/import_codes.hpp"
#include "server/command/command.hpp"
#include "server/service/mapping_service.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <fmt/format.h>
#include <memory>
#include <ostream>

namespace jingwei::server {

namespace {

struct MappingsOptions {
    std::string db, source, layer;
};

void list(const std::vector<data::KeptMapping> &mappings, std::ostream &out) {
    for (const auto &kept : mappings) {
        const auto key = kept.mapping.options.find("key");
        out << fmt::format("{}  {}  key {}, {} columns, {} with codes\n", kept.source, kept.layer,
                           key != kept.mapping.options.end() ? key->second : "none", kept.mapping.fields.size(),
                           kept.mapping.codes.size());
    }
    if (mappings.empty()) {
        out << "no mapping is kept; `jingwei import … --source NAME` keeps one\n";
    }
}

void run(const MappingsOptions &options, CommandContext &context) {
    auto mappings = data::Store::open(options.db, data::Store::Mode::read_only)->mappings();
    if (options.source.empty()) {
        list(mappings, context.out);
        return;
    }
    const auto source = data::source_named(options.source, mappings);
    std::erase_if(mappings, [&](const data::KeptMapping &kept) {
        return kept.source != source || (!options.layer.empty() && kept.layer != options.layer);
    });
    if (mappings.empty()) {
        throw Error(ErrorCode::not_found,
                    fmt::format("no mapping is kept for {}{}; `jingwei mappings {}` lists them", options.source,
                                options.layer.empty() ? "" : " " + options.layer, options.db));
    }
    if (mappings.size() > 1) {
        list(mappings, context.out);
        return;
    }
    context.out << mapping_text(mappings[0].mapping);
}

} // namespace

void add_mappings_command(CLI::App &app, CommandContext &context) {
    auto options = std::make_shared<MappingsOptions>();
    auto &command = *app.add_subcommand("mappings", "How the files of each source are read");
    command.add_option("db", options->db, "the store")->required();
    command.add_option("source", options->source, "print the mapping of this source, as a mapping file");
    command.add_option("layer", options->layer, "of this layer, where the source has several");
    command.callback([options, &context] { run(*options, context); });
}

} // namespace jingwei::server
