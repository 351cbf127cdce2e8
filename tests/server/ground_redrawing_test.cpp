#include "server/service/ground_redrawing.hpp"

#include "server/service/plan_file.hpp"
#include "server/service/plan_redrawing.hpp"
#include "spatial/ground_change.hpp"
#include "tests/support/planner_desk.hpp"

#include <algorithm>

using namespace jingwei;
using namespace jingwei::server;
using namespace jingwei::tests;
using Catch::Matchers::ContainsSubstring;
using spatial::LatticePoint;
using spatial::MultiPolygon;
using spatial::Ring;

namespace {

constexpr std::int32_t x0 = 1'041'700'000;
constexpr std::int32_t y0 = 365'400'000;

/// A ring of points in lattice units from a corner.
Ring ring(std::initializer_list<LatticePoint> points) {
    Ring shifted;
    for (const auto p : points) {
        shifted.push_back({x0 + p.x, y0 + p.y});
    }
    return shifted;
}

MultiPolygon box(std::int32_t west, std::int32_t south, std::int32_t east, std::int32_t north) {
    return {{ring({{west, south}, {east, south}, {east, north}, {west, north}}), {}}};
}

RedrawnGrid grid(const char *code, MultiPolygon before, MultiPolygon drawn) {
    return {.code = code,
            .name = before.empty() ? code : "",
            .is_new = before.empty(),
            .before = std::move(before),
            .drawn = std::move(drawn)};
}

GroundRedrawing redrawn(const std::vector<RedrawnGrid> &grids, double tolerance_m = 0.5) {
    return redraw_ground(grids, tolerance_m, [](LatticePoint p) { return std::string(p.x < x0 ? "" : "z"); });
}

std::string refusal(const std::vector<RedrawnGrid> &grids, double tolerance_m = 0.5) {
    try {
        static_cast<void>(redrawn(grids, tolerance_m));
    } catch (const Error &error) {
        return error.what();
    }
    return "it was taken";
}

std::vector<std::string> codes(const PartitionGrids &op) {
    std::vector<std::string> codes;
    std::ranges::transform(op.parts, std::back_inserter(codes), &PartitionPart::grid);
    return codes;
}

/// Two grids side by side, 20,000 units (200 m) wide each; the border comes to lie at `left` for the left one, at `right` for
/// the right one.
std::vector<RedrawnGrid> pair(std::int32_t left, std::int32_t right) {
    return {grid("a", box(0, 0, 20'000, 20'000), box(0, 0, left, 20'000)),
            grid("b", box(20'000, 0, 40'000, 20'000), box(right, 0, 40'000, 20'000))};
}

} // namespace

TEST_CASE("a border that was drawn elsewhere divides the ground of both sides") {
    const auto done = redrawn(pair(25'000, 25'000));
    REQUIRE(done.divisions.size() == 1);
    CHECK(done.divisions[0].grids == std::vector<std::string>{"a", "b"});
    REQUIRE(codes(done.divisions[0]) == std::vector<std::string>{"a", "b"});
    CHECK(spatial::doubled_area(done.divisions[0].parts[0].rings[0]) == __int128{2} * 25'000 * 20'000);
    CHECK(done.closed == 0);
    CHECK(redrawn({}).divisions.empty());
    CHECK(redrawn(pair(20'000, 20'000)).divisions.empty());
    CHECK(redrawn(pair(20'001, 20'001)).divisions.empty()); // a centimetre is no border's move
}

TEST_CASE("gaps and overlaps are closed within the tolerance, with the whole as it was") {
    for (const auto right : {25'020, 24'980}) { // 20 cm apart, and over each other
        CAPTURE(right);
        const auto done = redrawn(pair(25'000, right));
        REQUIRE(done.divisions.size() == 1);
        CHECK(done.closed == 1);
        CHECK(done.widest_m == Approx(0.18).margin(0.05));
        __int128 area = 0;
        for (const auto &part : done.divisions[0].parts) {
            for (const auto &each : part.rings) {
                area += spatial::doubled_area(each);
            }
        }
        CHECK(area == __int128{2} * 40'000 * 20'000);
    }
    CHECK_THAT(refusal(pair(25'000, 25'020), 0.1), ContainsSubstring("belong to no row any more"));
    CHECK_THAT(refusal(pair(25'000, 24'980), 0.1), ContainsSubstring("belong to 'a' and 'b'"));
    // also along the outer border, where nothing encloses it
    const auto short_of = redrawn(
        {grid("a", box(0, 0, 20'000, 20'000), box(0, 20, 10'000, 20'000)), grid("n", {}, box(10'000, 20, 20'000, 20'000))});
    REQUIRE(short_of.divisions.size() == 1);
    CHECK(spatial::doubled_area(short_of.divisions[0].parts[1].rings[0]) == __int128{2} * 10'000 * 20'000);
}

TEST_CASE("ground beyond the rows is refused, whoever has it") {
    CHECK_THAT(refusal({grid("a", box(0, 0, 20'000, 20'000), box(0, 0, 30'000, 20'000))}),
               ContainsSubstring("ground of 'z', which the file leaves as it is"));
    CHECK_THAT(refusal({grid("a", box(0, 0, 20'000, 20'000), box(-10'000, 0, 20'000, 20'000))}),
               ContainsSubstring("outside of all grids"));
    CHECK_THAT(refusal({grid("n", {}, box(0, 0, 20'000, 20'000))}), ContainsSubstring("n"));
    CHECK_THAT(refusal({grid("a", box(0, 0, 20'000, 20'000), box(0, 0, 15'000, 20'000))}),
               ContainsSubstring("Give them to a neighbour"));
    CHECK_THAT(
        refusal({grid("a", box(0, 0, 20'000, 20'000), {{ring({{0, 0}, {20'000, 20'000}, {20'000, 0}, {0, 20'000}}), {}}})}),
        !ContainsSubstring("it was taken"));
    CHECK_THAT(
        refusal({grid("a", box(0, 0, 20'000, 20'000), box(0, 0, 20'000, 20'000)), grid("n", {}, box(0, 0, 20'000, 20'000))}),
        ContainsSubstring("Nothing is left"));
}

TEST_CASE("grids that exchange no ground come as operations of their own, and a new one after its giver") {
    auto grids = pair(25'000, 25'000);
    grids.push_back(grid("n", {}, box(100'000, 0, 110'000, 20'000)));
    grids.push_back(grid("c", box(90'000, 0, 110'000, 20'000), box(90'000, 0, 100'000, 20'000)));
    grids.push_back(grid("d", box(110'000, 0, 120'000, 20'000), {}));
    grids.push_back(grid("e", box(120'000, 0, 130'000, 20'000), box(110'000, 0, 130'000, 20'000)));
    const auto done = redrawn(grids);
    REQUIRE(done.divisions.size() == 3);
    CHECK(codes(done.divisions[0]) == std::vector<std::string>{"a", "b"});
    CHECK(done.divisions[1].grids == std::vector<std::string>{"c"});
    CHECK(codes(done.divisions[1]) == std::vector<std::string>{"n", "c"});
    CHECK(done.divisions[2].grids == std::vector<std::string>{"d", "e"});
    CHECK(codes(done.divisions[2]) == std::vector<std::string>{"e"}); // d ends
}

TEST_CASE("an enclave that other grids lie in is walled in too") {
    // a lies around z, which the file leaves alone; inside of z lies e, which exchanges ground with nobody
    MultiPolygon around{{box(0, 0, 60'000, 60'000)[0].outer, {box(20'000, 20'000, 40'000, 40'000)[0].outer}}};
    const MultiPolygon west{{ring({{0, 0},
                                   {30'000, 0},
                                   {30'000, 20'000},
                                   {20'000, 20'000},
                                   {20'000, 40'000},
                                   {30'000, 40'000},
                                   {30'000, 60'000},
                                   {0, 60'000}}),
                             {}}};
    const MultiPolygon east{{ring({{30'000, 0},
                                   {60'000, 0},
                                   {60'000, 60'000},
                                   {30'000, 60'000},
                                   {30'000, 40'000},
                                   {40'000, 40'000},
                                   {40'000, 20'000},
                                   {30'000, 20'000}}),
                             {}}};
    const auto inner = box(25'000, 25'000, 35'000, 35'000);
    const auto done = redrawn({grid("a", around, west), grid("n", {}, east), grid("e", inner, inner)});
    REQUIRE(done.divisions.size() == 1);
    CHECK(codes(done.divisions[0]) == std::vector<std::string>{"a", "n"});
}

TEST_CASE("a ring that touches itself is taken apart into loops") {
    // two boxes that meet in a point, and a hole that touches the outer ring in one
    const auto eight = ring({{0, 0}, {10, 0}, {10, 10}, {20, 10}, {20, 20}, {10, 20}, {10, 10}, {0, 10}});
    REQUIRE(simple_loops(eight).size() == 2);
    CHECK(spatial::doubled_area(simple_loops(eight)[0]) == 200);
    const auto notched = ring({{0, 0}, {30, 0}, {30, 30}, {0, 30}, {0, 15}, {10, 20}, {20, 15}, {10, 10}, {0, 15}});
    const auto loops = simple_loops(notched);
    REQUIRE(loops.size() == 1);
    CHECK(spatial::doubled_area(loops[0]) == 1800);
    CHECK(simple_loops({}).empty());
}

namespace {

/// What a plan shows, as a file of another plan of the same edition that a planner drew so.
data::PlanFile as_drawn_in(PlanService &plans, std::int64_t from, std::int64_t to) {
    auto file = plan_file(plans, from);
    file.plan = to;
    const auto blank = plan_file(plans, to);
    file.revision = blank.revision;
    file.state = blank.state;
    for (auto &row : file.rows) {
        row.plan_code = row.published_code;
    }
    for (const auto *column :
         {"code", "name", "parent", "level", "kind", "fallback_org", "households", "residents", "plan_code"}) {
        file.columns.emplace(column);
    }
    return file;
}

spatial::Coverage ground_of(PlanService &plans, std::int64_t id) {
    spatial::Coverage ground;
    plans.look_at(id, [&](const PlanDraft &draft) { ground = draft.editor().coverage(); });
    return ground;
}

std::vector<std::string> codes_of(PlanService &plans, std::int64_t id) {
    std::vector<std::string> codes;
    plans.look_at(id, [&](const PlanDraft &draft) {
        for (const auto &unit : draft.units()) {
            codes.push_back(unit.gone ? "" : unit.row.code);
        }
    });
    return codes;
}

} // namespace

TEST_CASE("what operations made of a plan comes out of its file as the same ground and rows in another plan") {
    ServedTown town;
    const std::vector<std::string> kinds{
        fmt::format(R"({{"op":"split","grid":"b","line":[{},{}],"parts":[{{"code":"b2","name":"新"}}]}})", place_at(2.9, -0.1),
                    place_at(3.1, 2.1)),
        fmt::format(R"({{"op":"take_over","grid":"a","ring":{}}})", town_box(1.5, 0.4, 2.6, 1.3)),
        fmt::format(R"({{"op":"reshape","grid":"a","line":[{},{},{}]}})", place_at(2, 0.3), place_at(2.3, 0.8),
                    place_at(2, 1.2)),
        R"({"op":"set","grid":"a","name":"新名","households":9})",
        R"({"op":"reparent","grids":["b"],"parent":"N"})",
        R"({"op":"renumber","codes":{"c":"c9"}})",
        R"({"op":"merge","into":"a","grids":["b"]})"};
    for (unsigned chosen = 1; chosen < (1U << kinds.size()); chosen += 3) {
        CAPTURE(chosen);
        PlannerDesk drawn(town);
        std::size_t done = 0;
        for (std::size_t i = 0; i < kinds.size(); ++i) {
            done += (chosen >> i & 1U) != 0 && drawn.op(kinds[i]).status == 200 ? 1 : 0;
        }
        const auto from = std::stoll(drawn.path.substr(drawn.path.rfind('/') + 1));
        PlannerDesk copy(town);
        const auto to = std::stoll(copy.path.substr(copy.path.rfind('/') + 1));
        PlanService plans(town.app().api().store);
        const auto file = as_drawn_in(plans, from, to);
        const Caller caller{.account = "desk", .label = "test", .write = true};
        const auto taken =
            take_plan_file(plans, caller, to, file, {.tolerance_m = 0.1, .allow_parent_change = true, .dry_run = false});
        CHECK(taken.ops.empty() == (done == 0));
        const auto before = ground_of(plans, from);
        const auto after = ground_of(plans, to);
        CHECK(spatial::content_hash(before, codes_of(plans, from)) == spatial::content_hash(after, codes_of(plans, to)));
        const auto again = take_plan_file(plans, caller, to, plan_file(plans, to),
                                          {.tolerance_m = 0, .allow_parent_change = false, .dry_run = false});
        CHECK(again.ops.empty());
        plans.look_at(to, [&](const PlanDraft &draft) {
            for (const auto &row : file.rows) {
                const auto unit = draft.find(row.code);
                REQUIRE(unit != spatial::no_label);
                CHECK(draft.units()[unit].row.name == row.name);
                CHECK(draft.units()[unit].row.parent_code == row.parent);
                CHECK(draft.units()[unit].row.households == row.households);
            }
        });
    }
}

TEST_CASE("a file is refused by a plan that moved on, and where an operation cannot be done nothing is") {
    ServedTown town;
    PlannerDesk desk(town);
    PlanService plans(town.app().api().store);
    const Caller caller{.account = "desk", .label = "test", .write = true};
    auto file = plan_file(plans, 1);
    for (const auto *column : {"code", "name", "parent", "plan_code"}) {
        file.columns.emplace(column);
    }
    file.rows[0].name = "新名";
    file.rows[1].parent = "nix";
    const auto why = [&] {
        try {
            static_cast<void>(take_plan_file(plans, caller, 1, file, {}));
        } catch (const Error &error) {
            return std::string(error.what());
        }
        return std::string("it was taken");
    };
    CHECK_THAT(why(), ContainsSubstring("'nix'"));
    CHECK(plans.find(1).plan.revision == 1);
    CHECK(plans.find(1).ops.empty());
    file.rows[1].parent = plan_file(plans, 1).rows[1].parent;
    file.rows[1].name = "新名二";
    const Caller other{.account = "other", .label = "test", .write = true};
    static_cast<void>(plans.take_locks(other, 1, {file.rows[1].code}, 5));
    CHECK_THAT(why(), ContainsSubstring("'" + file.rows[1].code + "' is held by other"));
    CHECK(plans.find(1).ops.empty()); // the first of the two was not done either
    static_cast<void>(plans.release_locks(other, 1, {file.rows[1].code}));
    static_cast<void>(
        plans.apply(caller, 1, {.any = true, .versions = {}}, read_plan_op(R"({"op":"set","grid":"c","households":4})")));
    CHECK_THAT(why(), ContainsSubstring("at revision 2, and the file was written at revision 1"));
    // what was undone leaves nothing
    static_cast<void>(plans.undo(caller, 1, {.any = true, .versions = {}}));
    PlanFileTaking dry_run;
    dry_run.dry_run = true;
    CHECK(take_plan_file(plans, caller, 1, file, dry_run).ops.size() == 2);
    file.store = "another";
    CHECK_THAT(why(), ContainsSubstring("another store"));
}
