#include "data/sample/layers.hpp"

#include <algorithm>

namespace jingwei::data::sample {
namespace {

/// A works area of one or several firms: round a junction, so that it lies across base grids.
struct Park {
    Vec centre;
    double radius_m = 0;
    int firms = 0;
    UnitId at = nobody; ///< a base grid that it lies in
};

/// Junctions in the widening ring around the town, with room for parks that do not touch each other.
std::vector<Park> choose_parks(const Scene &scene, Random &random) {
    const Mesh &mesh = scene.territory.mesh;
    std::vector<HalfId> halves;
    for (HalfId h = 0; h < mesh.halves().size(); ++h) {
        if (scene.territory.owner(h) != scene.territory.owner(h ^ 1U)) {
            halves.push_back(h);
        }
    }
    const std::size_t count = static_cast<std::size_t>(scene.figures.overlaid) / 4;
    const std::vector<int> firms = uneven_parts(scene.figures.overlaid, count, 1, 0.7, random);
    std::vector<Park> parks;
    while (parks.size() < count) {
        const HalfId h = random.pick(halves);
        const int n = firms[parks.size()];
        Park park{mesh.start(h), 210 * std::sqrt(static_cast<double>(n)) + 60, n, scene.territory.owner(h)};
        const bool is_free = std::all_of(parks.begin(), parks.end(), [&](const Park &other) {
            return length(other.centre - park.centre) > 1.8 * (other.radius_m + park.radius_m);
        });
        const double to_town = length(park.centre - scene.layout.centres.front().at);
        const bool around_town = to_town > 0.18 * scene.figures.radius_m && to_town < 0.62 * scene.figures.radius_m;
        const bool inland = inside(scene.layout.outline, park.centre) &&
                            distance_to_outline(scene.layout.outline, park.centre) > 3 * park.radius_m;
        if (is_free && around_town && inland && park.at != nobody) {
            parks.push_back(park);
        }
    }
    return parks;
}

std::vector<Vec> even_seeds(const Loop &loop, double radius_m, Vec centre, Random &random) {
    std::vector<Vec> seeds;
    while (seeds.size() < 200) {
        const Vec at = centre + Vec{random.real(-1.6, 1.6), random.real(-1.6, 1.6)} * radius_m;
        if (inside(loop, at)) {
            seeds.push_back(at);
        }
    }
    return seeds;
}

/// The ground of all parks, each firm one unit of rank 3.
Territory settle_parks(const std::vector<Park> &parks, Random &random) {
    Territory t;
    for (const Park &park : parks) {
        const UnitId unit = t.add_unit(2, nobody);
        for (int i = 0; i < park.firms; ++i) {
            t.add_unit(3, unit);
        }
        t.units[unit].blocks = park.firms;
        const Loop loop = round_loop(park.centre, park.radius_m, 0.22, 11, random.next());
        const BlockId block = t.mesh.add_outline(loop);
        divide(t, block, even_seeds(loop, park.radius_m, park.centre, random), {unit}, false, random);
    }
    return t;
}

EnterpriseRow enterprise(const Scene &scene, UnitId near, std::size_t n, Random &random) {
    static const std::vector<std::string> sizes{"large", "medium", "medium", "small", "small", "small"};
    EnterpriseRow row;
    row.code = scene.thing_code(near, 'E', n);
    row.name = scene.names[scene.territory.ancestor(near, 0)].name.substr(0, 6) + firm_name(random);
    row.credit_code = "99" + scene.county_code(near) + "MA" + padded(n, 7) + "X";
    row.size_class = random.pick(sizes);
    row.staff = row.size_class == "large"    ? random.between(900, 3'600)
                : row.size_class == "medium" ? random.between(250, 900)
                                             : random.between(30, 250);
    row.guards = row.size_class == "large" ? random.between(80, 100) : random.between(10, 30);
    return row;
}

void add_overlaid(const Scene &scene, StoreContent &content) {
    Random random(scene.seed, "enterprises");
    const std::vector<Park> parks = choose_parks(scene, random);
    const Territory t = settle_parks(parks, random);
    const Land land = bend_territory(t, {}, scene.ground, {0.02, 0.04}, scramble(scene.seed + 7));
    ThemeContent theme;
    theme.theme = "enterprise";
    std::vector<spatial::Label> labels(t.units.size(), spatial::no_label);
    std::size_t park = 0;
    for (UnitId u = 1; u < t.units.size(); ++u) {
        park += t.units[u].rank == 2 && u > 1 ? 1 : 0;
        if (t.units[u].rank != 3) {
            continue;
        }
        labels[u] = static_cast<spatial::Label>(theme.grids.size());
        EnterpriseRow firm = enterprise(scene, parks[park].at, theme.grids.size(), random);
        firm.theme = theme.theme;
        firm.grid_code = scene.county_code(parks[park].at) + "QY" + padded(theme.grids.size(), 3);
        firm.at = scene.ground.place(scene.ground.bend(inner_place(t.mesh.loop(t.units[u].ground.front()), random)));
        GridRow grid;
        grid.code = firm.grid_code;
        grid.name = firm.name + "企业网格";
        grid.level = "enterprise";
        grid.kind = "dedicated";
        grid.division_code = scene.county_code(parks[park].at);
        theme.grids.push_back(std::move(grid));
        content.enterprises.push_back(std::move(firm));
    }
    theme.coverage = make_coverage(t, {}, land, labels);
    content.coverages.push_back(std::move(theme));
}

void add_carved(const Scene &scene, StoreContent &content) {
    Random random(scene.seed, "enterprises");
    ThemeContent &base = content.coverages.front();
    for (const UnitId u : scene.units_of_rank(3)) {
        if (!scene.names[u].dedicated) {
            continue;
        }
        EnterpriseRow firm = enterprise(scene, u, content.enterprises.size() + 1, random);
        firm.theme = "base";
        firm.grid_code = scene.names[u].code;
        firm.at = scene.ground.place(inner_place(scene.blocks[scene.territory.units[u].ground.front()].loop, random));
        base.grids[scene.names[u].label].name = firm.name + "企业网格";
        content.enterprises.push_back(std::move(firm));
    }
}

} // namespace

void add_enterprises(const Scene &scene, StoreContent &content) {
    if (scene.figures.overlaid > 0) {
        add_overlaid(scene, content);
    }
    if (scene.figures.dedicated > 0) {
        add_carved(scene, content);
    }
}

} // namespace jingwei::data::sample
