#include "data/doctor.hpp"
#include "data/doctor_advice.hpp"
#include "data/gdal_protocol.hpp"
#include "data/sample/sample.hpp"
#include "spatial/error.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/drawn_town.hpp"
#include "tests/support/export_refusal.hpp"
#include "tests/support/gdal_tool.hpp"
#include "tests/support/scratch_store.hpp"
#include "tests/support/shapefile.hpp"
#include "tests/support/workbook_file.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <fstream>
#include <set>
#include <sstream>

using namespace jingwei;
using namespace jingwei::data;
using namespace jingwei::tests;
using Catch::Matchers::ContainsSubstring;

namespace {

// 网格一, 名称 in GBK
const std::string grid_one_gbk = "\xCD\xF8\xB8\xF1\xD2\xBB";
const std::string name_gbk = "\xC3\xFB\xB3\xC6";

struct Bench {
    std::filesystem::path file(const std::string &name, const std::string &content) {
        write_bytes(folder.path() / name, content);
        return folder.path() / name;
    }
    FileExamination examine(const std::filesystem::path &path, const World *world = nullptr) {
        request.file = path;
        return examine_file(request, world);
    }
    LayerExamination only_layer(const std::filesystem::path &path, const World *world = nullptr) {
        auto examination = examine(path, world);
        REQUIRE(examination.layers.size() == 1);
        return examination.layers.front();
    }
    /// A store with four grids a, b, c, d of a tenth of a degree's fiftieth each.
    WorldPtr town() {
        ScratchStore store;
        store.publish(draw_town({"aabb", //
                                 "aabb", //
                                 "ccdd", //
                                 "ccdd"},
                                {{"T", "township", ""},
                                 {"M", "community", "T"},
                                 {"a", "grid", "M"},
                                 {"b", "grid", "M"},
                                 {"c", "grid", "M"},
                                 {"d", "grid", "M"}}),
                      1'577'808'000'000);
        return store.load();
    }
    GdalTool tool;
    ScratchFolder folder;
    DoctorRequest request;
};

FieldRole role_of(const LayerExamination &layer, const std::string &field) {
    const auto found = std::ranges::find(layer.fields, field, &FieldReport::name);
    REQUIRE(found != layer.fields.end());
    return found->role;
}

std::string line_of(const LayerExamination &layer) {
    std::string line;
    for (const auto &word : layer.advice.words) {
        line += (line.empty() ? "" : " ") + word;
    }
    return line;
}

std::string square(const std::string &properties, double west, double east) {
    return fmt::format(R"({{"type":"Feature","properties":{{{0}}},"geometry":{{"type":"Polygon","coordinates":)"
                       R"([[[{1},36],[{2},36],[{2},36.01],[{1},36.01],[{1},36]]]}}}})",
                       properties, west, east);
}

std::string collection(const std::vector<std::string> &features) {
    std::string all;
    for (const auto &one : features) {
        all += (all.empty() ? "" : ",") + one;
    }
    return R"({"type":"FeatureCollection","features":[)" + all + "]}";
}

std::string community(const std::string &code, double west, double east) {
    return square(fmt::format(R"("bh":"{}","sj":"990402001","mc":"虚构社区{}")", code, code.substr(9)), west, east);
}

/// Points of the town's cells moved into a frame, as a CSV.
std::string cameras_in(spatial::Frame frame) {
    std::string text = "设备编码,名称,经度,纬度\n";
    for (int row = 0; row < 4; ++row) {
        for (int column = 0; column < 4; ++column) {
            const auto shown = spatial::from_store_frame(spatial::to_lonlat(cell_middle(column, row)), frame);
            text += fmt::format("9904{}{},路口{}{},{:.7f},{:.7f}\n", row, column, row, column, shown.lon, shown.lat);
        }
    }
    return text;
}

} // namespace

