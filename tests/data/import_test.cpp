#include "data/export_place.hpp"
#include "data/import.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/gdal_tool.hpp"
#include "tests/support/real_data.hpp"
#include "tests/support/scratch_store.hpp"
#include "tests/support/shapefile.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <sched.h>
#include <set>
#include <thread>

using namespace jingwei;
using namespace jingwei::data;
using namespace jingwei::tests;
using Catch::Matchers::ContainsSubstring;

namespace {

/// A new store in a folder of its own, and a door to write files beside it.
struct Bench {
    Bench() {
        Store::init(folder.path() / "store.sqlite");
        store = Store::open(folder.path() / "store.sqlite", Store::Mode::read_write);
    }
    std::filesystem::path file(const std::string &name, const std::string &bytes) const {
        write_bytes(folder.path() / name, bytes);
        return folder.path() / name;
    }
    /// Two unit squares of 0.01 degrees side by side, with `codes`.
    std::filesystem::path squares(const std::string &left, const std::string &right, double shift = 0) const {
        const auto square = [&](const std::string &code, double x) {
            return fmt::format(
                R"({{"type":"Feature","properties":{{"code":"{0}","name":"网格{0}"}},"geometry":{{"type":"Polygon",)"
                R"("coordinates":[[[{1},36],[{2},36],[{2},36.01],[{1},36.01],[{1},36]]]}}}})",
                code, x, x + 0.01);
        };
        return file("squares.geojson", fmt::format(R"({{"type":"FeatureCollection","features":[{},{}]}})", square(left, 104),
                                                   square(right, 104.01 + shift)));
    }
    ImportReport import(ImportLayer layer, const std::filesystem::path &path) {
        request.layer = layer;
        request.file = path;
        request.actor = {"test"};
        if (layer != ImportLayer::grids) {
            request.level.clear();
        }
        return run_import(*store, request);
    }
    ImportReport import_grids() {
        request.level = "township";
        return import(ImportLayer::grids, squares("990402001", "990402002"));
    }
    GdalTool tool;
    ScratchFolder folder;
    std::unique_ptr<Store> store;
    ImportRequest request;
};

/// The message of a refused import, whether thrown or reported; the store must stay as it was.
std::string refusal(Bench &bench, ImportLayer layer, const std::filesystem::path &path) {
    const auto before = bench.store->world();
    std::string message;
    try {
        const auto report = bench.import(layer, path);
        CHECK_FALSE(report.written);
        CHECK_FALSE(report.acceptable());
        for (const auto &problem : report.problems) {
            message += fmt::format("line {}: {}\n", problem.line, problem.reason);
        }
        for (const auto &finding : report.findings) {
            message += (finding.defect ? "defect " : "note ") + finding.kind + "\n";
        }
    } catch (const Error &error) {
        message = error.what();
    }
    CHECK(bench.store->world()->revision == before->revision);
    return message;
}

const std::string camera_head = "code,name,kind,lon,lat\n";

} // namespace

TEST_CASE("grids from a file are published once and the same file again changes nothing") {
    Bench bench;
    const auto first = bench.import_grids();
    CHECK(first.written);
    CHECK(first.added == 2);
    CHECK(first.edition == 1);
    const auto world = bench.store->world();
    const auto &theme = *world->theme("base");
    CHECK(theme.grids[theme.find("990402001")].name == "网格990402001");
    CHECK(theme.locator->locate({1040050000, 360050000}) == theme.find("990402001"));
    const auto second = bench.import_grids();
    CHECK_FALSE(second.written);
    CHECK(second.unchanged == 2);
    CHECK(bench.store->world()->edition == 1);
}

TEST_CASE("a dry run reports and writes nothing") {
    Bench bench;
    bench.request.dry_run = true;
    const auto report = bench.import_grids();
    CHECK(report.added == 2);
    CHECK_FALSE(report.written);
    CHECK(bench.store->world()->edition == 0);
}

TEST_CASE("grids that were exported in a shifted frame come back unchanged, pieces of long sides and noise included") {
    Bench bench;
    bench.import_grids();
    const auto before = bench.store->world();
    const auto &theme = *before->theme("base");
    for (const auto frame : {spatial::Frame::gcj02, spatial::Frame::bd09}) {
        std::string features;
        for (const std::string code : {"990402001", "990402002"}) {
            std::string ring;
            const auto shape = polygon_shape(theme.shapes[theme.find(code)], frame);
            CHECK(shape.parts[0][0].size() > 5);
            for (const auto p : shape.parts[0][0]) {
                ring += fmt::format("{}[{:.7f},{:.7f}]", ring.empty() ? "" : ",", p.lon + 1e-7,
                                    p.lat); // a unit off, as some write it
            }
            features += fmt::format(
                R"({}{{"type":"Feature","properties":{{"code":"{}"}},"geometry":{{"type":"Polygon","coordinates":[[{}]]}}}})",
                features.empty() ? "" : ",", code, ring);
        }
        bench.request.frame = frame;
        bench.request.level = "township";
        const auto report = bench.import(
            ImportLayer::grids, bench.file("again.geojson", R"({"type":"FeatureCollection","features":[)" + features + "]}"));
        CHECK(report.acceptable());
        CHECK(report.unchanged == 2);
        CHECK_FALSE(report.written);
    }
}

