#include "tiles/grid_figures.hpp"

#include "spatial/error.hpp"
#include "tiles/gathering.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <functional>

namespace jingwei::tiles {

namespace {

constexpr double m2_per_km2 = 1e6;

/// Rounded so that tiles do not carry digits that nobody reads.
double to_places(double value, int places) {
    const double scale = std::pow(10, places);
    return std::round(value * scale) / scale;
}

/// Totals of units, less those of the children that are drawn themselves.
template <class Number>
std::vector<Number> left_at(std::vector<Number> totals, const std::vector<SourceUnit> &units, std::uint16_t level) {
    std::vector<Number> left = totals;
    for (std::size_t unit = 1; unit < units.size(); ++unit) {
        if (units[unit].parent != spatial::no_label && units[unit].level <= level) {
            left[units[unit].parent] -= totals[unit];
        }
    }
    return left;
}

/// What units draw: of those that have a part of the ground themselves, the sums of the ones gathered with them.
template <class Number>
std::vector<Number> summed_up(const std::vector<Number> &left, const std::vector<SourceUnit> &units, std::uint16_t level,
                              const DrawnBy &drawn_by) {
    std::vector<Number> sums(left.size());
    for (spatial::Label unit = 1; unit < left.size(); ++unit) {
        if (units[unit].level <= level || drawn_by[unit] == unit) { // else its ground is part of one above
            sums[drawn_by[unit]] += left[unit];
        }
    }
    return sums;
}

} // namespace

FigureTable::FigureTable(std::shared_ptr<const GridTiles> grids, std::vector<Figure> figures)
    : m_grids(std::move(grids)), m_figures(std::move(figures)) {
    for (const Figure &figure : m_figures) {
        if (figure.totals.size() != m_grids->units().size()) {
            throw Error(ErrorCode::bad_call,
                        fmt::format("The figure {} has {} numbers for {} units; give one for each.",
                                    figure.definition->value.name, figure.totals.size(), m_grids->units().size()));
        }
    }
    for (int zoom = 0; zoom <= max_served_zoom; ++zoom) {
        if (std::ranges::find(m_grounds, m_grids->drawing_at(zoom), &Ground::drawing) == m_grounds.end()) {
            m_grounds.push_back(ground_at(zoom));
        }
    }
}

FigureTable::Ground FigureTable::ground_at(int zoom) const {
    const auto &units = m_grids->units();
    const std::uint16_t level = m_grids->level_at(zoom);
    const auto drawn = [&](auto totals) {
        return summed_up(left_at(std::move(totals), units, level), units, level, m_grids->drawn_by(zoom));
    };
    std::vector<double> areas;
    areas.reserve(units.size());
    std::ranges::transform(units, std::back_inserter(areas), &SourceUnit::area_m2);
    Ground ground{.drawing = m_grids->drawing_at(zoom), .area_m2 = drawn(std::move(areas)), .values = {}};
    for (const Figure &figure : m_figures) {
        ground.values.push_back(drawn(figure.totals));
    }
    return ground;
}

/// What a feature says of a unit, to it or to a ContentHash.
template <class Sink> void FigureTable::tell(int zoom, spatial::Label unit, Detail detail, Sink &sink) const {
    const Ground &ground = ground_of(zoom);
    const double area_km2 = ground.area_m2[unit] / m2_per_km2;
    if (m_grids->gathered_count(zoom, unit) <= 1) {
        sink.add("id", m_grids->units()[unit].id);
    }
    m_grids->tell_unit(zoom, unit, detail, sink);
    constexpr double least_km2 = 1e-6; // a square metre: less is rounding
    const bool has_area = detail == Detail::full && area_km2 >= least_km2;
    if (has_area) {
        sink.add("area_km2", to_places(area_km2, 6));
    }
    for (std::size_t i = 0; i < m_figures.size(); ++i) {
        const std::int64_t value = ground.values[i][unit];
        sink.add(m_figures[i].definition->value.name, value);
        if (has_area) {
            sink.add(m_figures[i].definition->per_km2.name, to_places(static_cast<double>(value) / area_km2, 2));
        }
    }
}

const FigureTable::Ground &FigureTable::ground_of(int zoom) const {
    return *std::ranges::find(m_grounds, m_grids->drawing_at(zoom), &Ground::drawing);
}

void FigureTable::write(spatial::TileId tile, LayerWriter &layer, Detail detail) const {
    m_grids->write_ground(tile, layer,
                          [&](spatial::Label unit, FeatureWriter &feature) { tell(tile.z, unit, detail, feature); });
}

std::vector<std::uint64_t> FigureTable::said(int zoom) const {
    std::vector<std::uint64_t> said(m_grids->units().size()); // nobody's ground is 0
    for (spatial::Label unit = 1; unit < said.size(); ++unit) {
        ContentHash hash;
        tell(zoom, unit, Detail::full, hash);
        m_grids->tell_order(zoom, unit, hash);
        said[unit] = hash.value();
    }
    return said;
}

DirtyTiles FigureTable::changed(const FigureTable &before, int zoom) const {
    const bool has_same_figures = std::ranges::equal(m_figures, before.m_figures, {}, &Figure::definition, &Figure::definition);
    if (m_grids != before.m_grids || !has_same_figures) {
        return m_grids->changed_ground(said(zoom), *before.m_grids, before.said(zoom), zoom);
    }
    const auto &now = ground_of(zoom).values;
    const auto &then = before.ground_of(zoom).values;
    std::vector<std::uint64_t> differs(m_grids->units().size());
    for (std::size_t figure = 0; figure < now.size(); ++figure) {
        for (std::size_t unit = 0; unit < differs.size(); ++unit) {
            differs[unit] |= now[figure][unit] != then[figure][unit] ? 1U : 0U;
        }
    }
    return m_grids->tiles_of(differs, zoom);
}

} // namespace jingwei::tiles
