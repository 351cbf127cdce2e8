#pragma once

#include "data/world.hpp"
#include "tiles/tile_builder.hpp"
#include "tiles/tile_cache.hpp"

#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace jingwei::server {

/// Layers that are drawn together: known, each once, in the order asked.
struct LayerSet {
    std::vector<const tiles::LayerDefinition *> layers;
    std::string name; ///< joined with dots: part of cache keys and ETags
    bool has_cameras = false;
};

constexpr std::size_t max_layers = 12;

/// "grids,cameras" as a set. Throws ApiError: {not_found} for a name that is no layer, {bad_call} for more than max_layers.
[[nodiscard]] LayerSet parse_layers(std::string_view text);

/// Tiles from Worlds: what is derived of an edition is made once and shared by the Worlds that follow; tiles are cached under
/// the revisions of their layers, so nothing is ever thrown out for being old. Thread-safe.
class TileService {
  public:
    explicit TileService(std::size_t cache_bytes) : m_cache(cache_bytes) {}

    /// The revisions of a set's layers in a World: changes exactly when a tile of it may.
    [[nodiscard]] static std::string revisions(const data::World &world, const LayerSet &set);

    /// A tile of a set in a World.
    struct Question {
        const LayerSet &set;
        spatial::TileId tile;
        std::string_view revisions;
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
        std::vector<tiles::TileLayer> layers; ///< as tiles::layer_definitions()
    };
    struct DrawnTheme {
        std::shared_ptr<const data::ThemeWorld> theme;
        std::shared_ptr<const tiles::GridTiles> tiles;
    };
    [[nodiscard]] std::shared_ptr<const Drawn> drawn(const data::WorldPtr &world);
    [[nodiscard]] tiles::ThemeTiles draw_themes(const data::World &world);
    [[nodiscard]] std::string build(const data::WorldPtr &world, const Question &question);

    tiles::TileCache m_cache;
    std::mutex m_mutex; ///< guards what follows
    std::shared_ptr<const Drawn> m_drawn;
    std::vector<DrawnTheme> m_themes;
};

} // namespace jingwei::server
