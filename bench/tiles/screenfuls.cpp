#include "bench/tiles/styled_city.hpp"

#include <random>
#include <set>

namespace jingwei::bench {

namespace {

constexpr int first_zoom = 10;
constexpr int last_zoom = 16;
constexpr int columns = 5;
constexpr int rows = 3;
constexpr int other_screens = 3;
constexpr std::uint64_t seed = 20151; // written into the figures' note

/// The middle of the zoom-14 tile with most points.
spatial::TilePosition densest(const spatial::PointSet &points) {
    constexpr unsigned shift = 32 - 14;
    std::map<std::pair<std::uint32_t, std::uint32_t>, std::size_t> counts;
    points.for_each_in({}, [&](const spatial::PointEntry &entry) {
        ++counts[{entry.position.x >> shift, entry.position.y >> shift}];
    });
    const auto most = std::ranges::max_element(counts, {}, [](const auto &count) { return count.second; });
    const std::uint32_t middle = 1U << (shift - 1);
    return {(most->first.first << shift) + middle, (most->first.second << shift) + middle};
}

std::vector<spatial::TilePosition> middles(const spatial::PointSet &points) {
    std::vector<spatial::TilePosition> places;
    points.for_each_in({}, [&](const spatial::PointEntry &entry) { places.push_back(entry.position); });
    std::vector<spatial::TilePosition> found{densest(points)};
    std::mt19937_64 random(seed);
    for (int i = 0; i < other_screens; ++i) {
        found.push_back(places[random() % places.size()]); // the same in every library, unlike a distribution
    }
    return found;
}

} // namespace

std::vector<spatial::TileId> screenfuls(const data::World &world) {
    const auto places = middles(world.rental_houses->points);
    std::vector<spatial::TileId> tiles;
    for (int zoom = first_zoom; zoom <= last_zoom; ++zoom) {
        const auto shift = static_cast<unsigned>(32 - zoom);
        for (const spatial::TilePosition middle : places) {
            for (int i = 0; i < columns * rows; ++i) {
                const auto x = static_cast<std::int64_t>(middle.x >> shift) + i % columns - columns / 2;
                const auto y = static_cast<std::int64_t>(middle.y >> shift) + i / columns - rows / 2;
                tiles.push_back(
                    {static_cast<std::uint8_t>(zoom), static_cast<std::uint32_t>(x), static_cast<std::uint32_t>(y)});
            }
        }
    }
    std::ranges::sort(tiles);
    const auto repeated = std::ranges::unique(tiles);
    tiles.erase(repeated.begin(), repeated.end());
    return tiles;
}

} // namespace jingwei::bench
