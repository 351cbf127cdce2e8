#include "spatial/coverage_build.hpp"

#include "spatial/coverage_check.hpp"
#include "spatial/segment.hpp"
#include "tests/support/ascii_grid.hpp"
#include "tests/support/catch.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <numeric>

using namespace jingwei::spatial;
using jingwei::tests::draw_grids;
using jingwei::tests::map_point;

namespace {

constexpr std::int32_t step = 100000; // about 1 km

std::vector<MultiPolygon> units_of(const Coverage &coverage, std::size_t count) {
    std::vector<Label> self(count);
    std::iota(self.begin(), self.end(), Label{0});
    return outlines(coverage, self, count);
}

/// A closed polygon in steps of the map.
LabelledPolygon shape(Label label, const std::vector<std::pair<double, double>> &corners) {
    LabelledPolygon result{label, {}};
    for (const auto &[x, y] : corners) {
        result.polygon.outer.push_back(map_point(x, y, step));
    }
    return result;
}

std::size_t count(const BuildResult &result, NoteKind kind) {
    return static_cast<std::size_t>(std::ranges::count(result.notes, kind, &Note::kind));
}

} // namespace

TEST_CASE("polygons that share a border become one arc between two faces") {
    const auto built = build_coverage(draw_grids({"AB"}, step));
    REQUIRE(built.clean());
    CHECK(built.notes.empty());
    const auto &coverage = built.coverage;
    REQUIRE(coverage.arcs().size() == 3);
    CHECK(coverage.face_labels().size() == 3);
    const auto shared = std::ranges::count_if(coverage.arcs(), [&](const Arc &arc) {
        return coverage.left_label(arc) != no_label && coverage.right_label(arc) != no_label;
    });
    CHECK(shared == 1);
    CHECK(find_violations(coverage).empty());
}

TEST_CASE("holes, islands, exclaves and corners that touch are kept as they are") {
    const auto built = build_coverage(draw_grids({"AAAAAAA", //
                                                  "A.....A", //
                                                  "A.BBB.A", //
                                                  "A.B.B.A", //
                                                  "A.BBB.A", //
                                                  "A.....A", //
                                                  "AAAAAAA", //
                                                  "CD.....", //
                                                  "DC.A..."},
                                                 step));
    REQUIRE(built.clean());
    CHECK(find_violations(built.coverage).empty());
    CHECK(count(built, NoteKind::hole) == 2); // around B and inside B
    const auto units = units_of(built.coverage, 5);
    REQUIRE(units[1].size() == 2); // the ring and its exclave
    CHECK(units[1][0].holes.size() + units[1][1].holes.size() == 1);
    REQUIRE(units[2].size() == 1);
    CHECK(units[2][0].holes.size() == 1);
    CHECK(units[3].size() == 2);
    CHECK(units[4].size() == 2);
}

TEST_CASE("a ring that touches itself at a vertex is legal and is split") {
    // the notch of A comes down to its southern border at one point
    const auto built = build_coverage(std::vector{shape(1, {{0, 0}, {2, 0}, {4, 0}, {4, 4}, {3, 4}, {2, 0}, {1, 4}, {0, 4}})});
    REQUIRE(built.clean());
    CHECK(units_of(built.coverage, 2)[1].size() == 2);
    CHECK(find_violations(built.coverage).empty());
}

TEST_CASE("a hole that touches its outline in the west is a hole, also of a unit of several parts") {
    auto holed = shape(1, {{0, 0}, {4, 0}, {4, 4}, {0, 4}, {0, 2}});
    holed.polygon.holes.push_back(shape(1, {{0, 2}, {1, 3}, {2, 2}, {1, 1}}).polygon.outer);
    const auto built = build_coverage(std::vector{holed, shape(1, {{6, 0}, {7, 0}, {7, 1}})});
    REQUIRE(built.clean());
    const auto unit = units_of(built.coverage, 2)[1];
    REQUIRE(unit.size() == 2);
    CHECK(unit[0].holes.size() + unit[1].holes.size() == 1);
}

