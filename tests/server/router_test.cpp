#include "server/api_error.hpp"
#include "server/http/conditional.hpp"
#include "server/http/problem.hpp"
#include "server/http/query.hpp"
#include "server/http/router.hpp"
#include "server/service/access.hpp"
#include "tests/support/catch.hpp"

using namespace jingwei::server;
using jingwei::Error;

namespace {

Route route(Method method, std::string_view pattern) {
    return {.method = method, .pattern = pattern, .handler = [](const Request &) { return Response{}; }};
}

Router small_router() {
    return Router({route(Method::get, "/v1/grids"), route(Method::get, "/v1/grids/{code}.geojson"),
                   route(Method::get, "/v1/grids/{code}"), route(Method::post, "/v1/grids"),
                   route(Method::get, "/tiles/{layers}/{z}/{x}/{y}.mvt"), route(Method::get, "/assets/{path*}"),
                   route(Method::get, "/")});
}

Request asking(Method method, std::string target) {
    Request request;
    request.method = method;
    request.target = std::move(target);
    return request;
}

} // namespace

TEST_CASE("a path finds its row and its parameters are decoded") {
    const Router router = small_router();
    Request request = asking(Method::get, "/tiles/grids%2Ccameras/14/3/4.mvt?x=1");
    CHECK(router.find(request) == 4U);
    CHECK(request.path_parameter("layers") == "grids,cameras");
    CHECK(request.path_parameter("y") == "4");
    Request geojson = asking(Method::head, "/v1/grids/a.b.geojson");
    CHECK(router.find(geojson) == 1U);
    CHECK(geojson.path_parameter("code") == "a.b");
    Request asset = asking(Method::get, "/assets/a/b.js");
    CHECK(router.find(asset) == 5U);
    CHECK(asset.path_parameter("path") == "a/b.js");
    Request root = asking(Method::get, "/");
    CHECK(router.find(root) == 6U);
}

TEST_CASE("paths that no row has are refused, with the methods that would do") {
    const Router router = small_router();
    for (const char *target :
         {"/v1", "/v1/grids/", "/v1/grids/a/b", "/tiles/grids/1/2/.mvt", "/v1/grids/%zz", "//", "/assets/", "*"}) {
        CAPTURE(target);
        Request request = asking(Method::get, target);
        CHECK_FALSE(router.find(request).has_value());
    }
    CHECK(router.refusal(asking(Method::get, "/nothing")).status == 404);
    const Response refused = router.refusal(asking(Method::del, "/v1/grids"));
    CHECK(refused.status == 405);
    CHECK(refused.header("Allow") == "GET, HEAD, OPTIONS, POST");
    CHECK(router.refusal(asking(Method::options, "/v1/grids")).status == 204);
}

TEST_CASE("query parameters are known, single and well written, or refused by name") {
    const auto refused_field = [](std::string_view text) -> std::string {
        try {
            QueryParameters query(text);
            static_cast<void>(query.require_number("lon"));
            static_cast<void>(query.take("name"));
            query.finish();
        } catch (const ApiError &error) {
            return error.problem_code() + " " + error.field();
        }
        return "taken";
    };
    CHECK(refused_field("lon=1.5&name=%E7%BD%91+%20") == "taken");
    CHECK(refused_field("lon=1&lon=1") == "duplicate_parameter lon");
    CHECK(refused_field("lon=1&lo%6E=2") == "duplicate_parameter lon");
    CHECK(refused_field("lon=1&lat=2") == "unknown_parameter lat");
    CHECK(refused_field("") == "missing_parameter lon");
    for (const char *text : {"lon=", "lon=NaN", "lon=inf", "lon=1e999", "lon=1x", "lon=0x10", "lon=1,5", "lon=+1"}) {
        CAPTURE(text);
        CHECK(refused_field(text) == "not_a_number lon");
    }
    CHECK(refused_field("lon=1&name=%4") == "malformed_parameter name");
    CHECK(refused_field("lon=1&name=%00") == "malformed_parameter name");
}

TEST_CASE("gzip is sent to those who take it") {
    const auto taken = [](const char *text) {
        Request request;
        request.add_header("accept-encoding", text);
        return accepts_gzip(request);
    };
    CHECK(taken("gzip"));
    CHECK(taken("br, GZIP;q=0.5"));
    CHECK(taken("*"));
    CHECK_FALSE(taken("br"));
    CHECK_FALSE(taken("gzip;q=0"));
    CHECK_FALSE(taken("*, gzip;q=0.000"));
    CHECK_FALSE(taken(""));
    CHECK_FALSE(accepts_gzip(Request()));
}

TEST_CASE("an entity tag is found in a list, weak or not") {
    const auto matches = [](const char *text) {
        Request request;
        request.add_header("If-None-Match", text);
        return matches_etag(request, "\"a-gz\"");
    };
    CHECK(matches("\"a-gz\""));
    CHECK(matches("\"b\", W/\"a-gz\""));
    CHECK(matches("*"));
    CHECK(matches(" * "));
    CHECK(matches(",, \t\"a,b\" ,W/\"a-gz\","));
    CHECK_FALSE(matches("\"a\""));
    CHECK_FALSE(matches("\"x,\", \"y\""));
    CHECK_FALSE(matches("\"\xe6\xa0\xbc\""));
    CHECK_FALSE(matches(""));
    CHECK_FALSE(matches(", ,"));
    CHECK_FALSE(matches_etag(Request(), "\"a-gz\""));
}

TEST_CASE("a list that holds anything but entity tags is refused with what it should be") {
    for (const char *text : {"a-gz", "\"a-gz", "\"", "W/", "w/\"a\"", "W/ \"a\"", "\"a\" \"b\"", "\"a\"b", "\"a b\"",
                             "\"a\x7f\"", "*, \"a\"", "\"a\", *", "**", "'a'", "\"a\";", "\xff\xfe"}) {
        CAPTURE(text);
        Request request;
        request.add_header("If-None-Match", text);
        CHECK_THROWS_WITH(matches_etag(request, "\"a-gz\""),
                          "If-None-Match is * or a list of entity tags in double quotes with commas between, each with or "
                          "without W/ before it, as \"a1\", W/\"b2\"; send an ETag back as it came, or leave the header away.");
        CHECK_THROWS_AS(require_entity_tags(request), ApiError);
    }
    Request lines;
    lines.add_header("If-Match", "*");
    CHECK(entity_tags(lines, "If-Match") == std::vector<std::string_view>{"*"});
    lines.add_header("If-Match", "\"a\"");
    CHECK_THROWS_WITH(entity_tags(lines, "If-Match"), Catch::Matchers::StartsWith("If-Match is * or a list"));
}

TEST_CASE("a host is this machine or it is not") {
    CHECK(is_loopback_host("localhost:8080"));
    CHECK(is_loopback_host("127.0.0.1"));
    CHECK(is_loopback_host("[::1]:8080"));
    CHECK_FALSE(is_loopback_host("127.0.0.1.example.org"));
    CHECK_FALSE(is_loopback_host("example.org"));
    CHECK_FALSE(is_loopback_host(""));
}
