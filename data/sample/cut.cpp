#include "data/sample/cut.hpp"

#include <algorithm>

namespace jingwei::data::sample {
namespace {

constexpr int directions_tried = 14;

struct Crossing {
    std::size_t side = 0; ///< which half-edge of the block
    Vec at;
    double along = 0;
};

/// A block while cuts through it are tried.
struct Block {
    std::vector<HalfId> halves;
    Loop loop;
    double snap_m = 0; ///< an end closer than this to a node goes to the node
};

/// The offset along `normal` that leaves `share` of the seeds below it.
double seed_quantile(const std::vector<Vec> &seeds, Vec normal, double share) {
    std::vector<double> offsets;
    offsets.reserve(seeds.size());
    for (const Vec s : seeds) {
        offsets.push_back(dot(s, normal));
    }
    const auto k = static_cast<std::ptrdiff_t>(share * static_cast<double>(offsets.size()));
    const auto kth = offsets.begin() + std::clamp<std::ptrdiff_t>(k, 1, static_cast<std::ptrdiff_t>(offsets.size()) - 1);
    std::nth_element(offsets.begin(), kth, offsets.end());
    return (*kth + *std::max_element(offsets.begin(), kth)) / 2;
}

std::vector<Crossing> crossings(const Loop &loop, Vec normal, double offset) {
    std::vector<Crossing> found;
    for (std::size_t i = 0; i < loop.size(); ++i) {
        const Vec a = loop[i], b = loop[(i + 1) % loop.size()];
        const double da = dot(a, normal) - offset, db = dot(b, normal) - offset;
        if ((da < 0) != (db < 0)) {
            const Vec at = mix(a, b, da / (da - db));
            found.push_back({i, at, cross(normal, at)});
        }
    }
    std::sort(found.begin(), found.end(), [](const Crossing &p, const Crossing &q) { return p.along < q.along; });
    return found;
}

CutEnd end_at(const Block &block, const Crossing &c) {
    const std::size_t after = (c.side + 1) % block.loop.size();
    const double to_start = length(c.at - block.loop[c.side]), to_end = length(c.at - block.loop[after]);
    if (std::min(to_start, to_end) < block.snap_m) {
        const std::size_t node = to_start <= to_end ? c.side : after;
        return {block.halves[node], block.loop[node], true};
    }
    return {block.halves[c.side], c.at, false};
}

/// The sine of the smallest angle between the cut and the street it meets; 0 when it would leave the block.
double opening(const Mesh &mesh, const CutEnd &end, Vec into) {
    const Vec ahead = unit(mesh.end(end.half) - end.at);
    const Vec behind = unit((end.at_node ? mesh.start(mesh.halves()[end.half].prev) : mesh.start(end.half)) - end.at);
    const double reflex = cross(ahead, behind);
    const double left = cross(ahead, into), right = cross(into, behind);
    const bool within = reflex >= 0 ? left > 0 && right > 0 : left > 0 || right > 0;
    if (!within) {
        return end.at_node || left <= 0 ? 0 : left;
    }
    const double sine_ahead = dot(ahead, into) > 0 ? left : 1;
    const double sine_behind = dot(behind, into) > 0 ? right : 1;
    return std::min(sine_ahead, sine_behind);
}

std::optional<Cut> try_cut(const Mesh &mesh, const Block &block, const std::vector<Vec> &seeds, double share, Vec normal) {
    const std::vector<Crossing> found = crossings(block.loop, normal, seed_quantile(seeds, normal, share));
    if (found.size() < 2 || found.size() % 2 != 0) {
        return std::nullopt;
    }
    std::size_t best = 0;
    for (std::size_t i = 2; i < found.size(); i += 2) {
        best = found[i + 1].along - found[i].along > found[best + 1].along - found[best].along ? i : best;
    }
    Cut cut{end_at(block, found[best]), end_at(block, found[best + 1]), 0};
    const Vec chord = cut.to.at - cut.from.at;
    if (cut.from.half == cut.to.half || length(chord) < block.snap_m) {
        return std::nullopt;
    }
    const double sine = std::min(opening(mesh, cut.from, unit(chord)), opening(mesh, cut.to, unit(chord * -1)));
    if (sine < 0.42) {
        return std::nullopt;
    }
    cut.score = length(chord) / (block.snap_m * 8) + 1.6 * (1 - sine) + (found.size() > 2 ? 0.8 : 0.0);
    return cut;
}

} // namespace

std::optional<Cut> best_cut(const Mesh &mesh, BlockId block, const std::vector<Vec> &seeds, double share, Random &random) {
    Block b{mesh.around(block), mesh.loop(block), 0};
    b.snap_m = 0.13 * std::sqrt(area(b.loop));
    std::optional<Cut> best;
    const double turn = random.unit();
    for (int i = 0; i < directions_tried; ++i) {
        const Vec normal = around((i + turn) / directions_tried);
        std::optional<Cut> cut = try_cut(mesh, b, seeds, share, normal);
        if (cut) {
            cut->score += random.real(0, 0.5);
            best = !best || cut->score < best->score ? cut : best;
        }
    }
    return best;
}

} // namespace jingwei::data::sample
