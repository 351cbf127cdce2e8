#include "server/service/frame_service.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/served_town.hpp"

#include <fmt/format.h>
#include <simdjson.h>

using namespace jingwei;
using namespace jingwei::server;
using Catch::Matchers::ContainsSubstring;
using tests::ServedTown;

namespace {

std::string member(const Response &response, const char *pointer) {
    simdjson::dom::parser parser;
    return simdjson::minify(parser.parse(std::string(response.text())).at_pointer(pointer).value());
}

std::string target(spatial::LonLat known, spatial::LonLat reading) {
    return fmt::format("/v1/frames/check?known_lon={}&known_lat={}&lon={}&lat={}", known.lon, known.lat, reading.lon,
                       reading.lat);
}

constexpr spatial::LonLat abroad{104.9, 36.1};

} // namespace

TEST_CASE("a reading's frame is named over HTTP with its shift and the option that mends it") {
    ServedTown town;
    const auto known = spatial::to_lonlat(tests::cell_middle(0, 0));
    const auto response = town.get(target(known, spatial::from_store_frame(known, spatial::Frame::bd09)));
    REQUIRE(response.status == 200);
    CHECK(member(response, "/findings/0/cause") == "\"bd09\"");
    CHECK(member(response, "/findings/0/option") == "\"--frame bd09\"");
    CHECK(member(response, "/findings/0/residual_m") == "0");
    CHECK(member(response, "/known_on_ground") == "true");
    CHECK(std::stod(member(response, "/shift_m")) > 500);
    CHECK_THAT(member(response, "/findings/0/advice_zh"), ContainsSubstring("百度"));
}

TEST_CASE("swapped axes have no shift, and a known place off the ground is said to be so") {
    ServedTown town;
    const auto response = town.get(target(abroad, {abroad.lat, abroad.lon}));
    REQUIRE(response.status == 200);
    CHECK(member(response, "/shift_m") == "null");
    CHECK(member(response, "/known_on_ground") == "false");
    CHECK(member(response, "/findings/0/swapped") == "true");
}

TEST_CASE("a frame check with a parameter missing, unknown or out of range is refused naming it") {
    ServedTown town;
    for (const auto &[query, field] : std::vector<std::pair<std::string, std::string>>{
             {"known_lat=36&lon=104&lat=36", "known_lon"},
             {"known_lon=104&known_lat=96&lon=104&lat=36", "known_lat"},
             {"known_lon=104&known_lat=36&lon=104&lat=nan", "lat"},
             {"known_lon=104&known_lat=36&lon=104&lat=36&tolerance=1000", "tolerance"},
             {"known_lon=104&known_lat=36&lon=104&lat=36&frame=gcj02", "frame"}}) {
        const auto response = town.get("/v1/frames/check?" + query);
        CAPTURE(query);
        CHECK(response.status == 400);
        CHECK(member(response, "/field") == "\"" + field + "\"");
    }
}

TEST_CASE("every cause has words in both languages") {
    for (int i = 0; i <= static_cast<int>(spatial::FrameCause::unknown); ++i) {
        for (const bool swapped : {false, true}) {
            const auto advice =
                advice_on({.cause = static_cast<spatial::FrameCause>(i), .swapped = swapped, .zone_degrees = 3}, 61);
            CHECK_FALSE(advice.english.empty());
            CHECK_FALSE(advice.chinese.empty());
            CHECK((advice.english.find("changed places") != std::string::npos) == swapped);
        }
    }
    CHECK(advice_on({.cause = spatial::FrameCause::gauss_kruger_zone, .zone_degrees = -3}, 0).option == "--crs EPSG:n");
}
