#include "spatial/coverage_editor.hpp"

#include "spatial/coverage_check.hpp"
#include "tests/support/ascii_grid.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/edit_map.hpp"
#include "tests/support/edited_coverage.hpp"

using namespace jingwei::spatial;
using namespace jingwei::tests;
using namespace jingwei::tests::edit_map;

namespace {

constexpr EditRights everything{.outer_border = true, .parent_borders = true};

/// The change of an edit that must be made; takes it back and does it again, which must lead to the same ground.
Change made(CoverageEditor &editor, const GroundContent &before, Outcome outcome) {
    if (const auto *refusal = std::get_if<Refusal>(&outcome)) {
        FAIL("refused: " << refusal_name(refusal->kind) << " at " << refusal->place.x << " " << refusal->place.y);
    }
    auto change = std::get<Change>(std::move(outcome));
    const auto after = content_of(editor);
    CHECK(difference_from_scratch(editor).empty());
    REQUIRE(editor.undo(change));
    CHECK(content_of(editor) == before);
    CHECK(difference_from_scratch(editor).empty());
    REQUIRE(editor.redo(change));
    CHECK(content_of(editor) == after);
    CHECK(difference_from_scratch(editor).empty());
    CHECK(find_violations(editor.coverage()).empty());
    return change;
}

/// Makes an edit that must succeed, by a call on the editor.
template <class Edit> Change make(CoverageEditor &editor, Edit edit) {
    const auto before = content_of(editor);
    return made(editor, before, edit(editor));
}

Outcome as_outcome(std::variant<Sketched, Refusal> drawn) {
    if (auto *sketched = std::get_if<Sketched>(&drawn)) {
        return std::move(sketched->change);
    }
    return std::get<Refusal>(drawn);
}

/// Why an edit is refused; it must be, and change nothing.
template <class Edit> Refusal refused(CoverageEditor &editor, Edit edit) {
    const auto before = content_of(editor);
    const Outcome outcome = edit(editor);
    REQUIRE(std::holds_alternative<Refusal>(outcome));
    CHECK(content_of(editor) == before);
    CHECK(difference_from_scratch(editor).empty());
    return std::get<Refusal>(outcome);
}

/// The arc that passes a place.
ArcId arc_at(const CoverageEditor &editor, LatticePoint place) {
    ArcId found = no_id;
    editor.ground().for_each_segment_near(
        {place.x, place.y, place.x, place.y},
        [&](ArcId arc, std::uint32_t, const Segment &s) { found = is_on(place, s) ? arc : found; });
    REQUIRE(found != no_id);
    return found;
}

FaceId face_at(const CoverageEditor &editor, double x, double y) {
    return editor.ground().face_at(at(x, y));
}

} // namespace

TEST_CASE("a split makes a node and healing takes it away", "[editor]") {
    CoverageEditor editor(covered({"AB"}));
    const auto start = content_of(editor);
    const auto arc = arc_at(editor, at(0, 0.5));
    make(editor, [&](auto &e) { return e.split_arc(arc, at(0, 0)); });
    CHECK(editor.ground().counts().nodes == 3);
    CHECK(editor.ground().counts().arcs == 4);
    make(editor, [&](auto &e) { return e.heal_node(at(0, 0)); });
    CHECK(content_of(editor) == start);
    CHECK(refused(editor, [&](auto &e) { return e.split_arc(arc, at(1, 0)); }).kind == RefusalKind::already_a_node);
    CHECK(refused(editor, [&](auto &e) { return e.split_arc(arc, at(0.5, 0.5)); }).kind == RefusalKind::off_the_arc);
    CHECK(refused(editor, [&](auto &e) { return e.split_arc(99, at(0, 0)); }).kind == RefusalKind::no_such_arc);
    CHECK(refused(editor, [&](auto &e) { return e.heal_node(at(0, 0)); }).kind == RefusalKind::no_such_node);
    CHECK(refused(editor, [&](auto &e) { return e.heal_node(at(1, 0)); }).kind == RefusalKind::not_two_arcs);
}

