#include "data/world_change.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/drawn_town.hpp"
#include "tests/support/scratch_store.hpp"
#include "tests/support/world_text.hpp"

#include <algorithm>
#include <map>
#include <random>
#include <set>

using namespace jingwei::data;
using jingwei::tests::cell_middle;
using jingwei::tests::cell_square;
using jingwei::tests::draw_town;
using jingwei::tests::ScratchStore;
using jingwei::tests::two_communities;
using jingwei::tests::world_text;

namespace {

/// Draws changes that the store accepts, writes them, and tells them as applied.
class RandomChanges {
  public:
    RandomChanges(ScratchStore &store, unsigned seed) : m_store(store), m_random(seed) {}

    AppliedChange next() {
        switch (m_random() % 14) {
        case 0:
        case 1:
            return m_cameras.empty() || m_random() % 3 != 0 ? upsert_camera() : remove_camera();
        case 2:
            return m_sites.empty() || m_random() % 3 != 0 ? upsert_site() : remove_site();
        case 3:
        case 4:
            return m_houses.empty() || m_random() % 3 != 0 ? upsert_house() : remove_house();
        case 5:
            return upsert_person();
        case 6:
            return m_assignments.empty() ? upsert_person() : end_assignment();
        case 7:
        case 8:
            return m_buildings.empty() || m_random() % 3 != 0 ? upsert_building() : remove_building();
        case 9:
            return m_idle.empty() ? upsert_person() : remove_person();
        case 10:
            return m_assignments.empty() ? upsert_person() : amend_assignment();
        case 11:
            return m_people.empty() ? upsert_person() : add_assignment();
        default:
            return m_people.empty() ? upsert_person() : upsert_assignment();
        }
    }

  private:
    using Codes = std::set<std::string>;

    int number(int below) { return static_cast<int>(m_random() % static_cast<unsigned>(below)); }
    std::string code(const char *prefix) { return prefix + std::to_string(number(12)); }
    LatticePoint place() { return cell_middle(number(5), number(4)); }
    std::string one_of(const Codes &codes) { return *std::next(codes.begin(), number(static_cast<int>(codes.size()))); }

