#include "server/service/grid_list.hpp"
#include "server/service/grid_pages.hpp"
#include "tests/support/planner_desk.hpp"

#include <map>

using namespace jingwei;
using namespace jingwei::server;
using namespace jingwei::tests;
using Catch::Matchers::ContainsSubstring;

namespace {

/// Keeps the rows by their first column.
class KeptRows : public data::TableSink {
  public:
    void begin(const data::TableHead & /*head*/) override {}
    void add(const data::TableRow &row) override { rows[row.values.at(0).value_or("")] = row.values; }
    void finish() override {}
    std::map<std::string, std::vector<std::optional<std::string>>> rows;
};

} // namespace

TEST_CASE("the official list and the map page count the people of a grid alike") {
    ServedTown town; // a says 3 households and 12 residents, its building 40 and 3
    auto &store = town.app().api().store;
    const auto source = uncached(store, town.db());
    KeptRows list;
    CHECK(write_grid_list(source, {}, list) == 7);
    constexpr std::size_t households = 5;
    constexpr std::size_t residents = 6;
    CHECK(list.rows["a"][households] == "40");
    CHECK(list.rows["a"][residents] == "3");
    CHECK(list.rows["M"][households] == "40"); // all that lies below
    CHECK_FALSE(list.rows["b"][households].has_value());
    GridPages pages(source, {.list = {}, .grids = {"a"}, .attribution = {}, .map_approval = {}});
    const auto page = pages.page(pages.grids().front());
    CHECK_THAT(page, ContainsSubstring("<b>40</b>户数"));
    CHECK_THAT(page, ContainsSubstring("<b>3</b>人口"));
}

TEST_CASE("what is told of an earlier edition names who headed its grids, whatever codes they have now") {
    ServedTown town;
    PlannerDesk desk(town);
    REQUIRE(desk.op(R"({"op":"renumber","codes":{"a":"b","b":"a"}})").status == 200);
    REQUIRE(desk.enter("review").status == 200);
    REQUIRE(desk.enter("approved").status == 200);
    REQUIRE(desk.send("publish", "").status == 200);
    auto &store = town.app().api().store;
    const auto source = uncached(store, town.db());
    constexpr std::size_t head = 8;
    KeptRows now;
    write_grid_list(source, {}, now);
    CHECK(now.rows["b"][head] == "王一");
    CHECK(now.rows["a"][head].value_or("").empty());
    GridListAsk first;
    first.edition = 1;
    KeptRows then;
    write_grid_list(source, first, then);
    CHECK(then.rows["a"][head] == "王一");
    CHECK(then.rows["b"][head].value_or("").empty());
    GridPages pages(source, {.list = first, .grids = {"a"}, .attribution = {}, .map_approval = {}});
    CHECK_THAT(pages.page(pages.grids().front()), ContainsSubstring("王一"));
    const auto exported = std::string(town.read("/v1/export/grids.csv?edition=1&people=true&level=grid").text());
    const auto line = exported.find("\"a\",");
    INFO(exported);
    REQUIRE(line != std::string::npos);
    CHECK_THAT(exported.substr(line, exported.find('\n', line) - line), ContainsSubstring("王一"));
    // a plan that begins with that edition
    PlannerDesk early(town, R"({"name":"早","edition":1})");
    const JsonAnswer split(early.op(fmt::format(R"({{"op":"split","grid":"a","line":[{},{}],"parts":[{{"code":"a7"}}]}})",
                                                place_at(0.7, -0.1), place_at(0.7, 2.1))));
    CHECK(split.word("/people/0/name") == "王一");
}

TEST_CASE("where no building says, the grid's own figure counts") {
    CHECK(people_figure(0, 12) == 12);
    CHECK(people_figure(5, 12) == 5);
    CHECK(people_figure(5, {}) == 5);
    CHECK_FALSE(people_figure(0, {}).has_value());
}
