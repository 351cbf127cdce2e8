#include "data/store.hpp"

#include "data/account_store.hpp"
#include "data/sqlite.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/drawn_town.hpp"
#include "tests/support/scratch_store.hpp"

#include <algorithm>
#include <fstream>
#include <random>
#include <thread>

using namespace jingwei;
using namespace jingwei::data;
using Catch::Matchers::ContainsSubstring;
using tests::cell_middle;
using tests::two_communities;

namespace {

const Actor tester{"test"};
constexpr TimeMs spring = 1'700'000'000'000;

struct OpenStore {
    tests::ScratchFolder folder;
    std::filesystem::path path = folder.path() / "town.sqlite";
    std::unique_ptr<Store> store;
    OpenStore() {
        Store::init(path);
        store = Store::open(path, Store::Mode::read_write);
    }
    Published publish(ThemeContent content, TimeMs valid_from = 0) {
        return store->submit(tester, PublishChange{std::move(content), valid_from, "", "test"}).get();
    }
    /// One number out of the file, read beside the open store.
    [[nodiscard]] std::int64_t number(const std::string &sql) const {
        SQLite::Database database(path, SQLite::OPEN_READONLY);
        return database.execAndGet(sql).getInt64();
    }
};

CameraRow camera(const std::string &code) {
    CameraRow row;
    row.code = code;
    row.kind = "dome";
    row.at = cell_middle(0, 0);
    return row;
}

std::string message_of(const std::function<void()> &call) {
    try {
        call();
    } catch (const Error &error) {
        return error.what();
    }
    return "nothing was thrown";
}

ErrorCode code_of(const std::function<void()> &call) {
    try {
        call();
    } catch (const Error &error) {
        return error.code();
    }
    throw std::logic_error("nothing was thrown");
}

std::string bytes_of(const std::filesystem::path &path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

} // namespace

TEST_CASE("a store that was made opens again, with the same uuid and what was written") {
    OpenStore town;
    const std::string uuid = town.store->world()->store_uuid;
    town.store->submit(tester, UpsertCamera{camera("99C1")}).get();
    town.store.reset();
    const auto again = Store::open(town.path, Store::Mode::read_only);
    CHECK(again->world()->store_uuid == uuid);
    CHECK(again->world()->revision == 1);
    CHECK(again->world()->cameras->find("99C1") != nullptr);
}

TEST_CASE("making a store refuses a file that exists and leaves it as it was") {
    OpenStore town;
    town.store.reset();
    const std::string before = bytes_of(town.path);
    CHECK_THAT(message_of([&] { Store::init(town.path); }), ContainsSubstring("exists already"));
    CHECK(bytes_of(town.path) == before);
    CHECK_THAT(message_of([&] { Store::init(town.folder.path() / "none" / "a.sqlite"); }), ContainsSubstring("does not exist"));
}

TEST_CASE("a published edition is served, and its grids have geometry, area, label and history") {
    OpenStore town;
    const Published published = town.publish(two_communities(), spring);
    CHECK(published.changed);
    CHECK(published.edition == 1);
    CHECK(published.root_hash.size() == 64);
    const WorldPtr world = town.store->world();
    CHECK(world->edition == 1);
    CHECK(world->edition_valid_from == spring);
    const ThemeWorld &base = *world->theme("base");
    CHECK(base.grids[base.locator->locate(cell_middle(0, 0))].code == "a");
    CHECK(base.grids[base.find("T")].area_m2 > 5 * base.grids[base.find("c")].area_m2 / 2);
    CHECK(town.number("SELECT count(*) FROM grid") == 6);
    CHECK(town.number("SELECT count(*) FROM grid_label") == 6);
    CHECK(town.number("SELECT count(*) FROM grid_version WHERE edition_to IS NULL") == 6);
    CHECK(town.number("SELECT count(*) FROM lineage WHERE kind = 'new'") == 6);
    CHECK(town.number("SELECT count(*) FROM journal WHERE kind = 'edition.publish' AND actor = 'test'") == 1);
    CHECK(town.store->check().empty());
}

TEST_CASE("the same content makes no edition, whatever the order and the ids") {
    OpenStore town;
    const Published first = town.publish(two_communities(), spring);
    ThemeContent reversed = theme_content(*town.store->world(), "base");
    const Published second = town.publish(reversed, spring + 1);
    CHECK_FALSE(second.changed);
    CHECK(second.edition == first.edition);
    CHECK(second.root_hash == first.root_hash);
    CHECK(town.number("SELECT count(*) FROM edition") == 1);
    CHECK(town.number("SELECT count(*) FROM journal") == 1);
}

TEST_CASE("a new name makes an edition that keeps every arc and face") {
    OpenStore town;
    town.publish(two_communities(), spring);
    const auto arcs = town.number("SELECT count(*) FROM arc");
    ThemeContent renamed = two_communities();
    renamed.grids.back().name = "新名";
    CHECK(town.publish(renamed, spring + 1).edition == 2);
    CHECK(town.number("SELECT count(*) FROM arc") == arcs);
    CHECK(town.number("SELECT count(*) FROM arc WHERE edition_to IS NOT NULL") == 0);
    CHECK(town.number("SELECT count(*) FROM face WHERE edition_to IS NOT NULL") == 0);
    CHECK(town.number("SELECT count(*) FROM grid_version") == 7);
    CHECK(town.number("SELECT count(*) FROM lineage WHERE edition = 2") == 0);
    CHECK(town.store->check().empty());
}

TEST_CASE("an edition that moves a border ends only the arcs that it touches, and a grid keeps its id through a retirement") {
    OpenStore town;
    const auto draw = [](const char *middle) {
        return tests::draw_town({"aab", middle, "ccc"},
                                {{"T", "township", ""}, {"a", "grid", "T"}, {"b", "grid", "T"}, {"c", "grid", "T"}});
    };
    town.publish(draw("aab"), spring);
    const auto id_of_b = town.number("SELECT id FROM grid WHERE code = 'b'");
    town.publish(draw("abb"), spring + 1);
    // what a gave to b, and what each kept
    CHECK(town.number("SELECT count(*) FROM lineage WHERE edition = 2 AND kind = 'move'") == 3);
    CHECK(town.number("SELECT count(*) FROM lineage WHERE edition = 2 AND from_grid <> to_grid AND share = 0.25") == 1);
    CHECK(town.number("SELECT count(*) FROM lineage WHERE edition = 2 AND from_grid = to_grid AND share IN (0.75, 1)") == 2);
    CHECK(town.number("SELECT count(*) FROM face WHERE edition_from = 2") == 0);
    CHECK(town.number("SELECT count(*) FROM arc WHERE edition_from = 1 AND edition_to IS NULL") > 0);
    CHECK(town.store->check().empty());
    ThemeContent without_b =
        tests::draw_town({"aaa", "aaa", "ccc"}, {{"T", "township", ""}, {"a", "grid", "T"}, {"c", "grid", "T"}});
    town.publish(without_b, spring + 2);
    CHECK(town.number("SELECT count(*) FROM lineage WHERE edition = 3 AND kind = 'close'") == 1);
    CHECK(town.number("SELECT count(*) FROM lineage WHERE edition = 3 AND kind = 'merge' AND share = 1") == 1);
    CHECK(town.number("SELECT count(*) FROM grid WHERE code = 'b'") == 0);
    town.publish(draw("aab"), spring + 3);
    CHECK(town.number("SELECT id FROM grid WHERE code = 'b'") == id_of_b);
    CHECK(town.number("SELECT count(*) FROM lineage WHERE edition = 4 AND kind = 'split'") == 1);
    CHECK(town.number(
              "SELECT (SELECT root_hash FROM edition WHERE number = 4) = (SELECT root_hash FROM edition WHERE number = 1)") ==
          1);
    CHECK(town.store->check().empty());
}

TEST_CASE("an edition that does not begin after the last one is refused and changes nothing") {
    OpenStore town;
    town.publish(two_communities(), spring);
    ThemeContent renamed = two_communities();
    renamed.grids.back().name = "新名";
    CHECK_THAT(message_of([&] { town.publish(renamed, spring); }), ContainsSubstring("choose a later time"));
    CHECK(town.store->world()->edition == 1);
    CHECK(town.number("SELECT count(*) FROM edition") == 1);
    CHECK(town.number("SELECT count(*) FROM grid_version") == 6);
}

TEST_CASE("changes that wait together are committed together, and one that fails harms no other") {
    OpenStore town;
    std::vector<std::future<Written>> good;
    for (int i = 0; i < 50; ++i) {
        good.push_back(town.store->submit(tester, UpsertCamera{camera("99C" + std::to_string(i))}));
    }
    auto bad = town.store->submit(tester, RemoveCamera{"missing"});
    CameraRow impossible = camera("99X");
    impossible.azimuth_deg = 400;
    auto refused = town.store->submit(tester, UpsertCamera{impossible});
    good.push_back(town.store->submit(tester, UpsertCamera{camera("99Z")}));
    std::uint64_t last = 0;
    for (auto &future : good) {
        const Written written = future.get();
        CHECK(written.revision == last + 1);
        last = written.revision;
        CHECK(town.store->world()->revision >= last);
    }
    CHECK(code_of([&] { bad.get(); }) == ErrorCode::not_found);
    CHECK_THAT(message_of([&] { refused.get(); }), ContainsSubstring("azimuth_deg"));
    CHECK(town.number("SELECT count(*) FROM camera") == 51);
    CHECK(town.number("SELECT count(*) FROM journal") == 51);
    CHECK(town.store->check().empty());
}

TEST_CASE("many threads may submit at once and each reads its own write") {
    OpenStore town;
    std::atomic<int> seen = 0;
    std::vector<std::jthread> threads;
    for (int t = 0; t < 4; ++t) {
        threads.emplace_back([&, t] {
            for (int i = 0; i < 25; ++i) {
                const std::string code = "99C" + std::to_string(t) + "-" + std::to_string(i);
                town.store->submit(tester, UpsertCamera{camera(code)}).get();
                seen += town.store->world()->cameras->find(code) != nullptr ? 1 : 0;
            }
        });
    }
    threads.clear();
    CHECK(seen == 100);
}

TEST_CASE("a second writer is told who holds the store, and a reader is not kept out") {
    OpenStore town;
    const auto second = [&] { Store::open(town.path, Store::Mode::read_write); };
    CHECK(code_of(second) == ErrorCode::store_busy);
    CHECK_THAT(message_of(second), ContainsSubstring("process " + std::to_string(::getpid())));
    const auto reader = Store::open(town.path, Store::Mode::read_only);
    CHECK(reader->world()->edition == 0);
    CHECK(code_of([&] { reader->submit(tester, RemoveCamera{"x"}).get(); }) == ErrorCode::bad_call);
    town.store.reset();
    CHECK_NOTHROW(Store::open(town.path, Store::Mode::read_write));
}

TEST_CASE("a store newer than the program, a database that is no store, and no database are refused untouched") {
    OpenStore town;
    town.store.reset();
    {
        SQLite::Database database(town.path, SQLite::OPEN_READWRITE);
        database.exec("PRAGMA user_version=9999; PRAGMA wal_checkpoint(TRUNCATE)");
    }
    const std::string before = bytes_of(town.path);
    for (const auto mode : {Store::Mode::read_only, Store::Mode::read_write}) {
        CHECK_THAT(message_of([&] { Store::open(town.path, mode); }), ContainsSubstring("newer program"));
    }
    CHECK(bytes_of(town.path) == before);

    const auto other = town.folder.path() / "other.sqlite";
    SQLite::Database(other, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE).exec("CREATE TABLE t (x)");
    CHECK_THAT(message_of([&] { Store::open(other, Store::Mode::read_write); }), ContainsSubstring("no store of this program"));
    const auto text = town.folder.path() / "text.sqlite";
    std::ofstream(text) << std::string(5000, 'x');
    CHECK(code_of([&] { Store::open(text, Store::Mode::read_write); }) == ErrorCode::bad_data);
    CHECK(bytes_of(text) == std::string(5000, 'x'));
    CHECK_THAT(message_of([&] { Store::open(town.folder.path() / "none", Store::Mode::read_only); }),
               ContainsSubstring("there is no store"));
    CHECK_THAT(message_of([&] { Store::open(town.folder.path(), Store::Mode::read_only); }), ContainsSubstring("not a file"));
}

TEST_CASE("a backup of a live store is one whole file that shows its spatial tables") {
    OpenStore town;
    town.publish(two_communities(), spring);
    town.store->submit(tester, UpsertCamera{camera("99C1")}).get();
    const auto copy = town.folder.path() / "copy.sqlite";
    town.store->backup(copy);
    town.store->submit(tester, UpsertCamera{camera("99C2")}).get();
    CHECK_THAT(message_of([&] { town.store->backup(copy); }), ContainsSubstring("exists already"));
    CHECK_FALSE(std::filesystem::exists(copy.string() + "-wal"));
    {
        Connection connection(copy, Connection::Role::read);
        SQLite::Database &database = connection.database();
        CHECK(database.execAndGet("SELECT count(*) FROM geometry_columns WHERE f_table_name IN ('grid', 'camera')").getInt() ==
              2);
        CHECK(database.execAndGet("SELECT count(*) FROM camera").getInt() == 1);
        CHECK(database.execAndGet("SELECT count(*) FROM grid WHERE ST_IsValid(geom) = 1 AND ST_Srid(geom) = 4490").getInt() ==
              6);
        CHECK(database.execAndGet("SELECT count(*) FROM idx_grid_geom").getInt() == 6);
    }
    CHECK(Store::open(copy, Store::Mode::read_write)->world()->edition == 1);
}

TEST_CASE("an API key is known by itself alone, and only its hash is kept") {
    OpenStore town;
    town.store->add_account(tester, "anna", "correct horse", "write");
    const std::string key = town.store->add_key(tester, "anna", "tablet");
    REQUIRE(town.store->find_key(key));
    CHECK(town.store->find_key(key)->account == "anna");
    CHECK(town.store->find_key(key)->scope == "write");
    CHECK_FALSE(town.store->find_key(key + "x"));
    CHECK_FALSE(town.store->find_key(""));
    CHECK(code_of([&] { town.store->add_account(tester, "anna", "correct horse", "write"); }) == ErrorCode::conflict);
    CHECK(code_of([&] { town.store->add_account(tester, "ben", "short", "write"); }) == ErrorCode::bad_call);
    CHECK(code_of([&] { (void)town.store->add_key(tester, "nobody", "x"); }) == ErrorCode::not_found);
    CHECK(town.number("SELECT password_hash LIKE '$argon2id$%' FROM account") == 1);
    town.store.reset();
    CHECK(bytes_of(town.path).find(key.substr(4)) == std::string::npos);
    CHECK(Store::open(town.path, Store::Mode::read_only)->find_key(key)->label == "tablet");
}

TEST_CASE("a whole content is loaded into an empty store only, indexes last") {
    OpenStore town;
    StoreContent content;
    content.divisions.push_back({"990402", "例区", "", "county", true});
    content.coverages.push_back(two_communities());
    content.coverages[0].grids[1].division_code = "990402";
    content.orgs.push_back({"99O1", "例街道办", "township_office"});
    content.people.push_back({0, "99P1", "张三", "13812345678", "99O1"});
    content.assignments.push_back({.person_code = "99P1", .theme = "base", .grid_code = "a", .role = "grid_head"});
    content.cameras.push_back(camera("99C1"));
    content.valid_from = spring;
    StoreContent again = content;
    town.store->load(tester, std::move(content), {});
    const WorldPtr world = town.store->world();
    CHECK(world->sample);
    CHECK(world->edition == 1);
    CHECK(world->cameras->find("99C1") != nullptr);
    CHECK(town.number("SELECT valid_from FROM assignment") == spring);
    CHECK(town.number("SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'camera'") == 8);
    CHECK(town.store->check().empty());
    CHECK(code_of([&] { town.store->load(tester, std::move(again), {}); }) == ErrorCode::conflict);
    CHECK(town.store->check().empty());
}

TEST_CASE("the reference lines near a box are those whose boxes meet it, one that crosses it whole included") {
    OpenStore town;
    std::mt19937_64 random(7);
    const auto any = [&](std::int32_t least, std::int32_t most) { return std::uniform_int_distribution(least, most)(random); };
    StoreContent content;
    for (int i = 0; i < 400; ++i) {
        ReferenceLineRow row{.id = 0, .code = "L" + std::to_string(i), .name = "例路", .kind = "street", .line = {}};
        const spatial::LatticePoint start{any(1'041'000'000, 1'042'000'000), any(365'000'000, 366'000'000)};
        const auto reach = i % 40 == 0 ? 2'000'000 : 20'000; // one in forty leads through the whole town
        row.line = {start, {start.x + any(-reach, reach), start.y + any(-reach, reach)}};
        content.reference_lines.push_back(row);
    }
    town.store->load(tester, std::move(content), {});
    const auto all = town.store->reference_lines();
    REQUIRE(all.size() == 400);
    std::size_t found = 0, found_beside = 0;
    for (int i = 0; i < 200; ++i) {
        spatial::LatticeBox box;
        box.add({any(1'041'000'000, 1'042'000'000), any(365'000'000, 366'000'000)});
        box.add({box.min_x + any(0, 100'000), box.min_y + any(0, 100'000)});
        std::vector<std::string> near, meeting;
        for (const auto &row : town.store->reference_lines_near(box)) {
            near.push_back(row.code);
        }
        for (const auto &row : all) {
            spatial::LatticeBox own;
            std::ranges::for_each(row.line, [&](spatial::LatticePoint p) { own.add(p); });
            if (own.intersects(box)) {
                meeting.push_back(row.code);
            }
        }
        std::vector<std::string> both;
        std::ranges::copy_if(near, std::back_inserter(both),
                             [&](const auto &code) { return std::ranges::count(meeting, code) > 0; });
        CHECK(both == meeting); // none is missing, and they come by id
        found += meeting.size();
        found_beside += near.size() - both.size();
    }
    CHECK(found > 500);
    CHECK(found_beside < found / 10); // what the index's rounding brings
    CHECK(town.store->reference_lines_near({}).empty());
}

TEST_CASE("rows imported over others replace them by code, and a row that names nobody undoes the whole import") {
    OpenStore town;
    BulkChange change;
    change.source = "cameras.csv";
    change.content.cameras = {camera("99C1"), camera("99C2")};
    town.store->submit(tester, change).get();
    change.content.cameras[0].name = "东门";
    town.store->submit(tester, change).get();
    CHECK(town.store->world()->cameras->size() == 2);
    CHECK(town.store->world()->cameras->find("99C1")->name == "东门");
    CHECK(town.number("SELECT count(*) FROM import_run") == 2);
    change.content.cameras[0].name = "西门";
    change.content.assignments.push_back({.person_code = "99NONE", .theme = "base", .grid_code = "a", .role = "grid_head"});
    CHECK_THAT(message_of([&] { town.store->submit(tester, change).get(); }), ContainsSubstring("99NONE"));
    CHECK(town.store->world()->cameras->find("99C1")->name == "东门");
    CHECK(town.number("SELECT count(*) FROM import_run") == 2);
}
