#include "bench/micro/samples.hpp"
#include "data/layer.hpp"
#include "data/world_layers.hpp"
#include "tiles/tile_builder.hpp"

#include <algorithm>
#include <array>
#include <benchmark/benchmark.h>
#include <map>

namespace jingwei::bench {

namespace {

constexpr auto quad = spatial::TileGrid::web_mercator_quad;

/// The tile of a zoom with the most points.
spatial::TileId fullest_tile(const spatial::PointSet &points, int zoom) {
    std::map<spatial::TileId, std::size_t> counts;
    points.for_each_in({}, [&](const spatial::PointEntry &entry) {
        const auto shift = 32U - static_cast<unsigned>(zoom);
        ++counts[{static_cast<std::uint8_t>(zoom), entry.position.x >> shift, entry.position.y >> shift}];
    });
    const auto most = std::max_element(counts.begin(), counts.end(), [](auto &a, auto &b) { return a.second < b.second; });
    return most == counts.end() ? spatial::TileId{} : most->first;
}

/// A layer of houses with no attributes, with its pyramid or by walking over its points.
tiles::TileLayer houses_to_draw(const data::World &world, bool with_pyramid) {
    tiles::PointSource source;
    source.points = {world.rental_houses, &world.rental_houses->points};
    if (with_pyramid) {
        source.pyramid = {world.rental_houses, &world.rental_houses->pyramid};
    }
    source.categories = world.rental_houses->categories;
    source.write_attributes = [](const spatial::PointEntry & /*entry*/, tiles::FeatureWriter & /*feature*/) {};
    return tiles::point_layer("rental_houses", std::move(source));
}

void draw_tile(benchmark::State &state, Sample &sample, int zoom, bool with_pyramid) {
    const data::World &world = sample.world();
    const std::vector<tiles::TileLayer> layers{houses_to_draw(world, with_pyramid)};
    const spatial::TileId tile = fullest_tile(world.rental_houses->points, zoom);
    std::size_t bytes = 0;
    for (auto _ : state) {
        bytes = tiles::build_tile(layers, tile, quad).size();
    }
    state.counters["points"] = static_cast<double>(world.rental_houses->points.count_in(tile));
    state.counters["tile_bytes"] = static_cast<double>(bytes);
}

void build_pyramid(benchmark::State &state, Sample &sample) {
    const spatial::PointSet &points = sample.world().rental_houses->points;
    spatial::PointPyramid pyramid;
    for (auto _ : state) {
        pyramid = spatial::PointPyramid(points);
    }
    state.counters["points"] = static_cast<double>(points.size());
    state.counters["nodes"] = static_cast<double>(pyramid.node_count());
    state.counters["bytes"] = static_cast<double>(pyramid.bytes());
}

/// One camera moves across the city and back: rows, points and pyramid of the next World.
void move_camera(benchmark::State &state, Sample &sample) {
    data::Layer<data::CameraRow> layer = *sample.world().cameras;
    const std::size_t last = layer.rows.size() - 1;
    const std::array ends{layer.rows[0].at, layer.rows[last].at};
    std::size_t turn = 0;
    for (auto _ : state) {
        data::CameraRow camera = layer.rows[0];
        camera.at = ends[++turn % 2];
        layer = data::with_row(layer, std::move(camera), turn);
    }
}

void draw_sectors_tile(benchmark::State &state, Sample &sample) {
    const data::World &world = sample.world();
    const auto &rows = world.cameras->rows;
    const auto sector_of = [&rows](std::uint32_t slot) {
        const data::CameraRow &row = rows[slot];
        return spatial::Sector{row.at, row.azimuth_deg.value_or(0), row.fov_deg.value_or(360), row.range_m.value_or(50)};
    };
    std::vector<tiles::PlacedSector> placed;
    for (std::uint32_t slot = 0; slot < rows.size(); ++slot) {
        placed.push_back({rows[slot].id, slot, sector_of(slot)});
    }
    tiles::SectorSource source{std::make_shared<const tiles::SectorSet>(placed), sector_of,
                               [](std::uint32_t /*slot*/, tiles::FeatureWriter & /*feature*/) {}};
    const std::vector<tiles::TileLayer> layers{tiles::camera_sectors_layer(std::move(source))};
    const spatial::TileId tile = fullest_tile(world.cameras->points, 15);
    std::size_t bytes = 0;
    for (auto _ : state) {
        bytes = tiles::build_tile(layers, tile, quad).size();
    }
    state.counters["cameras"] = static_cast<double>(world.cameras->points.count_in(tile));
    state.counters["tile_bytes"] = static_cast<double>(bytes);
}

} // namespace

void add_point_benchmarks(Sample &sample) {
    const auto add = [&](const std::string &name, auto run) {
        benchmark::RegisterBenchmark((name + "/" + sample.name).c_str(), run)->Unit(benchmark::kMicrosecond);
    };
    add("pyramid_build", [&](benchmark::State &state) { build_pyramid(state, sample); });
    add("pyramid_move_camera", [&](benchmark::State &state) { move_camera(state, sample); });
    for (const int zoom : {8, 10, 12, 14}) {
        const std::string name = "houses_tile_z" + std::to_string(zoom);
        add(name + "_walked", [&, zoom](benchmark::State &state) { draw_tile(state, sample, zoom, false); });
        add(name, [&, zoom](benchmark::State &state) { draw_tile(state, sample, zoom, true); });
    }
    add("sectors_tile_z15", [&](benchmark::State &state) { draw_sectors_tile(state, sample); });
}

} // namespace jingwei::bench
