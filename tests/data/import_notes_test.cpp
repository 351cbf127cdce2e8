#include "data/export_file.hpp"
#include "data/export_zone.hpp"
#include "data/import_fields.hpp"
#include "data/text_form.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/import_bench.hpp"

#include <fmt/format.h>
#include <fstream>

using namespace jingwei;
using namespace jingwei::data;
using namespace jingwei::tests;
using Catch::Matchers::ContainsSubstring;

namespace {

const std::string cameras = "code,name,kind,lon,lat\n";

/// The note of a kind, or an empty one.
ImportNote note_of(const ImportReport &report, std::string_view kind) {
    const auto found = std::ranges::find(report.notes, kind, &ImportNote::kind);
    return found != report.notes.end() ? *found : ImportNote{};
}

using LineNumbers = std::vector<std::size_t>;

} // namespace

TEST_CASE("a row with more values than the header is refused with its line, and empty ones at its end are not") {
    ImportBench bench;
    const std::string head = "code,kind,lon,lat,frame,name\n";
    bench.request.frame.reset();
    const auto said = refusal_of(bench, ImportLayer::cameras,
                                 head + "A1,dome,104.001,36.001,wgs84,东门,北侧 3 号杆\nA2,dome,104.001,36.001,wgs84,东门,,\n"
                                        "A3,dome,104.001,36.001,wgs84,a,b,c\n");
    CHECK_THAT(said, ContainsSubstring("lines 2, 4: the header has 6 columns, and these rows have values in more (up to 8)"));
    CHECK_THAT(said, ContainsSubstring("put a text that holds ',' in quotes"));
    const auto report = bench.import_text(ImportLayer::cameras, head + "A1,dome,104.001,36.001,wgs84,\"东门,北侧\n3 号杆\"\n"
                                                                       "A2,dome,104.001,36.001,wgs84,东门,,\"\",\r\n");
    REQUIRE(report.problems.size() == 1); // the line break in the name, and nothing else
    CHECK(report.problems[0].line == 2);
    for (const std::string separator : {";", "\t", "|"}) {
        auto text = head + "A1,dome,104.001,36.001,wgs84,东门,x\n";
        std::ranges::replace(text, ',', separator[0]);
        CHECK_THAT(refusal_of(bench, ImportLayer::cameras, text), ContainsSubstring("line 2: the header has 6 columns"));
    }
}

TEST_CASE("a bar that is the second byte of a GBK character separates nothing") {
    ImportBench bench;
    const auto said = refusal_of(bench, ImportLayer::people, "code|name|phone\nP1|\x81\x7C|\n");
    CHECK_THAT(said, ContainsSubstring("WRITTEN"));
}

TEST_CASE("a file without a byte says that it is empty") {
    ImportBench bench;
    CHECK_THAT(refusal_of(bench, ImportLayer::people, ""), ContainsSubstring("'rows.csv' is empty: it has no bytes"));
}

TEST_CASE("the place 0, 0 is a missing one, and a place far off the ground is noted with its line") {
    ImportBench bench;
    CHECK_THAT(refusal_of(bench, ImportLayer::cameras, cameras + "A1,a,dome,104.001,36.001\nA2,b,dome,0,0\n"),
               ContainsSubstring("line 3 A2: its place is 0, 0"));
    const auto report = bench.import_text(ImportLayer::cameras,
                                          cameras + "A1,a,dome,104.001,36.001\nA2,b,dome,104.4,36.001\nA3,c,dome,105,37\n");
    CHECK(report.written);
    const auto note = note_of(report, "far_off");
    CHECK(note.lines == LineNumbers{4});
    CHECK_THAT(note.text, ContainsSubstring("1 row lies 50 km and more off the store's ground"));
    bench.request.elsewhere = true;
    CHECK(bench.import_text(ImportLayer::cameras, cameras + "A3,c,dome,105.1,37\n").notes.empty());
}

