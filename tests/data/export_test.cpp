#include "data/import_layers.hpp"
#include "data/layer_columns.hpp"
#include "data/sample/sample.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/drawn_town.hpp"
#include "tests/support/export_refusal.hpp"
#include "tests/support/gdal_tool.hpp"
#include "tests/support/layer_texts.hpp"
#include "tests/support/scratch_store.hpp"

#include <SQLiteCpp/SQLiteCpp.h>
#include <fmt/format.h>
#include <fstream>
#include <set>

using namespace jingwei;
using namespace jingwei::data;
using namespace jingwei::tests;
using Catch::Matchers::ContainsSubstring;

namespace {

constexpr std::array every_layer{ImportLayer::grids,           ImportLayer::people,        ImportLayer::assignments,
                                 ImportLayer::buildings,       ImportLayer::rental_houses, ImportLayer::cameras,
                                 ImportLayer::reference_lines, ImportLayer::key_sites};

/// What a sample names and no file brings: divisions, levels, themes, roles, organisations.
StoreContent frame_of(const StoreContent &sample) {
    StoreContent content;
    content.divisions = sample.divisions;
    content.themes = sample.themes;
    content.levels = sample.levels;
    content.roles = sample.roles;
    content.orgs = sample.orgs;
    content.valid_from = sample.valid_from;
    return content;
}

/// A sample in a store of its own, and an empty store that knows the same divisions and levels.
struct Bench {
    explicit Bench(SampleSize size = SampleSize::town) {
        auto sample = make_sample(size, 1);
        other = new_store(folder.path() / "other.sqlite", frame_of(sample));
        store = new_store(folder.path() / "sample.sqlite", std::move(sample));
    }
    std::filesystem::path save(ExportRequest request, const std::string &name) {
        const auto file = folder.path() / name;
        request.format = export_format_of(file).value();
        export_to_file(*store, request, file, true);
        return file;
    }
    ImportReport import(ImportLayer layer, const std::filesystem::path &file, const std::string &theme = "base",
                        const std::string &level = {}, std::optional<spatial::Frame> frame = {}) {
        ImportRequest request;
        request.layer = layer;
        request.file = file;
        request.actor = {"test"};
        request.theme = theme;
        request.level = level;
        request.frame = frame;
        request.crs = said_crs;
        auto report = run_import(*other, request);
        for (const auto &problem : report.problems) {
            UNSCOPED_INFO(fmt::format("line {}: {}", problem.line, problem.reason));
        }
        REQUIRE(report.acceptable());
        return report;
    }
    /// Takes a layer from the sample into the other store through a file; grids level by level, coarsest first.
    void carry(ExportRequest request, const std::string &end, std::optional<spatial::Frame> frame = {}) {
        if (request.layer != ImportLayer::grids) {
            import(request.layer, save(request, "layer." + end), "base", {}, frame);
            return;
        }
        for (const auto &theme : store->world()->themes) {
            for (const auto &level : theme->levels) {
                if (level.position != 0) {
                    request.theme = theme->code;
                    request.level = level.code;
                    import(request.layer, save(request, "layer." + end), theme->code, level.code, frame);
                }
            }
        }
    }
    GdalTool tool;
    ScratchFolder folder;
    std::unique_ptr<Store> store, other;
    std::string said_crs; ///< to imports, of what a sheet does not say
};

/// A small store: cameras where they are told.
std::unique_ptr<Store> camera_store(const ScratchFolder &folder, CameraRow camera) {
    StoreContent content;
    camera.kind = "dome";
    content.cameras = {std::move(camera)};
    return new_store(folder.path() / "cameras.sqlite", std::move(content));
}

/// Carries every layer from the sample to the other store in a format, and compares.
void check_every_layer(Bench &bench, const std::string &end, const std::string &encoding = {}) {
    for (const ImportLayer layer : every_layer) {
        CAPTURE(end, import_layer_name(layer));
        ExportRequest request;
        request.layer = layer;
        request.encoding = encoding;
        if ((end == "shp" || end == "zip" || end == "fgb" || end == "kml") && !has_places(layer)) {
            CHECK_THAT(refusal(*bench.store, request, bench.folder.path() / ("p." + end)), ContainsSubstring("have no place"));
            continue;
        }
        if (end == "xlsx" && has_places(layer) && !has_points(layer)) {
            CHECK_THROWS_WITH(bench.carry(request, end), ContainsSubstring("the file has no geometry"));
            bench.carry(request, "gpkg"); // what follows needs the grids
            continue;
        }
        bench.carry(request, end);
        const bool loses_outlines = end == "xlsx" && layer == ImportLayer::buildings;
        CHECK(layer_lines(*bench.other, layer) ==
              (loses_outlines ? point_building_lines(*bench.store->world()) : layer_lines(*bench.store, layer)));
        CHECK_FALSE(layer_lines(*bench.other, layer).empty());
    }
}

std::size_t rows_of(const Bench &bench, const ExportRequest &request) {
    return export_to_file(*bench.store, request, bench.folder.path() / "count.csv", true).rows;
}

} // namespace

