#pragma once

#include "data/world_layers.hpp"
#include "server/service/grid_service.hpp"
#include "server/service/layer_counts.hpp"

#include <mutex>
#include <vector>

namespace jingwei::server {

/// A unit across the border, and how long the border is.
struct Neighbour {
    data::GridIndex unit = 0;
    double border_m = 0; ///< geodesic
};

/// What stands on the ground of a unit.
struct CardCounts {
    UnitCounts cameras, key_sites, rental_houses, buildings;
};

/// Figures of units that take a walk over a whole city to find: counted once, then kept up with each World that is asked
/// about. Thread-safe; one mutex.
class CardService {
  public:
    [[nodiscard]] CardCounts counts(const data::World &world, ThemeRef theme, data::GridIndex unit);
    /// How many records of a layer stand on the ground of each unit of a theme, the units below it included.
    template <class Row>
    [[nodiscard]] std::vector<std::int64_t> totals(const std::shared_ptr<const data::ThemeWorld> &theme,
                                                   std::size_t theme_index,
                                                   const std::shared_ptr<const data::Layer<Row>> &layer) {
        const std::lock_guard lock(m_mutex);
        return std::get<LayerCounts<Row>>(figures(theme_index).layers).totals(theme, layer);
    }
    /// Longest border first. Of the units across a border the one of the same level counts; where there is none, the coarsest
    /// that is not coarser, else the owner of the ground itself.
    [[nodiscard]] std::vector<Neighbour> neighbours(const data::World &world, ThemeRef theme, data::GridIndex unit);

  private:
    struct ThemeFigures {
        data::EachLayer<LayerCounts> layers;
        std::shared_ptr<const data::ThemeWorld> bordering; ///< whose neighbours are known
        std::vector<std::vector<Neighbour>> neighbours;    ///< by unit
    };
    [[nodiscard]] ThemeFigures &figures(std::size_t theme);
    std::mutex m_mutex;
    std::vector<ThemeFigures> m_themes; ///< by index in World::themes
};

/// The neighbours of every unit of a theme, as CardService tells them.
[[nodiscard]] std::vector<std::vector<Neighbour>> find_neighbours(const data::ThemeWorld &theme);

} // namespace jingwei::server
