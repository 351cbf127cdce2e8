#include "data/export.hpp"
#include "data/org_rows.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/export_refusal.hpp"
#include "tests/support/import_bench.hpp"

using namespace jingwei;
using namespace jingwei::data;
using namespace jingwei::tests;
using Catch::Matchers::ContainsSubstring;

namespace {

/// Cameras and people that two systems have keys for; one key vanished from its system's last file.
struct KeyBench {
    KeyBench() {
        fill(own);
        month(own, ImportLayer::cameras, "雪亮平台",
              "设备编号,code,kind,lon,lat\nGA/T 1,C1,dome,104.001,36.001\n-2,C2,dome,104.002,36.001\n");
        month(own, ImportLayer::cameras, "交警",
              "设备编号,code,kind,lon,lat\nJ1,C1,dome,104.001,36.001\nJ3,C3,dome,104.003,36.001\n");
        month(own, ImportLayer::people, "人事", "设备编号,code,name\n007,P1,王示例\n");
        month(own, ImportLayer::cameras, "交警", "设备编号,code,kind,lon,lat\nJ1,C1,dome,104.001,36.001\n");
        fill(other);
    }
    static void fill(ImportBench &bench) {
        REQUIRE(bench.import_text(ImportLayer::people, "code,name,org\nP1,王示例,派出所\nP2,李示例,综治中心\n").written);
        REQUIRE(bench
                    .import_text(ImportLayer::cameras, "code,kind,lon,lat\nC1,dome,104.001,36.001\nC2,dome,104.002,36.001\n"
                                                       "C3,dome,104.003,36.001\n")
                    .written);
    }
    static void month(ImportBench &bench, ImportLayer layer, const std::string &source, const std::string &rows) {
        bench.request.source = source;
        bench.request.key = "设备编号";
        const auto report = bench.import_text(layer, rows);
        REQUIRE(report.acceptable());
        REQUIRE(report.written);
        bench.request.source = bench.request.key = "";
    }
    std::filesystem::path save(ImportLayer layer, const std::string &end, const std::string &source = {}) {
        ExportRequest request;
        request.layer = layer;
        request.source = source;
        const auto file = own.folder.path() / ("out." + end);
        request.format = export_format_of(file).value();
        export_to_file(*own.store, request, file, true);
        return file;
    }
    static std::string keys_of(const ImportBench &bench) {
        return bench.text(
            "SELECT group_concat(k, x'0A') FROM (SELECT source || '|' || kind || '|' || external_id || '|' || code "
            "|| '|' || ifnull(vanished_at / 1000, 'there') AS k FROM external_ref ORDER BY 1)");
    }
    static std::string orgs_of(const ImportBench &bench) {
        std::string text;
        for (const auto &row : organisations(*bench.store)) {
            text += fmt::format("{}|{}|{}\n", row.code, row.name, row.kind);
        }
        return text;
    }
    ImportBench own, other;
};

} // namespace

TEST_CASE("the keys of every system leave in one table and come back into a store of the same objects", "[roundtrip]") {
    KeyBench bench;
    const auto sent = KeyBench::keys_of(bench.own);
    CHECK(std::ranges::count(sent, '\n') == 4);
    const std::string end = GENERATE("csv", "xlsx", "geojson", "gpkg");
    CAPTURE(end);
    const auto file = bench.save(ImportLayer::external_refs, end);
    const auto report = bench.other.import(ImportLayer::external_refs, file);
    for (const auto &problem : report.problems) {
        UNSCOPED_INFO(problem.reason);
    }
    CHECK(report.added == 5);
    CHECK(report.written);
    CHECK(KeyBench::keys_of(bench.other) == sent);
    const auto again = bench.other.import(ImportLayer::external_refs, file);
    CHECK(again.unchanged == 5);
    CHECK_FALSE(again.written);
    CHECK(bench.own.import(ImportLayer::external_refs, file).unchanged == 5);
    CHECK(bench.other.world_is_what_loading_gives());
    // the systems' next files find their objects
    bench.other.request.source = "雪亮平台";
    bench.other.request.key = "设备编号";
    CHECK(bench.other
              .import_text(ImportLayer::cameras, "设备编号,kind,lon,lat\nGA/T 1,dome,104.001,36.001\n-2,dome,104.002,36.001\n")
              .unchanged == 2);
}

