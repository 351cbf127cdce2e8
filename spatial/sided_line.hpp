#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <unordered_map>
#include <vector>

namespace jingwei::spatial {

/// A line, and something that stands for what lies on its left and on its right, seen along it with north up.
template <class Point, class Side> struct SidedLine {
    std::span<const Point> points; ///< with x and y
    Side left{};
    Side right{};

    [[nodiscard]] std::uint64_t hash() const {
        std::uint64_t hash = std::uint64_t{left} * 0x9E3779B97F4A7C15U + right;
        for (const Point p : points) {
            hash ^= (std::uint64_t{static_cast<std::uint32_t>(p.x)} << 32U) | static_cast<std::uint32_t>(p.y);
            hash *= 0x9E3779B97F4A7C15U;
            hash ^= hash >> 29U;
        }
        return hash;
    }
    friend bool operator==(const SidedLine &a, const SidedLine &b) {
        return a.left == b.left && a.right == b.right && std::ranges::equal(a.points, b.points);
    }
};

/// The lines that only one of two maps has, in no order; a line drawn from its other end is another. Linear in points.
template <class Line> struct LineDifference {
    std::vector<Line> gone, come;

    LineDifference(std::span<const Line> before, std::span<const Line> after) {
        std::unordered_multimap<std::uint64_t, const Line *> left_over;
        left_over.reserve(before.size());
        for (const Line &line : before) {
            left_over.emplace(line.hash(), &line);
        }
        for (const Line &line : after) {
            const auto [first, last] = left_over.equal_range(line.hash());
            const auto same = std::find_if(first, last, [&](const auto &entry) { return *entry.second == line; });
            if (same == last) {
                come.push_back(line);
            } else {
                left_over.erase(same);
            }
        }
        for (const auto &[hash, line] : left_over) {
            gone.push_back(*line);
        }
    }
};

} // namespace jingwei::spatial