TEST_CASE("communities are told by what their fields hold, whatever the fields are called") {
    Bench bench;
    const auto layer = bench.only_layer(bench.file(
        "sq.geojson", collection({community("990402001001", 104, 104.01), community("990402001002", 104.01, 104.02)})));
    CHECK(layer.rows == 2);
    CHECK(role_of(layer, "bh") == FieldRole::code);
    CHECK(role_of(layer, "sj") == FieldRole::parent);
    CHECK(role_of(layer, "mc") == FieldRole::name);
    CHECK(layer.level.level == "community");
    CHECK(layer.coverage.state == CoverageReport::State::examined);
    CHECK(std::ranges::none_of(layer.coverage.findings, &GeometryFinding::defect));
    CHECK(layer.crs == CrsState::known);
    REQUIRE(layer.preview.size() == 2);
    CHECK(layer.preview[0] == "虚构社区001");
    CHECK_THAT(line_of(layer), ContainsSubstring("jingwei import STORE grids") && ContainsSubstring("--level community") &&
                                   ContainsSubstring("--code bh") && ContainsSubstring("--name mc") &&
                                   ContainsSubstring("--parent sj"));
    CHECK(layer.advice.open.empty());
}

TEST_CASE("an overlap is found without a store and named by the codes") {
    Bench bench;
    const auto layer = bench.only_layer(bench.file(
        "over.geojson", collection({community("990402001001", 104, 104.011), community("990402001002", 104.01, 104.02)})));
    const auto overlap = std::ranges::find(layer.coverage.findings, "overlap", &GeometryFinding::kind);
    REQUIRE(overlap != layer.coverage.findings.end());
    CHECK(overlap->defect);
    CHECK(overlap->a == "990402001001");
    CHECK(overlap->b == "990402001002");
}

TEST_CASE("a slit between two units that is open to the outside is named, though no defect") {
    Bench bench;
    const auto layer = bench.only_layer(bench.file(
        "slit.geojson", collection({community("990402001001", 104, 104.01), community("990402001002", 104.01002, 104.02)})));
    REQUIRE(layer.coverage.state == CoverageReport::State::examined);
    CHECK(std::ranges::none_of(layer.coverage.findings, &GeometryFinding::defect));
    const auto slit = std::ranges::find(layer.coverage.findings, "slit", &GeometryFinding::kind);
    REQUIRE(slit != layer.coverage.findings.end());
    CHECK(std::set{slit->a, slit->b} == std::set<std::string>{"990402001001", "990402001002"});
    CHECK(slit->width_m == Approx(1.8).epsilon(0.02));
    CHECK(slit->area_m2 == Approx(1.8 * 1110).epsilon(0.02));
    CHECK(slit->place.lon > 104.01);
    CHECK(slit->place.lon < 104.01002);
    // one that a lake is as wide as is none
    const auto wide = bench.only_layer(bench.file(
        "wide.geojson", collection({community("990402001001", 104, 104.01), community("990402001002", 104.0102, 104.02)})));
    CHECK(std::ranges::count(wide.coverage.findings, "slit", &GeometryFinding::kind) == 0);
}

TEST_CASE("a GBK Shapefile marked as UTF-8 is read all the same, and the mark is called wrong") {
    Bench bench;
    const auto path = bench.folder.path() / "marked.shp";
    write_shapefile(path, {.fields = {"code", name_gbk},
                           .rows = {{{{104.1, 36.5}}, {"C1", grid_one_gbk}}, {{{104.2, 36.6}}, {"C2", ""}}},
                           .prj = cgcs2000_prj,
                           .cpg = "UTF-8",
                           .language_id = 0});
    const auto layer = bench.only_layer(path);
    CHECK_THAT(layer.encoding_fault, ContainsSubstring("UTF-8"));
    CHECK_THAT(layer.encoding, ContainsSubstring("GB18030"));
    REQUIRE_FALSE(layer.preview.empty());
    CHECK(layer.preview[0] == "网格一");
    CHECK_THAT(line_of(layer), ContainsSubstring("--encoding GB18030"));
}

TEST_CASE("a Shapefile without .prj and one in 西安80 are described, and the frame is asked for") {
    Bench bench;
    ShapefileDraft draft{.fields = {"code"}, .rows = {{{{104.1, 36.5}}, {"C1"}}}, .prj = "", .cpg = "UTF-8", .language_id = 0};
    write_shapefile(bench.folder.path() / "bare.shp", draft);
    const auto bare = bench.only_layer(bench.folder.path() / "bare.shp");
    CHECK(bare.crs == CrsState::missing);
    CHECK(bare.rows == 1);
    CHECK(std::ranges::count(bare.advice.open, OpenQuestion::frame) == 1);
    draft.prj = xian80_prj;
    write_shapefile(bench.folder.path() / "old.shp", draft);
    const auto old = bench.only_layer(bench.folder.path() / "old.shp");
    CHECK(old.crs == CrsState::unusable);
    CHECK(old.rows == 1);
    CHECK_THAT(old.described.crs_fault, ContainsSubstring("西安80"));
    CHECK(std::ranges::count(old.advice.open, OpenQuestion::datum) == 1);
    CHECK_THAT(line_of(old), ContainsSubstring("--control-points FILE"));
}

