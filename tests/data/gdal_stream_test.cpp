#include "data/gdal_record_builder.hpp"
#include "data/wkb.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/gdal_reading.hpp"
#include "tests/support/gdal_tool.hpp"
#include "tests/support/real_data.hpp"
#include "tests/support/scratch_store.hpp"
#include "tests/support/shapefile.hpp"

using namespace jingwei;
using namespace jingwei::data;
using namespace jingwei::tests;
using Catch::Matchers::ContainsSubstring;

namespace {

// 网格一, 名称 in GBK and UTF-8
const std::string grid_one_gbk = "\xCD\xF8\xB8\xF1\xD2\xBB";
const std::string name_gbk = "\xC3\xFB\xB3\xC6";
const std::string grid_one = "网格一";

ShapefileDraft gbk_draft() {
    return {.fields = {"code", name_gbk},
            .rows = {{{{104.1, 36.5}}, {"990402001", grid_one_gbk}}, {{{104.2, 36.6}}, {"990402002", ""}}},
            .prj = cgcs2000_prj,
            .cpg = "",
            .language_id = 0};
}

void write_square(const std::filesystem::path &path, const std::string &crs_member) {
    write_bytes(path,
                R"({"type":"FeatureCollection",)" + crs_member +
                    R"("features":[{"type":"Feature","properties":{"code":"A"},"geometry":{"type":"Polygon","coordinates":)"
                    R"([[[104,36],[104.1,36],[104.1,36.1],[104,36]]]}}]})");
}

} // namespace

TEST_CASE("Chinese names of a GBK Shapefile arrive whole with and without a .cpg") {
    const GdalTool tool;
    const ScratchFolder folder;
    const auto [cpg, language] = GENERATE(table<std::string, int>({{"", 0}, {"GBK", 0}, {"936", 0}, {"", 0x4D}, {"", 0x57}}));
    CAPTURE(cpg, language);
    auto draft = gbk_draft();
    draft.cpg = cpg;
    draft.language_id = static_cast<unsigned char>(language);
    write_shapefile(folder.path() / "grids.shp", draft);
    GdalStream stream(file_request(folder.path() / "grids.shp"));
    CHECK(stream.header().fields == std::vector<std::string>{"code", "名称"});
    CHECK(stream.header().count == 2);
    const auto first = stream.next();
    REQUIRE(first);
    CHECK(first->values[1] == grid_one);
    const auto shape = read_wkb(first->wkb.value_or(""));
    CHECK(shape.parts[0][0][0] == spatial::LonLat{104.1, 36.5});
    REQUIRE(stream.next());
    CHECK_FALSE(stream.next());
}

TEST_CASE("a UTF-8 Shapefile without a .cpg is read as UTF-8") {
    const GdalTool tool;
    const ScratchFolder folder;
    auto draft = gbk_draft();
    draft.fields[1] = "name";
    draft.rows[0].values[1] = grid_one;
    write_shapefile(folder.path() / "grids.shp", draft);
    CHECK(read_all(file_request(folder.path() / "grids.shp"))[0].values[1] == grid_one);
}

TEST_CASE("a text that cannot be read in the encoding named is refused with its line and what to try") {
    const GdalTool tool;
    const ScratchFolder folder;
    auto draft = gbk_draft();
    draft.fields[1] = "name";
    write_shapefile(folder.path() / "grids.shp", draft);
    auto request = file_request(folder.path() / "grids.shp");
    request.encoding = "UTF-8";
    CHECK_THAT(refusal(request),
               ContainsSubstring("line 1") && ContainsSubstring("'name'") && ContainsSubstring("--encoding GBK"));
    request.encoding = "KLINGON";
    CHECK_THAT(refusal(request), ContainsSubstring("unknown encoding 'KLINGON'"));
    draft.cpg = "UTF-8";
    write_shapefile(folder.path() / "grids.shp", draft);
    CHECK_THAT(refusal(file_request(folder.path() / "grids.shp")), ContainsSubstring("(.cpg)"));
}

TEST_CASE("a GBK CSV is read with the physical line of each row") {
    const GdalTool tool;
    const ScratchFolder folder;
    write_bytes(folder.path() / "people.csv", "code,name\nP1,\"two\nlines\"\n\nP2," + grid_one_gbk + "\n");
    const auto rows = read_all(file_request(folder.path() / "people.csv"));
    REQUIRE(rows.size() == 2);
    CHECK(rows[0].line == 2);
    CHECK(rows[1].line == 5);
    CHECK(rows[1].values[1] == grid_one);
}