TEST_CASE("a vertex that the neighbour lacks becomes a node within two units") {
    auto west = shape(1, {{0, 0}, {1, 0}, {1, 1}, {0, 1}});
    auto east = shape(2, {{1, 0}, {2, 0}, {2, 1}, {1, 1}});
    auto middle = map_point(1, 0.5, step);
    middle.x += 2; // two units into the east
    west.polygon.outer.insert(west.polygon.outer.begin() + 2, middle);
    const auto built = build_coverage(std::vector{west, east});
    REQUIRE(built.clean());
    CHECK(find_violations(built.coverage).empty());
    REQUIRE(count(built, NoteKind::rounding) == 1);
    const auto units = units_of(built.coverage, 3);
    CHECK(std::ranges::count(units[1][0].outer, middle) == 1);
    CHECK(std::ranges::count(units[2][0].outer, middle) == 1);
}

TEST_CASE("no vertex moves more than two units, and building again changes nothing") {
    auto west = shape(1, {{0, 0}, {1, 0}, {1, 1}, {0, 1}});
    auto east = shape(2, {{1, 0}, {2, 0}, {2, 1}, {1, 1}});
    east.polygon.outer[0].x += 1;
    east.polygon.outer[3].x -= 1;
    east.polygon.outer[3].y += 1;
    const auto built = build_coverage(std::vector{west, east});
    REQUIRE(built.clean());
    const auto units = units_of(built.coverage, 3);
    for (const auto p : units[2][0].outer) {
        const auto near = std::ranges::any_of(east.polygon.outer, [&](LatticePoint q) {
            const auto dx = std::int64_t{p.x} - q.x;
            const auto dy = std::int64_t{p.y} - q.y;
            return dx * dx + dy * dy <= 4;
        });
        CHECK(near);
    }
    std::vector<LabelledPolygon> again;
    for (Label u = 1; u < 3; ++u) {
        for (const auto &polygon : units[u]) {
            again.push_back({u, polygon});
        }
    }
    const auto rebuilt = build_coverage(again);
    REQUIRE(rebuilt.clean());
    CHECK(rebuilt.notes.empty());
    const std::vector<std::string> codes{"", "a", "b"};
    CHECK(content_hash(rebuilt.coverage, codes) == content_hash(built.coverage, codes));
}

TEST_CASE("closing rounding never makes borders cross that did not") {
    // the inlet between units 2 and 5 is narrower than two units; a vertex of unit 4 lies as near to the border of unit 2, but
    // behind unit 4's own
    const auto unit = [](Label label, const std::vector<std::pair<int, int>> &corners) {
        LabelledPolygon result{label, {}};
        for (const auto &[x, y] : corners) {
            result.polygon.outer.push_back(map_point(x, y, 1));
        }
        return result;
    };
    const std::vector polygons{unit(2, {{2, 24}, {7, 25}, {9, 24}, {10, 28}, {10, 33}, {4, 28}}),
                               unit(4, {{9, 22}, {10, 24}, {13, 24}, {12, 27}, {11, 29}, {11, 30}, {10, 28}, {9, 24}}),
                               unit(5, {{9, 22}, {10, 18}, {12, 17}, {14, 20}, {14, 22}, {13, 22}, {13, 24}, {10, 24}})};
    const auto built = build_coverage(polygons);
    CHECK(built.clean());
    CHECK(find_violations(built.coverage).empty());
    CHECK(count(built, NoteKind::rounding) == 1);
}

TEST_CASE("an overlap is named with both units, place and area") {
    const auto built =
        build_coverage(std::vector{shape(1, {{0, 0}, {1.1, 0}, {1.1, 1}, {0, 1}}), shape(2, {{1, 0}, {2, 0}, {2, 1}, {1, 1}})});
    REQUIRE(built.defects.size() == 1);
    const auto &d = built.defects[0];
    CHECK(d.kind == DefectKind::overlap);
    CHECK(d.a == 1);
    CHECK(d.b == 2);
    CHECK(d.area_m2 > 98000); // 0.001 x 0.01 degree at 36.5 N
    CHECK(d.area_m2 < 101000);
    CHECK(d.place.x > map_point(1, 0, step).x);
    CHECK(d.place.x < map_point(1.1, 0, step).x);
    CHECK(built.coverage.empty());
}

