#include "spatial/partition.hpp"
#include "spatial/random_stream.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <ctime>
#include <fmt/format.h>
#include <numeric>
#ifdef JINGWEI_BENCH_METIS
#include <metis.h>
#endif

/// Suggestions for an area of a thousand units: the time to the first and to three, what they are worth, and METIS on the
/// same graph.
namespace {

using namespace jingwei::spatial;

constexpr std::uint32_t columns = 40;
constexpr std::uint32_t rows = 25;
constexpr std::uint32_t parts = 30;

/// Blocks about 90 m wide between streets, with 0 to some 100 households, in thirty grids of unequal size.
UnitGraph town(std::uint64_t seed) {
    RandomStream random(seed);
    UnitGraph graph;
    for (std::uint32_t i = 0; i < columns * rows; ++i) {
        const auto x = i % columns;
        const auto y = i / columns;
        // the square of a triangular number of dice is skewed as blocks are
        const auto dice = random.below(6) + random.below(6);
        const auto weight = static_cast<std::int64_t>(dice * dice * (x < columns / 2 ? 2U : 1U) / 3U);
        graph.units.push_back({.weight = weight,
                               .residents = weight * 2 + random.below(9),
                               .area_m2 = 8'100,
                               .perimeter_dm = 3'600,
                               .owner = std::min(9U, x / 4) % 10 + 10 * std::min(2U, y / 9)});
    }
    for (std::uint32_t y = 0; y < rows; ++y) {
        for (std::uint32_t x = 0; x < columns; ++x) {
            const auto i = y * columns + x;
            if (x + 1 < columns) {
                graph.borders.push_back({i, i + 1, 900, (x + 1) % 3 == 0 ? 900 : 0});
            }
            if (y + 1 < rows) {
                graph.borders.push_back({i, i + columns, 900, (y + 1) % 4 == 0 ? 900 : 0});
            }
        }
    }
    return graph;
}

double cpu_ms() {
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

void print(std::string_view name, double ms, const PartitionFigures &figures) {
    fmt::print(
        "{:<14} {:8.1f} ms  deviation {:5.1f} %  borders {:6.0f} m  along streets {:3.0f} %  compactness {:.2f} / {:.2f}  "
        "residents moved {:6} of {}  in pieces {}\n",
        name, ms, figures.largest_deviation, figures.borders_m, figures.streets_share, figures.mean_compactness,
        figures.least_compactness, figures.residents_moved, figures.residents, figures.parts_in_pieces);
}

void suggest(const UnitGraph &graph, std::uint64_t seed) {
    for (const auto aim : {PartitionAim::balance, PartitionAim::streets, PartitionAim::least_change}) {
        const auto begin = cpu_ms();
        const auto found = partition(graph, {.parts = parts, .aim = aim, .seed = seed});
        const auto ms = cpu_ms() - begin;
        print(aim_name(aim), ms, std::get<Partition>(found).figures);
    }
}

#ifdef JINGWEI_BENCH_METIS
void ask_metis(const UnitGraph &graph) {
    std::vector<std::vector<std::pair<idx_t, idx_t>>> beside(graph.units.size());
    for (const auto &border : graph.borders) {
        beside[border.a].emplace_back(border.b, border.length_dm);
        beside[border.b].emplace_back(border.a, border.length_dm);
    }
    std::vector<idx_t> first{0}, to, lengths, weights;
    for (std::size_t i = 0; i < beside.size(); ++i) {
        for (const auto &[unit, length] : beside[i]) {
            to.push_back(unit);
            lengths.push_back(length);
        }
        first.push_back(static_cast<idx_t>(to.size()));
        weights.push_back(static_cast<idx_t>(graph.units[i].weight));
    }
    for (const idx_t contiguous : {0, 1}) {
        idx_t count = static_cast<idx_t>(graph.units.size()), constraints = 1, wanted = parts, cut = 0;
        std::vector<idx_t> options(METIS_NOPTIONS), part(graph.units.size());
        METIS_SetDefaultOptions(options.data());
        options[METIS_OPTION_SEED] = 1;
        options[METIS_OPTION_CONTIG] = contiguous;
        const auto begin = cpu_ms();
        METIS_PartGraphKway(&count, &constraints, first.data(), to.data(), weights.data(), nullptr, lengths.data(), &wanted,
                            nullptr, nullptr, options.data(), &cut, part.data());
        const auto ms = cpu_ms() - begin;
        print(contiguous != 0 ? "METIS contig" : "METIS", ms, figures_of(graph, parts, {part.begin(), part.end()}));
    }
}
#endif

} // namespace

int main() {
    for (const std::uint64_t seed : {1U, 2U, 3U}) {
        const auto graph = town(seed);
        fmt::print("town {}: {} units, {} borders, {} parts\n", seed, graph.units.size(), graph.borders.size(), parts);
        const auto begin = cpu_ms();
        print("as it is", cpu_ms() - begin, [&] {
            std::vector<std::uint32_t> owners;
            std::ranges::transform(graph.units, std::back_inserter(owners), &PartitionUnit::owner);
            return figures_of(graph, parts, owners);
        }());
        suggest(graph, seed);
#ifdef JINGWEI_BENCH_METIS
        ask_metis(graph);
#endif
    }
}