TEST_CASE("a split between two vertices gives both neighbours the vertex", "[editor]") {
    CoverageEditor editor(covered({"AB"}));
    make(editor, [&](auto &e) { return e.split_arc(arc_at(e, at(1, 0.5)), at(1, 0.25)); });
    const std::vector<Label> self{0, 1, 2};
    const auto units = outlines(editor.coverage(), self, 3);
    for (const Label unit : {1, 2}) {
        CHECK(std::ranges::count(units[unit][0].outer, at(1, 0.25)) == 1);
    }
}

TEST_CASE("a closed arc is split and healed, but keeps one node", "[editor]") {
    CoverageEditor editor(covered({"A"}));
    REQUIRE(editor.ground().counts().arcs == 1);
    make(editor, [&](auto &e) { return e.split_arc(0, at(1, 1)); });
    CHECK(editor.ground().counts().arcs == 2);
    make(editor, [&](auto &e) { return e.heal_node(at(0, 0)); });
    CHECK(editor.ground().counts().arcs == 1);
    CHECK(refused(editor, [&](auto &e) { return e.heal_node(at(1, 1)); }).kind == RefusalKind::not_two_arcs);
}

TEST_CASE("an arc across a face splits it, and its removal joins the parts", "[editor]") {
    CoverageEditor editor(covered({"AB"}));
    for (const double x : {0.0, 1.0}) {
        make(editor, [&](auto &e) { return e.split_arc(arc_at(e, at(x, 0.5)), at(x, 0.5)); });
    }
    const auto start = content_of(editor);
    make(editor, [&](auto &e) { return e.add_arc(through({{0, 0.5}, {0.5, 0.6}, {1, 0.5}})); });
    CHECK(editor.ground().counts().faces == 4);
    const auto north = face_at(editor, 0.5, 0.8);
    const auto south = face_at(editor, 0.5, 0.2);
    REQUIRE(north != south);
    CHECK(editor.ground().face(north).label == 1);
    CHECK(editor.ground().face(south).label == 1);
    CHECK((editor.ground().face(north).doubled_area + editor.ground().face(south).doubled_area ==
           static_cast<__int128>(step) * step * 2));
    make(editor, [&](auto &e) { return e.relabel(std::vector{north}, 3); });
    CHECK(editor.label_at(at(0.5, 0.8)) == 3);
    const auto cut = arc_at(editor, at(0.5, 0.6));
    const auto side = editor.ground().left(cut * 2) == south ? Side::left : Side::right;
    make(editor, [&](auto &e) { return e.remove_arc(cut, side); });
    CHECK(content_of(editor) == start);
}

