#pragma once

#include "data/world.hpp"
#include "server/service/sector_layer.hpp"
#include "tiles/tile_ledger.hpp"

#include <array>
#include <functional>
#include <map>
#include <optional>
#include <shared_mutex>
#include <span>
#include <string>

namespace jingwei::server {

/// The revision of a layer as a whole in a World, figures left aside: changes when any of its tiles may.
[[nodiscard]] std::uint64_t layer_revision(const data::World &world, const tiles::LayerDefinition &layer);

/// When each tile last changed, layer by layer, for tiles in the store's frame and WebMercatorQuad with all their objects. It
/// follows the Worlds: of the objects that differ the tiles whose bytes do, of an edition those that are drawn anew. Tiles that
/// a change does not touch keep their revision, and with it ETag and cache. Thread-safe.
class TileRevisions {
  public:
    /// The drawings of a World's themes: those that are there, or made when they are not.
    struct Drawings {
        std::function<tiles::ThemeTiles(const data::World &)> known; ///< empty when one is not there
        std::function<tiles::ThemeTiles(const data::World &)> made;
    };
    TileRevisions(std::shared_ptr<CameraSectors> sectors, Drawings drawings)
        : m_sectors(std::move(sectors)), m_drawings(std::move(drawings)) {}

    /// A World, this one or a newer one, and what a tile's revision is in it by each layer; 0 for layers that are not followed.
    struct Look {
        data::WorldPtr world;
        std::vector<std::uint64_t> revisions;
    };
    using Layers = std::span<const tiles::LayerDefinition *const>;
    /// Nothing when the World has changes that were not followed yet: microseconds.
    [[nodiscard]] std::optional<Look> look(const data::WorldPtr &world, Layers layers, spatial::TileId tile) const;
    /// The same after following what there is to follow: for workers.
    [[nodiscard]] Look follow(const data::WorldPtr &world, Layers layers, spatial::TileId tile);

    /// So many changed objects of a layer are followed one by one; with more, all of its tiles count as changed.
    static constexpr std::size_t most_followed = 300;

  private:
    /// An edition that a zoom was drawn of, which tiles of this zoom were not compared with yet.
    using Pending = std::array<tiles::ThemeTiles, tiles::TileLedger::deepest_zoom + 1>;
    [[nodiscard]] bool is_ready(const data::WorldPtr &world, Layers layers, spatial::TileId tile) const;
    [[nodiscard]] Look answer(Layers layers, spatial::TileId tile) const;
    void start(const data::WorldPtr &world);
    void advance(const data::WorldPtr &next);
    template <class Row>
    void follow_objects(const tiles::LayerDefinition &layer, const data::Layer<Row> &before, const data::Layer<Row> &after,
                        const data::World &next);
    void follow_sectors(const CameraSectors::CamerasPtr &before, const CameraSectors::CamerasPtr &after);
    void follow_edition(const data::World &next);
    void compare_editions(int zoom);
    [[nodiscard]] tiles::TileLedger &ledger(std::string_view layer) { return m_ledgers.at(std::string(layer)); }

    std::shared_ptr<CameraSectors> m_sectors;
    Drawings m_drawings;
    mutable std::shared_mutex m_mutex; ///< guards what follows
    data::WorldPtr m_world;
    std::map<std::string, tiles::TileLedger, std::less<>> m_ledgers; ///< by layer
    Pending m_pending;
};

} // namespace jingwei::server
