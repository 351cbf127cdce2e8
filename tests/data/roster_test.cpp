#include "data/roster.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/drawn_town.hpp"
#include "tests/support/scratch_store.hpp"

using namespace jingwei::data;
using jingwei::tests::ScratchStore;

namespace {

constexpr TimeMs day = 86'400'000;

AssignmentRow assigned(const char *person, const char *grid, const char *role, bool primary = true) {
    AssignmentRow row;
    row.person_code = person;
    row.theme = "base";
    row.grid_code = grid;
    row.role = role;
    row.primary = primary;
    return row;
}

/// M is led by p1; in grid a, p2 works from day 10 to day 20 and p3 is p2's deputy without end.
class StaffedTown {
  public:
    StaffedTown() {
        m_store.publish(jingwei::tests::two_communities(), day);
        for (const char *code : {"p1", "p2", "p3"}) {
            m_store.rows.write(PersonRow{.code = code, .name = "某人", .phone = "13800005678", .org_code = {}});
        }
        m_store.rows.write(assigned("p1", "M", "grid_head"));
        AssignmentRow dated = assigned("p2", "a", "grid_worker");
        dated.from = 10 * day;
        dated.to = 20 * day;
        m_store.rows.write(dated);
        AssignmentRow deputy = assigned("p3", "a", "grid_worker", false);
        deputy.from = 10 * day;
        m_store.rows.write(deputy);
        for (const char *role : {"police_officer", "grid_head", "grid_worker"}) {
            const int minimum = std::string(role) == "grid_worker" ? 2 : 1;
            m_store.rows.write(
                StaffingRuleRow{.theme = "base", .level = "grid", .grid_kind = "", .role = role, .minimum = minimum});
        }
        world = m_store.load();
    }
    [[nodiscard]] GridIndex grid(const char *code) const { return world->themes[0]->find(code); }

    WorldPtr world;

  private:
    ScratchStore m_store;
};

std::vector<std::string> codes(const std::vector<Responsible> &people) {
    std::vector<std::string> result;
    for (const Responsible &one : people) {
        result.push_back(one.person->code + (one.primary ? "" : " deputy"));
    }
    return result;
}

std::vector<std::string> codes(const std::vector<const Role *> &roles) {
    std::vector<std::string> result;
    for (const Role *role : roles) {
        result.push_back(role->code);
    }
    return result;
}

using Codes = std::vector<std::string>;

} // namespace

TEST_CASE("a phone hides the four digits before its last four") {
    CHECK(mask_phone("13800005678") == "138****5678");
    CHECK(mask_phone("+86 138 0000 5678") == "+86 138 **** 5678");
    CHECK(mask_phone("0943-8222333") == "094*-***2333");
    CHECK(mask_phone("0943-8222333-8012") == "0943-822****-8012");
    CHECK(mask_phone("82223334") == "****3334");
}

TEST_CASE("a short number hides its first four digits") {
    CHECK(mask_phone("8222333") == "****333");
    CHECK(mask_phone("66012") == "****2");
    CHECK(mask_phone("110") == "***");
    CHECK(mask_phone("").empty());
}

TEST_CASE("every number of a text is masked, also in full-width digits") {
    CHECK(mask_phone("13800005678/13900001234") == "138****5678/139****1234");
    CHECK(mask_phone("13800005678、13900001234") == "138****5678、139****1234");
    CHECK(mask_phone("１３８００００５６７８") == "138****5678");
    CHECK(mask_phone("0943-8222333转8012") == "094*-***2333转****");
}

TEST_CASE("people are those who hold an assignment at the instant asked") {
    const StaffedTown town;
    const auto at = [&](TimeMs instant) { return codes(people_of(*town.world, 0, town.grid("a"), instant)); };
    CHECK(at(10 * day - 1).empty());
    CHECK(at(10 * day) == Codes{"p2", "p3 deputy"});
    CHECK(at(20 * day - 1) == Codes{"p2", "p3 deputy"});
    CHECK(at(20 * day) == Codes{"p3 deputy"});
}

TEST_CASE("where a grid has nobody the nearest ancestor's people answer, and say so") {
    const StaffedTown town;
    const auto before = people_answering(*town.world, 0, town.grid("a"), 9 * day);
    REQUIRE(codes(before) == Codes{"p1"});
    CHECK(before[0].grid == town.grid("M"));
    CHECK(before[0].role->code == "grid_head");
    CHECK(before[0].person->phone_masked == "138****5678");
    CHECK(codes(people_answering(*town.world, 0, town.grid("a"), 15 * day)) == Codes{"p2", "p3 deputy"});
    CHECK(people_answering(*town.world, 0, town.grid("c"), 15 * day).empty());
    CHECK(people_answering(*town.world, 0, 0, 15 * day).empty());
}

TEST_CASE("a role is vacant while fewer hold it than the rule wants") {
    const StaffedTown town;
    const auto at = [&](const char *grid, TimeMs instant) {
        return codes(vacant_roles(*town.world, 0, town.grid(grid), instant));
    };
    CHECK(at("a", 15 * day) == Codes{"grid_head", "police_officer"});
    CHECK(at("a", 25 * day) == Codes{"grid_head", "grid_worker", "police_officer"});
    CHECK(at("M", 15 * day).empty());
}
