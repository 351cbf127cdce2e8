#include "data/world_load.hpp"

#include "data/roster.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/drawn_town.hpp"
#include "tests/support/scratch_store.hpp"
#include "tests/support/world_text.hpp"

using namespace jingwei::data;
using jingwei::tests::cell_middle;
using jingwei::tests::draw_town;
using jingwei::tests::ScratchStore;
using jingwei::tests::two_communities;
using jingwei::tests::world_text;

namespace {

void add_places(ScratchStore &store) {
    CameraRow camera;
    camera.code = "99C1";
    camera.kind = "hd";
    camera.at = cell_middle(0, 0);
    camera.azimuth_deg = 12.5;
    camera.online = false;
    store.rows.write(camera);
    BuildingRow building;
    building.code = "99B1";
    building.at = cell_middle(1, 0);
    building.footprint = jingwei::tests::cell_square(1, 0).outer;
    building.households = 36;
    store.rows.write(building);
    RentalHouseRow house;
    house.code = "99R1";
    house.building_code = "99B1";
    house.rental_use = "02";
    house.hazard = "01";
    house.at = cell_middle(1, 0);
    house.last_visit = 1'700'000'000'000;
    store.rows.write(house);
    KeySiteRow site;
    site.code = "99K1";
    site.kind = "school";
    site.attention = 3;
    site.at = cell_middle(2, 0);
    store.rows.write(site);
}

} // namespace

TEST_CASE("an empty store gives a World that owns nothing") {
    ScratchStore store;
    const WorldPtr world = store.load();
    CHECK(world->edition == 0);
    CHECK(world->store_uuid.size() == 36);
    CHECK(world->utc_offset_minutes == 480);
    REQUIRE(world->themes.size() == 2);
    CHECK(world->themes[0]->code == "base");
    CHECK(world->themes[0]->locator->locate(cell_middle(0, 0)) == 0);
    CHECK(world->roles->front().code == "responsible_leader");
    CHECK(world->code_lists->at("camera_kind").at("ptz_dome").zh == "球机");
    CHECK(world->bytes() > 0);
}

TEST_CASE("a published town comes back with owners, shapes and places") {
    ScratchStore store;
    store.publish(two_communities(), 1'000);
    add_places(store);
    const WorldPtr world = store.load();
    const ThemeWorld &base = *world->themes[0];
    CHECK(world->edition == 1);
    CHECK(world->edition_valid_from == 1'000);
    CHECK(base.edition == 1);
    CHECK(base.grids[base.locator->locate(cell_middle(4, 1))].code == "N");
    CHECK(base.shapes[base.find("c")].size() == 2);
    CHECK(base.grids[base.find("a")].area_m2 > 100'000);
    CHECK(base.locator->locate(base.grids[base.find("b")].label_point) == base.find("b"));
    CHECK(world->cameras->find("99C1")->azimuth_deg == 12.5);
    CHECK(world->rental_houses->find("99R1")->building_code == "99B1");
    CHECK(world->buildings->find("99B1")->footprint.size() == 4);
    CHECK(world->key_sites->find("99K1")->at == cell_middle(2, 0));
}

TEST_CASE("loading again shares the themes that no edition changed") {
    ScratchStore store;
    store.publish(two_communities(), 1'000);
    const WorldPtr first = store.load();
    add_places(store);
    store.note("camera.upsert");
    const WorldPtr second = store.load(first.get());
    CHECK(second->themes[0] == first->themes[0]);
    CHECK(second->cameras->size() == 1);
    CHECK(second->cameras->revision == second->revision);
    CHECK(second->key_sites == first->key_sites); // the journal knows of no change of them
    store.note("store.load");
    store.publish(draw_town({"a"}, {{"a", "grid", ""}}), 2'000);
    const WorldPtr third = store.load(second.get());
    CHECK(third->themes[0] != second->themes[0]);
    CHECK(third->themes[1] == first->themes[1]);
    CHECK(third->cameras->rows.chunk_identity(0) == second->cameras->rows.chunk_identity(0));
    CHECK(world_text(*third) == world_text(*store.load()));
}

TEST_CASE("assignments of a retired grid are kept and come back with it") {
    ScratchStore store;
    store.publish(two_communities(), 1'000);
    store.rows.write(PersonRow{.code = "p1", .name = "某人", .phone = "", .org_code = ""});
    AssignmentRow row;
    row.person_code = "p1";
    row.theme = "base";
    row.grid_code = "b";
    row.role = "grid_worker";
    store.rows.write(row);
    const WorldPtr first = store.load();
    CHECK(people_of(*first, 0, first->themes[0]->find("b"), 5).size() == 1);
    store.publish(draw_town({"a"}, {{"a", "grid", ""}}), 2'000);
    const WorldPtr second = store.load();
    CHECK(second->roster->retired[0]->at("b").size() == 1);
    store.publish(two_communities(), 3'000);
    const WorldPtr third = store.load();
    CHECK(third->roster->retired[0]->empty());
    CHECK(people_of(*third, 0, third->themes[0]->find("b"), 5).size() == 1);
}

TEST_CASE("a World is read inside the caller's transaction when there is one") {
    ScratchStore store;
    {
        const SQLite::Transaction rolled_back(store.connection.database());
        store.publish(two_communities(), 1'000);
        CHECK(store.load()->edition == 1);
    }
    CHECK(store.load()->edition == 0);
}
