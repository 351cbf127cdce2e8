#include "spatial/point_pyramid.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/long_run.hpp"

#include <map>
#include <random>

using namespace jingwei::spatial;

namespace {

constexpr std::int32_t half_turn = 1'800'000'000;
constexpr std::int32_t quarter_turn = 900'000'000;

/// Points over a city, heaps at one place, on the lines between tiles and at the ends of the lattice.
class RandomPoints {
  public:
    explicit RandomPoints(unsigned seed) : m_random(seed) {}

    PointEntry entry(std::int64_t id) {
        PointEntry entry;
        entry.at = place();
        entry.id = id;
        entry.slot = static_cast<std::uint32_t>(id);
        entry.category = static_cast<std::uint16_t>(number(5));
        entry.state = static_cast<std::uint16_t>(number(3));
        return entry;
    }
    std::vector<PointEntry> entries(std::size_t count) {
        std::vector<PointEntry> entries;
        for (std::size_t i = 0; i < count; ++i) {
            entries.push_back(entry(static_cast<std::int64_t>(i + 1)));
        }
        return entries;
    }
    std::uint32_t number(std::uint32_t below) { return static_cast<std::uint32_t>(m_random() % below); }

  private:
    LatticePoint place() {
        switch (number(6)) {
        case 0: // two heaps, a step of the lattice apart
            return {1'041'500'000 + static_cast<std::int32_t>(number(2)), 365'500'000};
        case 1: // on the lines between tiles: multiples of 360 degrees / 2^12
            return {static_cast<std::int32_t>(-half_turn + std::int64_t{2 * std::int64_t{half_turn}} * number(4096) / 4096), 0};
        case 2: // the ends of the lattice
            return {number(2) == 0 ? -half_turn : half_turn, number(2) == 0 ? -quarter_turn : quarter_turn};
        default:
            return {1'041'000'000 + static_cast<std::int32_t>(number(3'000'000)),
                    365'000'000 + static_cast<std::int32_t>(number(3'000'000))};
        }
    }
    std::mt19937_64 m_random;
};

using Tallies = std::map<std::uint64_t, PointTally>;

std::uint64_t square_of(const PointEntry &entry, unsigned depth) {
    return depth == 0 ? 0 : entry.key >> (64 - 2 * depth);
}

Tallies by_walking(const PointSet &points, TileId tile, unsigned depth) {
    Tallies tallies;
    points.for_each_in(tile, [&](const PointEntry &entry) { tallies[square_of(entry, depth)].add(entry); });
    return tallies;
}

Tallies by_pyramid(const PointPyramid &pyramid, const PointSet &points, TileId tile, unsigned depth) {
    Tallies tallies;
    pyramid.for_each_square(points, tile, depth, [&](const PointPyramid::Square &square) {
        REQUIRE((tallies.empty() || tallies.rbegin()->first < square.key));
        REQUIRE((square.only != nullptr) == (square.tally->count == 1));
        tallies.emplace(square.key, *square.tally);
    });
    return tallies;
}

TileId tile_of(const PointEntry &entry, int z) {
    const auto index = [&](std::uint32_t v) { return z == 0 ? 0 : v >> (32U - static_cast<unsigned>(z)); };
    return {static_cast<std::uint8_t>(z), index(entry.position.x), index(entry.position.y)};
}

} // namespace

TEST_CASE("the pyramid's squares hold what walking over the points gives", "[pyramid]") {
    const unsigned seed = std::random_device{}();
    CAPTURE(seed);
    RandomPoints random(seed);
    const PointSet points(random.entries(jingwei::tests::is_long_run() ? 60'000 : 6'000));
    const PointPyramid pyramid(points);
    REQUIRE(pyramid.count_in(points, {}) == points.size());
    for (unsigned depth = 0; depth <= 32; ++depth) {
        REQUIRE(by_pyramid(pyramid, points, {}, depth) == by_walking(points, {}, depth));
    }
    for (int round = 0; round < 200; ++round) {
        const auto chunk = points.chunk(random.number(static_cast<std::uint32_t>(points.chunk_count())));
        const TileId tile =
            tile_of(chunk[random.number(static_cast<std::uint32_t>(chunk.size()))], static_cast<int>(random.number(23)));
        const unsigned depth = tile.z + random.number(6);
        CAPTURE(int{tile.z}, tile.x, tile.y, depth);
        REQUIRE(by_pyramid(pyramid, points, tile, depth) == by_walking(points, tile, depth));
        REQUIRE(pyramid.count_in(points, tile) == points.count_in(tile));
    }
}

TEST_CASE("categories and states of every square add up to its count", "[pyramid]") {
    RandomPoints random(53);
    const PointSet points(random.entries(4'000));
    const PointPyramid pyramid(points);
    pyramid.for_each_square(points, {}, 14, [](const PointPyramid::Square &square) {
        std::uint64_t categories = 0;
        std::uint64_t states = 0;
        for (const PointShare &share : square.tally->shares) {
            REQUIRE(share.count > 0);
            (share.what < PointShare::first_state ? categories : states) += share.count;
        }
        REQUIRE(categories == square.tally->count);
        REQUIRE(states == square.tally->count);
    });
}

TEST_CASE("any order of changes gives the pyramid that building gives", "[pyramid]") {
    const unsigned seed = std::random_device{}();
    CAPTURE(seed);
    RandomPoints random(seed);
    auto entries = random.entries(3'000);
    PointSet points(entries);
    PointPyramid pyramid(points);
    std::int64_t next_id = 10'000;
    const int rounds = jingwei::tests::is_long_run() ? 2'000 : 300;
    for (int round = 0; round < rounds; ++round) {
        PointSet after = points;
        for (std::uint32_t change = 0; change <= random.number(4); ++change) { // several in one go
            const std::uint32_t index = random.number(static_cast<std::uint32_t>(entries.size()));
            if (random.number(round < rounds / 2 ? 2 : 5) != 0) { // the second half thins out
                after = after.without(entries[index].id, entries[index].at);
                entries.erase(entries.begin() + index);
            } else if (random.number(3) == 0) {
                after = after.without(entries[index].id, entries[index].at);
                entries[index].state = static_cast<std::uint16_t>(random.number(3));
                after = after.with(entries[index]);
            } else {
                entries.push_back(random.entry(next_id++));
                after = after.with(entries.back());
            }
        }
        pyramid = pyramid.updated(points, after);
        points = after;
        if (round % 10 == 0) {
            const PointPyramid built(points);
            CAPTURE(round);
            REQUIRE(pyramid.node_count() == built.node_count());
            for (const unsigned depth : {0U, 9U, 13U, 17U, 27U, 32U}) {
                REQUIRE(by_pyramid(pyramid, points, {}, depth) == by_pyramid(built, points, {}, depth));
            }
        }
    }
    for (const PointEntry &entry : entries) {
        const PointSet after = points.without(entry.id, entry.at);
        pyramid = pyramid.updated(points, after);
        points = after;
    }
    CHECK(points.size() == 0);
    CHECK(pyramid.node_count() == 0);
}

TEST_CASE("a pyramid of nothing answers by walking, and few points need no nodes", "[pyramid]") {
    RandomPoints random(59);
    const PointSet points(random.entries(1'000));
    CHECK(by_pyramid({}, points, {}, 12) == by_walking(points, {}, 12));
    CHECK(PointPyramid().count_in(points, {}) == 1'000);
    CHECK(by_pyramid({}, {}, {}, 3).empty());
    CHECK(PointPyramid(PointSet(random.entries(PointPyramid::few))).node_count() == 0);
    const PointSet one_more(random.entries(PointPyramid::few + 1));
    CHECK(PointPyramid(one_more).node_count() >= 1);
}

TEST_CASE("a heap at one place costs one chain of nodes", "[pyramid]") {
    std::vector<PointEntry> entries(5'000);
    for (std::size_t i = 0; i < entries.size(); ++i) {
        entries[i].at = {1'041'500'000, 365'500'000};
        entries[i].id = static_cast<std::int64_t>(i + 1);
    }
    const PointSet points(entries);
    const PointPyramid pyramid(points);
    CHECK(pyramid.node_count() == PointPyramid::deepest + 1);
    CHECK(by_pyramid(pyramid, points, {}, 32).size() == 1);
}
