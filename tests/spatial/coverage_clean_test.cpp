#include "spatial/coverage_clean.hpp"

#include "spatial/coverage_check.hpp"
#include "spatial/error.hpp"
#include "spatial/measure.hpp"
#include "tests/support/ascii_grid.hpp"
#include "tests/support/catch.hpp"

#include <algorithm>
#include <map>
#include <numeric>

using namespace jingwei::spatial;
using jingwei::tests::draw_grids;
using jingwei::tests::map_point;

namespace {

constexpr std::int32_t step = 10000; // about 90 m east, 111 m north

LabelledPolygon shape(Label label, const std::vector<std::pair<double, double>> &corners) {
    LabelledPolygon result{label, {}};
    for (const auto &[x, y] : corners) {
        result.polygon.outer.push_back(map_point(x, y, step));
    }
    return result;
}

std::vector<MultiPolygon> units_of(const Coverage &coverage, std::size_t count) {
    std::vector<Label> self(count);
    std::iota(self.begin(), self.end(), Label{0});
    return outlines(coverage, self, count);
}

std::vector<Repair> repairs_of(const CleanResult &result, RepairKind kind) {
    std::vector<Repair> found;
    std::ranges::copy_if(result.repairs, std::back_inserter(found), [&](const Repair &r) { return r.kind == kind; });
    return found;
}

/// In square steps of the map.
double area_of(const MultiPolygon &ground) {
    double area = 0;
    for (const auto &polygon : ground) {
        area += static_cast<double>(doubled_area(polygon.outer));
        for (const auto &hole : polygon.holes) {
            area += static_cast<double>(doubled_area(hole));
        }
    }
    return area / 2 / step / step;
}

CleanResult cleaned(const std::vector<LabelledPolygon> &polygons, const CleanOptions &options = {}) {
    auto result = clean_coverage(polygons, options);
    CHECK(find_violations(result.coverage).empty());
    return result;
}

Label label_at(const CleanResult &result, Label count, LatticePoint p) {
    const auto units = units_of(result.coverage, count);
    for (Label unit = 1; unit < count; ++unit) {
        for (const auto &polygon : units[unit]) {
            bool inside = false;
            const auto flip = [&](const Ring &ring) {
                for (std::size_t i = 0; i < ring.size(); ++i) {
                    const auto a = ring[i];
                    const auto b = ring[(i + 1) % ring.size()];
                    if ((a.y > p.y) != (b.y > p.y) && (cross(a, b, p) > 0) == (b.y > a.y)) {
                        inside = !inside;
                    }
                }
            };
            flip(polygon.outer);
            std::ranges::for_each(polygon.holes, flip);
            if (inside) {
                return unit;
            }
        }
    }
    return no_label;
}

} // namespace

TEST_CASE("clean polygons come out as building them gives, without a repair", "[clean]") {
    const auto polygons = draw_grids({"AAB", "A.B", "CCB"}, 100000);
    const auto result = cleaned(polygons);
    REQUIRE(result.repairs.size() == 1);
    CHECK(result.repairs[0].kind == RepairKind::hole_kept);
    CHECK(result.repairs[0].width_m > 800);
    const std::vector<std::string> codes{"", "a", "b", "c"};
    CHECK(content_hash(result.coverage, codes) == content_hash(build_coverage(polygons).coverage, codes));
    CHECK(result.effort.rounds == 0);
}

TEST_CASE("an overlap goes to the claimant that shares most border with it", "[clean]") {
    // B reaches into A by a tongue: three sides of it touch A, one touches B
    const auto result = cleaned({shape(1, {{0, 0}, {2, 0}, {2, 0.8}, {2, 1.2}, {2, 2}, {0, 2}}),
                                 shape(2, {{2, 0}, {4, 0}, {4, 2}, {2, 2}, {2, 1.2}, {1.5, 1.2}, {1.5, 0.8}, {2, 0.8}})});
    const auto overlaps = repairs_of(result, RepairKind::overlap_assigned);
    REQUIRE(overlaps.size() == 1);
    CHECK(overlaps[0].reason == RepairReason::longest_border);
    REQUIRE(overlaps[0].gained.size() == 1);
    CHECK(overlaps[0].gained[0].label == 1);
    CHECK(overlaps[0].lost == std::vector<Label>{2});
    CHECK(overlaps[0].area_m2 == Approx(0.5 * 0.4 * 89.5 * 111).epsilon(0.01));
    CHECK(overlaps[0].width_m == Approx(0.4 * 111).epsilon(0.03));
    CHECK(result.repairs.size() == 1);
    CHECK(area_of(units_of(result.coverage, 3)[1]) == Approx(4));
    CHECK(area_of(units_of(result.coverage, 3)[2]) == Approx(4));
}

