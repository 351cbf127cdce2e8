#pragma once

#include "spatial/partition.hpp"

#include <random>
#include <set>
#include <vector>

namespace jingwei::tests {

/// Square blocks of 100 m in rows and columns, each as heavy as `weight` says; streets run along every border of columns or
/// rows that is named.
inline spatial::UnitGraph block_graph(std::uint32_t columns, std::uint32_t rows, const std::vector<std::int64_t> &weights = {},
                                      const std::set<std::uint32_t> &street_columns = {}) {
    spatial::UnitGraph graph;
    for (std::uint32_t i = 0; i < columns * rows; ++i) {
        const auto weight = weights.empty() ? 10 : weights[i % weights.size()];
        graph.units.push_back(
            {.weight = weight, .residents = 2 * weight, .area_m2 = 10'000, .perimeter_dm = 4'000, .owner = spatial::no_owner});
    }
    for (std::uint32_t y = 0; y < rows; ++y) {
        for (std::uint32_t x = 0; x < columns; ++x) {
            const auto i = y * columns + x;
            if (x + 1 < columns) {
                graph.borders.push_back({i, i + 1, 1'000, street_columns.contains(x + 1) ? 1'000 : 0});
            }
            if (y + 1 < rows) {
                graph.borders.push_back({i, i + columns, 1'000, 0});
            }
        }
    }
    return graph;
}

/// Blocks of random weights in a ragged shape with holes, some joined to groups, with owners in clumps that may lie in several
/// pieces.
class RandomUnits {
  public:
    explicit RandomUnits(std::uint32_t seed) : m_random(seed) {
        columns = 3 + static_cast<std::uint32_t>(m_random() % 10);
        rows = 3 + static_cast<std::uint32_t>(m_random() % 10);
        const auto whole = block_graph(columns, rows);
        std::vector<std::uint32_t> place(whole.units.size(), UINT32_MAX);
        for (std::uint32_t i = 0; i < whole.units.size(); ++i) {
            if (m_random() % 8 != 0) {
                place[i] = static_cast<std::uint32_t>(graph.units.size());
                graph.units.push_back(unit(i));
            }
        }
        for (const auto &border : whole.borders) {
            if (place[border.a] != UINT32_MAX && place[border.b] != UINT32_MAX) {
                const auto length = static_cast<std::int64_t>(200 + m_random() % 1800);
                const auto streets = m_random() % 3 == 0 ? length - static_cast<std::int64_t>(m_random() % 200) : 0;
                graph.borders.push_back({place[border.a], place[border.b], length, streets});
            }
        }
    }

    spatial::UnitGraph graph;
    std::uint32_t columns = 0, rows = 0;

  private:
    spatial::PartitionUnit unit(std::uint32_t i) {
        const auto x = i % columns;
        const auto y = i / columns;
        const auto weight = static_cast<std::int64_t>(m_random() % 4 == 0 ? 0 : m_random() % 60);
        const bool heavy = m_random() % 40 == 0;
        return {.weight = heavy ? 500 : weight,
                .residents = 2 * weight + static_cast<std::int64_t>(m_random() % 7),
                .area_m2 = 2'000 + static_cast<std::int64_t>(m_random() % 20'000),
                .perimeter_dm = 8'000,
                .owner = m_random() % 9 == 0 ? spatial::no_owner : (x / 4) + 3 * (y / 5),
                .group = m_random() % 5 == 0 ? (x / 2) + 100 * (y / 2) : spatial::no_group};
    }

    std::mt19937 m_random;
};

} // namespace jingwei::tests
