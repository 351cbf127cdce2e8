#include "spatial/cluster_graph.hpp"
#include "spatial/shape_figures.hpp"

#include <algorithm>
#include <cmath>
#include <map>

namespace jingwei::spatial {

namespace {

/// The Hungarian method with potentials (Kuhn 1955, Munkres 1957; shortest augmenting paths after Jonker and Volgenant 1987)
/// for a table with no more rows than columns: the column of each row, least sum.
class Hungarian {
  public:
    using Table = std::vector<std::vector<std::int64_t>>;
    explicit Hungarian(const Table &cost)
        : m_cost(cost), m_columns(cost.front().size()), m_row_price(cost.size() + 1), m_column_price(m_columns + 1),
          m_row_of(m_columns + 1) {}

    std::vector<std::uint32_t> run() {
        for (std::size_t row = 1; row <= m_cost.size(); ++row) {
            add(row);
        }
        std::vector<std::uint32_t> column_of(m_cost.size());
        for (std::size_t column = 1; column <= m_columns; ++column) {
            if (m_row_of[column] != 0) {
                column_of[m_row_of[column] - 1] = static_cast<std::uint32_t>(column - 1);
            }
        }
        return column_of;
    }

  private:
    /// Rows and columns are counted from 1; column 0 is where the new row begins.
    void add(std::size_t row) {
        std::vector<std::int64_t> least(m_columns + 1, INT64_MAX);
        std::vector<std::size_t> came_from(m_columns + 1, 0);
        std::vector<char> used(m_columns + 1, 0);
        m_row_of[0] = row;
        std::size_t at = 0;
        while (m_row_of[at] != 0) {
            at = step(at, least, came_from, used);
        }
        while (at != 0) {
            m_row_of[at] = m_row_of[came_from[at]];
            at = came_from[at];
        }
    }

    std::size_t step(std::size_t at, std::vector<std::int64_t> &least, std::vector<std::size_t> &came_from,
                     std::vector<char> &used) {
        used[at] = 1;
        const auto row = m_row_of[at];
        std::int64_t lowest = INT64_MAX;
        std::size_t next = 0;
        for (std::size_t column = 1; column <= m_columns; ++column) {
            if (used[column] != 0) {
                continue;
            }
            const auto cost = m_cost[row - 1][column - 1] - m_row_price[row] - m_column_price[column];
            if (cost < least[column]) {
                least[column] = cost;
                came_from[column] = at;
            }
            if (least[column] < lowest) {
                lowest = least[column];
                next = column;
            }
        }
        for (std::size_t column = 0; column <= m_columns; ++column) {
            if (used[column] != 0) {
                m_row_price[m_row_of[column]] += lowest;
                m_column_price[column] -= lowest;
            } else if (column != 0) {
                least[column] -= lowest;
            }
        }
        return next;
    }

    const Table &m_cost;
    std::size_t m_columns;
    std::vector<std::int64_t> m_row_price, m_column_price;
    std::vector<std::size_t> m_row_of;
};

} // namespace

std::vector<std::uint32_t> best_matching(const std::vector<std::vector<std::int64_t>> &kept) {
    if (kept.empty() || kept.front().empty()) {
        return std::vector<std::uint32_t>(kept.size(), no_owner);
    }
    // every part may stay without an owner: a column of zeros each
    const auto owners = kept.front().size();
    Hungarian::Table cost;
    for (const auto &row : kept) {
        auto &costs = cost.emplace_back(owners + kept.size(), 0);
        std::ranges::transform(row, costs.begin(), [](std::int64_t residents) { return -residents; });
    }
    auto matched = Hungarian(cost).run();
    for (std::size_t part = 0; part < kept.size(); ++part) {
        if (matched[part] >= owners || kept[part][matched[part]] == 0) {
            matched[part] = no_owner;
        }
    }
    return matched;
}

namespace {

/// Counts a partition up from its units.
class Recount {
  public:
    Recount(const UnitGraph &graph, std::uint32_t parts, const std::vector<std::uint32_t> &part_of)
        : m_graph(graph), m_part_of(part_of) {
        m_figures.parts.resize(parts);
    }

    PartitionFigures run() {
        add_units();
        add_borders();
        count_pieces();
        match();
        conclude();
        return m_figures;
    }

  private:
    PartFigures &part(std::uint32_t unit) { return m_figures.parts[m_part_of[unit]]; }

    void add_units() {
        for (std::uint32_t i = 0; i < m_graph.units.size(); ++i) {
            const auto &unit = m_graph.units[i];
            auto &sum = part(i);
            sum.weight += unit.weight;
            sum.residents += unit.residents;
            sum.area_m2 += unit.area_m2;
            sum.perimeter_dm += unit.perimeter_dm;
            ++sum.units;
        }
    }