TEST_CASE("a GBK line in a UTF-8 CSV is refused with its line, and does not turn the others") {
    const GdalTool tool;
    const ScratchFolder folder;
    const auto file = folder.path() / "people.csv";
    write_bytes(file, "code,name\nP1," + grid_one + "\nP2," + grid_one_gbk + "\n");
    const auto said = refusal(file_request(file));
    CHECK_THAT(said, ContainsSubstring("line 3: the field 'name' cannot be read as UTF-8 (as other texts of the file)") &&
                         ContainsSubstring("save all of the file as UTF-8"));
    CHECK_THAT(said, !ContainsSubstring("--encoding"));
    // one word that happens to be UTF-8 makes no UTF-8 file
    std::string rows;
    for (int i = 0; i < 20; ++i) {
        rows += "P," + grid_one_gbk + "\n";
    }
    write_bytes(file, "code,name\n" + rows + "Q,网格\n");
    CHECK_THAT(refusal(file_request(file)),
               ContainsSubstring("line 22: '网格' in the field 'name' is UTF-8 where other texts are "
                                 "GBK"));
    write_bytes(file, "code,name\n" + rows);
    CHECK(read_all(file_request(file))[0].values[1] == grid_one);
}

TEST_CASE("a name of a field or a text that is of neither encoding is refused without contradiction") {
    const GdalTool tool;
    const ScratchFolder folder;
    const auto file = folder.path() / "people.csv";
    write_bytes(file, grid_one_gbk + ",name\nP1,x\n");
    auto request = file_request(file);
    request.encoding = "UTF-8";
    CHECK_THAT(refusal(request),
               ContainsSubstring("line 1: the name of field 1 cannot be read as UTF-8 (--encoding); try --encoding GBK"));
    write_bytes(file, "code,name\nP1,x\nP2,\xFF\xFF\n");
    for (const char *encoding : {"", "UTF-8", "GBK"}) {
        request.encoding = encoding;
        CHECK_THAT(refusal(request), ContainsSubstring("line 3: the field 'name'") && ContainsSubstring("nor as") &&
                                         !ContainsSubstring("--encoding GBK") && !ContainsSubstring("--encoding UTF-8"));
    }
}

TEST_CASE("a sign for a lost character is refused with its line and field, not as another encoding") {
    const GdalTool tool;
    const ScratchFolder folder;
    const std::string lost =
        "the field 'name' holds the sign for a character that was lost (U+FFFD); write the character again";
    const auto csv = folder.path() / "people.csv";
    write_bytes(csv, "code,name\nP1,x\nP2,\u7532\uFFFD\u4E59\n");
    const auto said = refusal(file_request(csv));
    CHECK_THAT(said, ContainsSubstring("line 3: " + lost) && !ContainsSubstring("encoding"));
    const auto json = folder.path() / "people.geojson";
    write_bytes(json, R"({"type":"FeatureCollection","features":[{"type":"Feature","geometry":null,"properties":{"name":")"
                      "\uFFFD\"}}]}");
    CHECK_THAT(refusal(file_request(json)), ContainsSubstring(lost));
}

TEST_CASE("a GeoJSON that breaks off is refused with the place, and with GDAL's words only where it has some") {
    const GdalTool tool;
    const ScratchFolder folder;
    const auto file = folder.path() / "a.geojson";
    write_bytes(file, "[");
    const auto said = refusal(file_request(file));
    CHECK_THAT(said, ContainsSubstring("ends before its last bracket") && ContainsSubstring("ask for it anew"));
    CHECK_THAT(said, !ContainsSubstring("GDAL says"));
    write_bytes(file, R"({"type":"FeatureCollection")");
    CHECK_THAT(refusal(file_request(file)), ContainsSubstring("ask for it anew (GDAL says: Failed to read GeoJSON data)"));
}

