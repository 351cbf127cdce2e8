#include "tests/support/catch.hpp"
#include "tests/support/gdal_tool.hpp"
#include "tests/support/served_town.hpp"

#include <string>

using namespace jingwei;
using namespace jingwei::server;
using Catch::Matchers::ContainsSubstring;
using tests::ServedTown;

namespace {

std::string body_of(const Response &response) {
    return std::string(response.text());
}

std::vector<std::pair<std::string, std::string>> with_key(const ServedTown &town) {
    return {{"Authorization", "Bearer " + town.key()}};
}

} // namespace

TEST_CASE("a layer leaves as a file with a name, for its caller only") {
    ServedTown town;
    const Response response = town.get("/v1/export/key_sites.csv");
    REQUIRE(response.status == 200);
    CHECK(response.content_type == "text/csv; charset=utf-8");
    CHECK(response.header("Content-Disposition") == "attachment; filename=\"key_sites.csv\"");
    CHECK(response.header("Cache-Control") == "private, no-store");
    CHECK_THAT(body_of(response), ContainsSubstring("\"site1\",小学,"));
    const tests::GdalTool tool;
    const Response workbook = town.get("/v1/export/key_sites.xlsx");
    CHECK(workbook.status == 200);
    CHECK(body_of(workbook).starts_with("PK"));
    CHECK(workbook.header("Content-Disposition") == "attachment; filename=\"key_sites.xlsx\"");
}

TEST_CASE("an export shows as much as tiles and locate do") {
    ServedTown town;
    CHECK(town.get("/v1/export/cameras.geojson").status == 401);
    CHECK_THAT(body_of(town.get("/v1/export/cameras.geojson", with_key(town))), ContainsSubstring("\"cam1\""));
    CHECK_THAT(body_of(town.get("/v1/export/people.csv")), ContainsSubstring("\"138****5678\""));
    CHECK_THAT(body_of(town.get("/v1/export/people.csv", with_key(town))), ContainsSubstring("\"13800005678\""));
    CHECK_THAT(body_of(town.get("/v1/export/grids.csv?people=true&level=grid")), ContainsSubstring("网格长：138****5678"));
    CHECK_THAT(body_of(town.get("/v1/export/rental_houses.csv")), !ContainsSubstring("tenant_count"));
    CHECK_THAT(body_of(town.get("/v1/export/rental_houses.csv", with_key(town))), ContainsSubstring("tenant_count"));
    const Response far = town.get("/v1/export/grids.csv", {{"X-Forwarded-For", "198.51.100.7"}});
    CHECK(far.status == 401);
    CHECK_THAT(body_of(far), ContainsSubstring("key_needed"));
}

TEST_CASE("numbers of a few people of a grid are told to holders of a key only, by every call") {
    ServedTown town;
    for (const std::string target : {"/v1/grids/a", "/v1/grids?level=grid&q=a", "/v1/grids/a/card", "/v1/grids/M/children",
                                     "/v1/grids.geojson?q=a", "/v1/grids/a.geojson"}) {
        CAPTURE(target);
        const Response masked = town.get(target);
        const Response full = town.get(target, with_key(town));
        CHECK_THAT(body_of(masked), ContainsSubstring("\"households\":null,\"residents\":12"));
        CHECK_THAT(body_of(full), ContainsSubstring("\"households\":3,\"residents\":12"));
        CHECK((masked.header("ETag").empty() || masked.header("ETag") != full.header("ETag")));
    }
    const std::string csv = "/v1/export/grids.csv?level=grid&within=a";
    CHECK_THAT(body_of(town.get(csv)), ContainsSubstring(",,12,"));
    CHECK_THAT(body_of(town.get(csv, with_key(town))), ContainsSubstring(",3,12,"));
}

TEST_CASE("an export takes a subtree, a level, a frame and a time") {
    ServedTown town;
    const auto community = body_of(town.get("/v1/export/grids.geojson?within=M&level=grid"));
    CHECK_THAT(community, ContainsSubstring(R"("code":"a")") && ContainsSubstring(R"("code":"b")"));
    CHECK_THAT(community, !ContainsSubstring(R"("code":"c")"));
    CHECK_THAT(body_of(town.get("/v1/export/key_sites.csv?frame=gcj02")), ContainsSubstring(",\"gcj02\"\r\n"));
    CHECK_THAT(body_of(town.get("/v1/export/assignments.csv?at=2025-01-01")), ContainsSubstring("\"p3\",\"M\""));
    CHECK_THAT(body_of(town.get("/v1/export/assignments.csv?at=2031-01-01")), !ContainsSubstring("\"p3\""));
}

TEST_CASE("what an export cannot do is answered with what to do") {
    ServedTown town;
    const auto problem = [&](const std::string &target, int status) {
        const Response response = town.get("/v1/export/" + target);
        CHECK(response.status == status);
        CHECK(response.content_type == "application/problem+json");
        return body_of(response);
    };
    CHECK_THAT(problem("doors.csv", 404), ContainsSubstring("unknown_layer"));
    CHECK_THAT(problem("grids.csv?level=none", 404), ContainsSubstring("there is no level 'none'; there are township"));
    CHECK_THAT(problem("grids.csv?within=none", 404), ContainsSubstring("there is no grid 'none'"));
    CHECK_THAT(problem("grids.csv?theme=none", 404), ContainsSubstring("there is no theme 'none'"));
    CHECK_THAT(problem("grids.csv?edition=7", 404), ContainsSubstring("editions 1 to 1"));
    CHECK_THAT(problem("grids.csv?at=2025-01-01&edition=1", 400), ContainsSubstring("either at or edition"));
    CHECK_THAT(problem("grids.csv?at=yesterday", 400), ContainsSubstring("\"field\":\"at\""));
    CHECK_THAT(problem("grids.csv?people=yes", 400), ContainsSubstring("\"field\":\"people\""));
    CHECK_THAT(problem("grids.geojson?crs=EPSG:4544", 400), ContainsSubstring("leave the crs away"));
    CHECK_THAT(problem("grids.csv?crs=EPSG:4547", 400), ContainsSubstring("the zone there is EPSG:4544"));
    CHECK_THAT(problem("grids.csv?crs=EPSG:3857", 400), ContainsSubstring("EPSG:4491 to 4554"));
    CHECK_THAT(problem("people.zip", 400), ContainsSubstring("have no place"));
    CHECK_THAT(problem("grids.csv?colour=red", 400), ContainsSubstring("colour"));
    for (const char *layer : {"cameras", "external_refs"}) {
        const Response response = town.get(std::string("/v1/export/") + layer + ".csv?source=none", with_key(town));
        CHECK(response.status == 404);
    }
}
