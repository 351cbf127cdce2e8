#include "spatial/box_index.hpp"

#include <array>
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
        const TileBox &box = boxes[index];
        leaves.push_back({static_cast<std::uint32_t>(box.min_x), static_cast<std::uint32_t>(box.min_y),
                          static_cast<std::uint32_t>(box.max_x), static_cast<std::uint32_t>(box.max_y)});
        m_order.push_back(index);
    }
    while (m_levels.back().size() > 1) {
        const auto &below = m_levels.back();
        std::vector<Box> level((below.size() + fan_out - 1) / fan_out, {UINT32_MAX, UINT32_MAX, 0, 0});
        for (std::size_t i = 0; i < below.size(); ++i) {
            Box &parent = level[i / fan_out];
            parent = {std::min(parent.min_x, below[i].min_x), std::min(parent.min_y, below[i].min_y),
                      std::max(parent.max_x, below[i].max_x), std::max(parent.max_y, below[i].max_y)};
        }
        m_levels.push_back(std::move(level));
    }
}

template <class Visit> void BoxIndex::search(const TileBox &query, Visit &&visit) const {
    if (m_order.empty() || !query.intersects({0, 0, UINT32_MAX, UINT32_MAX})) {
        return;
    }
    const auto inside = [](std::int64_t v) { return static_cast<std::uint32_t>(std::clamp<std::int64_t>(v, 0, UINT32_MAX)); };
    const Box box{inside(query.min_x), inside(query.min_y), inside(query.max_x), inside(query.max_y)};
    struct Node {
        std::uint32_t level, place;
    };
    constexpr std::size_t most_levels = 8; // 16^8 boxes
    std::array<Node, most_levels * fan_out> open;
    std::size_t count = 0;
    const auto top = static_cast<std::uint32_t>(m_levels.size() - 1);
    if (m_levels[top].front().intersects(box)) {
        open[count++] = {top, 0};
    }
    while (count > 0) {
        const auto [level, place] = open[--count];
        if (level == 0) {
            if (!visit(place)) {
                return;
            }
            continue;
        }
        const auto &children = m_levels[level - 1];
        const std::size_t end = std::min((std::size_t{place} + 1) * fan_out, children.size());
        for (std::size_t child = std::size_t{place} * fan_out; child < end; ++child) {
            if (!children[child].intersects(box)) {
                continue;
            }
            open[count++] = {level - 1, static_cast<std::uint32_t>(child)};
        }
    }
}

std::vector<std::uint32_t> BoxIndex::find(const TileBox &query) const {
    std::vector<std::uint32_t> found;
    search(query, [&](std::uint32_t place) {
        found.push_back(m_order[place]);
        return true;
    });
    std::sort(found.begin(), found.end());
    return found;
}

bool BoxIndex::any(const TileBox &query) const {
    bool met = false;
    search(query, [&](std::uint32_t) {
        met = true;
        return false;
    });
    return met;
}

std::size_t BoxIndex::bytes() const {
    std::size_t sum = m_order.capacity() * sizeof(std::uint32_t);
    for (const auto &level : m_levels) {
        sum += level.capacity() * sizeof(Box);
    }
    return sum;
}

} // namespace jingwei::spatial
