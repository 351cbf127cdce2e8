#include "bench/micro/samples.hpp"

#include <algorithm>
#include <random>

namespace jingwei::bench {

namespace {

constexpr std::uint64_t seed = 20151; // printed nowhere: it never changes

std::vector<spatial::LatticePoint> places(const data::World &world) {
    std::vector<spatial::LatticePoint> found;
    for (std::size_t i = 0; i < world.rental_houses->rows.size(); ++i) {
        found.push_back(world.rental_houses->rows[i].at);
    }
    for (std::size_t i = 0; i < world.cameras->rows.size(); ++i) {
        found.push_back(world.cameras->rows[i].at);
    }
    return found;
}

} // namespace

const data::World &Sample::world() {
    if (!store) {
        store = data::Store::open(file, data::Store::Mode::read_only);
    }
    return *store->world();
}

std::vector<Sample> find_samples(const std::filesystem::path &folder) {
    std::vector<Sample> samples;
    for (const auto &entry : std::filesystem::directory_iterator(folder)) {
        if (entry.path().extension() == ".sqlite") {
            samples.push_back({entry.path().stem().string(), entry.path(), nullptr});
        }
    }
    std::ranges::sort(samples, {}, [](const Sample &sample) { return std::filesystem::file_size(sample.file); });
    return samples;
}

std::vector<spatial::LatticePoint> uniform_points(const data::World &world, std::size_t count) {
    const auto &box = world.themes.front()->coverage.bounds();
    std::mt19937_64 random(seed);
    std::uniform_int_distribution<std::int32_t> x(box.min_x, box.max_x);
    std::uniform_int_distribution<std::int32_t> y(box.min_y, box.max_y);
    std::vector<spatial::LatticePoint> points(count);
    for (auto &point : points) {
        point = {x(random), y(random)};
    }
    return points;
}

std::vector<spatial::LatticePoint> clustered_points(const data::World &world, std::size_t count) {
    const auto around = places(world);
    if (around.empty()) {
        return uniform_points(world, count);
    }
    std::mt19937_64 random(seed);
    std::uniform_int_distribution<std::size_t> which(0, around.size() - 1);
    std::uniform_int_distribution<std::int32_t> shift(-10'000, 10'000);
    std::vector<spatial::LatticePoint> points(count);
    for (auto &point : points) {
        point = around[which(random)];
        point.x += shift(random);
        point.y += shift(random);
    }
    return points;
}

} // namespace jingwei::bench
