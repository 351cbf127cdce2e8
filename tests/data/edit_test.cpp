#include "data/edit_rows.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/drawn_town.hpp"
#include "tests/support/scratch_store.hpp"

#include <algorithm>
#include <thread>

using namespace jingwei;
using namespace jingwei::data;
using Catch::Matchers::ContainsSubstring;
using tests::cell_middle;

namespace {

struct OpenStore {
    tests::ScratchFolder folder;
    std::filesystem::path path = folder.path() / "town.sqlite";
    std::unique_ptr<Store> store;
    OpenStore() {
        Store::init(path);
        open();
    }
    void open() {
        store.reset();
        store = Store::open(path, Store::Mode::read_write);
    }
    void run(const std::string &sql) {
        store.reset();
        Connection(path, Connection::Role::write).database().exec(sql);
        open();
    }
};

CameraRow camera(const std::string &name) {
    CameraRow row;
    row.code = "99C1";
    row.name = name;
    row.kind = "dome";
    row.at = cell_middle(0, 0);
    return row;
}

const RecordName the_camera{.kind = RecordKind::camera, .code = "99C1"};

KeptAnswer name_of(const Record *now) {
    return {.status = now == nullptr ? 204 : 200,
            .etag = now == nullptr ? "" : version_of(*now),
            .location = "",
            .body = now == nullptr ? "" : std::get<CameraRow>(*now).name};
}

/// Gives the camera a name, whatever it was.
Edit rename(const std::string &name, std::optional<OnlyOnce> once = {}) {
    return {.record = the_camera,
            .decide = [name](const Record *) { return std::optional<Change>(UpsertCamera{camera(name)}); },
            .answer = name_of,
            .once = std::move(once)};
}

OnlyOnce once(const std::string &key, const std::string &body = "{}") {
    return {.account = "wall", .key = key, .request = "PATCH /v1/cameras/99C1", .body_hash = digest_of(body)};
}

} // namespace

TEST_CASE("an edit sees the record as it stands, and its answer sees what it became") {
    OpenStore town;
    const Edited made = town.store->submit({"test"}, rename("east gate")).get();
    CHECK(made.outcome == Edited::Outcome::done);
    CHECK(made.answer.body == "east gate");
    CHECK(made.answer.etag == version_of(*town.store->world()->cameras->find("99C1")));
    Edit removal = rename("");
    std::string seen;
    removal.decide = [&seen](const Record *stored) {
        seen = std::get<CameraRow>(*stored).name;
        return std::optional<Change>(RemoveCamera{"99C1"});
    };
    CHECK(town.store->submit({"test"}, removal).get().answer.status == 204);
    CHECK(seen == "east gate");
    CHECK(town.store->world()->cameras->size() == 0);
}

TEST_CASE("an edit that refuses or finds nothing to do leaves store, journal and World as they were") {
    OpenStore town;
    town.store->submit({"test"}, rename("east gate")).get();
    const auto before = town.store->world();
    Edit refusal = rename("west gate", once("k"));
    refusal.decide = [](const Record *) -> std::optional<Change> { throw Error(ErrorCode::conflict, "no, ask again"); };
    CHECK_THROWS_WITH(town.store->submit({"test"}, refusal).get(), ContainsSubstring("no, ask again"));
    Edit broken = rename("west gate", once("k"));
    broken.answer = [](const Record *) -> KeptAnswer { throw Error(ErrorCode::machine, "the answer cannot be made"); };
    CHECK_THROWS_WITH(town.store->submit({"test"}, broken).get(), ContainsSubstring("cannot be made"));
    Edit nothing = rename("", once("k"));
    nothing.decide = [](const Record *) { return std::optional<Change>(); };
    CHECK(town.store->submit({"test"}, nothing).get().answer.body == "east gate");
    CHECK(town.store->world()->revision == before->revision);
    CHECK(town.store->world()->cameras == before->cameras);
}

TEST_CASE("of two edits that ask for the same version at the same time one is refused") {
    OpenStore town;
    const std::string version = town.store->submit({"test"}, rename("0")).get().answer.etag;
    std::atomic<int> done = 0;
    std::atomic<int> refused = 0;
    const auto try_it = [&](int number) {
        Edit edit = rename(std::to_string(number));
        edit.decide = [number, &version](const Record *stored) -> std::optional<Change> {
            if (version_of(*stored) != version) {
                throw Error(ErrorCode::conflict, "it was changed meanwhile");
            }
            return UpsertCamera{camera(std::to_string(number))};
        };
        try {
            town.store->submit({"test"}, edit).get();
            ++done;
        } catch (const Error &) {
            ++refused;
        }
    };
    {
        std::vector<std::jthread> threads;
        for (int i = 1; i <= 8; ++i) {
            threads.emplace_back(try_it, i);
        }
    }
    CHECK(done == 1);
    CHECK(refused == 7);
}