TEST_CASE("a key that came back into its system's file is there again after the table is taken") {
    KeyBench bench;
    const auto early = bench.own.file("early.csv", text_of(bench.save(ImportLayer::external_refs, "csv")));
    KeyBench::month(bench.own, ImportLayer::cameras, "交警",
                    "设备编号,code,kind,lon,lat\nJ1,C1,dome,104.001,36.001\nJ3,C3,dome,104.003,36.001\n");
    const auto late = bench.save(ImportLayer::external_refs, "csv");
    CHECK(bench.other.import(ImportLayer::external_refs, early).added == 5);
    const auto report = bench.other.import(ImportLayer::external_refs, late);
    CHECK(report.changed == 1);
    CHECK(report.unchanged == 4);
    CHECK(KeyBench::keys_of(bench.other) == KeyBench::keys_of(bench.own));
    // a table without the column says nothing of it
    const auto bare = bench.other.import_text(ImportLayer::external_refs, "图层,编码,来源,外部编号\ncameras,C3,交警,J3\n");
    CHECK(bare.unchanged == 1);
}

TEST_CASE("one system's keys are chosen by its name, however it is typed") {
    KeyBench bench;
    const auto text = text_of(bench.save(ImportLayer::external_refs, "csv", " 交警"));
    CHECK_THAT(text, ContainsSubstring("layer,code,source,external_id,vanished_at") && ContainsSubstring("\"J1\"") &&
                         ContainsSubstring("\"J3\"") && !ContainsSubstring("雪亮平台"));
    ExportRequest request;
    request.layer = ImportLayer::external_refs;
    const auto refused = [&](const std::string &name) {
        return refusal(*bench.own.store, request, bench.own.folder.path() / name);
    };
    CHECK_THAT(refused("k.shp"), ContainsSubstring("external_refs have no place"));
    CHECK_THAT(refused("k.kml"), ContainsSubstring("external_refs have no place"));
    request.within = "990402001";
    CHECK_THAT(refused("k.csv"), ContainsSubstring("have no within"));
}

TEST_CASE("a key that contradicts the store or its own file is refused with its row") {
    KeyBench bench;
    const auto refused = [&](const std::string &rows) {
        return refusal_of(bench.own, ImportLayer::external_refs, "layer,code,source,external_id\n" + rows);
    };
    CHECK_THAT(refused("cameras,C2,交警,J1\n"),
               ContainsSubstring("line 2 C2: the key 'J1' of 交警 is 'C1' here, not 'C2'; the next file of 交警 itself"));
    CHECK_THAT(refused("cameras,C1,交警,J9\n"), ContainsSubstring("'C1' has the key 'J1' of 交警 here, not 'J9'"));
    CHECK_THAT(refused("cameras,C2,新,N1\ncameras,C3,新,N1\n"), ContainsSubstring("line 3 C3: the key 'N1' of 新 comes twice"));
    CHECK_THAT(refused("cameras,C2,新,N1\ncameras,C2, 新,N2\n"), ContainsSubstring("'C2' comes with two keys of 新"));
    CHECK_THAT(refused("cameras,C9,新,N1\n"), ContainsSubstring("there is no 'C9' in cameras; import the cameras first"));
    CHECK_THAT(refused("grids,C2,新,N1\n"), ContainsSubstring("there is no layer 'grids' whose objects have keys"));
    CHECK_THAT(refused("cameras,C2,,N1\n"), ContainsSubstring("source (来源) is empty"));
    CHECK_THAT(refused("cameras,C2,新,\n"), ContainsSubstring("external_id (外部编号) is empty"));
    CHECK_THAT(refused("cameras,C2,新,6.2E+14\n"), ContainsSubstring("shortened by a spreadsheet"));
    CHECK_THAT(refused("cameras,C2,新," + std::string(129, 'x') + "\n"), ContainsSubstring("more than 128 bytes"));
    CHECK_THAT(refused("cameras,C2," + std::string(65, 'x') + ",N1\n"), ContainsSubstring("more than 64 bytes"));
}