TEST_CASE("a file in metres without a usable system is described in all but its ground") {
    Bench bench;
    ShapefileDraft draft{.fields = {"code"},
                         .rows = {{{{35'421'423.5, 4'045'230.25}}, {"C1"}}, {{{35'421'500.5, 4'045'300.25}}, {"C2"}}},
                         .prj = "",
                         .cpg = "UTF-8",
                         .language_id = 0};
    write_shapefile(bench.folder.path() / "camera_bare.shp", draft);
    const auto bare = bench.only_layer(bench.folder.path() / "camera_bare.shp");
    CHECK(bare.broken.empty());
    CHECK(bare.rows == 2);
    CHECK(bare.crs == CrsState::missing);
    CHECK(bare.places.metres);
    CHECK(bare.places.zone == 35);
    CHECK(role_of(bare, "code") == FieldRole::code);
    CHECK_THAT(bare.described.crs_fault, ContainsSubstring("EPSG:4523"));
    CHECK_THAT(line_of(bare), ContainsSubstring("--code code") && ContainsSubstring("--crs EPSG:N"));
    draft.rows = {{{{421'423.5, 4'045'230.25}}, {"C1"}}, {{{421'500.5, 4'045'300.25}}, {"C2"}}};
    draft.prj = R"(PROJCS["Xian_1980_3_Degree_GK_CM_105E",GEOGCS["GCS_Xian_1980",DATUM["D_Xian_1980",)"
                R"(SPHEROID["Xian_1980",6378140.0,298.257]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],)"
                R"(PROJECTION["Gauss_Kruger"],PARAMETER["False_Easting",500000.0],PARAMETER["False_Northing",0.0],)"
                R"(PARAMETER["Central_Meridian",105.0],PARAMETER["Scale_Factor",1.0],PARAMETER["Latitude_Of_Origin",0.0],)"
                R"(UNIT["Meter",1.0]])";
    write_shapefile(bench.folder.path() / "camera_old.shp", draft);
    const auto old = bench.only_layer(bench.folder.path() / "camera_old.shp");
    CHECK(old.rows == 2);
    CHECK(old.crs == CrsState::unusable);
    CHECK(old.places.metres);
    CHECK(old.places.zone == 0);
    CHECK_THAT(line_of(old), ContainsSubstring("--control-points FILE") && !ContainsSubstring("--crs"));
}

