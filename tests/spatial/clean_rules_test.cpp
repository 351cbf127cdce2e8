#include "spatial/coverage_check.hpp"
#include "spatial/coverage_clean.hpp"
#include "tests/support/ascii_grid.hpp"
#include "tests/support/catch.hpp"

#include <algorithm>
#include <numeric>

using namespace jingwei::spatial;
using jingwei::tests::map_point;

namespace {

constexpr std::int32_t step = 10'000; // about 90 m east, 111 m north

using Corners = std::vector<std::pair<double, double>>;

Ring ring_of(const Corners &corners) {
    Ring ring;
    std::ranges::transform(corners, std::back_inserter(ring),
                           [](const auto &corner) { return map_point(corner.first, corner.second, step); });
    return ring;
}

LabelledPolygon shape(Label label, const Corners &outer, const std::vector<Corners> &holes = {}) {
    LabelledPolygon result{label, {ring_of(outer), {}}};
    std::ranges::transform(holes, std::back_inserter(result.polygon.holes), ring_of);
    return result;
}

Corners square(double x0, double y0, double x1, double y1) {
    return {{x0, y0}, {x1, y0}, {x1, y1}, {x0, y1}};
}

CleanResult cleaned(const std::vector<LabelledPolygon> &polygons, const CleanOptions &options = {}) {
    auto result = clean_coverage(polygons, options);
    CHECK(find_violations(result.coverage).empty());
    return result;
}

/// In square steps of the map.
double area_of(const CleanResult &result, Label unit, Label count) {
    std::vector<Label> self(count);
    std::iota(self.begin(), self.end(), Label{0});
    const auto units = outlines(result.coverage, self, count);
    double area = 0;
    for (const auto &polygon : units[unit]) {
        area += static_cast<double>(doubled_area(polygon.outer));
        std::ranges::for_each(polygon.holes, [&](const Ring &hole) { area += static_cast<double>(doubled_area(hole)); });
    }
    return area / 2 / step / step;
}

std::size_t count(const CleanResult &result, RepairKind kind) {
    return static_cast<std::size_t>(std::ranges::count(result.repairs, kind, &Repair::kind));
}

const Repair &only(const CleanResult &result, RepairKind kind) {
    REQUIRE(count(result, kind) == 1);
    return *std::ranges::find(result.repairs, kind, &Repair::kind);
}

} // namespace

TEST_CASE("a bow-tie whose halves are equal holds both of them", "[clean]") {
    const Corners bow{{0, 0}, {1, 1}, {1, 0}, {0, 1}};
    SECTION("alone") {
        const auto result = cleaned({shape(1, bow)});
        CHECK(result.clean());
        CHECK(area_of(result, 1, 2) == Approx(0.5));
        CHECK(count(result, RepairKind::ring_dropped) == 0);
        CHECK(count(result, RepairKind::crossing_ring_resolved) == 1);
    }
    SECTION("as a second part") {
        const auto result = cleaned({shape(1, square(-2, 0, -1, 1)), shape(1, bow)});
        CHECK(area_of(result, 1, 2) == Approx(1.5));
    }
    SECTION("among neighbours") {
        const auto result = cleaned({shape(1, bow), shape(2, square(1, 0, 2, 1)), shape(3, square(0, 1, 2, 2)),
                                     shape(4, square(0, -1, 2, 0)), shape(5, square(-1, -1, 0, 2))});
        CHECK(result.clean());
        CHECK(area_of(result, 1, 6) == Approx(0.5));
    }
    const auto built = build_coverage(std::vector{shape(1, bow)});
    REQUIRE(built.defects.size() == 1);
    CHECK(built.defects[0].kind == DefectKind::invalid_ring);
    CHECK(built.defects[0].place == map_point(0.5, 0.5, step));
}

