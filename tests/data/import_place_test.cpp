#include "data/import_place.hpp"
#include "spatial/measure.hpp"
#include "tests/support/catch.hpp"

#include <algorithm>
#include <limits>
#include <random>

using namespace jingwei;
using namespace jingwei::data;
using Catch::Matchers::ContainsSubstring;
using spatial::Frame;
using spatial::LonLat;

namespace {

/// A store that holds ground around 104..105 E, 36..37 N.
PlaceRules rules_with_box() {
    return {.frame = Frame::cgcs2000, .store_box = {1040000000, 360000000, 1050000000, 370000000}};
}

} // namespace

TEST_CASE("a position in GCJ-02 or BD-09 lands within a lattice step of where it came from") {
    std::mt19937 random(7);
    std::uniform_real_distribution<double> degrees(0, 1);
    for (const auto frame : {Frame::gcj02, Frame::bd09}) {
        for (int i = 0; i < 500; ++i) {
            const LonLat truth{104 + degrees(random), 36 + degrees(random)};
            const auto place = to_place(spatial::from_store_frame(truth, frame), {.frame = frame, .store_box = {}});
            CHECK(place == spatial::to_lattice(truth));
        }
    }
}

TEST_CASE("positions that are no numbers, out of range or swapped are told apart") {
    const auto rules = rules_with_box();
    CHECK(place_fault({104.5, 36.5}, rules).empty());
    CHECK(place_fault({10, 50}, rules).empty());
    CHECK_THAT(place_fault({std::numeric_limits<double>::quiet_NaN(), 36}, rules), ContainsSubstring("not a number"));
    CHECK_THAT(place_fault({500000, 4000000}, rules), ContainsSubstring("out of range"));
    CHECK_THAT(place_fault({36.5, 104.5}, rules), ContainsSubstring("swapped"));
    CHECK_THAT(place_fault({36.5, 104.5}, {}), ContainsSubstring("out of range"));
}

TEST_CASE("both sides of a border get the same vertices when it is moved out of a shifted frame") {
    for (const auto frame : {Frame::gcj02, Frame::bd09}) {
        const PlaceRules rules{.frame = frame, .store_box = {}};
        const std::vector<LonLat> there{{104.1, 36.2}, {104.13, 36.25}, {104.131, 36.2501}};
        std::vector<LonLat> back(there.rbegin(), there.rend());
        auto course = to_course(there, rules);
        const auto other = to_course(back, rules);
        std::ranges::reverse(course);
        CHECK(course == other);
        for (std::size_t i = 1; i < course.size(); ++i) {
            const double metres =
                spatial::geodesic_distance_m(spatial::to_lonlat(course[i - 1]), spatial::to_lonlat(course[i]));
            CHECK(metres <= spatial::densify_limit_m(frame) * 1.01);
        }
    }
    CHECK(to_course({{104, 36}, {105, 37}}, {}).size() == 2);
}

TEST_CASE("rings lose their repeated last point and holes that collapse") {
    Shape shape{
        .kind = ShapeKind::polygon,
        .type_name = "Polygon",
        .parts = {{{{104, 36}, {104.1, 36}, {104.1, 36.1}, {104, 36}}, {{104.05, 36.01}, {104.05, 36.01}, {104.05, 36.01}}}}};
    const auto polygons = to_polygons(shape, {});
    REQUIRE(polygons.size() == 1);
    CHECK(polygons[0].outer.size() == 3);
    CHECK(polygons[0].holes.empty());
}
