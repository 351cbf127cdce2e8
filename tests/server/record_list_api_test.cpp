#include "spatial/frames.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/json_answer.hpp"
#include "tests/support/served_town.hpp"

#include <fmt/format.h>
#include <set>

using namespace jingwei;
using namespace jingwei::server;
using Catch::Matchers::ContainsSubstring;
using tests::ServedTown;
using Json = tests::JsonAnswer;

namespace {

/// Adds cameras c00, c01 … at different cells, every third offline.
void add_cameras(ServedTown &town, int count) {
    for (int i = 0; i < count; ++i) {
        const std::string more = fmt::format(R"(,"name":"东门{}","online":{})", i, i % 3 != 0);
        REQUIRE(town.write(Method::post, "/v1/cameras",
                           fmt::format(R"({{"code":"c{:02}","kind":"dome",{}{}}})", i, ServedTown::json_at(i % 4, i % 3), more))
                    .status == 201);
    }
}

/// The codes of every page of a list.
std::vector<std::string> all_codes(ServedTown &town, const std::string &path) {
    std::vector<std::string> codes;
    std::string cursor;
    do {
        const Response response = town.read(path + (cursor.empty() ? "" : "&cursor=" + cursor));
        REQUIRE(response.status == 200);
        const Json page(response);
        for (std::size_t i = 0; i < page.size("/items"); ++i) {
            codes.push_back(page.word(fmt::format("/items/{}/code", i)));
        }
        cursor = page.text("/next") == "null" ? "" : page.word("/next");
    } while (!cursor.empty());
    return codes;
}

} // namespace

TEST_CASE("cameras are listed page by page, each once, while some come and go") {
    ServedTown town;
    add_cameras(town, 23);
    const auto codes = all_codes(town, "/v1/cameras?limit=5");
    CHECK(codes.size() == 24);
    CHECK(std::set(codes.begin(), codes.end()).size() == 24);
    const Json first(town.read("/v1/cameras?limit=5"));
    REQUIRE(town.write(Method::del, "/v1/cameras/c00", "", {{"If-Match", "*"}}).status == 204);
    REQUIRE(town.write(Method::del, "/v1/cameras/c05", "", {{"If-Match", "*"}}).status == 204);
    const Json second(town.read("/v1/cameras?limit=5&cursor=" + first.word("/next")));
    CHECK(second.word("/items/0/code") == "c04");
    CHECK(second.word("/items/1/code") == "c06");
    for (const char *cursor : {"zz", "abc", "12", "r", "r-1", "r0", "7.1"}) {
        CAPTURE(cursor);
        const Response response = town.read(std::string("/v1/cameras?cursor=") + cursor);
        CHECK(response.status == 400);
        CHECK_THAT(std::string(response.text()), ContainsSubstring("\"bad_cursor\""));
    }
    CHECK(town.read("/v1/cameras?limit=1001").status == 400);
    CHECK(town.read("/v1/cameras?limit=0").status == 400);
    CHECK(town.read("/v1/cameras?colour=red").status == 400);
}

TEST_CASE("cameras are filtered by kind, state, text, box and ground") {
    ServedTown town;
    add_cameras(town, 12);
    CHECK(all_codes(town, "/v1/cameras?online=false&limit=3").size() == 4);
    CHECK(all_codes(town, "/v1/cameras?kind=dome&limit=4").size() == 13);
    CHECK(all_codes(town, "/v1/cameras?kind=tower&limit=4").empty());
    CHECK(all_codes(town, "/v1/cameras?q=%E4%B8%9C%E9%97%A81&limit=4").size() == 3); // 1, 10, 11
    const auto inside = [&](const std::string &grid) {
        const auto codes = all_codes(town, "/v1/cameras?limit=3&grid=" + grid);
        return std::set(codes.begin(), codes.end());
    };
    CHECK(inside("a") == std::set<std::string>{"c00", "c01", "c04", "c09", "cam1"});
    CHECK(inside("N").size() == 4);
    CHECK(inside("T").size() == 13);
    const auto west = spatial::to_lonlat(tests::cell_middle(0, 2));
    const auto east = spatial::to_lonlat(tests::cell_middle(1, 0));
    const std::string box = fmt::format("&bbox={:.7f},{:.7f},{:.7f},{:.7f}", west.lon, west.lat, east.lon, east.lat);
    CHECK(all_codes(town, "/v1/cameras?limit=3" + box).size() == 7);
    CHECK(all_codes(town, "/v1/cameras?limit=3&grid=N" + box).size() == 2);
    for (const char *wrong : {"bbox=1,2,3", "bbox=1,2,3,4,5", "bbox=9,2,3,4", "bbox=a,b,c,d", "bbox=", "online=1", "kind=none",
                              "theme=none", "frame=none"}) {
        CAPTURE(wrong);
        CHECK(town.read(std::string("/v1/cameras?") + wrong).status == 400);
    }
    CHECK(town.read("/v1/cameras?grid=none").status == 404);
}

TEST_CASE("places come and go in the frame that is asked for") {
    ServedTown town;
    const spatial::LonLat middle = spatial::to_lonlat(tests::cell_middle(3, 1));
    const spatial::LonLat moved = spatial::from_store_frame(middle, spatial::Frame::gcj02);
    const std::string body = fmt::format(R"({{"code":"cam2","kind":"dome","lon":{:.8f},"lat":{:.8f}}})", moved.lon, moved.lat);
    const Response made = town.write(Method::post, "/v1/cameras?frame=gcj02", body);
    REQUIRE(made.status == 201);
    CHECK(std::abs(Json(made).number("/lon") - moved.lon) < 2e-7);
    const Json stored(town.read("/v1/cameras/cam2"));
    CHECK(std::abs(stored.number("/lon") - middle.lon) < 2e-7);
    CHECK(stored.word("/grid/code") == "b");
    const std::string box =
        fmt::format("{:.7f},{:.7f},{:.7f},{:.7f}", moved.lon - 1e-5, moved.lat - 1e-5, moved.lon + 1e-5, moved.lat + 1e-5);
    CHECK(all_codes(town, "/v1/cameras?limit=9&frame=gcj02&bbox=" + box) == std::vector<std::string>{"cam2"});
    CHECK(all_codes(town, "/v1/cameras?limit=9&bbox=" + box).empty());
    const Response with_tag =
        town.write(Method::patch, "/v1/cameras/cam2", R"({"name":"n"})", {{"If-Match", std::string(made.header("ETag"))}});
    CHECK(with_tag.status == 200);
}