TEST_CASE("cameras from a CSV in GCJ-02 land where they stand, and again by code") {
    Bench bench;
    const spatial::LonLat truth{104.1736, 36.5448};
    const auto shown = spatial::from_store_frame(truth, spatial::Frame::gcj02);
    const auto path = bench.file("c.csv", camera_head + fmt::format("C1,东门,枪机,{},{}\n", shown.lon, shown.lat));
    bench.request.frame = spatial::Frame::gcj02;
    CHECK(bench.import(ImportLayer::cameras, path).added == 1);
    const auto *camera = bench.store->world()->cameras->find("C1");
    REQUIRE(camera != nullptr);
    CHECK(camera->at == spatial::to_lattice(truth));
    CHECK(camera->kind == "fixed_bullet");
    CHECK(camera->name == "东门");
    const auto again = bench.import(ImportLayer::cameras, path);
    CHECK(again.unchanged == 1);
    CHECK_FALSE(again.written);
}

TEST_CASE("each bad row of a camera file is named by line and nothing is imported") {
    Bench bench;
    bench.import_grids();
    bench.request.frame = spatial::Frame::cgcs2000;
    const auto [row, reason] = GENERATE(table<std::string, std::string>({{"bad code,x,dome,104,36", "is no code"},
                                                                         {",x,dome,104,36", "has no code"},
                                                                         {"A,x,telescope,104,36", "unknown kind 'telescope'"},
                                                                         {"A,x,dome,nan,36", "lon 'nan' is not a number"},
                                                                         {"A,x,dome,104,", "longitude or latitude is missing"},
                                                                         {"A,x,dome,104°10'25,36", "with a decimal point"},
                                                                         {"A,x,dome,500000,4000000", "out of range"},
                                                                         {"A,x,dome,36.005,104.005", "swapped"},
                                                                         {"GOOD,x,dome,104,36", "comes twice"}}));
    const auto path = bench.file("c.csv", camera_head + "GOOD,x,dome,104.001,36.001\n" + row + "\n");
    CHECK_THAT(refusal(bench, ImportLayer::cameras, path), ContainsSubstring("line 3") && ContainsSubstring(reason));
    CHECK(bench.store->world()->cameras->find("C1") == nullptr);
}

TEST_CASE("a code that a floating number has spoiled is refused with its row") {
    Bench bench;
    const auto file = [&](const std::vector<std::string> &codes) {
        std::string features;
        for (const auto &code : codes) {
            features += fmt::format(R"({}{{"type":"Feature","properties":{{"\u7f16\u7801":{},"kind":"ptz_dome"}},)"
                                    R"("geometry":{{"type":"Point","coordinates":[104.17,36.54]}}}})",
                                    features.empty() ? "" : ",", code);
        }
        return bench.file("n.geojson", R"({"type":"FeatureCollection","features":[)" + features + "]}");
    };
    const auto said = refusal(bench, ImportLayer::cameras, file({"620000000000000", "6.2e14", "12345.0"}));
    CHECK_THAT(said, ContainsSubstring("line 2: code (column '编码') is '6.2e+14'"));
    CHECK_THAT(said, !ContainsSubstring("line 1") && !ContainsSubstring("line 3"));
    CHECK_THAT(refusal(bench, ImportLayer::cameras, file({"12345.0", "990402001001001001"})),
               ContainsSubstring("line 2: the number in '编码' is too long to be one; write it as text, in quotes"));
    CHECK_THAT(refusal(bench, ImportLayer::cameras, file({"99040200100100100199"})), ContainsSubstring("line 1"));
    CHECK(bench.import(ImportLayer::cameras, file({"990402001001001001", "9007199254740991"})).added == 2);
    CHECK(bench.import(ImportLayer::cameras, file({"9007199254740991.0", "12345.0"})).added == 1);
    CHECK(bench.store->world()->cameras->find("990402001001001001") != nullptr);
    CHECK(bench.store->world()->cameras->find("9007199254740991") != nullptr);
    CHECK(bench.store->world()->cameras->find("12345") != nullptr);
}

