#include "bench/locate/report.hpp"
#include "bench/plans/geos_check.hpp"
#include "bench/plans/gestures.hpp"
#include "bench/plans/topology_tables.hpp"
#include "data/store.hpp"
#include "spatial/coverage_check.hpp"
#include "spatial/error.hpp"

#include <algorithm>
#include <fmt/os.h>
#include <iostream>

namespace {

using namespace jingwei;

constexpr std::uint64_t seed = 20151;

void write_ops(const std::vector<bench::PlacedOp> &ops, const std::filesystem::path &file) {
    auto out = fmt::output_file(file.string());
    for (const auto &[kind, op, peer] : ops) {
        out.print("{{\"kind\":\"{}\",\"op\":{},\"peer\":{}}}\n", kind, op, peer.empty() ? "null" : peer);
    }
}

void check_ours(const spatial::Coverage &coverage) {
    double best = 1e9;
    std::size_t found = 0;
    for (int i = 0; i < 5; ++i) {
        const double begun = bench::cpu_seconds();
        found = spatial::find_violations(coverage).size();
        best = std::min(best, bench::cpu_seconds() - begun);
    }
    bench::print_figure("whole check", best * 1e3, "ms CPU",
                        fmt::format("every defect named; {} segments, {} found", coverage.segment_count(), found));
}

void check_theirs(std::span<const spatial::MultiPolygon> shapes) {
    const auto found = bench::check_with_geos(shapes);
    bench::print_figure("whole check, GEOS isValid", found.valid_s * 1e3, "ms CPU",
                        fmt::format("{} polygons, {} invalid", found.polygons, found.invalid));
    bench::print_figure("whole check, GEOS relate", found.relate_s * 1e3, "ms CPU",
                        fmt::format("{} pairs whose boxes meet, {} overlap; no gaps", found.pairs, found.overlapping));
    bench::print_figure("whole check, table of segments", found.edges_s * 1e3, "ms CPU",
                        fmt::format("{} are not two polygons', the outer border among them", found.unshared));
}

} // namespace

/// jingwei-plans-bench <store> <folder> [rounds]: writes operations at random places (`ops.ndjson`), the arcs as the tables of
/// a topology and the grids as GeoJSON into the folder; prints what a whole check costs us and GEOS as lines of JSON.
int main(int argc, char **argv) {
    if (argc < 3 || argc > 4) {
        std::cerr << "jingwei-plans-bench: give a store and a folder\n";
        return 2;
    }
    try {
        const std::filesystem::path folder = argv[2];
        const auto store = data::Store::open(argv[1], data::Store::Mode::read_only);
        const auto world = store->world();
        const auto &theme = *world->themes.front();
        const spatial::Subdivision ground(theme.coverage);
        const std::size_t rounds = argc > 3 ? std::stoul(argv[3]) : 60;
        write_ops(bench::random_ops(*world, theme, ground, rounds, seed), folder / "ops.ndjson");
        bench::write_topology(ground, folder);
        std::vector<spatial::Label> own(theme.grids.size());
        for (spatial::Label label = 1; label < own.size(); ++label) {
            own[label] = label;
        }
        const auto shapes = spatial::outlines(theme.coverage, own, own.size());
        bench::write_polygons(shapes, folder / "grids.geojson");
        check_ours(theme.coverage);
        check_theirs(shapes);
    } catch (const Error &error) {
        std::cerr << "jingwei-plans-bench: " << error.what() << '\n';
        return 1;
    }
    return 0;
}
