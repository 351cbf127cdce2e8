#include "data/import_settle.hpp"

#include "data/export_place.hpp"
#include "data/import_place.hpp"
#include "tests/support/catch.hpp"

#include <algorithm>
#include <random>

using namespace jingwei;
using namespace jingwei::data;
using spatial::Frame;
using spatial::LatticePoint;
using spatial::Ring;

namespace {

/// A house of five corners near 104 E, 36 N, its longest side 600 m.
const Ring house{{1040000000, 360000000},
                 {1040066000, 360000000},
                 {1040066000, 360003000},
                 {1040010000, 360004000},
                 {1040000000, 360003000}};

/// As a file in another frame brings it: densified where sides are long, begun elsewhere, maybe turned round.
Ring through_frame(const Ring &ring, Frame frame) {
    const auto shape = polygon_shape({{ring, {}}}, frame);
    return to_polygons(shape, {.frame = frame, .store_box = {}})[0].outer;
}

} // namespace

TEST_CASE("a ring is the same outline from any corner on and in both directions, and no other one") {
    for (std::size_t first = 0; first < house.size(); ++first) {
        Ring turned = house;
        std::ranges::rotate(turned, turned.begin() + static_cast<std::ptrdiff_t>(first));
        CHECK(is_same_outline(house, turned));
        std::ranges::reverse(turned);
        CHECK(is_same_outline(house, turned));
        CHECK(outline_to_keep(turned, house, false) == house);
        ++turned[first].x;
        CHECK_FALSE(is_same_outline(house, turned));
        CHECK(outline_to_keep(turned, house, false) == turned);
    }
    CHECK(is_same_outline({}, {}));
    CHECK_FALSE(is_same_outline(house, {}));
    Ring other = house;
    std::swap(other[1], other[3]);
    CHECK_FALSE(is_same_outline(house, other));
}

TEST_CASE("a polygon is the same in whichever order and direction its holes come, and each ring that is stored stays") {
    const Ring yard{{1040010000, 360001000}, {1040010000, 360002000}, {1040012000, 360002000}, {1040012000, 360001000}};
    Ring other = yard;
    std::ranges::for_each(other, [](LatticePoint &p) { p.x += 5000; });
    const spatial::Polygon stored{house, {yard, other}};
    REQUIRE(spatial::doubled_area(yard) < 0);
    spatial::Polygon turned{house, {other, yard}};
    std::ranges::reverse(turned.outer);
    for (Ring &hole : turned.holes) {
        std::ranges::reverse(hole);
        std::ranges::rotate(hole, hole.begin() + 1);
    }
    CHECK(polygon_to_keep(turned, stored, false) == stored);
    turned.holes.pop_back();
    CHECK(polygon_to_keep(turned, stored, false) == spatial::Polygon{house, {other}});
    turned.holes[0][0].x += 100;
    const auto changed = polygon_to_keep(turned, stored, false);
    CHECK(changed.outer == house);
    CHECK(spatial::doubled_area(changed.holes.at(0)) < 0);
    for (const Frame frame : {Frame::gcj02, Frame::bd09}) {
        const auto back = to_polygons(polygon_shape({stored}, frame), {.frame = frame, .store_box = {}})[0];
        CHECK(polygon_to_keep(back, stored, true) == stored);
    }
}

TEST_CASE("a ring that meets itself at its first corner is told all the same") {
    const Ring bow{{0, 0}, {10, 0}, {10, 10}, {0, 0}, {-10, 0}, {-10, -10}};
    Ring turned = bow;
    std::ranges::rotate(turned, turned.begin() + 3);
    CHECK(is_same_outline(bow, turned));
}

TEST_CASE("an outline that was out in GCJ-02 or BD-09 comes back as the one that is stored, long sides and noise included") {
    std::mt19937 random(11);
    CAPTURE("seed 11");
    std::uniform_int_distribution<int> noise(-1, 1);
    for (const auto frame : {Frame::gcj02, Frame::bd09}) {
        auto ring = through_frame(house, frame);
        CHECK(ring.size() > house.size());
        for (auto &p : ring) {
            p = {p.x + noise(random), p.y + noise(random)};
        }
        std::ranges::rotate(ring, ring.begin() + 2);
        CHECK(outline_to_keep(ring, house, true) == house);
        CHECK(outline_to_keep(ring, {}, true) == ring);
    }
}

TEST_CASE("a corner that moved by a metre is a change in any frame") {
    for (const auto frame : {Frame::gcj02, Frame::bd09}) {
        Ring moved = house;
        moved[2].y += 100;
        const auto kept = outline_to_keep(through_frame(moved, frame), house, true);
        CHECK_FALSE(is_same_outline(kept, house));
        CHECK(std::ranges::find(kept, moved[2]) != kept.end());
    }
}

TEST_CASE("a side whose pieces are a little longer in the other frame comes back as the one that is stored") {
    for (const auto frame : {Frame::gcj02, Frame::bd09}) {
        for (int step = 0; step <= 120; ++step) { // sides of about 1,990 to 2,001 m, in three directions
            const std::int32_t length = 179'000'0 / 8 + step * 10;
            for (const auto &[dx, dy] :
                 {std::pair{length, 0}, std::pair{0, length * 4 / 5}, std::pair{length * 3 / 5, length * 16 / 25}}) {
                const std::vector<LatticePoint> side{{959238281, 387597656}, {959238281 + dx, 387597656 - dy}};
                const auto shape = line_shape(side, frame);
                CAPTURE(step, dx, dy, spatial::frame_name(frame));
                CHECK(course_to_keep(to_course(shape.parts[0][0], {.frame = frame, .store_box = {}}), side, true) == side);
            }
        }
    }
    const std::vector<LatticePoint> border{{959238281, 387597656}, {959462891, 387558594}}; // of a county in Gansu
    const auto shape = line_shape(border, Frame::gcj02);
    CHECK(course_to_keep(to_course(shape.parts[0][0], {.frame = Frame::gcj02, .store_box = {}}), border, true) == border);
}

TEST_CASE("a line that was out in a shifted frame comes back as the one that is stored") {
    const std::vector<LatticePoint> street{{1040000000, 360000000}, {1040100000, 360000000}, {1040100000, 360090000}};
    for (const auto frame : {Frame::gcj02, Frame::bd09}) {
        const auto shape = line_shape(street, frame);
        const auto course = to_course(shape.parts[0][0], {.frame = frame, .store_box = {}});
        CHECK(course.size() > street.size());
        CHECK(course_to_keep(course, street, true) == street);
    }
    const std::vector<LatticePoint> back(street.rbegin(), street.rend());
    CHECK(course_to_keep(back, street, false) == back);
}