    void add_borders() {
        std::int64_t length = 0;
        std::int64_t streets = 0;
        for (const auto &border : m_graph.borders) {
            if (m_part_of[border.a] == m_part_of[border.b]) {
                part(border.a).perimeter_dm -= 2 * border.length_dm;
            } else {
                length += border.length_dm;
                streets += std::min(border.streets_dm, border.length_dm);
            }
        }
        m_figures.borders_m = static_cast<double>(length) / 10;
        m_figures.streets_share = length == 0 ? 100 : 100 * static_cast<double>(streets) / static_cast<double>(length);
    }

    void count_pieces() {
        UnitGraph inner;
        inner.units.resize(m_graph.units.size());
        for (const auto &border : m_graph.borders) {
            if (border.length_dm > 0 && m_part_of[border.a] == m_part_of[border.b]) {
                inner.borders.push_back(border);
            }
        }
        for (const auto &piece : ClusterGraph(inner, {}).pieces()) {
            ++part(piece.front()).pieces;
        }
    }

    void match() {
        std::map<std::uint32_t, std::size_t> column;
        for (const auto &unit : m_graph.units) {
            if (unit.owner != no_owner) {
                column.emplace(unit.owner, 0);
            }
        }
        std::vector<std::uint32_t> owners;
        for (auto &[owner, place] : column) {
            place = owners.size();
            owners.push_back(owner);
        }
        std::vector kept(m_figures.parts.size(), std::vector<std::int64_t>(owners.size()));
        auto ground = kept;
        std::int64_t all_ground = 1;
        for (std::uint32_t i = 0; i < m_graph.units.size(); ++i) {
            const auto &unit = m_graph.units[i];
            m_figures.residents += unit.residents;
            if (unit.owner != no_owner) {
                kept[m_part_of[i]][column[unit.owner]] += unit.residents;
                ground[m_part_of[i]][column[unit.owner]] += unit.area_m2;
                all_ground += unit.area_m2;
                m_figures.residents_moved += unit.residents;
            }
        }
        const auto matched = best_matching(with_ground(kept, ground, all_ground));
        for (std::size_t i = 0; i < matched.size(); ++i) {
            if (matched[i] != no_owner) {
                auto &sum = m_figures.parts[i];
                sum.continues = owners[matched[i]];
                sum.residents_kept = kept[i][matched[i]];
                m_figures.residents_moved -= sum.residents_kept;
            }
        }
    }

    /// Ground decides between what keeps as many residents: all of it counts less than one.
    static std::vector<std::vector<std::int64_t>> with_ground(std::vector<std::vector<std::int64_t>> kept,
                                                              const std::vector<std::vector<std::int64_t>> &ground,
                                                              std::int64_t all_ground) {
        constexpr std::int64_t a_resident = 1'000'000;
        for (std::size_t part = 0; part < kept.size(); ++part) {
            for (std::size_t owner = 0; owner < kept[part].size(); ++owner) {
                const auto share = ground[part][owner] * (a_resident / 2) / all_ground;
                kept[part][owner] = kept[part][owner] * a_resident + share + (ground[part][owner] > 0 ? 1 : 0);
            }
        }
        return kept;
    }

    void conclude() {
        std::int64_t weight = 0;
        double compactness = 0;
        m_figures.least_compactness = m_figures.parts.empty() ? 0 : 1;
        for (const auto &sum : m_figures.parts) {
            weight += sum.weight;
            compactness += sum.compactness();
            m_figures.least_compactness = std::min(m_figures.least_compactness, sum.compactness());
            m_figures.parts_in_pieces += sum.pieces > 1 ? 1 : 0;
        }
        const auto parts = static_cast<double>(std::max<std::size_t>(1, m_figures.parts.size()));
        m_figures.mean_compactness = compactness / parts;
        m_figures.target = static_cast<double>(weight) / parts;
        for (const auto &sum : m_figures.parts) {
            const auto off = std::abs(static_cast<double>(sum.weight) - m_figures.target);
            const auto deviation = m_figures.target > 0 ? 100 * off / m_figures.target : 0;
            m_figures.largest_deviation = std::max(m_figures.largest_deviation, deviation);
        }
    }

    const UnitGraph &m_graph;
    const std::vector<std::uint32_t> &m_part_of;
    PartitionFigures m_figures;
};

} // namespace

double PartFigures::compactness() const {
    return roundness(static_cast<double>(area_m2), static_cast<double>(perimeter_dm) / 10);
}

PartitionFigures figures_of(const UnitGraph &graph, std::uint32_t parts, const std::vector<std::uint32_t> &part_of) {
    return Recount(graph, parts, part_of).run();
}

std::uint32_t parts_for(const UnitGraph &graph, std::int64_t target_weight) {
    std::int64_t total = 0;
    for (const auto &unit : graph.units) {
        total += unit.weight;
    }
    const auto parts = target_weight <= 0 ? 1 : (2 * total + target_weight) / (2 * target_weight);
    return static_cast<std::uint32_t>(std::clamp<std::int64_t>(parts, 1, UINT32_MAX));
}

} // namespace jingwei::spatial
