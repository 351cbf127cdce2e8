#pragma once

#include "data/world.hpp"
#include "server/service/figure_service.hpp"
#include "server/service/sector_layer.hpp"
#include "tiles/tile_cache.hpp"

#include <array>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace jingwei::server {

/// Layers that are drawn together: known, each once, in the order asked.
struct LayerSet {
    std::vector<const tiles::LayerDefinition *> layers;
    std::string name;           ///< joined with dots: part of cache keys and ETags
    bool needs_command = false; ///< a layer of it is of class 1s
};

constexpr std::size_t max_layers = 12;

/// "grids,cameras" as a set. Throws ApiError: {not_found} for a name that is no layer, {bad_call} for more than max_layers.
[[nodiscard]] LayerSet parse_layers(std::string_view text);

/// Tiles from Worlds: what is derived of an edition is made once and shared by the Worlds that follow; tiles are cached under
/// the revisions of their layers, so nothing is ever thrown out for being old. Thread-safe.
class TileService {
  public:
    /// `cards` counts what stands on grids; it must outlive this.
    TileService(std::size_t cache_bytes, CardService &cards) : m_cache(cache_bytes), m_figures(cards) {}

    /// The revisions of a set's layers in a World, as callers with or without class 1s see them: changes exactly when a tile of
    /// it may.
    [[nodiscard]] std::string revisions(const data::World &world, const LayerSet &set, bool command) const;

    /// A tile of a set in a World.
    struct Question {
        const LayerSet &set;
        spatial::TileId tile;
        std::string_view revisions;
        bool command = false; ///< for a caller of class 1s
        bool gzipped = false;
    };
    /// The cached tile, or null: microseconds.
    [[nodiscard]] tiles::TileBytes cached(const Question &question);
    /// The tile, built when it has to be: for workers. Empty bytes = nothing there.
    [[nodiscard]] tiles::TileBytes tile(const data::WorldPtr &world, const Question &question);

    [[nodiscard]] tiles::TileCacheStats stats() const { return m_cache.stats(); }

  private:
    struct Drawn {
        data::WorldPtr world;
        std::vector<tiles::TileLayer> layers;    ///< all but grid_figures
        std::array<tiles::TileLayer, 2> figures; ///< grid_figures without and with class 1s
        [[nodiscard]] const tiles::TileLayer &layer(const tiles::LayerDefinition *wanted, bool command) const;
    };
    struct DrawnTheme {
        std::shared_ptr<const data::ThemeWorld> theme;
        std::shared_ptr<const tiles::GridTiles> tiles;
    };
    [[nodiscard]] std::shared_ptr<const Drawn> drawn(const data::WorldPtr &world);
    [[nodiscard]] tiles::ThemeTiles draw_themes(const data::World &world);
    [[nodiscard]] std::string build(const data::WorldPtr &world, const Question &question);

    tiles::TileCache m_cache;
    FigureService m_figures;
    const std::shared_ptr<CameraSectors> m_sectors = std::make_shared<CameraSectors>();
    std::mutex m_mutex; ///< guards what follows
    std::shared_ptr<const Drawn> m_drawn;
    std::vector<DrawnTheme> m_themes;
};

} // namespace jingwei::server
