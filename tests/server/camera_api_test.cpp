#include "tests/support/catch.hpp"
#include "tests/support/json_answer.hpp"
#include "tests/support/served_town.hpp"

#include <atomic>
#include <fmt/format.h>
#include <thread>

using namespace jingwei;
using namespace jingwei::server;
using Catch::Matchers::ContainsSubstring;
using tests::ServedTown;
using Json = tests::JsonAnswer;

namespace {

std::string body_of(const Response &response) {
    return std::string(response.text());
}

std::string etag_of(ServedTown &town, const std::string &path) {
    return std::string(town.read(path).header("ETag"));
}

std::string new_camera(const std::string &code, int column = 0, int row = 0, const std::string &more = "") {
    return fmt::format(R"({{"code":"{}","kind":"dome",{}{}}})", code, ServedTown::json_at(column, row), more);
}

std::int64_t journal_lines(const ServedTown &town, const std::string &where) {
    SQLite::Database database(town.db(), SQLite::OPEN_READONLY);
    return database.execAndGet("SELECT count(*) FROM journal WHERE " + where).getInt64();
}

} // namespace

TEST_CASE("a camera is added, read, changed and removed") {
    ServedTown town;
    const Response made =
        town.write(Method::post, "/v1/cameras", new_camera("cam2", 2, 0, R"(,"azimuth_deg":90,"online":false)"));
    REQUIRE(made.status == 201);
    CHECK(made.header("Location") == "/v1/cameras/cam2");
    const Response read = town.read("/v1/cameras/cam2");
    CHECK(body_of(read) == body_of(made));
    CHECK(read.header("ETag") == made.header("ETag"));
    const Json camera(read);
    CHECK(camera.text("/online") == "false");
    CHECK(camera.text("/azimuth_deg") == "90");
    CHECK(camera.text("/name") == "null");
    CHECK(camera.text("/grid/code") == "\"b\"");
    const std::string etag(made.header("ETag"));
    const Response changed =
        town.write(Method::patch, "/v1/cameras/cam2", R"({"name":"西门","azimuth_deg":null})", {{"If-Match", etag}});
    REQUIRE(changed.status == 200);
    CHECK(changed.header("ETag") != etag);
    const Json after(town.read("/v1/cameras/cam2"));
    CHECK(after.word("/name") == "西门");
    CHECK(after.text("/azimuth_deg") == "null");
    CHECK(after.text("/online") == "false");
    const Response gone = town.write(Method::del, "/v1/cameras/cam2", "", {{"If-Match", std::string(changed.header("ETag"))}});
    CHECK(gone.status == 204);
    CHECK(gone.text().empty());
    CHECK(town.read("/v1/cameras/cam2").status == 404);
    CHECK(journal_lines(town, "actor = 'office/desk' AND kind = 'camera.upsert' AND code = 'cam2'") == 2);
    CHECK(journal_lines(town, "actor = 'office/desk' AND kind = 'camera.remove' AND code = 'cam2'") == 1);
}

