#include "tests/support/catch.hpp"
#include "tests/support/import_bench.hpp"

#include <cmath>
#include <random>

using namespace jingwei;
using namespace jingwei::data;
using namespace jingwei::tests;
using Catch::Matchers::ContainsSubstring;

namespace {

const std::string head = "id,name,type,lon,lat,gb_id\n";

/// A bench whose request names a platform's key field and kind.
struct Platform : ImportBench {
    Platform() {
        use("雪亮平台");
        request.key = "id";
        request.fields = {{"kind", "type"}};
    }
    void use(const std::string &source) { request.source = source; }
    ImportReport cameras(const std::string &rows) { return import_text(ImportLayer::cameras, head + rows); }
    const CameraRow *camera(const std::string &code) const { return store->world()->cameras->find(code); }
    std::int64_t entries() const { return number("SELECT count(*) FROM journal"); }
};

} // namespace

TEST_CASE("a row whose key is known updates its object, and the same file twice writes nothing") {
    Platform bench;
    const auto first = bench.cameras("K1,东门,dome,104.001,36.001,\nK2,西门,dome,104.002,36.001,\n");
    CHECK(first.added == 2);
    CHECK(first.source->allotted == 2);
    REQUIRE(bench.camera("K1") != nullptr);
    const auto entries = bench.entries();
    const auto again = bench.cameras("K1,东门,dome,104.001,36.001,\nK2,西门,dome,104.002,36.001,\n");
    CHECK_FALSE(again.written);
    CHECK(again.unchanged == 2);
    CHECK(bench.entries() == entries);
    const auto moved = bench.cameras("K1,东大门,dome,104.002,36.001,\nK2,西门,ptz_dome,104.00201,36.001,\n");
    CHECK(moved.changed == 2);
    REQUIRE(moved.moved.size() == 1);
    CHECK(moved.moved[0].code == "K1");
    CHECK(std::abs(moved.moved[0].distance_m - 90) < 2);
    CHECK(moved.moved[0].from == "104.0010000, 36.0010000");
    REQUIRE(moved.renamed.size() == 1);
    CHECK(moved.renamed[0].to == "东大门");
    CHECK(moved.edited.size() == 2); // the kind, and a place that is 1 m away
    CHECK(bench.world_is_what_loading_gives());
    CHECK(bench.store->check().empty());
}

TEST_CASE("a new key with the GB/T 28181 id of a camera that left the file is told, for it may be the same camera") {
    Platform bench;
    bench.cameras("A08,东门,dome,104.001,36.001,34020000001320000001\nA09,西门,dome,104.002,36.001,34020000001320000002\n");
    const auto later =
        bench.cameras("A88,东门,dome,104.001,36.001,34020000001320000001\nA09,西门,dome,104.002,36.001,34020000001320000002\n");
    const auto note = std::ranges::find(later.notes, "same_gb_id", &ImportNote::kind);
    REQUIRE(note != later.notes.end());
    CHECK_THAT(note->text, ContainsSubstring("A88 that of A08"));
    CHECK(later.added == 1);
}

TEST_CASE("an unknown key takes the code of its column and joins what is there") {
    Platform bench;
    bench.request.source.clear();
    bench.request.key.clear();
    bench.import_text(ImportLayer::cameras, "code,name,type,lon,lat\nC1,东门,dome,104.001,36.001\n");
    bench.use("平台甲");
    bench.request.key = "id";
    const std::string with_code = "id,code,name,type,lon,lat\n";
    const auto joined = bench.import_text(ImportLayer::cameras, with_code + "7,C1,东门,dome,104.001,36.001\n");
    CHECK(joined.source->joined.size() == 1);
    CHECK(joined.source->joined[0].code == "C1");
    CHECK(joined.unchanged == 1);
    CHECK(joined.written); // the key is new
    const auto other = bench.import_text(ImportLayer::cameras, with_code + "7,C9,东门,hd,104.001,36.001\n");
    CHECK(other.source->passed_over == 1);
    CHECK(bench.camera("C9") == nullptr);
    CHECK(bench.camera("C1")->kind == "hd");
    const auto renewed = bench.import_text(ImportLayer::cameras, with_code + "8,C1,东门,hd,104.001,36.001\n");
    CHECK(renewed.source->changed_keys.size() == 1);
    CHECK(bench.text("SELECT group_concat(external_id) FROM external_ref") == "8");
    CHECK_THAT(refusal_of(bench, ImportLayer::cameras, with_code + "9,C1,a,hd,104,36\n10,C1,b,hd,104,36\n"),
               ContainsSubstring("line 3 C1") && ContainsSubstring("comes twice"));
}

