#include "data/export.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/drawn_town.hpp"
#include "tests/support/export_refusal.hpp"
#include "tests/support/gdal_tool.hpp"
#include "tests/support/layer_texts.hpp"
#include "tests/support/scratch_store.hpp"

using namespace jingwei;
using namespace jingwei::data;
using namespace jingwei::tests;
using Catch::Matchers::ContainsSubstring;

namespace {

/// A store with grids and cameras, and an empty one beside it.
struct Bench {
    Bench() {
        StoreContent content;
        content.coverages = {draw_town({"aaab.a", //
                                        "acabbb", //
                                        "aaabdd", //
                                        "bbbbda"},
                                       {{"T", "township", ""},
                                        {"M", "community", "T"},
                                        {"N", "community", "T"},
                                        {"a", "grid", "M"},
                                        {"b", "grid", "M"},
                                        {"c", "grid", "N"},
                                        {"d", "grid", "N"}})};
        content.valid_from = 1'577'808'000'000;
        content.people = {
            {.id = 0, .code = "P1", .name = "王示例", .phone = "19900000001", .org_code = ""},
        };
        content.key_sites = {{.id = 0,
                              .code = "S1",
                              .name = "第一小学 <东门> & \"西门\"",
                              .kind = "school",
                              .at = cell_middle(1, 1),
                              .address = "人民路 1 号",
                              .responsible = "",
                              .phone = "19900000002",
                              .attention = 2},
                             {.id = 0,
                              .code = "S2",
                              .name = "",
                              .kind = "school",
                              .at = cell_middle(4, 3),
                              .address = "=1+1",
                              .responsible = "张三",
                              .phone = "",
                              .attention = 0}};
        store = new_store(folder.path() / "own.sqlite", std::move(content));
        Store::init(folder.path() / "other.sqlite");
        other = Store::open(folder.path() / "other.sqlite", Store::Mode::read_write);
    }
    std::filesystem::path save(ExportRequest request) {
        request.format = ExportFormat::kml;
        const auto file = folder.path() / "layer.kml";
        export_to_file(*store, request, file, true);
        return file;
    }
    void take(ImportLayer layer, const std::filesystem::path &file, const std::string &level = {}) {
        ImportRequest request;
        request.layer = layer;
        request.file = file;
        request.actor = {"test"};
        request.level = level;
        const auto report = run_import(*other, request);
        for (const auto &problem : report.problems) {
            UNSCOPED_INFO(problem.reason);
        }
        REQUIRE(report.acceptable());
        CHECK(report.written);
    }
    GdalTool tool;
    ScratchFolder folder;
    std::unique_ptr<Store> store, other;
};

} // namespace

TEST_CASE("grids with a hole and in several pieces come back from a KML as they were") {
    Bench bench;
    for (const std::string level : {"township", "community", "grid"}) {
        ExportRequest request;
        request.level = level;
        const auto file = bench.save(request);
        if (level == "grid") {
            CHECK_THAT(text_of(file), ContainsSubstring("<MultiGeometry><Polygon>") && ContainsSubstring("<innerBoundaryIs>"));
        }
        bench.take(ImportLayer::grids, file, level);
    }
    CHECK(layer_lines(*bench.other, ImportLayer::grids) == layer_lines(*bench.store, ImportLayer::grids));
}

TEST_CASE("points come back from a KML with their texts, whatever XML means by some of the characters") {
    Bench bench;
    ExportRequest request;
    request.layer = ImportLayer::key_sites;
    const auto file = bench.save(request);
    const auto text = text_of(file);
    CHECK_THAT(text, ContainsSubstring(R"(<Data name="编码"><value>S1</value></Data>)") &&
                         ContainsSubstring(R"(<Data name="地址"><value>人民路 1 号</value></Data>)") &&
                         ContainsSubstring("<name>第一小学 &#60;东门&#62; &#38; &#34;西门&#34;</name>"));
    CHECK_THAT(text, !ContainsSubstring(R"(name="名称")"));
    CHECK_THAT(text, ContainsSubstring(R"(<Data name="负责人"><value></value></Data>)"));
    bench.take(ImportLayer::key_sites, file);
    CHECK(layer_lines(*bench.other, ImportLayer::key_sites) == layer_lines(*bench.store, ImportLayer::key_sites));
}

TEST_CASE("a KML that is asked for in another frame or system is refused, as is a layer without places") {
    Bench bench;
    const auto file = bench.folder.path() / "refused.kml";
    ExportRequest request;
    request.layer = ImportLayer::key_sites;
    for (const auto frame : {spatial::Frame::gcj02, spatial::Frame::bd09}) {
        request.frame = frame;
        CHECK_THAT(refusal(*bench.store, request, file), ContainsSubstring("a KML is WGS84 by its standard"));
    }
    request.frame = spatial::Frame::wgs84;
    CHECK(std::filesystem::exists(bench.save(request)));
    request.frame = spatial::Frame::cgcs2000;
    request.crs = "EPSG:4544";
    CHECK_THAT(refusal(*bench.store, request, file), ContainsSubstring("choose a GeoPackage, Shapefile or FlatGeobuf"));
    request.crs = "";
    request.encoding = "GBK";
    CHECK_THAT(refusal(*bench.store, request, file), ContainsSubstring("only a Shapefile has a choice of encoding"));
    request.encoding = "";
    request.layer = ImportLayer::people;
    CHECK_THAT(refusal(*bench.store, request, file), ContainsSubstring("people have no place"));
}

TEST_CASE("a KML for those without a key holds no phone in whole and no column that needs one") {
    Bench bench;
    ExportRequest request;
    request.layer = ImportLayer::key_sites;
    request.full_phones = false;
    CHECK_THAT(text_of(bench.save(request)), ContainsSubstring("199****0002") && !ContainsSubstring("19900000002"));
    request.layer = ImportLayer::buildings;
    request.all_columns = false;
    CHECK_THAT(text_of(bench.save(request)), !ContainsSubstring("户数"));
}

TEST_CASE("a text that XML cannot hold refuses its row by its code") {
    const ScratchFolder folder;
    StoreContent content;
    content.key_sites = {{.id = 0,
                          .code = "S9",
                          .name = "铃\x07",
                          .kind = "school",
                          .at = cell_middle(0, 0),
                          .address = "",
                          .responsible = "",
                          .phone = "",
                          .attention = 0}};
    const auto store = new_store(folder.path() / "bell.sqlite", std::move(content));
    ExportRequest request;
    request.layer = ImportLayer::key_sites;
    CHECK_THAT(refusal(*store, request, folder.path() / "bell.kml"),
               ContainsSubstring("the name of S9 has a character that a KML cannot hold"));
}
