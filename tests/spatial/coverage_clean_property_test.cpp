#include "spatial/coverage_clean.hpp"

#include "spatial/snap_rounding.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/cleaning_proof.hpp"
#include "tests/support/long_run.hpp"
#include "tests/support/random_coverage.hpp"

using namespace jingwei::spatial;
using namespace jingwei::tests;

namespace {

std::uint32_t rounds(std::uint32_t usual, std::uint32_t many) {
    return is_long_run() ? many : usual;
}

std::size_t label_count(const std::vector<LabelledPolygon> &polygons) {
    return std::ranges::max_element(polygons, {}, &LabelledPolygon::label)->label + std::size_t{1};
}

bool needs_repair(const CleanResult &result) {
    return std::ranges::any_of(result.repairs, [](const Repair &repair) {
        return repair.kind != RepairKind::hole_kept && repair.kind != RepairKind::rounding &&
               repair.kind != RepairKind::unit_without_ground;
    });
}

/// Nothing is broken, whatever came in; and what came out needs cleaning again `times` times at most: where it lies within
/// two units of itself, rounding closes it once more.
void check_clean(CleanResult result, std::size_t labels, int times) {
    for (int i = 0; i <= times; ++i) {
        REQUIRE(find_violations(result.coverage).empty());
        result = clean_coverage(polygons_of(result.coverage, labels));
        if (!needs_repair(result)) {
            return;
        }
    }
    CHECK_FALSE(needs_repair(result));
}

/// A cell for each label, so that every damage is one between different units.
RandomCoverage distinct_cells(std::uint32_t seed, std::int32_t cell) {
    RandomCoverage drawn({.side = 8, .cell = cell, .steps = 6, .stray = 0.3, .labels = 1, .nobody = 0}, seed);
    Label label = 0;
    for (auto &polygon : drawn.polygons) {
        polygon.label = ++label;
    }
    return drawn;
}

} // namespace

TEST_CASE("random damage to random coverages is found, named and repaired, and nothing else moves", "[clean][property]") {
    for (std::uint32_t seed = 1; seed <= rounds(12, 2000); ++seed) {
        CAPTURE(seed);
        const auto drawn = distinct_cells(seed, seed % 2 == 0 ? 20000 : 6000);
        const auto before = build_coverage(drawn.polygons);
        REQUIRE(before.clean());
        auto dirty = drawn.polygons;
        const auto damages = Damager(dirty, seed).damage(12);
        const auto result = clean_coverage(dirty);
        const auto labels = label_count(drawn.polygons);
        check_clean(result, labels, 0);
        CHECK(unnamed(damages, result.repairs).empty());
        CHECK(moved_clean_places(before.coverage, result.coverage, labels, damages).empty());
        CHECK(doubled_excess(before.coverage, result.coverage, damages) == 0);
        REQUIRE_FALSE(damages.empty());
    }
}

TEST_CASE("polygons thrown at random onto each other always become a valid coverage of their union", "[clean][property]") {
    for (std::uint32_t seed = 1; seed <= rounds(60, 20000); ++seed) {
        CAPTURE(seed);
        std::mt19937 random(seed);
        std::vector<LabelledPolygon> polygons;
        const auto spread =
            std::array{40, 400, 20000}.at(seed % 3); // down to where nearly every crossing is rounded onto a vertex
        for (Label label = 1; label <= 1 + random() % 12; ++label) {
            LabelledPolygon polygon{label, {}};
            const auto corners = 3 + random() % 9;
            for (std::size_t i = 0; i < corners; ++i) {
                polygon.polygon.outer.push_back(
                    {1041700000 + static_cast<std::int32_t>(random() % static_cast<unsigned>(spread)),
                     365400000 + static_cast<std::int32_t>(random() % static_cast<unsigned>(spread))});
            }
            polygons.push_back(std::move(polygon));
        }
        const auto result = clean_coverage(polygons);
        check_clean(result, label_count(polygons), 2);
    }
}

TEST_CASE("snap rounding leaves no two lines that meet but in common ends", "[clean][property]") {
    for (std::uint32_t seed = 1; seed <= rounds(120, 20000); ++seed) {
        CAPTURE(seed);
        std::mt19937 random(seed);
        const auto spread = std::array{12U, 60U, 100000U}.at(seed % 3);
        PointNumbers numbers(64);
        std::vector<LatticePoint> points;
        std::vector<Strand> strands;
        for (int i = 0; i < 30; ++i) {
            const auto place = [&] {
                return LatticePoint{static_cast<std::int32_t>(random() % spread), static_cast<std::int32_t>(random() % spread)};
            };
            const auto a = numbers.number(place(), points);
            const auto b = numbers.number(place(), points);
            if (a != b) {
                strands.push_back({std::min(a, b), std::max(a, b), static_cast<std::uint32_t>(i), 1});
            }
        }
        const auto effort = snap_round(points, strands);
        CHECK(effort.rounds <= 8); // one for what meets, and few for what bending brings together
        for (std::size_t i = 0; i < strands.size(); ++i) {
            for (std::size_t j = i + 1; j < strands.size(); ++j) {
                const Segment s{points[strands[i].a], points[strands[i].b]};
                const Segment t{points[strands[j].a], points[strands[j].b]};
                REQUIRE_FALSE(meet_improperly(s, t));
            }
        }
    }
}

TEST_CASE("snap rounding does the same where very many lines meet in two points", "[clean][property]") {
    for (std::uint32_t seed = 1; seed <= rounds(6, 300); ++seed) {
        CAPTURE(seed);
        std::mt19937 random(seed);
        const auto spread = std::array{40U, 300U, 100000U}.at(seed % 3);
        PointNumbers numbers(64);
        std::vector<LatticePoint> points;
        std::vector<Strand> strands;
        const auto place = [&] {
            return LatticePoint{static_cast<std::int32_t>(random() % spread), static_cast<std::int32_t>(random() % spread)};
        };
        const std::array hubs{place(), place()};
        for (std::uint32_t i = 0; i < 180; ++i) {
            const auto from = i < 150 ? hubs.at(seed % 2 * i % 2) : place();
            const auto a = numbers.number(from, points);
            const auto b = numbers.number(place(), points);
            if (a != b) {
                strands.push_back({std::min(a, b), std::max(a, b), i, 1});
            }
        }
        const auto effort = snap_round(points, strands);
        CHECK(effort.rounds <= 8);
        std::vector<Segment> lines;
        for (std::size_t i = 0; i < strands.size(); ++i) {
            if (i == 0 || strands[i].a != strands[i - 1].a || strands[i].b != strands[i - 1].b) {
                lines.push_back({points[strands[i].a], points[strands[i].b]});
            }
        }
        std::size_t wrong = 0;
        for (std::size_t i = 0; i < lines.size(); ++i) {
            for (std::size_t j = i + 1; j < lines.size(); ++j) {
                wrong += meet_improperly(lines[i], lines[j]) ? 1 : 0;
            }
        }
        CHECK(wrong == 0);
    }
}