TEST_CASE("of a file that has an object's key and a strange one for its code the strange row is refused, in either order") {
    Platform bench;
    bench.use("平台甲");
    bench.request.key = "id";
    const std::string head_of_keys = "id,code,name,type,lon,lat\n";
    REQUIRE(bench.import_text(ImportLayer::cameras, head_of_keys + "K1,A,东门,dome,104.001,36.001\n").written);
    const std::string strange = "K9,A,南门,hd,104.002,36.001\n";
    const std::string own = "K1,B,东门,hd,104.001,36.001\n";
    const std::string why =
        " A: the object 'A' has the key 'K1' already, which is in this file too; one object has one key of a "
        "source\n";
    CHECK(refusal_of(bench, ImportLayer::cameras, head_of_keys + strange + own) == "line 2" + why);
    CHECK(refusal_of(bench, ImportLayer::cameras, head_of_keys + own + strange) == "line 3" + why);
}

TEST_CASE("a code is allotted from the key where it can be one, else from a hash, the same in every store") {
    Platform bench;
    bench.request.source.clear();
    bench.request.key.clear();
    bench.import_text(ImportLayer::cameras, "code,name,type,lon,lat\n0001,别的,dome,104.009,36.009\n");
    bench.use("平台甲");
    bench.request.key = "id";
    bench.cameras("0001,东门,dome,104.001,36.001,\n设备 2,西门,dome,104.002,36.001,\n");
    CHECK(bench.camera("0001")->name == "别的");
    const auto of_first = bench.text("SELECT code FROM external_ref WHERE external_id = '0001'");
    const auto of_second = bench.text("SELECT code FROM external_ref WHERE external_id = '设备 2'");
    CHECK(of_first.size() == 13);
    CHECK(of_first[0] == 'x');
    Platform twin;
    twin.use("平台甲");
    twin.cameras("设备 2,西门,dome,104.002,36.001,\n");
    CHECK(twin.text("SELECT code FROM external_ref WHERE external_id = '设备 2'") == of_second);
}

TEST_CASE("a number that another system calls its code is none here unless the user says so") {
    Platform bench;
    bench.request.key = "设备ID";
    const auto report = bench.import_text(ImportLayer::cameras, "设备ID,编号,name,type,lon,lat\nD1,1,东门,dome,104,36\n");
    CHECK(report.source->allotted == 1);
    CHECK(bench.camera("D1") != nullptr);
    CHECK(bench.camera("1") == nullptr);
}

TEST_CASE("what vanished is told and stays, until its deletion is asked for") {
    Platform bench;
    bench.cameras("K1,东门,dome,104.001,36.001,\nK2,西门,dome,104.002,36.001,\nK3,南门,dome,104.003,36.001,\n");
    const auto less = bench.cameras("K1,东门,dome,104.001,36.001,\n");
    REQUIRE(less.source->vanished.size() == 2);
    CHECK(less.source->vanished[0].code == "K2");
    CHECK(less.source->vanished[0].name == "西门");
    CHECK_FALSE(less.source->vanished[0].since);
    CHECK(less.written); // that they are missed
    CHECK(less.removed == 0);
    const auto again = bench.cameras("K1,东门,dome,104.001,36.001,\n");
    CHECK_FALSE(again.written);
    CHECK(again.source->vanished[0].since);
    CHECK(bench.camera("K2") != nullptr);
    const auto back = bench.cameras("K1,东门,dome,104.001,36.001,\nK3,南门,dome,104.003,36.001,\n");
    CHECK(back.source->returned == 1);
    bench.request.delete_vanished = true;
    bench.request.dry_run = true;
    CHECK(bench.cameras("K1,东门,dome,104.001,36.001,\n").removed == 2);
    CHECK(bench.camera("K2") != nullptr);
    bench.request.dry_run = false;
    const auto deleted = bench.cameras("K1,东门,dome,104.001,36.001,\n");
    CHECK(deleted.removed == 2);
    CHECK(bench.camera("K2") == nullptr);
    CHECK(bench.number("SELECT count(*) FROM external_ref") == 1);
    CHECK(bench.world_is_what_loading_gives());
    CHECK(bench.store->check().empty());
}

