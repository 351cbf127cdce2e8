#include "data/import_codes.hpp"
#include "server/command/command.hpp"
#include "server/command/report_file.hpp"
#include "server/service/mergeable_layers.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <memory>
#include <ostream>
#include <simdjson.h>

namespace jingwei::server {

namespace {

struct MergeOptions {
    std::string db, layer, keep, drop, report;
};

data::ImportLayer layer_of(const std::string &name) {
    if (const auto layer = mergeable_layer(name)) {
        return *layer;
    }
    throw Error(ErrorCode::bad_call, fmt::format("'{}' cannot be merged; layers are {}", name, mergeable_layers));
}

Error not_a_report(const std::string &path) {
    return {ErrorCode::bad_data,
            fmt::format("'{}' is no report of an import with a source; make one with `jingwei import … --report FILE`", path)};
}

/// The pairs of a report, which must be one of this layer.
std::vector<data::MergeChange::Pair> pairs_of_report(const std::string &path, const std::string &layer) {
    simdjson::dom::parser parser;
    simdjson::dom::element report;
    const auto error = parser.load(path).get(report);
    if (error == simdjson::IO_ERROR) {
        throw unreadable_input("report", path);
    }
    std::string_view fault;
    if (error == simdjson::SUCCESS && report["error"]["detail"].get(fault) == simdjson::SUCCESS) {
        throw Error(ErrorCode::bad_data,
                    fmt::format("the import that '{}' reports of failed ({}), so it offers no pairs", path, fault));
    }
    std::string_view of_layer;
    simdjson::dom::array candidates;
    if (error != simdjson::SUCCESS || report["layer"].get(of_layer) != simdjson::SUCCESS ||
        report["source"]["duplicates"].get(candidates) != simdjson::SUCCESS) {
        throw not_a_report(path);
    }
    if (of_layer != layer) {
        throw Error(ErrorCode::bad_call, fmt::format("the report '{}' is of the layer {}, not {}", path, of_layer, layer));
    }
    std::vector<data::MergeChange::Pair> pairs;
    for (const auto candidate : candidates) {
        std::string_view keep;
        std::string_view drop;
        if (candidate["keep"].get(keep) != simdjson::SUCCESS || candidate["drop"].get(drop) != simdjson::SUCCESS) {
            throw not_a_report(path);
        }
        pairs.push_back({std::string(keep), std::string(drop)});
    }
    return pairs;
}

std::vector<data::MergeChange::Pair> pairs_of(const MergeOptions &options) {
    if (!options.report.empty()) {
        return pairs_of_report(options.report, options.layer);
    }
    if (options.keep.empty() || options.drop.empty()) {
        throw Error(ErrorCode::bad_call, "name two codes, the one to keep and the one to drop, or give --from-report FILE");
    }
    return {{options.keep, options.drop}};
}

void run(const MergeOptions &options, CommandContext &context) {
    const auto layer = layer_of(options.layer);
    const auto pairs = pairs_of(options);
    const auto store = data::Store::open(options.db, data::Store::Mode::read_write);
    const auto merged =
        store->submit(context.actor(), data::MergeChange{.kind = std::string(data::kind_of(layer)), .pairs = pairs}).get();
    std::size_t refused = 0;
    for (std::size_t i = 0; i < pairs.size(); ++i) {
        const auto &why = merged.refusals[i];
        refused += why.empty() ? 0 : 1;
        context.out << (why.empty() ? fmt::format("{} took over {}\n", pairs[i].keep, pairs[i].drop)
                                    : fmt::format("REFUSED {} and {}: {}\n", pairs[i].keep, pairs[i].drop, why));
    }
    context.out << fmt::format("{} merged, {} refused\n", pairs.size() - refused, refused);
    context.exit_code = refused == 0 ? 0 : exit_code_of(ErrorCode::bad_data);
}

} // namespace

void add_merge_command(CLI::App &app, CommandContext &context) {
    auto options = std::make_shared<MergeOptions>();
    auto &command = *app.add_subcommand("merge", "Make one object of two that are one: both sources go on with it");
    command.add_option("db", options->db, "the store")->required();
    command.add_option("layer", options->layer, std::string(mergeable_layers))->required();
    auto *keep = command.add_option("keep", options->keep, "the code that stays");
    auto *drop = command.add_option("drop", options->drop, "the code that goes; its keys of sources move");
    command.add_option("--from-report", options->report, "all pairs that the JSON report of an import offers")
        ->excludes(keep)
        ->excludes(drop);
    command.callback([options, &context] { run(*options, context); });
}

} // namespace jingwei::server