TEST_CASE("an island keeps its face through bridges, cuts and rings", "[editor]") {
    CoverageEditor editor(covered({"AAAAA", //
                                   "AAAAA", //
                                   "AABAA", //
                                   "AAAAA", //
                                   "AAAAA"}));
    const auto start = content_of(editor);
    REQUIRE(editor.ground().counts().components == 2);
    const auto around = face_at(editor, 0.5, 0.5);
    REQUIRE(editor.ground().face(around).hole_count == 1);
    SECTION("a bridge makes one component, and its removal two") {
        make(editor, [&](auto &e) { return e.add_arc(through({{0, 0}, {2, 2}})); });
        CHECK(editor.ground().counts().components == 1);
        CHECK(editor.ground().counts().faces == 3);
        const auto bridge = arc_at(editor, at(1, 1));
        CHECK(editor.ground().left(bridge * 2) == editor.ground().left(bridge * 2 + 1));
        CHECK(find_violations(editor.coverage()).empty());
        make(editor, [&](auto &e) { return e.remove_arc(bridge, Side::left); });
        CHECK(content_of(editor) == start);
    }
    SECTION("a cut beside it leaves it on its side") {
        for (const auto &place : {at(1, 0), at(1, 5)}) {
            make(editor, [&](auto &e) { return e.split_arc(arc_at(e, place), place); });
        }
        make(editor, [&](auto &e) { return e.add_arc(through({{1, 0}, {1, 5}})); });
        CHECK(editor.ground().face(face_at(editor, 0.5, 2.5)).hole_count == 0);
        CHECK(editor.ground().face(face_at(editor, 4.5, 2.5)).hole_count == 1);
        make(editor, [&](auto &e) { return e.remove_arc(arc_at(e, at(1, 2.5)), Side::left); });
        CHECK(editor.ground().face(face_at(editor, 0.5, 2.5)).hole_count == 1);
    }
    SECTION("a ring around it takes it in, and gives it back") {
        make(editor, [&](auto &e) { return e.add_arc(through({{1, 1}, {4, 1}, {4, 4}, {1, 4}, {1, 1}})); });
        CHECK(editor.ground().counts().components == 3);
        const auto inner = face_at(editor, 1.5, 1.5);
        CHECK(inner != face_at(editor, 0.5, 0.5));
        CHECK(editor.ground().face(inner).hole_count == 1);
        CHECK(editor.ground().face(face_at(editor, 0.5, 0.5)).hole_count == 1);
        make(editor, [&](auto &e) { return e.remove_arc(arc_at(e, at(1, 2)), Side::left); });
        CHECK(content_of(editor) == start);
    }
    SECTION("it goes with its border") {
        make(editor, [&](auto &e) {
            const auto arc = arc_at(e, at(2, 2.5));
            return e.remove_arc(arc, e.ground().left_label(arc * 2) == 1 ? Side::left : Side::right);
        });
        CHECK(editor.ground().counts().components == 1);
        CHECK(editor.label_at(at(2.5, 2.5)) == 1);
    }
}

TEST_CASE("an arc that ends in open ground has one face on both sides", "[editor]") {
    CoverageEditor editor(covered({"AB"}));
    const auto start = content_of(editor);
    make(editor, [&](auto &e) { return e.add_arc(through({{1, 0}, {0.5, 0.5}})); });
    make(editor, [&](auto &e) { return e.add_arc(through({{0.5, 0.5}, {0.2, 0.6}})); });
    make(editor, [&](auto &e) { return e.add_arc(through({{1.3, 0.4}, {1.5, 0.5}})); });
    CHECK(editor.ground().counts().components == 2);
    CHECK(editor.ground().counts().faces == 3);
    CHECK(editor.coverage().arcs().size() == 3); // none of it divides units
    make(editor, [&](auto &e) { return e.drop_same_label(std::vector{face_at(e, 0.5, 0.7), face_at(e, 1.5, 0.7)}); });
    CHECK(content_of(editor) == start);
}

TEST_CASE("a loop at a node has an inside, whichever way it runs", "[editor]") {
    for (const bool backwards : {false, true}) {
        CoverageEditor editor(covered({"AB"}));
        auto loop = through({{1, 0}, {1.6, 0.2}, {1.4, 0.6}, {1, 0}});
        if (backwards) {
            std::ranges::reverse(loop);
        }
        make(editor, [&](auto &e) { return e.add_arc(loop); });
        CHECK(editor.ground().counts().faces == 4);
        CHECK(face_at(editor, 1.35, 0.3) != face_at(editor, 1.2, 0.9));
        make(editor, [&](auto &e) { return e.relabel(std::vector{face_at(e, 1.35, 0.3)}, 3); });
        CHECK(editor.label_at(at(1.35, 0.3)) == 3);
        CHECK(editor.label_at(at(1.2, 0.9)) == 2);
        make(editor, [&](auto &e) {
            const auto arc = arc_at(e, at(1.6, 0.2));
            return e.remove_arc(arc, e.ground().left_label(arc * 2) == 2 ? Side::left : Side::right);
        });
        CHECK(editor.label_at(at(1.35, 0.3)) == 2);
    }
}

