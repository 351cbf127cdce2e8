#include "server/command/command.hpp"
#include "server/json_writer.hpp"

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

std::string json_text(std::string_view text) {
    std::string json = "\"";
    append_json_escaped(json, text);
    return json + '"';
}

std::string coded(const std::string &field, const std::map<std::string, std::string> &codes) {
    std::string text;
    for (const auto &[value, code] : codes) {
        text += fmt::format("{}{}: {}", text.empty() ? "" : ", ", json_text(value), json_text(code));
    }
    return fmt::format(R"({{"field": {}, "codes": {{{}}}}})", json_text(field), text);
}

/// A mapping as a mapping file says it, an entry a line.
std::string mapping_text(const data::ImportMapping &mapping) {
    std::vector<std::string> entries;
    for (const auto &[option, value] : mapping.options) {
        entries.push_back(fmt::format("{}: {}", json_text('$' + option), json_text(value)));
    }
    for (const auto &[target, field] : mapping.fields) {
        const auto codes = mapping.codes.find(target);
        entries.push_back(fmt::format("{}: {}", json_text(target),
                                      codes == mapping.codes.end() ? json_text(field) : coded(field, codes->second)));
    }
    std::string text = "{\n";
    for (std::size_t i = 0; i < entries.size(); ++i) {
        text += fmt::format("  {}{}\n", entries[i], i + 1 < entries.size() ? "," : "");
    }
    return text + "}\n";
}

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
    std::erase_if(mappings, [&](const data::KeptMapping &kept) {
        return kept.source != options.source || (!options.layer.empty() && kept.layer != options.layer);
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