TEST_CASE("names that are not plain files are refused") {
    const GdalTool tool;
    const ScratchFolder folder;
    CHECK_THAT(refusal(file_request("/vsizip/x.zip")), ContainsSubstring("refused"));
    CHECK_THAT(refusal(file_request("http://example.org/a.geojson")), ContainsSubstring("refused"));
    CHECK_THAT(refusal(file_request(folder.path() / "none.geojson")), ContainsSubstring("there is no file"));
    CHECK_THAT(refusal(file_request(folder.path())), ContainsSubstring("is a folder; name the file in it"));
    write_bytes(folder.path() / "a.vrt", "<OGRVRTDataSource/>");
    CHECK_THAT(refusal(file_request(folder.path() / "a.vrt")),
               ContainsSubstring("of no known kind") && ContainsSubstring(".xlsx") && ContainsSubstring(".gdb folder"));
    write_bytes(folder.path() / "a.xls", "old");
    CHECK_THAT(refusal(file_request(folder.path() / "a.xls")), ContainsSubstring("save it as .xlsx"));
    write_bytes(folder.path() / "a.dwg", "old");
    CHECK_THAT(refusal(file_request(folder.path() / "a.dwg")), ContainsSubstring("save it as .dxf"));
    std::filesystem::create_directory(folder.path() / "a.gdb");
    CHECK_THAT(refusal(file_request(folder.path() / "a.gdb")), ContainsSubstring("pack a .gdb folder as .zip"));
    write_bytes(folder.path() / "a.geojson", "<OGRVRTDataSource/>");
    CHECK_THAT(refusal(file_request(folder.path() / "a.geojson")), ContainsSubstring("cannot be read as GeoJSON"));
    write_bytes(folder.path() / "a.shp", "no shapes here");
    CHECK_THAT(refusal(file_request(folder.path() / "a.shp")), ContainsSubstring(".shx"));
}

TEST_CASE("a Shapefile without its .shx or .dbf is refused by the name of what is missing") {
    const GdalTool tool;
    const ScratchFolder folder;
    for (const std::string end : {"shx", "dbf"}) {
        write_shapefile(folder.path() / "grids.shp", gbk_draft());
        std::filesystem::remove(folder.path() / ("grids." + end));
        CHECK_THAT(refusal(file_request(folder.path() / "grids.shp")),
                   ContainsSubstring("has no ." + end) && ContainsSubstring("side by side"));
    }
    write_shapefile(folder.path() / "grids.shp", gbk_draft());
    std::filesystem::rename(folder.path() / "grids.dbf", folder.path() / "grids.DBF");
    CHECK(read_all(file_request(folder.path() / "grids.shp")).size() == 2);
}

TEST_CASE("a file that does not say its coordinate system is refused unless the user says it") {
    const GdalTool tool;
    const ScratchFolder folder;
    auto draft = gbk_draft();
    draft.prj.clear();
    write_shapefile(folder.path() / "grids.shp", draft);
    auto request = file_request(folder.path() / "grids.shp");
    CHECK_THAT(refusal(request), ContainsSubstring("--crs EPSG:n") && ContainsSubstring("--frame"));
    request.crs = "EPSG:4490";
    CHECK(read_all(request).size() == 2);
    request.crs = "EPSG:abc";
    CHECK_THAT(refusal(request), ContainsSubstring("EPSG:4490"));
    request.crs = "EPSG:99999";
    CHECK_THAT(refusal(request), ContainsSubstring("not a coordinate system"));
}

TEST_CASE("a datum that only a ballpark would carry is refused by name") {
    const GdalTool tool;
    const ScratchFolder folder;
    auto draft = gbk_draft();
    draft.prj = xian80_prj;
    write_shapefile(folder.path() / "grids.shp", draft);
    auto request = file_request(folder.path() / "grids.shp");
    CHECK_THAT(refusal(request), ContainsSubstring("Xian_1980 (西安80)") && ContainsSubstring("4 or 7 parameters") &&
                                     ContainsSubstring("--datum-parameters") && ContainsSubstring("--control-points"));
    for (const char *beijing : {"EPSG:4214", "EPSG:21418", "EPSG:4555"}) {
        request.crs = beijing;
        CHECK_THAT(refusal(request), ContainsSubstring("北京54"));
    }
    request.crs = "EPSG:2327";
    CHECK_THAT(refusal(request), ContainsSubstring("西安80"));
}

TEST_CASE("a GeoJSON is WGS 84 by its standard and keeps its degrees") {
    const GdalTool tool;
    const ScratchFolder folder;
    write_square(folder.path() / "a.geojson", "");
    const auto features = read_all(file_request(folder.path() / "a.geojson"));
    REQUIRE(features.size() == 1);
    CHECK(read_wkb(*features[0].wkb).parts[0][0][1] == spatial::LonLat{104.1, 36});
}

