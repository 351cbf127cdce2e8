#include "server/api/known_tiles.hpp"
#include "tests/support/catch.hpp"

using namespace jingwei;
using server::KnownTile;
using server::KnownTiles;

TEST_CASE("known tiles keep the last thousands, and one that is asked for again stays") {
    KnownTiles known;
    const auto tile = [](std::size_t i) {
        KnownTile made;
        made.cache_key = std::to_string(i);
        return made;
    };
    known.put("first", tile(0));
    known.put("second", tile(1));
    for (std::size_t i = 0; i < KnownTiles::most_young; ++i) {
        known.put("a" + std::to_string(i), tile(i));
    }
    REQUIRE(known.find("first") != nullptr);
    CHECK(known.find("first")->cache_key == "0");
    for (std::size_t i = 0; i < KnownTiles::most_young; ++i) {
        known.put("b" + std::to_string(i), tile(i));
    }
    CHECK(known.find("first") != nullptr);
    CHECK(known.find("second") == nullptr);
    CHECK(known.find("never") == nullptr);
}

TEST_CASE("tiles with long addresses are not kept, and take no place of those that are") {
    KnownTiles known;
    const std::string longest(KnownTiles::longest_key, 'a');
    known.put(longest, {});
    for (std::size_t i = 0; i < 2 * KnownTiles::most_young; ++i) {
        known.put(std::to_string(i) + std::string(KnownTiles::longest_key, 'b'), {});
    }
    CHECK(known.find(longest) != nullptr);
    CHECK(known.find("0" + std::string(KnownTiles::longest_key, 'b')) == nullptr);
    CHECK(known.find(std::to_string(2 * KnownTiles::most_young - 1) + std::string(KnownTiles::longest_key, 'b')) == nullptr);
}

TEST_CASE("a known tile is of one World only, even where another lies in its place") {
    auto world = std::make_shared<const data::World>();
    KnownTile tile;
    tile.world = world;
    CHECK(tile.is_of(world));
    CHECK_FALSE(tile.is_of(std::make_shared<const data::World>()));
    world.reset();
    CHECK_FALSE(tile.is_of(std::make_shared<const data::World>()));
}