TEST_CASE("what another source has too, or what is in use, is not deleted") {
    Platform bench;
    const std::string with_code = "id,code,name,type,lon,lat\n";
    bench.use("平台甲");
    bench.import_text(ImportLayer::cameras, with_code + "1,C1,东门,dome,104,36\n2,C2,西门,dome,104.001,36\n");
    bench.use("平台乙");
    bench.import_text(ImportLayer::cameras, with_code + "a,C1,东门,dome,104,36\n");
    bench.use("平台甲");
    bench.request.delete_vanished = true;
    const auto report = bench.import_text(ImportLayer::cameras, with_code + "2,C2,西门,dome,104.001,36\n");
    REQUIRE(report.source->vanished.size() == 1);
    CHECK_FALSE(report.source->vanished[0].deleted);
    CHECK_THAT(report.source->vanished[0].kept_because, ContainsSubstring("平台乙"));
    CHECK(bench.camera("C1") != nullptr);
    bench.request.fields.clear();
    bench.import_text(ImportLayer::buildings, "id,name,lon,lat\nB1,一号楼,104,36\nB2,二号楼,104.001,36\n");
    const auto source = std::exchange(bench.request.source, "");
    bench.request.key.clear();
    bench.request.delete_vanished = false;
    bench.import_text(ImportLayer::rental_houses, "code,address,building_code,lon,lat\nR1,某号,B1,104,36\n");
    bench.request.source = source;
    bench.request.key = "id";
    bench.request.delete_vanished = true;
    const auto used = bench.import_text(ImportLayer::buildings, "id,name,lon,lat\nB2,二号楼,104.001,36\n");
    CHECK_THAT(used.source->vanished.at(0).kept_because, ContainsSubstring("rental houses"));
    CHECK(bench.store->world()->buildings->find("B1") != nullptr);
}

TEST_CASE("objects of two sources that may be one are offered, and merged they follow both files") {
    Platform bench;
    const std::string gb = "99040200011310000001";
    bench.use("平台甲");
    bench.cameras("A1,东门 １号,dome,104.001,36.001,\nA2,西门,dome,104.002,36.001," + gb +
                  "\nA3,桥头,dome,104.003,36.001,\nA4,桥头,dome,104.003,36.001,\n");
    bench.use("平台乙");
    const auto report = bench.cameras("b1,东门1号,dome,104.0011,36.001,\nb2,别名,dome,104.009,36.009," + gb +
                                      "\nb3,桥头,dome,104.005,36.001,\n");
    const auto &pairs = report.source->duplicates;
    REQUIRE(pairs.size() == 2);
    CHECK((pairs[0].keep == "A2" && pairs[0].drop == "b2" && pairs[0].reason == "gb_id")); // the surer ones first
    CHECK((pairs[1].keep == "A1" && pairs[1].drop == "b1" && pairs[1].reason == "name"));
    CHECK(std::abs(pairs[1].distance_m - 9) < 0.2);
    CHECK(pairs[1].keep_sources == std::vector<std::string>{"平台甲"});
    const auto merged =
        bench.store->submit({"test"}, MergeChange{.kind = "camera", .pairs = {{"A1", "b1"}, {"A3", "A4"}, {"A1", "zz"}}}).get();
    CHECK(merged.refusals[0].empty());
    CHECK_THAT(merged.refusals[1], ContainsSubstring("two"));
    CHECK_THAT(merged.refusals[2], ContainsSubstring("no camera with the code zz"));
    CHECK(bench.camera("b1") == nullptr);
    CHECK(bench.camera("A4") != nullptr);
    CHECK(bench.number("SELECT count(*) FROM journal WHERE kind = 'camera.merge' AND code = 'A1'") == 1);
    const auto next = bench.cameras("b1,东门一号,hd,104.0011,36.001,\nb2,别名,dome,104.009,36.009," + gb +
                                    "\nb3,桥头,dome,104.005,36.001,\n");
    CHECK(next.added == 0);
    CHECK(next.changed == 1);
    CHECK(bench.camera("A1")->name == "东门一号");
    CHECK(bench.store->world()->cameras->size() == 6);
    CHECK(bench.world_is_what_loading_gives());
    CHECK(bench.store->check().empty());
}

