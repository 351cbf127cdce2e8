#include "data/next_world.hpp"
#include "server/service/tile_service.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/four_grid_town.hpp"
#include "tests/support/served_town.hpp"
#include "tiles/dirty_tiles.hpp"

using namespace jingwei;
using namespace jingwei::server;
using spatial::TileId;

namespace {

/// A town whose tiles are made ready before an edition is served.
class ReadyTown {
  public:
    ReadyTown() {
        const auto db = m_folder.path() / "town.sqlite";
        data::Store::init(db);
        m_store = data::Store::open(db, data::Store::Mode::read_write);
        m_store->load({"test"}, tests::ServedTown::content(), {});
        data::make_ready_before_serving(*m_store, [this](const data::World &served, const data::World &next) {
            meanwhile = asked_meanwhile ? ask({}) : std::string();
            m_tiles.make_ready(served, next);
        });
    }

    bool asked_meanwhile = false;
    std::string meanwhile; ///< the tile that a reader had before the last edition was served

    void publish(const std::vector<std::string> &map) {
        auto content = tests::four_grid_town(map);
        m_store->submit({"test"}, data::PublishChange{std::move(content), 0, "", ""}).get();
    }

    /// The tile over the middle of the town, of the World served now.
    std::string ask(const TileViewWords &words) { return ask_of(m_tiles, words); }
    /// The same of a service that never made anything ready.
    std::string ask_anew(const TileViewWords &words) {
        CardService cards;
        TileService fresh{1 << 20, cards};
        return ask_of(fresh, words);
    }
    [[nodiscard]] std::uint64_t waited_for() const { return m_tiles.waited_for(); }

  private:
    std::string ask_of(TileService &tiles, const TileViewWords &words) {
        const LayerSet set = parse_layers("grids,grid_edges,grid_labels");
        const data::WorldPtr world = m_store->world();
        const TileView view = make_tile_view(words, set.layers, *world);
        const TileId tile = tiles::owning_tile(spatial::to_tile_position(tests::cell_middle(1, 1), view.plane), 14);
        TileService::Question question{set, view, tile, {}, true, false};
        const auto revised = tiles.revised(world, question);
        question.revisions = revised.revisions;
        return *tiles.tile(revised.world, question);
    }

    tests::ScratchFolder m_folder;
    std::unique_ptr<data::Store> m_store;
    CardService m_cards;
    TileService m_tiles{1 << 20, m_cards};
};

const TileViewWords usual{};
const TileViewWords shifted{.tms = {}, .frame = "gcj02", .category = {}};

} // namespace

TEST_CASE("an edition is drawn before it is served, and its tiles are those that a reader would have drawn") {
    ReadyTown town;
    const std::string first = town.ask(usual);
    const std::uint64_t waited = town.waited_for();
    CHECK(waited > 0);
    town.asked_meanwhile = true;
    town.publish({"abbb", "aabb", "ccdd"});
    CHECK(town.meanwhile == first);
    const std::string second = town.ask(usual);
    CHECK(second != first);
    CHECK(second == town.ask_anew(usual));
    town.publish({"aaab", "aabb", "ccdd"});
    CHECK(town.meanwhile == second);
    CHECK(town.ask(usual) == town.ask_anew(usual));
    CHECK(town.waited_for() == waited);
}

TEST_CASE("only the planes that somebody asks for are drawn ahead") {
    ReadyTown town;
    town.ask(usual);
    town.ask(shifted);
    const std::uint64_t waited = town.waited_for();
    town.publish({"abbb", "aabb", "ccdd"});
    CHECK(town.ask(usual) == town.ask_anew(usual));
    CHECK(town.waited_for() == waited);
    town.publish({"aaab", "aabb", "ccdd"}); // nobody asked for the shifted one in between
    CHECK(town.ask(usual) == town.ask_anew(usual));
    CHECK(town.waited_for() == waited);
    CHECK(town.ask(shifted) == town.ask_anew(shifted));
    CHECK(town.waited_for() > waited);
}
