#include "server/service/layer_counts.hpp"

#include "data/layer.hpp"

#include <algorithm>

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

template <class Row> void LayerCounts<Row>::follow(const ThemePtr &theme, const LayerPtr &layer) {
    if (m_theme != theme) {
        m_theme = theme;
        m_layer = std::make_shared<const data::Layer<Row>>();
        m_units.assign(theme->grids.size(), Tally{});
    }
    if (m_layer == layer) {
        return;
    }
    constexpr std::size_t size = data::Rows<Row>::chunk_size;
    const auto &before = m_layer->rows;
    const auto &after = layer->rows;
    for (std::size_t chunk = 0; chunk < std::max(before.chunk_count(), after.chunk_count()); ++chunk) {
        const bool shared = chunk < before.chunk_count() && chunk < after.chunk_count() &&
                            before.chunk_identity(chunk) == after.chunk_identity(chunk);
        if (!shared) {
            follow_chunk(*layer, chunk * size);
        }
    }
    m_layer = layer;
}

/// One chunk of rows, from the layer that is counted to the next.
template <class Row> void LayerCounts<Row>::follow_chunk(const data::Layer<Row> &next, std::size_t first) {
    const auto &before = m_layer->rows;
    const auto &after = next.rows;
    for (std::size_t slot = first; slot < first + data::Rows<Row>::chunk_size; ++slot) {
        const Row *old_row = slot < before.size() ? &before[slot] : nullptr;
        const Row *new_row = slot < after.size() ? &after[slot] : nullptr;
        if (old_row != nullptr && new_row != nullptr && *old_row == *new_row) {
            continue;
        }
        if (old_row != nullptr) {
            add(*old_row, -1);
        }
        if (new_row != nullptr) {
            add(*new_row, 1);
        }
    }
}

template <class Row> void LayerCounts<Row>::add(const Row &row, std::int64_t sign) {
    if (row.id == 0) {
        return;
    }
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