TEST_CASE("rings that cover no ground are left out and named, whatever they look like", "[clean]") {
    // once around a square and its neighbour, and back around both: nothing is wound around
    const Corners commutator{{1, 0}, {1, 1}, {0, 1}, {0, 0}, {1, 0}, {2, 0}, {2, 1}, {1, 1},
                             {1, 0}, {0, 0}, {0, 1}, {1, 1}, {1, 0}, {1, 1}, {2, 1}, {2, 0}};
    const auto built = build_coverage(std::vector{shape(1, commutator), shape(2, square(5, 0, 6, 1))});
    CHECK_FALSE(built.clean());
    const auto two_points = build_coverage(std::vector{shape(1, square(0, 0, 3, 3), {{{1, 1}, {2, 1}}})});
    REQUIRE(two_points.defects.size() == 1);
    CHECK(two_points.defects[0].kind == DefectKind::invalid_ring);
    CHECK(two_points.defects[0].place == map_point(1, 1, step));
    const auto dropped = cleaned({shape(1, square(0, 0, 3, 3), {{{1, 1}, {2, 1}}})});
    CHECK(only(dropped, RepairKind::ring_dropped).place == map_point(1, 1, step));
    CHECK(area_of(dropped, 1, 2) == Approx(9));
    const auto full = build_coverage(std::vector{shape(1, square(0, 0, 1, 1), {square(0, 0, 1, 1)})});
    REQUIRE(full.defects.size() == 1);
    CHECK(full.defects[0].kind == DefectKind::invalid_ring);
    CHECK(full.defects[0].a == 1);
}

TEST_CASE("holes that lie over each other give nobody ground, and the report says so", "[clean]") {
    const auto holes = GENERATE(std::vector<Corners>{square(1, 1, 5, 9), square(4, 2, 8, 8)},
                                std::vector<Corners>{square(1, 1, 9, 9), square(3, 3, 6, 6)},
                                std::vector<Corners>{square(2, 2, 6, 6), square(2, 2, 6, 6)});
    const auto result = cleaned({shape(1, square(0, 0, 10, 10), holes)});
    const auto &repair = only(result, RepairKind::crossing_ring_resolved);
    CHECK(repair.gained.empty());
    CHECK(repair.lost == std::vector<Label>{1});
    CHECK(repair.reason == RepairReason::own_holes);
    CHECK(reason_name(repair.reason) == "own_holes");
    CHECK(area_of(result, 1, 2) < 85);
}

TEST_CASE("a hole outside its shell takes nothing from anybody, and the report says so", "[clean]") {
    const auto result = cleaned({shape(1, square(0, 0, 2, 2), {square(2.5, 0.5, 3, 1)}), shape(2, square(2, 0, 4, 2))});
    CHECK(only(result, RepairKind::ring_dropped).reason == RepairReason::hole_outside);
    CHECK(result.repairs.size() == 1);
    CHECK(area_of(result, 1, 3) == Approx(4));
    CHECK(area_of(result, 2, 3) == Approx(4));
}

TEST_CASE("a gap that only one neighbour may get says that the others are fixed", "[clean]") {
    const std::vector<std::uint8_t> fixed{0, 1, 0};
    const auto result = cleaned({shape(1, {{0, 0}, {2, 0}, {1.98, 1}, {1.98, 2}, {2, 3}, {0, 3}}),
                                 shape(2, {{2, 0}, {4, 0}, {4, 3}, {2, 3}, {2.02, 2}, {2.02, 1}})},
                                {.fixed = fixed});
    const auto &repair = only(result, RepairKind::gap_closed);
    CHECK(repair.gained[0].label == 2);
    CHECK(repair.reason == RepairReason::only_taker);
}

TEST_CASE("a gap is divided among those that may get some when others touch it too", "[clean]") {
    // a strip of 4 m: 2 and 3 in the north, 1 in the south is fixed, as are the ends
    const std::vector<std::uint8_t> fixed{0, 1, 0, 0, 1};
    const auto result = cleaned(
        {shape(1, square(0, 0, 4, 1)), shape(2, square(0, 1.04, 2, 2)), shape(3, square(2, 1.04, 4, 2)),
         shape(
             4,
             {{-1, 0}, {0, 0}, {0, 1}, {0, 1.04}, {0, 2}, {2, 2}, {4, 2}, {4, 1.04}, {4, 1}, {4, 0}, {5, 0}, {5, 3}, {-1, 3}})},
        {.fixed = fixed});
    const auto &repair = only(result, RepairKind::gap_divided);
    REQUIRE(repair.gained.size() == 2);
    CHECK(repair.gained[0].area_m2 == Approx(repair.gained[1].area_m2).epsilon(0.01));
    CHECK(area_of(result, 2, 5) == Approx(2));
    CHECK(area_of(result, 1, 5) == Approx(4));
}

