#include "spatial/error.hpp"
#include "tests/support/catch.hpp"
#include "tiles/gzip.hpp"
#include "tiles/tile_cache.hpp"

#include <atomic>
#include <latch>
#include <random>
#include <thread>
#include <vector>

using namespace jingwei::tiles;

TEST_CASE("a tile is built once and then found") {
    TileCache cache(10'000);
    int builds = 0;
    const auto build = [&] {
        ++builds;
        return std::string("tile");
    };
    CHECK(cache.find("a") == nullptr);
    CHECK(*cache.get_or_build("a", build) == "tile");
    CHECK(*cache.get_or_build("a", build) == "tile");
    CHECK(*cache.find("a") == "tile");
    CHECK(builds == 1);
    CHECK(cache.stats().hits == 2);
    CHECK(cache.stats().misses == 1);
    cache.clear();
    CHECK(cache.find("a") == nullptr);
    CHECK(cache.stats().bytes == 0);
}

TEST_CASE("an empty tile is kept too") {
    TileCache cache(10'000);
    CHECK(cache.get_or_build("empty", [] { return std::string(); })->empty());
    REQUIRE(cache.find("empty") != nullptr);
}

TEST_CASE("the least recently used tile is dropped first, and the bytes stay within the bound") {
    TileCache cache(4'000);
    const auto big = [] { return std::string(1'000, 'x'); };
    for (const char *key : {"a", "b", "c"}) {
        REQUIRE(cache.get_or_build(key, big)->size() == 1'000);
    }
    REQUIRE(cache.find("a") != nullptr);
    REQUIRE(cache.get_or_build("d", big) != nullptr);
    CHECK(cache.find("b") == nullptr);
    CHECK(cache.find("a") != nullptr);
    CHECK(cache.find("c") != nullptr);
    CHECK(cache.stats().entries == 3);
    CHECK(cache.stats().bytes <= 4'000);
    CHECK(cache.get_or_build("huge", [] { return std::string(5'000, 'x'); })->size() == 5'000);
    CHECK(cache.find("huge") == nullptr);
    CHECK(cache.find("a") != nullptr);
}

TEST_CASE("what a build throws reaches the caller and is not kept") {
    TileCache cache(10'000);
    const auto fail = []() -> std::string { throw std::runtime_error("no"); };
    REQUIRE_THROWS_AS(cache.get_or_build("a", fail), std::runtime_error);
    CHECK(*cache.get_or_build("a", [] { return std::string("yes"); }) == "yes");
}

TEST_CASE("many callers of one key share one build") {
    TileCache cache(10'000);
    std::atomic<int> builds{0};
    constexpr int callers = 8;
    std::latch start(callers);
    std::vector<TileBytes> tiles(callers);
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < callers; ++i) {
            threads.emplace_back([&, i] {
                start.arrive_and_wait();
                tiles[static_cast<std::size_t>(i)] = cache.get_or_build("a", [&] {
                    ++builds;
                    // holds the build open until every other caller waits for it or has yet to ask
                    while (cache.stats().waits < callers - 1) {
                        std::this_thread::yield();
                    }
                    return std::string("one");
                });
            });
        }
    }
    CHECK(builds == 1);
    for (const auto &tile : tiles) {
        CHECK(tile == tiles[0]);
    }
    CHECK(cache.stats().waits == callers - 1);
}

TEST_CASE("gzip and back is the identity, and damage is refused") {
    std::mt19937 random(37);
    for (const std::size_t size : {0, 1, 100, 100'000}) {
        std::string bytes(size, '\0');
        for (char &c : bytes) {
            c = static_cast<char>('a' + random() % 4);
        }
        const std::string packed = gzip(bytes);
        CHECK(gunzip(packed) == bytes);
        CHECK(gzip(bytes) == packed);
    }
    CHECK(gunzip(gzip(std::string(1'000'000, 'x'))).size() == 1'000'000);
    CHECK_THROWS_AS(gunzip("not gzip"), jingwei::Error);
    CHECK_THROWS_AS(gunzip(gzip(std::string(10'000, 'x')), 100), jingwei::Error);
}