TEST_CASE("faces that touch at a corner are taken apart and put together", "[editor]") {
    CoverageEditor editor(covered({"A.", //
                                   ".B"}));
    CHECK(editor.ground().counts().components == 1);
    const auto north_west = arc_at(editor, at(0, 1.5));
    make(editor, [&](auto &e) {
        return e.remove_arc(north_west, e.ground().left(north_west * 2) == 0 ? Side::left : Side::right, everything);
    });
    CHECK(editor.ground().counts().faces == 2);
    CHECK(editor.label_at(at(0.5, 1.5)) == no_label);
    make(editor, [&](auto &e) { return e.add_arc(through({{1, 1}, {0, 1}, {0, 2}, {1, 2}, {1, 1}})); });
    const auto face = face_at(editor, 0.5, 1.5);
    REQUIRE(face != 0);
    CHECK(refused(editor, [&](auto &e) { return e.relabel(std::vector{face}, 1); }).kind == RefusalKind::outer_border);
    make(editor, [&](auto &e) { return e.relabel(std::vector{face}, 1, everything); });
    CHECK(editor.label_at(at(0.5, 1.5)) == 1);
}

TEST_CASE("an arc is moved where nothing lies between, and refused where something does", "[editor]") {
    CoverageEditor editor(covered({"AAAA", //
                                   "ABAC", //
                                   "AAAC"}));
    const auto border = arc_at(editor, at(3, 1));
    const auto front = editor.ground().line(border).front();
    const auto back = editor.ground().line(border).back();
    const auto line_to = [&](const std::vector<std::pair<double, double>> &places) {
        std::vector points{front};
        for (const auto p : through(places)) {
            points.push_back(p);
        }
        points.push_back(back);
        return points;
    };
    const bool up = front.y < back.y;
    const auto west = [&](double x) { return up ? line_to({{x, 0.1}, {x, 1.9}}) : line_to({{x, 1.9}, {x, 0.1}}); };
    make(editor, [&](auto &e) { return e.change_arc(border, west(2.5)); });
    CHECK(editor.label_at(at(2.7, 1)) == 3);
    auto around_b = through({{0.5, 0.1}, {0.5, 2.5}, {2.9, 2.6}});
    if (!up) {
        std::ranges::reverse(around_b);
    }
    around_b.insert(around_b.begin(), front);
    around_b.push_back(back);
    const auto swept = refused(editor, [&](auto &e) { return e.change_arc(border, around_b); });
    CHECK(swept.kind == RefusalKind::sweeps_over);
    CHECK((swept.place.x == at(1, 1).x || swept.place.x == at(2, 1).x));
    CHECK(refused(editor, [&](auto &e) { return e.change_arc(border, west(1.5)); }).kind == RefusalKind::meets_border);
    auto shorter = west(2.5);
    shorter.pop_back();
    CHECK(refused(editor, [&](auto &e) { return e.change_arc(border, shorter); }).kind == RefusalKind::moved_end);
    CHECK(refused(editor, [&](auto &e) { return e.change_arc(border, {}); }).kind == RefusalKind::degenerate_line);
    CHECK(refused(editor, [&](auto &e) {
              return e.change_arc(border, line_to({{2, 0.2}, {2.9, 0.9}, {2.1, 0.9}, {2.9, 0.3}}));
          }).kind == RefusalKind::crosses_itself);
    const auto ring = arc_at(editor, at(1, 1.5));
    CHECK(refused(editor, [&](auto &e) {
              const auto line = e.ground().line(ring).points();
              return e.change_arc(ring, {line.rbegin(), line.rend()});
          }).kind == RefusalKind::turned_over);
}