TEST_CASE("the importer finds every column under its name, its short name and its Chinese heading") {
    for (const ImportLayer layer : every_layer) {
        std::set<std::string_view> headings;
        for (const LayerColumn &column : columns_of(layer)) {
            CAPTURE(import_layer_name(layer), column.name);
            CHECK(column.short_name.size() <= 10);
            CHECK(headings.insert(column.heading).second);
            for (const std::string_view name : {column.name, column.short_name, column.heading}) {
                std::vector<std::string> fields{std::string(name)};
                std::map<std::string, std::string> required; // are said, so that only the column in question is looked for
                for (const ImportTarget &target : targets_of(layer)) {
                    if (target.required && target.name != column.name) {
                        required.emplace(target.name, name);
                    }
                }
                CHECK(FieldMap(targets_of(layer), fields, required).field_of(column.name).has_value() == column.imported);
            }
        }
    }
}

TEST_CASE("every layer of the sample town comes back whole from a GeoPackage", "[roundtrip]") {
    Bench bench;
    check_every_layer(bench, "gpkg");
}

TEST_CASE("every layer of the sample town comes back whole from the other formats", "[roundtrip][slow]") {
    const std::string end = GENERATE("csv", "geojson", "shp", "zip", "fgb", "xlsx", "kml");
    Bench bench;
    check_every_layer(bench, end, end == "zip" ? "GBK" : "");
}

TEST_CASE("what a store exported is unchanged when it comes back into it, in every format, frame and system",
          "[roundtrip][slow]") {
    const auto [end, frame, crs] =
        GENERATE(table<std::string, spatial::Frame, std::string>({{"gpkg", spatial::Frame::cgcs2000, ""},
                                                                  {"shp", spatial::Frame::cgcs2000, ""},
                                                                  {"zip", spatial::Frame::cgcs2000, ""},
                                                                  {"fgb", spatial::Frame::cgcs2000, ""},
                                                                  {"geojson", spatial::Frame::cgcs2000, ""},
                                                                  {"csv", spatial::Frame::cgcs2000, ""},
                                                                  {"kml", spatial::Frame::cgcs2000, ""},
                                                                  {"shp", spatial::Frame::gcj02, ""},
                                                                  {"gpkg", spatial::Frame::bd09, ""},
                                                                  {"geojson", spatial::Frame::gcj02, ""},
                                                                  {"geojson", spatial::Frame::bd09, ""},
                                                                  {"shp", spatial::Frame::cgcs2000, "EPSG:4544"},
                                                                  {"csv", spatial::Frame::cgcs2000, "EPSG:4523"}}));
    Bench bench;
    for (const auto layer : {ImportLayer::buildings, ImportLayer::reference_lines, ImportLayer::cameras}) {
        CAPTURE(end, frame, crs, import_layer_name(layer));
        ExportRequest request;
        request.layer = layer;
        request.frame = frame;
        request.crs = crs;
        const auto file = bench.save(request, "again." + end);
        bench.other.swap(bench.store);
        bench.said_crs = end == "csv" ? crs : "";
        const auto report = bench.import(layer, file);
        bench.other.swap(bench.store);
        CHECK(report.unchanged == report.read);
        CHECK(report.changed == 0);
        CHECK_FALSE(report.written);
    }
}

TEST_CASE("a district comes back whole from a GeoPackage", "[roundtrip][slow]") {
    Bench bench(SampleSize::district);
    check_every_layer(bench, "gpkg");
}

