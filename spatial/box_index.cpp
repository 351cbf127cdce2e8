#include "spatial/box_index.hpp"

#include <utility>

namespace jingwei::spatial {

namespace {

TilePosition centre(const TileBox &box) {
    const auto middle = [](std::int64_t a, std::int64_t b) {
        return static_cast<std::uint32_t>(std::clamp<std::int64_t>((a + b) / 2, 0, UINT32_MAX));
    };
    return {middle(box.min_x, box.max_x), middle(box.min_y, box.max_y)};
}

} // namespace

TileBox tile_box(TileId tile, int buffer) {
    const std::int64_t side = std::int64_t{1} << (32U - tile.z);
    const std::int64_t wider = side * buffer / 4096;
    const std::int64_t west = tile.x * side;
    const std::int64_t north = tile.y * side;
    return {west - wider, north - wider, west + side - 1 + wider, north + side - 1 + wider};
}

BoxIndex::BoxIndex(std::span<const TileBox> boxes) {
    std::vector<std::pair<std::uint64_t, std::uint32_t>> keys;
    for (std::uint32_t i = 0; i < boxes.size(); ++i) {
        if (boxes[i].min_x <= boxes[i].max_x) {
            keys.emplace_back(morton_key(centre(boxes[i])), i);
        }
    }
    std::sort(keys.begin(), keys.end());
    auto &leaves = m_levels.emplace_back();
    for (const auto &[key, index] : keys) {
        leaves.push_back(boxes[index]);
        m_order.push_back(index);
    }
    while (m_levels.back().size() > 1) {
        const auto &below = m_levels.back();
        std::vector<TileBox> level((below.size() + fan_out - 1) / fan_out);
        for (std::size_t i = 0; i < below.size(); ++i) {
            level[i / fan_out].add(below[i]);
        }
        m_levels.push_back(std::move(level));
    }
}

std::vector<std::uint32_t> BoxIndex::find(const TileBox &query) const {
    std::vector<std::uint32_t> found;
    if (m_order.empty()) {
        return found;
    }
    std::vector<std::pair<std::size_t, std::size_t>> open{{m_levels.size() - 1, 0}};
    while (!open.empty()) {
        const auto [level, place] = open.back();
        open.pop_back();
        if (!m_levels[level][place].intersects(query)) {
            continue;
        }
        if (level == 0) {
            found.push_back(m_order[place]);
            continue;
        }
        const std::size_t end = std::min((place + 1) * fan_out, m_levels[level - 1].size());
        for (std::size_t child = place * fan_out; child < end; ++child) {
            open.emplace_back(level - 1, child);
        }
    }
    std::sort(found.begin(), found.end());
    return found;
}

std::size_t BoxIndex::bytes() const {
    std::size_t sum = m_order.capacity() * sizeof(std::uint32_t);
    for (const auto &level : m_levels) {
        sum += level.capacity() * sizeof(TileBox);
    }
    return sum;
}

} // namespace jingwei::spatial
