#include "server/service/plan_consent.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/drawn_town.hpp"
#include "tests/support/plan_desk.hpp"

using namespace jingwei;
using namespace jingwei::server;
using namespace jingwei::tests;

namespace {

using Codes = std::vector<std::string>;

/// Two townships: S holds the communities M (a, b) and N (c), and a grid of its own, e; T holds P (d).
///
///     aabbdd
///     aabbdd
///     cceedd
class Townships {
  public:
    Townships()
        : m_world((static_cast<void>(m_store.publish(draw_town({"aabbdd", //
                                                                "aabbdd", //
                                                                "cceedd"},
                                                               {{"S", "township", ""},
                                                                {"T", "township", ""},
                                                                {"M", "community", "S"},
                                                                {"N", "community", "S"},
                                                                {"P", "community", "T"},
                                                                {"a", "grid", "M"},
                                                                {"b", "grid", "M"},
                                                                {"c", "grid", "N"},
                                                                {"d", "grid", "P"},
                                                                {"e", "grid", "S"}}),
                                                     1'577'808'000'000)),
                   m_store.load())) {}

    /// Whose consent is asked for after operations.
    [[nodiscard]] Codes after(const std::vector<std::string> &ops) const {
        PlanDraft draft(m_world, m_world->themes.front(), "");
        for (const auto &op : ops) {
            static_cast<void>(draft.apply(read_plan_op(op)));
        }
        return parents_with_moved_borders(draft);
    }

  private:
    ScratchStore m_store;
    data::WorldPtr m_world;
};

std::string take_over(const char *grid, const std::string &ring) {
    return fmt::format(R"({{"op":"take_over","grid":"{}","ring":{},"allow_parent_change":true}})", grid, ring);
}

std::string box(double west, double north, double east, double south) {
    return fmt::format("[{},{},{},{}]", place_at(west, north), place_at(east, north), place_at(east, south),
                       place_at(west, south));
}

} // namespace

TEST_CASE("the consent of every unit above is asked for whose border moves, up to the one that both sides have in common") {
    const Townships towns;
    CHECK(towns.after({}).empty());
    // inside one community: nobody's
    CHECK(towns.after({take_over("a", box(1.5, 0.5, 2.5, 1.5))}).empty());
    // between communities of one township: both, not the township
    CHECK(towns.after({take_over("a", box(0.5, 1.5, 1.5, 2.5))}) == Codes{"M", "N"});
    // between townships: the communities and the townships
    CHECK(towns.after({take_over("b", box(3.5, 0.5, 4.5, 1.5))}) == Codes{"M", "P", "S", "T"});
    // ground of a township's own grid that comes to a community of another one
    CHECK(towns.after({take_over("d", box(3.5, 2.2, 4.5, 2.8))}) == Codes{"P", "S", "T"});
    // from the township's own grid to its community: the border of the community with the rest of its township
    CHECK(towns.after({take_over("e", box(1.5, 2.2, 2.5, 2.8))}) == Codes{"N", "S"});
}

TEST_CASE("a community that comes to another township moves the border of both townships, though its grids stay its own") {
    const Townships towns;
    CHECK(towns.after({R"({"op":"reparent","grids":["P"],"parent":"S"})"}) == Codes{"S", "T"});
    CHECK(towns.after({R"({"op":"reparent","grids":["M"],"parent":"T"})"}) == Codes{"S", "T"});
}

TEST_CASE("who only lies beside ground that changes its parent is not asked, for its own border stays") {
    const Townships towns;
    CHECK(towns.after({R"({"op":"reparent","grids":["b"],"parent":"N"})"}) == Codes{"M", "N"}); // beside P, and S' own grid
}

TEST_CASE("a line that only ends on a border above asks nobody") {
    const Townships towns;
    const auto split = fmt::format(R"({{"op":"split","grid":"b","line":[{},{}],"parts":[{{"code":"b2","name":"新"}}]}})",
                                   place_at(1.9, 1.3), place_at(4.1, 0.7));
    CHECK(towns.after({split}).empty());
}