TEST_CASE("two cameras of one name whose GB/T 28181 ids differ are two") {
    Platform bench;
    bench.use("平台甲");
    bench.cameras("A1,东门,dome,104.001,36.001,99040200011310000001\nA2,桥头,dome,104.004,36.001,\n");
    bench.use("平台乙");
    const auto report = bench.cameras("b1,东门,dome,104.001,36.001,99040200011310000002\n"
                                      "b2,桥头,dome,104.004,36.001,99040200011310000003\n");
    REQUIRE(report.source->duplicates.size() == 1);
    CHECK(report.source->duplicates[0].keep == "A2"); // no id is no other id
}

TEST_CASE("what has vanished from every source can be deleted") {
    Platform bench;
    const std::string with_code = "id,code,name,type,lon,lat\n";
    const std::string rest = "2,C2,西门,dome,104.001,36\n";
    bench.use("平台甲");
    bench.import_text(ImportLayer::cameras, with_code + "1,C1,东门,dome,104,36\n" + rest);
    bench.use("平台乙");
    bench.import_text(ImportLayer::cameras, with_code + "a,C1,东门,dome,104,36\n" + rest);
    bench.import_text(ImportLayer::cameras, with_code + rest); // 乙 lacks it
    bench.use("平台甲");
    bench.request.delete_vanished = true;
    const auto report = bench.import_text(ImportLayer::cameras, with_code + rest);
    CHECK(report.removed == 1);
    CHECK(bench.camera("C1") == nullptr);
    CHECK(bench.number("SELECT count(*) FROM external_ref WHERE code = 'C1'") == 0);
    bench.use("平台乙");
    CHECK(bench.import_text(ImportLayer::cameras, with_code + rest).source->vanished.empty());
    CHECK(bench.store->check().empty());
}

TEST_CASE("a source is the same one with blanks around its name and in full-width letters") {
    Platform bench;
    bench.use("甲A");
    bench.cameras("K1,东门,dome,104.001,36.001,\n");
    for (const char *name : {" 甲A ", "甲Ａ", "甲A\u3000"}) {
        CAPTURE(name);
        bench.use(name);
        CHECK_FALSE(bench.cameras("K1,东门,dome,104.001,36.001,\n").written);
    }
    CHECK(bench.text("SELECT group_concat(DISTINCT source) FROM external_ref") == "甲A");
    bench.use("\u3000 ");
    CHECK_THAT(refusal_of(bench, ImportLayer::cameras, head + "K1,东门,dome,104.001,36.001,\n"), ContainsSubstring("blank"));
    // an older store may have kept it as it was typed
    bench.store
        ->submit({"test"}, BulkChange{.content = {},
                                      .source = {},
                                      .sources = {.source = "乙（东）",
                                                  .kind = {},
                                                  .keys = {},
                                                  .vanished = {},
                                                  .forgotten = {},
                                                  .mapping = KeptMapping{"乙（东）", "cameras", {{{"key", "id"}}, {}, {}}}}})
        .get();
    bench.use("乙(东) ");
    bench.request.key.clear();
    CHECK(bench.cameras("K9,北门,dome,104.009,36.001,\n").source->source == "乙（东）");
}

