#include "data/check.hpp"

#include "data/store.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/drawn_town.hpp"
#include "tests/support/scratch_store.hpp"

#include <algorithm>
#include <cstring>
#include <fmt/format.h>

using namespace jingwei;
using namespace jingwei::data;
using tests::cell_middle;
using tests::ScratchStore;

namespace {

/// A store with an edition, an organisation, a person and a camera.
struct FilledStore : ScratchStore {
    FilledStore() {
        publish(tests::two_communities(), 1'700'000'000'000);
        connection.database().exec("UPDATE journal SET edition = 1");
        rows.write(OrgRow{"99O1", "例街道办", "government"});
        rows.write(PersonRow{0, "99P1", "张三", "", "99O1"});
        CameraRow camera;
        camera.code = "99C1";
        camera.kind = "dome";
        camera.at = cell_middle(0, 0);
        rows.write(camera);
    }
    void damage(const std::string &sql) { connection.database().exec("PRAGMA foreign_keys=OFF; " + sql); }
    [[nodiscard]] bool finds(const std::string &check, const std::string &words) {
        const auto findings = check_store(connection);
        for (const Finding &finding : findings) {
            UNSCOPED_INFO(finding.check << ": " << finding.what);
        }
        return std::ranges::any_of(findings, [&](const Finding &finding) {
            return finding.check == check && finding.what.find(words) != std::string::npos;
        });
    }
};

} // namespace

TEST_CASE("a whole store has no finding, and SpatiaLite agrees on its indexes") {
    FilledStore store;
    CHECK(check_store(store.connection).empty());
    CHECK(store.connection.database().execAndGet("SELECT CheckSpatialIndex()").getInt() == 1);
}

TEST_CASE("a person who holds one role of one grid twice at a time is named") {
    FilledStore store;
    const auto grid = store.connection.database().execAndGet("SELECT min(id) FROM grid").getInt64();
    const auto hold = [&](int from, int to) {
        store.damage(fmt::format("INSERT INTO assignment (person_id, grid_id, role, valid_from, valid_to) "
                                 "VALUES (1, {}, 'grid_head', {}, {})",
                                 grid, from, to));
    };
    hold(1'000, 5'000);
    hold(5'000, 9'000);
    CHECK_FALSE(store.finds("assignments", "99P1"));
    hold(4'000, 4'500);
    CHECK(store.finds("assignments", "99P1 holds the role grid_head of grid"));
    CHECK(store.finds("assignments", "row 3 of assignment"));
}

TEST_CASE("a row that is missing from a spatial index is named") {
    FilledStore store;
    store.damage("DELETE FROM idx_camera_geom WHERE pkid = 1");
    CHECK(store.finds("spatial_index", "row 1 of camera"));
}

TEST_CASE("a row in the wrong place of a spatial index is named") {
    FilledStore store;
    store.damage("UPDATE idx_camera_geom SET xmin = 1, xmax = 2 WHERE pkid = 1");
    CHECK(store.finds("spatial_index", "row 1 of camera is in the wrong place"));
}

TEST_CASE("a geometry that nothing can read is named by table and row") {
    FilledStore store;
    auto &database = store.connection.database();
    std::vector<std::string> triggers;
    SQLite::Statement names(database,
                            "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name IN ('camera', 'arc')");
    while (names.executeStep()) {
        triggers.push_back(names.getColumn(0).getString());
    }
    names.reset();
    for (const auto &name : triggers) {
        database.exec("DROP TRIGGER \"" + name + "\"");
    }
    CHECK_FALSE(store.finds("geometry", ""));
    store.damage("UPDATE camera SET geom = substr(geom, 1, 30) WHERE id = 1");
    CHECK(store.finds("geometry", "row 1 of camera: a geometry in the store is not in SpatiaLite's form"));
    const double off_the_earth = 500;
    auto bytes = point_blob(cell_middle(0, 0));
    std::memcpy(bytes.data() + 43, &off_the_earth, sizeof off_the_earth); // the longitude behind head and class
    SQLite::Statement update(database, "UPDATE camera SET geom = ?1");
    update.bind(1, bytes.data(), static_cast<int>(bytes.size()));
    update.exec();
    CHECK(store.finds("geometry", "row 1 of camera: a geometry in the store lies off the earth"));
    store.damage("UPDATE arc SET geom = substr(geom, 1, length(geom) - 20) WHERE id = 2");
    CHECK(store.finds("geometry", "row 2 of arc: a geometry in the store is cut short"));
}

TEST_CASE("a broken foreign key is named by table and row") {
    FilledStore store;
    store.damage("UPDATE person SET org_id = 999");
    CHECK(store.finds("foreign_keys", "row 1 of person names a row of org"));
}

TEST_CASE("a shifted arc is found as a broken coverage, and the edition's hash no longer holds") {
    FilledStore store;
    SQLite::Statement row(store.connection.database(), "SELECT geom FROM arc WHERE id = 1");
    REQUIRE(row.executeStep());
    auto line = line_of_blob(row.getColumn(0).getBlob(), static_cast<std::size_t>(row.getColumn(0).getBytes()));
    row.reset();
    line.front().x += 3000;
    line.front().y += 1700;
    const Blob moved = line_blob(line);
    SQLite::Statement update(store.connection.database(), "UPDATE arc SET geom = ?1 WHERE id = 1");
    update.bind(1, moved.data(), static_cast<int>(moved.size()));
    update.exec();
    CHECK(store.finds("coverage", "theme base"));
}

TEST_CASE("a grid whose outline or area is not that of its arcs is named") {
    FilledStore store;
    store.damage("UPDATE grid SET area_m2 = area_m2 + 5 WHERE code = 'a'");
    CHECK(store.finds("coverage", "grid a: its area"));
    store.damage("UPDATE grid SET geom = (SELECT geom FROM grid WHERE code = 'b') WHERE code = 'c'");
    CHECK(store.finds("coverage", "grid c: its outline"));
}

TEST_CASE("a renamed grid, a changed hash and a gap in the journal are found") {
    FilledStore store;
    store.note("test");
    store.note("test");
    store.damage("UPDATE grid SET name = 'x' WHERE code = 'a'; DELETE FROM journal WHERE number = 2");
    CHECK(store.finds("hash", "theme base"));
    CHECK(store.finds("coverage", "grid a: its current version"));
    CHECK(store.finds("journal", "lacks number 2"));
    store.damage("UPDATE edition SET root_hash = 'x'");
    CHECK(store.finds("hash", "root hash"));
}

TEST_CASE("a store that contradicts itself can be opened to be checked, but not to be served") {
    tests::ScratchFolder folder;
    const auto path = folder.path() / "town.sqlite";
    Store::init(path);
    Store::open(path, Store::Mode::read_write)->submit({"test"}, PublishChange{tests::two_communities(), 1, "", ""}).get();
    {
        Connection connection(path, Connection::Role::write);
        connection.database().exec("UPDATE arc SET geom = ST_GeomFromText('LINESTRING(500 500, 600 600)', 4490) WHERE id = 1");
    }
    const auto store = Store::open(path, Store::Mode::read_only);
    CHECK_THROWS_AS(store->world(), Error);
    CHECK_FALSE(store->check().empty());
    CHECK_THROWS_AS(Store::open(path, Store::Mode::read_write), Error);
}
