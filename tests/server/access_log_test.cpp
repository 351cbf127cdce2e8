#include "server/http/access_log.hpp"
#include "spatial/error.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/scratch_folder.hpp"

#include <filesystem>
#include <fstream>
#include <map>
#include <simdjson.h>
#include <thread>

using namespace jingwei;
using namespace jingwei::server;
using Catch::Matchers::ContainsSubstring;

TEST_CASE("requests of many threads leave one whole line each, in the order of each thread") {
    constexpr int thread_count = 4;
    constexpr int each = 3000; // together more than one block
    const tests::ScratchFolder folder;
    const auto path = folder.path() / "access.log";
    {
        AccessLog log(path.string());
        std::vector<std::thread> threads;
        for (int t = 0; t < thread_count; ++t) {
            threads.emplace_back([&log, t] {
                Request request;
                for (int i = 0; i < each; ++i) {
                    request.target = "/v1/locate?thread=" + std::to_string(t) + "&name=\"网格\"";
                    log.write(request, 200, static_cast<std::size_t>(i), std::chrono::microseconds(7));
                }
            });
        }
        for (auto &thread : threads) {
            thread.join();
        }
    }
    simdjson::dom::parser parser;
    std::map<std::string, std::uint64_t> next;
    std::ifstream file(path);
    for (std::string line; std::getline(file, line);) {
        const simdjson::dom::element json = parser.parse(line);
        const std::uint64_t bytes = json["bytes"].get_uint64();
        REQUIRE(bytes == next[std::string(json["target"].get_string().value())]++);
    }
    CHECK(next.size() == thread_count);
    for (const auto &[target, count] : next) {
        CHECK(count == each);
    }
}

TEST_CASE("a log that cannot be opened is refused with the way out, and 'off' writes nothing") {
    const tests::ScratchFolder folder;
    const auto below_a_file = folder.path() / "access.log";
    std::ofstream(below_a_file) << "a file";
    CHECK_THROWS_WITH(AccessLog((below_a_file / "all.log").string()),
                      ContainsSubstring("all.log") && ContainsSubstring("choose another with --log"));
    AccessLog off("off");
    off.write(Request{}, 200, 1, {});
    CHECK_FALSE(off.enabled());
}
