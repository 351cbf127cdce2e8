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

GdalRequest in_file(const ScratchFolder &folder, const std::string &name, const std::string &bytes) {
    write_bytes(folder.path() / name, bytes);
    auto request = file_request(folder.path() / name);
    request.frame = "cgcs2000";
    return request;
}

/// What is said of one shape in a CSV.
std::string said_of(const std::string &wkt) {
    const ScratchFolder folder;
    const auto rows = read_all(in_file(folder, "a.csv", "WKT,code\n\"" + wkt + "\",a\n\"POINT (104 36)\",b\n"));
    REQUIRE(rows.size() == 2);
    CHECK(rows[1].wkb);
    CHECK(rows[0].wkb.has_value() != rows[0].shape_fault.has_value());
    return rows[0].shape_fault.value_or("was taken");
}

/// What is said of the coordinates of a line in a KML, which begin in its third line.
std::string said_of_kml(const std::string &coordinates) {
    const ScratchFolder folder;
    return refusal(in_file(folder, "a.kml",
                           "<kml xmlns=\"http://www.opengis.net/kml/2.2\"><Document><Placemark>\n<LineString>\n<coordinates>" +
                               coordinates + "</coordinates></LineString></Placemark></Document></kml>"));
}

} // namespace

TEST_CASE("a number in WKT that GDAL would cut short refuses its row, by name") {
    const GdalTool tool;
    CHECK(said_of("POLYGON ((104.17 36.54,104.18 36.54,104.18O1 36.55,104.17 36.54))") ==
          "its shape in 'WKT' cannot be taken: '104.18O1' is not a number");
    for (const auto &[number, shown] : {std::pair{"36.54.48", "36.54.48"},
                                        {"104°10", "104°10"},
                                        {"３６.5", "３６.5"},
                                        {"O36.5", "O36.5"},
                                        {"nan", "nan"},
                                        {"inf", "inf"},
                                        {"1d2", "1d2"},
                                        {"36.5E", "36.5E"},
                                        {"0x10", "0x10"},
                                        {"1e999", "1e999"},
                                        {"+-5", "+-5"}}) {
        CAPTURE(number);
        CHECK_THAT(said_of(std::string("LINESTRING (104 36,104.1 ") + number + ")"),
                   ContainsSubstring(std::string("'") + shown + "' is not a number"));
    }
}

TEST_CASE("a comma, number or bracket that WKT lacks refuses its row") {
    const GdalTool tool;
    CHECK_THAT(
        said_of("LINESTRING (104.17 36.54 104.18 36.54,104.18 36.55)"),
        ContainsSubstring("'104.17 36.54 104.18 36.54' has 4 numbers where a corner has longitude and latitude: is a comma"));
    CHECK_THAT(said_of("LINESTRING (104 36,104.1)"), ContainsSubstring("'104.1' has 1 number where"));
    CHECK_THAT(said_of("LINESTRING (104 36,104.1 36.5 4)"), ContainsSubstring("'104.1 36.5 4' has 3 numbers and the corners"));
    CHECK_THAT(said_of("LINESTRING (104 36,,104.1 36)"), ContainsSubstring("a coordinate is missing beside a comma"));
    CHECK_THAT(said_of("POLYGON ((104 36,104.1 36,104.1 36.1,104 36)"), ContainsSubstring("breaks off: 1 closing bracket is"));
    CHECK_THAT(said_of("POLYGON ((104 36,104.1 36,"), ContainsSubstring("breaks off"));
    CHECK_THAT(said_of("POLYGON ((104 36,104.1 36,104.1 36.1,104 36)(104 36))"),
               ContainsSubstring("a comma is missing before '(104"));
    CHECK_THAT(said_of("POINT (104 36) (东门)"), ContainsSubstring("'(东门)' stands behind its last bracket"));
    CHECK_THAT(said_of("多边形 ((104 36))"), ContainsSubstring("'多边形' is no shape that WKT knows"));
    CHECK_THAT(said_of("POLYGON (104 36,104.1 36,104.1 36.1,104 36)"),
               ContainsSubstring("the corner '104 36' stands in 1 pair(s) of brackets where a POLYGON has 2"));
    CHECK_THAT(said_of("POINT (104 36,105 36)"), ContainsSubstring("its brackets and corners do not fit its kind"));
    CHECK_THAT(said_of("POINTZ (104 36 5)"), ContainsSubstring("'POINTZ' is no shape that WKT knows"));
    CHECK_THAT(said_of("(104 36)"), ContainsSubstring("its shape is not named"));
}