TEST_CASE("two cameras of a file cannot share a GB/T 28181 id, and one that the store has is noted") {
    ImportBench bench;
    const std::string head = "code,kind,lon,lat,gb_id\n";
    const std::string id = "34020000001320000001";
    CHECK_THAT(refusal_of(bench, ImportLayer::cameras,
                          head + "A1,dome,104.001,36.001," + id + "\nA2,dome,104.001,36.001," + id + "\n"),
               ContainsSubstring("line 3 A2: gb_id '34020000001320000001' comes twice in this file (line 2)"));
    CHECK(bench.import_text(ImportLayer::cameras, head + "A1,dome,104.001,36.001," + id + "\n").notes.empty());
    const auto again = bench.import_text(ImportLayer::cameras, head + "A2,dome,104.001,36.001," + id + "\n");
    CHECK(again.written);
    CHECK(note_of(again, "same_gb_id").lines == LineNumbers{2});
    CHECK_THAT(note_of(again, "same_gb_id").text, ContainsSubstring("A2 that of A1"));
}

TEST_CASE("a new mobile that somebody else has is noted, once") {
    ImportBench bench;
    const std::string head = "code,name,phone\n";
    CHECK(bench.import_text(ImportLayer::people, head + "P1,甲,13800000001\nP2,乙,0943-8221234\n").notes.empty());
    const auto rows = head + "P3,丙,13800000001\nP4,丁,0943-8221234\nP5,戊,13800000005\nP6,己,13800000005\n";
    const auto report = bench.import_text(ImportLayer::people, rows);
    CHECK(report.written);
    REQUIRE(report.notes.size() == 2);
    CHECK_THAT(report.notes[0].text, ContainsSubstring("P3 that of P1 甲"));
    CHECK(report.notes[0].lines == LineNumbers{2});
    CHECK(report.notes[1].lines == LineNumbers{4, 5});
    CHECK(bench.import_text(ImportLayer::people, rows).notes.empty());
}

TEST_CASE("days that programs write for none are refused with their line") {
    ImportBench bench;
    const std::string head = "code,address,lon,lat,last_visit\n";
    for (const std::string day : {"0001-01-01", "1899-12-30", "9999-12-31", "2101-01-02"}) {
        CHECK_THAT(refusal_of(bench, ImportLayer::rental_houses, head + "H1,a,104.001,36.001," + day + "\n"),
                   ContainsSubstring("line 2 H1: last_visit '" + day + "' is not within 1900 and 2100"));
    }
    CHECK(bench.import_text(ImportLayer::rental_houses, head + "H1,a,104.001,36.001,1900-01-01\n").written);
}

TEST_CASE("headings are found through blanks, stars, units and full width") {
    for (const std::string heading : {"编码", "编 码", "编码*", "＊编码", "编　码（必填）", "编码(必填)*"}) {
        CHECK(plain_heading(heading) == "编码");
    }
    CHECK(plain_heading("经度（度）") == "经度");
    CHECK(plain_heading("架设高度[单位：米]") == "架设高度");
    CHECK(plain_heading("ｃｏｄｅ") == "code");
    CHECK(plain_heading("名称(旧)") == "名称(旧)");
    CHECK(find_heading({"编 码*", "名称"}, "编码") == 0U);
    CHECK(find_heading({"编 码", "编码"}, "编码") == 1U);
    CHECK_FALSE(find_heading({"编码(旧)"}, "编码"));
    CHECK_THROWS_WITH(find_heading({"编 码", "编码*"}, "编码"),
                      ContainsSubstring("two fields called '编码' (numbers 1 and 2)"));
    ImportBench bench;
    const auto report = bench.import_text(ImportLayer::cameras,
                                          "编 码*,ｎａｍｅ,类型（必填）,经度（度）,纬度（°）\nA1,东门,dome,104.001,36.001\n");
    CHECK(report.written);
    CHECK(report.unused_fields.empty());
}

