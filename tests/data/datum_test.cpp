#include "data/gdal_stream.hpp"
#include "data/wkb.hpp"
#include "spatial/error.hpp"
#include "spatial/measure.hpp"
#include "spatial/similarity.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/gdal_tool.hpp"
#include "tests/support/proj_oracle.hpp"
#include "tests/support/scratch_store.hpp"
#include "tests/support/shapefile.hpp"

#include <fmt/format.h>
#include <random>

using namespace jingwei;
using namespace jingwei::data;
using namespace jingwei::tests;
using Catch::Matchers::ContainsSubstring;
using spatial::LonLat;

namespace {

const std::string xian80_zone38_prj =
    R"(PROJCS["Xian_1980_3_Degree_GK_Zone_38",)" + xian80_prj +
    R"(,PROJECTION["Gauss_Kruger"],PARAMETER["False_Easting",38500000.0],PARAMETER["False_Northing",0.0],)"
    R"(PARAMETER["Central_Meridian",114.0],PARAMETER["Scale_Factor",1.0],PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]])";

/// An invented shift of a plausible size: from 西安80 to CGCS2000.
constexpr std::string_view helmert = "+proj=helmert +x=-38.5 +y=71.2 +z=29.4 +rx=1.31 +ry=-0.87 +rz=2.05 +s=-3.4 "
                                     "+convention=position_vector";

/// From CGCS2000 degrees to 西安80, as a plane of 3-degree zone 38 or as degrees.
std::string into_xian80(bool plane) {
    return fmt::format("+proj=pipeline +step +proj=unitconvert +xy_in=deg +xy_out=rad +step +proj=cart +a=6378137 "
                       "+rf=298.257222101 +step +inv {} +step +inv +proj=cart +a=6378140 +rf=298.257 {}",
                       helmert,
                       plane ? "+step +proj=tmerc +lon_0=114 +x_0=38500000 +a=6378140 +rf=298.257"
                             : "+step +proj=unitconvert +xy_in=rad +xy_out=deg");
}

constexpr LonLat corner{114.2, 35.1};
constexpr double side = 0.2;

struct Place {
    std::string id;
    LonLat truth; ///< CGCS2000
    double x = 0, y = 0;
};

/// A town of some places known in both systems.
std::vector<Place> town(const ProjOracle &oracle, unsigned seed, std::size_t count) {
    std::mt19937 random(seed);
    std::uniform_real_distribution<double> offset(0, side);
    std::vector<Place> places;
    for (std::size_t i = 0; i < count; ++i) {
        const LonLat truth{corner.lon + offset(random), corner.lat + offset(random)};
        const auto there = oracle.apply(truth.lon, truth.lat);
        places.push_back({fmt::format("K{}", i + 1), truth, there[0], there[1]});
    }
    return places;
}

/// Points that surround the town: its corners and its middle.
std::vector<Place> surrounding(const ProjOracle &oracle) {
    std::vector<Place> places;
    for (const auto &[east, north] : {std::pair(0.0, 0.0), {side, 0.0}, {side, side}, {0.0, side}, {side / 2, side / 2}}) {
        const LonLat truth{corner.lon + east, corner.lat + north};
        const auto there = oracle.apply(truth.lon, truth.lat);
        places.push_back({fmt::format("K{}", places.size() + 1), truth, there[0], there[1]});
    }
    return places;
}

void write_points(const std::filesystem::path &shp, const std::vector<Place> &places, const std::string &prj) {
    ShapefileDraft draft{.fields = {"code"}, .rows = {}, .prj = prj, .cpg = "", .language_id = 0};
    for (const auto &place : places) {
        draft.rows.push_back({{{place.x, place.y}}, {place.id}});
    }
    write_shapefile(shp, draft);
}

std::string table_of(const std::vector<Place> &places, const std::string &header = "id,x,y,lon,lat") {
    std::string text = header + "\n";
    for (const auto &place : places) {
        text += fmt::format("{},{:.5f},{:.5f},{:.10f},{:.10f}\n", place.id, place.x, place.y, place.truth.lon, place.truth.lat);
    }
    return text;
}

/// A folder with one file and what is said about it.
struct Desk {
    GdalTool tool;
    ScratchFolder folder;
    GdalRequest request{.file = folder.path() / "town.shp", .layer = {}, .encoding = {}, .crs = {}, .frame = {}};