TEST_CASE("sound WKT in whatever dress is taken") {
    const GdalTool tool;
    for (const char *wkt :
         {"point(104.1 36)", " POINT  Z ( 104 36 5 ) ", "LINESTRING ZM (104 36 1 2,104.1 36 1 2)",
          "MULTIPOINT (104 36, 105 36)", "MULTIPOINT ((104 36),(105 36))", "LINESTRING (1.04e2 .5,-104. 36)",
          "GEOMETRYCOLLECTION (POINT (104 36),LINESTRING (104 36,105 36))",
          "POLYGON ((104 36,104.1 36,104.1 36.1,104 36),EMPTY)",
          "{ \"\"type\"\": \"\"Point\"\", \"\"coordinates\"\": [104, 36] }", "0101000000000000000000F03F0000000000000040"}) {
        CAPTURE(wkt);
        CHECK(said_of(wkt) == "was taken");
    }
}

TEST_CASE("what is wrong with WKT in a file in GBK is told in UTF-8") {
    const GdalTool tool;
    const ScratchFolder folder;
    // 名称, 东门, and a full-width 6 in GBK
    const auto rows = read_all(in_file(folder, "a.csv", "WKT,\xC3\xFB\xB3\xC6\n\"POINT (104 3\xA3\xB6)\",\xB6\xAB\xC3\xC5\n"));
    CHECK(rows.at(0).shape_fault == "its shape in 'WKT' cannot be taken: '3６' is not a number");
}

TEST_CASE("coordinates of a KML that LIBKML would misread refuse the file with line and text") {
    const GdalTool tool;
    CHECK(said_of_kml("\n104.1,36\n104.17O6,36.5448\n104.2,36.54O2") ==
          "'a.kml' cannot be taken: line 5: '104.17O6' is not a number");
    for (const char *number : {"36.54.48", "36.5448N", "36°32", "３６.5", "nan", "36.5;"}) {
        CAPTURE(number);
        CHECK_THAT(said_of_kml(std::string("104,36 104.1,") + number),
                   ContainsSubstring(std::string("line 3: '") + number + "' is not a number"));
    }
    CHECK_THAT(said_of_kml("104.1 36 104.2 36"),
               ContainsSubstring("'104.1' has 1 number where a place has longitude, latitude"));
    CHECK_THAT(said_of_kml("104.1,36,\n104.2,36.6"), ContainsSubstring("has 4 numbers"));
    CHECK_THAT(said_of_kml("104.1,36, 104.2,36, 104.3,36"), ContainsSubstring("has 6 numbers"));
    CHECK_THAT(said_of_kml("104.1,36,5,6 104.2,36"), ContainsSubstring("'104.1,36,5,6' has 4 numbers"));
    CHECK_THAT(said_of_kml("104.1,,5 104.2,36"), ContainsSubstring("a number is missing beside a comma"));
}

TEST_CASE("coordinates of a KML with blanks beside their commas are taken as LIBKML reads them") {
    const GdalTool tool;
    for (const char *text : {"104.1, 36.5 104.2, 36.6", "104.1 ,36.5 104.2 , 36.6", "104.1,36.5, 0 104.2,36.6, 0",
                             "104.1,36.5,0, 104.2,36.6,0", "+104.1,36.5\n\t104.2,3.66e1\n"}) {
        CAPTURE(text);
        CHECK(said_of_kml(text) == "was taken");
    }
}
