#include "server/service/basemaps.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/json_answer.hpp"
#include "tests/support/raw_client.hpp"
#include "tests/support/served_town.hpp"

#include <fstream>

using namespace jingwei;
using namespace jingwei::server;
using Catch::Matchers::ContainsSubstring;
using tests::ScratchFolder;
using tests::ServedTown;
using Json = tests::JsonAnswer;

namespace {

/// A file that begins like an archive; each byte tells its place.
std::string content(std::size_t size) {
    std::string bytes = "PMTiles\x03";
    while (bytes.size() < size) {
        bytes += static_cast<char>(bytes.size() * 31 % 251);
    }
    return bytes;
}

struct MapTown {
    explicit MapTown(std::size_t size = 1000, Config config = {}) : bytes(content(size)) {
        write();
        config.basemaps = {"streets=" + file().string()};
        town = std::make_unique<ServedTown>(config);
    }
    void write() const { std::ofstream(file(), std::ios::binary) << bytes; }
    [[nodiscard]] std::filesystem::path file() const { return folder.path() / "streets.pmtiles"; }
    Response get(const std::string &range, std::vector<std::pair<std::string, std::string>> headers = {}) const {
        if (!range.empty()) {
            headers.emplace_back("Range", range);
        }
        return town->get("/basemap/streets", headers);
    }
    ScratchFolder folder;
    std::string bytes;
    std::unique_ptr<ServedTown> town;
};

} // namespace

TEST_CASE("a configured base map is given whole or by range") {
    const MapTown map;
    const Response whole = map.get("");
    CHECK(whole.status == 200);
    CHECK(whole.content_type == "application/vnd.pmtiles");
    CHECK(whole.header("Accept-Ranges") == "bytes");
    CHECK(whole.text() == map.bytes);
    const std::vector<std::tuple<std::string, std::size_t, std::size_t>> ranges{
        {"bytes=0-126", 0, 127},     {"bytes=500-", 500, 500},
        {"bytes=-100", 900, 100},    {"bytes=999-999", 999, 1},
        {"bytes=990-5000", 990, 10}, {"bytes=-5000", 0, 1000},
        {"Bytes=0-9", 0, 10},        {"bytes=5-99999999999999999999999", 5, 995}};
    for (const auto &[range, offset, length] : ranges) {
        CAPTURE(range);
        const Response part = map.get(range);
        CHECK(part.status == 206);
        CHECK(part.text() == map.bytes.substr(offset, length));
        CHECK(part.header("Content-Range") ==
              "bytes " + std::to_string(offset) + "-" + std::to_string(offset + length - 1) + "/1000");
        CHECK(part.header("ETag") == whole.header("ETag"));
    }
}

TEST_CASE("ranges that cannot be given are refused with the size, and no work done") {
    const MapTown map;
    for (const char *range : {"bytes=1000-", "bytes=1000-1001", "bytes=5-4", "bytes=-0", "bytes=-", "bytes=", "bytes=a-b",
                              "0-5", "items=0-5", "bytes=0-1,5-6", "bytes=0", "bytes=--5", "bytes=1-2-3", "bytes= 0-1",
                              "bytes=99999999999999999999-", "bytes=0-9999999999999999999x", "\xff"}) {
        CAPTURE(range);
        const Response refused = map.get(range);
        CHECK(refused.status == 416);
        CHECK(refused.content_type == "application/problem+json");
        CHECK(refused.header("Content-Range") == "bytes */1000");
    }
}

TEST_CASE("ranges in several lines are refused, tags in several lines are one list, and no parameter is known") {
    const MapTown map;
    CHECK(map.get("bytes=0-9", {{"Range", "bytes=20-29"}}).status == 416);
    const std::string etag(map.get("").header("ETag"));
    CHECK(map.get("", {{"If-None-Match", "\"other\""}, {"If-None-Match", etag}}).status == 304);
    for (const char *garbage : {"x", "\"x", "*, \"x\""}) {
        CAPTURE(garbage);
        const Response refused = map.get("bytes=0-9", {{"If-None-Match", garbage}});
        CHECK(refused.status == 400);
        CHECK_THAT(std::string(refused.text()), ContainsSubstring("bad_entity_tag"));
    }
    CHECK(map.town->get("/basemap/streets?x=1").status == 400);
}

