#include "tests/support/catch.hpp"
#include "tests/support/gdal_reading.hpp"
#include "tests/support/gdal_tool.hpp"
#include "tests/support/scratch_store.hpp"
#include "tests/support/shapefile.hpp"

using namespace jingwei;
using namespace jingwei::data;
using namespace jingwei::tests;
using Catch::Matchers::ContainsSubstring;

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