TEST_CASE("a unit inside another is an overlap although no borders cross") {
    const auto built =
        build_coverage(std::vector{shape(1, {{0, 0}, {4, 0}, {4, 4}, {0, 4}}), shape(2, {{1, 1}, {2, 1}, {2, 2}, {1, 2}})});
    REQUIRE(built.defects.size() == 1);
    CHECK(built.defects[0].kind == DefectKind::overlap);
    CHECK(built.defects[0].a + built.defects[0].b == 3);
}

TEST_CASE("the same ground given twice is an overlap") {
    const auto built =
        build_coverage(std::vector{shape(1, {{0, 0}, {1, 0}, {1, 1}, {0, 1}}), shape(2, {{0, 0}, {1, 0}, {1, 1}, {0, 1}})});
    REQUIRE(built.defects.size() == 1);
    CHECK(built.defects[0].kind == DefectKind::overlap);
}

TEST_CASE("a narrow gap is a defect and a wide one a hole") {
    auto rows = draw_grids({"AAA", "A.A", "AAA"}, step);
    CHECK(count(build_coverage(rows), NoteKind::hole) == 1);
    rows.push_back(shape(2, {{1, 1}, {1.9997, 1}, {1.9997, 2}, {1, 2}})); // leaves 30 units: 0.3 m
    const auto built = build_coverage(rows);
    REQUIRE(built.defects.size() == 1);
    CHECK(built.defects[0].kind == DefectKind::gap);
    CHECK(built.defects[0].width_m < 0.4);
    CHECK(built.defects[0].width_m > 0.2);
}

TEST_CASE("a spike is reported at its tip") {
    const auto built = build_coverage(std::vector{shape(1, {{0, 0}, {2, 0}, {2, 1}, {3, 1}, {2, 1}, {2, 2}, {0, 2}})});
    REQUIRE(built.defects.size() == 1);
    CHECK(built.defects[0].kind == DefectKind::spike);
    CHECK(built.defects[0].place == map_point(3, 1, step));
    CHECK(built.defects[0].a == 1);
}

TEST_CASE("a spike of one unit at a node is named with its unit and place, never as an overlap with nobody") {
    auto west = shape(1, {{0, 0}, {1, 0}, {1, 1}, {1, 2}, {0, 2}});
    const std::vector east{shape(2, {{1, 0}, {2, 0}, {2, 1}, {1, 1}}), shape(3, {{1, 1}, {2, 1}, {2, 2}, {1, 2}})};
    auto &ring = west.polygon.outer;
    const auto insert_triangle = [&](std::size_t corner, std::array<std::int32_t, 4> by) {
        const auto v = ring[corner];
        ring.insert(ring.begin() + static_cast<std::ptrdiff_t>(corner) + 1,
                    {{v.x + by[0], v.y + by[1]}, {v.x + by[2], v.y + by[3]}, v});
        return v;
    };
    SECTION("over its own ground") {
        const auto at = insert_triangle(0, {1, 1, 0, 1});
        const auto built = build_coverage(std::vector{west, east[0], east[1]});
        REQUIRE(built.defects.size() == 1);
        CHECK(built.defects[0].kind == DefectKind::invalid_ring);
        CHECK(built.defects[0].a == 1);
        CHECK(distance_squared(built.defects[0].place, at) <= 2);
    }
    SECTION("over a neighbour's ground") {
        const auto at = insert_triangle(2, {1, -1, 2, -1});
        const auto built = build_coverage(std::vector{west, east[0], east[1]});
        REQUIRE(built.defects.size() == 1);
        CHECK(built.defects[0].kind == DefectKind::overlap);
        CHECK(built.defects[0].a == 1);
        CHECK(built.defects[0].b == 2);
        CHECK(distance_squared(built.defects[0].place, at) <= 5);
    }
    SECTION("out along a border and back by steps") {
        insert_triangle(2, {2, 0, 1, 0});
        CHECK(build_coverage(std::vector{west, east[0], east[1]}).clean());
    }
}

