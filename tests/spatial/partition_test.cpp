#include "spatial/partition.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/long_run.hpp"
#include "tests/support/random_units.hpp"

#include <algorithm>
#include <map>
#include <numeric>

using namespace jingwei::spatial;
using namespace jingwei::tests;

namespace {

constexpr std::array all_aims{PartitionAim::balance, PartitionAim::streets, PartitionAim::least_change};

Partition made(const UnitGraph &graph, const PartitionWish &wish) {
    auto outcome = partition(graph, wish);
    if (const auto *refusal = std::get_if<PartitionRefusal>(&outcome)) {
        FAIL("refused " << static_cast<int>(refusal->kind) << " limit " << refusal->limit);
    }
    return std::get<Partition>(std::move(outcome));
}

PartitionRefusal refused(const UnitGraph &graph, const PartitionWish &wish) {
    auto outcome = partition(graph, wish);
    REQUIRE(std::holds_alternative<PartitionRefusal>(outcome));
    return std::get<PartitionRefusal>(outcome);
}

/// The pieces of the units that pass a test, by repeated sweeps over the borders.
template <class Joins> std::vector<std::uint32_t> swept_pieces(const UnitGraph &graph, Joins joins) {
    std::vector<std::uint32_t> piece(graph.units.size());
    std::iota(piece.begin(), piece.end(), 0U);
    for (bool more = true; more;) {
        more = false;
        for (const auto &border : graph.borders) {
            if (joins(border) && piece[border.a] != piece[border.b]) {
                piece[border.a] = piece[border.b] = std::min(piece[border.a], piece[border.b]);
                more = true;
            }
        }
    }
    return piece;
}

std::size_t count_different(std::vector<std::uint32_t> values) {
    return std::set<std::uint32_t>(values.begin(), values.end()).size();
}

/// Most residents that can stay, by trying all ways to give owners to parts.
std::int64_t most_kept(const std::vector<std::vector<std::int64_t>> &kept, std::size_t part, std::set<std::size_t> &taken) {
    if (part == kept.size()) {
        return 0;
    }
    auto best = most_kept(kept, part + 1, taken);
    for (std::size_t owner = 0; owner < kept[part].size(); ++owner) {
        if (taken.insert(owner).second) {
            best = std::max(best, kept[part][owner] + most_kept(kept, part + 1, taken));
            taken.erase(owner);
        }
    }
    return best;
}

void check_figures(const UnitGraph &graph, const Partition &found, std::uint32_t parts) {
    const auto &figures = found.figures;
    const auto part = [&](std::uint32_t unit) { return found.part_of[unit]; };
    std::int64_t cut = 0;
    std::int64_t along_streets = 0;
    std::vector<std::int64_t> weights(parts), areas(parts), perimeters(parts);
    std::map<std::uint32_t, std::map<std::uint32_t, std::int64_t>> residents; // by owner and part
    for (std::uint32_t i = 0; i < graph.units.size(); ++i) {
        weights[part(i)] += graph.units[i].weight;
        areas[part(i)] += graph.units[i].area_m2;
        perimeters[part(i)] += graph.units[i].perimeter_dm;
        if (graph.units[i].owner != no_owner) {
            residents[graph.units[i].owner][part(i)] += graph.units[i].residents;
        }
    }
    for (const auto &border : graph.borders) {
        const bool inside = part(border.a) == part(border.b);
        cut += inside ? 0 : border.length_dm;
        along_streets += inside ? 0 : border.streets_dm;
        perimeters[part(border.a)] -= inside ? 2 * border.length_dm : 0;
    }
    const double target = static_cast<double>(std::accumulate(weights.begin(), weights.end(), std::int64_t{0})) / parts;
    double worst = 0;
    double mean = 0;
    double least = 1e9;
    for (std::uint32_t i = 0; i < parts; ++i) {
        CHECK(figures.parts[i].weight == weights[i]);
        CHECK(figures.parts[i].perimeter_dm == perimeters[i]);
        worst = std::max(worst, std::abs(static_cast<double>(weights[i]) - target) / target * 100);
        const auto perimeter_m = static_cast<double>(perimeters[i]) / 10;
        const double compactness = 4 * 3.14159265358979 * static_cast<double>(areas[i]) / perimeter_m / perimeter_m;
        mean += compactness / parts;
        least = std::min(least, compactness);
    }
    CHECK(figures.largest_deviation == Approx(worst));
    CHECK(figures.borders_m == Approx(static_cast<double>(cut) / 10));
    CHECK(figures.streets_share ==
          Approx(cut == 0 ? 100 : 100 * static_cast<double>(along_streets) / static_cast<double>(cut)));
    CHECK(figures.mean_compactness == Approx(mean));
    CHECK(figures.least_compactness == Approx(least));
    std::int64_t all = 0;
    std::vector kept(residents.size(), std::vector<std::int64_t>(parts));
    std::size_t row = 0;
    for (const auto &[owner, by_part] : residents) {
        for (const auto &[in, count] : by_part) {
            kept[row][in] = count;
            all += count;
        }
        ++row;
    }
    if (kept.size() <= 6 && parts <= 7) {
        std::set<std::size_t> taken;
        CHECK(figures.residents_moved == all - most_kept(kept, 0, taken));
    }
    std::set<std::uint32_t> continued;
    for (std::uint32_t i = 0; i < parts; ++i) {
        const auto owner = figures.parts[i].continues;
        CHECK((owner == no_owner || continued.insert(owner).second));
        all -= owner == no_owner ? 0 : residents[owner][i];
    }
    CHECK(figures.residents_moved == all);
}

} // namespace