TEST_CASE("a mapping translates what it says whatever the heading's width, and messages name the file's fields only") {
    ImportBench bench;
    bench.request.mapping_name = "m.json";
    bench.request.mapping = R"({"kind": {"field": "类型", "codes": {"智能球": "dome"}}})";
    CHECK(bench.import_text(ImportLayer::cameras, "code,name,类 型*,lon,lat\nA1,东门,智能球,104.001,36.001\n").written);
    bench.request.source = "平台";
    bench.request.key = "设备号";
    const auto said = refusal_of(bench, ImportLayer::cameras, "code,name,类型,lon,lat\nA1,东门,智能球,104.001,36.001\n");
    CHECK_THAT(said, ContainsSubstring("no field '设备号' for the key of the source (--key, external_id)"));
    CHECK_THAT(said, ContainsSubstring("its fields are code, name, 类型, lon, lat"));
    CHECK_THAT(said, !ContainsSubstring("→"));
    bench.request.mapping = R"({"kind": {"field": "类型", "codes": {"智能球": "ball"}}})";
    CHECK_THAT(refusal_of(bench, ImportLayer::cameras, "code\nA\n"), ContainsSubstring("dome 半球"));
}

TEST_CASE("a word for first or deputy that is none names those that are") {
    ImportBench bench;
    bench.import_text(ImportLayer::people, "code,name\nP1,甲\n");
    for (const auto layer : {ImportLayer::assignments, ImportLayer::roster}) {
        const auto said = refusal_of(bench, layer, "code,person,name,grid,role,primary\nP1,P1,甲,990402001,网格长,兼\n");
        CHECK_THAT(said, ContainsSubstring("primary '兼' says neither first nor deputy: write 正 or 副"));
    }
    CHECK(bench.import_text(ImportLayer::assignments, "person,grid,role,primary\nP1,990402001,网格长,副\n").written);
}

TEST_CASE("a workbook that is none says so, and a broken one does not speak of packing") {
    ImportBench bench;
    const auto said = [&](const std::string &bytes) {
        try {
            bench.import(ImportLayer::people, bench.file("a.xlsx", bytes));
        } catch (const Error &error) {
            return std::string(error.what());
        }
        return std::string("was taken");
    };
    CHECK_THAT(said("code,name\nP1,甲\n"), ContainsSubstring("'a.xlsx' is no workbook, whatever its name says"));
    CHECK_THAT(said("PK\x03\x04 and then nothing"), ContainsSubstring("open it in Excel or WPS") && !ContainsSubstring("pack"));
}

TEST_CASE("half the rows decide whether a zone reaches them, and the others are named") {
    ZoneReach zone("EPSG:4544"); // 3-degree, 105° E
    for (int i = 0; i < 50; ++i) {
        zone.add(fmt::format("C{}", i), {104.2, 36.5});
    }
    zone.add("stray", {0, 0});
    zone.check();
    CHECK(zone.beyond() == 1);
    CHECK(zone.first_beyond() == std::vector<std::string>{"stray"});
    ZoneReach other("EPSG:4547"); // 114° E
    other.add("a", {104.2, 36.5});
    other.add("b", {104.3, 36.5});
    other.add("c", {114, 36.5});
    CHECK_THROWS_WITH(other.check(), ContainsSubstring("the zone there is EPSG:4544"));
    ZoneReach elsewhere("EPSG:4326");
    elsewhere.add("a", {0, 0});
    elsewhere.check();
    CHECK(elsewhere.beyond() == 0);
}