TEST_CASE("of nested units each keeps what the next inner one leaves it", "[clean]") {
    SECTION("three in each other") {
        const auto result =
            cleaned({shape(1, square(0, 0, 10, 10)), shape(2, square(2, 2, 8, 8)), shape(3, square(4, 4, 6, 6))});
        CHECK(result.clean());
        CHECK(area_of(result, 1, 4) == Approx(64));
        CHECK(area_of(result, 2, 4) == Approx(32));
        CHECK(area_of(result, 3, 4) == Approx(4));
    }
    SECTION("three from one side") {
        const auto result =
            cleaned({shape(1, square(0, 0, 10, 10)), shape(2, square(0, 0, 6, 10)), shape(3, square(0, 0, 3, 10))});
        CHECK(result.clean());
        CHECK(area_of(result, 2, 4) == Approx(30));
        CHECK(area_of(result, 3, 4) == Approx(30));
    }
    SECTION("very many") {
        std::vector<LabelledPolygon> polygons;
        constexpr Label units = 120;
        for (Label i = 0; i < units; ++i) {
            polygons.push_back(shape(i + 1, square(i * 0.01, i * 0.01, 4 - i * 0.01, 4 - i * 0.01)));
        }
        CHECK(cleaned(polygons).clean());
    }
}

TEST_CASE("no unit takes the only ground of another when there is an assignment that leaves each some", "[clean]") {
    // 1 and 2 share the west, 2 and 3 the middle, 3 and 1 the east: the largest of each is the only choice of nobody
    const auto result = cleaned({shape(1, square(0, 0, 2, 1)), shape(1, square(4, 0, 5, 1)), shape(2, square(0, 0, 2, 1)),
                                 shape(2, square(2, 0, 4, 1)), shape(3, square(2, 0, 4, 1)), shape(3, square(4, 0, 5, 1)),
                                 shape(4, square(2, 0, 4, 1))});
    // four units, three grounds: one is left without, and the others are not
    CHECK(count(result, RepairKind::unit_without_ground) <= 2);
    const auto three = cleaned({shape(1, {{0, 0}, {2, 0}, {2, 1}, {0, 1.001}}), shape(1, {{4, 0}, {5, 0}, {5, 1.001}, {4, 1}}),
                                shape(2, square(0, 0, 2, 1)), shape(2, {{2, 0}, {4, 0}, {4, 1.001}, {2, 1}}),
                                shape(3, square(2, 0, 4, 1)), shape(3, square(4, 0, 5, 1))});
    CHECK(three.clean());
}

TEST_CASE("in a stated order a unit without other ground gets one piece, from whom it costs least", "[clean]") {
    // 2 is covered by 1 in the west, by 4 in the east and by 3 in the north
    const std::vector<LabelledPolygon> covered{shape(1, square(0, 0, 1, 1)), shape(2, square(0.5, 0, 1.5, 1)),
                                               shape(3, square(0, 0.5, 2, 1.5)), shape(4, square(1, -0.5, 1.5, 1.5))};
    const auto needed = [](const CleanResult &result) {
        std::vector<Repair> repairs;
        std::ranges::copy_if(result.repairs, std::back_inserter(repairs),
                             [](const Repair &repair) { return repair.reason == RepairReason::only_ground; });
        return repairs;
    };
    SECTION("there is ground that nobody with a smaller number claims") {
        const std::vector<std::uint32_t> priority{0, 1, 1, 1, 0};
        const auto result = cleaned(covered, {.priority = priority});
        CHECK(result.clean());
        CHECK(area_of(result, 4, 5) == Approx(1)); // all that the first one claims
        REQUIRE(needed(result).size() == 1);
        CHECK(needed(result)[0].gained[0].label == 2);
        CHECK(needed(result)[0].lost.front() == 1);
        CHECK(area_of(result, 2, 5) >= 0.25 - 1e-9);
    }
    SECTION("all others have smaller numbers: it takes from the one that comes last") {
        const std::vector<std::uint32_t> priority{0, 0, 3, 1, 2};
        const auto result = cleaned(covered, {.priority = priority});
        CHECK(result.clean());
        REQUIRE(needed(result).size() == 1);
        CHECK(needed(result)[0].gained[0].label == 2);
        CHECK(needed(result)[0].lost == std::vector<Label>{4});
        CHECK(area_of(result, 2, 5) == Approx(0.25)); // where 4 alone stood against it
        CHECK(area_of(result, 1, 5) == Approx(1));
        CHECK(area_of(result, 3, 5) == Approx(1.5)); // all but what 1 has of it
        CHECK(area_of(result, 4, 5) == Approx(0.25));
    }
    SECTION("the order gives it ground: it needs none") {
        const std::vector<std::uint32_t> priority{0, 1, 0, 2, 3};
        const auto result = cleaned(covered, {.priority = priority});
        CHECK(needed(result).empty());
        CHECK(area_of(result, 2, 5) == Approx(1));
    }
    SECTION("nobody stated an order: it keeps all that it claims") {
        const auto result = cleaned(covered);
        CHECK(needed(result).size() == 4);
        CHECK(area_of(result, 2, 5) == Approx(1));
    }
}

