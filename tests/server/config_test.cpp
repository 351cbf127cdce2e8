#include "server/command/command.hpp"
#include "server/config.hpp"
#include "server/service/instant.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/scratch_store.hpp"

#include <cstdlib>
#include <fstream>
#include <sstream>

using namespace jingwei;
using namespace jingwei::server;
using Catch::Matchers::ContainsSubstring;

namespace {

/// What a command line came to.
struct Ran {
    int code = 0;
    std::string out, err;
};

Ran run(std::vector<std::string> words) {
    words.insert(words.begin(), "jingwei");
    std::vector<const char *> argv;
    for (const std::string &word : words) {
        argv.push_back(word.c_str());
    }
    std::ostringstream out;
    std::ostringstream err;
    const std::atomic<bool> interrupted = false;
    const int code = run_program(static_cast<int>(argv.size()), argv.data(), out, err, interrupted);
    return {code, out.str(), err.str()};
}

} // namespace

TEST_CASE("a place to listen on is address:port, and loopback is known") {
    CHECK(parse_listen("127.0.0.1:8080").loopback());
    CHECK(parse_listen("localhost:1").loopback());
    CHECK(parse_listen("[::1]:8080").address == "::1");
    CHECK(parse_listen("[::1]:8080").loopback());
    CHECK_FALSE(parse_listen("0.0.0.0:80").loopback());
    CHECK_FALSE(parse_listen("[::]:80").loopback());
    CHECK(parse_listen("[::]:80").everywhere());
    CHECK(parse_listen("0.0.0.0:80").url() == "http://127.0.0.1:80");
    CHECK(parse_listen("[::]:80").url() == "http://[::1]:80");
    CHECK(parse_listen("[::1]:80").url() == "http://[::1]:80");
    CHECK(parse_listen("10.1.2.3:80").url() == "http://10.1.2.3:80");
    for (const char *text :
         {"", "8080", ":8080", "127.0.0.1", "127.0.0.1:", "127.0.0.1:x", "127.0.0.1:70000", "::1:8080", "[]:1"}) {
        CAPTURE(text);
        CHECK_THROWS_AS(parse_listen(text), Error);
    }
}

TEST_CASE("a public URL is a scheme, a host and at most a path") {
    const auto completed_url = [](const std::string &url) {
        Config config;
        config.public_url = url;
        return completed(config).public_url;
    };
    CHECK(completed_url("https://map.example/jw/") == "https://map.example/jw");
    CHECK(path_of_url(completed_url("https://map.example/jw/")) == "/jw");
    CHECK(path_of_url(completed_url("https://map.example/")).empty());
    CHECK(path_of_url(completed_url("")).empty());
    for (const char *wrong : {"map.example", "ftp://map.example", "https://map.example/?a=b", "https://map.example/#a",
                              "https://map.example/a b", "https://", "http:///"}) {
        CAPTURE(wrong);
        CHECK_THROWS_AS(completed_url(wrong), Error);
    }
}

TEST_CASE("a map approval number may be given with the words before it, and is shown with them once") {
    for (const char *given : {"GS(2026)0001号", "审图号：GS(2026)0001号", "审图号 GS(2026)0001号", " 审图号: GS(2026)0001号"}) {
        CAPTURE(given);
        CHECK(attribution_line("某局", given) == "某局 · 审图号：GS(2026)0001号");
        Config config;
        config.map_approval = given;
        CHECK(completed(config).map_approval == "GS(2026)0001号");
    }
    CHECK(attribution_line("某局", "审图号：") == "某局");
}

TEST_CASE("level zooms are growing zooms that tiles are built for") {
    CHECK(read_level_zooms("") == tiles::LevelZooms{10, 12});
    CHECK(read_level_zooms("9") == tiles::LevelZooms{9});
    CHECK(read_level_zooms("0,11,16") == tiles::LevelZooms{0, 11, 16});
    for (const char *text : {",", "9,", ",9", "9,9", "12,10", "17", "-1", "+9", "9;10", "9, 10", "nine"}) {
        CAPTURE(text);
        CHECK_THROWS_WITH(read_level_zooms(text),
                          ContainsSubstring("growing zooms from 0 to 16") && ContainsSubstring("'" + std::string(text) + "'"));
    }
}