TEST_CASE("a GeoJSON that links to its coordinate system is refused, not followed") {
    const GdalTool tool;
    const ScratchFolder folder;
    write_square(folder.path() / "a.geojson",
                 R"("crs" : {"type":"link","properties":{"href":"http://127.0.0.1:9/crs","type":"proj4"}},)");
    CHECK_THAT(refusal(file_request(folder.path() / "a.geojson")), ContainsSubstring("by a link, which is not followed"));
}

TEST_CASE("a GeoPackage that another program has not closed is refused") {
    const GdalTool tool;
    const ScratchFolder folder;
    write_bytes(folder.path() / "a.gpkg", "SQLite");
    write_bytes(folder.path() / "a.gpkg-wal", "changes");
    CHECK_THAT(refusal(file_request(folder.path() / "a.gpkg")), ContainsSubstring("open in another program"));
}

TEST_CASE("projected metres and a declared frame contradict each other") {
    const GdalTool tool;
    const ScratchFolder folder;
    write_square(folder.path() / "a.geojson", R"("crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::4547"}},)");
    auto request = file_request(folder.path() / "a.geojson");
    request.frame = "gcj02";
    CHECK_THAT(refusal(request), ContainsSubstring("leave --frame away"));
}

TEST_CASE("a coordinate that lies nowhere is told as such, not taken for metres") {
    const GdalTool tool;
    const ScratchFolder folder;
    write_bytes(folder.path() / "a.geojson",
                R"({"type":"FeatureCollection","features":[{"type":"Feature","properties":{"code":"A"},"geometry":)"
                R"({"type":"Polygon","coordinates":[[[104,36],[1e308,36],[104.1,36.1],[104,36]]]}}]})");
    const auto said = refusal(file_request(folder.path() / "a.geojson"));
    CHECK_THAT(said, ContainsSubstring("nowhere on the earth") && ContainsSubstring("e+307"));
    CHECK(said.size() < 200);
}

TEST_CASE("a shape with curves is refused with its line") {
    const GdalTool tool;
    const ScratchFolder folder;
    write_bytes(folder.path() / "a.csv", "WKT,code\n\"CURVEPOLYGON(CIRCULARSTRING(0 0,1 1,2 0,1 -1,0 0))\",A\n");
    auto request = file_request(folder.path() / "a.csv");
    request.frame = "wgs84";
    CHECK_THAT(refusal(request), ContainsSubstring("line 2") && ContainsSubstring("curves"));
}

TEST_CASE("Denver's precincts arrive from feet as degrees") {
    const auto data = real_data();
    if (!data) {
        return;
    }
    const GdalTool tool;
    GdalStream stream(file_request(*data / "denver" / "precincts2018_orig.zip"));
    CHECK_THAT(stream.header().crs, ContainsSubstring("Colorado Central"));
    std::size_t count = 0;
    while (const auto feature = stream.next()) {
        for (const auto &part : read_wkb(feature->wkb.value()).parts) {
            for (const auto p : part.at(0)) {
                REQUIRE((p.lon > -105.2 && p.lon < -104.5 && p.lat > 39.5 && p.lat < 40));
            }
        }
        ++count;
    }
    CHECK(count == 356);
}

TEST_CASE("a failure is told without private folders and without lines of a library's own text") {
    const auto [said, told] = GENERATE(table<std::string, std::string>({
        {"'a.fgb' cannot be read: ./ogr/ogrgeometry.cpp, 817: cannot allocate 99 bytes",
         "'a.fgb' cannot be read: cannot allocate 99 bytes"},
        {"cannot open /tmp/jingwei-import-a1B2c3/unpacked/a.csv now", "cannot open unpacked/a.csv now"},
        {"'/var/tmp/jingwei-import-a1B2c3' is full", "'' is full"},
        {"'main.cpp' is no map", "'main.cpp' is no map"},
        {"plain", "plain"},
    }));
    RecordBuilder record(gdal_protocol::RecordType::error);
    record.add_number(static_cast<std::uint8_t>(gdal_protocol::Failure::bad_data));
    record.add_text(std::string_view(said));
    std::string bytes = record.finish();
    const auto source = [&bytes](char *to, std::size_t count) {
        bytes.copy(to, count);
        bytes.erase(0, count);
    };
    CHECK_THROWS_WITH(GdalStream(ByteSource(source)), told);
}