    AppliedChange applied(Change change, std::int64_t id) {
        return {.change = std::move(change), .id = id, .revision = m_store.note("test")};
    }
    AppliedChange upsert_camera() {
        CameraRow row;
        row.code = code("99C");
        row.name = std::to_string(number(100));
        row.kind = number(2) == 0 ? "hd" : "checkpoint";
        row.online = number(2) == 0;
        row.at = place();
        m_cameras.insert(row.code);
        const auto id = m_store.rows.write(row);
        return applied(UpsertCamera{row}, id);
    }
    AppliedChange remove_camera() {
        const std::string gone = one_of(m_cameras);
        m_cameras.erase(gone);
        const auto id = m_store.rows.remove("remove_camera", gone);
        return applied(RemoveCamera{gone}, id);
    }
    AppliedChange upsert_site() {
        KeySiteRow row;
        row.code = code("99K");
        row.kind = number(2) == 0 ? "school" : "market";
        row.attention = number(4);
        row.at = place();
        m_sites.insert(row.code);
        const auto id = m_store.rows.write(row);
        return applied(UpsertKeySite{row}, id);
    }
    AppliedChange remove_site() {
        const std::string gone = one_of(m_sites);
        m_sites.erase(gone);
        const auto id = m_store.rows.remove("remove_key_site", gone);
        return applied(RemoveKeySite{gone}, id);
    }
    AppliedChange upsert_house() {
        RentalHouseRow row;
        row.code = code("99R");
        row.rental_use = number(2) == 0 ? "01" : "02";
        row.hazard = number(2) == 0 ? "00" : "01";
        row.at = place();
        row.tenant_count = number(9);
        row.building_code = m_buildings.empty() || number(2) == 0 ? "" : one_of(m_buildings);
        m_houses[row.code] = row.building_code;
        const auto id = m_store.rows.write(row);
        return applied(UpsertRentalHouse{row}, id);
    }
    AppliedChange remove_house() {
        const std::string gone = std::next(m_houses.begin(), number(static_cast<int>(m_houses.size())))->first;
        m_houses.erase(gone);
        const auto id = m_store.rows.remove("remove_rental_house", gone);
        return applied(RemoveRentalHouse{gone}, id);
    }
    AppliedChange upsert_person() {
        const PersonRow row{.code = code("99P"), .name = std::to_string(number(100)), .phone = "13800005678", .org_code = ""};
        if (m_people.insert(row.code).second) {
            m_idle.insert(row.code);
        }
        const auto id = m_store.rows.write(row);
        return applied(UpsertPerson{row}, id);
    }
    AppliedChange remove_person() {
        const std::string gone = one_of(m_idle);
        m_idle.erase(gone);
        m_people.erase(gone);
        const auto id = m_store.rows.remove_person(gone);
        return applied(RemovePerson{gone}, id);
    }
    AppliedChange upsert_building() {
        BuildingRow row;
        row.code = code("99B");
        row.name = std::to_string(number(100));
        row.building_use = number(2) == 0 ? "01" : "02";
        row.at = place();
        if (number(2) == 0) {
            row.footprint = cell_square(number(5), number(4)).outer;
        }
        row.floors = number(9);
        m_buildings.insert(row.code);
        const auto id = m_store.rows.write(row);
        return applied(UpsertBuilding{row}, id);
    }
    /// A building with rental houses in it stays.
    AppliedChange remove_building() {
        const std::string gone = one_of(m_buildings);
        if (std::ranges::any_of(m_houses, [&](const auto &house) { return house.second == gone; })) {
            CHECK_THROWS_WITH(m_store.rows.remove_building(gone),
                              Catch::Matchers::ContainsSubstring("are in the building " + gone));
            return upsert_building();
        }
        m_buildings.erase(gone);
        const auto id = m_store.rows.remove_building(gone);
        return applied(RemoveBuilding{gone}, id);
    }
    AppliedChange upsert_assignment() {
        AssignmentRow row;
        row.person_code = one_of(m_people);
        row.theme = "base";
        row.grid_code = std::vector<std::string>{"T", "M", "N", "a", "b", "c"}[m_random() % 6];
        row.role = number(2) == 0 ? "grid_head" : "grid_worker";
        row.primary = number(2) == 0;
        row.on_duty = number(2) == 0;
        row.from = number(3) * 1'000;
        const auto id = m_store.rows.write(row);
        m_assignments.push_back(id);
        m_idle.erase(row.person_code);
        return applied(UpsertAssignment{row}, id);
    }
    /// Of a time of its own, so that it overlaps no other.
    AppliedChange add_assignment() {
        AssignmentRow row;
        row.person_code = one_of(m_people);
        row.theme = "base";
        row.grid_code = number(2) == 0 ? "a" : "M";
        row.role = "police_officer";
        row.from = 10'000 * ++m_added;
        row.to = row.from + 10'000;
        const auto id = m_store.rows.add_assignment(row);
        m_idle.erase(row.person_code);
        return applied(AddAssignment{row}, id);
    }
    AppliedChange amend_assignment() {
        AmendAssignment change{.id = m_assignments[m_random() % m_assignments.size()],
                               .primary = number(2) == 0,
                               .on_duty = number(2) == 0,
                               .to = 5'000 + number(1'000)};
        try {
            m_store.rows.amend_assignment(change);
            return applied(change, change.id);
        } catch (const jingwei::Error &refused) { // it would overlap another of the same person
            CHECK(refused.code() == jingwei::ErrorCode::conflict);
            return upsert_person();
        }
    }
    AppliedChange end_assignment() {
        const std::int64_t id = m_assignments[m_random() % m_assignments.size()];
        const TimeMs to = 5'000 + number(1'000);
        m_store.rows.end_assignment(id, to);
        return applied(EndAssignment{.id = id, .to = to}, id);
    }

    ScratchStore &m_store;
    std::mt19937 m_random;
    Codes m_cameras, m_sites, m_buildings, m_people, m_idle; ///< m_idle: people without an assignment
    std::map<std::string, std::string> m_houses;             ///< code -> code of the building
    int m_added = 0;
    std::vector<std::int64_t> m_assignments;
};

} // namespace