TEST_CASE("points that went out in another frame or system come back to the same lattice points", "[roundtrip]") {
    Bench bench;
    ExportRequest request;
    request.layer = ImportLayer::cameras;
    const auto sent = layer_lines(*bench.store, request.layer);
    SECTION("in GCJ-02, which a CSV says itself") {
        request.frame = spatial::Frame::gcj02;
        bench.carry(request, "csv");
        CHECK(layer_lines(*bench.other, request.layer) == sent);
    }
    SECTION("in BD-09, which a GeoJSON says itself in spite of its standard") {
        request.frame = spatial::Frame::bd09;
        bench.carry(request, "geojson");
        CHECK(layer_lines(*bench.other, request.layer) == sent);
    }
    SECTION("in BD-09 in files that have no coordinate system then, but rows that say it") {
        const auto end = GENERATE("gpkg", "shp", "fgb");
        CAPTURE(end);
        request.frame = spatial::Frame::bd09;
        bench.carry(request, end);
        CHECK(layer_lines(*bench.other, request.layer) == sent);
    }
    SECTION("in a Gauss-Krueger zone") {
        request.crs = "EPSG:4544";
        bench.carry(request, "gpkg");
        CHECK(layer_lines(*bench.other, request.layer) == sent);
    }
    SECTION("in a Gauss-Krueger zone in columns of a sheet, which the import is told") {
        const auto end = GENERATE("csv", "xlsx");
        CAPTURE(end);
        request.crs = bench.said_crs = "EPSG:4523"; // with the zone's number in front
        bench.carry(request, end);
        CHECK(layer_lines(*bench.other, request.layer) == sent);
        CHECK_THAT(text_of(bench.save(request, "metres.csv")), ContainsSubstring(",x,y\r\n") && !ContainsSubstring("frame"));
    }
    SECTION("as WGS84, which is the same") {
        request.frame = spatial::Frame::wgs84;
        bench.carry(request, "shp");
        CHECK(layer_lines(*bench.other, request.layer) == sent);
    }
}

TEST_CASE("grids that went out in GCJ-02 own the same places when they come back", "[roundtrip]") {
    Bench bench;
    ExportRequest request;
    request.frame = spatial::Frame::gcj02;
    bench.carry(request, "geojson");
    const auto sent = bench.store->world()->themes[0];
    const auto back = bench.other->world()->themes[0];
    REQUIRE(back->grids.size() == sent->grids.size());
    for (std::size_t i = 1; i < sent->grids.size(); ++i) {
        const auto owner = sent->locator->locate(sent->grids[i].label_point);
        CHECK(back->grids[back->locator->locate(sent->grids[i].label_point)].code == sent->grids[owner].code);
    }
}

TEST_CASE("a sheet of the older datums is refused, because nothing public carries there") {
    Bench bench;
    ExportRequest request;
    request.layer = ImportLayer::cameras;
    request.crs = "EPSG:4610";
    CHECK_THAT(refusal(*bench.store, request, bench.folder.path() / "x.gpkg"), ContainsSubstring("Xian_1980"));
    request.crs = "EPSG:0";
    CHECK_THAT(refusal(*bench.store, request, bench.folder.path() / "x.gpkg"), ContainsSubstring("no coordinate system"));
    request.crs = "EPSG:4547";
    CHECK_THAT(refusal(*bench.store, request, bench.folder.path() / "x.geojson"), ContainsSubstring("leave the crs away"));
    request.crs = "EPSG:3857";
    CHECK_THAT(refusal(*bench.store, request, bench.folder.path() / "x.csv"),
               ContainsSubstring("EPSG:4491 to 4554") && ContainsSubstring("leave EPSG:3857 away"));
    request.layer = ImportLayer::people;
    CHECK_THAT(refusal(*bench.store, request, bench.folder.path() / "x.csv"), ContainsSubstring("people have no place"));
}

