#include "spatial/cell_window.hpp"
#include "spatial/locator.hpp"
#include "spatial/measure.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/long_run.hpp"
#include "tests/support/random_coverage.hpp"
#include "tests/support/voronoi_coverage.hpp"

#include <map>
#include <random>
#include <set>

using namespace jingwei::spatial;
using namespace jingwei::tests;
using Catch::Matchers::WithinAbs;

namespace {

constexpr double rounding_m = 1e-6;

/// Every border by its distance from a place, and every unit by that of its nearest border.
struct FullSearch {
    double nearest_m = 1e18;
    std::set<std::pair<Label, Label>> sides; ///< of all that are as near
    std::map<Label, double> units;

    FullSearch(const Coverage &coverage, LatticePoint p) {
        const auto scale = local_scale(p.y);
        for (const auto &arc : coverage.arcs()) {
            const std::pair sides_of{coverage.left_label(arc), coverage.right_label(arc)};
            double arc_m = 1e18;
            const auto points = coverage.points(arc);
            for (std::size_t i = 0; i + 1 < points.size(); ++i) {
                arc_m = std::min(arc_m, distance_m(p, points[i], points[i + 1], scale));
            }
            take(arc_m, sides_of);
        }
        units.erase(no_label);
    }

  private:
    static double distance_m(LatticePoint p, LatticePoint a, LatticePoint b, const LocalScale &scale) {
        const auto x = [&](LatticePoint q) { return (static_cast<long double>(q.x) - p.x) * scale.east_m; };
        const auto y = [&](LatticePoint q) { return (static_cast<long double>(q.y) - p.y) * scale.north_m; };
        const auto dx = x(b) - x(a);
        const auto dy = y(b) - y(a);
        const auto t = std::clamp(-(x(a) * dx + y(a) * dy) / (dx * dx + dy * dy), 0.0L, 1.0L);
        return static_cast<double>(std::hypot(x(a) + t * dx, y(a) + t * dy));
    }
    void take(double arc_m, const std::pair<Label, Label> &sides_of) {
        if (arc_m < nearest_m - rounding_m) {
            sides.clear();
        }
        nearest_m = std::min(nearest_m, arc_m);
        if (arc_m <= nearest_m + rounding_m) {
            sides.insert(sides_of);
        }
        for (const auto label : {sides_of.first, sides_of.second}) {
            const auto [unit, is_new] = units.try_emplace(label, arc_m);
            unit->second = std::min(unit->second, arc_m);
        }
    }
};

void check_nearest(const Locator &locator, const FullSearch &wanted, LatticePoint p, double radius_m) {
    const auto hit = locator.nearest_border(p, radius_m);
    if (std::abs(wanted.nearest_m - radius_m) > rounding_m) {
        REQUIRE(hit.has_value() == (wanted.nearest_m < radius_m));
    }
    if (hit) {
        REQUIRE_THAT(hit->distance_m, WithinAbs(wanted.nearest_m, rounding_m));
        REQUIRE(wanted.sides.contains({hit->left, hit->right}));
        const auto scale = local_scale(p.y);
        const double foot_m = std::hypot((static_cast<double>(hit->foot.x) - p.x) * scale.east_m,
                                         (static_cast<double>(hit->foot.y) - p.y) * scale.north_m);
        REQUIRE_THAT(foot_m, WithinAbs(hit->distance_m, 0.02)); // to the nearest lattice point
    }
}

void check_within(const Locator &locator, const FullSearch &wanted, LatticePoint p, double radius_m) {
    const auto owner = locator.locate(p);
    std::map<Label, double> found;
    double last_m = 0;
    for (const auto &unit : locator.within(p, radius_m)) {
        REQUIRE(unit.distance_m >= last_m);
        last_m = unit.distance_m;
        REQUIRE(found.emplace(unit.label, unit.distance_m).second);
    }
    for (const auto &[label, distance_m] : wanted.units) {
        const double own_m = label == owner ? 0 : distance_m;
        CAPTURE(label, own_m);
        if (std::abs(own_m - radius_m) > rounding_m) {
            REQUIRE(found.contains(label) == (own_m <= radius_m));
        }
        if (found.contains(label)) {
            REQUIRE_THAT(found[label], WithinAbs(own_m, rounding_m));
        }
        found.erase(label);
    }
    REQUIRE(found.empty());
}

/// From places in the ground and as far outside again.
void check_search(const std::vector<LabelledPolygon> &polygons, std::uint32_t seed) {
    const auto built = build_coverage(polygons, {.classify_enclosed = false, .progress = {}});
    REQUIRE(built.clean());
    const Locator locator(built.coverage);
    const auto &box = built.coverage.bounds();
    const auto width = std::int64_t{box.max_x} - box.min_x;
    std::mt19937 random(seed);
    const auto anywhere = [&](std::int32_t low) {
        return static_cast<std::int32_t>(low - width +
                                         static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(3 * width)));
    };
    for (int i = 0; i < 120; ++i) {
        const auto vertex = built.coverage.all_points()[random() % built.coverage.all_points().size()];
        const LatticePoint p = i % 3 == 0 ? vertex : LatticePoint{anywhere(box.min_x), anywhere(box.min_y)};
        CAPTURE(seed, p.x, p.y);
        const FullSearch wanted(built.coverage, p);
        for (const double radius_m : {0.0, wanted.nearest_m * 0.999, wanted.nearest_m * 1.001, wanted.nearest_m * 2, 1e9}) {
            check_nearest(locator, wanted, p, radius_m);
            check_within(locator, wanted, p, radius_m);
        }
    }
}

} // namespace

TEST_CASE("the nearest border and the units in reach are those that a full search finds, from everywhere", "[locator]") {
    for (std::uint32_t seed = 1; seed <= (is_long_run() ? 60U : 2U); ++seed) {
        for (const std::int32_t cell : {60, 700, 20'000, 3'000'000}) {
            CAPTURE(seed, cell);
            check_search(RandomCoverage({.side = 6, .cell = cell, .steps = 4}, seed).polygons, seed);
        }
        for (const std::int32_t cell : {200, 30'000}) {
            CAPTURE(seed, cell);
            check_search(VoronoiCoverage({.side = 6, .cell = cell}, seed).polygons, seed);
        }
    }
}

TEST_CASE("a window's rings hold each of its cells once, and the bits of a block are those of its cells", "[locator]") {
    std::mt19937 random(3);
    const auto below = [&](std::int64_t n) { return static_cast<std::int64_t>(random()) % n; };
    for (int i = 0; i < 2000; ++i) {
        const auto west = below(8);
        const auto south = below(8);
        const CellWindow all{west, west + below(8 - west), south, south + below(8 - south), below(30) - 10, below(30) - 10, 0};
        CAPTURE(i, all.west, all.east, all.south, all.north, all.column, all.row);
        std::map<std::pair<std::int64_t, std::int64_t>, int> seen;
        std::uint64_t bits = 0;
        for (auto ring = all.first_ring(); ring <= all.last_ring(); ++ring) {
            const auto part = all.within(ring);
            part.for_each_at_rim([&](std::int64_t column, std::int64_t row) {
                ++seen[{column, row}];
                bits |= std::uint64_t{1} << (8 * row + column);
            });
            REQUIRE(part.bits_of_block() == bits);
        }
        REQUIRE(seen.size() == static_cast<std::size_t>((all.east - all.west + 1) * (all.north - all.south + 1)));
        REQUIRE(std::ranges::all_of(seen, [](const auto &cell) { return cell.second == 1; }));
        REQUIRE(all.bits_of_block() == bits);
    }
}
