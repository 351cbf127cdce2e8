#include "data/sample/territory.hpp"

#include "data/sample/cut.hpp"
#include "spatial/error.hpp"

#include <algorithm>
#include <array>
#include <numeric>

namespace jingwei::data::sample {
namespace {

/// Divides one block after another; a plain recursion with the territory at hand.
class Divider {
  public:
    Divider(Territory &territory, bool river, Random &random) : m_land(territory), m_river(river), m_random(random) {}

    void share_out(BlockId block, std::vector<Vec> seeds, std::vector<UnitId> heirs);

  private:
    void settle(BlockId block, std::vector<Vec> seeds, UnitId unit);
    std::vector<BlockId> cut_blocks(BlockId block, const std::vector<Vec> &seeds, int count);
    BlockId cut_in_two(BlockId block, const std::vector<Vec> &given, double share, Street street);
    HalfId open_end(const CutEnd &end);
    std::vector<Vec> enough(BlockId block, std::vector<Vec> seeds);
    std::vector<Vec> bends(BlockId block, Vec a, Vec b, const Street &street);
    std::pair<std::vector<Vec>, std::vector<Vec>> part_seeds(BlockId kept, const std::vector<Vec> &seeds) const;
    void join_blocks(UnitId community, const std::vector<BlockId> &blocks);
    double shared_border(const std::vector<BlockId> &a, const std::vector<BlockId> &b) const;