TEST_CASE("a Gauss-Krüger zone that does not reach the rows is refused, and the right one is named") {
    Bench bench;
    const auto refused = [&](ImportLayer layer, const std::string &crs, const std::string &file) {
        ExportRequest request;
        request.layer = layer;
        request.crs = crs;
        return refusal(*bench.store, request, bench.folder.path() / file);
    };
    CHECK_THAT(refused(ImportLayer::grids, "EPSG:4513", "g.gpkg"), // zone 25, meridian 75°E
               ContainsSubstring("EPSG:4513 is the 3-degree zone of the meridian 75°E") &&
                   ContainsSubstring("most rows lie at about 104.") &&
                   ContainsSubstring("the zone there is EPSG:4523 (meridian 105°E)"));
    CHECK_THAT(refused(ImportLayer::cameras, "EPSG:4547", "c.shp"),
               ContainsSubstring("the zone there is EPSG:4544 (meridian 105°E)"));
    ExportRequest reached;
    reached.layer = ImportLayer::cameras;
    for (const std::string crs : {"EPSG:4544", "EPSG:4523", "EPSG:4507", "EPSG:3857"}) {
        CAPTURE(crs);
        reached.crs = crs;
        CHECK(std::filesystem::exists(bench.save(reached, "reached.gpkg")));
    }
}

TEST_CASE("a CSV starts with a byte order mark and quotes codes and phones") {
    Bench bench;
    ExportRequest request;
    request.layer = ImportLayer::people;
    const auto text = text_of(bench.save(request, "people.csv"));
    CHECK(text.starts_with("\xEF\xBB\xBF"
                           "code,name,phone,org\r\n\""));
    CHECK_THAT(text, ContainsSubstring(",\"199000"));
}

TEST_CASE("masked phones go out masked, and an import does not take them for phones") {
    Bench bench;
    ExportRequest request;
    request.layer = ImportLayer::people;
    request.full_phones = false;
    const auto file = bench.save(request, "people.csv");
    CHECK_THAT(text_of(file), ContainsSubstring("****"));
    ImportRequest back;
    back.layer = ImportLayer::people;
    back.file = file;
    back.actor = {"test"};
    const auto report = run_import(*bench.store, back);
    CHECK_FALSE(report.written);
    REQUIRE_FALSE(report.problems.empty());
    CHECK_THAT(report.problems[0].reason, ContainsSubstring("no phone number"));
}

