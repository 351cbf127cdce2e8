#include "tiles/colouring.hpp"

#include <algorithm>
#include <array>
#include <set>

namespace jingwei::tiles {

namespace {

using Neighbours = std::vector<std::vector<spatial::Label>>;

Neighbours neighbours_of(std::span<const spatial::Arc> borders, std::size_t group_count) {
    Neighbours neighbours(group_count);
    for (const spatial::Arc &border : borders) {
        if (border.left != spatial::no_label && border.right != spatial::no_label) {
            neighbours[border.left].push_back(border.right);
            neighbours[border.right].push_back(border.left);
        }
    }
    for (auto &list : neighbours) {
        std::sort(list.begin(), list.end());
        list.erase(std::unique(list.begin(), list.end()), list.end());
    }
    return neighbours;
}

/// The groups in an order in which each has few neighbours after it: the one with the fewest left is taken off first.
std::vector<spatial::Label> smallest_first(const Neighbours &neighbours) {
    std::set<std::pair<std::size_t, spatial::Label>> open;
    std::vector<std::size_t> degree(neighbours.size());
    for (spatial::Label g = 1; g < neighbours.size(); ++g) {
        degree[g] = neighbours[g].size();
        open.emplace(degree[g], g);
    }
    std::vector<spatial::Label> order;
    while (!open.empty()) {
        const spatial::Label group = open.begin()->second;
        open.erase(open.begin());
        order.push_back(group);
        for (const spatial::Label other : neighbours[group]) {
            if (open.erase({degree[other], other}) == 1) {
                open.emplace(--degree[other], other);
            }
        }
    }
    return order;
}

} // namespace

std::vector<std::uint8_t> colour_groups(std::span<const spatial::Arc> borders, std::size_t group_count) {
    constexpr std::uint8_t none = 255;
    const Neighbours neighbours = neighbours_of(borders, group_count);
    auto order = smallest_first(neighbours);
    std::reverse(order.begin(), order.end());
    std::vector<std::uint8_t> colours(group_count, none);
    for (const spatial::Label group : order) {
        std::array<std::size_t, colour_count> taken{};
        for (const spatial::Label other : neighbours[group]) {
            if (colours[other] != none) {
                ++taken[colours[other]];
            }
        }
        // the search starts at a place of its own, so that all colours are used about equally
        std::uint8_t best = static_cast<std::uint8_t>(group % colour_count);
        for (std::uint8_t i = 1; i < colour_count; ++i) {
            const auto colour = static_cast<std::uint8_t>((group + i) % colour_count);
            best = taken[colour] < taken[best] ? colour : best;
        }
        colours[group] = best;
    }
    return colours;
}

} // namespace jingwei::tiles