TEST_CASE("a stated priority goes before the longest border, and fixed ground before both", "[clean]") {
    const std::vector polygons{shape(1, {{0, 0}, {2, 0}, {2, 0.8}, {2, 1.2}, {2, 2}, {0, 2}}),
                               shape(2, {{2, 0}, {4, 0}, {4, 2}, {2, 2}, {2, 1.2}, {1.5, 1.2}, {1.5, 0.8}, {2, 0.8}})};
    const std::vector<std::uint32_t> priority{0, 2, 1};
    const auto ranked = cleaned(polygons, {.priority = priority});
    REQUIRE(ranked.repairs.size() == 1);
    CHECK(ranked.repairs[0].gained[0].label == 2);
    CHECK(ranked.repairs[0].reason == RepairReason::priority);
    const std::vector<std::uint8_t> fixed{0, 1, 0};
    const auto held = cleaned(polygons, {.priority = priority, .fixed = fixed});
    REQUIRE(held.repairs.size() == 1);
    CHECK(held.repairs[0].gained[0].label == 1);
}

TEST_CASE("who comes first gets all ground that it claims, also where it does not touch its other ground", "[clean]") {
    // A, B and C all claim the middle; of A's claim in the east only B's ground is a neighbour
    const std::vector polygons{shape(1, {{0, 0}, {6, 0}, {6, 1}, {5, 1}, {5, 0.5}, {0, 0.5}}),
                               shape(2, {{2, 0}, {8, 0}, {8, 2}, {2, 2}}), shape(3, {{1, 0}, {3, 0}, {3, 1}, {1, 1}})};
    const std::vector<std::uint32_t> priority{0, 0, 1, 1};
    const auto result = cleaned(polygons, {.priority = priority});
    CHECK(area_of(units_of(result.coverage, 4)[1]) == Approx(3.5));
    for (const auto &repair : repairs_of(result, RepairKind::overlap_assigned)) {
        const bool of_first = repair.gained.front().label == 1;
        CHECK(repair.reason == (of_first ? RepairReason::priority : RepairReason::longest_border));
        CHECK(std::ranges::find(repair.lost, 1) == repair.lost.end());
    }
}

TEST_CASE("a gap between two grids is divided along its middle", "[clean]") {
    // a lens of at most 0.04 steps (4 m) between A in the west and B in the east, closed at both ends
    const auto result = cleaned({shape(1, {{0, 0}, {2, 0}, {1.98, 1}, {1.98, 2}, {2, 3}, {0, 3}}),
                                 shape(2, {{2, 0}, {4, 0}, {4, 3}, {2, 3}, {2.02, 2}, {2.02, 1}})});
    const auto gaps = repairs_of(result, RepairKind::gap_divided);
    REQUIRE(gaps.size() == 1);
    REQUIRE(gaps[0].gained.size() == 2);
    CHECK(gaps[0].gained[0].area_m2 == Approx(gaps[0].area_m2 / 2).epsilon(0.02));
    CHECK(gaps[0].reason == RepairReason::nearest_border);
    CHECK(gaps[0].width_m == Approx(0.04 * 89.5).epsilon(0.05));
    CHECK(result.repairs.size() == 1);
    CHECK(label_at(result, 3, map_point(1.99, 1.5, step)) == 1);
    CHECK(label_at(result, 3, map_point(2.01, 1.5, step)) == 2);
    CHECK(area_of(units_of(result.coverage, 3)[1]) + area_of(units_of(result.coverage, 3)[2]) == Approx(12));
}

TEST_CASE("a gap between three grids is divided among the three", "[clean]") {
    const auto result =
        cleaned({shape(1, {{0, 0}, {1.98, 1.98}, {2, 4}, {0, 4}}), shape(2, {{0, 0}, {4, 0}, {2.02, 1.98}, {2, 1.96}}),
                 shape(3, {{4, 0}, {4, 4}, {2, 4}, {2.02, 1.98}}), shape(2, {{0, 0}, {2, 1.96}, {1.98, 1.98}})});
    const auto gaps = repairs_of(result, RepairKind::gap_divided);
    REQUIRE(gaps.size() == 1);
    REQUIRE(gaps[0].gained.size() == 3);
    const double total = std::accumulate(gaps[0].gained.begin(), gaps[0].gained.end(), 0.0,
                                         [](double sum, const RepairShare &share) { return sum + share.area_m2; });
    CHECK(total == Approx(gaps[0].area_m2));
    CHECK(gaps[0].gained[2].area_m2 > 1);
}

