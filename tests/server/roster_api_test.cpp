#include "tests/support/catch.hpp"
#include "tests/support/json_answer.hpp"
#include "tests/support/served_town.hpp"

#include <fmt/format.h>

using namespace jingwei;
using namespace jingwei::server;
using Catch::Matchers::ContainsSubstring;
using tests::ServedTown;
using Json = tests::JsonAnswer;

namespace {

Response change(ServedTown &town, const std::string &path, const std::string &body) {
    return town.write(Method::patch, path, body, {{"If-Match", "*"}});
}

/// Makes an assignment; answers its path.
std::string assign(ServedTown &town, const std::string &person, const std::string &grid, const std::string &more = "") {
    const Response made =
        town.write(Method::post, "/v1/assignments",
                   fmt::format(R"({{"person":"{}","theme":"base","grid":"{}","role":"grid_head"{}}})", person, grid, more));
    REQUIRE(made.status == 201);
    return std::string(made.header("Location"));
}

} // namespace

TEST_CASE("people are listed, read, added and changed, phones in full only for holders of a key") {
    ServedTown town;
    const Json masked(town.get("/v1/people"));
    CHECK(masked.size("/items") == 3);
    CHECK(masked.text("/items/0") == R"({"code":"p1","name":"王一","phone_masked":"138****5678","org":null})");
    const Response made =
        town.write(Method::post, "/v1/people", R"({"code":"p4","name":"孙四","phone":"13500001111","org":"office"})");
    REQUIRE(made.status == 201);
    CHECK(Json(made).word("/phone") == "13500001111");
    CHECK(Json(town.get("/v1/people?org=office")).size("/items") == 1);
    CHECK(Json(town.get("/v1/people?q=%E5%AD%99")).word("/items/0/code") == "p4");
    CHECK(change(town, "/v1/people/p4", R"({"phone":null})").status == 200);
    CHECK(Json(town.read("/v1/people/p4")).text("/phone") == "null");
    const Response bad = change(town, "/v1/people/p4", R"({"phone":"六六六"})");
    CHECK(bad.status == 400);
    CHECK(Json(bad).word("/field") == "phone");
    CHECK(town.write(Method::post, "/v1/people", R"({"code":"p5"})").status == 400);
    const Json first(town.get("/v1/people?limit=3"));
    CHECK(Json(town.get("/v1/people?limit=3&cursor=" + first.word("/next"))).word("/items/0/code") == "p4");
}

TEST_CASE("a work phone is kept in one form and refused as an import refuses it") {
    ServedTown town;
    CHECK(change(town, "/v1/people/p1", R"({"phone":" +86 135-0000-2222 "})").status == 200);
    CHECK(town.app().store().world()->roster->people[0].phone == "13500002222");
    for (const std::string number : {"110", "12345", "8221234", "1234567890123"}) {
        CAPTURE(number);
        const Response refused = change(town, "/v1/people/p1", R"({"phone":")" + number + "\"}");
        CHECK(refused.status == 400);
        CHECK_THAT(Json(refused).word("/detail"), Catch::Matchers::ContainsSubstring("a landline with its area code"));
    }
    CHECK(town.app().store().world()->roster->people[0].phone == "13500002222");
}

TEST_CASE("a new name is at once what locate answers") {
    ServedTown town;
    CHECK(change(town, "/v1/people/p1", R"({"name":"王大一"})").status == 200);
    CHECK(Json(town.get("/v1/locate?" + ServedTown::at(0, 0))).word("/themes/0/people/0/name") == "王大一");
}

TEST_CASE("a person whom an assignment names stays, any other can be removed") {
    ServedTown town;
    const Response refused = town.write(Method::del, "/v1/people/p1", "", {{"If-Match", "*"}});
    CHECK(refused.status == 409);
    CHECK_THAT(Json(refused).word("/detail"), ContainsSubstring("1 assignments name the person p1"));
    REQUIRE(town.write(Method::post, "/v1/people", R"({"code":"p4","name":"孙四"})").status == 201);
    CHECK(town.write(Method::del, "/v1/people/p4", "", {{"If-Match", "*"}}).status == 204);
    CHECK(Json(town.read("/v1/people")).size("/items") == 3);
    CHECK(town.read("/v1/people/p4").status == 404);
    REQUIRE(town.write(Method::post, "/v1/people", R"({"code":"p4","name":"孙四"})").status == 201);
    CHECK(Json(town.read("/v1/people/p4")).word("/name") == "孙四");
}

TEST_CASE("an assignment is made, amended and ended, and locate follows at once") {
    ServedTown town;
    const std::string where = "/v1/locate?" + ServedTown::at(0, 2);
    CHECK(Json(town.get(where)).size("/themes/0/people") == 0);
    const std::string path = assign(town, "p2", "c", R"(,"from":"2021-01-01")");
    CHECK(Json(town.get(where)).word("/themes/0/people/0/name") == "李二");
    CHECK(change(town, path, R"({"on_duty":false,"primary":false})").status == 200);
    CHECK(Json(town.get(where)).text("/themes/0/people/0/on_duty") == "false");
    const Response ended = change(town, path, R"({"to":"2022-01-01"})");
    REQUIRE(ended.status == 200);
    CHECK(Json(ended).word("/to") == "2022-01-01T00:00:00+08:00");
    CHECK(Json(ended).word("/person_name") == "李二");
    CHECK(Json(ended).word("/grid_name") == "单元c");
    CHECK(Json(town.get(where)).size("/themes/0/people") == 0);
    const Json then(town.get(where + "&at=2021-06-01"));
    CHECK(then.word("/themes/0/people/0/name") == "李二");
    CHECK(town.write(Method::del, path, "", {{"If-Match", "*"}}).status == 405);
}

