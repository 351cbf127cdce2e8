#include "tests/support/catch.hpp"
#include "tests/support/gdal_reading.hpp"
#include "tests/support/gdal_tool.hpp"
#include "tests/support/scratch_store.hpp"
#include "tests/support/shapefile.hpp"

#include <SQLiteCpp/SQLiteCpp.h>

#include <algorithm>
#include <fmt/format.h>
#include <fstream>

using namespace jingwei;
using namespace jingwei::data;
using namespace jingwei::tests;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::StartsWith;

namespace {

ShapefileDraft points(std::size_t count) {
    ShapefileDraft draft{.fields = {"code"}, .rows = {}, .prj = cgcs2000_prj, .cpg = "", .language_id = 0};
    for (std::size_t i = 0; i < count; ++i) {
        draft.rows.push_back({{{104.1 + 0.001 * static_cast<double>(i), 36.5}}, {std::to_string(i)}});
    }
    return draft;
}

/// A file of so many points with some of its parts taken from one of fewer.
std::string said_of_mixed(std::size_t count, std::size_t fewer, const std::vector<std::string> &parts) {
    const ScratchFolder folder;
    const ScratchFolder other;
    write_shapefile(folder.path() / "a.shp", points(count));
    write_shapefile(other.path() / "a.shp", points(fewer));
    for (const auto &part : parts) {
        std::filesystem::copy_file(other.path() / ("a" + part), folder.path() / ("a" + part),
                                   std::filesystem::copy_options::overwrite_existing);
    }
    return refusal(file_request(folder.path() / "a.shp"));
}

std::string point(const std::string &crs_member, const std::string &properties = R"({"code":"A"})") {
    return R"({"type":"FeatureCollection",)" + crs_member + R"("features":[{"type":"Feature","properties":)" + properties +
           R"(,"geometry":{"type":"Point","coordinates":[104.1,36.5]}}]})";
}

GdalRequest json_request(const ScratchFolder &folder, const std::string &text) {
    write_bytes(folder.path() / "a.geojson", text);
    return file_request(folder.path() / "a.geojson");
}

} // namespace

TEST_CASE("a Shapefile whose parts tell of different numbers of shapes is refused, not read as far as all go") {
    const GdalTool tool;
    CHECK_THAT(said_of_mixed(9, 4, {".dbf"}), ContainsSubstring("has 9 shapes by its .shx, but its .dbf has 4 rows"));
    CHECK_THAT(said_of_mixed(9, 4, {".shx"}), ContainsSubstring("has 4 shapes by its .shx, but its .dbf has 9 rows"));
    CHECK_THAT(said_of_mixed(9, 4, {".shx", ".dbf"}), ContainsSubstring("goes on behind the 4 shapes that its .shx knows"));
    CHECK_THAT(said_of_mixed(9, 4, {".shp", ".shx"}), ContainsSubstring("ask for all of them anew"));
    const ScratchFolder folder;
    write_shapefile(folder.path() / "a.shp", points(9));
    CHECK(read_all(file_request(folder.path() / "a.shp")).size() == 9);
    write_shapefile(folder.path() / "one.shp", points(1));
    CHECK(read_all(file_request(folder.path() / "one.shp")).size() == 1);
}

TEST_CASE("a text in a .dbf's column of numbers or days is refused, not read as far as it is one") {
    const GdalTool tool;
    const ScratchFolder folder;
    const auto said = [&](const std::string &value, char type) {
        auto draft = points(2);
        draft.rows[1].values[0] = value;
        write_shapefile(folder.path() / "a.shp", draft);
        std::fstream table(folder.path() / "a.dbf", std::ios::binary | std::ios::in | std::ios::out);
        table.seekp(32 + 11); // the type of the first field
        table.put(type);
        table.close();
        return refusal(file_request(folder.path() / "a.shp"));
    };
    for (const auto *value : {"12O", "9,5", "abc", "80m"}) {
        CAPTURE(value);
        CHECK_THAT(said(value, 'N'),
                   ContainsSubstring("line 2: the column 'code' is one of numbers, and holds '" + std::string(value)));
    }
    CHECK_THAT(said("unknown", 'D'), ContainsSubstring("is one of days, and holds 'unknown'"));
    for (const auto *value : {"12", "-9.5", "+7", "1e3", "", "****"}) {
        CAPTURE(value);
        CHECK(said(value, 'N') == "was taken");
    }
}