    Territory &m_land;
    bool m_river; ///< still to be drawn
    Random &m_random;
};

std::pair<std::vector<Vec>, std::vector<Vec>> Divider::part_seeds(BlockId kept, const std::vector<Vec> &seeds) const {
    const Loop loop = m_land.mesh.loop(kept);
    std::pair<std::vector<Vec>, std::vector<Vec>> parts;
    for (const Vec s : seeds) {
        (inside(loop, s) ? parts.first : parts.second).push_back(s);
    }
    return parts;
}

/// Makes the node of an end, where there is none; the half-edge that starts there.
HalfId Divider::open_end(const CutEnd &end) {
    return end.at_node ? end.half : m_land.mesh.split_edge(end.half, end.at);
}

/// Small blocks have few seeds: some even ones beside them.
std::vector<Vec> Divider::enough(BlockId block, std::vector<Vec> seeds) {
    const Loop loop = m_land.mesh.loop(block);
    while (seeds.size() < 16) {
        const Vec at = chord_place(loop, m_random);
        if (inside(loop, at)) {
            seeds.push_back(at);
        }
    }
    return seeds;
}

/// Nodes between the ends, so that long streets are not straight: displaced midpoints that stay inside the block.
std::vector<Vec> Divider::bends(BlockId block, Vec a, Vec b, const Street &street) {
    constexpr std::array<int, 4> counts{11, 7, 3, 0};
    const int count = street.river ? 23 : counts.at(static_cast<std::size_t>(street.rank));
    const Loop loop = m_land.mesh.loop(block);
    const Vec across = left_of(b - a);
    const std::uint64_t wave = m_random.next();
    for (double height = street.river ? 0.16 : 0.11; height > 0.01; height /= 2) {
        std::vector<Vec> made;
        bool fits = true;
        Vec last = a;
        for (int i = 1; i <= count + 1; ++i) {
            const double t = static_cast<double>(i) / (count + 1);
            const double sway = (noise(wave, t * 3) + 0.45 * noise(wave + 1, t * 8)) * height * 4 * t * (1 - t);
            const Vec at = mix(a, b, t) + across * (i <= count ? sway : 0.0);
            for (std::size_t k = 0; fits && k < loop.size(); ++k) {
                const Vec p = loop[k], q = loop[(k + 1) % loop.size()];
                const bool touches_end = distance_to_segment(a, p, q) < 1e-6 || distance_to_segment(b, p, q) < 1e-6;
                fits = touches_end || !segments_meet(last, at, p, q);
            }
            fits =
                fits && (i > count || (inside(loop, at) && distance_to_outline(loop, at) > 0.02 * length(b - a) * t * (1 - t)));
            last = at;
            if (i <= count) {
                made.push_back(at);
            }
        }
        if (fits) {
            return made;
        }
    }
    return {};
}

BlockId Divider::cut_in_two(BlockId block, const std::vector<Vec> &given, double share, Street street) {
    const std::vector<Vec> more = given.size() < 16 ? enough(block, given) : std::vector<Vec>{};
    const std::vector<Vec> &seeds = more.empty() ? given : more;
    std::optional<Cut> cut;
    for (int attempt = 0; attempt < 24 && !cut; ++attempt) {
        const double drift = attempt == 0 ? 0 : m_random.real(-0.02, 0.02) * attempt;
        cut = best_cut(m_land.mesh, block, seeds, std::clamp(share + drift, 0.05, 0.95), m_random);
    }
    if (!cut) {
        throw Error(ErrorCode::bad_data, "the sample's streets could not be laid out with this seed; try another --seed");
    }
    const HalfId from = open_end(cut->from);
    const HalfId to = open_end(cut->to);
    m_land.streets.push_back(street);
    const auto id = static_cast<StreetId>(m_land.streets.size() - 1);
    return m_land.mesh.split_block(from, to, bends(block, cut->from.at, cut->to.at, street), id);
}

void Divider::share_out(BlockId block, std::vector<Vec> seeds, std::vector<UnitId> heirs) {
    if (heirs.size() == 1) {
        return settle(block, std::move(seeds), heirs[0]);
    }
    const auto weight = [&](std::size_t n) {
        return std::accumulate(heirs.begin(), heirs.begin() + static_cast<std::ptrdiff_t>(n), 0,
                               [&](int sum, UnitId u) { return sum + m_land.units[u].blocks; });
    };
    const int total = weight(heirs.size());
    std::size_t n = 1;
    while (n + 1 < heirs.size() && weight(n) + weight(n + 1) < total) {
        ++n;
    }
    const double share = static_cast<double>(weight(n)) / total;
    const BlockId made = cut_in_two(block, seeds, share, {m_land.units[heirs[0]].rank, m_river});
    m_river = false;
    auto [mine, other] = part_seeds(block, seeds);
    std::vector<UnitId> first(heirs.begin(), heirs.begin() + static_cast<std::ptrdiff_t>(n));
    std::vector<UnitId> second(heirs.begin() + static_cast<std::ptrdiff_t>(n), heirs.end());
    const double mine_share = static_cast<double>(mine.size()) / static_cast<double>(mine.size() + other.size());
    if (std::abs(mine_share - share) > std::abs(1 - mine_share - share)) {
        std::swap(first, second);
    }
    share_out(block, std::move(mine), std::move(first));
    share_out(made, std::move(other), std::move(second));
}

void Divider::settle(BlockId block, std::vector<Vec> seeds, UnitId unit) {
    if (m_land.units[unit].rank < 2) {
        std::vector<UnitId> children = m_land.units[unit].children;
        return share_out(block, std::move(seeds), std::move(children));
    }
    join_blocks(unit, cut_blocks(block, seeds, m_land.units[unit].blocks));
}

std::vector<BlockId> Divider::cut_blocks(BlockId block, const std::vector<Vec> &seeds, int count) {
    if (count == 1) {
        return {block};
    }
    const int first = count / 2;
    const double share = static_cast<double>(first) / count;
    const BlockId made = cut_in_two(block, seeds, share, {3, false});
    const auto [mine, other] = part_seeds(block, seeds);
    const bool small_mine = (mine.size() < other.size()) == (share < 0.5);
    std::vector<BlockId> blocks = cut_blocks(block, mine, small_mine ? first : count - first);
    const std::vector<BlockId> rest = cut_blocks(made, other, small_mine ? count - first : first);
    blocks.insert(blocks.end(), rest.begin(), rest.end());
    return blocks;
}

double Divider::shared_border(const std::vector<BlockId> &a, const std::vector<BlockId> &b) const {
    double sum = 0;
    for (const BlockId block : a) {
        for (const HalfId h : m_land.mesh.around(block)) {
            const bool touches = std::find(b.begin(), b.end(), m_land.mesh.halves()[h ^ 1U].block) != b.end();
            sum += touches ? length(m_land.mesh.end(h) - m_land.mesh.start(h)) : 0;
        }
    }
    return sum;
}

void Divider::join_blocks(UnitId community, const std::vector<BlockId> &blocks) {
    std::vector<std::vector<BlockId>> groups;
    for (const BlockId b : blocks) {
        groups.push_back({b});
    }
    const Unit &unit = m_land.units[community];
    const std::size_t wanted = unit.children.size() - static_cast<std::size_t>(unit.detached);
    const auto size = [&](const std::vector<BlockId> &g) {
        return std::accumulate(g.begin(), g.end(), 0.0, [&](double s, BlockId b) { return s + area(m_land.mesh.loop(b)); });
    };
    while (groups.size() > wanted) {
        std::sort(groups.begin(), groups.end(), [&](const auto &a, const auto &b) { return size(a) < size(b); });
        std::size_t best = 1;
        double best_border = -1;
        for (std::size_t i = 1; i < groups.size(); ++i) {
            const double border = shared_border(groups[0], groups[i]) / std::sqrt(size(groups[i]));
            best = border > best_border ? i : best;
            best_border = std::max(border, best_border);
        }
        groups[best].insert(groups[best].end(), groups[0].begin(), groups[0].end());
        groups.erase(groups.begin());
    }
    m_land.grid_of_block.resize(m_land.mesh.block_count(), nobody);
    for (std::size_t i = 0; i < groups.size(); ++i) {
        const UnitId grid = unit.children[i];
        for (const BlockId b : groups[i]) {
            m_land.grid_of_block[b] = grid;
        }
        m_land.units[grid].ground = groups[i];
    }
}

} // namespace

Vec chord_place(const Loop &loop, Random &random) {
    const Vec a = random.pick(loop);
    const Vec b = random.pick(loop);
    const Vec c = random.pick(loop);
    const double along = random.unit();
    return mix(a, mix(b, c, along), random.unit());
}

UnitId Territory::add_unit(int rank, UnitId parent) {
    units.push_back({.rank = rank, .parent = parent, .children = {}, .ground = {}});
    const auto id = static_cast<UnitId>(units.size() - 1);
    if (parent != nobody) {
        units[parent].children.push_back(id);
    }
    return id;
}

UnitId Territory::ancestor(UnitId unit, int rank) const {
    while (unit != nobody && units[unit].rank > rank) {
        unit = units[unit].parent;
    }
    return unit;
}

void divide(Territory &territory, BlockId block, std::vector<Vec> seeds, const std::vector<UnitId> &tops, bool river,
            Random &random) {
    Divider(territory, river, random).share_out(block, std::move(seeds), tops);
    territory.grid_of_block.resize(territory.mesh.block_count(), nobody);
}

} // namespace jingwei::data::sample
