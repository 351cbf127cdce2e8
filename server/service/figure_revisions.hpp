#pragma once

#include "server/service/figure_service.hpp"
#include "tiles/tile_ledger.hpp"

#include <array>
#include <optional>
#include <shared_mutex>
#include <string>

namespace jingwei::server {

/// When each tile of `grid_figures` of one plane last changed, for each of the two kinds of callers. A zoom follows the Worlds
/// when it is asked for: the tables of figures it was last asked of are compared with those of now. Thread-safe.
class FigureRevisions {
  public:
    /// `figures` must outlive this.
    explicit FigureRevisions(const FigureService &figures) : m_figures(figures) {}

    /// A World, the one given or a newer one, and a tile's revision in it.
    struct Look {
        data::WorldPtr world;
        std::uint64_t revision = 0;
    };
    /// Nothing when the zoom has changes that were not followed yet, or are being followed right now: microseconds.
    [[nodiscard]] std::optional<Look> look(const data::WorldPtr &world, bool command, spatial::TileId tile) const;
    /// The same after following: for workers. `themes` draws the World's themes.
    [[nodiscard]] Look follow(const data::WorldPtr &world, const tiles::ThemeTiles &themes, bool command, spatial::TileId tile);

    /// Forgets what it followed where it is so many editions behind a World, as TileRevisions does.
    void let_go(const data::World &world, std::int64_t most_behind);

  private:
    /// What a zoom was compared with last.
    struct Zoom {
        std::string revisions; ///< of the figures; empty = never asked for
        tiles::ThemeFigures tables;
    };
    /// What such callers may see.
    struct Class {
        data::WorldPtr world;          ///< the newest that any zoom followed
        std::string revisions;         ///< of its figures
        std::uint64_t last_change = 0; ///< of its figures
        tiles::ThemeFigures tables;
        tiles::TileLedger ledger{0};
        std::array<Zoom, tiles::TileLedger::deepest_zoom + 1> zooms;
    };
    [[nodiscard]] bool is_followed(const Class &known, const data::World &world, bool command, std::size_t zoom) const;
    void advance(Class &known, const data::WorldPtr &next, const tiles::ThemeTiles &themes, bool command) const;
    static void compare(Class &known, std::size_t zoom);

    const FigureService &m_figures;
    mutable std::shared_mutex m_mutex; ///< guards what follows
    std::array<Class, 2> m_classes;    ///< by `command`
};

} // namespace jingwei::server