    void points(const std::string &text) {
        request.datum.control_points = folder.path() / "points.csv";
        write_bytes(request.datum.control_points, text);
    }
    void parameters(const std::string &json) {
        request.datum.parameters = folder.path() / "parameters.json";
        write_bytes(request.datum.parameters, json);
    }
    [[nodiscard]] std::string refusal() const {
        try {
            GdalStream stream(request);
            while (stream.next()) {
            }
        } catch (const Error &error) {
            return error.what();
        }
        return "was taken";
    }
    /// How far the farthest place comes out from the truth.
    [[nodiscard]] double worst_m(const std::vector<Place> &places,
                                 std::optional<spatial::DatumReport> *report = nullptr) const {
        GdalStream stream(request);
        if (report != nullptr) {
            *report = stream.header().datum;
        }
        double worst = 0;
        for (const auto &place : places) {
            const auto shape = read_wkb(stream.next().value().wkb.value());
            worst = std::max(worst, spatial::geodesic_distance_m(place.truth, shape.parts[0][0][0]));
        }
        return worst;
    }
};

std::string seven_json(std::string_view convention, int sign) {
    return fmt::format(R"({{"kind":7,"x_m":-38.5,"y_m":71.2,"z_m":29.4,"rx_arcsec":{},"ry_arcsec":{},"rz_arcsec":{},)"
                       R"("scale_ppm":-3.4,"convention":"{}","comment":"Test"}})",
                       1.31 * sign, -0.87 * sign, 2.05 * sign, convention);
}

} // namespace

TEST_CASE("a 西安80 file with control points comes out within a centimetre of the truth, by 4 and by 7 parameters") {
    const auto seed = GENERATE(401U, 402U);
    const int fit = GENERATE(4, 7);
    const bool plane = GENERATE(true, false);
    CAPTURE(seed, fit, plane);
    const ProjOracle oracle(into_xian80(plane));
    const auto places = town(oracle, seed, 60);
    Desk desk;
    write_points(desk.request.file, places, plane ? xian80_zone38_prj : xian80_prj);
    desk.points(table_of(surrounding(oracle), plane ? "id,x,y,lon,lat" : "点号,源经度,源纬度,经度,纬度"));
    desk.request.datum.fit = fit;
    if (!plane) { // five decimals of a degree are not enough
        std::string text = "点号,源经度,源纬度,经度,纬度\n";
        for (const auto &p : surrounding(oracle)) {
            text += fmt::format("{},{:.10f},{:.10f},{:.10f},{:.10f}\r\n", p.id, p.x, p.y, p.truth.lon, p.truth.lat);
        }
        desk.points("\xEF\xBB\xBF" + text);
    }
    std::optional<spatial::DatumReport> report;
    CHECK(desk.worst_m(places, &report) < 0.01);
    REQUIRE(report);
    CHECK(report->kind == fit);
    CHECK(report->fitted);
    CHECK(report->points.size() == 5);
    CHECK(report->rms_m < 0.01);
    CHECK(report->limit_m == 0.5);
    CHECK(report->error_gain < 2);
    CHECK((report->shift_m > 20 && report->shift_m < 200));
    CHECK(report->parameters.size() == static_cast<std::size_t>(fit));
}

TEST_CASE("given 7 parameters hit the truth in either convention, and not in the wrong one") {
    const ProjOracle oracle(into_xian80(true));
    const auto places = town(oracle, 411, 40);
    Desk desk;
    write_points(desk.request.file, places, xian80_zone38_prj);
    desk.parameters(seven_json("position_vector", 1));
    CHECK(desk.worst_m(places) < 0.001);
    desk.parameters(seven_json("coordinate_frame", -1));
    CHECK(desk.worst_m(places) < 0.001);
    desk.parameters(seven_json("coordinate_frame", 1));
    CHECK(desk.worst_m(places) > 10);
}

