#include "spatial/segment_tree.hpp"

#include "spatial/tile_grid.hpp"

#include <algorithm>

namespace jingwei::spatial {
namespace {

/// Of the middle of a segment.
std::uint64_t morton_code(const Segment &s) {
    const auto middle = [](std::int32_t a, std::int32_t b) {
        return static_cast<std::uint32_t>((std::int64_t{a} + b) / 2 - INT32_MIN);
    };
    return morton_key({middle(s.a.x, s.b.x), middle(s.a.y, s.b.y)});
}

void add(LatticeBox &box, const LatticeBox &other) {
    box.add({other.min_x, other.min_y});
    box.add({other.max_x, other.max_y});
}

} // namespace

SegmentTree::SegmentTree(std::span<const Segment> segments) {
    if (segments.empty()) {
        return;
    }
    std::vector<std::pair<std::uint64_t, std::uint32_t>> codes;
    codes.reserve(segments.size());
    for (std::uint32_t i = 0; i < segments.size(); ++i) {
        codes.emplace_back(morton_code(segments[i]), i);
    }
    std::ranges::sort(codes);
    auto &boxes = m_levels.emplace_back();
    for (const auto &[code, index] : codes) {
        m_order.push_back(index);
        boxes.push_back(bounds(segments[index]));
    }
    while (m_levels.back().size() > 1) {
        const auto &below = m_levels.back();
        std::vector<LatticeBox> above((below.size() + fan_out - 1) / fan_out);
        for (std::size_t i = 0; i < below.size(); ++i) {
            add(above[i / fan_out], below[i]);
        }
        m_levels.push_back(std::move(above));
    }
}

} // namespace jingwei::spatial