TEST_CASE("a call that leaves something out or names what is not there says what exists") {
    Bench bench;
    const auto cameras = bench.file("c.csv", "id,kind,lon,lat\nC1,dome,104,36\n");
    CHECK_THAT(refusal(bench, ImportLayer::cameras, cameras),
               ContainsSubstring("--map code=FIELD") && ContainsSubstring("id, kind, lon, lat"));
    bench.request.fields = {{"code", "ident"}};
    CHECK_THAT(refusal(bench, ImportLayer::cameras, cameras),
               ContainsSubstring("no field 'ident'") && ContainsSubstring("id, kind"));
    bench.request.fields = {{"code", "id"}, {"colour", "id"}};
    CHECK_THAT(refusal(bench, ImportLayer::cameras, cameras), ContainsSubstring("no column 'colour'"));
    bench.request.fields = {{"code", "id"}};
    CHECK_THAT(refusal(bench, ImportLayer::cameras, cameras), ContainsSubstring("--frame"));
    bench.request.fields.clear();
    bench.request.level = "village";
    CHECK_THAT(refusal(bench, ImportLayer::grids, bench.squares("A", "B")),
               ContainsSubstring("no level 'village'") && ContainsSubstring("township"));
    bench.request.level = "township";
    bench.request.theme = "moon";
    CHECK_THAT(refusal(bench, ImportLayer::grids, bench.squares("A", "B")), ContainsSubstring("no theme 'moon'"));
}

TEST_CASE("files of the wrong shape are refused") {
    Bench bench;
    bench.request.level = "township";
    const auto point =
        bench.file("p.geojson", R"({"type":"FeatureCollection","features":[{"type":"Feature","properties":{"code":"A"},)"
                                R"("geometry":{"type":"Point","coordinates":[104,36]}}]})");
    CHECK_THAT(refusal(bench, ImportLayer::grids, point), ContainsSubstring("a Point where a polygon is needed"));
    const auto empty = bench.file("e.geojson", R"({"type":"FeatureCollection","features":[]})");
    bench.request.fields = {};
    CHECK_FALSE(refusal(bench, ImportLayer::grids, empty).empty());
    CHECK_THAT(refusal(bench, ImportLayer::grids, bench.file("g.csv", "code,name\nA,B\n")), ContainsSubstring("no geometry"));
    CHECK_THAT(refusal(bench, ImportLayer::grids, bench.squares("A", "A")), ContainsSubstring("comes twice"));
    CHECK_THAT(refusal(bench, ImportLayer::grids, bench.squares("A", "B", -0.002)), ContainsSubstring("defect overlap"));
}

TEST_CASE("people and assignments come from CSV, checked against the store") {
    Bench bench;
    bench.import_grids();
    const auto people = bench.file("p.csv", "code,name,phone\nP1,张三,13812345678\n");
    CHECK(bench.import(ImportLayer::people, people).added == 1);
    CHECK(bench.import(ImportLayer::people, people).unchanged == 1);
    const auto with_org = bench.file("o.csv", "code,name,phone,org\nP3,王五,13812345679,镇综治中心\n");
    CHECK(bench.import(ImportLayer::people, with_org).added == 1);
    const auto world_with_org = bench.store->world();
    const auto &member = world_with_org->roster->people[world_with_org->roster->find_person("P3").value()];
    CHECK(member.org == "镇综治中心"); // an organisation that nobody imported before is made by its name
    const auto head = std::string("person,grid,role,from\n");
    const auto good = bench.file("a.csv", head + "P1,990402001,网格长,2026-01-01\n");
    CHECK(bench.import(ImportLayer::assignments, good).added == 1);
    CHECK(bench.import(ImportLayer::assignments, good).unchanged == 1);
    const auto world = bench.store->world();
    const auto &held = world->roster->assignments[0][world->themes[0]->find("990402001")];
    REQUIRE(held.size() == 1);
    CHECK(held[0].from == 1767196800000); // 2025-12-31T16:00Z is 2026-01-01 at +08:00
    for (const auto &[row, reason] :
         std::vector<std::pair<std::string, std::string>>{{"P9,990402001,grid_head,", "no person 'P9'"},
                                                          {"P1,X,grid_head,", "no grid 'X'"},
                                                          {"P1,990402001,king,", "no role 'king'"},
                                                          {"P1,990402001,grid_head,1.2.2026", "is no date"}}) {
        const auto path = bench.file("b.csv", head + row + "\n");
        CHECK_THAT(refusal(bench, ImportLayer::assignments, path), ContainsSubstring("line 2") && ContainsSubstring(reason));
    }
    CHECK_THAT(refusal(bench, ImportLayer::people, bench.file("q.csv", "code,name,phone\nP2,李四,call me\n")),
               ContainsSubstring("no phone number"));
}