TEST_CASE("a border moved around its neighbour to the other side is refused", "[editor]") {
    CoverageEditor editor(covered({"AB"}));
    const auto shared = arc_at(editor, at(1, 0.5));
    auto around = through({{1, 0}, {-0.5, -0.5}, {-0.5, 1.5}, {1, 1}}); // west of all of A
    if (editor.ground().line(shared).front() != around.front()) {
        std::ranges::reverse(around);
    }
    CHECK(refused(editor, [&](auto &e) { return e.change_arc(shared, around); }).kind == RefusalKind::sweeps_over);
}

TEST_CASE("outer and parent borders are kept unless the edit may move them", "[editor]") {
    CoverageEditor editor(covered({"ABC"}));
    editor.set_parents({0, 7, 7, 8});
    const auto bend = [&](double x, const EditRights &rights) {
        return [&editor, x, rights](CoverageEditor &e) {
            const auto arc = arc_at(editor, at(x, 0.5));
            const auto line = e.ground().line(arc).points();
            std::vector points(line.begin(), line.end());
            points.insert(points.begin() + 1,
                          {points[0].x + (points[1].x - points[0].x) / 2 + 500, points[0].y + (points[1].y - points[0].y) / 2});
            return e.change_arc(arc, std::move(points), rights);
        };
    };
    make(editor, bend(1, {}));
    CHECK(refused(editor, bend(2, {})).kind == RefusalKind::parent_border);
    CHECK(refused(editor, bend(2, {.outer_border = true})).kind == RefusalKind::parent_border);
    CHECK(refused(editor, bend(3, {.parent_borders = true})).kind == RefusalKind::outer_border);
    const auto remove = [&](const EditRights &rights) {
        return [rights](CoverageEditor &e) { return e.remove_arc(arc_at(e, at(2, 0.5)), Side::left, rights); };
    };
    CHECK(refused(editor, remove({})).kind == RefusalKind::parent_border);
    make(editor, bend(2, everything));
    const auto face = face_at(editor, 2.5, 0.5);
    CHECK(refused(editor, [&](auto &e) { return e.relabel(std::vector{face}, 1); }).kind == RefusalKind::parent_border);
    CHECK(refused(editor, [&](auto &e) { return e.relabel(std::vector{face}, 0); }).kind == RefusalKind::outer_border);
    CHECK(refused(editor, [&](auto &e) { return e.relabel(std::vector<FaceId>{0}, 1, everything); }).kind ==
          RefusalKind::no_such_face);
    CHECK(refused(editor, [&](auto &e) {
              const auto arc = arc_at(e, at(0, 0.5));
              return e.remove_arc(arc, e.ground().left(arc * 2) == 0 ? Side::right : Side::left, everything);
          }).kind == RefusalKind::outside_label);
}