TEST_CASE("a text in a GeoPackage's column of numbers or days is refused with its row") {
    const GdalTool tool;
    const ScratchFolder folder;
    const auto path = folder.path() / "a.gpkg";
    {
        SQLite::Database package(path.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
        package.exec(R"(PRAGMA application_id = 1196444487; PRAGMA user_version = 10300;
            CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT NOT NULL, srs_id INTEGER PRIMARY KEY, organization TEXT NOT NULL,
                organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL, description TEXT);
            CREATE TABLE gpkg_contents (table_name TEXT PRIMARY KEY, data_type TEXT NOT NULL, identifier TEXT, description TEXT,
                last_change DATETIME NOT NULL, min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE, srs_id INTEGER);
            CREATE TABLE gpkg_geometry_columns (table_name TEXT, column_name TEXT, geometry_type_name TEXT, srs_id INTEGER, z TINYINT,
                m TINYINT);
            CREATE TABLE people (fid INTEGER PRIMARY KEY, code TEXT, online BOOLEAN, azimuth INTEGER, seen DATE,
                medium MEDIUMINT, small SMALLINT);
            INSERT INTO gpkg_contents VALUES ('people', 'attributes', 'people', '', '2026-01-01T00:00:00Z', NULL, NULL, NULL, NULL, 0);
            INSERT INTO people VALUES (1, 'A', 1, 90, '2026-11-22', 5, 5), (7, 'B', 0, 45.0, NULL, 6, 6))");
    }
    CHECK(refusal(file_request(path)) == "was taken");
    const auto with = [&](const std::string &column, const std::string &value) {
        SQLite::Database package(path.string(), SQLite::OPEN_READWRITE);
        const auto before = package.execAndGet("SELECT " + column + " FROM people WHERE fid = 7").getString();
        package.exec("UPDATE people SET " + column + " = '" + value + "' WHERE fid = 7");
        auto said = refusal(file_request(path));
        package.exec("UPDATE people SET " + column + " = nullif('" + before + "', '') WHERE fid = 7");
        return said;
    };
    CHECK_THAT(with("online", "是"),
               ContainsSubstring("line 7: the column 'online' is one of yes and no") && ContainsSubstring("holds '是'"));
    CHECK_THAT(with("azimuth", "90度"), ContainsSubstring("'azimuth' is one of numbers, whole ones, and holds '90度'"));
    CHECK_THAT(with("azimuth", "45.5"), ContainsSubstring("'azimuth' is one of numbers, whole ones, and holds '45.5'"));
    CHECK(with("azimuth", "990402001001") == "was taken");
    CHECK_THAT(with("medium", "990402001001"), ContainsSubstring("whole ones up to 2147483647, and holds '990402001001'"));
    CHECK_THAT(with("small", "40000"), ContainsSubstring("whole ones up to 32767, and holds '40000'"));
    CHECK_THAT(with("online", "2"), ContainsSubstring("'online' is one of yes and no"));
    CHECK_THAT(with("code", "B' || char(0) || 'C"), ContainsSubstring("'code' is one of texts without a NUL character"));
    CHECK_THAT(with("seen", "不详"), ContainsSubstring("the column 'seen' is one of days, and holds '不详'"));
    CHECK(with("seen", "2026/11/22") == "was taken");
    CHECK(with("code", "12") == "was taken");
}

TEST_CASE("values of a KML's typed fields arrive as they are written") {
    const GdalTool tool;
    const ScratchFolder folder;
    write_bytes(
        folder.path() / "a.kml",
        R"(<kml xmlns="http://www.opengis.net/kml/2.2"><Document><Schema id="s"><SimpleField type="int" name="n"/>)"
        R"(<SimpleField name="d" type='double'></SimpleField><SimpleField type="bool" name="b"/></Schema><Placemark>)"
        R"(<ExtendedData><SchemaData schemaUrl="#s"><SimpleData name="n">12O</SimpleData><SimpleData name="d">90,5</SimpleData>)"
        R"(<SimpleData name="b">是</SimpleData></SchemaData></ExtendedData>)"
        R"(<Point><coordinates>104.1,36.5</coordinates></Point></Placemark></Document></kml>)");
    const auto values = read_all(file_request(folder.path() / "a.kml")).at(0).values;
    for (const auto *value : {"12O", "90,5", "是"}) {
        CAPTURE(value);
        CHECK(std::ranges::find(values, std::optional<std::string>(value)) != values.end());
    }
}