TEST_CASE("after each random change the next World is the one that loading gives") {
    const auto seed = std::random_device{}();
    CAPTURE(seed);
    ScratchStore store;
    store.publish(two_communities(), 1'000);
    RandomChanges changes(store, seed);
    WorldPtr world = store.load();
    for (int step = 0; step < 250; ++step) {
        const AppliedChange change = changes.next();
        CAPTURE(step, change.change.index());
        world = next_world(*world, change);
        REQUIRE(world_text(*world) == world_text(*store.load()));
    }
    CHECK(world->revision == 251);
}

TEST_CASE("the changes of one commit become one next World") {
    ScratchStore store;
    store.publish(two_communities(), 1'000);
    const WorldPtr before = store.load();
    RandomChanges changes(store, 7);
    std::vector<AppliedChange> commit;
    for (int i = 0; i < 60; ++i) {
        commit.push_back(changes.next());
    }
    const auto untouched = world_text(*before);
    CHECK(world_text(*next_world(*before, commit)) == world_text(*store.load()));
    CHECK(world_text(*before) == untouched);
}

TEST_CASE("a change to a camera shares everything that is not cameras") {
    ScratchStore store;
    store.publish(two_communities(), 1'000);
    const WorldPtr before = store.load();
    CameraRow row;
    row.id = 1;
    row.code = "99C1";
    row.kind = "hd";
    row.at = cell_middle(0, 0);
    const WorldPtr after = next_world(*before, {.change = UpsertCamera{row}, .id = 1, .revision = 9});
    CHECK(after->themes == before->themes);
    CHECK(after->roster == before->roster);
    CHECK(after->key_sites == before->key_sites);
    CHECK(after->rental_houses == before->rental_houses);
    CHECK(after->cameras->size() == 1);
    CHECK(before->cameras->size() == 0);
    CHECK(after->cameras->revision == 9);
    CHECK(after->revision == 9);
}

TEST_CASE("an assignment of somebody unknown is refused and names them") {
    ScratchStore store;
    store.publish(two_communities(), 1'000);
    const WorldPtr world = store.load();
    AssignmentRow row;
    row.person_code = "nobody";
    row.theme = "base";
    row.grid_code = "a";
    row.role = "grid_worker";
    CHECK_THROWS_WITH(next_world(*world, {.change = UpsertAssignment{row}, .id = 1, .revision = 2}),
                      Catch::Matchers::ContainsSubstring("person nobody"));
}

TEST_CASE("an edition replaces one theme and its people find their grids again") {
    ScratchStore store;
    store.publish(two_communities(), 1'000);
    RandomChanges changes(store, 11);
    for (int i = 0; i < 80; ++i) {
        changes.next();
    }
    const WorldPtr before = store.load();
    const auto published = store.publish(draw_town({"ad"}, {{"a", "grid", ""}, {"d", "grid", ""}}), 2'000);
    const WorldPtr loaded = store.load();
    const WorldPtr after = next_world(*before, AppliedEdition{.edition = published.edition,
                                                              .valid_from = 2'000,
                                                              .revision = loaded->revision,
                                                              .content = theme_content(*loaded, "base")});
    CHECK(world_text(*after) == world_text(*loaded));
    CHECK(after->themes[1] == before->themes[1]);
    CHECK(after->cameras == before->cameras);
}
