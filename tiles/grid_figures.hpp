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

    /// One feature a unit with ground in the tile, the shapes being those of the layer `grids`; units gathered there have their
    /// sum. A brief tile leaves out names, areas and figures for a square kilometre: readers can work these out.
    void write(spatial::TileId tile, LayerWriter &layer, Detail detail = Detail::full) const;

    /// The tiles of a zoom that are not those of another table, which may be of another edition: exactly. Where only figures
    /// changed, linear in units and in the borders of those that did.
    [[nodiscard]] DirtyTiles changed(const FigureTable &before, int zoom) const;

  private:
    /// What stands on the ground drawn, by unit, in one drawing.
    struct Ground {
        std::size_t drawing = 0;
        std::vector<double> area_m2;
        std::vector<std::vector<std::int64_t>> values; ///< as m_figures
    };
    [[nodiscard]] Ground ground_at(int zoom) const;
    [[nodiscard]] const Ground &ground_of(int zoom) const;
    template <class Sink> void tell(int zoom, spatial::Label unit, Detail detail, Sink &sink) const;
    [[nodiscard]] std::vector<std::uint64_t> said(int zoom) const;

    std::shared_ptr<const GridTiles> m_grids;
    std::vector<Figure> m_figures;
    std::vector<Ground> m_grounds; ///< one a drawing
};

} // namespace jingwei::tiles
