#include "data/sample/scene.hpp"

#include <algorithm>

namespace jingwei::data::sample {
namespace {

constexpr spatial::LatticePoint sample_centre{1'041'700'000, 365'400'000};
constexpr double urban_block_m2 = 220'000;

std::vector<Vec> course(const Scene &scene, HalfId half) {
    std::vector<Vec> points;
    for (const spatial::LatticePoint p : scene.land.edges[half / 2]) {
        points.push_back(scene.ground.metres(p));
    }
    if (half % 2 != 0) {
        std::reverse(points.begin(), points.end());
    }
    return points;
}

BlockGround block_ground(const Scene &scene, BlockId block) {
    BlockGround ground;
    for (const HalfId h : scene.territory.mesh.around(block)) {
        const std::vector<Vec> points = course(scene, h);
        ground.loop.insert(ground.loop.end(), points.begin(), points.end() - 1);
    }
    ground.grid = scene.territory.grid_of_block[block];
    ground.area_m2 = area(ground.loop);
    ground.urban = ground.area_m2 < urban_block_m2;
    ground.open = std::none_of(scene.patches.begin(), scene.patches.end(), [&](const Patch &p) { return p.host == block; });
    return ground;
}

} // namespace

std::vector<UnitId> Scene::units_of_rank(int rank) const {
    std::vector<UnitId> found;
    for (UnitId u = 1; u < territory.units.size(); ++u) {
        if (territory.units[u].rank == rank) {
            found.push_back(u);
        }
    }
    std::sort(found.begin(), found.end(), [&](UnitId a, UnitId b) { return names[a].code < names[b].code; });
    return found;
}

std::string Scene::thing_code(UnitId grid, char letter, std::size_t n) const {
    return county_code(grid) + letter + padded(n, 6);
}

Scene make_scene(SampleSize size, std::uint64_t seed, const std::function<void(double)> &progress) {
    const Figures figures = figures_of(size);
    const std::uint64_t own = scramble(seed * 8 + static_cast<std::uint64_t>(size));
    Scene scene{figures, own, Ground(own, sample_centre, figures.radius_m), lay_out(figures, own), {}, {}, {}, {}, {}, {}, {}};
    scene.territory = settle_territory(figures, scene.layout, own);
    progress(0.25);
    scene.patches = choose_patches(scene.territory, own);
    scene.land = bend_territory(scene.territory, scene.patches, scene.ground, {}, own);
    progress(0.5);
    scene.blocks.resize(1);
    for (BlockId b = 1; b < scene.territory.mesh.block_count(); ++b) {
        scene.blocks.push_back(block_ground(scene, b));
    }
    name_units(scene);
    name_streets(scene);
    std::vector<spatial::Label> labels;
    for (const UnitName &n : scene.names) {
        labels.push_back(n.label);
    }
    scene.base.coverage = make_coverage(scene.territory, scene.patches, scene.land, labels);
    progress(0.6);
    return scene;
}

double course_length(const Scene &scene, HalfId half) {
    const std::vector<Vec> points = course(scene, half);
    double sum = 0;
    for (std::size_t i = 1; i < points.size(); ++i) {
        sum += length(points[i] - points[i - 1]);
    }
    return sum;
}

std::optional<Pose> beside(const Scene &scene, HalfId half, double along_m, double aside_m) {
    const BlockId block = scene.territory.mesh.halves()[half].block;
    if (block == outside) {
        return std::nullopt;
    }
    const std::vector<Vec> points = course(scene, half);
    double left_m = std::min(along_m, course_length(scene, half) / 2);
    for (std::size_t i = 1; i < points.size(); ++i) {
        const double step = length(points[i] - points[i - 1]);
        if (left_m <= step) {
            const Vec direction = unit(points[i] - points[i - 1]);
            const Pose pose{points[i - 1] + direction * left_m + left_of(direction) * aside_m, direction};
            const bool fits =
                inside(scene.blocks[block].loop, pose.at) && distance_to_outline(scene.blocks[block].loop, pose.at) > 1;
            return fits ? std::optional(pose) : std::nullopt;
        }
        left_m -= step;
    }
    return std::nullopt;
}

Vec inner_place(const Loop &loop, Random &random) {
    Vec best = middle(loop);
    double best_m = inside(loop, best) ? distance_to_outline(loop, best) : 0;
    for (int i = 0; i < 24 || best_m <= 0; ++i) {
        const Vec at = chord_place(loop, random);
        const double d = inside(loop, at) ? distance_to_outline(loop, at) : 0;
        best = d > best_m ? at : best;
        best_m = std::max(d, best_m);
    }
    return best;
}

} // namespace jingwei::data::sample