TEST_CASE("a removed object loses its keys, so that the next file does not take over whatever gets its code") {
    Platform bench;
    bench.cameras("K1,东门,dome,104.001,36.001,\nK2,西门,dome,104.002,36.001,\n");
    bench.store->submit({"test"}, RemoveCamera{"K1"}).get();
    CameraRow other;
    other.code = "K1";
    other.name = "别的";
    other.kind = "dome";
    other.at = spatial::to_lattice({104.009, 36.009});
    bench.store->submit({"test"}, UpsertCamera{other}).get();
    const auto next = bench.cameras("K1,东门,dome,104.001,36.001,\nK2,西门,dome,104.002,36.001,\n");
    CHECK(next.added == 1);
    CHECK(next.changed == 0);
    CHECK(bench.camera("K1")->name == "别的");
    CHECK(bench.text("SELECT code FROM external_ref WHERE external_id = 'K1'").starts_with("x"));
    CHECK(bench.store->world()->cameras->size() == 3);
}

TEST_CASE("a kept encoding gives way to what a file is, and one that is said does not turn its texts") {
    Platform bench;
    bench.request.encoding = "GBK";
    const std::string east_gbk = "\xB6\xAB\xC3\xC5"; // 东门
    bench.import_text(ImportLayer::cameras, head + "K1," + east_gbk + ",dome,104.001,36.001,\n");
    REQUIRE(bench.camera("K1")->name == "东门");
    const std::string marked = "\xEF\xBB\xBF" + head + "K1,东大门,dome,104.001,36.001,\n";
    const std::string unmarked = head + "K1,东北门,dome,104.001,36.001,\n";
    const auto geojson = bench.file("c.geojson", R"({"type":"FeatureCollection","features":[{"type":"Feature","properties":)"
                                                 R"({"id":"K1","name":"门","type":"dome"},"geometry":)"
                                                 R"({"type":"Point","coordinates":[104.001,36.001]}}]})");
    CHECK_THAT(refusal_of(bench, ImportLayer::cameras, marked),
               ContainsSubstring("the file is UTF-8 (byte order mark), and --encoding GBK would turn its texts"));
    CHECK_THAT(refusal_of(bench, ImportLayer::cameras, unmarked), ContainsSubstring("leave --encoding away"));
    CHECK(bench.import(ImportLayer::cameras, geojson).encoding == "UTF-8 (the format's standard)");
    CHECK(bench.camera("K1")->name == "门");
    bench.request.encoding.clear();
    for (const auto &[text, name] : {std::pair(marked, "东大门"), std::pair(unmarked, "东北门")}) {
        const auto report = bench.import_text(ImportLayer::cameras, text);
        CHECK(bench.camera("K1")->name == name);
        REQUIRE(report.notes.size() == 1);
        CHECK(report.notes[0].kind == "other_encoding");
        CHECK_THAT(report.notes[0].text, ContainsSubstring("though GBK is kept for 雪亮平台"));
    }
    bench.import_text(ImportLayer::cameras, head + "K1," + east_gbk + ",dome,104.001,36.001,\n");
    CHECK(bench.camera("K1")->name == "东门"); // what is kept still holds
}

TEST_CASE("a row's frame is known by the words for it, and beside --crs it is refused where it contradicts") {
    Platform bench;
    bench.request.frame.reset();
    const auto with_frame = head.substr(0, head.size() - 1) + ",坐标系\n";
    const auto place = [&](const std::string &frame) {
        CAPTURE(frame);
        CHECK(bench.import_text(ImportLayer::cameras, with_frame + "K1,东门,dome,104.17,36.54,," + frame + "\n").acceptable());
        return bench.camera("K1")->at;
    };
    const auto plain = place("CGCS2000");
    for (const char *frame : {"ＷＧＳ８４", "国家2000", "2000国家大地坐标系", "cgcs 2000 坐标系"}) {
        CHECK(place(frame) == plain);
    }
    const auto gcj02 = place("GCJ-02");
    CHECK(gcj02 != plain);
    CHECK(place("火星坐标系") == gcj02);
    CHECK(place("百度坐标") == place("BD-09"));
    for (const char *unknown : {"高德2000", "坐标系", "系"}) {
        CHECK_THAT(refusal_of(bench, ImportLayer::cameras, with_frame + "K1,东门,dome,104.17,36.54,," + unknown + "\n"),
                   ContainsSubstring("there is no frame"));
    }
    const auto refused_with = [&](const std::string &crs, const std::string &easting) {
        bench.request.crs = crs;
        return refusal_of(bench, ImportLayer::cameras, with_frame + "K1,东门,dome," + easting + ",,WGS84\n");
    };
    CHECK_THAT(refused_with("EPSG:4490", "104.17,36.54"),
               ContainsSubstring("its frame is WGS84, but --crs says") && ContainsSubstring("leave --crs away"));
    CHECK_THAT(refused_with("EPSG:4523", "35418973.3,4045406.6"), ContainsSubstring("its frame is WGS84, but --crs says"));
    // what nothing can be carried from is refused before a row is looked at
    CHECK_THAT(refused_with("EPSG:4610", "104.17,36.54"), ContainsSubstring("the file's datum is Xian_1980"));
    CHECK_THAT(refused_with("EPSG:999999", "104.17,36.54"), ContainsSubstring("EPSG:999999 is not a coordinate system"));
}

