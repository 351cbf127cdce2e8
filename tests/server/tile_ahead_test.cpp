#include "data/edition_store.hpp"
#include "data/history.hpp"
#include "data/prepared_theme.hpp"
#include "data/world_change.hpp"
#include "server/service/tile_service.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/long_run.hpp"
#include "tests/support/redrawn_town.hpp"
#include "tests/support/scratch_store.hpp"
#include "tiles/dirty_tiles.hpp"

#include <fmt/format.h>

using namespace jingwei;
using namespace jingwei::server;
using namespace jingwei::tests;
using data::WorldPtr;
using spatial::TileId;

namespace {

constexpr int deepest = tiles::TileLedger::deepest_zoom + 1;
const std::array<TileViewWords, 3> views{
    {{}, {.tms = {}, .frame = "gcj02", .category = {}}, {.tms = "CGCS2000Quad", .frame = {}, .category = {}}}};

/// All tiles of a town at the zooms at which it has few, and some of it beyond.
std::vector<TileId> tiles_of_town(const spatial::TilePlane &plane) {
    constexpr std::int32_t side = 8 * 20'000;
    const auto first = spatial::to_tile_position({town_corner.x - 5'000, town_corner.y + side / 4}, plane);
    const auto last = spatial::to_tile_position({town_corner.x + side * 5 / 4, town_corner.y - side - 5'000}, plane);
    std::vector<TileId> found;
    for (int zoom = spatial::min_zoom(plane.grid); zoom <= deepest; ++zoom) {
        const TileId from = tiles::owning_tile(first, zoom);
        const TileId to = tiles::owning_tile(last, zoom);
        const std::uint32_t step = zoom < 17 ? 1 : 3;
        for (std::uint32_t x = from.x; x <= to.x; x += step) {
            for (std::uint32_t y = from.y; y <= to.y; y += step) {
                found.push_back({static_cast<std::uint8_t>(zoom), x, y});
            }
        }
    }
    return found;
}

/// Tiles as one server draws them.
class Server {
  public:
    TileService tiles{64 << 20, m_cards};

    /// The revisions and bytes of each tile of all layers of editions, in a World.
    std::vector<std::pair<std::string, std::string>> all(const WorldPtr &world) {
        std::vector<std::pair<std::string, std::string>> out;
        for (const TileViewWords &words : views) {
            const LayerSet set = parse_layers("grids,grid_edges,grid_labels");
            const TileView view = make_tile_view(words, set.layers, *world);
            for (const TileId tile : tiles_of_town(view.plane)) {
                TileService::Question question{set, view, tile, {}, true, false};
                const auto revised = tiles.revised(world, question);
                question.revisions = revised.revisions;
                out.emplace_back(revised.revisions, *tiles.tile(revised.world, question));
            }
        }
        return out;
    }

  private:
    CardService m_cards;
};

/// A store whose town is redrawn, edition by edition.
class RedrawnStore {
  public:
    explicit RedrawnStore(unsigned seed) : m_town(seed, 12) {
        m_store.publish(m_town.content({}), 1'000);
        m_town.settle();
        world = m_store.load();
    }

    /// The next edition, prepared; null where it would be the same.
    data::PreparedThemePtr prepare() {
        std::map<std::string, std::int64_t> ids;
        for (const data::Grid &grid : world->themes[0]->grids) {
            ids.emplace(grid.code, grid.id);
        }
        m_town.redraw();
        return data::prepare_theme(m_store.queries, *world, m_town.content(ids));
    }

    /// The World as it would be drawn ahead: not published yet.
    [[nodiscard]] WorldPtr ahead(const data::PreparedThemePtr &prepared) const {
        auto next = std::make_shared<data::World>(*world);
        next->themes[0] = prepared->theme;
        return next;
    }

    /// Answers whether there is another World.
    bool publish(const data::PreparedThemePtr &prepared) {
        m_now += 1'000;
        const auto published =
            data::publish_edition(m_store.queries, {"test"}, *prepared, {.valid_from = m_now, .note = {}, .source = {}});
        if (!published.changed) {
            return false;
        }
        m_town.settle();
        data::append_journal(m_store.queries, {"test"},
                             {.kind = "edition.publish", .object_id = {}, .code = {}, .edition = published.edition});
        const auto revision = m_store.note("test");
        const auto history = std::make_shared<const data::History>(data::read_history(m_store.connection.database()));
        world = data::brings_back(*prepared)
                    ? m_store.load()
                    : data::next_world(*world,
                                       {.prepared = prepared, .valid_from = m_now, .revision = revision, .history = history});
        return true;
    }

    WorldPtr world;

  private:
    ScratchStore m_store;
    RedrawnTown m_town;
    data::TimeMs m_now = 1'000;
};

void require_as_drawn_afterwards(unsigned seed, int editions) {
    RedrawnStore store(seed);
    Server prepared;
    Server lazy;
    REQUIRE(prepared.all(store.world) == lazy.all(store.world));
    const auto waited = prepared.tiles.waited_for();
    bool all_were_ahead = true;
    for (int edition = 0; edition < editions; ++edition) {
        CAPTURE(seed, edition);
        const auto next = store.prepare();
        REQUIRE(next);
        const WorldPtr served = store.world;
        prepared.tiles.make_ready(*served, *store.ahead(next));
        prepared.tiles.compare_ahead(*served, *store.ahead(next));
        if (!store.publish(next)) {
            continue;
        }
        all_were_ahead = all_were_ahead && store.world->themes[0] == next->theme;
        prepared.tiles.make_ready(*served, *store.world);
        const auto ahead = prepared.all(store.world);
        REQUIRE(ahead == lazy.all(store.world)); // revisions too
        const auto anew = Server().all(store.world);
        REQUIRE(std::ranges::equal(ahead, anew, {}, &std::pair<std::string, std::string>::second,
                                   &std::pair<std::string, std::string>::second));
    }
    CHECK((!all_were_ahead || prepared.tiles.waited_for() == waited));
}

} // namespace

TEST_CASE("tiles drawn ahead of an edition are, byte by byte, those that are drawn after it") {
    const unsigned seeds = is_long_run() ? 40 : 1;
    for (unsigned seed = 1; seed <= seeds; ++seed) {
        require_as_drawn_afterwards(seed, 4);
    }
}