TEST_CASE("given 4 parameters lead from one plane to the plane that they name") {
    const ProjOracle plane("EPSG:4490", "EPSG:4526");
    // turned by 6 seconds of arc and shrunk by 4 ppm about a place in the zone, then moved
    const std::vector<spatial::PlanePoint> here{{38'520'000, 3'890'000}, {38'620'000, 3'890'000}};
    const std::vector<spatial::PlanePoint> there{{38'519'940, 3'890'040}, {38'619'939.6, 3'890'043}};
    const auto back = spatial::PlaneSimilarity::fit(here, there);
    std::vector<Place> places;
    for (int i = 0; i < 5; ++i) {
        const LonLat truth{corner.lon + 0.03 * i, corner.lat + 0.02 * i};
        const auto projected = plane.apply(truth.lon, truth.lat);
        const auto own = back.apply({projected[0], projected[1]});
        places.push_back({fmt::format("K{}", i), truth, own.east_m, own.north_m});
    }
    const auto zero = spatial::PlaneSimilarity::fit(there, here);
    Desk desk;
    write_points(desk.request.file, places, xian80_zone38_prj);
    const auto json = [&](double turn, std::string_view direction) {
        return fmt::format(R"({{"kind":4,"east_m":{:.9f},"north_m":{:.9f},"rotation_arcsec":{:.12f},"rotation":"{}",)"
                           R"("scale_ppm":{:.12f},"target_crs":"EPSG:4526"}})",
                           zero.east_m(), zero.north_m(), turn, direction, zero.scale_ppm());
    };
    desk.parameters(json(zero.rotation_arcsec(), "counterclockwise"));
    CHECK(desk.worst_m(places) < 0.001);
    desk.parameters(json(-zero.rotation_arcsec(), "clockwise"));
    CHECK(desk.worst_m(places) < 0.001);
    desk.parameters(json(zero.rotation_arcsec(), "clockwise")); // 12 seconds about the plane's far origin: kilometres
    CHECK_THAT(desk.refusal(), ContainsSubstring("no datum of China"));
}