TEST_CASE("the report says that rows say their frame, and takes the shape of a CSV for no field that is left") {
    ImportBench bench;
    bench.request.frame.reset();
    const std::string shape = R"("geometry":{"type":"Point","coordinates":[104.17,36.54]}}]})";
    const auto shifted =
        bench.import(ImportLayer::cameras,
                     bench.file("c.geojson", R"({"type":"FeatureCollection","features":[{"type":"Feature","properties":)"
                                             R"({"code":"C1","kind":"dome","frame":"gcj02"},)" +
                                                 shape));
    CHECK_THAT(shifted.crs, ContainsSubstring("WGS 84") && ContainsSubstring(", then the frame that each row says"));
    bench.request.frame = spatial::Frame::wgs84;
    const auto points = bench.import_text(ImportLayer::cameras, "WKT,code,kind,note\n\"POINT (104.17 36.54)\",C2,dome,x\n");
    CHECK(points.acceptable());
    CHECK(points.unused_fields == std::vector<std::string>{"note"});
}

TEST_CASE("options for grids are refused with other layers") {
    Platform bench;
    const std::string row = head + "K1,东门,dome,104.17,36.54,\n";
    const auto refused = [&] {
        bench.request.frame = spatial::Frame::wgs84;
        CHECK_THROWS_WITH(bench.import_text(ImportLayer::cameras, row), ContainsSubstring("goes with the layer grids"));
        bench.request = {};
    };
    bench.request.level = "grid";
    refused();
    bench.request.lock_parents = true;
    refused();
    bench.request.replace_within = "990402001";
    refused();
    bench.request.fix = true;
    refused();
}

TEST_CASE("a theme is refused with a layer that is of none") {
    Platform bench;
    bench.request.frame = spatial::Frame::wgs84;
    bench.request.theme = "fire";
    CHECK_THROWS_WITH(
        bench.import_text(ImportLayer::cameras, head + "K1,东门,dome,104.17,36.54,\n"),
        ContainsSubstring("--theme goes with the layers grids, assignments, roster and staffing_rules; cameras are of "
                          "no theme: leave it away"));
    CHECK_THROWS_WITH(bench.import_text(ImportLayer::people, "code,name\nP1,x\n"), ContainsSubstring("people are of no theme"));
}