TEST_CASE("a change needs the ETag of what is there now") {
    ServedTown town;
    const std::string path = "/v1/cameras/cam1";
    const auto before = town.app().store().world()->revision;
    const Response without = town.write(Method::patch, path, R"({"name":"x"})");
    CHECK(without.status == 428);
    CHECK(Json(without).word("/code") == "if_match_needed");
    for (const std::string &stale : std::vector<std::string>{"\"0123\"", "W/" + etag_of(town, path), ","}) {
        CAPTURE(stale);
        const Response refused = town.write(Method::patch, path, R"({"name":"x"})", {{"If-Match", stale}});
        CHECK(refused.status == 412);
        CHECK(Json(refused).word("/code") == "changed_meanwhile");
        CHECK(town.write(Method::del, path, "", {{"If-Match", stale}}).status == 412);
    }
    for (const std::string &garbage : std::vector<std::string>{"nonsense", "*, \"a\"", "\"a"}) {
        CAPTURE(garbage);
        const Response refused = town.write(Method::patch, path, R"({"name":"x"})", {{"If-Match", garbage}});
        CHECK(refused.status == 400);
        CHECK(Json(refused).word("/code") == "bad_entity_tag");
        CHECK(Json(refused).word("/field") == "If-Match");
        CHECK(town.write(Method::del, path, "", {{"If-Match", garbage}}).status == 400);
    }
    CHECK(town.write(Method::del, path, "").status == 428);
    CHECK(town.app().store().world()->revision == before);
    const std::string list = "\"0123\", " + etag_of(town, path);
    CHECK(town.write(Method::patch, path, R"({"name":"x"})", {{"If-Match", list}}).status == 200);
    CHECK(town.write(Method::patch, path, R"({"name":"y"})", {{"If-Match", "*"}}).status == 200);
    CHECK(town.write(Method::patch, "/v1/cameras/none", R"({"name":"y"})", {{"If-Match", "*"}}).status == 404);
    const std::string version = "\"" + Json(town.read("/v1/cameras?q=cam1")).word("/items/0/version") + "\"";
    CHECK(town.write(Method::patch, path, R"({"name":"z"})", {{"If-Match", version}}).status == 200);
}

TEST_CASE("a change that changes nothing leaves no trace") {
    ServedTown town;
    const auto before = town.app().store().world();
    const Response same =
        town.write(Method::patch, "/v1/cameras/cam1", R"({"name":"路口","code":"cam1"})", {{"If-Match", "*"}});
    CHECK(same.status == 200);
    CHECK(town.app().store().world()->revision == before->revision);
}

TEST_CASE("a camera whose code is a folder's name is refused, since no address would reach it") {
    ServedTown town;
    for (const char *code : {".", ".."}) {
        CAPTURE(code);
        const Response refused = town.write(Method::post, "/v1/cameras", new_camera(code));
        CHECK(refused.status == 400);
        CHECK_THAT(body_of(refused), ContainsSubstring("not '.' or '..' alone"));
    }
}

TEST_CASE("of several changes with one ETag at the same time one is made") {
    ServedTown town;
    const std::string etag = etag_of(town, "/v1/cameras/cam1");
    std::atomic<int> made = 0;
    std::atomic<int> refused = 0;
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < 8; ++i) {
            threads.emplace_back([&, i] {
                const std::string body = fmt::format(R"({{"name":"{}"}})", i);
                const int status = town.write(Method::patch, "/v1/cameras/cam1", body, {{"If-Match", etag}}).status;
                made += status == 200 ? 1 : 0;
                refused += status == 412 ? 1 : 0;
            });
        }
    }
    CHECK(made == 1);
    CHECK(refused == 7);
}

TEST_CASE("a request that is sent twice with one key is carried out once and answered alike") {
    ServedTown town;
    const ServedTown::Headers key{{"Idempotency-Key", "4f1c-1"}};
    const std::string body = new_camera("cam9");
    std::vector<Response> answers(6);
    {
        std::vector<std::jthread> threads;
        for (Response &answer : answers) {
            threads.emplace_back([&] { answer = town.write(Method::post, "/v1/cameras", body, key); });
        }
    }
    for (const Response &answer : answers) {
        CHECK(answer.status == 201);
        CHECK(body_of(answer) == body_of(answers[0]));
        CHECK(answer.header("ETag") == answers[0].header("ETag"));
        CHECK(answer.header("Location") == "/v1/cameras/cam9");
    }
    CHECK(journal_lines(town, "code = 'cam9'") == 1);
    CHECK(town.write(Method::post, "/v1/cameras", body).status == 409);
    const Response other = town.write(Method::post, "/v1/cameras", new_camera("cam8"), key);
    CHECK(other.status == 422);
    CHECK(Json(other).word("/code") == "idempotency_key_reused");
    CHECK(town.read("/v1/cameras/cam8").status == 404);
    const ServedTown::Headers removal{{"Idempotency-Key", "4f1c-2"}, {"If-Match", etag_of(town, "/v1/cameras/cam9")}};
    CHECK(town.write(Method::del, "/v1/cameras/cam9", "", removal).status == 204);
    CHECK(town.write(Method::del, "/v1/cameras/cam9", "", removal).status == 204);
    CHECK(town.write(Method::post, "/v1/cameras", body, {{"Idempotency-Key", std::string(129, 'x')}}).status == 400);
    CHECK(town.write(Method::post, "/v1/cameras", body, {{"Idempotency-Key", "two words"}}).status == 400);
}

