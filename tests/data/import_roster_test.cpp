#include "data/export.hpp"
#include "data/roster.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/drawn_town.hpp"
#include "tests/support/import_bench.hpp"

#include <algorithm>

using namespace jingwei;
using namespace jingwei::data;
using namespace jingwei::tests;
using Catch::Matchers::ContainsSubstring;

namespace {

const std::string head = "姓名,手机,网格,岗位\n";
constexpr TimeMs first_of_june = 1'780'243'200'000;
constexpr TimeMs hour = 3'600'000;

/// How many grids of the level grid have no head.
std::size_t without_head(const ImportReport &report) {
    const auto &vacancies = report.roster->vacancies;
    const auto found =
        std::ranges::find_if(vacancies, [](const VacancyCount &v) { return v.level == "grid" && v.role == "grid_head"; });
    return found != vacancies.end() ? found->count : 0;
}

/// Township T over communities M (grids a, b) and N (grid c), and the rule that each grid has a head, but not the communities.
struct Town : ImportBench {
    Town() {
        request = {};
        store
            ->submit({"test"},
                     PublishChange{
                         .content = two_communities(), .valid_from = now_ms() + 1, .note = {}, .source = {}, .sources = {}})
            .get();
        import_text(ImportLayer::staffing_rules, "级别,角色,最少人数\n村社区,网格长,0\n");
    }
    ImportReport roster(const std::string &rows) { return import_text(ImportLayer::roster, head + rows); }
    /// Who holds what in a grid at an instant, as "name role[ deputy]", sorted as the roster sorts.
    std::string seats(const std::string &grid, TimeMs at) const {
        const auto world = store->world();
        std::string text;
        for (const auto &who : people_of(*world, 0, world->themes[0]->find(grid), at)) {
            text += (text.empty() ? "" : ", ") + who.person->name + ' ' + who.role->code + (who.primary ? "" : " deputy");
        }
        return text;
    }
    std::string code_of(const std::string &name) const { return text("SELECT code FROM person WHERE name = '" + name + "'"); }
};

} // namespace

TEST_CASE("one row gives a person several grids and roles, and says who is deputy") {
    Town town;
    const auto report = town.roster("林小满,19900000001,a、b,网格长\n周一,１９９ ００００ ０００２,a,副网格长；网格员\n"
                                    "吴二,0943-8221234,单元c,网格员（B岗）\n");
    CHECK(report.acceptable());
    CHECK(report.roster->people_added == 3);
    CHECK(report.roster->started == 5);
    CHECK(town.seats("a", now_ms()) == "林小满 grid_head, 周一 grid_head deputy, 周一 grid_worker");
    CHECK(town.seats("b", now_ms()) == "林小满 grid_head");
    CHECK(town.seats("c", now_ms()) == "吴二 grid_worker deputy");
    REQUIRE(report.roster->vacancies.size() == 1);
    CHECK(report.roster->vacancies[0].level == "grid");
    CHECK(report.roster->vacancies[0].role == "grid_head");
    CHECK(report.roster->vacancies[0].count == 1);
    CHECK(report.roster->vacancies[0].grids == std::vector<std::string>{"c"});
    CHECK(town.text("SELECT phone FROM person WHERE name = '周一'") == "19900000002");
    CHECK(town.code_of("林小满").size() == 13);
    CHECK(town.world_is_what_loading_gives());
}

TEST_CASE("grids and roles of a cell that lists several are translated one by one") {
    Town town;
    town.request.source = "街道";
    town.request.mapping_name = "m.json";
    town.request.mapping = R"({"name":"姓名","phone":"手机",
      "grid":{"field":"网格","codes":{"一片":"a","２片":"b","一片 西":"c"}},
      "role":{"field":"岗位","codes":{"片长":"grid_head","巡查":"grid_worker"}}})";
    const auto report = town.roster("林小满,19900000001,一片、2片,片长\n周一,19900000002,一片；c,副片长、巡查\n"
                                    "吴二,19900000003,一片 西,网格员\n");
    INFO((report.problems.empty() ? "" : report.problems[0].reason));
    REQUIRE(report.acceptable());
    CHECK(town.seats("a", now_ms()) == "林小满 grid_head, 周一 grid_head deputy, 周一 grid_worker");
    CHECK(town.seats("b", now_ms()) == "林小满 grid_head");
    CHECK(town.seats("c", now_ms()) == "周一 grid_head deputy, 吴二 grid_worker, 周一 grid_worker");
    CHECK_THAT(refusal_of(town, ImportLayer::roster, head + "郑三,19900000004,一片、三片,片长\n"),
               ContainsSubstring("there is no grid '三片'"));
}

