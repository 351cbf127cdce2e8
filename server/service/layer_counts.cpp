#include "server/service/layer_counts.hpp"

#include "data/world_layers.hpp"

#include <algorithm>
#include <iterator>

namespace jingwei::server {

Counted counted(const data::CameraRow &row) {
    return {row.kind, {row.online ? 0 : 1, 0}};
}
Counted counted(const data::KeySiteRow &row) {
    return {row.kind, {0, 0}};
}
Counted counted(const data::RentalHouseRow &row) {
    return {row.hazard, {0, 0}};
}
Counted counted(const data::BuildingRow &row) {
    return {row.building_use, {row.households.value_or(0), row.residents.value_or(0)}};
}

template <class Row> UnitCounts LayerCounts<Row>::of(const ThemePtr &theme, const LayerPtr &layer, data::GridIndex unit) {
    follow(theme, layer);
    const Tally &tally = m_units[unit];
    UnitCounts counts{.total = tally.total, .sums = tally.sums, .by_kind = {}};
    for (std::size_t kind = 0; kind < tally.by_kind.size(); ++kind) {
        if (tally.by_kind[kind] != 0) {
            counts.by_kind.emplace(m_kinds[kind], tally.by_kind[kind]);
        }
    }
    return counts;
}

template <class Row> std::vector<std::int64_t> LayerCounts<Row>::totals(const ThemePtr &theme, const LayerPtr &layer) {
    follow(theme, layer);
    std::vector<std::int64_t> totals;
    totals.reserve(m_units.size());
    std::ranges::transform(m_units, std::back_inserter(totals), &Tally::total);
    return totals;
}

template <class Row> void LayerCounts<Row>::follow(const ThemePtr &theme, const LayerPtr &layer) {
    if (m_theme != theme) {
        m_theme = theme;
        m_layer = std::make_shared<const data::Layer<Row>>();
        m_units.assign(theme->grids.size(), Tally{});
    }
    if (m_layer == layer) {
        return;
    }
    data::for_each_changed_row(m_layer->rows, layer->rows, [&](std::size_t /*slot*/, const Row *old_row, const Row *new_row) {
        if (old_row != nullptr) {
            add(*old_row, -1);
        }
        if (new_row != nullptr) {
            add(*new_row, 1);
        }
    });
    m_layer = layer;
}

template <class Row> void LayerCounts<Row>::add(const Row &row, std::int64_t sign) {
    const Counted what = counted(row);
    const std::size_t kind = kind_number(what.kind);
    for (data::GridIndex unit = m_theme->locator->locate(row.at); unit != 0; unit = m_theme->grids[unit].parent) {
        Tally &tally = m_units[unit];
        tally.total += sign;
        tally.sums[0] += sign * what.sums[0];
        tally.sums[1] += sign * what.sums[1];
        tally.by_kind.resize(std::max(tally.by_kind.size(), kind + 1));
        tally.by_kind[kind] += sign;
    }
}

template <class Row> std::size_t LayerCounts<Row>::kind_number(std::string_view kind) {
    const auto known = std::ranges::find(m_kinds, kind);
    if (known != m_kinds.end()) {
        return static_cast<std::size_t>(known - m_kinds.begin());
    }
    m_kinds.emplace_back(kind);
    return m_kinds.size() - 1;
}

template class LayerCounts<data::CameraRow>;
template class LayerCounts<data::KeySiteRow>;
template class LayerCounts<data::RentalHouseRow>;
template class LayerCounts<data::BuildingRow>;

} // namespace jingwei::server
