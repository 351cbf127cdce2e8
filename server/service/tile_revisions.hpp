#pragma once

#include "data/world.hpp"
#include "server/service/object_places.hpp"
#include "server/service/sector_layer.hpp"
#include "server/service/tile_view.hpp"
#include "tiles/tile_ledger.hpp"

#include <array>
#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <span>
#include <string>
#include <vector>

namespace jingwei::server {

/// The revision of a layer as a whole in a World, figures left aside: changes when any of its tiles may.
[[nodiscard]] std::uint64_t layer_revision(const data::World &world, const tiles::LayerDefinition &layer);

/// When each tile of one plane last changed, layer by layer, and filter by filter of those that are asked for. It follows the
/// Worlds when a tile of the plane is asked for: of the objects that differ the tiles whose bytes do, of an edition those that
/// are drawn anew. Tiles that a change does not touch keep their revision, and with it ETag and cache. Thread-safe.
class TileRevisions {
  public:
    /// The drawings of a World's themes in the plane: those that are there, or made when they are not.
    struct Drawings {
        std::function<tiles::ThemeTiles(const data::World &)> known; ///< empty when one is not there
        std::function<tiles::ThemeTiles(const data::World &)> made;
    };
    /// `places` are of the plane.
    TileRevisions(std::shared_ptr<CameraSectors> sectors, std::shared_ptr<ObjectPlaces> places, Drawings drawings)
        : m_sectors(std::move(sectors)), m_places(std::move(places)), m_drawings(std::move(drawings)) {}

    /// A World, this one or a newer one, and what a tile's revision is in it by each layer; 0 for layers that are not followed.
    struct Look {
        data::WorldPtr world;
        std::vector<std::uint64_t> revisions;
    };
    using Layers = std::span<const tiles::LayerDefinition *const>;
    /// Nothing when the World has changes that were not followed yet, or are being followed right now: microseconds. Of `view`
    /// the filter is looked at.
    [[nodiscard]] std::optional<Look> look(const data::WorldPtr &world, Layers layers, const TileView &view,
                                           spatial::TileId tile) const;
    /// The same after following what there is to follow: for workers.
    [[nodiscard]] Look follow(const data::WorldPtr &world, Layers layers, const TileView &view, spatial::TileId tile);

    /// Compares the drawings of a World's themes with those of a World that may follow, zoom by zoom that was drawn: who asks
    /// for a tile of it first then need not wait for that. Others go on meanwhile.
    void compare_ahead(const tiles::ThemeTiles &before, const tiles::ThemeTiles &now);

    /// Goes on to a World that it is so many editions behind, without looking at drawings: a plane that nobody asks for keeps
    /// no old World alive for ever. Objects are followed as ever; tiles of editions all count as changed.
    void let_go(const data::WorldPtr &world);
    static constexpr std::int64_t most_behind = 2;

    /// So many changed objects of a layer are followed one by one; with more, all of its tiles count as changed. An object
    /// counts once for the layer and once for each filter that shows it: what is beyond that is changed as a whole.
    static constexpr std::size_t most_followed = 10'000;
    /// So many filters are followed; with more, the one that came first begins anew.
    static constexpr std::size_t most_filters = 16;

  private:
    /// An edition that a zoom was drawn of, which tiles of this zoom were not compared with yet.
    using Pending = std::array<tiles::ThemeTiles, tiles::TileLedger::deepest_zoom + 1>;
    /// The tiles of some categories of a layer.
    struct Filtered {
        const tiles::LayerDefinition *layer = nullptr;
        std::vector<std::string> categories;
        std::uint64_t number = 0; ///< in the order of coming
        tiles::TileLedger ledger;
    };
    /// The tiles of a zoom that an edition draws anew, by the layers that follow editions.
    using DirtyLayers = std::vector<tiles::DirtyTiles>;
    using WeakTiles = std::vector<std::weak_ptr<const tiles::GridTiles>>; ///< keep no drawing alive
    /// An edition that may follow beside the one before.
    struct Comparison {
        WeakTiles before, now;
        std::array<std::optional<DirtyLayers>, tiles::TileLedger::deepest_zoom + 1> zooms;
    };
    [[nodiscard]] static DirtyLayers compare(const tiles::ThemeTiles &before, const tiles::ThemeTiles &now, int zoom);
    [[nodiscard]] std::optional<DirtyLayers> compared_ahead(const tiles::ThemeTiles &before, const tiles::ThemeTiles &now,
                                                            int zoom);
    [[nodiscard]] bool is_ready(const data::WorldPtr &world, Layers layers, const TileView &view, spatial::TileId tile) const;
    [[nodiscard]] Look answer(Layers layers, const TileView &view, spatial::TileId tile) const;
    [[nodiscard]] const tiles::TileLedger *find_ledger(const tiles::LayerDefinition &layer, const TileView &view) const;
    void start(const data::WorldPtr &world);
    void start_filters(Layers layers, const TileView &view);
    void advance(const data::WorldPtr &next);
    void follow_layers(const data::World &next);
    template <class Row>
    void follow_objects(const tiles::LayerDefinition &layer, const data::Layer<Row> &before, const data::Layer<Row> &after,
                        const data::World &next);
    void follow_sectors(const CameraSectors::CamerasPtr &before, const CameraSectors::CamerasPtr &after);
    void follow_edition(const data::World &next);
    void note_asked(const tiles::LayerDefinition &layer, spatial::TileId tile) const;
    void compare_editions(int zoom);
    [[nodiscard]] tiles::TileLedger &ledger(std::string_view layer) { return m_ledgers.at(std::string(layer)); }

    std::shared_ptr<CameraSectors> m_sectors;
    std::shared_ptr<ObjectPlaces> m_places;
    Drawings m_drawings;
    mutable std::shared_mutex m_mutex; ///< guards what follows
    data::WorldPtr m_world;
    std::map<std::string, tiles::TileLedger, std::less<>> m_ledgers; ///< by layer, of all its objects
    std::map<std::string, Filtered, std::less<>> m_filtered;         ///< by layer and categories
    std::uint64_t m_filters = 0;                                     ///< that came so far
    Pending m_pending;
    /// By zoom: whether a tile with labels was asked for since the edition came. These need no arcs.
    mutable std::array<std::atomic<bool>, tiles::TileLedger::deepest_zoom + 1> m_labelled{};
    std::uint64_t m_edition_revision = 0; ///< of the last change of themes
    std::mutex m_ahead_mutex;             ///< guards what follows
    Comparison m_ahead;
};

} // namespace jingwei::server
