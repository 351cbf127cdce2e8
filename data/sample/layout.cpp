#include "data/sample/layout.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace jingwei::data::sample {
namespace {

/// About normal: the sum of uniform numbers, since the standard's distributions differ between libraries.
double bell(Random &random) {
    double sum = -2;
    for (int i = 0; i < 4; ++i) {
        sum += random.unit();
    }
    return sum;
}

Vec near_centre(const Centre &c, Random &random) {
    return c.at + Vec{bell(random), bell(random)} * (c.spread_m * 1.7);
}

Vec somewhere(const Loop &loop, double radius_m, Random &random) {
    while (true) {
        const Vec at{random.real(-1.5, 1.5) * radius_m, random.real(-1.5, 1.5) * radius_m};
        if (inside(loop, at)) {
            return at;
        }
    }
}

/// A place with some distance to the outline and to the centres there are.
Vec free_place(const Layout &layout, double radius_m, double apart_m, Random &random) {
    for (double wanted = apart_m;; wanted *= 0.97) {
        const Vec at = somewhere(layout.outline, radius_m, random);
        const bool is_free = std::all_of(layout.centres.begin(), layout.centres.end(),
                                         [&](const Centre &c) { return length(c.at - at) > wanted; });
        if (is_free && distance_to_outline(layout.outline, at) > wanted * 0.4) {
            return at;
        }
    }
}

std::vector<Vec> scatter_seeds(const Layout &layout, double radius_m, std::size_t count, Random &random) {
    std::vector<Vec> seeds;
    seeds.reserve(count);
    while (seeds.size() < count) {
        double draw = random.unit();
        const auto chosen = std::find_if(layout.centres.begin(), layout.centres.end(), [&](const Centre &c) {
            draw -= c.share;
            return draw < 0;
        });
        const Vec at =
            chosen == layout.centres.end() ? somewhere(layout.outline, radius_m, random) : near_centre(*chosen, random);
        if (inside(layout.outline, at)) {
            seeds.push_back(at);
        }
    }
    return seeds;
}

/// Children of every unit of `rank - 1`, `total` in all.
void add_rank(Territory &t, int rank, int total, int least, double spread, Random &random) {
    std::vector<UnitId> parents;
    for (UnitId u = 1; u < t.units.size(); ++u) {
        if (t.units[u].rank == rank - 1) {
            parents.push_back(u);
        }
    }
    const std::vector<int> counts = uneven_parts(total, parents.size(), least, spread, random);
    for (std::size_t i = 0; i < parents.size(); ++i) {
        for (int k = 0; k < counts[i]; ++k) {
            t.add_unit(rank, parents[i]);
        }
    }
}

/// How many blocks each unit gets, from the communities up.
void count_blocks(Territory &t, Random &random) {
    for (auto u = static_cast<UnitId>(t.units.size() - 1); u > 0; --u) {
        Unit &unit = t.units[u];
        if (unit.rank == 2) {
            const auto grids = static_cast<int>(unit.children.size());
            unit.blocks = grids + random.between(grids / 4, grids * 3 / 5);
        }
        if (unit.rank < 3 && unit.parent != nobody) {
            t.units[unit.parent].blocks += unit.blocks;
        }
    }
}

/// The widest blocks first, of communities other than `not_in` under `township`.
std::vector<BlockId> wide_blocks(const Territory &t, UnitId township, UnitId not_in) {
    std::vector<std::pair<double, BlockId>> found;
    for (BlockId b = 1; b < t.mesh.block_count(); ++b) {
        const UnitId grid = t.grid_of_block[b];
        if (t.ancestor(grid, 1) == township && t.ancestor(grid, 2) != not_in) {
            found.emplace_back(-area(t.mesh.loop(b)), b);
        }
    }
    std::sort(found.begin(), found.end());
    std::vector<BlockId> blocks;
    for (const auto &entry : found) {
        blocks.push_back(entry.second);
    }
    return blocks;
}

Patch patch_in(const Territory &t, BlockId host, UnitId grid, double share, Random &random) {
    const Loop loop = t.mesh.loop(host);
    Vec best = middle(loop);
    double best_m = inside(loop, best) ? distance_to_outline(loop, best) : 0;
    for (int i = 0; i < 200; ++i) {
        const Vec at = chord_place(loop, random);
        const double d = inside(loop, at) ? distance_to_outline(loop, at) : 0;
        best = d > best_m ? at : best;
        best_m = std::max(d, best_m);
    }
    return {grid, host, round_loop(best, best_m * share, 0.3, 72, random.next())};
}

} // namespace

