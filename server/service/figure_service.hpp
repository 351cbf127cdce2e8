#pragma once

#include "data/world.hpp"
#include "server/service/card_service.hpp"
#include "tiles/tile_builder.hpp"

#include <functional>
#include <string>
#include <vector>

namespace jingwei::server {

/// Where a figure of grids comes from.
struct FigureSource {
    const tiles::FigureDefinition *definition = nullptr;
    std::function<std::uint64_t(const data::World &)> revision; ///< changes exactly when a number may
    /// A number for every unit of the theme of this index, the units below it included. On a worker; may take its time once.
    std::function<std::vector<std::int64_t>(const data::World &, std::size_t theme)> totals;
};

/// The figures that grids are coloured by: how many records of each layer stand on them, and whatever else is added.
/// Thread-safe once nothing is added any more.
class FigureService {
  public:
    /// Starts with the layers of the World that figure_definitions() names. `cards` counts them; it must outlive this.
    explicit FigureService(CardService &cards);
    void add(FigureSource source) { m_sources.push_back(std::move(source)); }

    /// The revisions of the figures that such a caller may see and whether they may see all: part of cache keys and ETags.
    [[nodiscard]] std::string revisions(const data::World &world, bool command) const;
    /// The journal number of the last change of any of them, or of the grids.
    [[nodiscard]] std::uint64_t last_change(const data::World &world, bool command) const;
    /// Those figures of one theme.
    [[nodiscard]] std::vector<tiles::Figure> figures(const data::World &world, std::size_t theme, bool command) const;
    /// The tables of all themes, which `themes` draws.
    [[nodiscard]] tiles::ThemeFigures tables(const data::World &world, const tiles::ThemeTiles &themes, bool command) const;

  private:
    std::vector<FigureSource> m_sources;
};

/// The layer `grid_figures` for such callers; the figures are found when a tile is first drawn. `figures` must outlive it.
[[nodiscard]] tiles::TileLayer draw_figures(const FigureService &figures, const data::WorldPtr &world,
                                            const tiles::ThemeTiles &themes, bool command);

} // namespace jingwei::server