TEST_CASE("the same roster twice writes nothing, and a new phone is no new person") {
    Town town;
    const std::string rows = "林小满,19900000001,a、b,网格长\n周一,19900000002,a,网格员\n";
    town.roster(rows);
    const auto entries = town.number("SELECT count(*) FROM journal");
    const auto again = town.roster(rows);
    CHECK_FALSE(again.written);
    CHECK(again.roster->unchanged == 3);
    CHECK(town.number("SELECT count(*) FROM journal") == entries);
    const auto code = town.code_of("林小满");
    const auto renewed = town.roster("林小满,19900000009,a、b,网格长\n");
    CHECK(renewed.roster->people_changed == 1);
    CHECK(renewed.roster->people_added == 0);
    CHECK(renewed.edited.at(0).to == "199****0009");
    CHECK(town.code_of("林小满") == code);
    CHECK(town.number("SELECT count(*) FROM person") == 2);
}

TEST_CASE("a hand-over ends who is not in the file, begins who is new, and deletes nothing") {
    Town town;
    town.roster("林小满,19900000001,a、b,网格长\n周一,19900000002,a,网格员\n吴二,19900000003,c,网格长\n");
    town.request.handover = "2026-06-01";
    const std::string rows = "林小满,19900000001,a,网格长\n郑三,19900000004,b,网格长\n周一,19900000002,a,副网格员\n";
    town.request.dry_run = true;
    const auto dry = town.roster(rows);
    CHECK_FALSE(dry.written);
    CHECK(town.seats("b", first_of_june) == "林小满 grid_head");
    town.request.dry_run = false;
    const auto report = town.roster(rows);
    CHECK(report.roster->day == "2026-06-01");
    CHECK(report.roster->started == 1);
    CHECK(report.roster->changed == 1);
    REQUIRE(report.roster->ended.size() == 1);
    CHECK(report.roster->ended[0].grid == "b");
    CHECK(report.roster->ended[0].name == "林小满");
    CHECK(dry.roster->ended.size() == report.roster->ended.size());
    CHECK(report.roster->idle.empty());
    CHECK(town.seats("b", first_of_june - hour) == "林小满 grid_head");
    CHECK(town.seats("b", first_of_june) == "郑三 grid_head");
    CHECK(town.seats("a", first_of_june - hour) == "林小满 grid_head, 周一 grid_worker");
    CHECK(town.seats("a", first_of_june) == "林小满 grid_head, 周一 grid_worker deputy");
    CHECK(town.seats("c", first_of_june) == "吴二 grid_head"); // not in the file, so not in its scope
    CHECK_FALSE(town.roster(rows).written);
    CHECK(town.world_is_what_loading_gives());
    CHECK(town.store->check().empty());
}

