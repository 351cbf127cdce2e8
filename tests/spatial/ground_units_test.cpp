#include "spatial/ground_units.hpp"

#include "spatial/allotment.hpp"
#include "spatial/brush.hpp"
#include "spatial/coverage_check.hpp"
#include "spatial/locator.hpp"
#include "spatial/measure.hpp"
#include "tests/support/ascii_grid.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/edited_coverage.hpp"
#include "tests/support/long_run.hpp"
#include "tests/support/random_coverage.hpp"

#include <numeric>
#include <random>
#include <set>

using namespace jingwei::spatial;
using namespace jingwei::tests;

namespace {

constexpr std::int32_t step = 20'000; // some 200 m

LatticePoint at(double x, double y) {
    return map_point(x, y, step);
}

UnitLine street(std::vector<std::pair<double, double>> places, bool known = true) {
    UnitLine line{{}, known};
    for (const auto &[x, y] : places) {
        line.points.push_back(at(x, y));
    }
    return line;
}

UnitPlace building(double x, double y, std::int64_t households) {
    return {at(x, y), households, 2 * households};
}

UnitWish wish_for(const std::vector<std::string_view> &rows) {
    UnitWish wish;
    const auto coverage = build_coverage(draw_grids(rows, step)).coverage;
    const std::vector<Label> labels{0, 1, 2, 3};
    const auto shapes = outlines(coverage, labels, labels.size());
    for (const auto label : labels) {
        for (const auto &polygon : shapes[label]) {
            wish.ground.push_back({label, polygon});
        }
    }
    return wish;
}

double area_of(const UnitGraph &graph) {
    double sum = 0;
    for (const auto &unit : graph.units) {
        sum += static_cast<double>(unit.area_m2);
    }
    return sum;
}

} // namespace

TEST_CASE("blocks lie between lines and the ground's own borders", "[units]") {
    auto wish = wish_for({"AABB", "AABB"});
    wish.lines = {street({{-1, 1}, {5, 1}}), street({{3, -1}, {3, 3}}, false)};
    wish.places = {building(0.5, 0.5, 10), building(0.5, 1.5, 20), building(2.5, 1.5, 30), building(3.5, 1.5, 40),
                   building(9, 9, 50)};
    const auto units = make_units(wish);
    REQUIRE(units.graph.units.size() == 6);
    CHECK(units.cells == 0);
    CHECK_FALSE(units.by_area);
    CHECK(units.unit_of_place[4] == no_unit);
    const auto &north_west = units.graph.units[units.unit_of_place[1]];
    CHECK(north_west.weight == 20);
    CHECK(north_west.residents == 40);
    CHECK(north_west.owner == 1);
    CHECK(units.graph.units[units.unit_of_place[2]].owner == 2);
    std::int64_t streets = 0;
    std::int64_t all = 0;
    for (const auto &border : units.graph.borders) {
        streets += border.streets_dm;
        all += border.length_dm;
    }
    // four steps of street eastwards; the old border and the parcel's edge run north, two steps each
    const auto scale = local_scale(at(0, 1).y);
    CHECK(static_cast<double>(streets) / 10 == Approx(4 * step * scale.east_m).epsilon(0.01));
    CHECK(static_cast<double>(all - streets) / 10 == Approx(4 * step * scale.north_m).epsilon(0.01));
}

TEST_CASE("a border that runs two metres beside a street is along it", "[units]") {
    auto wish = wish_for({"AB"});
    wish.lines = {street({{1.009, -1}, {1.009, 2}})};
    wish.places = {building(0.5, 0.5, 10), building(1.5, 0.5, 10)};
    const auto units = make_units(wish);
    // the sliver between the two joins the block beyond the old border, so that the street is what is left
    REQUIRE(units.graph.units.size() == 2);
    REQUIRE(units.graph.borders.size() == 1);
    CHECK(units.graph.borders[0].streets_dm == units.graph.borders[0].length_dm);
    CHECK(units.graph.units[0].area_m2 + units.graph.units[1].area_m2 ==
          Approx(geodesic_area_m2({wish.ground[0].polygon, wish.ground[1].polygon})).margin(2));
}

