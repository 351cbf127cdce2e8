#include "spatial/measure.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/import_bench.hpp"
#include "tests/support/proj_oracle.hpp"

using namespace jingwei;
using namespace jingwei::data;
using namespace jingwei::tests;
using Catch::Matchers::ContainsSubstring;

namespace {

constexpr spatial::LonLat place{104.0053, 36.0047};

/// A spreadsheet whose X and Y are eastings and northings.
struct Sheet : ImportBench {
    Sheet() {
        request.frame.reset();
        request.kind = "dome";
        request.fields = {{"lon", "X"}, {"lat", "Y"}};
    }
    std::string row(const std::string &code, const std::string &more = "") const {
        const auto there = oracle.apply(place.lon, place.lat);
        return fmt::format("{},球机,{:.4f},{:.4f}{}\n", code, there[0], there[1], more);
    }
    [[nodiscard]] double off_m(const std::string &code) const {
        return spatial::geodesic_distance_m(place, spatial::to_lonlat(store->world()->cameras->find(code)->at));
    }
    ProjOracle oracle{"EPSG:4490", "EPSG:4523"};
};

} // namespace

TEST_CASE("a spreadsheet of Gauss-Krüger eastings and northings is imported by its system") {
    Sheet sheet;
    sheet.request.crs = "EPSG:4523";
    const auto report = sheet.import_text(ImportLayer::cameras, "编码,名称,X,Y\n" + sheet.row("D000"));
    CHECK(report.added == 1);
    CHECK_THAT(report.crs, ContainsSubstring("zone 35"));
    CHECK(sheet.off_m("D000") < 0.02);
    CHECK(sheet.import_text(ImportLayer::cameras, "编码,名称,X,Y\n" + sheet.row("D000")).unchanged == 1);

    const auto told = [&](const std::string &rows) {
        return refusal_of(sheet, ImportLayer::cameras, "编码,名称,X,Y\n" + rows);
    };
    CHECK_THAT(told(sheet.row("D1") + "D2,空,,4045406\nD3,错,三,4045406\nD4,零,0,0\n"),
               ContainsSubstring("line 3 D2: it has no place") && ContainsSubstring("line 4 D3") &&
                   ContainsSubstring("line 5 D4: its place is 0, 0") && !ContainsSubstring("line 2"));
    sheet.request.crs = "EPSG:4524";
    CHECK_THAT(told(sheet.row("D5")), ContainsSubstring("EPSG:4523"));
    sheet.request.crs = "EPSG:4490";
    CHECK_THAT(told(sheet.row("D6")), ContainsSubstring("are metres") && ContainsSubstring("EPSG:4523"));
    CHECK(sheet.import_text(ImportLayer::cameras, "编码,名称,X,Y\nD7,度,104.0053,36.0047\n").added == 1);
    CHECK(sheet.off_m("D7") < 0.02);
}

TEST_CASE("metres in columns ask for their system, and a frame of the row contradicts one") {
    Sheet sheet;
    const auto told = [&](const std::string &head, const std::string &rows) {
        return refusal_of(sheet, ImportLayer::cameras, head + rows);
    };
    CHECK_THAT(told("编码,名称,X,Y\n", sheet.row("D1")),
               ContainsSubstring("--crs EPSG:n where they are eastings and northings"));
    sheet.request.frame = spatial::Frame::cgcs2000;
    CHECK_THAT(told("编码,名称,X,Y\n", sheet.row("D1")), ContainsSubstring("say --crs EPSG:n in place of --frame"));
    sheet.request.frame.reset();
    sheet.request.crs = "EPSG:4523";
    CHECK_THAT(told("编码,名称,X,Y,frame\n", sheet.row("D1", ",cgcs2000")),
               ContainsSubstring("its frame is cgcs2000, but --crs says EPSG:4523"));
    sheet.request.crs.clear();
    std::string points = "id,x,y,lon,lat\n";
    for (const auto &[lon, lat] : {std::pair(104.0, 36.0), {104.01, 36.0}, {104.0, 36.01}}) {
        const auto there = sheet.oracle.apply(lon, lat);
        points += fmt::format("K{0}{1},{2:.4f},{3:.4f},{0:.7f},{1:.7f}\n", lon, lat, there[0], there[1]);
    }
    sheet.request.datum.control_points = sheet.file("points.csv", points);
    CHECK_THAT(told("编码,名称,X,Y,frame\n", sheet.row("D1", ",gcj02")), ContainsSubstring("control points were given"));
    CHECK(sheet.import_text(ImportLayer::cameras, "编码,名称,X,Y\n" + sheet.row("D2")).added == 1);
    CHECK(sheet.off_m("D2") < 0.05);
    sheet.request.fields.clear();
    sheet.request.kind.clear();
    CHECK_THAT(refusal_of(sheet, ImportLayer::people, "code,name\nP1,林小满\n"), ContainsSubstring("have no places"));
}
