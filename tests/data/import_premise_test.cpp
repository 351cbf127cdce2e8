#include "tests/support/catch.hpp"
#include "tests/support/drawn_town.hpp"
#include "tests/support/import_bench.hpp"

using namespace jingwei;
using namespace jingwei::data;
using namespace jingwei::tests;
using Catch::Matchers::ContainsSubstring;

namespace {

const std::string head = "id,name,kind,lon,lat\n";
const std::string before = head + "Q1,东门,dome,104.001,36.001\nQ2,西门,dome,104.002,36.001\n";
const std::string after = head + "Q1,东大门,dome,104.001,36.001\nQ2,西门,dome,104.002,36.001\n";

/// A store in which others go on working while a file is taken: `meanwhile` happens after the file has been read and compared,
/// just before it is written, as often as that comes to pass.
struct BusyStore : ImportBench {
    BusyStore() {
        request.source = "平台甲";
        request.key = "id";
        import_text(ImportLayer::cameras, before);
        camera("X1", "旁边");
    }
    /// A camera of somebody else, or one of the file.
    void camera(const std::string &code, const std::string &name, const std::string &owner = {}) {
        CameraRow row;
        row.code = code;
        row.name = name;
        row.kind = "dome";
        row.owner = owner;
        row.at = spatial::to_lattice({104.005, 36.005});
        store->submit({"somebody"}, UpsertCamera{std::move(row)}).get();
    }
    void person(const std::string &code) {
        PersonRow row;
        row.code = code;
        row.name = "王一";
        store->submit({"somebody"}, UpsertPerson{std::move(row)}).get();
    }
    ImportReport take(const std::string &rows, const std::function<void(int)> &meanwhile, const std::string &expected = {}) {
        times = 0;
        request.expected = expected;
        request.progress = [&](std::string_view stage, double) {
            if (stage == "writing") {
                meanwhile(++times);
            }
        };
        auto report = import_text(ImportLayer::cameras, rows);
        request.progress = {};
        request.expected.clear();
        return report;
    }
    std::string shown(const std::string &rows) {
        request.dry_run = true;
        const auto report = import_text(ImportLayer::cameras, rows);
        request.dry_run = false;
        return report.digest;
    }
    std::string name_of(const std::string &code) const { return store->world()->cameras->find(code)->name; }
    int times = 0;
};

} // namespace

TEST_CASE("what happens to other objects while an accepted file is taken does not hold it up") {
    BusyStore bench;
    const auto digest = bench.shown(after);
    const auto report = bench.take(
        after,
        [&](int) {
            bench.camera("X1", "改了");
            bench.camera("X2", "新的");
            bench.person("P1");
        },
        digest);
    CHECK(report.written);
    CHECK_FALSE(report.outdated);
    CHECK(bench.times == 1);
    CHECK(bench.name_of("Q1") == "东大门");
    CHECK(bench.name_of("X1") == "改了");
    CHECK(bench.world_is_what_loading_gives());
}

TEST_CASE("an object of an accepted file that somebody changes meanwhile is not overwritten") {
    const auto code = GENERATE("Q1", "Q2"); // one that the file changes, and one that it leaves as it was
    CAPTURE(code);
    BusyStore bench;
    const auto digest = bench.shown(after);
    const auto report = bench.take(
        after, [&](int) { bench.camera(code, "手改"); }, digest);
    CHECK(report.outdated);
    CHECK_FALSE(report.written);
    CHECK(bench.name_of(code) == "手改");
    CHECK(bench.name_of("Q1") != "东大门");
}

TEST_CASE("a file that is taken at once is planned anew on an edit of one of its objects, and says what it replaces") {
    BusyStore bench;
    const auto report = bench.take(after, [&](int time) {
        if (time == 1) {
            bench.camera("Q1", "手改", "某所");
        }
    });
    CHECK(report.written);
    CHECK(bench.times == 2);
    REQUIRE(report.renamed.size() == 1);
    CHECK((report.renamed[0].from == "手改" && report.renamed[0].to == "东大门"));
    CHECK(bench.store->world()->cameras->find("Q1")->owner == "某所"); // the file has no such column
    CHECK(bench.name_of("Q1") == "东大门");
}

TEST_CASE("a code that somebody takes meanwhile, and an object that goes, change the plan") {
    BusyStore bench;
    const std::string more = after + "Q3,北门,dome,104.003,36.001\n";
    const auto taken = bench.take(more, [&](int time) {
        if (time == 1) {
            bench.camera("Q3", "别人的");
        }
    });
    CHECK(taken.written);
    CHECK(bench.name_of("Q3") == "别人的");
    CHECK(bench.text("SELECT code FROM external_ref WHERE external_id = 'Q3'").starts_with("x"));
    bench.request.delete_vanished = true;
    const auto gone = bench.take(head + "Q1,东大门,dome,104.001,36.001\nQ3,北门,dome,104.003,36.001\n", [&](int time) {
        if (time == 1) {
            bench.store->submit({"somebody"}, RemoveCamera{"Q2"}).get();
        }
    });
    CHECK(gone.removed == 0);
    CHECK(bench.store->world()->cameras->find("Q2") == nullptr);
    CHECK(bench.world_is_what_loading_gives());
}

TEST_CASE("a file whose objects never rest is given back, with nothing lost") {
    BusyStore bench;
    int edits = 0;
    const auto edit = [&](int) { bench.camera("Q1", "手改" + std::to_string(++edits)); };
    CHECK_THROWS_WITH(bench.take(after, edit), ContainsSubstring("changed again and again"));
    CHECK(bench.name_of("Q1") == "手改" + std::to_string(edits));
}

TEST_CASE("grids and assignments are planned anew when an edition or the roster changed meanwhile") {
    BusyStore bench;
    bench.request = {};
    bench.store->submit({"test"}, PublishChange{.content = two_communities(), .valid_from = now_ms(), .note = {}, .source = {}})
        .get();
    bench.person("P1");
    int times = 0;
    bench.request.progress = [&](std::string_view stage, double) {
        if (stage == "writing" && ++times == 1) {
            bench.store
                ->submit({"somebody"}, AddAssignment{{.person_code = "P1",
                                                      .theme = "base",
                                                      .grid_code = "a",
                                                      .role = "grid_head",
                                                      .from = 0,
                                                      .to = always_to}})
                .get();
        }
    };
    const auto report = bench.import_text(ImportLayer::assignments, "person,grid,role,from\nP1,a,grid_head,2026-01-01\n");
    CHECK(times == 1);
    CHECK_FALSE(report.written);
    REQUIRE(report.problems.size() == 1); // the seat is held since then
    CHECK_THAT(report.problems[0].reason, ContainsSubstring("nobody holds one role of one grid twice"));
}
