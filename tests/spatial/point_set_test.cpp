#include "spatial/measure.hpp"
#include "spatial/point_set.hpp"
#include "tests/support/catch.hpp"

#include <algorithm>
#include <cmath>
#include <random>
#include <set>

using namespace jingwei::spatial;

namespace {

std::vector<PointEntry> random_entries(std::size_t count, unsigned seed) {
    std::mt19937_64 random(seed);
    std::uniform_int_distribution<std::int32_t> step(0, 3'000'000);
    std::vector<PointEntry> entries(count);
    for (std::size_t i = 0; i < count; ++i) {
        entries[i].at = {1'041'000'000 + step(random), 365'000'000 + step(random)};
        entries[i].id = static_cast<std::int64_t>(i + 1);
        entries[i].slot = static_cast<std::uint32_t>(i);
    }
    return entries;
}

PointEntry entry_at(LatticePoint at, std::int64_t id) {
    PointEntry entry;
    entry.at = at;
    entry.id = id;
    return entry;
}

std::set<std::int64_t> ids_in(const PointSet &points, TileId tile) {
    std::set<std::int64_t> ids;
    points.for_each_in(tile, [&](const PointEntry &entry) { ids.insert(entry.id); });
    return ids;
}

std::size_t shared_chunks(const PointSet &a, const PointSet &b) {
    std::set<const void *> chunks;
    for (std::size_t i = 0; i < a.chunk_count(); ++i) {
        chunks.insert(a.chunk_identity(i));
    }
    std::size_t shared = 0;
    for (std::size_t i = 0; i < b.chunk_count(); ++i) {
        shared += chunks.count(b.chunk_identity(i));
    }
    return shared;
}

} // namespace

TEST_CASE("each point is in exactly one tile of every zoom") {
    const PointSet points(random_entries(5000, 17));
    REQUIRE(points.size() == 5000);
    REQUIRE(points.chunk_count() == 5);
    for (std::uint8_t z = 0; z <= 12; ++z) {
        std::set<std::pair<std::uint32_t, std::uint32_t>> tiles;
        points.for_each_in({}, [&](const PointEntry &entry) {
            tiles.emplace(z == 0 ? 0 : entry.position.x >> (32U - z), z == 0 ? 0 : entry.position.y >> (32U - z));
        });
        std::size_t sum = 0;
        for (const auto &[x, y] : tiles) {
            sum += points.count_in({z, x, y});
        }
        REQUIRE(sum == points.size());
    }
}

TEST_CASE("an empty set has no points anywhere") {
    const PointSet points;
    CHECK(points.count_in({}) == 0);
    CHECK(points.without(1, {}).size() == 0);
    CHECK(points.with(entry_at({1, 1}, 9)).count_in({}) == 1);
}

TEST_CASE("a change copies one chunk and leaves the old set as it was") {
    const PointSet before(random_entries(5000, 19));
    const LatticePoint at{1'041'500'000, 365'500'000};
    const PointSet after = before.with(entry_at(at, 9001));
    CHECK(before.size() == 5000);
    CHECK(after.size() == 5001);
    CHECK(shared_chunks(before, after) == before.chunk_count() - 1);
    CHECK(ids_in(after, {}).count(9001) == 1);
    CHECK(ids_in(before, {}).count(9001) == 0);
    const PointSet again = after.without(9001, at);
    CHECK(ids_in(again, {}) == ids_in(before, {}));
    CHECK(again.without(9001, at).size() == 5000);
    CHECK(again.without(1, at).size() == 5000);
}

TEST_CASE("any order of changes gives the set that sorting gives") {
    const unsigned seed = 23;
    INFO("seed " << seed);
    std::mt19937_64 random(seed);
    auto entries = random_entries(3000, seed);
    for (std::size_t i = 0; i < 100; ++i) {
        entries[i].at = entries[0].at; // many at one place
    }
    PointSet grown;
    for (const auto &entry : entries) {
        grown = grown.with(entry);
    }
    std::shuffle(entries.begin(), entries.end(), random);
    for (int i = 0; i < 2000; ++i) {
        grown = grown.without(entries.back().id, entries.back().at);
        entries.pop_back();
    }
    const PointSet sorted(entries);
    std::vector<std::int64_t> left;
    std::vector<std::int64_t> right;
    grown.for_each_in({}, [&](const PointEntry &entry) { left.push_back(entry.id); });
    sorted.for_each_in({}, [&](const PointEntry &entry) { right.push_back(entry.id); });
    REQUIRE(left == right);
    REQUIRE(grown.size() == sorted.size());
    grown.for_each_run({}, [&](std::span<const PointEntry> run) { REQUIRE(run.size() <= 1024); });
}

TEST_CASE("the nearest points are those that looking at all of them gives, nearest first") {
    const unsigned seed = std::random_device{}();
    CAPTURE(seed);
    std::mt19937_64 random(seed);
    auto entries = random_entries(5'000, seed);
    for (std::size_t i = 0; i < 200; ++i) { // several at one place, so that distances tie
        entries[i].at = entries[i % 7 + 300].at;
    }
    PointSet points(entries);
    for (std::int64_t id = 4'000; id < 4'200; ++id) {
        points = points.without(id, entries[static_cast<std::size_t>(id) - 1].at);
    }
    const auto gone = [](const PointEntry &entry) { return entry.id >= 4'000 && entry.id < 4'200; };
    std::erase_if(entries, gone);
    const auto passes = [](const PointEntry &entry) { return entry.id % 3 != 0; };
    for (int round = 0; round < 60; ++round) {
        const LatticePoint from = round % 5 == 0 ? entries[static_cast<std::size_t>(random() % entries.size())].at
                                                 : LatticePoint{1'040'500'000 + static_cast<std::int32_t>(random() % 4'000'000),
                                                                364'500'000 + static_cast<std::int32_t>(random() % 4'000'000)};
        const double radius = round % 4 == 0 ? 1e9 : static_cast<double>(random() % 4'000);
        const std::size_t count = random() % 40;
        const auto scale = local_scale(from.y);
        std::vector<std::pair<double, std::int64_t>> all;
        for (const PointEntry &entry : entries) {
            const double distance = std::hypot((entry.at.x - from.x) * scale.east_m, (entry.at.y - from.y) * scale.north_m);
            if (distance <= radius && passes(entry)) {
                all.emplace_back(std::round(distance * 1e6), entry.id);
            }
        }
        std::ranges::sort(all);
        all.resize(std::min(all.size(), count));
        std::vector<std::pair<double, std::int64_t>> found;
        for (const PointSet::Near &near : points.nearest(from, count, radius, passes)) {
            found.emplace_back(std::round(near.distance_m * 1e6), near.entry->id);
        }
        CAPTURE(round, radius, count);
        REQUIRE(found == all);
    }
    CHECK(PointSet().nearest({0, 0}, 5, 1e9, passes).empty());
}

TEST_CASE("the points in a box are those that looking at all of them gives") {
    const unsigned seed = std::random_device{}();
    CAPTURE(seed);
    std::mt19937_64 random(seed);
    const auto entries = random_entries(5'000, seed);
    const PointSet points(entries);
    for (int round = 0; round < 40; ++round) {
        LatticeBox box;
        box.add(entries[static_cast<std::size_t>(random() % entries.size())].at);
        box.add(entries[static_cast<std::size_t>(random() % entries.size())].at);
        std::set<std::int64_t> expected;
        for (const PointEntry &entry : entries) {
            if (box.contains(entry.at)) {
                expected.insert(entry.id);
            }
        }
        std::set<std::int64_t> found;
        points.for_each_in_box(box, [&](const PointEntry &entry) { REQUIRE(found.insert(entry.id).second); });
        REQUIRE(found == expected);
    }
}