TEST_CASE("what looks like days in a GeoJSON arrives as it is written, and numbers with exponents among texts are told") {
    const GdalTool tool;
    const ScratchFolder folder;
    const auto value = [&](const std::string &written) {
        return read_all(json_request(folder, point("", R"({"code":)" + written + "}"))).at(0).values.at(0);
    };
    for (const auto *text : {"2026/01/02", "08:05", "2026-11-22T16:00:00Z", "2026-11-22T16:00:00-05:00"}) {
        CAPTURE(text);
        CHECK(value('"' + std::string(text) + '"') == text);
    }
    auto two = point("", R"({"code":6.2e14})");
    two.insert(two.rfind("]}"), R"(,{"type":"Feature","properties":{"code":"J8"},"geometry":null})");
    CHECK(read_all(json_request(folder, two)).at(0).values.at(0).value_or("") == "6.2e+14");
}

TEST_CASE("a GeoJSON whose coordinate system nobody knows is not taken for WGS 84") {
    const GdalTool tool;
    const ScratchFolder folder;
    const auto named = [](const std::string &name) {
        return point(R"("crs":{"type":"name","properties":{"name":")" + name + R"("}},)");
    };
    for (const auto *name : {"EPSG:99999", "Xian_1980", "BEIJING54", "GCJ02", "urn:ogc:def:crs:EPSG::4610x"}) {
        CAPTURE(name);
        CHECK_THAT(refusal(json_request(folder, named(name))),
                   ContainsSubstring(std::string("names the coordinate system '") + name));
    }
    for (const auto *crs : {R"("EPSG:4610")", R"({"properties":{"name":"EPSG:4610"}})", R"({"type":"name","properties":{}})"}) {
        CAPTURE(crs);
        CHECK_THAT(refusal(json_request(folder, point(R"("crs":)" + std::string(crs) + ","))),
                   ContainsSubstring("in a form that nobody reads"));
    }
    for (const auto *name : {"EPSG:4490", "urn:ogc:def:crs:OGC:1.3:CRS84", "urn:ogc:def:crs:EPSG::4326"}) {
        CAPTURE(name);
        CHECK(read_all(json_request(folder, named(name))).size() == 1);
    }
    CHECK(read_all(json_request(folder, point(R"("crs":null,)"))).size() == 1);
    // a property of that name says nothing of the file
    CHECK(read_all(json_request(folder, point("", R"({"code":"A","crs":{"type":"GCJ02"}})"))).size() == 1);
}

TEST_CASE("a number that is too long to be one is refused among texts, too, and the same digits as text are not") {
    const GdalTool tool;
    const ScratchFolder folder;
    const auto two = [](const std::string &code) {
        auto text = point("", R"({"code":)" + code + "}");
        text.insert(text.rfind("]}"), R"(,{"type":"Feature","properties":{"code":"J8"},"geometry":null})");
        return text;
    };
    CHECK_THAT(refusal(json_request(folder, two("99040200100100312345"))),
               ContainsSubstring("the number in 'code' is too long to be one; write it as text, in quotes"));
    CHECK(read_all(json_request(folder, two(R"("99040200100100312345")"))).at(0).values.at(0) == "99040200100100312345");
}

TEST_CASE("numbers of a GeoJSON that GDAL would round arrive as written among texts, and are refused in lists") {
    const GdalTool tool;
    const ScratchFolder folder;
    const auto beside_text = [&](const std::string &properties) {
        auto text = point("", properties);
        text.insert(text.rfind("]}"), R"(,{"type":"Feature","properties":{"code":"J8","sum":1.5},"geometry":null})");
        return json_request(folder, text);
    };
    for (const auto *number : {"9007199254740993.0", "1.10", "-0.50"}) {
        CAPTURE(number);
        CHECK(read_all(beside_text(R"({"code":)" + std::string(number) + "}")).at(0).values.at(0) == number);
    }
    CHECK(read_all(beside_text(R"({"code":"J7","sum":2.50})")).at(0).values.at(1) == "2.5"); // a column of numbers
    for (const auto *list : {"[34020000001320000001]", "[1.2345678901234567]", R"(["J7",{"a":99040200100100312345}])"}) {
        CAPTURE(list);
        CHECK_THAT(refusal(beside_text(R"({"code":)" + std::string(list) + "}")),
                   ContainsSubstring("line 1: the number in 'code' is too long to be one; write it as text, in quotes"));
    }
    for (const auto *code : {"9007199254740993", "[9007199254740993,0.5]"}) { // its column is one of numbers with decimals
        auto text = point("", R"({"code":)" + std::string(code) + "}");
        text.insert(text.rfind("]}"), code[0] == '[' ? R"(,{"type":"Feature","properties":{"code":[0.5]},"geometry":null})"
                                                     : R"(,{"type":"Feature","properties":{"code":0.5},"geometry":null})");
        CHECK_THAT(refusal(json_request(folder, text)), ContainsSubstring("the number in 'code' is too long to be one"));
    }
    CHECK(read_all(json_request(folder, point("", R"({"code":9007199254740993})"))).at(0).values.at(0) == "9007199254740993");
    CHECK(read_all(beside_text(R"({"code":[1.10,2.50]})")).at(0).values.at(0) == "1.1、2.5");
    CHECK(read_all(beside_text(R"({"code":[12,"13"]})")).at(0).values.at(0).value_or("").find("12") != std::string::npos);
    const std::string ids = R"({"type":"FeatureCollection","features":[{"type":"Feature","id":6.2e14,"properties":{},)"
                            R"("geometry":null},{"type":"Feature","id":"J8","properties":{},"geometry":null}]})";
    CHECK(read_all(json_request(folder, ids)).at(0).values.at(0) == "6.2e+14");
}