TEST_CASE("a partition of any units is whole, connected, and counted rightly", "[partition]") {
    const auto seeds = is_long_run() ? 4'000U : 20U;
    for (std::uint32_t seed = 1; seed <= seeds; ++seed) {
        CAPTURE(seed);
        const RandomUnits random(seed);
        const auto &graph = random.graph;
        const auto pieces = swept_pieces(graph, [](const auto &) { return true; });
        const auto groups = swept_pieces(graph, [&](const UnitBorder &border) {
            return graph.units[border.a].group != no_group && graph.units[border.a].group == graph.units[border.b].group;
        });
        const auto least = static_cast<std::uint32_t>(count_different(pieces));
        const auto most = static_cast<std::uint32_t>(count_different(groups));
        const auto parts = least + seed * 7 % (most - least + 1);
        CAPTURE(parts, least, most);
        for (const auto aim : all_aims) {
            const PartitionWish wish{.parts = parts, .aim = aim, .seed = seed, .effort = 20};
            const auto found = made(graph, wish);
            REQUIRE(found.part_of.size() == graph.units.size());
            CHECK(count_different(found.part_of) == parts);
            CHECK(*std::ranges::max_element(found.part_of) == parts - 1);
            // every part hangs together, every group stays whole
            const auto connected = swept_pieces(
                graph, [&](const UnitBorder &border) { return found.part_of[border.a] == found.part_of[border.b]; });
            CHECK(count_different(connected) == parts);
            CHECK(found.figures.parts_in_pieces == 0);
            for (std::uint32_t i = 0; i < groups.size(); ++i) {
                CHECK(found.part_of[i] == found.part_of[groups[i]]);
            }
            check_figures(graph, found, parts);
            CHECK(made(graph, wish).part_of == found.part_of);
        }
        CHECK(refused(graph, {.parts = most + 1}).limit == most);
        if (least > 1) {
            const auto refusal = refused(graph, {.parts = least - 1});
            CHECK(refusal.kind == PartitionRefusalKind::too_few_parts);
            CHECK(refusal.limit == least);
        }
    }
}

TEST_CASE("squares of blocks are cut into squares", "[partition]") {
    for (const std::uint32_t side : {4U, 6U, 8U}) {
        for (const auto aim : all_aims) {
            CAPTURE(side, aim_name(aim));
            const auto found = made(block_graph(side, side), {.parts = 4, .aim = aim});
            CHECK(found.figures.largest_deviation == 0);
            if (aim == PartitionAim::least_change) { // shape counts least there
                CHECK(found.figures.borders_m <= 2.6 * side * 100);
                continue;
            }
            CHECK(found.figures.borders_m == 2 * side * 100);
            CHECK(found.figures.least_compactness == Approx(3.14159265 / 4));
            CHECK(found.figures.target == side * side * 10 / 4);
        }
    }
}

TEST_CASE("streets are preferred as borders when they come first", "[partition]") {
    // the street leaves 9 columns on one side and 11 on the other
    const auto graph = block_graph(20, 6, {}, {9});
    const auto along = made(graph, {.parts = 2, .aim = PartitionAim::streets});
    CHECK(along.figures.streets_share == 100);
    CHECK(along.figures.largest_deviation == Approx(10));
    const auto equal = made(graph, {.parts = 2, .aim = PartitionAim::balance});
    CHECK(equal.figures.largest_deviation == 0);
    CHECK(equal.figures.streets_share < 50);
}

