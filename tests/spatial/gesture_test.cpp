#include "spatial/gesture_borders.hpp"

#include "spatial/coverage_check.hpp"
#include "tests/support/ascii_grid.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/edit_map.hpp"
#include "tests/support/edited_coverage.hpp"
#include "tests/support/long_run.hpp"
#include "tests/support/random_coverage.hpp"

#include <random>
#include <set>

using namespace jingwei::spatial;
using namespace jingwei::tests;
using namespace jingwei::tests::edit_map;

namespace {

/// Squares of the map's step.
__int128 squares(double count) {
    return static_cast<__int128>(count * 2 * step) * step;
}

/// A gesture that must be made; taken back and done again it must lead to the same ground.
template <class Wish> Gesture made(CoverageEditor &editor, const Wish &wish, const EditRights &rights = {}) {
    const auto before = content_of(editor);
    const auto areas = areas_by_label(editor);
    auto outcome = make(editor, wish, rights);
    if (const auto *refusal = std::get_if<Refusal>(&outcome)) {
        FAIL("refused: " << refusal_name(refusal->kind) << " at " << refusal->place.x << " " << refusal->place.y);
    }
    auto gesture = std::get<Gesture>(std::move(outcome));
    const auto after = content_of(editor);
    CHECK(difference_from_scratch(editor).empty());
    auto sums = areas;
    for (const auto *shifts : {&gesture.shifts, &gesture.bends}) {
        for (const auto &shift : *shifts) {
            sums[shift.label] += shift.doubled_area;
        }
    }
    std::erase_if(sums, [](const auto &entry) { return entry.second == 0; });
    auto now = areas_by_label(editor);
    std::erase_if(now, [](const auto &entry) { return entry.second == 0; });
    CHECK(sums == now);
    REQUIRE(undo(editor, gesture));
    CHECK(content_of(editor) == before);
    REQUIRE(redo(editor, gesture));
    CHECK(content_of(editor) == after);
    CHECK(find_violations(editor.coverage()).empty());
    return gesture;
}

template <class Wish> Refusal refused(CoverageEditor &editor, const Wish &wish, const EditRights &rights = {}) {
    const auto before = content_of(editor);
    const auto outcome = make(editor, wish, rights);
    REQUIRE(std::holds_alternative<Refusal>(outcome));
    CHECK(content_of(editor) == before);
    CHECK(difference_from_scratch(editor).empty());
    return std::get<Refusal>(outcome);
}

std::size_t arcs_of(const CoverageEditor &editor) {
    return editor.ground().counts().arcs;
}

} // namespace

TEST_CASE("a unit is split along a line, and the smaller piece is the new unit", "[gesture]") {
    CoverageEditor editor(covered({"AAB"}));
    const auto gesture =
        made(editor, Split{.unit = 1, .sketch = through({{0.5, -0.2}, {0.5, 1.2}}), .parts = {7}, .tolerance = 0});
    CHECK(gesture.shifts == std::vector<GroundShift>{{1, -squares(0.5)}, {7, squares(0.5)}});
    CHECK(editor.label_at(at(0.25, 0.5)) == 7);
    CHECK(editor.label_at(at(1.25, 0.5)) == 1);
    CHECK(editor.label_at(at(2.25, 0.5)) == 2);
}

TEST_CASE("a line through a horseshoe makes three pieces, which want two new units", "[gesture]") {
    CoverageEditor editor(covered({"A.A", "A.A", "AAA"}));
    const auto line = through({{-0.2, 1.5}, {3.2, 1.5}});
    const auto few = refused(editor, Split{.unit = 1, .sketch = line, .parts = {7}});
    CHECK(few.kind == RefusalKind::too_many_parts);
    CHECK(refused(editor, Split{.unit = 1, .sketch = line, .parts = {7, 8, 9}}).kind == RefusalKind::too_few_parts);
    made(editor, Split{.unit = 1, .sketch = line, .parts = {7, 8}});
    CHECK(editor.label_at(at(0.5, 0.5)) == 1);
    CHECK(editor.label_at(at(0.5, 2.5)) != editor.label_at(at(2.5, 2.5)));
}

