#pragma once

#include "data/world.hpp"
#include "tiles/rounded_arcs.hpp"
#include "tiles/tile_builder.hpp"

#include <array>

namespace jingwei::bench {

/// A level of the base theme as one layer of polygons.
struct DrawnLevel {
    const tiles::LayerDefinition *layer = nullptr;
    std::shared_ptr<const tiles::GridTiles> served; ///< draws this level at every zoom
    std::vector<spatial::Label> group_of_label;     ///< the unit that is drawn for a unit
    std::vector<std::uint8_t> colours;              ///< by unit
    std::shared_ptr<const spatial::LevelCoverage> coverage;
    std::vector<tiles::RoundedArcs> whole; ///< by zoom: its borders with every vertex, rounded once a zoom
};

/// The styled list: towns from zoom 8, villages from 10, grids and key sites from 12, cameras from 13, rental houses from 15,
/// with the attributes of the server's layers.
class StyledCity {
  public:
    explicit StyledCity(data::WorldPtr world);

    /// As the server draws: borders simplified for each zoom, objects gathered where a zoom has no room for each.
    [[nodiscard]] std::vector<tiles::TileLayer> served_layers() const;
    /// Every vertex and every object.
    [[nodiscard]] std::vector<tiles::TileLayer> whole_layers() const;

    [[nodiscard]] const data::World &world() const { return *m_world; }
    [[nodiscard]] const data::ThemeWorld &theme() const { return *m_world->themes.front(); }
    [[nodiscard]] const std::vector<DrawnLevel> &levels() const { return m_levels; }

    /// What every layer says of a unit, beside its id.
    template <class Sink> void tell(const DrawnLevel &level, spatial::Label unit, Sink &sink) const {
        const data::Grid &grid = theme().grids[unit];
        sink.add("id", grid.id);
        sink.add("theme", theme().code);
        sink.add("code", grid.code);
        sink.add("name", grid.name);
        sink.add("level", theme().levels[grid.level].code);
        sink.add("rank", theme().levels[grid.level].position);
        sink.add("kind", grid.dedicated ? "dedicated" : "base");
        sink.add("parent", theme().grids[grid.parent].code);
        sink.add("colour", int{level.colours[unit]});
    }

  private:
    [[nodiscard]] tiles::TileLayer whole_ground(const DrawnLevel &level) const;
    data::WorldPtr m_world;
    std::vector<DrawnLevel> m_levels;
};

/// The layers' definitions, in drawing order: towns, villages, grids, key_sites, cameras, rental_houses.
[[nodiscard]] std::span<const tiles::LayerDefinition> styled_definitions();

/// The tiles to build, each once: screens of 5 x 3 tiles at every zoom from 10 to 16, around the place where most rental houses
/// are and around three rental houses drawn with a fixed seed.
[[nodiscard]] std::vector<spatial::TileId> screenfuls(const data::World &world);

} // namespace jingwei::bench