TEST_CASE("borders that are good already stay where they are", "[partition]") {
    auto graph = block_graph(9, 6);
    for (std::uint32_t i = 0; i < graph.units.size(); ++i) {
        graph.units[i].owner = 40 + i % 9 / 3;
    }
    for (const auto aim : all_aims) {
        const auto found = made(graph, {.parts = 3, .aim = aim});
        CHECK(found.figures.residents_moved == 0);
        CHECK(found.figures.parts[1].continues == 41);
        CHECK(found.figures.parts[1].residents_kept == 18 * 20);
    }
}

TEST_CASE("rebalancing moves no more residents than it must when change counts most", "[partition]") {
    // seven columns and three: two columns have to move
    auto graph = block_graph(10, 4);
    for (std::uint32_t i = 0; i < graph.units.size(); ++i) {
        graph.units[i].owner = i % 10 < 7 ? 1 : 2;
    }
    const auto found = made(graph, {.parts = 2, .aim = PartitionAim::least_change});
    CHECK(found.figures.largest_deviation <= 10);
    CHECK(found.figures.residents_moved <= 2 * 4 * 20);
    // one owner's ground in two, the other's goes on
    const auto three = made(graph, {.parts = 3, .aim = PartitionAim::least_change});
    CHECK(three.figures.largest_deviation < 15);
    CHECK(std::ranges::count(three.figures.parts, no_owner, &PartFigures::continues) == 1);
}

TEST_CASE("areas that do not hang together get parts by their weight", "[partition]") {
    auto graph = block_graph(4, 4);
    const auto island = block_graph(4, 2);
    for (const auto &unit : island.units) {
        graph.units.push_back(unit);
    }
    for (auto border : island.borders) {
        border.a += 16;
        border.b += 16;
        graph.borders.push_back(border);
    }
    const auto found = made(graph, {.parts = 6});
    CHECK(found.figures.largest_deviation == 0);
    CHECK(found.figures.parts_in_pieces == 0);
    CHECK(refused(graph, {.parts = 1}).kind == PartitionRefusalKind::too_few_parts);
    CHECK(refused(graph, {.parts = 1}).limit == 2);
    // over a bridge two pieces may be one part, and the figures say so
    graph.borders.push_back({15, 16, 0, 0});
    const auto joined = made(graph, {.parts = 1});
    CHECK(joined.figures.parts_in_pieces == 1);
    CHECK(joined.figures.parts[0].pieces == 2);
    CHECK(made(graph, {.parts = 6}).figures.largest_deviation == 0);
}

TEST_CASE("a unit heavier than the target is a part that says so", "[partition]") {
    auto graph = block_graph(5, 5);
    graph.units[12].weight = 1'000;
    for (const auto aim : all_aims) {
        const auto found = made(graph, {.parts = 5, .aim = aim});
        CHECK(found.figures.largest_deviation >= 100 * (1'000 - 248) / 248);
        CHECK(found.figures.parts[found.part_of[12]].weight >= 1'000);
        CHECK(found.figures.parts_in_pieces == 0);
    }
    const auto alone = made(graph, {.parts = 5, .aim = PartitionAim::balance});
    CHECK(alone.figures.parts[alone.part_of[12]].units == 1);
}

TEST_CASE("the ends of what can be asked for are answered or refused", "[partition]") {
    const auto graph = block_graph(3, 3);
    CHECK(made(graph, {.parts = 1}).part_of == std::vector<std::uint32_t>(9, 0));
    CHECK(count_different(made(graph, {.parts = 9}).part_of) == 9);
    CHECK(refused(graph, {.parts = 10}).kind == PartitionRefusalKind::too_many_parts);
    CHECK(refused(graph, {.parts = 10}).limit == 9);
    CHECK(refused(graph, {.parts = UINT32_MAX}).limit == 9);
    CHECK(refused(graph, {.parts = 0}).kind == PartitionRefusalKind::no_parts);
    CHECK(refused({}, {.parts = 1}).kind == PartitionRefusalKind::no_units);
    const auto weightless = made(block_graph(4, 4, {0}), {.parts = 4});
    CHECK(std::ranges::all_of(weightless.figures.parts, [](const auto &part) { return part.units == 4; }));
    UnitGraph single;
    single.units.resize(1);
    CHECK(made(single, {.parts = 1}).part_of.size() == 1);
    auto heavy = block_graph(4, 4, {std::int64_t{1} << 40U});
    CHECK(made(heavy, {.parts = 4}).figures.largest_deviation == 0);
    CHECK(parts_for(graph, 30) == 3);
    CHECK(parts_for(graph, 20) == 5);
    CHECK(parts_for(graph, 1'000) == 1);
    CHECK(parts_for(graph, 0) == 1);
}