TEST_CASE("a ring that rounding folds onto itself is drawn without the fold", "[gesture]") {
    const auto at = [](std::int32_t x, std::int32_t y) { return LatticePoint{1'041'700'000 + x, 365'400'000 + y}; };
    const Ring west{at(-9000, -9700), at(1186, -9700), at(158, -502), at(-51, 164), at(-890, 2831), at(-9000, 2831)};
    const Ring east{at(1186, -9700), at(9000, -9700), at(9000, 2831), at(-890, 2831), at(-51, 164), at(158, -502)};
    const std::vector<LabelledPolygon> grids{{1, {west, {}}}, {2, {east, {}}}};
    CoverageEditor editor(build_coverage(grids).coverage);
    // its first corner lies less than a unit west of the border, so that both of its sides pass at(0, 0), where one crosses it
    const Ring ring{at(-1, 2), at(158, -502), at(1186, -9700), at(7078, -9613), at(-1, 2)};
    const auto gesture = made(editor, TakeOver{.unit = 1, .ring = ring});
    REQUIRE(gesture.shifts.size() == 2);
    const Ring unfolded{at(0, 0), at(158, -502), at(1186, -9700), at(7078, -9613)};
    CHECK((gesture.shifts[0].doubled_area == doubled_area(unfolded)));
}

TEST_CASE("a line that does not divide is refused, and why", "[gesture]") {
    CoverageEditor editor(covered({"AAAA", "A.AA", "AAAB"}));
    const auto kind = [&](std::vector<LatticePoint> sketch) {
        return refused(editor, Split{.unit = 1, .sketch = std::move(sketch), .parts = {7}}).kind;
    };
    CHECK(kind(through({{0, 1.5}, {1, 1.5}})) == RefusalKind::divides_nothing); // from the outline to the hole
    CHECK(kind(through({{0.2, 1.5}, {0.8, 1.5}})) == RefusalKind::dangling_end);
    CHECK(kind(through({{3.2, -0.5}, {3.2, 0.9}})) == RefusalKind::outside_of_label); // through the neighbour only
    CHECK(kind(through({{0, 0.5}, {0.5, 0.9}, {0.5, 0.1}, {0.1, 0.9}, {0, 0.9}})) == RefusalKind::crosses_itself);
    CHECK(kind(through({{0, 0}, {1, 0}})) == RefusalKind::outside_of_label); // along the border
    CHECK(kind(through({{1, 1}})) == RefusalKind::degenerate_line);
}

TEST_CASE("a ring drawn inside a unit makes a unit within it", "[gesture]") {
    CoverageEditor editor(covered({"AAA", "AAA", "AAA"}));
    made(editor, Split{.unit = 1, .sketch = through({{1, 1}, {2, 1}, {2, 2}, {1, 2}, {1, 1}}), .parts = {7}});
    CHECK(editor.label_at(at(1.5, 1.5)) == 7);
    CHECK(editor.label_at(at(0.5, 1.5)) == 1);
}

TEST_CASE("units that touch are merged, and others refused", "[gesture]") {
    CoverageEditor editor(covered({"ABC", //
                                   "ADC"}));
    CHECK(refused(editor, Merge{.into = 1, .gone = {3}}).kind == RefusalKind::not_adjacent);
    CHECK(refused(editor, Merge{.into = 1, .gone = {1}}).kind == RefusalKind::no_ground);
    CHECK(refused(editor, Merge{.into = 1, .gone = {9}}).kind == RefusalKind::no_ground);
    CHECK(refused(editor, Merge{.into = 1, .gone = {}}).kind == RefusalKind::no_ground);
    const auto gesture = made(editor, Merge{.into = 1, .gone = {2, 3}}); // the third hangs together through the second
    CHECK(gesture.shifts == std::vector<GroundShift>{{1, squares(3)}, {2, -squares(1)}, {3, -squares(2)}});
    CHECK(editor.label_at(at(2.5, 0.5)) == 1);
    CHECK(editor.ground().counts().faces == 3);
}

TEST_CASE("units that touch in a corner only are not merged", "[gesture]") {
    CoverageEditor editor(covered({"AB", "BA"}));
    CHECK(refused(editor, Merge{.into = 1, .gone = {3}}).kind == RefusalKind::no_ground);
    CoverageEditor corner(covered({"AC", "CB"}));
    made(corner, Merge{.into = 1, .gone = {3}});
    CoverageEditor apart(covered({"A.", ".B"}));
    CHECK(refused(apart, Merge{.into = 1, .gone = {2}}).kind == RefusalKind::not_adjacent);
}

TEST_CASE("a lassoed area goes to a unit, over all that it covers", "[gesture]") {
    CoverageEditor editor(covered({"ABB", "ACC"}));
    const auto ring = through({{0.5, 0.5}, {2.5, 0.5}, {2.5, 1.5}, {0.5, 1.5}});
    SECTION("from whoever has it") {
        const auto gesture = made(editor, TakeOver{.unit = 1, .ring = ring});
        CHECK(gesture.shifts == std::vector<GroundShift>{{1, squares(1.5)}, {2, -squares(0.75)}, {3, -squares(0.75)}});
        CHECK(editor.label_at(at(2.2, 1.2)) == 1);
    }
    SECTION("drawn in the other direction") {
        made(editor, TakeOver{.unit = 1, .ring = {ring.rbegin(), ring.rend()}});
        CHECK(editor.label_at(at(2.2, 0.8)) == 1);
    }
    SECTION("from one unit only") {
        const auto gesture = made(editor, TakeOver{.unit = 1, .ring = ring, .from = {3}});
        CHECK(gesture.shifts == std::vector<GroundShift>{{1, squares(0.75)}, {3, -squares(0.75)}});
    }
    SECTION("a ring exactly along borders gives whole units") {
        made(editor, TakeOver{.unit = 1, .ring = through({{1, 1}, {3, 1}, {3, 2}, {1, 2}})});
        CHECK(editor.label_at(at(2.5, 1.5)) == 1);
        CHECK(arcs_of(editor) == 3);
    }
    SECTION("nothing changes hands inside the unit itself") {
        CHECK(refused(editor, TakeOver{.unit = 1, .ring = through({{0.1, 0.1}, {0.4, 0.1}, {0.4, 0.4}})}).kind ==
              RefusalKind::no_ground);
    }
    SECTION("nobody's ground stays nobody's, unless it is asked for") {
        const auto wide = through({{2.5, 0.5}, {3.5, 0.5}, {3.5, 0.8}, {2.5, 0.8}});
        made(editor, TakeOver{.unit = 1, .ring = wide});
        CHECK(editor.label_at(at(2.7, 0.6)) == 1);
        CHECK(editor.label_at(at(3.2, 0.6)) == no_label);
        made(editor, TakeOver{.unit = 2, .ring = wide}, {.outer_border = true});
        CHECK(editor.label_at(at(3.2, 0.6)) == 2);
    }
}

TEST_CASE("a border is reshaped along a sketch, and both sides follow", "[gesture]") {
    CoverageEditor editor(covered({"AABB", "AABB"}));
    SECTION("outwards") {
        const auto gesture = made(editor, Reshape{.unit = 1, .sketch = through({{2, 0.5}, {3, 0.5}, {3, 1.5}, {2, 1.5}})});
        CHECK(gesture.shifts == std::vector<GroundShift>{{1, squares(1)}, {2, -squares(1)}});
        CHECK(arcs_of(editor) == 3);
    }
    SECTION("inwards") {
        const auto gesture = made(editor, Reshape{.unit = 1, .sketch = through({{2, 0.5}, {1.5, 0.5}, {1.5, 1.5}, {2, 1.5}})});
        CHECK(gesture.shifts == std::vector<GroundShift>{{1, -squares(0.5)}, {2, squares(0.5)}});
    }
    SECTION("weaving") {
        const auto gesture = made(editor, Reshape{.unit = 1, .sketch = through({{2, 0.2}, {2.5, 0.5}, {1.5, 1.5}, {2, 1.8}})});
        CHECK(editor.label_at(at(2.2, 0.6)) == 1);
        CHECK(editor.label_at(at(1.8, 1.4)) == 2);
        CHECK(gesture.shifts.empty()); // as much won as lost
    }
    SECTION("over the outer border, which stays") {
        made(editor, Reshape{.unit = 1, .sketch = through({{1.5, -0.5}, {3, 1}, {1.5, 2.5}})});
        CHECK(editor.label_at(at(2.5, 1)) == 1);
        CHECK(editor.label_at(at(1.9, -0.05)) == no_label);
        CHECK(editor.label_at(at(1.9, 0.05)) == 1);
    }
    SECTION("a sketch that does not come back is refused") {
        CHECK(refused(editor, Reshape{.unit = 1, .sketch = through({{2, 0.5}, {3, 0.5}})}).kind == RefusalKind::misses_border);
        CHECK(refused(editor, Reshape{.unit = 1, .sketch = through({{2, 0.5}, {4, 0.5}})}).kind == RefusalKind::misses_border);
        CHECK(refused(editor, Reshape{.unit = 1, .sketch = through({{3, 0}, {3, 2}})}).kind == RefusalKind::misses_border);
        CHECK(refused(editor, Reshape{.unit = 1, .sketch = through({{2, 0}, {2, 2}})}).kind ==
              RefusalKind::no_ground); // it is one
    }
}

TEST_CASE("a reshape leaves nothing on borders that its line passes, and its ends look for its own border only", "[gesture]") {
    CoverageEditor editor(covered({"AABBCC", "AABBCC"}));
    SECTION("a loose end crosses a border of others") {
        made(editor, Reshape{.unit = 1, .sketch = through({{5, 0.31}, {1.5, 0.67}, {1.5, 1.5}, {2, 1.5}})});
        CHECK(editor.label_at(at(1.7, 1)) == 2);
    }
    SECTION("both ends lie nearer to another border") {
        made(editor, Reshape{.unit = 1, .sketch = through({{3.6, 0.5}, {3.6, 1.5}}), .tolerance = step * 17 / 10});
        CHECK(editor.label_at(at(3.5, 1)) == 1);
        CHECK(editor.label_at(at(3.8, 1)) == 2);
    }
    const auto &ground = editor.ground();
    std::size_t between_others = 0;
    for (ArcId arc = 0; arc < ground.arc_end(); ++arc) {
        if (ground.has_arc(arc) &&
            std::set{ground.left_label(arc * 2), ground.left_label(arc * 2 + 1)} == std::set<Label>{2, 3}) {
            between_others += ground.line(arc).points().size();
        }
    }
    CHECK(between_others == 3); // as it was: a corner of the squares lies on it
}

TEST_CASE("what a reshape cuts off goes to who is named, else to the neighbour with most border", "[gesture]") {
    CoverageEditor editor(covered({"AAAB", "AAAC", "AAAC"}));
    const auto inwards = through({{2, 3}, {2, 0}});
    SECTION("most border") {
        made(editor, Reshape{.unit = 1, .sketch = inwards});
        CHECK(editor.label_at(at(2.5, 2.5)) == 3);
    }
    SECTION("named") {
        made(editor, Reshape{.unit = 1, .sketch = inwards, .to = 2});
        CHECK(editor.label_at(at(2.5, 0.5)) == 2);
    }
    SECTION("an enclave inside what is cut off stays") {
        CoverageEditor other(covered({"AAAAAAAB", "AAAAADAB", "AAAAAAAB"}));
        made(other, Reshape{.unit = 1, .sketch = through({{4, 3}, {4, 0}})});
        CHECK(other.label_at(at(5.5, 1.5)) == 4);
        CHECK(other.label_at(at(4.5, 1.5)) == 2);
    }
}

TEST_CASE("a reshape that runs around a neighbour takes it in", "[gesture]") {
    CoverageEditor editor(covered({"AACC", "AABC", "AACC"}));
    made(editor, Reshape{.unit = 1, .sketch = through({{2, 0.5}, {3.5, 0.5}, {3.5, 2.5}, {2, 2.5}})});
    CHECK(editor.label_at(at(2.5, 1.5)) == 1);
    CHECK(editor.label_at(at(3.2, 1.5)) == 1);
}

TEST_CASE("borders between parents do not move without the right", "[gesture]") {
    CoverageEditor editor(covered({"AB", "AB"}));
    editor.set_parents({0, 5, 6});
    const Reshape wish{.unit = 1, .sketch = through({{1, 0.5}, {1.5, 0.5}, {1.5, 1.5}, {1, 1.5}})};
    CHECK(refused(editor, wish).kind == RefusalKind::parent_border);
    CHECK(refused(editor, Merge{.into = 1, .gone = {2}}).kind == RefusalKind::parent_border);
    CHECK(refused(editor, MoveVertex{at(1, 1), at(1.2, 1)}).kind == RefusalKind::parent_border);
    made(editor, wish, {.parent_borders = true});
}

TEST_CASE("a vertex moves with all borders that meet there", "[gesture]") {
    CoverageEditor editor(covered({"AAB", "ACB", "CCB"}));
    SECTION("inside a border") {
        made(editor, MoveVertex{at(1, 1), at(0.8, 0.7)});
        CHECK(editor.label_at(at(0.9, 0.9)) == 3);
    }
    SECTION("a node of three") {
        const auto faces = editor.ground().counts().faces;
        for (const auto &to : {at(1.7, 2.1), at(2.2, 1.8), at(2.3, 2.3), at(1.6, 1.9), at(2, 2.4), at(1.9, 2)}) {
            CAPTURE(to.x, to.y);
            CoverageEditor fresh(covered({"AAB", "ACB", "CCB"}));
            const auto gesture = made(fresh, MoveVertex{at(2, 2), to});
            CHECK(fresh.ground().counts().faces == faces);
            CHECK(arcs_of(fresh) == arcs_of(editor));
            CHECK(fresh.ground().half_at(to) != no_id);
            CHECK(fresh.ground().half_at(at(2, 2)) == no_id);
        }
    }
    SECTION("not over another border, and not onto nothing") {
        CHECK(refused(editor, MoveVertex{at(1, 1), at(2.5, 1)}).kind != RefusalKind::broken_invariant);
        CHECK(refused(editor, MoveVertex{at(0.5, 0.5), at(0.6, 0.6)}).kind == RefusalKind::no_such_node);
        CHECK(refused(editor, MoveVertex{at(1, 1), at(1, 1)}).kind == RefusalKind::no_ground);
        CHECK(refused(editor, MoveVertex{at(2, 2), at(2, 3)}).kind != RefusalKind::broken_invariant);
    }
    SECTION("the outer border only with the right") {
        CHECK(refused(editor, MoveVertex{at(0, 0), at(0.1, 0.1)}).kind == RefusalKind::outer_border);
        made(editor, MoveVertex{at(0, 0), at(0.1, 0.1)}, {.outer_border = true});
    }
}

TEST_CASE("a unit ends and each part of its ground goes to the neighbour with most border", "[gesture]") {
    CoverageEditor editor(covered({"ADDB", "ADDB", "CCCC", "DBBB"}));
    SECTION("to any") {
        made(editor, Dissolve{.unit = 4});
        CHECK(editor.label_at(at(1.5, 3.5)) == 1);
        CHECK(editor.label_at(at(0.5, 0.5)) == 2);
    }
    SECTION("to one that may have it") {
        made(editor, Dissolve{.unit = 4, .to = no_label, .may_have = [](Label label) { return label == 3; }});
        CHECK(editor.label_at(at(1.5, 3.5)) == 3);
        CHECK(editor.label_at(at(0.5, 0.5)) == 3);
    }
    SECTION("not to one that does not touch all parts, nor to nobody") {
        CHECK(refused(editor, Dissolve{.unit = 4, .to = 1}).kind == RefusalKind::not_adjacent);
        CHECK(refused(editor, Dissolve{.unit = 4, .to = no_label, .may_have = [](Label) { return false; }}).kind ==
              RefusalKind::outer_border);
        CHECK(refused(editor, Dissolve{.unit = 9}).kind == RefusalKind::no_ground);
    }
}

TEST_CASE("a whole border moves by a step, and no third unit loses ground", "[gesture]") {
    CoverageEditor editor(covered({"AABB", "AABB", "CCCC"}));
    const auto border = borders_between(editor.ground(), 1, 2);
    REQUIRE(border.size() == 1);
    CHECK(std::set{border[0].front(), border[0].back()} == std::set{at(2, 1), at(2, 3)});
    const auto step = at(1, 0).x - at(0, 0).x;
    auto gesture = made(editor, ShiftBorder{.a = 1, .b = 2, .east = step / 2, .north = 0});
    CHECK(editor.label_at(at(2.4, 2)) == 1);
    CHECK(editor.label_at(at(2.6, 2)) == 2);
    const auto shift = border_shift(editor, std::span(&gesture, 1));
    REQUIRE(shift.drawn.size() == 1);
    CHECK(std::set{shift.drawn[0].line.front(), shift.drawn[0].line.back()} == std::set{at(2.5, 1), at(2.5, 3)});
    REQUIRE(shift.given_up.size() == 1);
    CHECK(std::set{shift.given_up[0].left, shift.given_up[0].right} == std::set<Label>{1, 2});
    CHECK(refused(editor, ShiftBorder{.a = 1, .b = 2, .east = 0, .north = -step / 2}).kind != RefusalKind::broken_invariant);
    CHECK(refused(editor, ShiftBorder{.a = 1, .b = 9, .east = 1, .north = 0}).kind == RefusalKind::not_adjacent);
    CoverageEditor island(covered({"AAA", "ABA", "AAA"}));
    CHECK(refused(island, ShiftBorder{.a = 1, .b = 2, .east = 5, .north = 0}).kind == RefusalKind::misses_border);
}

namespace {

/// Gestures as planners make them, and as they should not.
class RandomGestures {
  public:
    RandomGestures(CoverageEditor &editor, std::uint32_t seed) : m_editor(editor), m_random(seed) {}

    GestureOutcome next() {
        const EditRights rights{.outer_border = pick(8) == 0, .parent_borders = pick(4) == 0};
        switch (kind = pick(8)) {
        case 0:
            return make(m_editor, Split{.unit = label(), .sketch = line(), .parts = {m_next_label++}, .tolerance = pick(30)},
                        rights);
        case 1:
            return make(m_editor, Merge{.into = label(), .gone = {label()}}, rights);
        case 2:
            return make(m_editor, TakeOver{.unit = label(), .ring = ring(), .from = {}}, rights);
        case 3:
            return make(m_editor, Reshape{.unit = label(), .sketch = line(), .to = no_label, .tolerance = pick(30)}, rights);
        case 6:
            return make(m_editor, Dissolve{.unit = label(), .to = pick(2) == 0 ? label() : no_label}, rights);
        case 7:
            return make(m_editor,
                        ShiftBorder{.a = label(),
                                    .b = label(),
                                    .east = static_cast<std::int32_t>(pick(400)) - 200,
                                    .north = static_cast<std::int32_t>(pick(400)) - 200},
                        rights);
        default: {
            const auto from = vertex();
            return make(m_editor, MoveVertex{from, pick(2) == 0 ? near(from, 300) : near(from, 40)}, rights);
        }
        }
    }
    LatticePoint anywhere() {
        const auto &box = m_editor.ground().bounds();
        return {box.min_x - 5 + static_cast<std::int32_t>(pick(static_cast<std::uint32_t>(box.max_x - box.min_x) + 10)),
                box.min_y - 5 + static_cast<std::int32_t>(pick(static_cast<std::uint32_t>(box.max_y - box.min_y) + 10))};
    }
    std::uint32_t kind = 0;

  private:
    std::uint32_t pick(std::uint32_t n) { return static_cast<std::uint32_t>(m_random() % n); }
    Label label() { return m_editor.label_at(anywhere()); }
    LatticePoint near(LatticePoint p, std::int32_t reach) {
        return {p.x - reach + static_cast<std::int32_t>(pick(static_cast<std::uint32_t>(2 * reach + 1))),
                p.y - reach + static_cast<std::int32_t>(pick(static_cast<std::uint32_t>(2 * reach + 1)))};
    }
    LatticePoint vertex() {
        for (int i = 0; i < 40; ++i) {
            const auto arc = pick(m_editor.ground().arc_end());
            if (m_editor.ground().has_arc(arc)) {
                const auto points = m_editor.ground().line(arc).points();
                return pick(2) == 0 ? points.front() : points[pick(static_cast<std::uint32_t>(points.size()))];
            }
        }
        return anywhere();
    }
    std::vector<LatticePoint> line() {
        std::vector<LatticePoint> points{pick(2) == 0 ? vertex() : anywhere()};
        for (auto more = 1 + pick(3); more > 0; --more) {
            points.push_back(pick(3) == 0 ? vertex() : near(points.back(), 1500));
        }
        return points;
    }
    std::vector<LatticePoint> ring() {
        const auto centre = pick(3) == 0 ? vertex() : anywhere();
        const auto reach = static_cast<std::int32_t>(20 + pick(1500));
        return {{centre.x - reach, centre.y - reach / 2},
                near({centre.x + reach, centre.y - reach}, reach / 3),
                near({centre.x + reach / 2, centre.y + reach}, reach / 3),
                pick(2) == 0 ? vertex() : near({centre.x - reach, centre.y + reach / 2}, reach / 4)};
    }

    CoverageEditor &m_editor;
    std::mt19937 m_random;
    Label m_next_label = 100;
};

} // namespace

TEST_CASE("random gestures keep the ground whole, say what they moved, and are taken back", "[gesture][property]") {
    const std::uint32_t seeds = is_long_run() ? 400 : 12;
    const int tries = is_long_run() ? 500 : 120;
    std::map<std::uint32_t, int> made_of_kind;
    for (std::uint32_t seed = 1; seed <= seeds; ++seed) {
        const RandomCoverageForm form{.side = 6, .cell = 1000, .steps = 4, .labels = 12, .nobody = seed % 2 == 0 ? 9U : 0U};
        CoverageEditor editor(
            build_coverage(RandomCoverage(form, seed).polygons, {.classify_enclosed = false, .progress = {}}).coverage);
        editor.set_parents([seed] {
            std::vector<Label> parents(2000);
            for (Label label = 1; label < parents.size(); ++label) {
                parents[label] = label < 7 && seed % 3 == 0 ? 1 : 2;
            }
            return parents;
        }());
        RandomGestures gestures(editor, seed);
        const auto first = content_of(editor);
        std::vector<Gesture> log;
        for (int i = 0; i < tries; ++i) {
            const auto areas = areas_by_label(editor);
            std::vector<std::pair<LatticePoint, Label>> sampled;
            for (int k = 0; k < 30; ++k) {
                const auto p = gestures.anywhere();
                sampled.emplace_back(p, editor.label_at(p));
            }
            auto outcome = gestures.next();
            CAPTURE(seed, i, gestures.kind);
            if (const auto *refusal = std::get_if<Refusal>(&outcome)) {
                REQUIRE(refusal->kind != RefusalKind::broken_invariant);
                REQUIRE(areas_by_label(editor) == areas);
                continue;
            }
            auto gesture = std::get<Gesture>(std::move(outcome));
            ++made_of_kind[gestures.kind];
            auto sums = areas;
            for (const auto *shifts : {&gesture.shifts, &gesture.bends}) {
                for (const auto &shift : *shifts) {
                    sums[shift.label] += shift.doubled_area;
                }
            }
            const auto whole = content_of(editor);
            static_cast<void>(border_shift(editor, std::span(&gesture, 1)));
            REQUIRE(content_of(editor) == whole);
            std::erase_if(sums, [](const auto &entry) { return entry.second == 0; });
            auto now = areas_by_label(editor);
            std::erase_if(now, [](const auto &entry) { return entry.second == 0; });
            REQUIRE(sums == now);
            for (const auto &[p, before] : sampled) {
                const bool may_change = std::ranges::any_of(gesture.places, [&](const auto &box) { return box.contains(p); });
                CAPTURE(p.x, p.y, before, editor.label_at(p));
                REQUIRE((may_change || editor.label_at(p) == before));
            }
            REQUIRE(difference_from_scratch(editor).empty());
            log.push_back(std::move(gesture));
        }
        REQUIRE(find_violations(editor.coverage()).empty());
        const auto last = content_of(editor);
        for (auto gesture = log.rbegin(); gesture != log.rend(); ++gesture) {
            REQUIRE(undo(editor, *gesture));
        }
        REQUIRE(content_of(editor) == first);
        for (auto &gesture : log) {
            REQUIRE(redo(editor, gesture));
        }
        REQUIRE(content_of(editor) == last);
    }
    for (const std::uint32_t kind : {0U, 1U, 2U, 3U, 4U, 6U}) {
        CAPTURE(kind);
        CHECK(made_of_kind[kind] > 15);
    }
}
