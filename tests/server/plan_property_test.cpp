#include "server/api_error.hpp"
#include "server/service/plan_draft.hpp"
#include "spatial/coverage_build.hpp"
#include "spatial/coverage_check.hpp"
#include "spatial/segment.hpp"
#include "tests/support/long_run.hpp"
#include "tests/support/planner_desk.hpp"

#include <array>
#include <fmt/ranges.h>
#include <map>
#include <random>
#include <set>

using namespace jingwei;
using namespace jingwei::server;
using namespace jingwei::tests;
using spatial::Label;
using spatial::LatticePoint;

namespace {

constexpr int side = 12;   ///< cells
constexpr int block = 3;   ///< cells of a grid's side
constexpr int quarter = 2; ///< grids of a community's side

/// A corner of the map: sheared, so that borders run slantwise and hardly a crossing is a lattice point.
LatticePoint corner(int column, int row) {
    const int x = column * 20'000 + row * 3'331;
    const int y = -row * 20'000 + column * 2'777;
    return {town_corner.x + x, town_corner.y + y};
}

/// Sixteen grids in four communities of one township.
data::ThemeContent sheared_town() {
    data::ThemeContent content;
    content.theme = "base";
    const auto add = [&](const std::string &code, const std::string &level, const std::string &parent) {
        data::GridRow row;
        row.code = code;
        row.name = "单元" + code;
        row.level = level;
        row.parent_code = parent;
        content.grids.push_back(row);
        return static_cast<Label>(content.grids.size() - 1);
    };
    add("T", "township", "");
    for (const char *community : {"P", "Q", "R", "S"}) {
        add(community, "community", "T");
    }
    std::vector<spatial::LabelledPolygon> squares;
    for (int i = 0; i < side / block * (side / block); ++i) {
        const int column = i % (side / block);
        const int row = i / (side / block);
        const std::string parent(1, static_cast<char>('P' + column / quarter + 2 * (row / quarter)));
        const auto label = add("g" + std::to_string(i), "grid", parent);
        for (int cell = 0; cell < block * block; ++cell) {
            const int x = column * block + cell % block;
            const int y = row * block + cell / block;
            squares.push_back(
                {.label = label, .polygon = {{corner(x, y + 1), corner(x + 1, y + 1), corner(x + 1, y), corner(x, y)}, {}}});
        }
    }
    content.coverage = spatial::build_coverage(squares).coverage;
    return content;
}

/// A served store with that town and objects all over it.
data::WorldPtr sheared_world(ServedTown &town, std::mt19937 &random) {
    auto &store = town.app().api().store;
    store.submit({"test"}, data::PublishChange{.content = sheared_town(), .note = "", .source = ""}).get();
    data::BulkChange change{.content = {}, .source = "objects"};
    for (int i = 0; i < 150; ++i) {
        const auto at = corner(static_cast<int>(random() % side), static_cast<int>(random() % side));
        data::BuildingRow building;
        building.code = "h" + std::to_string(i);
        building.building_use = "01";
        building.at = {at.x + static_cast<int>(random() % 20'000), at.y - static_cast<int>(random() % 20'000)};
        building.households = static_cast<int>(random() % 30);
        change.content.buildings.push_back(building);
        data::CameraRow camera;
        camera.code = "k" + std::to_string(i);
        camera.kind = "dome";
        camera.at = at; // on corners of grids, too
        change.content.cameras.push_back(camera);
    }
    store.submit({"test"}, std::move(change)).get();
    return store.world();
}

std::shared_ptr<const data::ThemeWorld> base_theme(const data::World &world) {
    return world.themes[world.theme_index("base").value()];
}

std::string hash_of(const PlanDraft &draft) {
    std::vector<std::string> codes;
    for (const auto &unit : draft.units()) {
        codes.push_back(unit.gone ? "" : unit.row.code);
    }
    const auto hash = spatial::content_hash(draft.editor().coverage(), codes);
    std::vector<std::string> rows;
    for (const auto &[row, gone] : draft.units()) {
        if (!gone) {
            rows.push_back(fmt::format("{} {} {} {} {} {}", row.code, row.name, row.parent_code, row.kind,
                                       row.households.value_or(-1), row.residents.value_or(-1)));
        }
    }
    std::ranges::sort(rows);
    return fmt::format("{:02x}\n{}", fmt::join(hash, ""), fmt::join(rows, "\n"));
}

/// What a planner might ask for, sensible or not.
class RandomOps {
  public:
    RandomOps(const PlanDraft &draft, std::uint32_t seed, std::string mark, std::string within = {})
        : m_draft(draft), m_random(seed), m_mark(std::move(mark)), m_within(std::move(within)) {}