TEST_CASE("a body that cannot be taken is refused with its field, and the store stays as it was") {
    ServedTown town;
    const auto before = town.app().store().world()->revision;
    const std::string place = ServedTown::json_at(0, 0);
    const auto [body, status, code, field] = GENERATE_COPY(table<std::string, int, std::string, std::string>({
        {"", 415, "unknown_format", "Content-Type"},
        {"{", 400, "bad_body", ""},
        {"[]", 400, "bad_body", ""},
        {"{} {}", 400, "bad_body", ""},
        {"{\"code\":\"x\xff\"}", 400, "bad_body", ""},
        {R"({"kind":"dome",)" + place + "}", 400, "missing_field", "code"},
        {R"({"code":"x",)" + place + "}", 400, "missing_field", "kind"},
        {R"({"code":"x","kind":"dome","lon":104.17})", 400, "missing_field", "lat"},
        {R"({"code":"x","kind":"dome"})", 400, "missing_field", "lon"},
        {R"({"code":"x y","kind":"dome",)" + place + "}", 400, "bad_value", "code"},
        {R"({"code":7,"kind":"dome",)" + place + "}", 400, "bad_value", "code"},
        {R"({"code":null,"kind":"dome",)" + place + "}", 400, "bad_value", "code"},
        {R"({"code":"x","kind":"telescope",)" + place + "}", 400, "bad_value", "kind"},
        {R"({"code":"x","kind":"",)" + place + "}", 400, "bad_value", "kind"},
        {R"({"code":"x","kind":"dome","azimuth_deg":361,)" + place + "}", 400, "bad_value", "azimuth_deg"},
        {R"({"code":"x","kind":"dome","fov_deg":0,)" + place + "}", 400, "bad_value", "fov_deg"},
        {R"({"code":"x","kind":"dome","range_m":"10",)" + place + "}", 400, "bad_value", "range_m"},
        {R"({"code":"x","kind":"dome","online":1,)" + place + "}", 400, "bad_value", "online"},
        {R"({"code":"x","kind":"dome","gb_id":"123",)" + place + "}", 400, "bad_value", "gb_id"},
        {R"({"code":"x","kind":"dome","name":"a\nb",)" + place + "}", 400, "bad_value", "name"},
        {R"({"code":"x","kind":"dome","name":")" + std::string(201, 'a') + "\"," + place + "}", 400, "bad_value", "name"},
        {R"({"code":"x","kind":"dome","password":"p",)" + place + "}", 400, "unknown_field", "password"},
        {R"({"code":"x","code":"x","kind":"dome",)" + place + "}", 400, "duplicate_field", "code"},
        {R"({"code":"x","kind":"dome","lon":36.539,"lat":104.171})", 400, "axes_swapped", "lon"},
        {R"({"code":"x","kind":"dome","lon":190,"lat":36})", 400, "out_of_range", "lon"},
        {R"({"code":"x","kind":"dome","lon":"104","lat":36})", 400, "bad_value", "lon"},
        {R"({"code":"cam1","kind":"dome",)" + place + "}", 409, "code_taken", "code"},
    }));
    CAPTURE(body);
    const Response response = town.write(Method::post, "/v1/cameras", body);
    CHECK(response.status == status);
    const Json json(response);
    CHECK(json.word("/code") == code);
    if (!field.empty() && code != "axes_swapped") {
        CHECK(json.word("/field") == field);
    }
    CHECK(town.app().store().world()->revision == before);
}