TEST_CASE("a hand-over within a unit takes all below it, and tells who answers nowhere any more") {
    Town town;
    town.roster("林小满,19900000001,a、b,网格长\n吴二,19900000003,c,网格长\n");
    town.request.handover = "2026-06-01";
    town.request.within = "M";
    const auto report = town.roster("郑三,19900000004,a,网格长\n");
    CHECK(report.roster->ended.size() == 2);
    REQUIRE(report.roster->idle.size() == 1);
    CHECK(report.roster->idle[0].name == "林小满");
    REQUIRE(report.roster->vacancies.size() == 1);
    CHECK(report.roster->vacancies[0].grids == std::vector<std::string>{"b"});
    CHECK(town.seats("c", first_of_june) == "吴二 grid_head");
    CHECK_FALSE(town.roster("郑三,19900000004,a,网格长\n").written);
    CHECK_THAT(refusal_of(town, ImportLayer::roster, head + "郑三,19900000004,c,网格长\n"),
               ContainsSubstring("grid c is not within M"));
    town.request.within = "Q";
    CHECK_THAT(refusal_of(town, ImportLayer::roster, head + "郑三,19900000004,a,网格长\n"), ContainsSubstring("no grid 'Q'"));
    town.request.handover = "1.6.2026";
    CHECK_THAT(refusal_of(town, ImportLayer::roster, head + "郑三,19900000004,a,网格长\n"), ContainsSubstring("YYYY-MM-DD"));
}

TEST_CASE("who is new at a hand-over begins on it or later, whatever earlier day the roster says") {
    Town town;
    town.roster("林小满,19900000001,a,网格长\n");
    town.request.handover = "2026-06-01";
    const std::string rows =
        "姓名,手机,网格,岗位,开始日期\n郑三,19900000004,a,网格长,2026-03-01\n吴二,19900000003,b,网格长,2026-07-01\n";
    CHECK(town.import_text(ImportLayer::roster, rows).roster->started == 2);
    CHECK(town.seats("a", first_of_june - hour) == "林小满 grid_head"); // and nobody else
    CHECK(town.seats("a", first_of_june) == "郑三 grid_head");
    CHECK(town.seats("b", first_of_june).empty());
    CHECK(town.seats("b", first_of_june + 31 * 24 * hour) == "吴二 grid_head");
    CHECK_FALSE(town.import_text(ImportLayer::roster, rows).written);
}

TEST_CASE("who holds a seat already keeps it and its first day, whatever day next month's roster says") {
    Town town;
    const std::string dated = "姓名,手机,网格,岗位,开始日期\n";
    town.import_text(ImportLayer::roster, dated + "林小满,19900000001,a,网格长,2026-01-01\n");
    for (const char *day : {"2026-03-01", "2025-06-01", "", "2026-01-01"}) {
        CAPTURE(day);
        const auto again = town.import_text(ImportLayer::roster, dated + "林小满,19900000001,a,网格长," + day + "\n");
        CHECK(again.acceptable());
        CHECK_FALSE(again.written);
        CHECK(again.roster->unchanged == 1);
    }
    CHECK(town.number("SELECT count(*) FROM assignment") == 1);
    CHECK_THAT(refusal_of(town, ImportLayer::roster,
                          dated + "林小满,19900000001,b,网格长,2026-01-01\n林小满,19900000001,b,网格长,2026-05-01\n"),
               ContainsSubstring("line 3") && ContainsSubstring("line 2 gives it grid b as grid_head with other days"));
    // once ended, they are back from today on where nobody says from when
    town.store->submit({"test"}, EndAssignment{town.number("SELECT id FROM assignment"), first_of_june}).get();
    const auto back = town.import_text(ImportLayer::roster, dated + "林小满,19900000001,a,网格长,\n");
    CHECK(back.roster->started == 1);
    CHECK_FALSE(town.import_text(ImportLayer::roster, dated + "林小满,19900000001,a,网格长,\n").written);
    CHECK(town.number("SELECT count(*) FROM assignment") == 2);
    CHECK_THAT(refusal_of(town, ImportLayer::roster,
                          "工号,姓名,网格,岗位,开始日期,结束日期\n" + town.code_of("林小满") +
                              ",林小满,a,网格长,2026-02-01,2026-03-01\n"),
               ContainsSubstring("line 2") && ContainsSubstring("from 2026-01-01 to 2026-06-01") &&
                   ContainsSubstring("twice at a time"));
    CHECK(town.store->check().empty());
    CHECK(town.world_is_what_loading_gives());
}