TEST_CASE("the layer of a key may be called by its Chinese name") {
    KeyBench bench;
    const auto report = bench.own.import_text(ImportLayer::external_refs,
                                              "图层,编码,来源,外部编号\n摄像头,C3,新,N3\n人员,P2,新,N2\ncameras,C2,新,N1\n");
    CHECK(report.added == 3);
    CHECK_THAT(KeyBench::keys_of(bench.own),
               ContainsSubstring("新|camera|N3|C3|there") && ContainsSubstring("新|person|N2|P2|there"));
}

TEST_CASE("keys of a system that has none are not an empty file") {
    KeyBench bench;
    ExportRequest request;
    request.layer = ImportLayer::external_refs;
    request.source = "无此平台";
    CHECK_THAT(refusal(*bench.own.store, request, bench.own.folder.path() / "k.csv"),
               ContainsSubstring("the source '无此平台' has no keys here; those that have are") && ContainsSubstring("交警"));
}

TEST_CASE("organisations leave with their names and kinds and come back", "[roundtrip]") {
    KeyBench bench;
    CHECK(KeyBench::orgs_of(bench.own) == "派出所|派出所|\n综治中心|综治中心|\n");
    const auto named =
        bench.own.import_text(ImportLayer::organisations, "单位编码,单位名称,单位类型\n派出所,示例派出所,公安机关\n"
                                                          "O3,示例街道办,township_office\n综治中心,,\n");
    CHECK(named.added == 1);
    CHECK(named.changed == 1);
    CHECK(named.unchanged == 1);
    const auto sent = KeyBench::orgs_of(bench.own);
    CHECK_THAT(sent, ContainsSubstring("派出所|示例派出所|police\n") && ContainsSubstring("O3|示例街道办|township_office\n"));
    const std::string end = GENERATE("csv", "xlsx", "geojson", "gpkg");
    CAPTURE(end);
    const auto file = bench.save(ImportLayer::organisations, end);
    CHECK(bench.other.import(ImportLayer::organisations, file).written);
    CHECK(KeyBench::orgs_of(bench.other) == sent);
    const auto again = bench.other.import(ImportLayer::organisations, file);
    CHECK(again.unchanged == 3);
    CHECK_FALSE(again.written);
}

TEST_CASE("an organisation is refused with its row where nobody could name it") {
    ImportBench bench;
    const auto refused = [&](const std::string &rows) {
        return refusal_of(bench, ImportLayer::organisations, "code,name,kind\n" + rows);
    };
    std::string long_code;
    for (int i = 0; i < 33; ++i) {
        long_code += "某";
    }
    CHECK_THAT(refused(",无名,\n"), ContainsSubstring("it has no code"));
    CHECK_THAT(refused(long_code + ",长,\n"), ContainsSubstring("more than 32 characters"));
    CHECK_THAT(refused("O1,甲,\nO1,乙,\n"), ContainsSubstring("line 3") && ContainsSubstring("comes twice"));
    CHECK_THAT(refused("O1,甲,club\n"), ContainsSubstring("unknown kind 'club'"));
    CHECK(bench.import_text(ImportLayer::organisations, "code,name\n" + long_code.substr(3) + ",短\n").added == 1);
}

TEST_CASE("what a dry run of keys or organisations showed is written only while it is so") {
    KeyBench bench;
    const auto file = bench.save(ImportLayer::external_refs, "csv");
    auto &other = bench.other;
    other.request.dry_run = true;
    const auto shown = other.import(ImportLayer::external_refs, file);
    CHECK_FALSE(shown.written);
    other.request.dry_run = false;
    KeyBench::month(other, ImportLayer::people, "人事", "设备编号,code,name\n007,P1,王示例\n");
    other.request.expected = shown.digest;
    const auto outdated = other.import(ImportLayer::external_refs, file);
    CHECK(outdated.outdated);
    CHECK_FALSE(outdated.written);
    other.request.expected = "";
    CHECK(other.import(ImportLayer::external_refs, file).added == 4);
}
