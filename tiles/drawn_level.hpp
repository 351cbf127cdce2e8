#pragma once

#include "spatial/point_set.hpp"
#include "tiles/gathering.hpp"
#include "tiles/grid_tiles.hpp"
#include "tiles/rounded_arcs.hpp"

#include <atomic>

namespace jingwei::tiles {

/// One level as it is drawn.
struct GridTiles::Drawn {
    /// `before` may be null; see GridTiles.
    Drawn(const GridSource &source, std::uint16_t drawn_level, DrawnBy units, const spatial::TilePlane &plane,
          const Drawn *before);

    /// The arcs of a zoom, simplified and rounded by the first who asks.
    const RoundedArcs &arcs_at(int zoom) const {
        const auto index = static_cast<std::size_t>(std::min(zoom, spatial::LevelCoverage::full_zoom));
        std::call_once(once[index], [&] {
            zooms[index] = std::make_unique<const RoundedArcs>(coverage.simplified(static_cast<int>(index)),
                                                               coverage.arcs().size(), static_cast<int>(index));
            made_bytes.fetch_add(zooms[index]->bytes());
            made[index].store(true);
        });
        return *zooms[index];
    }

    [[nodiscard]] bool has_arcs(int zoom) const {
        return made[static_cast<std::size_t>(std::min(zoom, spatial::LevelCoverage::full_zoom))].load();
    }

    static constexpr std::size_t zoom_count = spatial::LevelCoverage::full_zoom + 1;
    std::uint16_t level;
    DrawnBy drawn_by;
    spatial::LevelCoverage coverage;
    std::vector<std::uint32_t> counts;      ///< by unit: so many of the level that it draws
    std::vector<std::uint8_t> colours;      ///< by unit
    std::vector<std::uint16_t> edge_levels; ///< by arc
    spatial::PointSet labels;
    mutable std::array<std::once_flag, zoom_count> once;
    mutable std::array<std::unique_ptr<const RoundedArcs>, zoom_count> zooms;
    mutable std::array<std::atomic<bool>, zoom_count> made{};
    mutable std::atomic<std::size_t> made_bytes{0};
};

template <class Sink> void GridTiles::tell_fill(int zoom, spatial::Label unit, Detail detail, Sink &sink) const {
    const SourceUnit &u = m_units[unit];
    const bool is_gathered = gathered_count(zoom, unit) > 1;
    if (!is_gathered) {
        sink.add("id", u.id);
    }
    tell_unit(zoom, unit, detail, sink);
    if (!is_gathered && detail == Detail::full) {
        sink.add("kind", u.dedicated ? "dedicated" : "base");
        sink.add("parent", m_units[u.parent].code);
    }
    sink.add("colour", int{drawn_at(zoom).colours[unit]});
}

template <class Sink> void GridTiles::tell_border(const Drawn &drawn, std::uint32_t arc, Sink &sink) const {
    const SourceLevel &level = m_levels[drawn.edge_levels[arc]];
    sink.add("theme", m_theme);
    sink.add("level", level.code);
    sink.add("rank", level.rank);
}

} // namespace jingwei::tiles