std::vector<int> uneven_parts(int total, std::size_t parts, int least, double spread, Random &random) {
    std::vector<double> weights(parts);
    for (double &w : weights) {
        w = random.real(1 - spread, 1 + spread);
    }
    const double sum = std::accumulate(weights.begin(), weights.end(), 0.0);
    const int free = total - least * static_cast<int>(parts);
    std::vector<int> counts;
    int given = 0;
    double due = 0;
    for (const double w : weights) {
        due += free * w / sum;
        const int mine = static_cast<int>(std::lround(due)) - given;
        given += mine;
        counts.push_back(least + mine);
    }
    counts.back() += free - given;
    return counts;
}

Loop round_loop(Vec centre, double radius_m, double wobble, int points, std::uint64_t wave) {
    Loop loop;
    for (int i = 0; i < points; ++i) {
        const Vec direction = around(static_cast<double>(i) / points);
        const double sway = noise(wave, direction * 1.4) + 0.4 * noise(wave + 1, direction * 4.0);
        loop.push_back(centre + direction * (radius_m * (1 + wobble * sway)));
    }
    return loop;
}

Layout lay_out(const Figures &f, std::uint64_t seed) {
    Random random(seed, "layout");
    Layout layout;
    layout.outline = round_loop({0, 0}, f.radius_m, 0.34, 40, random.next());
    for (Vec &v : layout.outline) {
        v.x *= 1.18;
    }
    const double main_share = 0.58 / f.counties, town_share = 0.17 / (f.counties * f.towns);
    const double main_spread = f.counties > 1 ? 3'600 : f.radius_m * 0.15;
    for (int i = 0; i < f.counties; ++i) {
        const Vec at = i == 0 ? Vec{-0.07, 0.05} * f.radius_m : free_place(layout, f.radius_m, f.radius_m * 0.75, random);
        layout.centres.push_back({at, main_spread, main_share});
    }
    for (int i = 0; i < f.counties * f.towns; ++i) {
        const Vec at = free_place(layout, f.radius_m, main_spread * 2.6, random);
        layout.centres.push_back({at, main_spread * random.real(0.16, 0.34), town_share});
    }
    return layout;
}

Territory settle_territory(const Figures &f, const Layout &layout, std::uint64_t seed) {
    Random random(seed, "territory");
    Territory t;
    for (int i = 0; i < f.counties; ++i) {
        t.add_unit(0, nobody);
    }
    add_rank(t, 1, f.townships, 1, 0.25, random);
    add_rank(t, 2, f.communities, 3, 0.6, random);
    add_rank(t, 3, f.grids, 2, 0.75, random);
    count_blocks(t, random);
    std::vector<UnitId> tops;
    int blocks = 0;
    for (int i = 1; i <= f.counties; ++i) {
        tops.push_back(static_cast<UnitId>(i));
        blocks += t.units[static_cast<UnitId>(i)].blocks;
    }
    if (f.apart) {
        const UnitId last_township = t.units[tops.back()].children.back();
        t.units[t.units[last_township].children.front()].detached = 1;
    }
    const BlockId all = t.mesh.add_outline(layout.outline);
    if (tops.size() == 1) {
        tops = t.units[tops[0]].children;
    }
    std::vector<Vec> seeds = scatter_seeds(layout, f.radius_m, static_cast<std::size_t>(blocks) * 14, random);
    divide(t, all, std::move(seeds), tops, true, random);
    return t;
}

std::vector<Patch> choose_patches(const Territory &t, std::uint64_t seed) {
    Random random(seed, "patches");
    std::vector<Patch> patches;
    UnitId township = nobody;
    for (UnitId u = 1; u < t.units.size(); ++u) {
        if (t.units[u].detached > 0) {
            township = t.units[u].parent;
            patches.push_back(patch_in(t, wide_blocks(t, township, u).front(), t.units[u].children.back(), 0.34, random));
        }
    }
    if (township == nobody) {
        return patches;
    }
    const UnitId last = t.units[township].children.back();
    std::vector<BlockId> hosts = wide_blocks(t, township, last);
    hosts.erase(std::remove(hosts.begin(), hosts.end(), patches.front().host), hosts.end());
    patches.push_back(patch_in(t, hosts[0], nobody, 0.55, random));
    patches.push_back(patch_in(t, hosts[1], t.units[last].children.front(), 0.3, random));
    return patches;
}

} // namespace jingwei::data::sample
