#include "spatial/coverage_build.hpp"
#include "spatial/coverage_check.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/cleaning_proof.hpp"
#include "tests/support/long_run.hpp"
#include "tests/support/voronoi_coverage.hpp"

#include <map>

using namespace jingwei::spatial;
using namespace jingwei::tests;

namespace {

/// How many borders of different cells leave the node where most of them meet.
std::size_t highest_degree(const Coverage &coverage) {
    std::map<LatticePoint, std::size_t> ends;
    for (const auto &arc : coverage.arcs()) {
        ++ends[coverage.points(arc).front()];
        ++ends[coverage.points(arc).back()];
    }
    return std::ranges::max_element(ends, {}, [](const auto &entry) { return entry.second; })->second;
}

__int128 doubled_sum(const std::vector<LabelledPolygon> &polygons) {
    __int128 sum = 0;
    const auto add = [&sum](const Ring &ring, int sign) {
        __int128 twice = 0;
        for (std::size_t i = 0; i < ring.size(); ++i) {
            const auto a = ring[i];
            const auto b = ring[(i + 1) % ring.size()];
            twice += static_cast<__int128>(a.x) * b.y - static_cast<__int128>(b.x) * a.y;
        }
        sum += sign * (twice < 0 ? -twice : twice);
    };
    for (const auto &[label, polygon] : polygons) {
        add(polygon.outer, 1);
        for (const auto &hole : polygon.holes) {
            add(hole, -1);
        }
    }
    return sum;
}

} // namespace

TEST_CASE("jittered Voronoi cells are a coverage without violations, and their areas sum exactly") {
    std::size_t degree = 0;
    for (std::uint32_t seed = 1; seed <= (is_long_run() ? 500U : 10U); ++seed) {
        for (const std::int32_t cell : {200, 2'000, 400'000}) {
            CAPTURE(seed, cell);
            const auto drawn =
                VoronoiCoverage({.side = 6, .cell = cell, .depth = static_cast<int>(seed % 5), .own_labels = true}, seed);
            const auto built = build_coverage(drawn.polygons, {.classify_enclosed = false, .progress = {}});
            REQUIRE(built.clean());
            REQUIRE(find_violations(built.coverage).empty());
            CHECK((doubled_total(built.coverage) == doubled_sum(drawn.polygons)));
            degree = std::max(degree, highest_degree(built.coverage));
        }
    }
    CHECK(degree >= 12);
}

TEST_CASE("random damage to jittered Voronoi cells is found, named and repaired, and nothing else moves", "[clean]") {
    for (std::uint32_t seed = 1; seed <= (is_long_run() ? 300U : 4U); ++seed) {
        CAPTURE(seed);
        const VoronoiForm form{.side = 6, .cell = 20'000, .nobody = 0, .wheels = 0, .islands = 0, .own_labels = true};
        const auto drawn = VoronoiCoverage(form, seed);
        const auto labels = drawn.polygons.size() + 1;
        const auto before = build_coverage(drawn.polygons);
        REQUIRE(before.clean());
        auto dirty = drawn.polygons;
        const auto damages = Damager(dirty, seed).damage(8);
        REQUIRE_FALSE(damages.empty());
        const auto result = clean_coverage(dirty);
        REQUIRE(find_violations(result.coverage).empty());
        CHECK(result.clean());
        CHECK(unnamed(damages, result.repairs).empty());
        CHECK(moved_clean_places(before.coverage, result.coverage, labels, damages).empty());
        CHECK((doubled_total(result.coverage) == doubled_total(before.coverage)));
    }
}

TEST_CASE("clean Voronoi cells with wheels, islands and lakes come out of cleaning as they went in", "[clean]") {
    for (std::uint32_t seed = 1; seed <= (is_long_run() ? 300U : 6U); ++seed) {
        CAPTURE(seed);
        const auto drawn = VoronoiCoverage({.side = 5, .cell = 400'000, .own_labels = true}, seed);
        std::vector<std::string> codes(drawn.polygons.size() + 1);
        for (std::size_t i = 1; i < codes.size(); ++i) {
            codes[i] = std::to_string(i);
        }
        const auto result = clean_coverage(drawn.polygons);
        for (const auto &repair : result.repairs) {
            CAPTURE(repair_name(repair.kind), repair.place.x, repair.place.y, repair.area_m2);
            CHECK(repair.kind == RepairKind::hole_kept);
        }
        CHECK(content_hash(result.coverage, codes) ==
              content_hash(build_coverage(drawn.polygons, {.classify_enclosed = false, .progress = {}}).coverage, codes));
    }
}
