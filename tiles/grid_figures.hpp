#pragma once

#include "tiles/grid_tiles.hpp"

#include <cstdint>
#include <memory>
#include <vector>

namespace jingwei::tiles {

/// A figure of a theme: a number for every unit, by its index in GridSource::units.
struct Figure {
    const FigureDefinition *definition = nullptr;
    std::vector<std::int64_t> totals; ///< of all ground of a unit, the units below it included
};

/// The figures of one theme in one edition, as the layer `grid_figures` shows them: those of the ground that is drawn. Where
/// the children of a unit are drawn, the unit itself stands for what is left of its ground; so the features of a zoom add up to
/// the theme's totals, whatever level it draws. Thread-safe; made anew whenever a figure changes: linear in units, levels and
/// figures.
class FigureTable {
  public:
    /// Throws Error (bad_call) when a figure does not have one number a unit.
    FigureTable(std::shared_ptr<const GridTiles> grids, std::vector<Figure> figures);

    /// One feature a unit with ground in the tile, the shapes being those of the layer `grids`. Where that is more than the
    /// layer's budget, areas and figures for a square kilometre are left out: readers can work them out.
    void write(spatial::TileId tile, LayerWriter &layer) const;

    /// The tiles of a zoom that are not those of another table, which may be of another edition: exactly. Where only figures
    /// changed, linear in units and in the borders of those that did.
    [[nodiscard]] DirtyTiles changed(const FigureTable &before, int zoom) const;

  private:
    /// What stands on the ground drawn, by unit, at one level.
    struct Ground {
        std::uint16_t level = 0;
        std::vector<double> area_m2;
        std::vector<std::vector<std::int64_t>> values; ///< as m_figures
    };
    [[nodiscard]] Ground ground_at(std::uint16_t level) const;
    [[nodiscard]] const Ground &ground_of(int zoom) const;
    template <class Sink> void tell(const Ground &ground, spatial::Label unit, bool with_areas, Sink &sink) const;
    [[nodiscard]] std::vector<std::uint64_t> said(int zoom) const;

    std::shared_ptr<const GridTiles> m_grids;
    std::vector<Figure> m_figures;
    std::vector<Ground> m_grounds; ///< one a level that is drawn
};

} // namespace jingwei::tiles