TEST_CASE("a city's own grid without a coordinate system is carried by control points in a GBK table") {
    const ProjOracle plane("+proj=pipeline +step +proj=unitconvert +xy_in=deg +xy_out=rad "
                           "+step +proj=tmerc +lon_0=114.35 +x_0=500000 +ellps=GRS80");
    const auto own = spatial::PlaneSimilarity::from_parameters(-431'000, -3'850'000, 2 * 3600, 35);
    const auto localised = [&](std::vector<Place> places) {
        for (auto &place : places) {
            const auto there = own.apply({place.x, place.y});
            place.x = there.east_m;
            place.y = there.north_m;
        }
        return places;
    };
    const auto places = localised(town(plane, 421, 40));
    Desk desk;
    write_points(desk.request.file, places, "");
    const std::string header_gbk =
        "\xB5\xE3\xBA\xC5,\xB6\xAB\xD7\xF8\xB1\xEA,\xB1\xB1\xD7\xF8\xB1\xEA,\xBE\xAD\xB6\xC8,\xCE\xB3\xB6\xC8";
    desk.points(table_of(localised(surrounding(plane)), header_gbk));
    std::optional<spatial::DatumReport> report;
    CHECK(desk.worst_m(places, &report) < 0.02);
    CHECK(std::isnan(report.value().shift_m));
    CHECK_THAT(GdalStream(desk.request).header().crs,
               ContainsSubstring("a grid of its own") && ContainsSubstring("5 control points"));
    desk.request.datum.fit = 7;
    CHECK_THAT(desk.refusal(), ContainsSubstring("whose ellipsoid nobody knows"));
}

TEST_CASE("both sides of a border come out alike to the last bit") {
    const ProjOracle oracle(into_xian80(true));
    const auto at = surrounding(oracle);
    const auto xy = [&](std::size_t i) { return std::pair(at[i].x, at[i].y); };
    Desk desk;
    ShapefileDraft draft{.fields = {"code"}, .rows = {}, .prj = xian80_zone38_prj, .cpg = "", .language_id = 0};
    draft.rows.push_back({{xy(0), xy(4), xy(1), xy(0)}, {"A"}});
    draft.rows.push_back({{xy(1), xy(4), xy(2), xy(1)}, {"B"}});
    write_shapefile(desk.request.file, draft);
    desk.points(table_of(at));
    GdalStream stream(desk.request);
    const auto a = read_wkb(stream.next().value().wkb.value());
    const auto b = read_wkb(stream.next().value().wkb.value());
    CHECK(a.parts[0][0][1] == b.parts[0][0][1]);
    CHECK(a.parts[0][0][2] == b.parts[0][0][0]);
}

TEST_CASE("control points that cannot be trusted are refused with the reason") {
    const ProjOracle oracle(into_xian80(true));
    const auto places = town(oracle, 431, 10);
    Desk desk;
    write_points(desk.request.file, places, xian80_zone38_prj);
    CHECK_THAT(desk.refusal(),
               ContainsSubstring("西安80") && ContainsSubstring("--control-points") && ContainsSubstring("--datum-parameters"));
    auto points = surrounding(oracle);
    points[2].x += 25;
    desk.points(table_of(points));
    CHECK_THAT(desk.refusal(),
               ContainsSubstring("control point K3 contradicts the others") && ContainsSubstring("24.999 m off"));
    points = surrounding(oracle);
    points.resize(3);
    points[1].y -= 4;
    desk.points(table_of(points));
    CHECK_THAT(desk.refusal(), ContainsSubstring("add a fourth") && ContainsSubstring("K2"));
    desk.request.datum.residual_limit_m = 8;
    CHECK(desk.refusal() == "was taken");
    desk.request.datum.residual_limit_m = 0.5;
    points.resize(2);
    desk.points(table_of(points));
    CHECK_THAT(desk.refusal(), ContainsSubstring("at least 3"));
    points = surrounding(oracle);
    for (auto &point : points) {
        std::swap(point.x, point.y);
    }
    desk.points(table_of(points));
    CHECK_THAT(desk.refusal(), ContainsSubstring("x and y change places"));
}

TEST_CASE("control points on a line or far from the file are refused") {
    const ProjOracle oracle(into_xian80(true));
    Desk desk;
    write_points(desk.request.file, town(oracle, 441, 10), xian80_zone38_prj);
    const auto placed = [&](double lon, double lat, int i) {
        const auto there = oracle.apply(lon, lat);
        return Place{fmt::format("K{}", i), {lon, lat}, there[0], there[1]};
    };
    std::vector<Place> line;
    std::vector<Place> far;
    for (int i = 0; i < 4; ++i) {
        line.push_back(placed(corner.lon + 0.05 * i, corner.lat + 0.05 * i, i));
        far.push_back(placed(corner.lon - 0.5 + 0.01 * (i % 2), corner.lat + 0.01 * (i / 2), i));
    }
    desk.points(table_of(line));
    CHECK_THAT(desk.refusal(), ContainsSubstring("on one line"));
    desk.points(table_of(far));
    CHECK_THAT(desk.refusal(), ContainsSubstring("out of the ground that the control points surround"));
}

TEST_CASE("a table of control points that is not one is refused with its line") {
    const ProjOracle oracle(into_xian80(true));
    Desk desk;
    write_points(desk.request.file, town(oracle, 451, 3), xian80_zone38_prj);
    const std::vector<std::pair<std::string, std::string>> tables{
        {"id,x,y\nK1,1,2\n", "header must name id (点号)"},
        {"id,x,easting,y,lon,lat\n", "says what another one says"},
        {"id,x,y,lon,lat\nK1,12a,2,114,35\n", "line 2: '12a' is not a number"},
        {"id,x,y,lon,lat\nK1,1,2,114,35\nK1,1,2,114,35\n", "line 3: the point 'K1' comes twice"},
        {"id,x,y,lon,lat\nK1,1,2,35,114\n", "line 2: lon 35 and lat 114 are no place"},
        {"id,x,y,lon,lat\nK1,1,2,114\n", "'' is not a number"},
        {"id,source_lon,source_lat,x,y,lon,lat\n", "header must name"},
        {"id,x,y,lon,lat\nK1,4.328E+5,2,114,35\n", "line 2: '4.328E+5' is shortened by a spreadsheet"},
        {std::string("id\0,x", 5), "neither UTF-8 nor GBK"},
    };
    for (const auto &[text, reason] : tables) {
        desk.points(text);
        CHECK_THAT(desk.refusal(), ContainsSubstring(reason));
    }
    desk.request.datum.control_points = desk.folder.path() / "none.csv";
    CHECK_THAT(desk.refusal(), ContainsSubstring("there is no file"));
}

TEST_CASE("control points whose places are rounded are refused, for no residual tells that") {
    const ProjOracle oracle(into_xian80(true));
    Desk desk;
    write_points(desk.request.file, town(oracle, 453, 3), xian80_zone38_prj);
    desk.points("id,x,y,lon,lat\nK1,500000,4045000,105.0012,36.5311\nK2,505000,4045000,105.0571,36.5312\n"
                "K3,500000,4050000,105.0012,36.5762\nK4,505000,4050000,105.0572,36.5762\n");
    CHECK_THAT(desk.refusal(), ContainsSubstring("4 of its points have lon and lat of 4 decimals at most") &&
                                   ContainsSubstring("give them with 7"));
}

TEST_CASE("control points are read as tables are: any separator, headings with units and stars, full-width digits") {
    const ProjOracle oracle(into_xian80(true));
    const auto places = town(oracle, 452, 3);
    Desk desk;
    write_points(desk.request.file, places, xian80_zone38_prj);
    const auto points = surrounding(oracle);
    for (const char separator : {';', '\t', ','}) {
        auto text = table_of(points, "点 号*,东坐标（m）,北坐标(米),经度(度),Ｌａｔ");
        std::ranges::replace(text, ',', separator);
        desk.points(text);
        CHECK(desk.worst_m(places) < 0.02);
    }
    auto wide = table_of(points);
    wide.replace(wide.find("K1,3"), 4, "K1,３");
    desk.points(wide);
    CHECK(desk.worst_m(places) < 0.02);
}

TEST_CASE("the one control point whose axes changed places is named") {
    const ProjOracle oracle(into_xian80(true));
    Desk desk;
    write_points(desk.request.file, town(oracle, 453, 3), xian80_zone38_prj);
    auto points = surrounding(oracle);
    std::swap(points[3].x, points[3].y);
    desk.points(table_of(points));
    CHECK_THAT(desk.refusal(), ContainsSubstring("the control point K4 fits the others once its x and y change places"));
}

TEST_CASE("a zone number that the file has and the control points have not is named") {
    const ProjOracle oracle(into_xian80(true));
    Desk desk;
    write_points(desk.request.file, town(oracle, 454, 3), "");
    auto points = surrounding(oracle);
    for (auto &point : points) {
        point.x -= 38e6;
    }
    desk.points(table_of(points));
    CHECK_THAT(desk.refusal(), ContainsSubstring("the eastings of the file have the zone number 38 before them") &&
                                   ContainsSubstring("with 38 before those of the control points or without it"));
}

TEST_CASE("parameters that are incomplete or in another unit are refused by their key") {
    const ProjOracle oracle(into_xian80(true));
    Desk desk;
    write_points(desk.request.file, town(oracle, 461, 3), xian80_zone38_prj);
    const auto with = [](const std::string &from, const std::string &to) {
        auto json = seven_json("position_vector", 1);
        return json.replace(json.find(from), from.size(), to);
    };
    const std::vector<std::pair<std::string, std::string>> faults{
        {with(R"("convention":"position_vector",)", ""),
         "\"convention\" is missing; it is position_vector or coordinate_frame"},
        {with("position_vector", "bursa"), "\"convention\" is 'bursa'"},
        {with(R"("x_m":-38.5,)", ""), "the number \"x_m\" is missing"},
        {with(R"("x_m":-38.5)", R"("x_m":"-38.5")"), "the number \"x_m\" is missing"},
        {with("x_m", "dx"), "\"dx\" is not known"},
        {with("-3.4", "0.9999966"), "looks like the scale itself"},
        {with("71.2", "71200"), "is it in another unit"},
        {with("\"kind\":7", "\"kind\":3"), "\"kind\" is 4"},
        {"[]", "not a JSON object"},
        {"{", "not a JSON object"},
        {R"({"kind":4,"east_m":1,"north_m":1,"rotation_arcsec":1,"scale_ppm":0,"target_crs":"EPSG:4526"})",
         "\"rotation\" is missing"},
        {R"({"kind":4,"east_m":1,"north_m":1,"rotation_arcsec":1,"rotation":"clockwise","scale_ppm":0,"target_crs":"EPSG:4490"})",
         "is a plane of CGCS2000"},
        {R"({"kind":4,"east_m":9000,"north_m":1,"rotation_arcsec":0,"rotation":"clockwise","scale_ppm":0,"target_crs":"EPSG:4526"})",
         "no datum of China lies 500 m off"},
    };
    for (const auto &[json, reason] : faults) {
        desk.parameters(json);
        CHECK_THAT(desk.refusal(), ContainsSubstring(reason));
    }
}

TEST_CASE("parameters are refused where they do not belong") {
    const ProjOracle oracle(into_xian80(true));
    Desk desk;
    write_points(desk.request.file, town(oracle, 471, 3), xian80_zone38_prj);
    desk.parameters(seven_json("position_vector", 1));
    desk.request.crs = "EPSG:4526";
    CHECK_THAT(desk.refusal(), ContainsSubstring("and --crs EPSG:4526 would move nothing"));
    desk.request.crs.clear();
    desk.request.frame = "gcj02";
    CHECK_THAT(desk.refusal(), ContainsSubstring("leave --frame or the parameters away"));
    desk.request.frame.clear();
    desk.points(table_of(surrounding(oracle)));
    CHECK_THAT(desk.refusal(), ContainsSubstring("not both"));
    desk.request.datum.control_points.clear();
    Desk local;
    write_points(local.request.file, town(oracle, 472, 3), "");
    local.parameters(seven_json("position_vector", 1));
    CHECK_THAT(local.refusal(), ContainsSubstring("does not say its own"));
    local.request.crs = "EPSG:4610";
    local.parameters(
        R"({"kind":4,"east_m":1,"north_m":1,"rotation_arcsec":1,"rotation":"clockwise","scale_ppm":0,"target_crs":"EPSG:4526"})");
    CHECK_THAT(local.refusal(), ContainsSubstring("is in degrees"));
}

TEST_CASE("coordinates in columns are carried as shapes are, by a system, by parameters and by control points") {
    const ProjOracle oracle(into_xian80(true));
    const auto places = town(oracle, 475, 20);
    Desk desk;
    desk.request.file = desk.folder.path() / "town.csv";
    write_bytes(desk.request.file, table_of(places, "编码,X,Y,经,纬"));
    desk.request.place_fields = {1, 2};
    desk.request.crs = "EPSG:2362";
    CHECK_THAT(desk.refusal(), ContainsSubstring("no public transformation carries to CGCS2000"));
    SECTION("control points") {
        desk.points(table_of(surrounding(oracle)));
    }
    SECTION("seven parameters") {
        desk.parameters(seven_json("position_vector", 1));
    }
    std::optional<spatial::DatumReport> report;
    CHECK(desk.worst_m(places, &report) < 0.01);
    CHECK(report.has_value());
}

TEST_CASE("the zone of coordinates in columns is checked, and rows without both come without a point") {
    Desk desk;
    desk.request.file = desk.folder.path() / "town.csv";
    desk.request.place_fields = {1, 2};
    const auto rows = [&](const std::string &text) { write_bytes(desk.request.file, "code,X,Y\n" + text); };
    const auto places = town(ProjOracle("EPSG:4490", "EPSG:4526"), 476, 3);
    const auto row = [&](std::size_t i, bool swapped) {
        const auto &p = places[i];
        return swapped ? fmt::format("{},{:.4f},{:.4f}\n", p.id, p.y, p.x) : fmt::format("{},{:.4f},{:.4f}\n", p.id, p.x, p.y);
    };
    rows(row(0, false) + row(1, false) + row(2, false));
    desk.request.crs = "EPSG:4526";
    CHECK(desk.worst_m(places) < 0.001);
    desk.request.crs = "EPSG:4525";
    CHECK_THAT(desk.refusal(), ContainsSubstring("EPSG:4526"));
    desk.request.crs = "EPSG:4490";
    CHECK_THAT(desk.refusal(), ContainsSubstring("are metres") && ContainsSubstring("EPSG:4526"));
    rows(row(0, true) + row(1, true) + row(2, true));
    desk.request.crs = "EPSG:4526";
    CHECK_THAT(desk.refusal(), ContainsSubstring("--lon FIELD --lat FIELD with the column of the easting first"));

    rows(row(0, false) + "K2,,\nK3,0,0\nK4,abc,3\n");
    GdalStream stream(desk.request);
    CHECK(stream.header().geometry == "None");
    CHECK_THAT(stream.header().crs, ContainsSubstring("CGCS2000"));
    CHECK(stream.next().value().wkb);
    for (int i = 0; i < 3; ++i) {
        CHECK_FALSE(stream.next().value().wkb);
    }
}

TEST_CASE("a Gauss-Krüger zone that the coordinates contradict is refused naming the likely code") {
    const auto file_in = [](Desk &desk, int true_code, const std::string &prj = "") {
        write_points(desk.request.file, town(ProjOracle("EPSG:4490", fmt::format("EPSG:{}", true_code)), 481, 5), prj);
    };
    const std::vector<std::tuple<int, std::string, std::string>> mistakes{
        {4526, "EPSG:4547", "say --crs EPSG:4526"}, // the number in front, not declared
        {4526, "EPSG:4527", "say --crs EPSG:4526"}, // another zone's number
        {4526, "EPSG:4498", "say --crs EPSG:4526"}, // 3 degrees said to be 6
        {4497, "EPSG:4526", "say --crs EPSG:4497"}, // 6 degrees said to be 3
        {4547, "EPSG:4526", "say --crs EPSG:4547"}, // no number in front
        {4526, "EPSG:4490", "EPSG:4526 if they are CGCS2000, EPSG:2362 (西安80) or EPSG:2414 (北京54)"},
        {4526, "", "EPSG:4526 if they are CGCS2000"},
        {4547, "", "EPSG:4534 to 4554"},
    };
    for (const auto &[true_code, said, advice] : mistakes) {
        CAPTURE(true_code, said);
        Desk desk;
        file_in(desk, true_code);
        desk.request.crs = said;
        CHECK_THAT(desk.refusal(), ContainsSubstring(advice));
    }
    Desk right;
    file_in(right, 4526);
    right.request.crs = "EPSG:4526";
    CHECK(right.refusal() == "was taken");
}

TEST_CASE("a zone without a number is told by the store's ground, unless the file is said to be elsewhere") {
    Desk desk;
    write_points(desk.request.file, town(ProjOracle("EPSG:4490", "EPSG:4547"), 491, 5), "");
    spatial::LatticeBox ground;
    ground.add(spatial::to_lattice(corner));
    ground.add(spatial::to_lattice({corner.lon + side, corner.lat + side}));
    desk.request.crs = "EPSG:4548";
    CHECK(desk.refusal() == "was taken");
    desk.request.near = ground;
    CHECK_THAT(desk.refusal(), ContainsSubstring("say --crs EPSG:4547") && ContainsSubstring("--elsewhere"));
    desk.request.crs.clear();
    CHECK_THAT(desk.refusal(), ContainsSubstring("--crs EPSG:4547 if they are CGCS2000"));
    desk.request.crs = "EPSG:4547";
    CHECK(desk.refusal() == "was taken");
}

TEST_CASE("a 西安80 file in another zone than its .prj says is refused before its points are fitted") {
    const ProjOracle oracle(into_xian80(true));
    Desk desk;
    write_points(desk.request.file, town(oracle, 501, 5), "");
    desk.points(table_of(surrounding(oracle)));
    desk.request.crs = "EPSG:2363";
    CHECK_THAT(desk.refusal(), ContainsSubstring("say --crs EPSG:2362"));
    desk.request.crs = "EPSG:2362";
    CHECK(desk.refusal() == "was taken");
}

TEST_CASE("degrees in a file that says a system in metres are told as what they are") {
    Desk desk;
    auto places = town(ProjOracle(into_xian80(true)), 491, 3);
    for (auto &place : places) {
        place.x = place.truth.lon;
        place.y = place.truth.lat;
    }
    write_points(desk.request.file, places, "");
    desk.request.crs = "EPSG:4547";
    CHECK_THAT(desk.refusal(), ContainsSubstring("they are degrees, and that system is in metres; say what they are"));
}

TEST_CASE("northings in the first place are named") {
    auto places = town(ProjOracle("EPSG:4490", "EPSG:4526"), 511, 5);
    for (auto &place : places) {
        std::swap(place.x, place.y);
    }
    Desk desk;
    write_points(desk.request.file, places, "");
    desk.request.crs = "EPSG:4526";
    CHECK_THAT(desk.refusal(), ContainsSubstring("the first one is the northing"));
    desk.request.crs.clear();
    CHECK_THAT(desk.refusal(), ContainsSubstring("looks like a northing"));
}

TEST_CASE("coordinates far off the meridian of a file's own zone are doubted, and taken when the user insists") {
    const std::string prj =
        R"(PROJCS["CGCS2000_3_Degree_GK_CM_111E",)" + cgcs2000_prj +
        R"(,PROJECTION["Gauss_Kruger"],PARAMETER["False_Easting",500000.0],PARAMETER["False_Northing",0.0],)"
        R"(PARAMETER["Central_Meridian",111.0],PARAMETER["Scale_Factor",1.0],)"
        R"(PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]])";
    Desk desk;
    write_points(desk.request.file, town(ProjOracle("EPSG:4490", "EPSG:4546"), 521, 5), prj);
    CHECK_THAT(desk.refusal(), ContainsSubstring("3.3 degrees off the central meridian") && ContainsSubstring("reaches 1.5"));
    desk.request.crs = "EPSG:4546";
    CHECK(desk.refusal() == "was taken");
}

TEST_CASE("WGS84 is taken as CGCS2000 and the report says so") {
    Desk desk;
    write_bytes(desk.folder.path() / "a.geojson",
                R"({"type":"FeatureCollection","features":[{"type":"Feature","properties":{"code":"A"},"geometry":)"
                R"({"type":"Point","coordinates":[104.1,36.1]}}]})");
    desk.request.file = desk.folder.path() / "a.geojson";
    GdalStream stream(desk.request);
    CHECK_THAT(stream.header().crs, ContainsSubstring("WGS84 taken as CGCS2000"));
    CHECK_FALSE(stream.header().datum);
    CHECK(read_wkb(stream.next().value().wkb.value()).parts[0][0][0] == LonLat{104.1, 36.1});
}