TEST_CASE("in a stated order two units that need ground do not take it from those before them while one can give way",
          "[clean]") {
    // 2 may take the west, which 1 has too, or the middle; 3 only the middle. 4 comes before all in the east
    const std::vector<std::uint32_t> priority{0, 5, 5, 5, 0};
    const auto result = cleaned({shape(1, square(-1, 0, 1, 1)), shape(2, square(0, 0, 3.5, 1)), shape(3, square(1, 0, 4, 1)),
                                 shape(4, square(3, 0, 6, 1))},
                                {.priority = priority});
    CHECK(result.clean());
    CHECK(area_of(result, 4, 5) == Approx(3));
    CHECK(area_of(result, 2, 5) >= 1 - 1e-9);
    CHECK(area_of(result, 3, 5) > 0);
    const std::vector<std::uint32_t> nested{0, 0, 1, 2};
    const auto rings = cleaned({shape(1, square(0, 0, 10, 10)), shape(2, square(2, 2, 8, 8)), shape(3, square(4, 4, 6, 6))},
                               {.priority = nested});
    CHECK(rings.clean());
    CHECK(area_of(rings, 1, 4) == Approx(64));
    CHECK(area_of(rings, 2, 4) == Approx(32));
    CHECK(area_of(rings, 3, 4) == Approx(4));
}

TEST_CASE("what is a hole while ground is cleaned is one when the coverage is built, at every width") {
    // a gap some 270 m long between two units, 4.87 to 5.15 m wide: five centimetres around what makes a hole, and beyond
    for (std::int32_t height = 439; height <= 464; ++height) {
        CAPTURE(height);
        const auto corner = map_point(0, 0, step);
        const auto at = [&](std::int32_t x, std::int32_t y) { return LatticePoint{corner.x + x, corner.y + y}; };
        const std::vector<LabelledPolygon> polygons{
            {1,
             {{at(-10'000, -10'000), at(40'000, -10'000), at(40'000, height), at(30'000, height), at(30'000, 0), at(0, 0),
               at(0, height), at(-10'000, height)},
              {}}},
            {2, {{at(-10'000, height), at(40'000, height), at(40'000, 20'000), at(-10'000, 20'000)}, {}}}};
        const auto result = cleaned(polygons);
        CHECK(count(result, RepairKind::hole_kept) + count(result, RepairKind::gap_divided) == 1);
        const auto units = outlines(result.coverage, std::vector<Label>{0, 1, 2}, 3);
        std::vector<LabelledPolygon> again;
        for (Label unit = 1; unit <= 2; ++unit) {
            for (const auto &polygon : units[unit]) {
                again.push_back({unit, polygon});
            }
        }
        const auto built = build_coverage(again);
        CHECK(built.clean());
        CHECK(std::ranges::count(built.notes, NoteKind::hole, &Note::kind) ==
              static_cast<std::ptrdiff_t>(count(result, RepairKind::hole_kept)));
    }
}

TEST_CASE("a needle that closing flattens is a spike by its length, however thin it was") {
    // the right unit runs out through the left one, one unit wide at a vertex that the left one has too
    const auto corner = map_point(0, 0, step);
    const auto at = [&](std::int32_t x, std::int32_t y) { return LatticePoint{corner.x + x, corner.y + y}; };
    const auto units_with = [&](std::int32_t tip) {
        return std::vector<LabelledPolygon>{
            {1, {{at(-10'000, 0), at(0, 0), at(0, 5'000), at(0, 10'000), at(-10'000, 10'000)}, {}}},
            {2,
             {{at(0, 0), at(10'000, 0), at(10'000, 10'000), at(0, 10'000), at(0, 5'001), at(-tip, 5'000), at(0, 5'000)}, {}}}};
    };
    const auto built = build_coverage(units_with(8'000));
    REQUIRE(built.defects.size() == 1);
    CHECK(built.defects.front().kind == DefectKind::spike);
    CHECK(built.defects.front().a == 2);
    CHECK(built.defects.front().place == at(-8'000, 5'000));
    const auto result = cleaned(units_with(8'000));
    const auto &cut = only(result, RepairKind::spike_cut);
    CHECK(cut.place == at(-8'000, 5'000));
    CHECK(cut.lost == std::vector<Label>{2});
    CHECK(build_coverage(units_with(100)).clean()); // so far a sharp corner may close
    CHECK_FALSE(build_coverage(units_with(101)).clean());
}
