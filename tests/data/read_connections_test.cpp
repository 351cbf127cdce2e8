#include "data/read_connections.hpp"

#include "data/past_theme.hpp"
#include "data/store.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/scratch_store.hpp"

#include <sqlite3.h>

using namespace jingwei;
using namespace jingwei::data;

namespace {

/// A store with readers, and one who writes.
struct ReadStore {
    tests::ScratchFolder folder;
    std::filesystem::path path = folder.path() / "town.sqlite";
    std::optional<Connection> writer;
    ReadConnections readers{path};
    ReadStore() {
        Store::init(path);
        writer.emplace(path, Connection::Role::write);
        writer->database().exec("CREATE TABLE kept (n INTEGER)");
    }
};

std::int64_t count(ReadConnections::Taken &taken) {
    return taken.database().execAndGet("SELECT count(*) FROM kept").getInt64();
}

} // namespace

TEST_CASE("a connection that was given back is taken again and reads what was written meanwhile") {
    ReadStore store;
    const void *first = nullptr;
    {
        auto taken = store.readers.take();
        first = taken.database().getHandle();
        CHECK(count(taken) == 0);
    }
    store.writer->database().exec("INSERT INTO kept VALUES (1); CREATE TABLE another (n INTEGER)");
    auto again = store.readers.take();
    CHECK(again.database().getHandle() == first);
    CHECK(count(again) == 1);
    CHECK(again.database().tableExists("another"));
    auto beside = store.readers.take();
    CHECK(beside.database().getHandle() != first);
}

TEST_CASE("a connection that has asked a spatial index is taken again") {
    ReadStore store;
    const void *first = nullptr;
    {
        auto taken = store.readers.take();
        first = taken.database().getHandle();
        CHECK(read_reference_lines(taken.database(), {0, 0, 1000, 1000}).empty());
        CHECK(sqlite3_next_stmt(taken.database().getHandle(), nullptr) != nullptr); // the index keeps its own
    }
    auto again = store.readers.take();
    CHECK(again.database().getHandle() == first);
}

TEST_CASE("a connection given back in the middle of something is not used again") {
    ReadStore store;
    {
        auto taken = store.readers.take();
        taken.database().exec("BEGIN");
        CHECK(count(taken) == 0);
    }
    store.writer->database().exec("INSERT INTO kept VALUES (1)");
    auto next = store.readers.take();
    CHECK(count(next) == 1); // not the picture of before
}