TEST_CASE("a chain of slivers between many grids is divided piece by piece", "[clean]") {
    std::vector<LabelledPolygon> polygons;
    for (int i = 0; i < 5; ++i) { // A … E in the south, their northern border sagging by 3 m
        polygons.push_back(shape(static_cast<Label>(i + 1),
                                 {{i * 1.0, 0}, {i + 1.0, 0}, {i + 1.0, i == 4 ? 1 : 0.97}, {i * 1.0, i == 0 ? 1 : 0.97}}));
    }
    polygons.push_back(shape(6, {{0, 1}, {5, 1}, {5, 2}, {0, 2}}));
    const auto result = cleaned(polygons);
    const auto gaps = repairs_of(result, RepairKind::gap_divided);
    REQUIRE(gaps.size() == 1);
    CHECK(gaps[0].gained.size() == 6);
    CHECK(gaps[0].gained[0].label == 6); // half of it
    CHECK(gaps[0].gained[0].area_m2 == Approx(gaps[0].area_m2 / 2).epsilon(0.1));
    for (int i = 1; i < 4; ++i) { // each gets what lies before its own border
        CHECK(label_at(result, 7, map_point(i + 0.5, 0.975, step)) == static_cast<Label>(i + 1));
        CHECK(label_at(result, 7, map_point(i + 0.5, 0.995, step)) == 6);
    }
}

TEST_CASE("a gap around an island is divided between the island and what surrounds it", "[clean]") {
    auto polygons = draw_grids({"AAA", "A.A", "AAA"}, step);
    polygons.push_back(shape(2, {{1.02, 1.02}, {1.98, 1.02}, {1.98, 1.98}, {1.02, 1.98}}));
    const auto result = cleaned(polygons);
    const auto gaps = repairs_of(result, RepairKind::gap_divided);
    REQUIRE(gaps.size() == 1);
    REQUIRE(gaps[0].gained.size() == 2);
    CHECK(gaps[0].gained[1].area_m2 > 0.4 * gaps[0].area_m2);
    CHECK(area_of(units_of(result.coverage, 3)[1]) + area_of(units_of(result.coverage, 3)[2]) == Approx(9));
}