TEST_CASE("a kept frame that a file contradicts is told with both systems and the metres between") {
    Platform bench;
    bench.request.frame = spatial::Frame::gcj02;
    bench.cameras("K1,东门,dome,104.001,36.001,\n");
    bench.request.frame.reset();
    const auto file_in = [&](const std::string &system) {
        const auto crs =
            system.empty() ? "" : R"("crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:)" + system + R"("}},)";
        return bench.file("c.geojson", R"({"type":"FeatureCollection",)" + crs +
                                           R"("features":[{"type":"Feature","properties":{"id":"K1","name":"东门","type":)"
                                           R"("dome"},"geometry":{"type":"Point","coordinates":[104.001,36.001]}}]})");
    };
    for (const char *system : {"", "EPSG::4490"}) {
        CAPTURE(system);
        const auto report = bench.import(ImportLayer::cameras, file_in(system));
        REQUIRE(report.notes.size() == 1);
        CHECK(report.notes[0].kind == "other_system");
        CHECK_THAT(report.notes[0].text, ContainsSubstring(*system == '\0' ? "WGS 84" : "China Geodetic") &&
                                             ContainsSubstring("the frame gcj02 kept for 雪亮平台") &&
                                             Catch::Matchers::Matches(".*the two lie [1-9][0-9][0-9] m apart there.*"));
    }
    CHECK_THAT(refusal_of(bench, ImportLayer::cameras, head.substr(0, head.size() - 1) + ",frame\nK1,a,dome,104,36,,WGS84\n"),
               ContainsSubstring("its frame is WGS84, but the frame gcj02 is kept for 雪亮平台") &&
                   ContainsSubstring("--mapping") && !ContainsSubstring("leave --frame away"));
    bench.request.frame = spatial::Frame::wgs84; // changes what is kept
    CHECK(bench.import(ImportLayer::cameras, file_in("")).notes.empty());
    bench.request.frame.reset();
    CHECK(bench.import(ImportLayer::cameras, file_in("")).notes.empty());
}

TEST_CASE("a degree of attention is a number or a word of its list, in files and in mappings") {
    Platform bench;
    bench.request.fields = {{"kind", "type"}};
    const std::string columns = "id,name,type,lon,lat,关注程度\n";
    const auto degree = [&](const std::string &value) {
        const auto report = bench.import_text(ImportLayer::key_sites, columns + "S1,校,school,104.001,36.001," + value + "\n");
        return report.acceptable() ? std::to_string(bench.store->world()->key_sites->find("S1")->attention)
                                   : report.problems.at(0).reason;
    };
    CHECK(degree("高") == "3");
    CHECK(degree("1") == "1");
    CHECK(degree("") == "1");
    CHECK(degree("２.0") == "2");
    CHECK(degree("无") == "0");
    for (const char *value : {"4", "1.5", "-1", "很高"}) {
        CHECK_THAT(degree(value), ContainsSubstring("known are 0 无, 1 低, 2 中, 3 高"));
    }
    bench.request.mapping_name = "m.json";
    bench.request.mapping = R"({"$key":"id","$frame":"cgcs2000","kind":"type",
      "attention":{"field":"关注程度","codes":{"红色":"3"}}})";
    bench.request.fields.clear();
    CHECK(degree("红色") == "3");
}

TEST_CASE("a mapping is kept with its source, and the next file needs nothing else") {
    Platform bench;
    bench.request = {};
    bench.request.source = "雪亮平台";
    bench.request.mapping_name = "m.json";
    bench.request.mapping = R"({"$key": "设备编号", "$frame": "cgcs2000", "name": "设备名称",
      "kind": {"field": "类型", "codes": {"快球": "ptz_dome", "": "other"}}})";
    const std::string rows = "设备编号,设备名称,类型,lon,lat\nK1,东门,快球,104,36\nK2,西门,,104.001,36\n";
    const auto first = bench.import_text(ImportLayer::cameras, rows);
    CHECK(first.source->mapping_kept);
    CHECK(bench.camera("K1")->kind == "ptz_dome");
    CHECK(bench.camera("K2")->kind == "other");
    bench.request.mapping.clear();
    const auto entries = bench.entries();
    const auto again = bench.import_text(ImportLayer::cameras, rows);
    CHECK_FALSE(again.written);
    CHECK(again.unchanged == 2);
    CHECK(bench.entries() == entries);
    const auto kept = bench.store->mappings();
    REQUIRE(kept.size() == 1);
    CHECK(kept[0].mapping.codes.at("kind").at("快球") == "ptz_dome");
    CHECK_THAT(refusal_of(bench, ImportLayer::cameras, "设备编号,名字,类型,lon,lat\nK1,东门,快球,104,36\n"),
               ContainsSubstring("no field '设备名称'") && ContainsSubstring("kept for 雪亮平台"));
    CHECK_THAT(
        refusal_of(bench, ImportLayer::cameras, "设备编号,设备名称,类型,lon,lat\nK1,东门,慢球,104,36\nK2,a,慢球,104,36\n"),
        ContainsSubstring("line 2 K1: unknown kind '慢球'; known are") && ContainsSubstring("line 3 K2"));
}