TEST_CASE("a key is carried out once, also at the same time and after a restart") {
    OpenStore town;
    std::vector<std::future<Edited>> answers;
    for (int i = 0; i < 6; ++i) {
        answers.push_back(town.store->submit({"test"}, rename("east gate", once("k1"))));
    }
    const auto outcome_of = [](std::future<Edited> &answer) { return answer.get().outcome; };
    std::vector<Edited::Outcome> outcomes(answers.size());
    std::ranges::transform(answers, outcomes.begin(), outcome_of);
    CHECK(std::ranges::count(outcomes, Edited::Outcome::done) == 1);
    CHECK(std::ranges::count(outcomes, Edited::Outcome::repeated) == 5);
    const auto revision = town.store->world()->revision;
    town.store->submit({"test"}, rename("west gate")).get();
    town.open();
    const Edited again = town.store->submit({"test"}, rename("east gate", once("k1"))).get();
    CHECK(again.outcome == Edited::Outcome::repeated);
    CHECK(again.answer.body == "east gate");
    CHECK(again.answer.status == 200);
    CHECK(town.store->world()->revision == revision + 1);
    CHECK(town.store->world()->cameras->find("99C1")->name == "west gate");
}

TEST_CASE("a key that was used for something else is told so, and another account's keys are its own") {
    OpenStore town;
    town.store->submit({"test"}, rename("east gate", once("k1"))).get();
    CHECK(town.store->submit({"test"}, rename("west gate", once("k1", "{\"name\":1}"))).get().outcome ==
          Edited::Outcome::other_call);
    OnlyOnce other_target = once("k1");
    other_target.request = "DELETE /v1/cameras/99C1";
    CHECK(town.store->submit({"test"}, rename("west gate", other_target)).get().outcome == Edited::Outcome::other_call);
    CHECK(town.store->world()->cameras->find("99C1")->name == "east gate");
    OnlyOnce other_account = once("k1");
    other_account.account = "office";
    CHECK(town.store->submit({"test"}, rename("north gate", other_account)).get().outcome == Edited::Outcome::done);
}

TEST_CASE("answers are forgotten after a day") {
    OpenStore town;
    town.store->submit({"test"}, rename("east gate", once("old"))).get();
    town.store->submit({"test"}, rename("east gate", once("young"))).get();
    const auto ago = [](TimeMs by, const char *key) {
        return "UPDATE idempotency SET at = at - " + std::to_string(by) + " WHERE key = '" + key + "'";
    };
    town.run(ago(answers_kept_ms + 60'000, "old"));
    town.run(ago(answers_kept_ms - 60'000, "young"));
    CHECK(town.store->submit({"test"}, rename("west gate", once("young"))).get().outcome == Edited::Outcome::repeated);
    CHECK(town.store->submit({"test"}, rename("west gate", once("old"))).get().outcome == Edited::Outcome::done);
    CHECK(town.store->world()->cameras->find("99C1")->name == "west gate");
}

TEST_CASE("a building with rental houses and a person with assignments stay, and the message says why") {
    OpenStore town;
    ThemeContent content = tests::two_communities();
    town.store->submit({"test"}, PublishChange{std::move(content), 1'000, "", "test"}).get();
    BuildingRow building;
    building.code = "99B1";
    building.at = cell_middle(0, 0);
    RentalHouseRow house;
    house.code = "99R1";
    house.building_code = "99B1";
    house.at = cell_middle(0, 0);
    AssignmentRow assignment{.person_code = "99P1", .theme = "base", .grid_code = "a", .role = "grid_head", .from = 0};
    town.store->submit({"test"}, UpsertBuilding{building}).get();
    town.store->submit({"test"}, UpsertRentalHouse{house}).get();
    town.store->submit({"test"}, UpsertPerson{{.id = 0, .code = "99P1", .name = "王一", .phone = "", .org_code = ""}}).get();
    const auto id = town.store->submit({"test"}, AddAssignment{assignment}).get().id;
    CHECK_THROWS_WITH(town.store->submit({"test"}, RemoveBuilding{"99B1"}).get(),
                      ContainsSubstring("1 rental houses and 0 addresses are in the building 99B1"));
    CHECK_THROWS_WITH(town.store->submit({"test"}, RemovePerson{"99P1"}).get(),
                      ContainsSubstring("1 assignments name the person 99P1"));
    CHECK_THROWS_WITH(town.store->submit({"test"}, AddAssignment{assignment}).get(),
                      ContainsSubstring("by the assignment " + std::to_string(id)));
    CHECK_THROWS_WITH(town.store->submit({"test"}, AmendAssignment{id, true, true, 0}).get(),
                      ContainsSubstring("ends before it begins"));
    CHECK_THROWS_WITH(town.store->submit({"test"}, RemovePerson{"99P2"}).get(),
                      ContainsSubstring("nothing with the code 99P2"));
    town.store->submit({"test"}, RemoveRentalHouse{"99R1"}).get();
    town.store->submit({"test"}, RemoveBuilding{"99B1"}).get();
    CHECK(town.store->world()->buildings->size() == 0);
    CHECK(town.store->world()->roster->find_person("99P1").has_value());
}
