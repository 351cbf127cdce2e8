#include "server/command/edition_map.hpp"

#include "data/export_file.hpp"
#include "server/command/at_option.hpp"
#include "server/command/progress.hpp"
#include "server/service/grid_pages.hpp"

#include <CLI/CLI.hpp>
#include <filesystem>
#include <fmt/format.h>
#include <memory>
#include <ostream>

namespace jingwei::server {

namespace {

struct MapOptions {
    std::string db, folder, at;
    bool overwrite = false;
    GridPagesAsk ask;
};

std::filesystem::path file_of(const MapOptions &options, const std::string &code) {
    return std::filesystem::path(options.folder) / (code + ".html");
}

void make_folder(const std::string &folder) {
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    if (error || !std::filesystem::is_directory(folder)) {
        throw Error(ErrorCode::machine, fmt::format("cannot make the folder '{}'; name one that can be written", folder));
    }
}

void write_page(const MapOptions &options, const std::string &code, const std::string &page) {
    const data::PrivateFolder folder(options.folder);
    {
        data::OutputFile out(folder.path() / "page.html");
        out.write(page);
    }
    data::put_in_place(folder.path(), file_of(options, code), options.overwrite);
}

void map(const MapOptions &options, CommandContext &context) {
    const auto store = data::Store::open(options.db, data::Store::Mode::read_only);
    auto ask = options.ask;
    ask.list.at = instant_of_option(options.at, *store->world());
    GridPages pages(uncached(*store, options.db), std::move(ask));
    make_folder(options.folder);
    for (const auto grid : pages.grids()) {
        data::require_free(file_of(options, pages.code(grid)), options.overwrite);
    }
    Progress progress(context.err);
    std::size_t done = 0;
    for (const auto grid : pages.grids()) {
        context.stop_if_interrupted();
        progress("drawing", static_cast<double>(done) / static_cast<double>(pages.grids().size()));
        write_page(options, pages.code(grid), pages.page(grid));
        ++done;
    }
    context.out << fmt::format("{} pages written to {}\n", done, options.folder);
}

} // namespace

void add_edition_map_command(CLI::App &group, CommandContext &context) {
    auto options = std::make_shared<MapOptions>();
    auto &ask = options->ask;
    auto *command = group.add_subcommand("map", "A map page on A4 paper for each grid, as HTML to be printed");
    command->add_option("db", options->db, "the store")->required();
    command->add_option("folder", options->folder, "gets a file CODE.html for each grid")->required();
    auto *grids = command->add_option("--grid", ask.grids, "only the grids of these codes")->delimiter(',');
    auto *level =
        command->add_option("--level", ask.list.level, "township, community, grid, …; else grids without grids below");
    level->excludes(grids);
    command->add_option("--within", ask.list.within, "only what lies in the grid of this code")->excludes(grids);
    auto *edition = command->add_option("--edition", ask.list.edition, "as this edition had them");
    edition->check(CLI::PositiveNumber);
    command->add_option("--at", options->at, "as of this date, with who answered then")->excludes(edition);
    command->add_option("--theme", ask.list.theme, "the theme drawn")->capture_default_str();
    command->add_option("--attribution", ask.attribution, "whose data this is, on every page")->envname("JINGWEI_ATTRIBUTION");
    command->add_option("--map_approval,--map-approval", ask.map_approval, "map approval number (审图号), on every page")
        ->envname("JINGWEI_MAP_APPROVAL");
    command->add_flag("--overwrite", options->overwrite, "replace existing files");
    command->callback([options, &context] { map(*options, context); });
}

} // namespace jingwei::server