TEST_CASE("what a killed process left is swept, and what a living one holds is not") {
    const ScratchFolder folder;
    const auto left = folder.path() / "jingwei-import-a1B2c3";
    std::filesystem::create_directory(left);
    std::ofstream(left / "people.csv") << "13800000001";
    const auto kept = folder.path() / "mine";
    std::filesystem::create_directory(kept);
    std::filesystem::create_directory_symlink(kept, folder.path() / "jingwei-import-link");
    std::filesystem::path gone;
    {
        const PrivateFolder first(folder.path(), PrivateFolder::of_import);
        CHECK_FALSE(std::filesystem::exists(left));
        const PrivateFolder second(folder.path(), PrivateFolder::of_import);
        CHECK(std::filesystem::exists(first.path()));
        CHECK(std::filesystem::exists(second.path()));
        CHECK(first.path() != second.path());
        gone = first.path();
    }
    CHECK_FALSE(std::filesystem::exists(gone));
    CHECK(std::filesystem::exists(kept));
    sweep_private_folders(folder.path() / "absent", PrivateFolder::of_import);
}

namespace {

/// A GeoJSON of one camera that says its system.
std::string camera_in(const std::string &system) {
    return fmt::format(
        R"({{"type":"FeatureCollection",{}"features":[{{"type":"Feature","properties":{{"code":"A1","kind":"dome"}},)"
        R"("geometry":{{"type":"Point","coordinates":[104.001,36.001]}}}}]}})",
        system.empty() ? ""
                       : fmt::format(R"("crs":{{"type":"name","properties":{{"name":"urn:ogc:def:crs:EPSG::{}"}}}},)", system));
}

} // namespace

TEST_CASE("an older datum that the file states cannot be talked away, and another system is noted aloud") {
    ImportBench bench;
    const auto taken = [&](const std::string &system, std::optional<spatial::Frame> frame, const std::string &crs) {
        bench.request.frame = frame;
        bench.request.crs = crs;
        try {
            const auto report = bench.import(ImportLayer::cameras, bench.file("c.geojson", camera_in(system)));
            return note_of(report, "other_system").text;
        } catch (const Error &error) {
            return std::string("REFUSED ") + error.what();
        }
    };
    using spatial::Frame;
    for (const std::string old : {"4610", "4214", "4555"}) {
        for (const auto frame : {Frame::cgcs2000, Frame::wgs84, Frame::gcj02, Frame::bd09}) {
            CHECK_THAT(taken(old, frame, ""), ContainsSubstring("REFUSED the file says that it is") &&
                                                  ContainsSubstring("--control-points FILE") && ContainsSubstring(".prj"));
        }
        CHECK_THAT(taken(old, std::nullopt, "EPSG:4490"), ContainsSubstring("and --crs EPSG:4490 would move nothing"));
    }
    CHECK_THAT(taken("4610", std::nullopt, "EPSG:4214"), ContainsSubstring("no public transformation")); // no less an old one
    CHECK(taken("4490", Frame::cgcs2000, "").empty());
    CHECK(taken("4490", Frame::wgs84, "").empty());
    CHECK(taken("4490", std::nullopt, "EPSG:4326").empty());
    CHECK(taken("", Frame::gcj02, "").empty()); // its standard says WGS 84, whatever is in it
    CHECK_THAT(
        taken("4490", Frame::gcj02, ""),
        ContainsSubstring("the file says that it is China Geodetic Coordinate System 2000, and it was taken as --frame gcj02"));
    CHECK_THAT(taken("4269", Frame::wgs84, ""), ContainsSubstring("the file says that it is NAD83"));
}

TEST_CASE("a file that is wrong in every row is not read to its end, however long it is") {
    ImportBench bench;
    std::string rows = "code,name\n";
    for (int i = 0; i < 10'100; ++i) {
        rows += ",x\n";
    }
    const auto report = bench.import_text(ImportLayer::people, rows);
    CHECK_FALSE(report.written);
    CHECK(report.read == 10'000);
    REQUIRE(report.problems.size() == 10'001);
    CHECK(report.problems[9'999].reason == "it has no code");
    CHECK(report.problems.back().line == 10'002);
    CHECK_THAT(report.problems.back().reason, ContainsSubstring("reading stopped before this row: 10000 problems"));
}