TEST_CASE("a heavy block is cut into cells, each nearest to one building", "[units]") {
    auto wish = wish_for({"AAAA", "AAAA"});
    wish.lines = {street({{2, -1}, {2, 3}})};
    std::mt19937 random(7);
    const auto thousandths = [&](int most) { return static_cast<double>(static_cast<int>(random() % 10'000U) % most) / 1000; };
    for (int i = 0; i < 40; ++i) {
        wish.places.push_back(building(0.05 + thousandths(1900), 0.05 + thousandths(1900), 5));
    }
    wish.places.push_back(building(3, 1, 30));
    wish.most_weight = 30;
    const auto units = make_units(wish);
    CHECK(units.graph.units.size() == 41);
    CHECK(units.cells == 39);
    CHECK(area_of(units.graph) == Approx(geodesic_area_m2({wish.ground[0].polygon})).margin(41));
    for (const auto &unit : units.graph.units) {
        CHECK(unit.weight > 0);
    }
    // nearest, in metres
    const auto scale = local_scale(at(0, 1).y);
    const Locator locator(units.coverage);
    for (int i = 0; i < 500; ++i) {
        const auto p = at(thousandths(1990) + 0.005, thousandths(1990) + 0.005);
        const auto metres = [&](LatticePoint q) { return std::hypot((q.x - p.x) * scale.east_m, (q.y - p.y) * scale.north_m); };
        double nearest = 1e9;
        for (std::size_t k = 0; k < 40; ++k) {
            nearest = std::min(nearest, metres(wish.places[k].at));
        }
        const auto unit = locator.locate(p) - 1;
        const auto own = std::ranges::find(units.unit_of_place, unit) - units.unit_of_place.begin();
        CHECK(metres(wish.places[static_cast<std::size_t>(own)].at) <= nearest + 0.5);
    }
}

TEST_CASE("without buildings area is the weight, and ground is cut into equal cells", "[units]") {
    auto wish = wish_for({"AAB", "AAB"});
    wish.most_area_m2 = 8'000;
    const auto units = make_units(wish);
    CHECK(units.by_area);
    CHECK(units.graph.units.size() > 20);
    for (const auto &unit : units.graph.units) {
        CHECK(unit.weight == unit.area_m2);
        CHECK(unit.weight < 12'000);
    }
    const auto found = std::get<Partition>(partition(units.graph, {.parts = 3}));
    CHECK(found.figures.largest_deviation < 10);
    CHECK(found.figures.parts_in_pieces == 0);
}

TEST_CASE("units of one drawn ring stay together, and rings that share a unit too", "[units]") {
    auto wish = wish_for({"AAAA"});
    wish.lines = {street({{1, -1}, {1, 2}}), street({{2, -1}, {2, 2}}), street({{3, -1}, {3, 2}})};
    wish.places = {building(0.5, 0.5, 10), building(1.5, 0.5, 10), building(2.5, 0.5, 10), building(3.5, 0.5, 10)};
    wish.whole = {{at(0.2, 0.2), at(1.8, 0.2), at(1.8, 0.8), at(0.2, 0.8)}};
    auto units = make_units(wish);
    CHECK(units.graph.units[units.unit_of_place[0]].group == units.graph.units[units.unit_of_place[1]].group);
    CHECK(units.graph.units[units.unit_of_place[2]].group == no_group);
    wish.whole.push_back({at(1.2, 0.2), at(2.8, 0.2), at(2.8, 0.8), at(1.2, 0.8)});
    units = make_units(wish);
    CHECK(units.graph.units[units.unit_of_place[0]].group == units.graph.units[units.unit_of_place[2]].group);
    // beside the rings' own ground: what they leave of the four blocks, of the second one above and below
    CHECK(std::get<PartitionRefusal>(partition(units.graph, {.parts = 7})).limit == 6);
}

TEST_CASE("a drawn ring is kept whole where no building stands in a unit, and units are cut along it", "[units]") {
    auto wish = wish_for({"AAAA"});
    wish.lines = {street({{1, -1}, {1, 2}}), street({{2, -1}, {2, 2}}), street({{3, -1}, {3, 2}})};
    wish.places = {building(0.2, 0.5, 10), building(3.8, 0.5, 10)};
    wish.whole = {{at(0.5, 0.2), at(3.5, 0.2), at(3.5, 0.8), at(0.5, 0.8)}};
    const auto units = make_units(wish);
    CHECK(units.graph.units.size() == 10); // the ring cuts the outer blocks in two, the inner ones in three
    const Locator locator(units.coverage);
    const auto group_at = [&](double x, double y) { return units.graph.units[locator.locate(at(x, y)) - 1].group; };
    CHECK(group_at(0.6, 0.3) != no_group);
    for (const auto x : {1.5, 2.5, 3.4}) {
        CHECK(group_at(x, 0.7) == group_at(0.6, 0.3));
    }
    for (const auto x : {0.1, 1.5, 3.9}) {
        CHECK(group_at(x, 0.1) == no_group);
    }
}

TEST_CASE("a light piece apart is bridged to the nearest", "[units]") {
    auto wish = wish_for({"AAA..B", "AAA..."});
    wish.lines = {street({{1, -1}, {1, 3}}), street({{2, -1}, {2, 3}})};
    wish.places = {building(0.5, 0.5, 30), building(1.5, 0.5, 30), building(2.5, 0.5, 30), building(5.5, 1.5, 5)};
    auto units = make_units(wish);
    REQUIRE(units.graph.units.size() == 4);
    CHECK(std::holds_alternative<PartitionRefusal>(partition(units.graph, {.parts = 1})));
    bridge_light_pieces(units, 5);
    CHECK(units.graph.borders.size() == 2);
    bridge_light_pieces(units, 20);
    REQUIRE(units.graph.borders.size() == 3);
    CHECK(units.graph.borders[2].length_dm == 0);
    const auto found = std::get<Partition>(partition(units.graph, {.parts = 3}));
    CHECK(found.figures.parts_in_pieces == 1);
    CHECK(found.part_of[units.unit_of_place[3]] == found.part_of[units.unit_of_place[2]]);
}

namespace {

/// A town of crooked grids with streets and buildings, of which some grids are divided anew.
struct Redivision {
    explicit Redivision(std::uint32_t seed) : random(seed), town({.side = 6, .cell = 20'000, .labels = 36}, seed) {
        before = build_coverage(town.polygons).coverage;
        for (Label label = 1; label <= 36; ++label) {
            if (random() % 4 == 0) {
                from.push_back(label);
            }
        }
        std::vector<Label> same(37);
        std::iota(same.begin(), same.end(), no_label);
        const auto shapes = outlines(before, same, 37);
        for (const auto label : from) {
            for (const auto &polygon : shapes[label]) {
                wish.ground.push_back({label, polygon});
            }
        }
        for (int i = 0; i < 12; ++i) {
            wish.lines.push_back({{anywhere(), anywhere(), anywhere()}, i % 2 == 0});
        }
        for (int i = 0; i < 150; ++i) {
            wish.places.push_back({anywhere(), 1 + static_cast<std::int64_t>(random() % 40), 10});
        }
        wish.most_weight = 100;
    }
    LatticePoint anywhere() {
        return {static_cast<std::int32_t>(before.bounds().min_x + random() % 120'000),
                static_cast<std::int32_t>(before.bounds().min_y + random() % 120'000)};
    }

    std::mt19937 random;
    RandomCoverage town;
    Coverage before;
    std::vector<Label> from;
    UnitWish wish;
};

double square_metres(__int128 doubled_area) {
    return static_cast<double>(doubled_area) / 2;
}

} // namespace

namespace {

/// Whether a ring winds around a place, which lies more than four units away from each of its sides.
bool lies_well_inside(const Ring &ring, LatticePoint p) {
    int turns = 0;
    for (std::size_t i = 0; i < ring.size(); ++i) {
        const auto a = ring[i];
        const auto b = ring[(i + 1) % ring.size()];
        if (is_within(p, {a, b}, 4)) {
            return false;
        }
        const auto turn =
            (std::int64_t{b.x} - a.x) * (std::int64_t{p.y} - a.y) - (std::int64_t{b.y} - a.y) * (std::int64_t{p.x} - a.x);
        turns += a.y <= p.y && b.y > p.y && turn > 0 ? 1 : a.y > p.y && b.y <= p.y && turn < 0 ? -1 : 0;
    }
    return turns != 0;
}

} // namespace

TEST_CASE("lines that end on a border inside a part leave no vertex on it", "[units]") {
    std::size_t cut = 0;
    for (std::uint32_t seed = 1; seed <= 12; ++seed) {
        CAPTURE(seed);
        const Redivision town(seed);
        if (town.from.empty()) {
            continue;
        }
        const auto units = make_units(town.wish);
        const auto corners = std::set<LatticePoint>(units.corners.begin(), units.corners.end());
        std::set<LatticePoint> cuts; // where units meet the border of all
        for (const auto &arc : units.coverage.arcs()) {
            if (units.coverage.left_label(arc) == no_label || units.coverage.right_label(arc) == no_label) {
                std::ranges::copy_if(units.coverage.points(arc), std::inserter(cuts, cuts.end()),
                                     [&](LatticePoint p) { return !corners.contains(p); });
            }
        }
        cut += cuts.size();
        const auto whole = ground_of_parts(units, std::vector<std::uint32_t>(units.graph.units.size(), 0), 1);
        std::size_t left = 0;
        for (const auto &polygon : whole.front()) {
            left += static_cast<std::size_t>(
                std::ranges::count_if(polygon.outer, [&](LatticePoint p) { return !corners.contains(p); }));
        }
        CHECK(left == 0);
    }
    CHECK(cut > 20);
}

TEST_CASE("parts that are suggested become grids exactly, in one stroke that is taken back", "[units][allotment]") {
    const auto seeds = is_long_run() ? 300U : 12U;
    std::size_t divided = 0;
    std::size_t refused = 0;
    for (std::uint32_t seed = 1; seed <= seeds; ++seed) {
        CAPTURE(seed);
        Redivision town(seed);
        if (town.from.empty()) {
            continue;
        }
        auto units = make_units(town.wish);
        REQUIRE_FALSE(units.graph.units.empty());
        bridge_light_pieces(units, INT64_MAX);
        const auto parts = std::min<std::uint32_t>(5, static_cast<std::uint32_t>(units.graph.units.size()));
        const auto found = std::get<Partition>(partition(units.graph, {.parts = parts, .seed = seed, .effort = 50}));
        const auto ground = ground_of_parts(units, found.part_of, parts);
        CoverageEditor editor(town.before);
        const auto areas_before = areas_by_label(editor);
        Allotment allotment{.from = town.from, .parts = {}};
        for (std::uint32_t part = 0; part < parts; ++part) {
            auto &allotted = allotment.parts.emplace_back(AllottedPart{100 + part, {}});
            for (const auto &polygon : ground[part]) {
                allotted.rings.push_back(polygon.outer);
            }
        }
        const auto content = content_of(editor);
        auto outcome = make(editor, allotment);
        if (const auto *refusal = std::get_if<Refusal>(&outcome)) { // a corner lies a unit beside a border: nothing is done
            CAPTURE(refusal->place.x, refusal->place.y);
            CHECK((refusal->kind == RefusalKind::too_near || refusal->kind == RefusalKind::crosses_itself));
            CHECK(content_of(editor) == content);
            ++refused;
            continue;
        }
        ++divided;
        CHECK(difference_from_scratch(editor).empty());
        CHECK(find_violations(editor.coverage()).empty());
        auto areas = areas_by_label(editor);
        for (std::uint32_t part = 0; part < parts; ++part) {
            __int128 wanted = 0;
            for (const auto &polygon : ground[part]) {
                wanted += doubled_area(polygon.outer);
                for (const auto &hole : polygon.holes) {
                    wanted += doubled_area(hole);
                }
            }
            // borders bend by less than a unit where a line meets them between two lattice points
            CHECK(square_metres(areas[100 + part]) == Approx(square_metres(wanted)).epsilon(1e-4));
        }
        for (const auto &[label, area] : areas_before) {
            const bool gone = std::ranges::find(town.from, label) != town.from.end();
            CHECK(square_metres(areas[label]) == Approx(gone ? 0 : square_metres(area)).epsilon(1e-4).margin(gone ? 0 : 1e5));
        }
        const auto after = content_of(editor);
        auto &gesture = std::get<Gesture>(outcome);
        REQUIRE(undo(editor, gesture));
        CHECK(content_of(editor) == content);
        REQUIRE(redo(editor, gesture));
        CHECK(content_of(editor) == after);
        CHECK(make_units(town.wish).coverage.all_points().size() == units.coverage.all_points().size());
    }
    CHECK(divided > seeds / 2);
    CHECK(refused * 100 <= seeds);
}

TEST_CASE("no border of a suggestion divides a ring that is kept whole", "[units]") {
    const auto seeds = is_long_run() ? 200U : 10U;
    std::size_t kept = 0;
    for (std::uint32_t seed = 1; seed <= seeds; ++seed) {
        CAPTURE(seed);
        Redivision town(seed);
        for (int i = 0; i < 3; ++i) {
            auto &ring = town.wish.whole.emplace_back(); // some cross themselves, or each other, or lie partly outside
            for (auto corner = 3 + town.random() % 3; corner > 0; --corner) {
                ring.push_back(town.anywhere());
            }
        }
        if (town.from.empty()) {
            continue;
        }
        auto units = make_units(town.wish);
        bridge_light_pieces(units, INT64_MAX);
        const Locator locator(units.coverage);
        for (const auto aim : {PartitionAim::balance, PartitionAim::streets, PartitionAim::least_change}) {
            const auto outcome = partition(units.graph, {.parts = 4, .aim = aim, .seed = seed, .effort = 50});
            const auto *found = std::get_if<Partition>(&outcome);
            if (found == nullptr) {
                continue; // what is kept whole leaves too few units
            }
            ++kept;
            const auto part_in = [&](FaceIndex face) { return found->part_of[units.coverage.face_labels()[face] - 1]; };
            for (const auto &arc : units.coverage.arcs()) {
                if (units.coverage.face_labels()[arc.left] == no_label || units.coverage.face_labels()[arc.right] == no_label ||
                    part_in(arc.left) == part_in(arc.right)) {
                    continue;
                }
                const auto points = units.coverage.points(arc);
                for (std::size_t i = 0; i + 1 < points.size(); ++i) {
                    const auto middle = [](std::int32_t a, std::int32_t b) { return a + (b - a) / 2; };
                    const LatticePoint p{middle(points[i].x, points[i + 1].x), middle(points[i].y, points[i + 1].y)};
                    for (const auto &ring : town.wish.whole) {
                        CHECK_FALSE(lies_well_inside(ring, p));
                    }
                }
            }
        }
    }
    CHECK(kept > seeds);
}

TEST_CASE("brushed units come to a grid exactly, where they hang together with it", "[brush]") {
    const auto seeds = is_long_run() ? 300U : 20U;
    std::size_t brushed = 0;
    for (std::uint32_t seed = 1; seed <= seeds; ++seed) {
        CAPTURE(seed);
        Redivision town(seed);
        if (town.from.size() < 2) {
            continue;
        }
        const auto giver = town.from.front();
        std::erase_if(town.wish.ground, [&](const LabelledPolygon &part) { return part.label != giver; });
        const auto units = make_units(town.wish);
        std::vector<std::uint32_t> part_of;
        std::ranges::transform(units.graph.units, std::back_inserter(part_of),
                               [&](const auto &) { return static_cast<std::uint32_t>(town.random() % 3 == 0); });
        const auto shapes = ground_of_parts(units, part_of, 2);
        BrushedGround moved{.from = giver, .pieces = {}, .kept = {}};
        std::ranges::transform(shapes[1], std::back_inserter(moved.pieces), &Polygon::outer);
        for (const auto &polygon : shapes[0]) {
            const auto in_hole = [&](const Polygon &piece) {
                return std::ranges::any_of(piece.holes, [&](const Ring &hole) {
                    return std::ranges::any_of(polygon.outer, [&](LatticePoint p) { return lies_well_inside(hole, p); });
                });
            };
            if (std::ranges::any_of(shapes[1], in_hole)) {
                moved.kept.push_back(polygon.outer);
            }
        }
        for (const auto unit : {town.from.back(), Label{99}}) { // one that some of it may touch, and one without ground
            CoverageEditor editor(town.before);
            const auto before = content_of(editor);
            auto areas_before = areas_by_label(editor);
            auto outcome = make(editor, Brush{.unit = unit, .grounds = {moved}});
            if (const auto *refusal = std::get_if<Refusal>(&outcome)) {
                CHECK((refusal->kind == RefusalKind::not_adjacent || refusal->kind == RefusalKind::no_ground ||
                       refusal->kind == RefusalKind::too_near));
                CHECK((unit != 99 || refusal->kind != RefusalKind::not_adjacent));
                CHECK(content_of(editor) == before);
                continue;
            }
            ++brushed;
            CHECK(difference_from_scratch(editor).empty());
            CHECK(find_violations(editor.coverage()).empty());
            auto areas = areas_by_label(editor);
            __int128 wanted = 0;
            for (const auto &polygon : shapes[1]) {
                wanted += doubled_area(polygon.outer);
                for (const auto &hole : polygon.holes) {
                    wanted += doubled_area(hole);
                }
            }
            CHECK(square_metres(areas[unit] - areas_before[unit]) == Approx(square_metres(wanted)).epsilon(1e-4).margin(1e5));
            for (const auto &shift : std::get<Gesture>(outcome).shifts) {
                CHECK((shift.label == unit || shift.label == giver));
            }
            for (const auto &[label, area] : areas_before) {
                if (label != unit && label != giver) {
                    CHECK(square_metres(areas[label]) == Approx(square_metres(area)).epsilon(1e-4).margin(1e5));
                }
            }
            REQUIRE(undo(editor, std::get<Gesture>(outcome)));
            CHECK(content_of(editor) == before);
        }
    }
    CHECK(brushed > seeds / 2);
}

TEST_CASE("a piece that is brushed keeps what lies in its hole, and one apart is refused with its place", "[brush]") {
    CoverageEditor editor(covered({"AAAAAB", "AAAAAB", "AAAAAB", "AAAAAB"}));
    const auto corner = [](double x, double y) { return map_point(x, y, 100'000); };
    const auto box = [&](double west, double south, double east, double north) {
        return Ring{corner(west, south), corner(east, south), corner(east, north), corner(west, north)};
    };
    const auto brush = [&](std::vector<Ring> pieces, std::vector<Ring> kept) {
        return make(editor, Brush{.unit = 2, .grounds = {{.from = 1, .pieces = std::move(pieces), .kept = std::move(kept)}}});
    };
    const auto before = content_of(editor);
    auto areas_before = areas_by_label(editor);
    const auto alone = brush({box(4, 0, 5, 1), box(1, 1, 2, 2)}, {});
    REQUIRE(std::holds_alternative<Refusal>(alone));
    CHECK(std::get<Refusal>(alone).kind == RefusalKind::not_adjacent);
    CHECK(bounds(box(1, 1, 2, 2)).contains(std::get<Refusal>(alone).place));
    CHECK(content_of(editor) == before);
    const auto in_hole = brush({box(1, 0, 5, 4), box(2.5, 1.5, 3, 2)}, {box(2, 1, 4, 3)});
    REQUIRE(std::holds_alternative<Refusal>(in_hole));
    CHECK(std::get<Refusal>(in_hole).kind == RefusalKind::not_adjacent);
    CHECK(bounds(box(2.5, 1.5, 3, 2)).contains(std::get<Refusal>(in_hole).place));
    CHECK(content_of(editor) == before);
    REQUIRE(std::holds_alternative<Gesture>(brush({box(1, 0, 5, 4)}, {box(2, 1, 4, 3)})));
    auto areas = areas_by_label(editor);
    const auto cell = areas_before[2] / 4;
    CHECK((areas[2] == 16 * cell));
    CHECK((areas[1] == 8 * cell));
    CHECK(find_violations(editor.coverage()).empty());
}

TEST_CASE("an allotment that gives nothing is refused", "[allotment]") {
    CoverageEditor editor(covered({"AB"}));
    const auto kind = [&](const Allotment &allotment) { return std::get<Refusal>(make(editor, allotment)).kind; };
    const auto before = content_of(editor);
    CHECK(kind({.from = {1}, .parts = {}}) == RefusalKind::no_ground);
    CHECK(kind({.from = {1}, .parts = {{no_label, {}}}}) == RefusalKind::no_ground);
    CHECK(kind({.from = {1}, .parts = {{7, {{map_point(0, 0, 100'000)}}}}}) == RefusalKind::degenerate_line);
    CHECK(content_of(editor) == before);
}