TEST_CASE("a GeoJSON that says something twice, or holds something else among its features, is refused") {
    const GdalTool tool;
    const ScratchFolder folder;
    CHECK_THAT(refusal(json_request(folder, point("", R"({"code":"A","code":"B"})"))),
               ContainsSubstring("holds 'code' twice in feature 1; keep the right one"));
    const auto features = [&](const std::string &list) {
        return json_request(folder, R"({"type":"FeatureCollection","features":[)" + list + "]}");
    };
    const std::string feature = R"({"type":"Feature","properties":{"code":"A","b":{"code":1}},"geometry":null})";
    for (const auto *other : {"null", "5", "\"x\"", "[]", "true"}) {
        CAPTURE(other);
        CHECK_THAT(refusal(features(feature + ", " + other)),
                   ContainsSubstring("holds something that is no feature in the place of feature 2; take it out"));
    }
    CHECK_THAT(refusal(features(R"({"type":"Feature","properties":{},"geometry":null,"properties":{"code":"A"}})")),
               ContainsSubstring("holds 'properties' twice in feature 1"));
    CHECK(read_all(features(feature + " , " + feature)).size() == 2);
    CHECK_THAT(refusal(features(R"({"type":"Feature","properties":{"code":"a\u0000b"},"geometry":null})")),
               ContainsSubstring("holds a text with the character U+0000 in feature 1"));
    CHECK(read_all(features(R"({"type":"Feature","properties":{"code":"a\\u0000b"},"geometry":null})")).size() == 1);
    CHECK_THAT(refusal(features(R"({"type":"Feature","crs":{"type":"name","properties":{"name":"EPSG:4610"}},"properties":{},)"
                                R"("geometry":null})")),
               ContainsSubstring("has a coordinate system of its own (\"crs\") in feature 1"));
    CHECK_THAT(refusal(features(R"({"type":"Feature","properties":{},"geometry":{"type":"Point","coordinates":[1,2],)"
                                R"("coordinates":[104,36]}})")),
               ContainsSubstring("holds 'coordinates' twice in feature 1"));
    CHECK_THAT(refusal(json_request(folder, R"({"type":"FeatureCollection","features":[],"features":[]})")),
               ContainsSubstring("holds 'features' twice; keep"));
}

TEST_CASE("a table in Big5 is read as that where GBK would make characters of it that hardly anybody writes") {
    const GdalTool tool;
    const ScratchFolder folder;
    const auto read = [&](const std::string &names, const std::string &encoding = "") {
        write_bytes(folder.path() / "a.csv", "code,name\n" + names);
        auto request = file_request(folder.path() / "a.csv");
        request.encoding = encoding;
        return std::pair(read_all(request).at(0).values.at(1).value_or(""), GdalStream(request).header().encoding);
    };
    const std::string big5 = "A,\xAA\x46\xAA\xF9\xBA\xCA\xB5\xF8\nB,\xA6\xE8\xAA\xF9\xB8\xF4\xA4\x66\n"
                             "C,\xC2\xED\xAC\x46\xA9\xB2\xA4\x6A\xAA\xF9\n"; // three places, in traditional characters
    CHECK(read(big5).first == "東門監視");
    CHECK_THAT(read(big5).second, ContainsSubstring("BIG5") && ContainsSubstring("rare ones in GBK"));
    CHECK(read(big5, "GBK").first != "東門監視");
    const std::string gbk = "A,\xB6\xAB\xC3\xC5\xBC\xE0\xCA\xD3\nB,\xCE\xF7\xC3\xC5\xC2\xB7\xBF\xDA\n";
    CHECK(read(gbk).first == "东门监视");
    for (const auto *words : {"A,\xBE\xC7\xAE\xD5\n", "A,\xB0\xEA\xA4\xA4\n"}) { // a school, a country's middle
        CHECK_THAT(read(words).second, ContainsSubstring("BIG5"));
    }
    CHECK(read("A,\x96\x7C\xE9\x54\xB1\x4F\xD2\x95\n").first == "東門監視"); // the same traditional characters in GBK
}

