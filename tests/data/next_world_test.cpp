#include "data/next_world.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/drawn_town.hpp"
#include "tests/support/scratch_store.hpp"

#include <stdexcept>

using namespace jingwei;
using namespace jingwei::data;

namespace {

/// A new store, and what was made ready of it: what readers had meanwhile, and what came next.
struct ReadyStore {
    struct Call {
        std::uint64_t served = 0, given_meanwhile = 0, next = 0;
    };
    tests::ScratchFolder folder;
    std::unique_ptr<Store> store;
    std::vector<Call> calls;
    ReadyStore() {
        const auto path = folder.path() / "town.sqlite";
        Store::init(path);
        store = Store::open(path, Store::Mode::read_write);
        make_ready_before_serving(*store, [this](const World &served, const World &next) {
            calls.push_back({served.revision, store->world()->revision, next.revision});
        });
    }
    Written add_camera(const std::string &code) {
        CameraRow row;
        row.code = code;
        row.kind = "dome";
        row.at = tests::cell_middle(0, 0);
        return store->submit({"test"}, UpsertCamera{row}).get();
    }
};

} // namespace

TEST_CASE("what is derived of a World is made ready while readers are still given the one before") {
    ReadyStore town;
    const std::uint64_t before = town.store->world()->revision;
    const Written first = town.add_camera("99C1");
    REQUIRE(town.calls.size() == 1);
    CHECK(town.calls[0].served == before);
    CHECK(town.calls[0].given_meanwhile == before);
    CHECK(town.calls[0].next == first.revision);
    CHECK(town.store->world()->revision == first.revision);
    const auto edition = town.store->submit({"test"}, PublishChange{tests::two_communities(), 0, "", ""}).get();
    REQUIRE(edition.changed);
    REQUIRE(town.calls.size() == 2);
    CHECK(town.calls[1].given_meanwhile == first.revision);
    CHECK(town.calls[1].next == town.store->world()->revision);
}

TEST_CASE("a change stands and is served also where what follows from it could not be made ready") {
    ReadyStore town;
    make_ready_before_serving(*town.store, [](const World &, const World &) { throw std::runtime_error("no memory"); });
    const Written written = town.add_camera("99C1");
    CHECK(town.store->world()->revision == written.revision);
    CHECK(town.store->world()->cameras->find("99C1") != nullptr);
    make_ready_before_serving(*town.store, {});
    town.add_camera("99C2");
    CHECK(town.store->world()->cameras->find("99C2") != nullptr);
    CHECK(town.calls.empty());
}