TEST_CASE("assignments of a file may follow each other, but not hold at the same time") {
    Town town;
    town.import_text(ImportLayer::people, "code,name\nP1,林小满\n");
    const std::string table = "person,grid,role,from,to\n";
    CHECK(town.import_text(ImportLayer::assignments, table + "P1,a,网格长,2026-01-01,\n").added == 1);
    const auto said = refusal_of(town, ImportLayer::assignments, table + "P1,a,网格长,2026-03-01,\n");
    CHECK_THAT(said, ContainsSubstring("line 2 P1: it holds grid a as grid_head already since 2026-01-01") &&
                         ContainsSubstring("would again since 2026-03-01"));
    CHECK_THAT(
        refusal_of(town, ImportLayer::assignments, table + "P1,b,网格长,2026-01-01,\nP1,b,网格长,2026-02-01,2026-03-01\n"),
        ContainsSubstring("line 3 P1") && ContainsSubstring("by line 2"));
    // the file ends the first one on the day on which the second begins
    const auto followed =
        town.import_text(ImportLayer::assignments, table + "P1,a,网格长,2026-01-01,2026-03-01\nP1,a,网格长,2026-03-01,\n");
    CHECK(followed.added == 1);
    CHECK(followed.changed == 1);
    CHECK(town.store->check().empty());
}

TEST_CASE("an assignment that begins at an hour comes back as the same, by its hour or its day") {
    Town town;
    town.import_text(ImportLayer::people, "code,name\nP1,林小满\n");
    const std::string table = "person,grid,role,from,to\n";
    CHECK(town.import_text(ImportLayer::assignments, table + "P1,a,网格长,2026-12-01T08:30,2027-01-31 18:00\n").added == 1);
    CHECK(town.number("SELECT valid_from FROM assignment") == 1'796'085'000'000);
    for (const char *days :
         {"2026-12-01,2027-01-31", "2026-12-01T08:30:00+08:00,2027-01-31T10:00:00.000Z", "2026/12/1 8:30,2027年1月31日"}) {
        CAPTURE(days);
        const auto again = town.import_text(ImportLayer::assignments, table + "P1,a,网格长," + days + "\n");
        CHECK(again.unchanged == 1);
        CHECK_FALSE(again.written);
    }
    CHECK_THAT(refusal_of(town, ImportLayer::assignments, table + "P1,a,网格长,2026-12-01T25:30,\n"),
               ContainsSubstring("is no date"));
}

TEST_CASE("an assignment without a beginning is known again by its end, and its end can be changed") {
    Town town;
    town.import_text(ImportLayer::people, "code,name\nP1,林小满\n");
    const std::string table = "person,grid,role,from,to\n";
    const auto told = [&](const std::string &rows) { return town.import_text(ImportLayer::assignments, table + rows); };
    CHECK(told("P1,a,网格长,,2026-12-01\n").added == 1);
    CHECK(told("P1,a,网格长,,2026-12-01\n").unchanged == 1);
    CHECK(told("P1,a,网格长,,2026-12-15\n").changed == 1);
    CHECK(told("P1,a,网格长,2026-12-15,\n").added == 1); // it goes on: one without a beginning, and one without an end
    const auto again = told("P1,a,网格长,,2026-12-15\nP1,a,网格长,2026-12-15,\n");
    CHECK(again.unchanged == 2);
    CHECK_FALSE(again.written);
    CHECK(town.number("SELECT count(*) FROM assignment") == 2);
    CHECK(town.store->check().empty());
    CHECK(town.world_is_what_loading_gives());
}