TEST_CASE("keys that cannot be told apart or were shortened are refused, and so are calls that lack a word") {
    Platform bench;
    CHECK_THAT(refusal_of(bench, ImportLayer::cameras, head + "K1,a,dome,104,36,\nK1,b,dome,104,36,\n"),
               ContainsSubstring("line 3 K1: the key 'K1' comes twice"));
    CHECK_THAT(refusal_of(bench, ImportLayer::cameras, head + ",a,dome,104,36,\n"), ContainsSubstring("no key"));
    CHECK_THAT(refusal_of(bench, ImportLayer::cameras, head + "6.2E+14,a,dome,104,36,\n"), ContainsSubstring("shortened"));
    bench.request.key.clear();
    CHECK_THAT(refusal_of(bench, ImportLayer::cameras, head + "K1,a,dome,104,36,\n"), ContainsSubstring("--key FIELD"));
    bench.request.source.clear();
    bench.request.key = "id";
    CHECK_THAT(refusal_of(bench, ImportLayer::cameras, head + "K1,a,dome,104,36,\n"), ContainsSubstring("--source NAME"));
    bench.use(std::string(65, 'x'));
    CHECK_THAT(refusal_of(bench, ImportLayer::cameras, head + "K1,a,dome,104,36,\n"), ContainsSubstring("64 bytes"));
}

TEST_CASE("reference lines are matched by code, so that the same file twice changes nothing") {
    Platform bench;
    bench.request = {};
    const auto line = [&](double north) {
        return bench.file("l.geojson",
                          fmt::format(R"({{"type":"FeatureCollection","features":[{{"type":"Feature","properties":)"
                                      R"({{"code":"L1","name":"人民路","kind":"street"}},"geometry":)"
                                      R"({{"type":"LineString","coordinates":[[104,36],[104.01,{}]]}}}}]}})",
                                      north));
    };
    CHECK(bench.import(ImportLayer::reference_lines, line(36.001)).added == 1);
    const auto again = bench.import(ImportLayer::reference_lines, line(36.001));
    CHECK(again.unchanged == 1);
    CHECK_FALSE(again.written);
    const auto changed = bench.import(ImportLayer::reference_lines, line(36.002));
    CHECK(changed.changed == 1);
    CHECK(changed.edited.at(0).what == "course");
}

TEST_CASE("whatever two sources say in turn, the World is the one that loading gives") {
    const auto seed = std::random_device{}();
    CAPTURE(seed);
    std::mt19937 random(seed);
    Platform bench;
    for (int step = 0; step < 12; ++step) {
        bench.use(random() % 2 == 0 ? "平台甲" : "平台乙");
        bench.request.delete_vanished = random() % 3 == 0;
        std::string rows;
        for (int key = 0; key < 8; ++key) {
            if (random() % 4 != 0) {
                rows += fmt::format("K{},门{},{},{},36.00{},\n", key, random() % 3, random() % 2 == 0 ? "dome" : "hd",
                                    104.001 + 0.0001 * static_cast<double>(random() % 4), random() % 9);
            }
        }
        rows += "K9,常在,dome,104.009,36.009,\n";
        const auto report = bench.cameras(rows);
        REQUIRE(report.acceptable());
        REQUIRE(bench.world_is_what_loading_gives());
        REQUIRE_FALSE(bench.cameras(rows).written);
        if (!report.source->duplicates.empty()) {
            const auto &pair = report.source->duplicates[0];
            bench.store->submit({"test"}, MergeChange{.kind = "camera", .pairs = {{pair.keep, pair.drop}}}).get();
            REQUIRE(bench.world_is_what_loading_gives());
        }
    }
    CHECK(bench.store->check().empty());
    CHECK(bench.number("SELECT count(*) FROM external_ref WHERE code NOT IN (SELECT code FROM camera)") == 0);
}
