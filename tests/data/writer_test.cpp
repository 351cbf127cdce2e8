#include "data/writer.hpp"

#include "data/change_rows.hpp"
#include "data/check.hpp"
#include "data/disk_full.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/drawn_town.hpp"
#include "tests/support/scratch_store.hpp"

using namespace jingwei;
using namespace jingwei::data;

namespace {

/// A writer over a new store, with what it served last.
struct WrittenStore {
    tests::ScratchFolder folder;
    std::filesystem::path path = folder.path() / "town.sqlite";
    std::optional<Writer> writer;
    WorldPtr served;
    WrittenStore() {
        Store::init(path);
        Connection connection(path, Connection::Role::read);
        writer.emplace(path, load_world(connection.database()), [this](WorldPtr world) { served = std::move(world); });
    }
    std::future<Written> add_camera(const std::string &code, std::size_t name_size) {
        CameraRow row;
        row.code = code;
        row.kind = "dome";
        row.name = std::string(name_size, 'x');
        row.at = tests::cell_middle(0, 0);
        return writer->submit<Written>([row](Queries &queries, Written &written) {
            AppliedChange applied = apply_change(queries, {"test"}, UpsertCamera{row});
            written = {applied.id, applied.revision};
            return WorldChange(std::move(applied));
        });
    }
    void run(const std::string &sql) {
        writer
            ->submit<int>([sql](Queries &queries, int & /*unused*/) {
                queries.database().tryExec(sql);
                return WorldChange(NoWorldChange{});
            })
            .get();
    }
    [[nodiscard]] std::int64_t cameras() const {
        return SQLite::Database(path, SQLite::OPEN_READONLY).execAndGet("SELECT count(*) FROM camera").getInt64();
    }
};

} // namespace

TEST_CASE("a full disk refuses a change in plain words, loses nothing, and writing goes on when there is room") {
    WrittenStore town;
    town.add_camera("99C1", 10).get();
    town.run("PRAGMA max_page_count = 1");
    auto large = town.add_camera("99C2", 3'000'000);
    try {
        large.get();
        FAIL("a change was written to a full disk");
    } catch (const DiskFull &error) {
        CHECK(error.code() == ErrorCode::machine);
        CHECK_THAT(error.what(), Catch::Matchers::ContainsSubstring("disk is full"));
    }
    CHECK(town.cameras() == 1);
    town.run("PRAGMA max_page_count = 1000000");
    CHECK(town.add_camera("99C3", 10).get().revision == 2);
    CHECK(town.cameras() == 2);
    CHECK(town.served->cameras->size() == 2);
    town.writer.reset();
    Connection connection(town.path, Connection::Role::read);
    CHECK(check_store(connection).empty());
}

TEST_CASE("a change alone that fails half-way leaves nothing, and writing goes on") {
    WrittenStore town;
    auto failing = town.writer->submit<Written>(
        [](Queries &queries, Written & /*unused*/) -> WorldChange {
            CameraRow row;
            row.code = "99C1";
            row.kind = "dome";
            row.at = tests::cell_middle(0, 0);
            static_cast<void>(apply_change(queries, {"test"}, UpsertCamera{row}));
            throw Error(ErrorCode::conflict, "not today");
        },
        WriteOrder::alone);
    CHECK_THROWS_AS(failing.get(), Error);
    CHECK(town.cameras() == 0);
    CHECK(town.add_camera("99C2", 10).get().revision == 1);
    CHECK(town.cameras() == 1);
}

TEST_CASE("a long log is taken into the store after the answer") {
    WrittenStore town;
    const auto before = std::filesystem::file_size(town.path);
    town.add_camera("99C1", 5'000'000).get();
    town.run("SELECT 1"); // answered after it
    CHECK(std::filesystem::file_size(town.path) > before + 5'000'000);
}

TEST_CASE("what waits when the writer ends is still written") {
    WrittenStore town;
    std::vector<std::future<Written>> futures;
    for (int i = 0; i < 20; ++i) {
        futures.push_back(town.add_camera("99C" + std::to_string(i), 10));
    }
    town.writer.reset();
    for (auto &future : futures) {
        CHECK(future.get().id > 0);
    }
    CHECK(town.cameras() == 20);
}

TEST_CASE("a reading connection may neither attach, make virtual tables, load extensions nor write") {
    WrittenStore town;
    Connection reader(town.path, Connection::Role::read);
    for (const char *sql : {"ATTACH ':memory:' AS other",
                            "CREATE VIRTUAL TABLE t USING VirtualText('/etc/hostname', 'UTF-8', 0, POINT, NONE, ',')",
                            "SELECT load_extension('x')", "DELETE FROM camera", "CREATE TABLE t (x)"}) {
        INFO(sql);
        CHECK_THROWS_AS(reader.database().exec(sql), SQLite::Exception);
    }
}
