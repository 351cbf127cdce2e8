#include "spatial/open_slits.hpp"

#include "spatial/coverage_check.hpp"
#include "spatial/coverage_clean.hpp"
#include "spatial/segment.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/long_run.hpp"

#include <algorithm>
#include <numeric>
#include <random>

using namespace jingwei::spatial;
using jingwei::tests::is_long_run;

namespace {

constexpr LatticePoint corner{1'041'000'000, 365'000'000}; // a unit is 8.9 mm east, 11.1 mm north

using Corners = std::vector<std::pair<std::int32_t, std::int32_t>>;

LabelledPolygon shape(Label label, const Corners &corners) {
    LabelledPolygon result{label, {}};
    std::ranges::transform(corners, std::back_inserter(result.polygon.outer), [](const auto &at) {
        return LatticePoint{corner.x + at.first, corner.y + at.second};
    });
    return result;
}

LabelledPolygon box(Label label, std::int32_t x0, std::int32_t y0, std::int32_t x1, std::int32_t y1) {
    return shape(label, {{x0, y0}, {x1, y0}, {x1, y1}, {x0, y1}});
}

Coverage built(const std::vector<LabelledPolygon> &polygons) {
    auto result = build_coverage(polygons);
    REQUIRE(result.clean());
    return std::move(result.coverage);
}

CleanResult cleaned(const std::vector<LabelledPolygon> &polygons, const CleanOptions &options = {}) {
    auto result = clean_coverage(polygons, options);
    CHECK(find_violations(result.coverage).empty());
    return result;
}

/// Without the vertices that rounding closed.
std::vector<Repair> repairs_of(const CleanResult &result) {
    std::vector<Repair> found;
    std::ranges::copy_if(result.repairs, std::back_inserter(found),
                         [](const Repair &repair) { return repair.kind != RepairKind::rounding; });
    return found;
}

std::vector<double> areas(const Coverage &coverage, std::size_t count) {
    std::vector<Label> self(count);
    std::iota(self.begin(), self.end(), Label{0});
    std::vector<double> result;
    for (const auto &ground : outlines(coverage, self, count)) {
        double sum = 0;
        for (const auto &polygon : ground) {
            sum += static_cast<double>(doubled_area(polygon.outer)) / 2;
            std::ranges::for_each(polygon.holes, [&](const Ring &hole) { sum += static_cast<double>(doubled_area(hole)) / 2; });
        }
        result.push_back(sum);
    }
    return result;
}

} // namespace

TEST_CASE("a slit between two units that is open at both ends is divided between them", "[clean][slits]") {
    const std::vector<LabelledPolygon> polygons{box(1, 0, 0, 99'700, 100'000), box(2, 100'000, 0, 200'000, 100'000)};
    CHECK(find_open_slits(built(polygons)).count == 1);
    const auto result = cleaned(polygons);
    const auto repairs = repairs_of(result);
    REQUIRE(repairs.size() == 1);
    const auto &repair = repairs.front();
    CHECK(repair.kind == RepairKind::gap_divided);
    CHECK(repair.reason == RepairReason::nearest_border);
    CHECK(repair.width_m == Approx(300 * 0.00895).epsilon(0.02));
    CHECK(repair.area_m2 == Approx(3e7 * 0.0111 * 0.00895).epsilon(0.02));
    CHECK(repair.place.x > corner.x + 99'700);
    CHECK(repair.place.x < corner.x + 100'000);
    REQUIRE(repair.gained.size() == 2);
    CHECK(repair.gained[0].area_m2 == Approx(repair.gained[1].area_m2).epsilon(0.02));
    const auto sizes = areas(result.coverage, 3);
    CHECK(sizes[1] + sizes[2] == 200'000.0 * 100'000.0);
    CHECK(find_open_slits(result.coverage).count == 0);
}

TEST_CASE("a slit that is open at one end is divided, whatever the shape of its mouth", "[clean][slits]") {
    const auto lower = GENERATE(0, 120, -150); // how far the second unit ends beside the first one
    CAPTURE(lower);
    const std::vector<LabelledPolygon> polygons{box(1, 0, 0, 99'700, 100'000), box(2, 100'000, lower, 200'000, 100'000),
                                                box(3, 0, 100'000, 200'000, 150'000)};
    const auto result = cleaned(polygons);
    const auto repairs = repairs_of(result);
    REQUIRE(repairs.size() == 1);
    CHECK(repairs.front().kind == RepairKind::gap_divided);
    CHECK(repairs.front().gained.size() == 3);
    CHECK(find_open_slits(result.coverage).count == 0);
}

TEST_CASE("a cross of slits with four mouths is divided among the four units at it", "[clean][slits]") {
    const auto result = cleaned({box(1, 0, 0, 50'000, 49'800), box(2, 50'200, 0, 100'000, 49'800),
                                 box(3, 0, 50'000, 50'000, 100'000), box(4, 50'200, 50'000, 100'000, 100'000)});
    const auto repairs = repairs_of(result);
    REQUIRE(repairs.size() == 1);
    CHECK(repairs.front().gained.size() == 4);
    const auto sizes = areas(result.coverage, 5);
    CHECK(std::accumulate(sizes.begin(), sizes.end(), 0.0) == 1e10);
}

TEST_CASE("slits that cross in a place as wide as a hole are divided, too", "[clean][slits]") {
    const auto result = cleaned({box(1, 0, 0, 50'000, 49'600), box(2, 50'500, 0, 100'000, 49'600),
                                 box(3, 0, 50'000, 50'000, 100'000), box(4, 50'500, 50'000, 100'000, 100'000)});
    const auto sizes = areas(result.coverage, 5);
    CHECK(std::accumulate(sizes.begin(), sizes.end(), 0.0) == 1e10);
    CHECK(std::ranges::all_of(repairs_of(result), [](const Repair &r) { return r.kind == RepairKind::gap_divided; }));
}

TEST_CASE("what is no slit between units stays outside", "[clean][slits]") {
    std::vector<LabelledPolygon> polygons;
    SECTION("a bay wider than the limit") {
        polygons = {box(1, 0, 0, 99'000, 100'000), box(2, 100'000, 0, 200'000, 100'000)};
    }
    SECTION("a notch in one unit") {
        polygons = {shape(1, {{0, 0},
                              {100'000, 0},
                              {100'000, 100'000},
                              {50'200, 100'000},
                              {50'200, 300},
                              {50'000, 300},
                              {50'000, 100'000},
                              {0, 100'000}}),
                    box(2, 100'000, 0, 200'000, 100'000)};
    }
    SECTION("a niche that is not much longer than wide") {
        polygons = {box(1, 0, 0, 99'700, 100'000), box(2, 100'000, 99'300, 200'000, 150'000),
                    box(3, 0, 100'000, 100'000, 150'000)};
    }
    SECTION("a step in the outer border at a junction") {
        polygons = {box(1, 0, 0, 100'000, 100'000), box(2, 100'000, 200, 200'000, 100'000)};
    }
    SECTION("a wide water with a narrow mouth") {
        polygons = {shape(1, {{0, 0}, {49'900, 0}, {49'900, 100}, {20'000, 100}, {20'000, 50'000}, {0, 50'000}}),
                    shape(2, {{50'100, 0},
                              {100'000, 0},
                              {100'000, 60'000},
                              {0, 60'000},
                              {0, 50'000},
                              {20'000, 50'000},
                              {80'000, 50'000},
                              {80'000, 100},
                              {50'100, 100}})};
    }
    const auto coverage = built(polygons);
    CHECK(find_open_slits(coverage).count == 0);
    const auto result = cleaned(polygons);
    CHECK(areas(result.coverage, 4) == areas(coverage, 4));
    CHECK(repairs_of(result).empty());
}

TEST_CASE("a slit beside a fixed unit goes whole to the other one, and between fixed units it stays", "[clean][slits]") {
    const std::vector<LabelledPolygon> polygons{box(1, 0, 0, 99'700, 100'000), box(2, 100'000, 0, 200'000, 100'000)};
    const std::vector<std::uint8_t> first_fixed{0, 1, 0};
    const auto result = cleaned(polygons, {.fixed = first_fixed});
    const auto repairs = repairs_of(result);
    REQUIRE(repairs.size() == 1);
    CHECK(repairs.front().kind == RepairKind::gap_closed);
    CHECK(repairs.front().reason == RepairReason::only_taker);
    CHECK(areas(result.coverage, 3)[1] == 99'700.0 * 100'000.0);
    const std::vector<std::uint8_t> all_fixed{0, 1, 1};
    const auto kept = cleaned(polygons, {.fixed = all_fixed});
    CHECK(kept.repairs.empty());
    CHECK(areas(kept.coverage, 3)[2] == 1e10);
    CHECK(find_open_slits(kept.coverage).count == 1);
}

TEST_CASE("a slit outside a locked parent stays, for nobody may have it", "[clean][slits]") {
    const std::vector<LabelledPolygon> polygons{box(1, 0, 0, 99'700, 100'000), box(2, 100'000, 0, 200'000, 100'000)};
    const std::vector<LabelledPolygon> parents{box(1, 0, 0, 99'700, 100'000), box(2, 100'000, 0, 200'000, 100'000)};
    const std::vector<Label> parent_of{0, 1, 2};
    const auto result = cleaned(polygons, {.parents = parents, .parent_of = parent_of});
    CHECK(repairs_of(result).empty());
    CHECK(areas(result.coverage, 3)[1] == 99'700.0 * 100'000.0);
}

TEST_CASE("winding slits of random width are found and divided to the last unit", "[clean][slits][property]") {
    for (std::uint32_t seed = 1; seed <= (is_long_run() ? 3000U : 40U); ++seed) {
        CAPTURE(seed);
        std::mt19937 random(seed);
        const auto up_to = [&](std::uint32_t most) { return static_cast<std::int32_t>(random() % most); };
        // both sides of the slit, from the bottom up; it is dry above, where a third unit lies
        Corners left{{0, 0}};
        Corners right{{100'000, 0}};
        std::int32_t middle = 50'000;
        const auto sides = 6 + up_to(20);
        for (std::int32_t i = 0; i < sides; ++i) {
            middle += up_to(1200) - 600;
            const auto half = 60 + up_to(120);
            left.emplace_back(middle - half, i * 2000 + up_to(200));
            right.emplace_back(middle + half, i * 2000 + up_to(200));
        }
        const auto top = sides * 2000 + 1000;
        left.emplace_back(middle - 20, top);
        left.emplace_back(0, top);
        right.emplace_back(middle + 20, top);
        right.emplace_back(100'000, top);
        left[0].second = right[0].second = -5000;
        left.insert(left.begin() + 1, {left[1].first, -5000});
        right.insert(right.begin() + 1, {right[1].first, -5000});
        std::ranges::reverse(right);
        const std::vector<LabelledPolygon> polygons{shape(1, left), shape(2, right), box(3, 0, top, 100'000, top + 9000)};
        const auto before = areas(built(polygons), 4);
        CHECK(find_open_slits(built(polygons)).count == 1);
        const auto result = cleaned(polygons);
        const auto repairs = repairs_of(result);
        REQUIRE(repairs.size() == 1);
        CHECK(repairs.front().kind == RepairKind::gap_divided);
        const auto after = areas(result.coverage, 4);
        CHECK(std::accumulate(after.begin(), after.end(), 0.0) == Approx(100'000.0 * (top + 5000 + 9000)).epsilon(1e-9));
        CHECK(find_open_slits(result.coverage).count == 0);
        CHECK(before[1] < after[1]);
        CHECK(before[2] < after[2]);
    }
}

TEST_CASE("slits are looked for in work that grows with the outer border", "[clean][slits]") {
    const std::int32_t vertices = is_long_run() ? 200'000 : 8'000;
    Corners lower{{0, -10'000}};
    Corners upper{{0, 10'000}};
    for (std::int32_t i = 0; i <= vertices; ++i) { // two banks 3.3 m from each other, with a corner every 18 cm
        lower.emplace_back(i * 20, i % 2);
        upper.emplace_back(i * 20, 300 - i % 2);
    }
    lower.emplace_back(vertices * 20, -10'000);
    upper.emplace_back(vertices * 20, 10'000);
    const auto slits = find_open_slits(built({shape(1, lower), shape(2, upper)}));
    CHECK(slits.count == 1);
    // some 60 sides of either bank lie near each corner, and its border is followed over 64 sides to either side
    CHECK(slits.steps <= 300 * 2 * static_cast<std::size_t>(vertices + 3));
}