TEST_CASE("an interrupt before the end leaves the store untouched") {
    Bench bench;
    const std::atomic<bool> interrupted = true;
    bench.request.level = "township";
    bench.request.interrupted = &interrupted;
    CHECK_THAT(refusal(bench, ImportLayer::grids, bench.squares("A", "B")), ContainsSubstring("interrupted"));
}

TEST_CASE("an interrupt between two grids that are written takes the first back, and the store goes on") {
    Bench bench;
    std::atomic<bool> interrupted = false;
    std::vector<double> written;
    bench.request.level = "township";
    bench.request.interrupted = &interrupted;
    bench.request.progress = [&](std::string_view stage, double fraction) {
        if (stage == "writing") {
            written.push_back(fraction);
            interrupted = fraction > 0; // heeded before the second grid
        }
    };
    CHECK_THAT(refusal(bench, ImportLayer::grids, bench.squares("990402001", "990402002")),
               ContainsSubstring("interrupted; nothing was imported"));
    CHECK(written.size() == 2);
    CHECK(bench.store->world()->edition == 0);
    interrupted = false;
    bench.request.progress = nullptr;
    const auto again = bench.import_grids();
    CHECK(again.written);
    CHECK(again.edition == 1);
    CHECK(again.added == 2);
}

TEST_CASE("Gansu's counties are refused for what is wrong with them, and nothing is written") {
    const auto data = real_data();
    if (!data) {
        return;
    }
    Bench bench;
    bench.request.level = "township";
    bench.request.dry_run = true;
    const auto report = bench.import(ImportLayer::grids, *data / "gansu_counties.geojson");
    CHECK(report.read == 87);
    CHECK(report.problems.empty());
    CHECK(std::ranges::any_of(report.findings, &GeometryFinding::defect));
    CHECK_FALSE(report.acceptable());
    CHECK(bench.store->world()->edition == 0);
}

TEST_CASE("a file of more rows than an import takes is refused with the limit, and what is in it stays out") {
    Bench bench;
    bench.request.frame = spatial::Frame::cgcs2000;
    const auto three = bench.file("three.csv", camera_head + "C1,东门,dome,104.001,36.001\nC2,西门,dome,104.002,36.001\n"
                                                             "C3,南门,dome,104.003,36.001\n");
    bench.request.most_rows = 2;
    const auto said = refusal(bench, ImportLayer::cameras, three);
    CHECK(said == "the file has more than the 2 rows that one import takes; split the file");
    bench.request.larger_files = "go elsewhere";
    CHECK_THAT(refusal(bench, ImportLayer::cameras, three), ContainsSubstring("split the file, or go elsewhere"));
    CHECK(bench.store->world()->cameras->find("C1") == nullptr);
    bench.request.most_rows = 3;
    CHECK(bench.import(ImportLayer::cameras, three).added == 3);
    CHECK(ImportRequest{}.most_rows == 2'000'000);
}

TEST_CASE("memory that runs out is told, and nothing was imported") {
    Bench bench;
    bench.request.frame = spatial::Frame::cgcs2000;
    const auto cameras = bench.file("c.csv", camera_head + "C1,东门,dome,104.001,36.001\n");
    const auto fail_at = [&](std::string_view when) {
        bench.request.progress = [when](std::string_view stage, double) {
            if (stage == when) {
                throw std::bad_alloc();
            }
        };
    };
    for (const char *stage : {"reading", "writing"}) {
        fail_at(stage);
        CHECK(refusal(bench, ImportLayer::cameras, cameras) ==
              "there is not enough memory for this file; split it; nothing was imported");
    }
    bench.request.level = "township";
    CHECK_THAT(refusal(bench, ImportLayer::grids, bench.squares("990402001", "990402002")),
               ContainsSubstring("not enough memory"));
}

TEST_CASE("what a thread of the idle class imports is written by one that is in none") {
    Bench bench;
    std::set<int> writers;
    std::thread importer([&] {
        const sched_param none{};
        REQUIRE(sched_setscheduler(0, SCHED_IDLE, &none) == 0);
        bench.request.progress = [&, self = std::this_thread::get_id()](std::string_view stage, double) {
            if (stage == "writing" && std::this_thread::get_id() != self) {
                writers.insert(sched_getscheduler(0));
            }
        };
        static_cast<void>(bench.import_grids());
    });
    importer.join();
    CHECK(writers == std::set<int>{SCHED_OTHER});
}