TEST_CASE("a drawing of outlines is proposed as grids, with the texts in them as codes") {
    Bench bench;
    const auto outline = [](const char *handle, int east, const std::string &text) {
        return fmt::format(
            "0\nLWPOLYLINE\n5\n{0}\n8\n网格\n100\nAcDbEntity\n100\nAcDbPolyline\n90\n3\n70\n1\n10\n{1}\n20\n4000000\n"
            "10\n{2}\n20\n4000000\n10\n{2}\n20\n4000100\n0\nTEXT\n8\n注记\n10\n{3}\n20\n4000020\n40\n1\n1\n{4}\n",
            handle, east, east + 100, east + 80, text);
    };
    const auto head = [](const char *page) {
        return fmt::format(
            "0\nSECTION\n2\nHEADER\n9\n$ACADVER\n1\nAC1018\n9\n$DWGCODEPAGE\n3\n{}\n0\nENDSEC\n0\nSECTION\n2\nENTITIES\n",
            page);
    };
    // programs that do not know write the one page and UTF-8 behind it
    for (const char *page : {"ANSI_1252", "ANSI_936"}) {
        const auto path = bench.file("d.dxf", head(page) + outline("2A", 421'000, "990402001001001") +
                                                  outline("2B", 422'000, "990402001001002") + "0\nENDSEC\n0\nEOF\n");
        const auto examination = bench.examine(path);
        REQUIRE(examination.layers.size() == 2);
        const auto &grids = *std::ranges::find(examination.layers, "网格", [](const auto &l) { return l.described.name; });
        CHECK(grids.rows == 2);
        CHECK(grids.places.types.at("Polygon") == 2);
        CHECK(role_of(grids, "Text") == FieldRole::code);
        CHECK(grids.advice.layer == ImportLayer::grids);
        CHECK_THAT(line_of(grids), ContainsSubstring("import STORE grids") && ContainsSubstring("--source-layer 网格") &&
                                       ContainsSubstring("--code Text") && ContainsSubstring("--level grid") &&
                                       ContainsSubstring("--crs EPSG:N"));
    }
}

TEST_CASE("tables with the program's own headings are proposed as what they are, without a mapping") {
    Bench bench;
    const auto line = [&](const std::string &text) { return line_of(bench.only_layer(bench.file("t.csv", text))); };
    CHECK_THAT(
        line("姓名,手机,网格,岗位\n林小满,19900000001,990402001001001,网格长\n周一,19900000002,990402001001002,网格员\n"),
        ContainsSubstring("STORE roster") && ContainsSubstring("t.csv") && !ContainsSubstring("--"));
    CHECK_THAT(
        line("人员编码,姓名,电话,单位,网格,角色,专题,主责,在岗,开始日期,结束日期\nP1,林,,,990402001001001,网格长,,,,,\n"),
        ContainsSubstring("STORE roster") && !ContainsSubstring("--"));
    CHECK_THAT(line("人员编码,网格编码,角色,专题,主责,在岗,开始日期,结束日期\nP1,990402001001001,网格长,base,是,是,,\n"),
               ContainsSubstring("STORE assignments") && !ContainsSubstring("--"));
    CHECK_THAT(line("编码,名称,级别,上级编码\n990402,示例区,区,990400\n990400,示例市,市,\n"),
               ContainsSubstring("STORE divisions") && !ContainsSubstring("--"));
    CHECK_THAT(line("编码,姓名,电话,单位\nP1,林小满,19900000001,例街道办\n"),
               ContainsSubstring("STORE people") && !ContainsSubstring("--"));
    CHECK_THAT(line("人员,手机号,负责的网格,岗位\n林小满,19900000001,990402001001001,网格长\n"),
               ContainsSubstring("STORE roster") && ContainsSubstring("--map grid=负责的网格") && !ContainsSubstring("--code"));
}

TEST_CASE("where only the headings can tell, the layer that they speak for is proposed with them as the reason") {
    Bench bench;
    const auto layer = [&](const std::string &text) { return bench.only_layer(bench.file("data.csv", text)); };
    const auto cameras = layer("摄像机编码,国标编码,经度,纬度,安装位置\nC1,,104.001,36.001,东门\nC2,,104.002,36.001,西门\n");
    CHECK(cameras.advice.layer == ImportLayer::cameras);
    CHECK(cameras.advice.by == LayerBy::headings);
    CHECK(cameras.advice.because == std::vector<std::string>{"摄像机编码", "国标编码"});
    CHECK(cameras.advice.tied.empty());
    CHECK_THAT(line_of(cameras), ContainsSubstring("STORE cameras") && ContainsSubstring("--code 摄像机编码"));
    const auto houses = layer("门牌号,房东,出租间数\n人民路 1 号,张三,3\n人民路 3 号,李四,2\n");
    CHECK(houses.advice.layer == ImportLayer::rental_houses);
    CHECK(houses.advice.because == std::vector<std::string>{"门牌号", "房东", "出租间数"});
    CHECK(std::ranges::count(houses.advice.open, OpenQuestion::place) == 1);
    CHECK_THAT(line_of(houses), ContainsSubstring("STORE rental_houses") && ContainsSubstring("--map address=门牌号"));
    const auto roster = layer("姓名,手机号,网格编码\n林小满,19900000001,990402001001001\n周一,19900000002,990402001001002\n");
    CHECK(roster.advice.layer == ImportLayer::roster);
    CHECK(roster.advice.because == std::vector<std::string>{"手机号", "网格编码"});
    CHECK(roster.advice.open == std::vector{OpenQuestion::column});
    CHECK_THAT(line_of(roster), ContainsSubstring("STORE roster") && ContainsSubstring("--map role=FIELD"));
    const auto buildings = layer("编码,名称,层数,单元数,经度,纬度\nB1,一号楼,6,3,104.001,36.001\n");
    CHECK(buildings.advice.layer == ImportLayer::buildings);
    CHECK(buildings.advice.because == std::vector<std::string>{"层数", "单元数"});
}

TEST_CASE("headings that speak for several layers alike decide nothing, and those of any list say nothing") {
    Bench bench;
    const auto layer = [&](const std::string &text) { return bench.only_layer(bench.file("data.csv", text)); };
    const auto tied = layer("编码,名称,类型,经度,纬度\nC1,东门,甲,104.001,36.001\nC2,西门,乙,104.002,36.001\n");
    CHECK_FALSE(tied.advice.layer);
    CHECK(tied.advice.tied == std::vector{ImportLayer::cameras, ImportLayer::key_sites});
    CHECK(tied.advice.because == std::vector<std::string>{"类型"});
    CHECK_THAT(line_of(tied), ContainsSubstring("STORE LAYER"));
    const auto plain = layer("编码,名称\nC1,东门\nC2,西门\n");
    CHECK_FALSE(plain.advice.layer);
    CHECK(plain.advice.by == LayerBy::nothing);
    CHECK(plain.advice.tied.empty());
}

TEST_CASE("headings of the program's own table of keys are told as such") {
    Bench bench;
    const auto layer =
        bench.only_layer(bench.file("t.csv", "layer,code,source,external_id,vanished_at\ncameras,C1,交警,J1,\n"));
    CHECK(layer.advice.layer == ImportLayer::external_refs);
    CHECK_THAT(line_of(layer), !ContainsSubstring("--"));
}

TEST_CASE("the store's ground tells Gaode's and Baidu's coordinates from its own, and swapped axes") {
    Bench bench;
    const auto world = bench.town();
    const auto likely = [&](const std::string &name, const std::string &text) {
        return bench.only_layer(bench.file(name, text), world.get()).places.likely;
    };
    CHECK(likely("own.csv", cameras_in(spatial::Frame::cgcs2000)).empty());
    CHECK(likely("gaode.csv", cameras_in(spatial::Frame::gcj02)) == "gcj02");
    CHECK(likely("baidu.csv", cameras_in(spatial::Frame::bd09)) == "bd09");
    const auto middle = spatial::to_lonlat(cell_middle(1, 1));
    CHECK(likely("swapped.csv", fmt::format("编码,经度,纬度\nC1,{:.7f},{:.7f}\n", middle.lat, middle.lon)) == "swapped");
}

TEST_CASE("objects that the store has tell the frame of points deep inside its ground") {
    Bench bench;
    StoreContent content;
    content.coverages.push_back(draw_town(std::vector<std::string>(60, std::string(60, 'a')), {{"a", "grid", ""}}));
    content.valid_from = 1'000;
    std::string text = "code,name,attention,lon,lat\n";
    for (int i = 0; i < 30; ++i) {
        KeySiteRow site;
        site.code = fmt::format("S{}", i);
        site.name = fmt::format("场所{}", i);
        site.kind = "school";
        site.at = cell_middle(25 + i % 10, 25 + i / 10);
        const auto shown = spatial::from_store_frame(spatial::to_lonlat(site.at), spatial::Frame::gcj02);
        text += fmt::format("{},{},1,{:.7f},{:.7f}\n", site.code, site.name, shown.lon, shown.lat);
        content.key_sites.push_back(site);
    }
    const auto store = new_store(bench.folder.path() / "sites.sqlite", std::move(content));
    const auto world = store->world();
    const auto layer = bench.only_layer(bench.file("key_sites.csv", text), world.get());
    CHECK(layer.advice.layer == ImportLayer::key_sites);
    CHECK(layer.places.fits.front().share == 1);
    CHECK(layer.places.likely == "gcj02");
    REQUIRE(layer.places.compared);
    CHECK(layer.places.compared->home == spatial::FrameHome::objects);
}

TEST_CASE("cameras in a table are told by the words of its columns, and what is missing is asked") {
    Bench bench;
    const auto layer = bench.only_layer(bench.file("摄像机.csv", cameras_in(spatial::Frame::cgcs2000)));
    CHECK(layer.advice.layer == ImportLayer::cameras);
    CHECK(layer.crs == CrsState::columns);
    CHECK(role_of(layer, "经度") == FieldRole::lon);
    CHECK(role_of(layer, "纬度") == FieldRole::lat);
    CHECK(layer.advice.open == std::vector{OpenQuestion::kind, OpenQuestion::frame});
    CHECK_THAT(line_of(layer), ContainsSubstring("--lon 经度") && ContainsSubstring("--kind KIND"));
}

TEST_CASE("rows that say their frame, and a column that is the same in every row, leave nothing to decide") {
    Bench bench;
    const auto layer = bench.only_layer(bench.file("重点场所.csv", "编码,名称,COUNTY,经度,纬度,坐标系\n"
                                                                   "031001,第一小学,031,104.003,36.003,GCJ-02\n"
                                                                   "031002,第二小学,031,104.004,36.003,GCJ-02\n"));
    CHECK(layer.advice.layer == ImportLayer::key_sites);
    CHECK(layer.advice.open == std::vector{OpenQuestion::kind});
    CHECK_THAT(line_of(layer), !ContainsSubstring("--frame") && !ContainsSubstring("--parent"));
}

TEST_CASE("codes spoiled by a spreadsheet, full-width digits and repeated codes are counted") {
    Bench bench;
    const auto layer = bench.only_layer(bench.file("bad.csv", "编码,名称,电话\n9.90402E+14,甲,13800005678\n"
                                                              "990402001001001,乙,１３９\n990402001001001,丙,13700001111\n"));
    const auto &code = *field_with(layer.fields, FieldRole::code);
    CHECK(code.name == "编码");
    CHECK(code.scientific == 1);
    CHECK(code.filled - code.distinct == 1);
    CHECK(field_with(layer.fields, FieldRole::phone)->full_width == 1);
    CHECK(layer.advice.layer == ImportLayer::people);
}

TEST_CASE("metres are told from degrees, and their zone is read off") {
    Bench bench;
    const bool of_surveyors = GENERATE(false, true); // who write X for the northing
    CAPTURE(of_surveyors);
    const auto path =
        bench.file("cameras.csv", fmt::format("code,name,{}\nC1,甲,35412345.5,4045678.25\nC2,乙,35412400.5,4045700.25\n",
                                              of_surveyors ? "y,x" : "x,y"));
    const auto layer = bench.only_layer(path);
    CHECK(layer.places.metres);
    CHECK(layer.places.zone == 35);
    CHECK(layer.places.fits.empty());
    CHECK(layer.advice.open == std::vector{OpenQuestion::kind, OpenQuestion::crs});
    CHECK_THAT(line_of(layer), ContainsSubstring(of_surveyors ? "--lon y --lat x" : "--lon x --lat y") &&
                                   ContainsSubstring("--crs EPSG:N") && !ContainsSubstring("--frame"));
    bench.request.crs = "EPSG:4523";
    const auto said = bench.only_layer(path);
    CHECK_THAT(line_of(said), ContainsSubstring("--crs EPSG:4523"));
    CHECK_FALSE(said.places.metres);
    CHECK(said.places.out_of_range == 0);
}

TEST_CASE("grids of the store are told with their theme and level, by a column or by their codes") {
    Bench bench;
    ScratchStore store;
    store.publish(two_communities(), 1'577'808'000'000);
    const auto world = store.load();
    const auto files = [&](const std::string &level) {
        return bench.file("mine.geojson", collection({square(R"("code":"a",)" + level, 104, 104.01),
                                                      square(R"("code":"b",)" + level, 104.01, 104.02)}));
    };
    const auto known = bench.only_layer(files(R"("name":"x")"), world.get());
    CHECK_THAT(line_of(known), ContainsSubstring("--level grid") && !ContainsSubstring("--theme"));
    CHECK(std::ranges::find(known.advice.open, OpenQuestion::level) == known.advice.open.end());
    const auto named = bench.only_layer(files(R"("level":"community")"), world.get());
    CHECK_THAT(line_of(named), ContainsSubstring("--level community"));
}

TEST_CASE("grids of a theme of their own are proposed for it") {
    Bench bench;
    const auto store = new_store(bench.folder.path() / "sample.sqlite", make_sample(SampleSize::district, 1));
    const auto world = store->world();
    const auto found =
        std::ranges::find_if(world->themes, [](const auto &t) { return t->code != "base" && t->grids.size() > 1; });
    REQUIRE(found != world->themes.end());
    const auto &theme = **found;
    std::string first;
    std::vector<std::string> squares;
    for (GridIndex i = 1; i < theme.grids.size(); ++i) {
        const auto &level = theme.levels[theme.grids[i].level].code;
        first = first.empty() ? level : first;
        const double west = 104 + 0.01 * static_cast<double>(squares.size());
        if (level == first) {
            squares.push_back(square(fmt::format(R"("code":"{}")", theme.grids[i].code), west, west + 0.01));
        }
    }
    const auto layer = bench.only_layer(bench.file("mine.geojson", collection(squares)), world.get());
    CHECK_THAT(line_of(layer), ContainsSubstring("--theme " + theme.code + " --level " + first));
}

TEST_CASE("geometry that cannot be taken is counted by what is wrong with it") {
    Bench bench;
    const auto path = bench.file(
        "g.geojson",
        R"({"type":"FeatureCollection","features":[{"type":"Feature","properties":{"code":"A"},"geometry":null},)"
        R"({"type":"Feature","properties":{"code":"B"},"geometry":{"type":"MultiPoint","coordinates":[[104,36],[105,36]]}},)"
        R"({"type":"Feature","properties":{"code":"C"},"geometry":{"type":"Point","coordinates":[104,91]}}]})");
    const auto layer = bench.only_layer(path);
    CHECK(layer.places.missing == 1);
    CHECK(layer.places.multi_part == 1);
    CHECK(layer.places.out_of_range == 1);
    CHECK(layer.places.types.at("Point") == 1);
}

TEST_CASE("a file inside an archive is named, and hostile archives are refused as in an import") {
    Bench bench;
    const auto zip = bench.folder.path() / "a.zip";
    write_zip(zip, {{"inside.csv", "code,name\nA,甲\n"}});
    CHECK(bench.only_layer(zip).described.file == "inside.csv");
    write_zip(zip, {{"../a.csv", "code\nA\n"}});
    CHECK_THROWS_WITH(bench.examine(zip), ContainsSubstring("the archive is refused"));
    CHECK_THROWS_WITH(bench.examine(bench.file("letter.txt", "Dear reader")), ContainsSubstring("no known kind"));
}

TEST_CASE("each file of an archive is described, with the command that takes it out of the archive") {
    Bench bench;
    const auto bytes_of = [](const std::filesystem::path &file) {
        std::ostringstream bytes;
        bytes << std::ifstream(file, std::ios::binary).rdbuf();
        return bytes.str();
    };
    write_shapefile(bench.folder.path() / "c.shp", {.fields = {"code", name_gbk},
                                                    .rows = {{{{104.1, 36.5}}, {"C1", grid_one_gbk}}},
                                                    .prj = cgcs2000_prj,
                                                    .cpg = "GBK",
                                                    .language_id = 0});
    std::vector<ZipEntry> entries{{"资料/人员.csv", "编码,姓名,电话\nP1,林小满,19900000001\n"}, {"资料/bare.shp", "x"}};
    for (const std::string end : {"shp", "shx", "dbf", "prj", "cpg"}) {
        entries.push_back({"资料/摄像机." + end, bytes_of(bench.folder.path() / ("c." + end))});
    }
    const auto sheet = [](const std::string &name) {
        return SheetDraft{name, row(1, text_cell("A1", "编码") + text_cell("B1", "姓名")) + row(2, text_cell("A2", "P2")), "",
                          ""};
    };
    write_workbook(bench.folder.path() / "book.xlsx", {sheet("一"), sheet("二")});
    entries.push_back({"台账.xlsx", bytes_of(bench.folder.path() / "book.xlsx")});
    write_zip(bench.folder.path() / "a.zip", entries);
    const auto layers = bench.examine(bench.folder.path() / "a.zip").layers;
    REQUIRE(layers.size() == 5);
    const auto of = [&](const std::string &choice) {
        const auto found = std::ranges::find(layers, choice, [](const auto &layer) { return layer.described.choice; });
        REQUIRE(found != layers.end());
        return *found;
    };
    CHECK_THAT(of("bare").broken, ContainsSubstring("has no .shx beside it"));
    CHECK_THAT(line_of(of("人员")), ContainsSubstring("STORE people") && ContainsSubstring("--source-layer 人员"));
    const auto cameras = of("摄像机");
    CHECK(cameras.described.file == "摄像机.shp");
    CHECK(cameras.crs == CrsState::known);
    CHECK_THAT(cameras.encoding, ContainsSubstring("GB18030"));
    CHECK(role_of(cameras, "名称") == FieldRole::name);
    CHECK_THAT(line_of(cameras), ContainsSubstring("--source-layer 摄像机") && ContainsSubstring("--code code"));
    CHECK_THAT(line_of(of("台账/二")), ContainsSubstring("--source-layer 台账/二"));
    bench.request.source_layer = "台账";
    const auto book = bench.examine(bench.folder.path() / "a.zip").layers;
    CHECK(std::ranges::count(book, true, &LayerExamination::read) == 2);
}

TEST_CASE("of an archive of many layers the first of each file is read") {
    Bench bench;
    std::vector<SheetDraft> sheets;
    for (int i = 0; i < 9; ++i) {
        sheets.push_back({fmt::format("s{}", i),
                          row(1, text_cell("A1", "code") + text_cell("B1", "name")) + row(2, text_cell("A2", "1")), "", ""});
    }
    write_workbook(bench.folder.path() / "a.xlsx", sheets);
    std::ostringstream book;
    book << std::ifstream(bench.folder.path() / "a.xlsx", std::ios::binary).rdbuf();
    write_zip(bench.folder.path() / "a.zip", {{"a.xlsx", book.str()}, {"z.csv", "code,name\nA,甲\n"}});
    const auto layers = bench.examine(bench.folder.path() / "a.zip").layers;
    REQUIRE(layers.size() == 10);
    CHECK(layers.back().described.file == "z.csv");
    CHECK(layers.back().rows == 1);
    CHECK(std::ranges::count(layers, true, &LayerExamination::read) == static_cast<std::ptrdiff_t>(max_layers_read));
}

TEST_CASE("while the layer is open the command keeps what every layer of points takes, and offers the rest") {
    Bench bench;
    const auto point = [](const std::string &properties) {
        return R"({"type":"Feature","properties":{)" + properties + R"(},"geometry":{"type":"Point","coordinates":[104,36]}})";
    };
    const auto layer = bench.only_layer(
        bench.file("pp.geojson", collection({point(R"("bm":"990402C01","name":"东门","lx":"甲","类别":"甲")"),
                                             point(R"("bm":"990402C02","name":"西门","lx":"甲","类别":"甲")")})));
    CHECK_FALSE(layer.advice.layer);
    CHECK(layer.advice.open == std::vector{OpenQuestion::layer});
    CHECK_THAT(line_of(layer),
               ContainsSubstring("STORE LAYER") && ContainsSubstring("--code bm") && !ContainsSubstring("--name"));
    CHECK(layer.advice.more == std::vector<std::string>{"--map", "kind=类别"});
    const auto bare = bench.only_layer(bench.file("q.geojson", collection({point(R"("id":"990402C01","name":"东门")")})));
    CHECK_THAT(line_of(bare), ContainsSubstring("--code id"));
    CHECK(bare.advice.more == std::vector<std::string>{"--kind", "KIND"});
}

TEST_CASE("the id of a GeoJSON's features is its code, the row number of a database is none") {
    Bench bench;
    const auto feature = [](const std::string &id) {
        return R"({"type":"Feature","id":)" + id + R"(,"properties":{"kind":"dome"},"geometry":{"type":"Point",)" +
               R"("coordinates":[104,36]}})";
    };
    const auto layer = bench.only_layer(bench.file("摄像机.geojson", collection({feature("1001"), feature("1002")})));
    CHECK(role_of(layer, "id") == FieldRole::code);
    CHECK_THAT(line_of(layer), ContainsSubstring("--code id"));
    FieldExamination fields({"fid", "OBJECTID", "bm"});
    fields.add({"1", "1", "A1"});
    fields.add({"2", "2", "A2"});
    CHECK(fields.reports(false).at(0).role == FieldRole::none);
    CHECK(fields.reports(false).at(1).role == FieldRole::none);
    CHECK(fields.reports(false).at(2).role == FieldRole::code);
}

TEST_CASE("a list's own numbers, counts and identity cards are nobody's codes, however unique they are") {
    for (const char *heading : {"序号", "No.", "NO", "行号", "户数", "身份证号", "身份证号码（必填）"}) {
        CAPTURE(heading);
        FieldExamination fields({heading, "名称"});
        fields.add({"1", "东门"});
        fields.add({"2", "西门"});
        CHECK(fields.reports(false).at(0).role == FieldRole::none);
    }
    Bench bench;
    const auto line = line_of(bench.only_layer(bench.file("摄像机.csv", "序号,名称,经度,纬度\n1,东门,104.17,36.54\n")));
    CHECK_THAT(line, ContainsSubstring("--code FIELD") && !ContainsSubstring("序号"));
}

TEST_CASE("a layer the file does not hold is a wrong call") {
    Bench bench;
    bench.request.source_layer = "nowhere";
    CHECK_THROWS_WITH(bench.examine(bench.file("a.csv", "code,name\nA,甲\n")), ContainsSubstring("nowhere"));
}