TEST_CASE("a sketch across a grid cuts it, and the neighbours get the vertices", "[editor]") {
    CoverageEditor editor(covered({"ABC"}));
    const auto areas = areas_by_label(editor);
    SECTION("through all that it passes") {
        auto drawn = editor.draw(through({{-0.5, 0.3}, {3.5, 0.61}}), {.tolerance = 60'000, .only = no_label, .rights = {}});
        REQUIRE(std::holds_alternative<Sketched>(drawn));
        const auto &sketched = std::get<Sketched>(drawn);
        CHECK(sketched.arcs.size() == 3); // the ends beyond the border are cut back
        CHECK(sketched.faces.size() == 3);
        CHECK(difference_from_scratch(editor).empty());
    }
    SECTION("through one grid only") {
        auto drawn = editor.draw(through({{-0.5, 0.3}, {3.5, 0.61}}), {.tolerance = 0, .only = 2, .rights = {}});
        REQUIRE(std::holds_alternative<Sketched>(drawn));
        const auto &sketched = std::get<Sketched>(drawn);
        CHECK(sketched.arcs.size() == 1);
        REQUIRE(sketched.faces.size() == 1);
        CHECK(editor.ground().face(sketched.faces[0]).label == 2);
        CHECK(difference_from_scratch(editor).empty());
        const auto before = content_of(editor);
        make(editor, [&](auto &e) { return e.relabel(sketched.faces, 9); });
        make(editor, [&](auto &e) { return e.relabel(sketched.faces, 2); });
        CHECK(content_of(editor) == before);
        make(editor, [&](auto &e) { return e.drop_same_label(sketched.faces); });
        CHECK(editor.ground().counts().faces == 4);
    }
    CHECK(find_violations(editor.coverage()).empty());
    const auto now = areas_by_label(editor);
    for (const auto &[label, area] : areas) {
        CHECK((now.at(label) - area < 2 * step && area - now.at(label) < 2 * step)); // no border moved by more than a unit
    }
}

TEST_CASE("the end of a sketch is led to a border within the tolerance only", "[editor]") {
    CoverageEditor editor(covered({"AB"}));
    const auto sketch = through({{0.002, 0.5}, {0.998, 0.5}});
    const auto draw = [&](std::int64_t tolerance) {
        return [&, tolerance](CoverageEditor &e) {
            return as_outcome(e.draw(sketch, {.tolerance = tolerance, .only = no_label, .rights = {}}));
        };
    };
    const auto dangling = refused(editor, draw(150));
    CHECK(dangling.kind == RefusalKind::dangling_end);
    CHECK(dangling.place == sketch.front());
    make(editor, draw(250));
    CHECK(editor.ground().counts().faces == 4);
}

TEST_CASE("a sketch that crosses itself is refused at the place", "[editor]") {
    CoverageEditor editor(covered({"AB"}));
    const auto refusal = refused(editor, [&](auto &e) {
        return as_outcome(e.draw(through({{0, 0.5}, {0.8, 0.5}, {0.5, 0.8}, {0.5, 0.1}}), {}));
    });
    CHECK(refusal.kind == RefusalKind::crosses_itself);
    CHECK(refusal.place == at(0.5, 0.5));
    CHECK(refused(editor, [&](auto &e) {
              return as_outcome(e.draw(through({{0.5, 0.5}}), {}));
          }).kind == RefusalKind::degenerate_line);
}

TEST_CASE("a sketch along a border adds only what is new", "[editor]") {
    CoverageEditor editor(covered({"AB"}));
    auto drawn = editor.draw(through({{0, 0}, {1, 0}, {1, 1}, {2, 0}}), {});
    REQUIRE(std::holds_alternative<Sketched>(drawn));
    CHECK(std::get<Sketched>(drawn).arcs.size() == 1); // from (1, 1) to (2, 0)
    CHECK(editor.ground().counts().faces == 4);
    CHECK(difference_from_scratch(editor).empty());
}

TEST_CASE("a closed sketch is an island, or a bay where it crosses a border", "[editor]") {
    CoverageEditor editor(covered({"AB"}));
    make(editor, [&](auto &e) { return as_outcome(e.draw(through({{0.2, 0.2}, {0.6, 0.3}, {0.3, 0.7}, {0.2, 0.2}}), {})); });
    CHECK(editor.ground().face(face_at(editor, 0.9, 0.9)).hole_count == 1);
    make(editor, [&](auto &e) {
        return as_outcome(e.draw(through({{0.8, 0.4}, {1.3, 0.41}, {1.2, 0.8}, {0.7, 0.81}, {0.8, 0.4}}), {}));
    });
    CHECK(editor.ground().counts().faces == 6);
    CHECK(face_at(editor, 0.9, 0.6) != face_at(editor, 1.1, 0.6));
}

TEST_CASE("rounding does not bend a kept border where that is not allowed", "[editor]") {
    CoverageEditor editor(
        build_coverage(std::vector<LabelledPolygon>{{1, {{{0, 0}, {1001, 0}, {1501, 1003}, {0, 1003}}, {}}}}).coverage);
    const std::vector<LatticePoint> sketch{{-10, 400}, {1600, 411}};
    const auto draw = [&](bool rounding) {
        return [&, rounding](CoverageEditor &e) {
            return as_outcome(e.draw(sketch, {.tolerance = 0, .only = 1, .rights = {.rounding = rounding}}));
        };
    };
    CHECK(refused(editor, draw(false)).kind == RefusalKind::outer_border);
    make(editor, draw(true));
    CHECK(editor.ground().counts().faces == 3);
}

TEST_CASE("two grids become one: relabelled, and the border between them dropped", "[editor]") {
    CoverageEditor editor(covered({"AB", "CC"}));
    const auto face = face_at(editor, 0.5, 1.5);
    make(editor, [&](auto &e) { return e.relabel(std::vector{face}, 2); });
    make(editor, [&](auto &e) { return e.drop_same_label(std::vector{face}); });
    CHECK(editor.ground().counts().faces == 3);
    CHECK(editor.ground().counts().nodes == 2); // those that were left with two arcs are healed
    CHECK(editor.ground().counts().arcs == 3);
}

TEST_CASE("a change tells the faces it touched, before and after", "[editor]") {
    CoverageEditor editor(covered({"AB"}));
    auto drawn = editor.draw(through({{0, 0}, {1, 1}}), {});
    REQUIRE(std::holds_alternative<Sketched>(drawn));
    const auto faces = editor.ground().face_changes(std::get<Sketched>(drawn).change);
    REQUIRE(faces.size() == 2);
    __int128 before = 0;
    __int128 after = 0;
    for (const auto &face : faces) {
        before += face.before ? face.before->doubled_area : 0;
        after += face.after ? face.after->doubled_area : 0;
    }
    CHECK((before == after));
    CHECK_FALSE(faces[1].before);
    REQUIRE(faces[1].after);
    CHECK(faces[1].after->label == 1);
}

TEST_CASE("changes are taken back in their order only", "[editor]") {
    CoverageEditor editor(covered({"AB"}));
    auto first = make(editor, [&](auto &e) { return e.split_arc(arc_at(e, at(0, 0.5)), at(0, 0)); });
    auto second = make(editor, [&](auto &e) { return e.split_arc(arc_at(e, at(2, 0.5)), at(2, 0)); });
    const auto now = content_of(editor);
    CHECK_FALSE(editor.undo(first));
    CHECK_FALSE(editor.redo(second));
    CHECK(content_of(editor) == now);
    CHECK(editor.undo(second));
    CHECK(editor.undo(first));
    CHECK_FALSE(editor.redo(second));
    CHECK(editor.redo(first));
}

TEST_CASE("ground is drawn from nothing, and not wider than the lattice allows", "[editor]") {
    CoverageEditor editor{Coverage()};
    CHECK(editor.coverage().empty());
    CHECK(editor.label_at({5, 5}) == no_label);
    make(editor, [&](auto &e) { return e.add_arc(through({{0, 0}, {2, 0}, {2, 2}, {0, 2}, {0, 0}})); });
    make(editor, [&](auto &e) { return e.relabel(std::vector{face_at(e, 1, 1)}, 1, everything); });
    make(editor, [&](auto &e) {
        return as_outcome(e.draw(through({{1, 0}, {1, 2}}), {.tolerance = 0, .only = no_label, .rights = {}}));
    });
    CHECK(editor.ground().counts().faces == 3);
    const auto far = LatticePoint{at(0, 0).x - 1'100'000'000, at(0, 0).y};
    CHECK(refused(editor, [&](auto &e) { return e.add_arc({far, {far.x + 9, far.y}}); }).kind == RefusalKind::too_wide);
    CHECK(refused(editor, [&](auto &e) {
              return as_outcome(e.draw(std::vector{far, at(0, 0)}, {}));
          }).kind == RefusalKind::too_wide);
}
