#include "server/service/card_service.hpp"

#include "spatial/measure.hpp"

#include <algorithm>
#include <map>
#include <utility>

namespace jingwei::server {

namespace {

using data::GridIndex;
using data::ThemeWorld;
using Chain = std::vector<GridIndex>; ///< a unit and those above it, the finest first

Chain chain_of(const ThemeWorld &theme, GridIndex unit) {
    Chain chain;
    for (; unit != 0; unit = theme.grids[unit].parent) {
        chain.push_back(unit);
    }
    return chain;
}

/// The unit of `across` that is a neighbour of `unit`: levels are numbered from the coarsest.
GridIndex neighbour_of(const ThemeWorld &theme, GridIndex unit, const Chain &across) {
    GridIndex best = across.front();
    for (const GridIndex candidate : across) {
        if (theme.grids[candidate].level >= theme.grids[unit].level) {
            best = candidate;
        }
    }
    return best;
}

} // namespace

std::vector<std::vector<Neighbour>> find_neighbours(const ThemeWorld &theme) {
    std::map<std::pair<GridIndex, GridIndex>, double> borders;
    const auto add = [&](const Chain &here, const Chain &across, double length) {
        for (const GridIndex unit : here) {
            if (std::ranges::find(across, unit) != across.end()) {
                break; // inside this unit and all above it
            }
            borders[{unit, neighbour_of(theme, unit, across)}] += length;
        }
    };
    for (const spatial::Arc &arc : theme.coverage.arcs()) {
        const Chain left = chain_of(theme, theme.coverage.left_label(arc));
        const Chain right = chain_of(theme, theme.coverage.right_label(arc));
        if (!left.empty() && !right.empty() && left.front() != right.front()) {
            const double length = spatial::geodesic_length_m(theme.coverage.points(arc));
            add(left, right, length);
            add(right, left, length);
        }
    }
    std::vector<std::vector<Neighbour>> neighbours(theme.grids.size());
    for (const auto &[pair, length] : borders) {
        neighbours[pair.first].push_back({pair.second, length});
    }
    for (auto &list : neighbours) {
        std::ranges::stable_sort(list, std::greater(), &Neighbour::border_m);
    }
    return neighbours;
}

CardService::ThemeFigures &CardService::figures(std::size_t theme) {
    m_themes.resize(std::max(m_themes.size(), theme + 1));
    return m_themes[theme];
}

CardCounts CardService::counts(const data::World &world, ThemeRef theme, GridIndex unit) {
    const auto &shared = world.themes[theme.index];
    const std::lock_guard lock(m_mutex);
    auto &known = figures(theme.index).layers;
    const auto of = [&]<class Row>(const std::shared_ptr<const data::Layer<Row>> &layer) {
        return std::get<LayerCounts<Row>>(known).of(shared, layer, unit);
    };
    return {.cameras = of(world.cameras),
            .key_sites = of(world.key_sites),
            .rental_houses = of(world.rental_houses),
            .buildings = of(world.buildings)};
}

std::vector<Neighbour> CardService::neighbours(const data::World &world, ThemeRef theme, GridIndex unit) {
    const std::lock_guard lock(m_mutex);
    ThemeFigures &known = figures(theme.index);
    if (known.bordering != world.themes[theme.index]) {
        known.bordering = world.themes[theme.index];
        known.neighbours = find_neighbours(*theme.theme);
    }
    return known.neighbours[unit];
}

} // namespace jingwei::server