TEST_CASE("a ring that crosses itself is invalid") {
    const auto crossing = build_coverage(std::vector{shape(1, {{0, 0}, {2, 2}, {2, 0}, {0, 1}})});
    REQUIRE(crossing.defects.size() == 1);
    CHECK(crossing.defects[0].kind == DefectKind::invalid_ring);
    const auto meeting = map_point(2.0 / 3, 2.0 / 3, step); // where the diagonal meets the last side
    CHECK(std::abs(crossing.defects[0].place.x - meeting.x) <= 1);
    CHECK(std::abs(crossing.defects[0].place.y - meeting.y) <= 1);
    const auto collapsed = build_coverage(std::vector{shape(7, {{0, 0}, {1, 1}, {2, 2}})});
    REQUIRE_FALSE(collapsed.defects.empty());
    CHECK(collapsed.defects[0].a == 7);
}

TEST_CASE("a coverage wider than the lattice allows is refused") {
    const auto built = build_coverage(std::vector{LabelledPolygon{1, {{{-900000000, 0}, {900000000, 0}, {0, 800000000}}, {}}}});
    REQUIRE(built.defects.size() == 1);
    CHECK(built.defects[0].kind == DefectKind::too_wide);
}

TEST_CASE("the content hash does not depend on order, ids or splits, but on codes") {
    auto polygons = draw_grids({"AAB", "ACB", "CCB"}, step);
    const auto one = build_coverage(polygons).coverage;
    std::ranges::reverse(polygons);
    for (auto &polygon : polygons) {
        polygon.label = 4 - polygon.label;
    }
    const auto two = build_coverage(polygons).coverage;
    const std::vector<std::string> codes{"", "a", "b", "c"};
    const std::vector<std::string> turned{"", "c", "b", "a"};
    CHECK(content_hash(one, codes) == content_hash(two, turned));
    CHECK(content_hash(one, codes) != content_hash(one, turned));
}

TEST_CASE("each broken invariant is found and named") {
    const auto good = build_coverage(draw_grids({"AAB", "ACB", "CCB"}, step)).coverage;
    REQUIRE(find_violations(good).empty());
    std::vector<LatticePoint> points(good.all_points().begin(), good.all_points().end());
    std::vector<Arc> arcs(good.arcs().begin(), good.arcs().end());
    std::vector<Label> labels(good.face_labels().begin(), good.face_labels().end());
    const auto kinds = [&] {
        std::map<ViolationKind, int> found;
        for (const auto &violation : find_violations(Coverage(points, arcs, labels))) {
            ++found[violation.kind];
        }
        return found;
    };
    SECTION("a moved point makes borders cross") {
        points[arcs[0].first_point + 1].x += 3 * step;
        CHECK(kinds().contains(ViolationKind::crossing));
    }
    SECTION("a moved end leaves a node") {
        points[arcs[0].first_point].y -= step / 3;
        CHECK_FALSE(kinds().empty());
    }
    SECTION("a swapped side breaks the order around its ends") {
        std::swap(arcs[0].left, arcs[0].right);
        CHECK(kinds().contains(ViolationKind::cyclic_order));
    }
    SECTION("an arc inside one face") {
        arcs[0].right = arcs[0].left;
        CHECK(kinds().contains(ViolationKind::same_face));
    }
    SECTION("a face that does not exist") {
        arcs[0].right = 99;
        CHECK(kinds().contains(ViolationKind::unlabelled_index));
    }
    SECTION("a lost arc") {
        arcs.pop_back();
        CHECK_FALSE(kinds().empty());
    }
}