TEST_CASE("a gap is divided with an island that its nearest forty corners do not see", "[clean]") {
    const LatticePoint o{1'041'000'000, 365'000'000};
    const auto at = [&](std::int32_t x, std::int32_t y) { return LatticePoint{o.x + x, o.y + y}; };
    // a tongue of grid 2 reaches from the south into a hole of grid 1; its far side is crooked, the island lies on its near
    // side
    Ring tongue{at(400, 0), at(600, 0)};
    for (int i = 0; i < 60; ++i) {
        tongue.push_back(at(600 + i % 2, 9000 + 33 * i));
    }
    tongue.push_back(at(600, 19'700));
    tongue.push_back(at(400, 19'700));
    const LabelledPolygon frame{
        1,
        {{at(-9000, 0), at(0, 0), at(0, 20'000), at(900, 20'000), at(900, 0), at(9000, 0), at(9000, 30'000), at(-9000, 30'000)},
         {}}};
    const LabelledPolygon south{
        3, {{at(-9000, -9000), at(9000, -9000), at(9000, 0), at(900, 0), at(600, 0), at(400, 0), at(0, 0), at(-9000, 0)}, {}}};
    const LabelledPolygon island{4, {{at(150, 9950), at(250, 9950), at(250, 10'050), at(150, 10'050)}, {}}};
    const auto result = cleaned({frame, {2, {tongue, {}}}, south, island});
    const auto gaps = repairs_of(result, RepairKind::gap_divided);
    REQUIRE(gaps.size() == 1);
    CHECK(gaps[0].gained.size() == 4);
    CHECK(result.repairs.size() == 1);
    CHECK(label_at(result, 5, at(50, 5000)) == 1);
    CHECK(label_at(result, 5, at(350, 5000)) == 2);
    CHECK(label_at(result, 5, at(270, 10'000)) == 4);
    CHECK(label_at(result, 5, at(750, 19'990)) == 1);
}

TEST_CASE("a gap that one grid alone touches goes to it", "[clean]") {
    auto polygon = shape(1, {{0, 0}, {3, 0}, {3, 3}, {0, 3}});
    polygon.polygon.holes.push_back(shape(1, {{1, 1}, {1.02, 2}, {1.04, 1}}).polygon.outer);
    const auto result = cleaned({polygon});
    REQUIRE(result.repairs.size() == 1);
    CHECK(result.repairs[0].kind == RepairKind::gap_closed);
    CHECK(result.repairs[0].gained[0].label == 1);
    CHECK(result.coverage.arcs().size() == 1);
}

TEST_CASE("a real hole is kept and named, a narrow or small one is not", "[clean]") {
    auto polygon = shape(1, {{0, 0}, {9, 0}, {9, 9}, {0, 9}});
    const auto add_hole = [&](const std::vector<std::pair<double, double>> &corners) {
        polygon.polygon.holes.push_back(shape(1, corners).polygon.outer);
    };
    add_hole({{1, 1}, {1, 2}, {2, 2}, {2, 1}});         // 90 m wide
    add_hole({{4, 1}, {4, 8}, {4.04, 8}, {4.04, 1}});   // 3.6 m wide, 2,800 m2
    add_hole({{6, 6}, {6, 6.1}, {6.1, 6.1}, {6.1, 6}}); // 9 m wide, 100 m2
    const auto result = cleaned({polygon});
    REQUIRE(result.repairs.size() == 3);
    const auto holes = repairs_of(result, RepairKind::hole_kept);
    REQUIRE(holes.size() == 1);
    CHECK(holes[0].area_m2 == Approx(89.5 * 111).epsilon(0.01));
    CHECK(label_at(result, 2, map_point(1.5, 1.5, step)) == no_label);
    CHECK(label_at(result, 2, map_point(4.02, 5, step)) == 1);
}

TEST_CASE("a bow-tie holds both of its halves", "[clean]") {
    const auto result = cleaned({shape(1, {{0, 0}, {2, 2}, {2, 0}, {0, 1.5}})});
    const auto crossings = repairs_of(result, RepairKind::crossing_ring_resolved);
    REQUIRE(crossings.size() == 1); // the half that winds the other way round
    CHECK(crossings[0].gained[0].label == 1);
    CHECK(units_of(result.coverage, 2)[1].size() == 2);
    CHECK(result.effort.crossings == 1);
}

TEST_CASE("ground that a ring winds around twice, or two parts share, counts once", "[clean]") {
    SECTION("twice around") {
        const auto result = cleaned({shape(1, {{0, 0}, {3, 0}, {3, 3}, {0, 3}, {0, 1}, {2, 1}, {2, 2}, {-1, 2}, {-1, 0}})});
        CHECK(repairs_of(result, RepairKind::crossing_ring_resolved).size() == 1);
    }
    SECTION("two parts") {
        const auto result = cleaned({shape(1, {{0, 0}, {2, 0}, {2, 2}, {0, 2}}), shape(1, {{1, 0}, {3, 0}, {3, 2}, {1, 2}})});
        REQUIRE(result.repairs.size() == 1);
        CHECK(result.repairs[0].kind == RepairKind::crossing_ring_resolved);
        CHECK(area_of(units_of(result.coverage, 2)[1]) == Approx(6));
    }
}

TEST_CASE("a spike is cut and named at its tip", "[clean]") {
    const auto result = cleaned({shape(1, {{0, 0}, {2, 0}, {2, 1}, {3, 1}, {2, 1}, {2, 2}, {0, 2}})});
    REQUIRE(result.repairs.size() == 1);
    CHECK(result.repairs[0].kind == RepairKind::spike_cut);
    CHECK(result.repairs[0].place == map_point(3, 1, step));
    CHECK(result.repairs[0].lost == std::vector<Label>{1});
    CHECK(area_of(units_of(result.coverage, 2)[1]) == Approx(4));
}

TEST_CASE("a needle as narrow as rounding is cut like a spike, unless the neighbour has it too", "[clean]") {
    const LatticePoint tip = map_point(2.5, 1, step);
    const auto foot = map_point(2, 1, step);
    const auto left = [&](std::initializer_list<LatticePoint> needle) {
        auto polygon = shape(1, {{0, 0}, {2, 0}, {2, 1}, {2, 2}, {0, 2}});
        polygon.polygon.outer.erase(polygon.polygon.outer.begin() + 2);
        polygon.polygon.outer.insert(polygon.polygon.outer.begin() + 2, needle);
        return polygon;
    };
    const auto right = shape(2, {{2, 0}, {4, 0}, {4, 2}, {2, 2}});
    const std::vector<std::string> codes{"", "a", "b"};
    const auto hash = [&](const CleanResult &result) { return content_hash(result.coverage, codes); };
    const auto clean = hash(cleaned({shape(1, {{0, 0}, {2, 0}, {2, 2}, {0, 2}}), right}));
    SECTION("sharp, over a neighbour") {
        const auto result = cleaned({left({foot, tip, {foot.x, foot.y + 2}}), right});
        REQUIRE(repairs_of(result, RepairKind::spike_cut).size() == 1);
        CHECK(repairs_of(result, RepairKind::spike_cut)[0].place == tip);
        CHECK(repairs_of(result, RepairKind::spike_cut)[0].lost == std::vector<Label>{1});
        CHECK(area_of(units_of(result.coverage, 3)[2]) == Approx(4));
    }
    SECTION("blunt, out into nobody's ground") {
        const auto result = cleaned({left({foot, tip, {tip.x, tip.y + 1}, {foot.x, foot.y + 1}})});
        CHECK(repairs_of(result, RepairKind::spike_cut).size() == 1);
        CHECK(area_of(units_of(result.coverage, 2)[1]) == Approx(4));
    }
    SECTION("a slit in the grid's own ground") {
        const LatticePoint inner{foot.x - 5000, foot.y};
        const auto result = cleaned({left({foot, inner, {foot.x, foot.y + 2}})});
        CHECK(repairs_of(result, RepairKind::spike_cut).size() == 1);
        CHECK(area_of(units_of(result.coverage, 2)[1]) == Approx(4));
    }
    SECTION("shared") {
        auto notched = right;
        notched.polygon.outer.insert(notched.polygon.outer.end(), {{foot.x, foot.y + 2}, tip, foot});
        const auto result = cleaned({left({foot, tip, {foot.x, foot.y + 2}}), notched});
        CHECK(result.repairs.empty());
        CHECK(hash(result) != clean);
    }
}

TEST_CASE("a spike of one unit at a node is repaired, and what is left needs no repair", "[clean]") {
    auto west = shape(1, {{0, 0}, {2, 0}, {2, 1}, {2, 2}, {0, 2}});
    const std::vector east{shape(2, {{2, 0}, {4, 0}, {4, 1}, {2, 1}}), shape(3, {{2, 1}, {4, 1}, {4, 2}, {2, 2}})};
    const auto tip = GENERATE(LatticePoint{1, 1}, LatticePoint{1, -1}, LatticePoint{-1, 1}, LatticePoint{-1, -1});
    const auto aside = GENERATE(-1, 1);
    CAPTURE(tip.x, tip.y, aside);
    auto &ring = west.polygon.outer;
    const auto v = ring[2];
    ring.insert(ring.begin() + 3, {{v.x + tip.x, v.y + tip.y}, {v.x + tip.x + aside, v.y + tip.y}, v});
    const auto result = cleaned({west, east[0], east[1]});
    CHECK(result.clean());
    std::vector<LabelledPolygon> again;
    const auto units = units_of(result.coverage, 4);
    for (Label unit = 1; unit < 4; ++unit) {
        std::ranges::for_each(units[unit], [&](const Polygon &polygon) { again.push_back({unit, polygon}); });
    }
    const auto built = build_coverage(again);
    CHECK(built.clean());
    CHECK(built.notes.empty());
    const bool repaired =
        std::ranges::any_of(result.repairs, [](const Repair &repair) { return repair.kind != RepairKind::rounding; });
    CHECK(build_coverage(std::vector{west, east[0], east[1]}).clean() != repaired);
}

TEST_CASE("the same polygon twice is taken once", "[clean]") {
    auto turned = shape(1, {{2, 2}, {2, 0}, {0, 0}, {0, 2}});
    SECTION("of one unit") {
        const auto result = cleaned({shape(1, {{0, 0}, {2, 0}, {2, 2}, {0, 2}}), turned});
        REQUIRE(result.repairs.size() == 1);
        CHECK(result.repairs[0].kind == RepairKind::duplicate_dropped);
        CHECK(result.clean());
    }
    SECTION("of two units: the second is left without ground, which a person must settle") {
        turned.label = 2;
        const auto result = cleaned({shape(1, {{0, 0}, {2, 0}, {2, 2}, {0, 2}}), turned});
        REQUIRE(result.repairs.size() == 2);
        CHECK(result.repairs[0].kind == RepairKind::duplicate_dropped);
        CHECK(result.repairs[0].lost == std::vector<Label>{2});
        CHECK(result.repairs[1].kind == RepairKind::unit_without_ground);
        CHECK_FALSE(result.clean());
    }
    SECTION("with a vertex more: found by its ground") {
        const auto result =
            cleaned({shape(1, {{0, 0}, {2, 0}, {2, 2}, {0, 2}}), shape(2, {{0, 0}, {1, 0}, {2, 0}, {2, 2}, {0, 2}})});
        CHECK(repairs_of(result, RepairKind::duplicate_dropped).size() == 1);
        CHECK_FALSE(result.clean());
    }
}

TEST_CASE("a polygon inside another keeps its ground, which the other gives up", "[clean]") {
    const auto result = cleaned({shape(1, {{0, 0}, {4, 0}, {4, 4}, {0, 4}}), shape(2, {{1, 1}, {2, 1}, {2, 2}, {1, 2}})});
    REQUIRE(result.repairs.size() == 1);
    CHECK(result.repairs[0].kind == RepairKind::overlap_assigned);
    CHECK(result.repairs[0].reason == RepairReason::only_ground);
    CHECK(result.repairs[0].gained[0].label == 2);
    CHECK(area_of(units_of(result.coverage, 3)[1]) == Approx(15));
}

TEST_CASE("a vertex three units off its neighbour's border is closed and named", "[clean]") {
    auto west = shape(1, {{0, 0}, {1, 0}, {1, 1}, {0, 1}});
    const auto east = shape(2, {{1, 0}, {2, 0}, {2, 1}, {1, 1}});
    auto middle = map_point(1, 0.5, step);
    const auto off = GENERATE(-3, 3);
    middle.x += off;
    west.polygon.outer.insert(west.polygon.outer.begin() + 2, middle);
    const auto result = cleaned({west, east});
    REQUIRE(result.repairs.size() == 1);
    CHECK(result.repairs[0].kind == (off < 0 ? RepairKind::gap_divided : RepairKind::overlap_assigned));
    CHECK(result.repairs[0].width_m < 0.03);
}

TEST_CASE("rounding of two units is closed as building does, and only counted", "[clean]") {
    auto west = shape(1, {{0, 0}, {1, 0}, {1, 1}, {0, 1}});
    const auto east = shape(2, {{1, 0}, {2, 0}, {2, 1}, {1, 1}});
    auto middle = map_point(1, 0.5, step);
    middle.x += 2;
    west.polygon.outer.insert(west.polygon.outer.begin() + 2, middle);
    const auto result = cleaned({west, east});
    REQUIRE(result.repairs.size() == 1);
    CHECK(result.repairs[0].kind == RepairKind::rounding);
    CHECK(result.repairs[0].count == 1);
}

TEST_CASE("nothing moves across a parent's border", "[clean]") {
    // parent 1 holds the western half, parent 2 the eastern one; A reaches over by 3 m, and a gap lies across the border in the
    // north
    const std::vector parents{shape(1, {{0, 0}, {2, 0}, {2, 4}, {0, 4}}), shape(2, {{2, 0}, {4, 0}, {4, 4}, {2, 4}})};
    const std::vector<Label> parent_of{0, 1, 2};
    const std::vector polygons{shape(1, {{0, 0}, {2.03, 0}, {2.03, 2}, {1.98, 2}, {1.98, 3}, {2, 4}, {0, 4}}),
                               shape(2, {{2.03, 0}, {4, 0}, {4, 4}, {2, 4}, {2.02, 3}, {2.02, 2}, {2.03, 2}})};
    const auto result = cleaned(polygons, {.parents = parents, .parent_of = parent_of});
    const auto units = units_of(result.coverage, 3);
    CHECK(area_of(units[1]) == Approx(8));
    CHECK(area_of(units[2]) == Approx(8));
    CHECK(bounds(units[1]).max_x == map_point(2, 0, step).x);
    const auto kept = repairs_of(result, RepairKind::parent_border_kept);
    REQUIRE(kept.size() == 1);
    CHECK(kept[0].lost == std::vector<Label>{1});
    CHECK(kept[0].gained[0].label == 2);
    CHECK(repairs_of(result, RepairKind::gap_closed).size() == 2); // each parent's part of the gap
}

TEST_CASE("broken rings are named and dropped, and never stop the rest", "[clean]") {
    auto shell = shape(1, {{0, 0}, {2, 0}, {2, 2}, {0, 2}});
    shell.polygon.holes.push_back(shape(1, {{5, 5}, {5, 6}, {6, 6}, {6, 5}}).polygon.outer); // outside its shell
    const auto result = cleaned({shell, shape(2, {{3, 0}, {4, 0}}),                          // two points
                                 shape(3, {{7, 0}, {8, 1}, {9, 2}}),                         // collapsed
                                 LabelledPolygon{4, {}}});
    CHECK(repairs_of(result, RepairKind::ring_dropped).size() == 3);
    CHECK(repairs_of(result, RepairKind::unit_without_ground).size() == 3);
    CHECK(area_of(units_of(result.coverage, 5)[1]) == Approx(4));
    CHECK(label_at(result, 5, map_point(5.5, 5.5, step)) == no_label);
}

TEST_CASE("nothing to clean gives an empty coverage", "[clean]") {
    const auto result = cleaned({});
    CHECK(result.coverage.empty());
    CHECK(result.repairs.empty());
}

TEST_CASE("polygons wider than the lattice allows are refused with their place", "[clean]") {
    const std::vector polygons{LabelledPolygon{1, {{{-900000000, 0}, {900000000, 0}, {0, 800000000}}, {}}}};
    CHECK_THROWS_WITH(clean_coverage(polygons), Catch::Contains("107 degrees") && Catch::Contains("-90.0000"));
}

TEST_CASE("ten thousand identical polygons are ten thousand duplicates, at no great cost", "[clean]") {
    std::vector<LabelledPolygon> polygons;
    for (Label label = 1; label <= 10000; ++label) {
        polygons.push_back(shape(label, {{0, 0}, {2, 0}, {2, 2}, {0, 2}}));
    }
    const auto result = cleaned(polygons);
    CHECK(repairs_of(result, RepairKind::duplicate_dropped).size() == 9999);
    CHECK(result.effort.candidates < 100);
}

TEST_CASE("the work grows with the file and not with its square", "[clean]") {
    const auto candidates = [](int side) {
        std::vector<LabelledPolygon> polygons; // squares that overlap their eastern neighbours by 10 units
        for (int y = 0; y < side; ++y) {
            for (int x = 0; x < side; ++x) {
                auto polygon =
                    shape(static_cast<Label>(y * side + x + 1), {{x, y}, {x + 1.001, y}, {x + 1.001, y + 1}, {x, y + 1}});
                polygons.push_back(std::move(polygon));
            }
        }
        const auto result = clean_coverage(polygons);
        CHECK(repairs_of(result, RepairKind::overlap_assigned).size() == static_cast<std::size_t>(side * (side - 1)));
        return result.effort.candidates;
    };
    const auto small = candidates(10);
    const auto large = candidates(40); // sixteen times as many
    CAPTURE(small, large);
    CHECK(large < 24 * small);
}

TEST_CASE("a polygon of a hundred thousand vertices that crosses itself here and there is cleaned in linear work", "[clean]") {
    LabelledPolygon polygon{1, {}};
    constexpr int vertices = 100'000;
    for (int i = 0; i < vertices; ++i) { // a saw, of which every 200th tooth runs through the next
        const double angle = 2 * 3.14159265358979 * (i + (i % 200 == 1 ? 3.4 : 0.0)) / vertices;
        const double radius = i % 2 == 0 ? 4.0e6 : 4.002e6;
        polygon.polygon.outer.push_back({1041700000 + static_cast<std::int32_t>(radius * std::cos(angle)),
                                         365400000 + static_cast<std::int32_t>(radius * std::sin(angle))});
    }
    const auto result = clean_coverage(std::vector{polygon}); // looks itself for violations
    CHECK(repairs_of(result, RepairKind::crossing_ring_resolved).size() >= 500);
    CHECK(result.effort.candidates < 100 * std::size_t{vertices});
    CHECK(result.clean());
}