TEST_CASE("an assignment that cannot be is refused with its field") {
    ServedTown town;
    const auto before = town.app().store().world()->revision;
    const auto [body, status, field] = GENERATE(table<std::string, int, std::string>({
        {R"({"person":"p9","theme":"base","grid":"c","role":"grid_head"})", 422, "person"},
        {R"({"person":"p1","theme":"none","grid":"c","role":"grid_head"})", 422, "theme"},
        {R"({"person":"p1","theme":"base","grid":"zz","role":"grid_head"})", 422, "grid"},
        {R"({"person":"p1","theme":"base","grid":"c","role":"king"})", 422, "role"},
        {R"({"person":"p1","theme":"base","grid":"c"})", 400, "role"},
        {R"({"person":"p1","theme":"base","grid":"c","role":"grid_head","from":"soon"})", 400, "from"},
        {R"({"person":"p1","theme":"base","grid":"c","role":"grid_head","from":"2022-01-01","to":"2021-01-01"})", 422, "to"},
        {R"({"person":"p1","theme":"base","grid":"a","role":"grid_head","from":"2021-01-01"})", 409, ""},
    }));
    CAPTURE(body);
    const Response refused = town.write(Method::post, "/v1/assignments", body);
    CHECK(refused.status == status);
    CHECK(Json(refused).text("/field") == (field.empty() ? "null" : "\"" + field + "\""));
    CHECK(town.app().store().world()->revision == before);
}

TEST_CASE("what an assignment is about cannot be changed, and it cannot end before it begins") {
    ServedTown town;
    const Json list(town.read("/v1/assignments?person=p1"));
    const std::string path = "/v1/assignments/" + list.text("/items/0/id");
    CHECK(Json(change(town, path, R"({"grid":"b"})")).word("/code") == "field_is_fixed");
    CHECK(Json(change(town, path, R"({"to":"2019-01-01"})")).word("/code") == "ends_before_it_begins");
    CHECK(change(town, path, R"({"grid":"a","person":"p1","on_duty":false})").status == 200);
    CHECK(town.read("/v1/assignments/nothing").status == 404);
    CHECK(town.read("/v1/assignments/99999").status == 404);
}

TEST_CASE("assignments are filtered by person, grid, role and instant, of every date without one") {
    ServedTown town;
    const auto count = [&](const std::string &query) { return Json(town.get("/v1/assignments" + query)).size("/items"); };
    CHECK(count("") == 3);
    CHECK(count("?person=p2") == 1);
    CHECK(count("?grid=a") == 2);
    CHECK(count("?grid=a&theme=base&role=grid_head") == 2);
    CHECK(count("?role=grid_worker") == 0);
    CHECK(count("?at=2031-01-01") == 2);
    CHECK(count("?at=2019-01-01") == 0);
    CHECK(town.get("/v1/assignments?theme=none").status == 400);
    CHECK(town.get("/v1/assignments?at=someday").status == 400);
    const Json first(town.get("/v1/assignments?limit=2"));
    CHECK(Json(town.get("/v1/assignments?limit=2&cursor=" + first.word("/next"))).size("/items") == 1);
}

TEST_CASE("vacancies are the staffing rules minus the assignments") {
    ServedTown town;
    CHECK(town.get("/v1/vacancies?colour=red").status == 400);
    const Json of_a(town.get("/v1/vacancies?grid=a"));
    const Json of_b(town.get("/v1/vacancies?grid=b"));
    CHECK(of_b.size("/items") == of_a.size("/items") + 1); // a has its head
    CHECK(of_b.word("/items/0/role") == "grid_head");
    CHECK(of_b.text("/items/0/missing") == "1");
    CHECK(of_b.word("/items/0/grid/code") == "b");
    const Json of_d(town.get("/v1/vacancies?grid=d")); // where two rules speak of a role, the one that wants most counts
    CHECK(of_d.size("/items") == 2);
    CHECK(of_d.text("/items/1/minimum") == "2");
    assign(town, "p2", "b");
    CHECK(Json(town.get("/v1/vacancies?grid=b")).size("/items") == of_a.size("/items"));
    std::size_t paged = 0;
    std::string cursor;
    do {
        const Json page(town.get("/v1/vacancies?limit=2" + (cursor.empty() ? "" : "&cursor=" + cursor)));
        paged += page.size("/items");
        cursor = page.text("/next") == "null" ? "" : page.word("/next");
    } while (!cursor.empty());
    CHECK(paged == Json(town.get("/v1/vacancies?limit=1000")).size("/items"));
    CHECK(paged == Json(town.get("/v1/vacancies?grid=T&limit=1000")).size("/items"));
}