TEST_CASE("texts that a spreadsheet would run as formulas are guarded, and come back exactly from every format") {
    const GdalTool tool;
    const ScratchFolder folder;
    const std::vector<std::string> texts{"=1+1", "+86", "-1", "@SUM(A1)", "＝1+1", "'=1", "''-x", "'quoted'", "=\"x\"", "a=b"};
    StoreContent content;
    for (std::size_t i = 0; i < texts.size(); ++i) {
        CameraRow camera;
        camera.code = fmt::format("{}C{}", i == 0 ? "-" : "", i);
        camera.kind = "dome";
        camera.at = {1'041'700'000 + static_cast<std::int32_t>(i), 365'400'000};
        camera.name = camera.owner = texts[i];
        camera.height_m = -2;
        content.cameras.push_back(camera);
    }
    const auto store = new_store(folder.path() / "cameras.sqlite", std::move(content));
    ExportRequest request;
    request.layer = ImportLayer::cameras;
    for (const std::string end : {"csv", "xlsx", "geojson", "gpkg", "shp", "zip", "fgb", "kml"}) {
        CAPTURE(end);
        const auto file = folder.path() / ("c." + end);
        request.format = export_format_of(file).value();
        export_to_file(*store, request, file, false);
        Store::init(folder.path() / (end + ".sqlite"));
        const auto other = Store::open(folder.path() / (end + ".sqlite"), Store::Mode::read_write);
        ImportRequest back;
        back.layer = ImportLayer::cameras;
        back.file = file;
        back.actor = {"test"};
        const auto report = run_import(*other, back);
        for (const auto &problem : report.problems) {
            UNSCOPED_INFO(fmt::format("line {}: {}", problem.line, problem.reason));
        }
        REQUIRE(report.acceptable());
        CHECK(layer_lines(*other, ImportLayer::cameras) == layer_lines(*store, ImportLayer::cameras));
    }
    const auto csv = text_of(folder.path() / "c.csv");
    CHECK_THAT(csv, ContainsSubstring("\"'-C0\",'=1+1,\"dome\",,,,-2,") && ContainsSubstring(",'+86,") &&
                        ContainsSubstring(",'@SUM(A1),") && ContainsSubstring(",'＝1+1,") && ContainsSubstring(",''=1,") &&
                        ContainsSubstring(",'quoted',") && ContainsSubstring(",a=b,"));
    CHECK_THAT(text_of(folder.path() / "c.geojson"), ContainsSubstring(R"("name":"=1+1")"));
}

TEST_CASE("columns that need a key are left out for those who have none") {
    Bench bench;
    ExportRequest request;
    request.layer = ImportLayer::rental_houses;
    request.all_columns = false;
    const auto text = text_of(bench.save(request, "houses.csv"));
    CHECK_THAT(text, ContainsSubstring("code,building_code,building_use,rental_use,let_kind,lon,lat,frame\r\n"));
}

TEST_CASE("divisions make the round trip into a store that has none") {
    Bench bench;
    bench.other = new_store(bench.folder.path() / "bare.sqlite", {});
    REQUIRE(bench.other->world()->divisions->size() == 1);
    const auto end = GENERATE("csv", "xlsx", "geojson");
    CAPTURE(end);
    ExportRequest request;
    request.layer = ImportLayer::divisions;
    bench.carry(request, end);
    CHECK(*bench.other->world()->divisions == *bench.store->world()->divisions);
    const auto locals = [&](const char *name) {
        SQLite::Database database(bench.folder.path() / name, SQLite::OPEN_READONLY);
        return database.execAndGet("SELECT group_concat(code || ' ' || local) FROM (SELECT * FROM division ORDER BY code)")
            .getString();
    };
    CHECK(locals("bare.sqlite") == locals("sample.sqlite"));
    request.within = "990402001";
    CHECK_THAT(refusal(*bench.store, request, bench.folder.path() / "n.csv"), ContainsSubstring("have no within"));
}

TEST_CASE("a roster goes out with people and seats in one sheet, and comes back as both") {
    Bench bench;
    ExportRequest request;
    request.layer = ImportLayer::grids;
    bench.carry(request, "geojson");
    request.layer = ImportLayer::roster;
    bench.carry(request, "xlsx");
    CHECK(layer_lines(*bench.other, ImportLayer::assignments) == layer_lines(*bench.store, ImportLayer::assignments));
    const auto sent = layer_lines(*bench.store, ImportLayer::people);
    const auto back = layer_lines(*bench.other, ImportLayer::people);
    CHECK_FALSE(back.empty());
    CHECK(std::ranges::includes(sent, back));
    CHECK(bench.import(ImportLayer::roster, bench.folder.path() / "layer.xlsx").roster->started == 0);
}

TEST_CASE("within takes a grid and all below it, and the layers by where they are") {
    Bench bench;
    const auto world = bench.store->world();
    const auto &theme = *world->themes[0];
    const auto top = theme.children[0].at(0);
    const auto community = theme.children[top].at(0);
    ExportRequest request;
    request.within = theme.grids[community].code;
    CHECK(rows_of(bench, request) == theme.children[community].size() + 1);
    request.level = "grid";
    CHECK(rows_of(bench, request) == theme.children[community].size());
    request.level = "";
    for (const ImportLayer layer : {ImportLayer::cameras, ImportLayer::buildings, ImportLayer::people, ImportLayer::assignments,
                                    ImportLayer::reference_lines}) {
        CAPTURE(import_layer_name(layer));
        request.layer = layer;
        const auto some = rows_of(bench, request);
        auto all = request;
        all.within = "";
        CHECK(some > 0);
        CHECK(some < rows_of(bench, all));
    }
    request.within = "nowhere";
    CHECK_THAT(refusal(*bench.store, request, bench.folder.path() / "n.csv"), ContainsSubstring("there is no grid 'nowhere'"));
}

TEST_CASE("grids can be written with who answers for them") {
    Bench bench;
    ExportRequest request;
    request.people = true;
    request.level = "grid";
    request.now = bench.store->world()->edition_valid_from + 1;
    const auto text = text_of(bench.save(request, "grids.csv"));
    CHECK_THAT(text, ContainsSubstring("limits_text,people,phones,frame\r\n"));
    CHECK_THAT(text, ContainsSubstring("网格长："));
}

TEST_CASE("a file that is there is kept, and what fails leaves nothing behind") {
    Bench bench;
    ExportRequest request;
    request.layer = ImportLayer::cameras;
    for (const std::string end : {"csv", "gpkg", "shp"}) {
        const auto file = bench.folder.path() / ("there." + end);
        std::ofstream(file) << "mine";
        CHECK_THAT(refusal(*bench.store, request, file), ContainsSubstring("is there already"));
        CHECK(text_of(file) == "mine");
    }
    std::ofstream(bench.folder.path() / "beside.dbf") << "mine";
    CHECK_THAT(refusal(*bench.store, request, bench.folder.path() / "beside.shp"), ContainsSubstring("beside.dbf"));
    request.progress = [](std::string_view, double) { throw Error(ErrorCode::interrupted, "stopped"); };
    CHECK(refusal(*bench.store, request, bench.folder.path() / "new.gpkg") == "stopped");
    CHECK(refusal(*bench.store, request, bench.folder.path() / "new.csv") == "stopped");
}

TEST_CASE("a Shapefile refuses what it cannot hold, and names the row") {
    ScratchFolder folder;
    const GdalTool tool;
    CameraRow camera;
    camera.code = "C1";
    camera.at = {1'041'700'000, 365'400'000};
    ExportRequest request;
    request.layer = ImportLayer::cameras;
    SECTION("a text of more than 254 bytes") {
        for (int i = 0; i < 85; ++i) {
            camera.name += "经"; // 255 bytes in UTF-8, 170 in GBK
        }
        const auto store = camera_store(folder, camera);
        CHECK_THAT(refusal(*store, request, folder.path() / "c.shp"), ContainsSubstring("name of C1 takes 255 bytes"));
        request.encoding = "gbk";
        request.format = ExportFormat::shapefile;
        export_to_file(*store, request, folder.path() / "c.shp", false);
        CHECK(text_of(folder.path() / "c.cpg").find("GBK") != std::string::npos);
    }
    SECTION("a character that GBK does not have") {
        camera.name = "𠮷家胡同";
        const auto store = camera_store(folder, camera);
        request.encoding = "GBK";
        CHECK_THAT(refusal(*store, request, folder.path() / "c.shp"), ContainsSubstring("not in GBK"));
    }
    SECTION("buildings of which some are outlines and some are points") {
        StoreContent content;
        BuildingRow outlined;
        outlined.code = "B1";
        outlined.at = {1'041'700'080, 365'400'010};
        outlined.footprint = {{1'041'700'000, 365'400'000}, {1'041'700'100, 365'400'000}, {1'041'700'100, 365'400'100}};
        BuildingRow point;
        point.code = "B2";
        point.at = {1'041'700'500, 365'400'500};
        content.buildings = {outlined, point};
        const auto store = new_store(folder.path() / "b.sqlite", std::move(content));
        request.layer = ImportLayer::buildings;
        CHECK_THAT(refusal(*store, request, folder.path() / "b.shp"),
                   ContainsSubstring("1 buildings have an outline and 1 are points"));
        request.points = true;
        request.format = ExportFormat::shapefile;
        CHECK(export_to_file(*store, request, folder.path() / "b.shp", false).rows == 2);
    }
}

TEST_CASE("options that a layer or a format does not know are refused with what to do") {
    Bench bench;
    const auto file = bench.folder.path() / "x.csv";
    ExportRequest cameras;
    cameras.layer = ImportLayer::cameras;
    auto request = cameras;
    request.level = "grid";
    CHECK_THAT(refusal(*bench.store, request, file), ContainsSubstring("cameras have no level"));
    request = {};
    request.layer = ImportLayer::cameras;
    request.theme = "base";
    CHECK_THAT(refusal(*bench.store, request, file), ContainsSubstring("cameras have no choice of theme: leave it away"));
    request = cameras;
    request.at = 5;
    CHECK_THAT(refusal(*bench.store, request, file), ContainsSubstring("cameras have no past"));
    request = cameras;
    request.encoding = "GBK";
    CHECK_THAT(refusal(*bench.store, request, file), ContainsSubstring("only a Shapefile"));
    request.encoding = "Big5";
    CHECK_THAT(refusal(*bench.store, request, bench.folder.path() / "x.shp"), ContainsSubstring("UTF-8 or GBK"));
    CHECK_THAT(refusal(*bench.store, cameras, bench.folder.path() / "none" / "x.csv"), ContainsSubstring("there is no folder"));
    CHECK_THROWS_WITH(export_to_bytes(*bench.store, cameras, 100), ContainsSubstring("would take more than"));
}
