#include "bench/locate/report.hpp"
#include "bench/tiles/tables.hpp"
#include "data/store.hpp"
#include "spatial/error.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <fstream>
#include <iostream>

namespace {

using namespace jingwei;

/// Builds the list again and again, nothing kept between, and prints the quickest pass as a line of JSON.
void measure(const std::string &engine, const std::vector<tiles::TileLayer> &layers, std::span<const spatial::TileId> list,
             const std::filesystem::path &folder, int passes) {
    const double begun = bench::cpu_seconds();
    std::ofstream out(folder / (engine + ".mvts"), std::ios::binary);
    for (const spatial::TileId tile : list) { // also makes what is made once an edition and zoom
        const std::string bytes = tiles::build_tile(layers, tile, spatial::TileGrid::web_mercator_quad);
        const auto size = static_cast<std::uint32_t>(bytes.size());
        out.write(reinterpret_cast<const char *>(&size), sizeof size);
        out.write(bytes.data(), size);
    }
    const double first = bench::cpu_seconds() - begun;
    double best = first;
    for (int pass = 0; pass < passes; ++pass) {
        const double start = bench::cpu_seconds();
        for (const spatial::TileId tile : list) {
            static_cast<void>(tiles::build_tile(layers, tile, spatial::TileGrid::web_mercator_quad));
        }
        best = std::min(best, bench::cpu_seconds() - start);
    }
    std::cout << fmt::format(R"({{"engine":"{}","cpu_s":{:.6f},"prepared_s":{:.3f},"tiles":"{}.mvts"}})", engine, best,
                             first - best, engine)
              << '\n';
}

} // namespace

/// jingwei-tiles-bench <store> <folder> [passes [engine]]: writes the styled list and its tables into the folder, builds its
/// tiles both as the server does and whole, and prints a line of JSON for each, or for one, `served` or `whole`. Tiles go into
/// `<engine>.mvts`: each after its size, 32 bits.
int main(int argc, char **argv) {
    if (argc < 3 || argc > 5) {
        std::cerr << "jingwei-tiles-bench: give a store and a folder\n";
        return 2;
    }
    try {
        const std::filesystem::path folder = argv[2];
        const auto store = data::Store::open(argv[1], data::Store::Mode::read_only);
        const bench::StyledCity city(store->world());
        const auto list = bench::screenfuls(city.world());
        bench::write_tables(city, list, folder);
        const int passes = argc > 3 ? std::atoi(argv[3]) : 7;
        const std::string_view only = argc > 4 ? argv[4] : "";
        if (only.empty() || only == "served") {
            measure("served", city.served_layers(), list, folder, passes);
        }
        if (only.empty() || only == "whole") {
            measure("whole", city.whole_layers(), list, folder, passes);
        }
    } catch (const Error &error) {
        std::cerr << "jingwei-tiles-bench: " << error.what() << '\n';
        return 1;
    }
    return 0;
}
