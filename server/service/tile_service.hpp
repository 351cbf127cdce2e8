#pragma once

#include "data/world.hpp"
#include "server/service/figure_revisions.hpp"
#include "server/service/sector_layer.hpp"
#include "server/service/tile_revisions.hpp"
#include "server/service/tile_view.hpp"
#include "tiles/tile_cache.hpp"

#include <array>
#include <atomic>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace jingwei::server {

/// Layers that are drawn together: known, each once, in drawing order, however they were asked for.
struct LayerSet {
    std::vector<const tiles::LayerDefinition *> layers;
    std::string name;             ///< joined with dots: part of cache keys and ETags
    bool needs_command = false;   ///< a layer of it is of class 1s
    bool follows_editions = true; ///< nothing but a new edition changes a tile: grids, grid_edges, grid_labels alone
    /// Joined with commas, as addresses have it.
    [[nodiscard]] std::string address() const;
};

/// So many names may be asked for, repeated ones counted.
constexpr std::size_t max_layers = 16;

/// "grids,cameras" as a set. Throws ApiError: {not_found} for a name that is no layer, {bad_call} for more than max_layers.
[[nodiscard]] LayerSet parse_layers(std::string_view text);

/// Tiles from Worlds: what is derived of an edition is made once and shared by the Worlds that follow; tiles are cached under
/// the revisions of their layers, so nothing is ever thrown out for being old. Thread-safe.
class TileService {
  public:
    /// `cards` counts what stands on grids; it must outlive this. The zooms hold for every theme.
    TileService(std::size_t cache_bytes, CardService &cards, tiles::LevelZooms level_zooms = tiles::default_level_zooms);

    /// A tile of a set, as a view shows it.
    struct Question {
        const LayerSet &set;
        const TileView &view;
        spatial::TileId tile;
        std::string_view revisions;
        bool command = false; ///< for a caller of class 1s
        bool gzipped = false;
    };
    /// A World, the one given or a newer one, and the revisions of a tile's layers in it, with the mark of the opening of the
    /// store that wrote the last of them: they change exactly when the tile may, and two stores that were one have the same
    /// only of what they had in common. `question.revisions` is not looked at.
    struct Revised {
        data::WorldPtr world;
        std::string revisions;
    };
    /// Nothing when this takes longer: microseconds.
    [[nodiscard]] std::optional<Revised> revised_quickly(const data::WorldPtr &world, const Question &question) const;
    [[nodiscard]] Revised revised(const data::WorldPtr &world, const Question &question);

    /// Draws the themes of a World that is not served yet, in every plane in which those of the World served were asked for:
    /// the first tile of an edition then need not wait for it. Tiles of the World served are handed out meanwhile.
    void make_ready(const data::World &served, const data::World &next);
    /// Finds which tiles change with a World that was made ready and may follow, at the zooms that were asked for.
    void compare_ahead(const data::World &served, const data::World &next);

    /// Under which a tile is cached.
    [[nodiscard]] static std::string cache_key(const Question &question);
    /// The cached tile, or null: microseconds.
    [[nodiscard]] tiles::TileBytes cached(const Question &question) { return m_cache.find(cache_key(question)); }
    [[nodiscard]] tiles::TileBytes cached(std::string_view key) { return m_cache.find(key); }
    /// The tile, built when it has to be: for workers. Empty bytes = nothing there.
    [[nodiscard]] tiles::TileBytes tile(const data::WorldPtr &world, const Question &question);

    /// The layers of a question in a World, for whoever builds many tiles of them; nothing else of the question is looked at.
    [[nodiscard]] std::vector<tiles::TileLayer> drawn(const data::WorldPtr &world, const Question &question);

    [[nodiscard]] tiles::TileCacheStats stats() const { return m_cache.stats(); }
    /// So many times a theme was drawn for readers who had to wait for it.
    [[nodiscard]] std::uint64_t waited_for() const { return m_waited_for.load(); }

  private:
    struct DrawnTheme {
        std::weak_ptr<const data::ThemeWorld> theme; ///< not kept alive: a plane that nobody asks for may be editions behind
        std::shared_ptr<const tiles::GridTiles> tiles;
    };
    /// Which drawing of a layer: of all its objects, or of some categories; of the figures, those that a caller may see.
    struct Variant {
        const tiles::LayerDefinition *definition = nullptr;
        std::vector<std::string> categories; ///< empty = all
        bool command = false;
        friend bool operator==(const Variant &, const Variant &) = default;
    };
    /// A layer as it was last drawn in a plane, and what it was drawn from.
    struct DrawnLayer {
        Variant variant;
        std::vector<std::weak_ptr<const void>> sources;
        std::string revisions; ///< of figures
        tiles::TileLayer layer;
    };
    /// What is drawn in one plane, the layer used last first. Planes are apart, so that none waits for another's first tile.
    struct Plane {
        std::shared_ptr<ObjectPlaces> places;
        std::unique_ptr<TileRevisions> revisions;
        std::unique_ptr<FigureRevisions> figures;
        std::mutex mutex; ///< guards what follows
        std::vector<DrawnTheme> themes;
        std::vector<DrawnTheme> ready; ///< of a World that nobody asked for yet
        std::vector<DrawnLayer> layers;
    };
    /// Past this many the layer used least recently is drawn anew when it comes again: filters are many.
    static constexpr std::size_t max_drawn_layers = 20;
    void set_up(const spatial::TilePlane &where);
    [[nodiscard]] Plane &plane(const spatial::TilePlane &of);
    [[nodiscard]] const Plane &plane(const spatial::TilePlane &of) const;
    [[nodiscard]] static tiles::ThemeTiles known_themes(Plane &plane, const data::World &world);
    [[nodiscard]] static tiles::ThemeTiles ready_themes(Plane &plane, const data::World &next); ///< empty when one is not
    [[nodiscard]] tiles::ThemeTiles made_themes(Plane &plane, const data::World &world) const;
    [[nodiscard]] tiles::ThemeTiles draw_themes(Plane &plane, const data::World &world) const;
    /// `before` are drawings in the plane, of a World before.
    [[nodiscard]] std::shared_ptr<const tiles::GridTiles> draw_theme(const Plane &plane, const data::ThemeWorld &theme,
                                                                     const tiles::ThemeTiles &before) const;
    void make_ready(Plane &plane, const data::World &served, const data::World &next) const;
    [[nodiscard]] static DrawnLayer &find_drawn(Plane &plane, const Variant &variant);
    [[nodiscard]] tiles::TileLayer draw(Plane &plane, const data::WorldPtr &world, const Variant &variant,
                                        const TileView &view);
    [[nodiscard]] std::string build(const data::WorldPtr &world, const Question &question);

    tiles::LevelZooms m_level_zooms;
    tiles::TileCache m_cache;
    mutable std::atomic<std::uint64_t> m_waited_for{0};
    FigureService m_figures;
    const std::shared_ptr<CameraSectors> m_sectors = std::make_shared<CameraSectors>();
    std::array<Plane, 4> m_planes; ///< both tile grids, each unshifted and in gcj02
};

} // namespace jingwei::server