TEST_CASE("GBK that is UTF-8 by chance is read as GBK, and letters with accents are not") {
    const GdalTool tool;
    const ScratchFolder folder;
    const auto read = [&](const std::string &rows) {
        write_bytes(folder.path() / "a.csv", "code,name\n" + rows);
        return read_all(file_request(folder.path() / "a.csv")).at(0).values.at(1).value_or("");
    };
    CHECK(read("A,\xD0\xA1\xD1\xA7\nB,\xD1\xA7\xD0\xA3\n") == "小学");
    CHECK(read("A,Caf\xC3\xA9\n") == "Café");
    CHECK(read("A,\xD0\xA1\xD1\xA7\nB,东门\n") == "Сѧ"); // another text is UTF-8 beyond doubt
    std::string gbk = "A,\xB6\xAB\xC3\xC5\n";
    for (int i = 0; i < 20; ++i) {
        gbk += fmt::format("B{},\xCE\xF7\xC3\xC5\n", i);
    }
    CHECK(read(gbk) == "东门");
    write_bytes(folder.path() / "a.csv", "code,name\n" + gbk + "C,西门路口\n");
    CHECK_THAT(refusal(file_request(folder.path() / "a.csv")),
               ContainsSubstring("line 23: '西门路口' in the field 'name' is UTF-8 where other texts are GBK"));
}

TEST_CASE("what a Shapefile says of its encoding is not believed where its texts speak against it") {
    const GdalTool tool;
    const ScratchFolder folder;
    const auto read = [&](const std::string &name, const std::string &cpg, unsigned char language) {
        ShapefileDraft draft{.fields = {"name"}, .rows = {}, .prj = cgcs2000_prj, .cpg = cpg, .language_id = language};
        draft.rows.push_back({{{104.1, 36.5}}, {name}});
        std::filesystem::remove(folder.path() / "a.cpg");
        write_shapefile(folder.path() / "a.shp", draft);
        const auto request = file_request(folder.path() / "a.shp");
        std::string told;
        const GdalStream stream(request);
        for (const auto &[kind, text] : stream.header().notes) {
            told += kind + ": " + text;
        }
        return read_all(request).at(0).values.at(0).value_or("") + " " + told;
    };
    const std::string gbk = "\xB6\xAB\xC3\xC5";
    for (const auto *cpg : {"GBK", "936", "CP936"}) {
        CAPTURE(cpg);
        CHECK_THAT(read("东门", cpg, 0), StartsWith("东门 other_encoding: the file says that it is GB18030 (.cpg)"));
        CHECK(read(gbk, cpg, 0) == "东门 ");
    }
    CHECK_THAT(read("东门", "", 0x4D), StartsWith("东门 other_encoding"));
    CHECK_THAT(read("东门", "", 0x03), StartsWith("东门 other_encoding"));
    CHECK_THAT(read(gbk, "", 0x03), StartsWith("东门 other_encoding: the file says that it is CP1252"));
    CHECK_THAT(read(gbk, "ISO-8859-1", 0), StartsWith("东门 other_encoding"));
    CHECK(read("M\xFCnchen", "ISO-8859-1", 0) == "München ");
}

TEST_CASE("a file of the Soviet datum is refused, for many programs write that for the Chinese one of 1954") {
    const GdalTool tool;
    const ScratchFolder folder;
    auto draft = points(2);
    draft.prj = R"(GEOGCS["GCS_Pulkovo_1942",DATUM["D_Pulkovo_1942",SPHEROID["Krasovsky_1940",6378245.0,298.3]],)"
                R"(PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]])";
    write_shapefile(folder.path() / "a.shp", draft);
    auto request = file_request(folder.path() / "a.shp");
    CHECK_THAT(refusal(request),
               ContainsSubstring("many programs write for 北京54") && ContainsSubstring("its own --crs (EPSG:4284"));
    request.crs = "EPSG:4284";
    CHECK(read_all(request).size() == 2);
}

TEST_CASE("a Shapefile without a coordinate system is told which part is missing") {
    const GdalTool tool;
    const ScratchFolder folder;
    auto draft = points(2);
    draft.prj.clear();
    write_shapefile(folder.path() / "a.shp", draft);
    CHECK_THAT(refusal(file_request(folder.path() / "a.shp")), ContainsSubstring("its coordinate system (no .prj): say"));
}