TEST_CASE("a base map whose file is gone is told by its id, without where it lay") {
    const MapTown map;
    std::filesystem::remove(map.file());
    const Response gone = map.get("");
    CHECK(gone.status == 503);
    CHECK_THAT(std::string(gone.text()), ContainsSubstring("streets"));
    CHECK(gone.text().find(map.folder.path().string()) == std::string_view::npos);
    map.write();
    CHECK(map.get("").status == 200);
}

TEST_CASE("a base map known already is not sent, and a range of another content is not mixed in") {
    const MapTown map;
    const std::string etag(map.get("").header("ETag"));
    CHECK(map.get("", {{"If-None-Match", etag}}).status == 304);
    CHECK(map.get("bytes=0-9", {{"If-None-Match", etag}}).status == 304);
    CHECK(map.get("bytes=0-9", {{"If-Range", etag}}).status == 206);
    CHECK(map.get("bytes=0-9", {{"If-Range", "\"other\""}}).status == 200);
    CHECK(map.get("bytes=0-9", {{"If-Range", "Sat, 28 Nov 2026 00:00:00 GMT"}}).status == 200);
    std::ofstream(map.folder.path() / "next", std::ios::binary) << content(1000);
    std::filesystem::rename(map.folder.path() / "next", map.file());
    CHECK(map.get("bytes=0-9", {{"If-Range", etag}}).status == 200);
    CHECK(map.get("", {{"If-None-Match", etag}}).status == 200);
}

TEST_CASE("nothing but configured base maps is read") {
    const MapTown map;
    for (const char *path : {"/basemap/other", "/basemap/..%2f..%2fetc%2fpasswd", "/basemap/streets.pmtiles",
                             "/basemap/STREETS", "/basemap/", "/basemap/streets/x", "/basemap/%2e%2e", "/basemap/streets%00"}) {
        CAPTURE(path);
        const Response refused = map.town->get(path);
        CHECK(refused.status == 404);
        CHECK(refused.content_type == "application/problem+json");
    }
    CHECK(Json(map.town->get("/v1/info")).text("/basemaps") == "[\"streets\"]");
    Config everywhere;
    everywhere.listen = "0.0.0.0:8080";
    CHECK(MapTown(100, everywhere).get("").status == 401);
}

TEST_CASE("base maps are configured as an id and an archive") {
    const ScratchFolder folder;
    const auto good = (folder.path() / "a.pmtiles").string();
    const auto bad = (folder.path() / "b.pmtiles").string();
    std::ofstream(good, std::ios::binary) << content(200);
    std::ofstream(bad, std::ios::binary) << "PMTiles\x02 and more";
    CHECK(Basemaps({"a=" + good, "b=" + good}).ids() == std::vector<std::string>{"a", "b"});
    const std::vector<std::pair<std::vector<std::string>, ErrorCode>> wrong{
        {{"a"}, ErrorCode::bad_call},
        {{"=" + good}, ErrorCode::bad_call},
        {{"a="}, ErrorCode::bad_call},
        {{"../a=" + good}, ErrorCode::bad_call},
        {{"a=" + good, "a=" + good}, ErrorCode::bad_call},
        {{"a=" + bad}, ErrorCode::bad_call},
        {{"a=/no/such"}, ErrorCode::machine},
        {{"a=" + folder.path().string()}, ErrorCode::machine}};
    for (const auto &[words, code] : wrong) {
        CAPTURE(words.back());
        try {
            const Basemaps maps(words);
            FAIL_CHECK("not refused");
        } catch (const Error &error) {
            CHECK(error.code() == code);
        }
    }
}

TEST_CASE("a large base map goes over the line piece by piece, and HEAD tells its size") {
    constexpr std::size_t size = 3'000'000;
    Config config;
    config.listen = "127.0.0.1:0";
    MapTown map(size, config);
    map.town->app().start();
    test::RawClient client(map.town->app().port());
    const std::string host = "Host: 127.0.0.1\r\n";
    client.send("HEAD /basemap/streets HTTP/1.1\r\n" + host + "\r\n");
    CHECK_THAT(client.read_until("\r\n\r\n", 1), ContainsSubstring("Content-Length: 3000000\r\n"));
    client.send("GET /basemap/streets HTTP/1.1\r\n" + host + "Range: bytes=1000-2999999\r\n\r\n");
    client.send("GET /basemap/streets HTTP/1.1\r\n" + host + "Connection: close\r\n\r\n");
    const std::string all = client.read_to_end();
    CHECK(all.find(map.bytes.substr(1000)) != std::string::npos);
    CHECK(all.ends_with(map.bytes));
    CHECK(all.size() > 2 * size - 1000);
    map.town->app().stop();
}