    PlanOp next() {
        PlanOp op{what(), pick(3) == 0};
        return op;
    }

  private:
    std::uint32_t pick(std::size_t n) { return static_cast<std::uint32_t>(m_random() % n); }
    std::string grid() {
        std::vector<std::string> codes;
        for (const auto &[row, gone] : m_draft.units()) {
            if (!gone && row.level == "grid" && (m_within.empty() || row.parent_code == m_within)) {
                codes.push_back(row.code);
            }
        }
        return codes.empty() ? "none" : codes[pick(codes.size())];
    }
    std::string fresh() { return fmt::format("{}{}", m_mark, ++m_count); }
    LatticePoint anywhere() {
        const auto unit = m_draft.find(grid());
        const auto ground = m_draft.ground_of(unit);
        if (ground.empty() || pick(6) == 0) {
            return corner(static_cast<int>(pick(side + 1)), static_cast<int>(pick(side + 1)));
        }
        const auto &ring = ground[pick(ground.size())].outer;
        const auto &p = ring[pick(ring.size())];
        const auto &q = ring[pick(ring.size())];
        const auto share = pick(5); // on vertices, inside, and along borders
        const auto between = [&](std::int32_t a, std::int32_t b) {
            return a + static_cast<std::int32_t>(static_cast<std::int64_t>(b - a) * static_cast<std::int32_t>(share) / 4);
        };
        return {between(p.x, q.x) + jitter(), between(p.y, q.y) + jitter()};
    }
    std::int32_t jitter() { return pick(2) == 0 ? 0 : static_cast<std::int32_t>(pick(9'000)) - 4'500; }
    std::vector<LatticePoint> places(std::size_t least) {
        std::vector<LatticePoint> line;
        for (auto count = least + pick(3); count > 0; --count) {
            line.push_back(anywhere());
        }
        return line;
    }

    PlanOp::What what() {
        switch (pick(14)) {
        case 0:
        case 1:
            return SplitGrid{grid(), places(2), {{fresh(), "新"}}, 50};
        case 2:
            return MergeGrids{grid(), {grid()}};
        case 3:
            return TakeOverArea{grid(), places(3), {}};
        case 4:
        case 5:
            return ReshapeBorder{grid(), places(2), {}, 50};
        case 6: {
            const auto ground = m_draft.ground_of(m_draft.find(grid()));
            const auto from = ground.empty() ? anywhere() : ground[0].outer[pick(ground[0].outer.size())];
            return MoveBorderVertex{from, {from.x + jitter(), from.y + jitter()}};
        }
        case 7:
            return CarveGrid{{fresh(), "园"}, grid(), places(3)};
        case 8:
            return SetGrid{grid(), fresh(), {}, static_cast<int>(pick(900)), {}};
        case 9:
            return MoveToParent{{grid()}, std::string(1, static_cast<char>('P' + pick(4)))};
        case 10:
            return RenumberGrids{.codes = {{grid(), fresh()}}};
        case 11:
            return RemoveGrid{grid(), pick(2) == 0 ? grid() : std::string()};
        default:
            return MoveBorder{grid(), grid(), static_cast<double>(pick(100)) - 50, static_cast<double>(pick(100)) - 50};
        }
    }

    const PlanDraft &m_draft;
    std::mt19937 m_random;
    std::string m_mark, m_within;
    int m_count = 0;
};

/// Does an operation; false where it is refused.
bool done(PlanDraft &draft, const PlanOp &op, PlanEffect *effect = nullptr) {
    try {
        auto what = draft.apply(op);
        if (effect != nullptr) {
            *effect = std::move(what);
        }
        return true;
    } catch (const ApiError &error) {
        CHECK(error.problem_code() != "broken_invariant");
        return false;
    }
}

/// What must always hold, but for the borders as a whole.
void require_sound(const PlanDraft &draft, const UnitTally &all) {
    UnitTally sum;
    for (Label unit = 0; unit < draft.units().size(); ++unit) {
        sum.add(draft.tally_of(unit));
        const auto &[row, gone] = draft.units()[unit];
        REQUIRE((unit == 0 || gone || draft.find(row.code) == unit));
        REQUIRE((!gone || draft.ground_of(unit).empty()));
    }
    REQUIRE(sum == all);
    REQUIRE(draft.editor().ground().counts().doubled_area == 0);
}

/// The borders as a whole, and every object asked anew.
void require_whole(const PlanDraft &draft) {
    REQUIRE(spatial::find_violations(draft.editor().coverage()).empty());
    std::vector<UnitTally> asked(draft.units().size());
    const auto &cameras = draft.world()->cameras->rows;
    for (std::size_t slot = 0; slot < cameras.size(); ++slot) {
        asked[draft.editor().label_at(cameras[slot].at)].cameras += 1;
    }
    const auto &buildings = draft.world()->buildings->rows;
    for (std::size_t slot = 0; slot < buildings.size(); ++slot) {
        asked[draft.editor().label_at(buildings[slot].at)].households += buildings[slot].households.value_or(0);
    }
    for (Label unit = 0; unit < draft.units().size(); ++unit) {
        CAPTURE(unit);
        REQUIRE(draft.tally_of(unit).cameras == asked[unit].cameras);
        REQUIRE(draft.tally_of(unit).households == asked[unit].households);
    }
}

/// What is told of all units: numbers and kinds of problems.
std::vector<std::string> told(const PlanDraft &draft) {
    std::vector<std::string> lines;
    std::vector<Label> units;
    for (Label unit = 1; unit < draft.units().size(); ++unit) {
        const auto numbers = draft.numbers(unit);
        units.push_back(unit);
        lines.push_back(fmt::format("{} {:.2f} {:.5f} {:.2f} {} {}", numbers.code, numbers.area_m2, numbers.compactness,
                                    numbers.walk_radius_m.value_or(-1), numbers.tally.cameras, numbers.tally.buildings));
    }
    for (const auto &problem : draft.problems(units)) {
        lines.push_back(fmt::format("{} {} {:.2f}", problem.kind, problem.grid, problem.size.value_or(-1)));
    }
    std::ranges::sort(lines);
    return lines;
}

UnitTally total(const PlanDraft &draft) {
    UnitTally sum;
    for (Label unit = 0; unit < draft.units().size(); ++unit) {
        sum.add(draft.tally_of(unit));
    }
    return sum;
}

/// Units of the edition that operations changed; what a plan adds is nobody else's.
struct Touched {
    explicit Touched(const PlanDraft &draft) : unit_count(draft.units().size()) {}
    void add(const PlanEffect &effect) {
        std::ranges::copy_if(effect.touched, std::inserter(units, units.end()), [&](Label unit) { return unit < unit_count; });
    }
    [[nodiscard]] bool meets(const Touched &other) const {
        return std::ranges::any_of(units, [&](Label unit) { return other.units.contains(unit); });
    }
    std::size_t unit_count;
    std::set<Label> units;
};

/// What a draft comes to: its rows, and its ground by code.
struct Outcome {
    explicit Outcome(const PlanDraft &draft) : rows(hash_of(draft)) {
        rows.erase(0, rows.find('\n'));
        for (Label unit = 1; unit < draft.units().size(); ++unit) {
            if (auto shape = draft.ground_of(unit); !shape.empty()) {
                ground[draft.code_of(unit)] = std::move(shape);
            }
        }
    }
    std::string rows;
    std::map<std::string, spatial::MultiPolygon> ground;
};

std::vector<spatial::Segment> sides_of(const spatial::MultiPolygon &ground) {
    std::vector<spatial::Segment> sides;
    const auto add = [&](const spatial::Ring &ring) {
        for (std::size_t i = 0; i < ring.size(); ++i) {
            sides.push_back({ring[i], ring[(i + 1) % ring.size()]});
        }
    };
    for (const auto &polygon : ground) {
        add(polygon.outer);
        std::ranges::for_each(polygon.holes, add);
    }
    return sides;
}

/// A vertex that an end of a line gives to a border is rounded to the lattice, so that the order of two such ends tells by so
/// much: every vertex of one outline lies within so many lattice units (1 cm each) of the other.
constexpr std::int64_t rounding = 2;

bool lies_along(const spatial::MultiPolygon &ground, const spatial::MultiPolygon &other) {
    const auto sides = sides_of(other);
    return std::ranges::all_of(sides_of(ground), [&](const spatial::Segment &piece) {
        return std::ranges::any_of(sides, [&](const auto &s) { return spatial::is_within(piece.a, s, rounding); });
    });
}

/// The same rows, and the same ground but for rounding.
void require_alike(const Outcome &one, const Outcome &two) {
    REQUIRE(one.rows == two.rows);
    REQUIRE(one.ground.size() == two.ground.size());
    for (const auto &[code, ground] : one.ground) {
        CAPTURE(code);
        REQUIRE(two.ground.contains(code));
        REQUIRE(ground.size() == two.ground.at(code).size());
        REQUIRE(lies_along(ground, two.ground.at(code)));
        REQUIRE(lies_along(two.ground.at(code), ground));
    }
}

/// A grid that an operation took all ground from stands in the way of a publication.
bool can_be_published(const PlanDraft &draft) {
    for (Label unit = 1; unit < draft.units().size(); ++unit) {
        const auto &[row, gone] = draft.units()[unit];
        if (!gone && row.level == "grid" && draft.ground_of(unit).empty()) {
            return false;
        }
    }
    return true;
}

/// One planner's operations inside a community, as the store would keep them.
std::vector<std::string> planned(PlanDraft draft, std::uint32_t seed, const std::string &within, Touched &touched) {
    RandomOps ops(draft, seed, fmt::format("{}n{}x", within, seed), within);
    std::vector<std::string> kept;
    for (int tries = 0; tries < 60 && kept.size() < 6; ++tries) {
        auto op = ops.next();
        op.allow_parent_change = false;
        PlanEffect effect;
        if (!done(draft, op, &effect)) {
            continue;
        }
        if (can_be_published(draft)) {
            kept.push_back(plan_op_json(op));
            touched.add(effect);
        } else {
            static_cast<void>(draft.undo());
        }
    }
    return kept;
}

/// Two planners' operations on other grids of the edition: in P, and beside it in Q, or in S, which has but a corner in common
/// with it. The second are empty where both changed one grid.
struct DisjointPlans {
    std::vector<std::string> one, two;
    std::string other; ///< where the second are
};

DisjointPlans disjoint_plans(const data::WorldPtr &world, std::uint32_t seed) {
    Touched by_one(PlanDraft(world, base_theme(*world), ""));
    Touched by_two = by_one;
    DisjointPlans plans;
    plans.other = seed % 4 == 0 ? "Q" : "S";
    plans.one = planned(PlanDraft(world, base_theme(*world), "P"), 2 * seed, "P", by_one);
    plans.two = planned(PlanDraft(world, base_theme(*world), plans.other), 2 * seed + 1, plans.other, by_two);
    if (by_one.meets(by_two)) {
        plans.two.clear();
    }
    return plans;
}

/// Draws a plan over the service.
struct Draftsman {
    static inline const Caller caller{.account = "office", .label = "desk"};
    std::string within;
    std::vector<std::string> ops;
    [[nodiscard]] std::int64_t draw(ApiContext &api) const {
        const auto id = api.plans.create(caller, {.name = "方案", .theme = "base", .within = within, .note = ""}).id;
        for (const auto &op : ops) {
            CAPTURE(op);
            REQUIRE_NOTHROW(api.plans.apply(caller, id, {.any = true, .versions = {}}, read_plan_op(op)));
        }
        return id;
    }
};

} // namespace

TEST_CASE("random plans keep every invariant, are replayed to the same, and are undone to the beginning", "[property]") {
    const std::uint32_t seeds = is_long_run() ? 50 : 3;
    const int tries = is_long_run() ? 2'000 : 100;
    ServedTown town;
    std::mt19937 random(1);
    const auto world = sheared_world(town, random);
    std::map<std::string_view, int> made;
    for (std::uint32_t seed = 1; seed <= seeds; ++seed) {
        PlanDraft draft(world, base_theme(*world), "");
        const auto first = hash_of(draft);
        const auto all = total(draft);
        RandomOps ops(draft, seed, "n");
        std::vector<std::string> kept;
        for (int i = 0; i < tries; ++i) {
            CAPTURE(seed, i);
            if (!kept.empty() && random() % 12 == 0) {
                static_cast<void>(draft.undo());
                kept.pop_back();
            } else if (const auto op = ops.next(); done(draft, op)) {
                kept.push_back(plan_op_json(op));
                ++made[plan_op_name(op)];
                const auto touched = draft.effect_of(draft.op_count() - 1).touched;
                static_cast<void>(draft.problems(touched));
            }
            require_sound(draft, all);
            if (i % 10 == 9) {
                static_cast<void>(told(draft)); // from now on it is known of every unit
            }
            if (i % 50 == 49) {
                require_whole(draft);
            }
        }
        CAPTURE(seed);
        PlanDraft again(world, base_theme(*world), "");
        for (const auto &op : kept) {
            CAPTURE(op);
            REQUIRE(done(again, read_plan_op(op)));
        }
        REQUIRE(hash_of(again) == hash_of(draft));
        REQUIRE(told(again) == told(draft));
        while (draft.op_count() > 0) {
            static_cast<void>(draft.undo());
        }
        REQUIRE(hash_of(draft) == first);
        require_whole(draft);
    }
    for (const char *op : {"split", "merge", "take_over", "reshape", "move_vertex", "carve", "set", "reparent", "renumber"}) {
        CAPTURE(op);
        CHECK(made[op] > 0);
    }
}

TEST_CASE("two planners' plans on other grids always merge, in either order to the same", "[property]") {
    const std::uint32_t seeds = is_long_run() ? 2'000 : 40;
    ServedTown town;
    std::mt19937 random(2);
    const auto world = sheared_world(town, random);
    std::uint32_t beside = 0;
    std::uint32_t apart = 0;
    std::uint32_t equal = 0;
    for (std::uint32_t seed = 1; seed <= seeds; ++seed) {
        CAPTURE(seed);
        const auto [one, two, other] = disjoint_plans(world, seed);
        if (two.empty()) {
            continue;
        }
        ++(other == "Q" ? beside : apart);
        std::string last;
        const auto after_both = [&](const std::vector<std::string> &earlier, const std::vector<std::string> &later) {
            PlanDraft draft(world, base_theme(*world), "");
            for (const auto *ops : {&earlier, &later}) {
                for (const auto &op : *ops) {
                    CAPTURE(op);
                    REQUIRE(done(draft, read_plan_op(op)));
                }
            }
            require_whole(draft);
            const auto hash = hash_of(draft);
            equal += hash == std::exchange(last, hash) ? 1 : 0;
            return Outcome(draft);
        };
        require_alike(after_both(one, two), after_both(two, one));
    }
    CAPTURE(beside, apart, equal);
    CHECK(beside > seeds / 20);
    CHECK(apart > seeds * 3 / 5);
    CHECK(equal > (beside + apart) / 2); // to the last bit
}

TEST_CASE("a plan always follows an edition that another planner's plan on other grids became, to the same", "[property]") {
    const std::uint32_t seeds = is_long_run() ? 200 : 8;
    std::array<ServedTown, 2> towns; // one for each order
    std::mt19937 random(3);
    std::ranges::for_each(towns, [&](ServedTown &town) { static_cast<void>(sheared_world(town, random)); });
    std::uint32_t followed = 0;
    for (std::uint32_t seed = 1; seed <= seeds; ++seed) {
        CAPTURE(seed);
        for (auto &town : towns) {
            town.app()
                .api()
                .store.submit({"test"}, data::PublishChange{.content = sheared_town(), .note = "", .source = ""})
                .get();
        }
        const auto [one, two, other] = disjoint_plans(towns[0].app().api().store.world(), seed);
        if (two.empty()) {
            continue;
        }
        ++followed;
        const auto after_both = [](ServedTown &town, const Draftsman &earlier, const Draftsman &later) {
            auto &api = town.app().api();
            const auto first = earlier.draw(api);
            const auto second = later.draw(api);
            data::PublishChange change{.content = {}, .note = "", .source = ""};
            api.plans.look_at(first, [&](const PlanDraft &draft) { change.content = draft.content(); });
            api.store.submit({"test"}, std::move(change)).get();
            REQUIRE_NOTHROW(api.plans.rebase(Draftsman::caller, second, {.any = true, .versions = {}}));
            std::optional<Outcome> outcome;
            api.plans.look_at(second, [&](const PlanDraft &draft) {
                require_whole(draft);
                outcome.emplace(draft);
            });
            return *outcome;
        };
        const Draftsman by_one{"P", one};
        const Draftsman by_two{other, two};
        require_alike(after_both(towns[0], by_one, by_two), after_both(towns[1], by_two, by_one));
    }
    CHECK(followed > seeds / 2);
}