TEST_CASE("a new store wants heads, a file of staffing rules says what a place wants, and assignments tell vacancies") {
    ImportBench bench;
    CHECK(bench.text("SELECT group_concat(level || ' ' || role || ' ' || minimum, ', ') FROM staffing_rule") ==
          "community grid_head 1, grid grid_head 1, enterprise grid_head 1");
    Town town;
    town.import_text(ImportLayer::people, "code,name\nP1,林小满\n");
    const auto first = town.import_text(ImportLayer::assignments, "person,grid,role\nP1,a,网格长\n");
    CHECK(first.roster->has_rules);
    CHECK(without_head(first) == 2);
    const std::string rules = "级别,网格类型,角色,最少人数\n网格,,网格长,0\ngrid,,grid_worker,2\n网格,专属网格,网格民警,1\n";
    const auto report = town.import_text(ImportLayer::staffing_rules, rules);
    CHECK(report.added == 2);
    CHECK(report.changed == 1);
    CHECK_FALSE(town.import_text(ImportLayer::staffing_rules, rules).written);
    ExportRequest as_they_are;
    as_they_are.layer = ImportLayer::staffing_rules;
    as_they_are.format = ExportFormat::csv;
    const auto file = town.folder.path() / "rules-out.csv";
    CHECK(export_to_file(*town.store, as_they_are, file, false).rows == 5);
    CHECK(town.import(ImportLayer::staffing_rules, file).unchanged == 5);
    const auto then = town.import_text(ImportLayer::assignments, "person,grid,role\nP1,a,网格员\n");
    CHECK(without_head(then) == 0);
    REQUIRE(then.roster->vacancies.size() == 1);
    CHECK(then.roster->vacancies[0].role == "grid_worker");
    CHECK(then.roster->vacancies[0].count == 3); // one of two is one too few
    CHECK(town.world_is_what_loading_gives());
    for (const auto &[row, reason] :
         std::vector<std::pair<std::string, std::string>>{{"院子,,网格长,1", "no level '院子' in theme base; known are"},
                                                          {"网格,,格长,1", "no role '格长'"},
                                                          {"网格,其他,网格长,1", "unknown kind '其他'"},
                                                          {"网格,,网格长,", "how many people"},
                                                          {"网格,,网格长,-1", "is not a whole number"}}) {
        CHECK_THAT(refusal_of(town, ImportLayer::staffing_rules, "级别,网格类型,角色,最少人数\n" + row + "\n"),
                   ContainsSubstring("line 2") && ContainsSubstring(reason));
    }
}

TEST_CASE("a row of a roster that cannot be understood is named with what exists") {
    Town town;
    const auto [row, reason] =
        GENERATE(table<std::string, std::string>({{"林小满,1990000000,a,网格长", "is no phone number"},
                                                  {"林小满,19900000001,z,网格长", "no grid 'z'"},
                                                  {"林小满,19900000001,、,网格长", "names no grid"},
                                                  {"林小满,19900000001,a,格长", "no role '格长'; known are"},
                                                  {"林小满,19900000001,a,", "names no role"},
                                                  {",19900000001,a,网格长", "no name"},
                                                  {"林小满,,a,网格长", "neither a staff code nor a phone"}}));
    CAPTURE(row);
    CHECK_THAT(refusal_of(town, ImportLayer::roster, head + row + "\n"),
               ContainsSubstring("line 2") && ContainsSubstring(reason));
}

TEST_CASE("staff codes decide who is meant, and rows that contradict each other are refused") {
    Town town;
    const std::string coded = "工号,姓名,手机,网格,岗位,正副,开始日期\n";
    const auto report = town.import_text(ImportLayer::roster, coded + "P1,林小满,19900000001,a,网格长,正,2026-01-01\n"
                                                                      "P2,林小满,19900000002,a,网格长,副,2026-01-01\n");
    CHECK(report.roster->people_added == 2);
    CHECK(town.seats("a", first_of_june) == "林小满 grid_head, 林小满 grid_head deputy");
    CHECK(town.seats("a", 0).empty());
    CHECK_THAT(refusal_of(town, ImportLayer::roster,
                          coded + "P1,林小满,19900000001,a,网格长,正,\nP1,林小满,19900000009,b,网格长,正,\n"),
               ContainsSubstring("line 3 P1: line 2 gives this person another name or phone"));
    CHECK_THAT(refusal_of(town, ImportLayer::roster,
                          coded + "P1,林小满,19900000001,a,网格长,正,\nP1,林小满,19900000001,a,网格长,副,\n"),
               ContainsSubstring("line 3 P1") && ContainsSubstring("line 2 says otherwise"));
}
