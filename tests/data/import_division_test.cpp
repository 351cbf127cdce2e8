#include "tests/support/catch.hpp"
#include "tests/support/import_bench.hpp"

using namespace jingwei;
using namespace jingwei::data;
using namespace jingwei::tests;
using Catch::Matchers::ContainsSubstring;

namespace {

const Division &division(const ImportBench &bench, std::string_view code) {
    const auto &divisions = *bench.store->world()->divisions;
    const auto found = std::ranges::find(divisions, code, &Division::code);
    REQUIRE(found != divisions.end());
    return *found;
}

std::string code_above(const ImportBench &bench, std::string_view code) {
    return (*bench.store->world()->divisions)[division(bench, code).parent].code;
}

} // namespace

TEST_CASE("divisions come from a list in any order, levels and parents told by codes of six digits") {
    ImportBench bench;
    const std::string list = "编码,名称,级别,上级编码\n"
                             "990402,虚构区,,\n"
                             "990400,虚构市,,\n"
                             "990000,虚构省,,\n"
                             "ZONE-1,虚构开发区,区,990400\n";
    const auto report = bench.import_text(ImportLayer::divisions, list);
    CHECK(report.added == 4);
    CHECK(report.written);
    CHECK(division(bench, "990402").level == "county");
    CHECK(division(bench, "990402").level_name_zh == "区");
    CHECK(code_above(bench, "990402") == "990400");
    CHECK(code_above(bench, "990400") == "990000");
    CHECK(code_above(bench, "990000").empty());
    CHECK(code_above(bench, "ZONE-1") == "990400");
    CHECK(bench.number("SELECT local FROM division WHERE code = 'ZONE-1'") == 1);
    CHECK(bench.number("SELECT local FROM division WHERE code = '990402'") == 1); // six digits that no list has
    CHECK(bench.import_text(ImportLayer::divisions, list).unchanged == 4);
    const auto renamed = bench.import_text(ImportLayer::divisions, "code,name\n990402,新虚构区\n");
    CHECK(renamed.changed == 1);
    CHECK(division(bench, "990402").name == "新虚构区");
    CHECK(code_above(bench, "990402") == "990400");
    CHECK(bench.world_is_what_loading_gives());
}

TEST_CASE("a list of divisions at fault is refused with the line, and the store is unchanged") {
    ImportBench bench;
    const auto [row, reason] = GENERATE(table<std::string, std::string>({
        {"ZONE-1,开发区,,", "it has no level, and its code is not one of six digits"},
        {"990402,,,", "it has no name"},
        {"990402,区,村,", "unknown level '村'; known are county 区, prefecture 市, province 省"},
        {"990402,区,,990499", "there is no division '990499' above it"},
        {"990400,市,,990400", "is a prefecture and cannot hold a prefecture"},
        {"990402,区,,\n990402,区,,", "comes twice"},
    }));
    CAPTURE(row);
    CHECK_THAT(refusal_of(bench, ImportLayer::divisions, "code,name,level,parent\n" + row + "\n"),
               ContainsSubstring(reason) && ContainsSubstring("line "));
    CHECK(bench.number("SELECT count(*) FROM division") == 0);
}

TEST_CASE("a grid of the coarsest level lies in the division that its code begins with") {
    ImportBench bench;
    bench.import_text(ImportLayer::divisions, "code,name\n990402,虚构区\n");
    bench.request.level = "township";
    bench.request.frame.reset();
    const auto grids = bench.folder.path() / "grids.geojson"; // as imported before there was a division
    const auto report = bench.import(ImportLayer::grids, grids);
    CHECK(report.changed == 2);
    const auto world = bench.store->world();
    const auto &grid = world->themes[0]->grids[world->themes[0]->find("990402001")];
    CHECK((*world->divisions)[grid.division].name == "虚构区");
    CHECK(bench.import(ImportLayer::grids, grids).unchanged == 2);
}