TEST_CASE("a value that is in no code list is told the list") {
    ServedTown town;
    const Response response = town.write(Method::patch, "/v1/cameras/cam1", R"({"kind":"telescope"})", {{"If-Match", "*"}});
    CHECK(response.status == 400);
    CHECK_THAT(Json(response).word("/detail"), ContainsSubstring("code list camera_kind") && ContainsSubstring("ptz_dome"));
    const Response fixed = town.write(Method::patch, "/v1/cameras/cam1", R"({"code":"cam5"})", {{"If-Match", "*"}});
    CHECK(Json(fixed).word("/code") == "field_is_fixed");
}

TEST_CASE("only keys that may write can write, and only keys see cameras") {
    ServedTown town;
    const std::string body = new_camera("cam2");
    const Response anonymous = town.ask(Method::post, "/v1/cameras", body, {});
    CHECK(anonymous.status == 401);
    CHECK_THAT(Json(anonymous).word("/detail"), ContainsSubstring("scope write"));
    const ServedTown::Headers reader{{"Authorization", "Bearer " + town.key()}};
    const Response forbidden = town.ask(Method::post, "/v1/cameras", body, reader);
    CHECK(forbidden.status == 403);
    CHECK(Json(forbidden).word("/code") == "write_needed");
    CHECK(town.ask(Method::del, "/v1/cameras/cam1", "", reader).status == 403);
    CHECK(town.get("/v1/cameras").status == 401);
    CHECK(town.get("/v1/cameras/cam1").status == 401);
    CHECK(town.get("/v1/cameras", reader).status == 200);
    CHECK(town.get("/v1/key-sites").status == 200);
    CHECK(town.app().store().world()->cameras->size() == 1);
    Config open_to_all;
    open_to_all.listen = "0.0.0.0:8080";
    ServedTown other(open_to_all);
    for (const char *path :
         {"/v1/key-sites", "/v1/rental-houses/house1", "/v1/people", "/v1/assignments", "/v1/vacancies", "/v1/grids/a/card"}) {
        CAPTURE(path);
        CHECK(other.get(path).status == 401);
    }
}

TEST_CASE("who may not write is told no version, which could be guessed from") {
    ServedTown town;
    const ServedTown::Headers reader{{"Authorization", "Bearer " + town.key()}};
    const Response read = town.get("/v1/cameras/cam1", reader);
    CHECK_FALSE(Json(read).has("/version"));
    CHECK(read.header("ETag").find('-') == std::string_view::npos);
    const Response again = town.get(
        "/v1/cameras/cam1", {{"Authorization", "Bearer " + town.key()}, {"If-None-Match", std::string(read.header("ETag"))}});
    CHECK(again.status == 304);
    CHECK(again.text().empty());
}

TEST_CASE("a moved camera is at once in the next tile, in the World and in the journal") {
    ServedTown town;
    const auto tile_of = [](spatial::LatticePoint at) {
        const auto position = spatial::to_tile_position(at, spatial::TileGrid::web_mercator_quad);
        return fmt::format("/tiles/cameras/16/{}/{}.mvt", position.x >> 16U, position.y >> 16U);
    };
    const std::string from = tile_of(tests::cell_middle(0, 0));
    const std::string to = tile_of(tests::cell_middle(3, 1));
    const Response before = town.read(from);
    REQUIRE(before.status == 200);
    CHECK(town.read(to).status == 204);
    const auto revision = town.app().store().world()->revision;
    const Response moved =
        town.write(Method::patch, "/v1/cameras/cam1", "{" + ServedTown::json_at(3, 1) + "}", {{"If-Match", "*"}});
    REQUIRE(moved.status == 200);
    CHECK(Json(moved).word("/grid/code") == "b");
    CHECK(town.read(from).status == 204);
    CHECK(town.read(from).header("ETag") != before.header("ETag"));
    CHECK(town.read(to).status == 200);
    const auto served = town.app().store().world()->revision;
    CHECK(served > revision);
    CHECK(journal_lines(town, fmt::format("number = {} AND kind = 'camera.upsert' AND code = 'cam1'", served)) == 1);
}