TEST_CASE("instants are dates or times, in the store's offset unless they say theirs") {
    CHECK(parse_instant("1970-01-01", 480) == -8 * 3'600'000);
    CHECK(parse_instant("1970-01-01T08:00:00", 480) == 0);
    CHECK(parse_instant("1970-01-01T00:00:00Z", 480) == 0);
    CHECK(parse_instant("1970-01-01T02:30:00+02:30", 480) == 0);
    CHECK(parse_instant("1970-01-01T02:30:00 02:30", 480) == 0);
    CHECK(parse_instant("1969-12-31T19:00:00-05:00", 480) == 0);
    for (const char *text :
         {"", "1970", "1970-1-1", "2026-02-29", "2026-01-01T24:00:00Z", "2026-01-01T00:00", "2026-01-01x", "0001-01-01"}) {
        CAPTURE(text);
        CHECK_FALSE(parse_instant(text, 480).has_value());
    }
    CHECK(format_instant(0, 480) == "1970-01-01T08:00:00+08:00");
    CHECK(format_instant(-1, -300) == "1969-12-31T18:59:59.999-05:00");
    for (const auto at : std::vector<data::TimeMs>{1, 40, 999, 1000, 1'764'319'520'007}) {
        CHECK(parse_instant(format_instant(at, 480), 480) == at);
    }
    CHECK(parse_instant("1970-01-01T08:00:00.5", 480) == 500);
    CHECK(parse_instant("1970-01-01T08:00:00.0629999+08:00", 480) == 62);
    CHECK_FALSE(parse_instant("1970-01-01T08:00:00.", 480).has_value());
}

TEST_CASE("wrong calls end with 2, missing stores and data with their own codes, and say what to do") {
    const tests::ScratchFolder folder;
    const std::string db = (folder.path() / "a.sqlite").string();
    CHECK(run({}).code == 2);
    CHECK(run({"nonsense"}).code == 2);
    CHECK(run({"--help"}).code == 0);
    CHECK(run({"serve"}).code == 2);
    CHECK(run({"serve", "--db", db, "--listen", "nowhere"}).code == 2);
    CHECK(run({"locate", db, "1", "2"}).code != 0);
    REQUIRE(run({"init", db}).code == 0);
    CHECK(run({"init", db}).code != 0);
    CHECK(run({"locate", db, "1"}).code == 2);
    CHECK(run({"locate", db, "-1.5", "53.8"}).code == 0);
    CHECK(run({"locate", db, "nan", "53.8"}).code == 2);
    CHECK_THAT(run({"locate", db, "1", "2", "--frame", "xian80"}).err, ContainsSubstring("gcj02"));
    const Ran checked = run({"check", db});
    CHECK(checked.code == 0);
    CHECK_THAT(checked.out, ContainsSubstring("clean"));
    CHECK(run({"user", "add", db, "wall", "--password", "a long enough password"}).code == 0);
    const Ran key = run({"key", "add", db, "wall"});
    CHECK(key.code == 0);
    CHECK(key.out.size() > 20);
    CHECK(run({"key", "add", db, "nobody"}).code != 0);
    const std::string copy = (folder.path() / "copy.sqlite").string();
    CHECK(run({"backup", db, copy}).code == 0);
    CHECK(run({"backup", db, copy}).code != 0);
    CHECK(run({"check", copy}).code == 0);
}

TEST_CASE("a config file gives what the command line leaves out, and an unknown key is a wrong call") {
    const tests::ScratchFolder folder;
    const std::string config = (folder.path() / "jingwei.toml").string();
    const auto served_with = [&](const std::string &text, std::vector<std::string> words) {
        std::ofstream(config) << text;
        words.insert(words.end(), {"--config", config});
        words.insert(words.begin(), "serve");
        return run(words);
    };
    const std::string missing = (folder.path() / "missing.sqlite").string();
    CHECK(served_with("[serve]\nlisten = \"nowhere\"\n", {"--db", missing}).code == 2);
    CHECK_THAT(served_with("[serve]\nlisten = \"nowhere\"\n", {"--db", missing}).err, ContainsSubstring("nowhere"));
    CHECK_THAT(served_with("[serve]\nlisten = \"nowhere\"\n", {"--db", missing, "--listen", "127.0.0.1:0"}).err,
               ContainsSubstring("missing.sqlite"));
    const Ran unknown = served_with("[serve]\nlissten = \"127.0.0.1:0\"\n", {"--db", missing});
    CHECK(unknown.code == 2);
    CHECK_THAT(unknown.err, ContainsSubstring("lissten"));
    CHECK(run({"serve", "--db", missing, "--config", "/nonexistent.toml"}).code == 2);
    setenv("JINGWEI_LISTEN", "nowhere2", 1);
    CHECK_THAT(run({"serve", "--db", missing}).err, ContainsSubstring("nowhere2"));
    CHECK_THAT(served_with("[serve]\nlisten = \"nowhere\"\n", {"--db", missing}).err, ContainsSubstring("'nowhere'"));
    unsetenv("JINGWEI_LISTEN");
}
