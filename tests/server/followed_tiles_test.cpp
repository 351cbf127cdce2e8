#include "server/service/tile_service.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/four_grid_town.hpp"
#include "tests/support/served_town.hpp"
#include "tiles/dirty_tiles.hpp"

#include <algorithm>
#include <fmt/format.h>

using namespace jingwei;
using namespace jingwei::server;
using spatial::TileId;

namespace {

const TileViewWords usual{};
const TileViewWords shifted{.tms = {}, .frame = "gcj02", .category = {}};

/// A town's store, and what its tiles' tags are made of.
class TaggedTown {
  public:
    TaggedTown() {
        const auto db = m_folder.path() / "town.sqlite";
        data::Store::init(db);
        m_store = data::Store::open(db, data::Store::Mode::read_write);
        m_store->load({"test"}, tests::ServedTown::content(), {});
    }

    template <class Change> void submit(Change change) { m_store->submit({"test"}, std::move(change)).get(); }

    /// Publishes the grids as they were, d under another name.
    void rename_d(const std::string &name) {
        auto content = tests::four_grid_town({"aabb", "aabb", "ccdd"});
        std::ranges::find(content.grids, "d", &data::GridRow::code)->name = name;
        submit(data::PublishChange{std::move(content), 0, "", ""});
    }

    /// The tile is built, as for a client that has not got it yet.
    std::string tag(const std::string &layers, TileId tile, const TileViewWords &words = usual) {
        return ask(layers, tile, words, true);
    }
    /// Nothing is built, as where the client has the tile.
    std::string tag_alone(const std::string &layers, TileId tile) { return ask(layers, tile, usual, false); }

  private:
    std::string ask(const std::string &layers, TileId tile, const TileViewWords &words, bool is_built) {
        const LayerSet set = parse_layers(layers);
        const data::WorldPtr world = m_store->world();
        const TileView view = make_tile_view(words, set.layers, *world);
        TileService::Question question{set, view, tile, {}, true, false};
        const auto quickly = m_tiles.revised_quickly(world, question);
        const auto revised = quickly ? *quickly : m_tiles.revised(world, question);
        question.revisions = revised.revisions;
        if (is_built) {
            static_cast<void>(m_tiles.tile(revised.world, question));
        }
        return revised.revisions;
    }

    tests::ScratchFolder m_folder;
    std::unique_ptr<data::Store> m_store;
    CardService m_cards;
    TileService m_tiles{1 << 20, m_cards};
};

TileId tile_at(spatial::LatticePoint p, int zoom, const spatial::TilePlane &plane = {spatial::TileGrid::web_mercator_quad}) {
    return tiles::owning_tile(spatial::to_tile_position(p, plane), zoom);
}

const TileId far_away{16, 1, 1};

data::CameraRow camera(int number, std::string kind) {
    data::CameraRow row;
    row.code = fmt::format("new{}", number);
    row.kind = std::move(kind);
    row.at = tests::cell_middle(0, 0);
    row.at.x += number;
    return row;
}

} // namespace

TEST_CASE("a grid that is renamed makes only its own label's tile new, where nothing but labels is asked for") {
    TaggedTown town;
    const TileId of_d = tile_at(tests::cell_middle(2, 2), 16);
    const TileId below_d = tile_at(tests::cell_middle(2, 2), 14);
    town.tag("grid_labels", far_away); // labels come quickly from here on
    for (const char *name : {"一", "二", "三"}) {
        CAPTURE(name);
        const std::string far = town.tag("grid_labels", far_away);
        const std::string near = town.tag("grid_labels", of_d);
        const std::string below = town.tag("grid_labels", below_d);
        town.rename_d(name);
        CHECK(town.tag("grid_labels", far_away) == far);
        CHECK(town.tag("grid_labels", of_d) != near);
        CHECK(town.tag("grid_labels", below_d) != below);
    }
}

TEST_CASE("tiles whose borders nobody asked for are new as a whole, also where their labels were asked for") {
    TaggedTown town;
    const std::string labels = town.tag("grid_labels", far_away);
    const std::string ground = town.tag_alone("grids", far_away);
    town.rename_d("一");
    CHECK(town.tag("grid_labels", far_away) == labels);
    CHECK(town.tag_alone("grids", far_away) != ground);
}

TEST_CASE("a plane that nobody asked for during some editions still tells objects' tiles apart") {
    TaggedTown town;
    const TileViewWords filtered{.tms = {}, .frame = "gcj02", .category = "cameras:dome"};
    const spatial::TilePlane plane{spatial::TileGrid::web_mercator_quad, spatial::Frame::gcj02};
    const TileId near = tile_at(tests::cell_middle(0, 0), 16, plane);
    const auto tags = [&](TileId tile) {
        return std::vector{town.tag("cameras", tile, shifted), town.tag("cameras", tile, filtered),
                           town.tag("camera_sectors", tile, shifted)};
    };
    const auto far_before = tags(far_away);
    const auto near_before = tags(near);
    const std::string ground = town.tag("grids", far_away, shifted);
    town.submit(data::UpsertCamera{camera(1, "dome")});
    for (const char *name : {"一", "二", "三"}) {
        town.rename_d(name);
        town.tag("grids", far_away);
    }
    CHECK(tags(far_away) == far_before);
    CHECK(tags(near)[0] != near_before[0]);
    CHECK(tags(near)[1] != near_before[1]);
    CHECK(tags(near)[2] == near_before[2]); // it looks nowhere
    CHECK(town.tag("grids", far_away, shifted) != ground);
}

TEST_CASE("changed objects count once for each filter that shows them, and what is too much is new as a whole") {
    TaggedTown town;
    const std::vector<std::string> filters{"cameras:dome", "cameras:dome,fixed_bullet", "cameras:fixed_bullet",
                                           "cameras:ptz_dome"};
    const auto tags = [&] {
        std::vector<std::string> found{town.tag("cameras", far_away)};
        for (const std::string &filter : filters) {
            found.push_back(town.tag("cameras", far_away, {.tms = {}, .frame = {}, .category = filter}));
        }
        return found;
    };
    const auto before = tags();
    constexpr int count = 2 * TileRevisions::most_followed / 5;
    data::BulkChange rows;
    for (int i = 0; i < count; ++i) {
        rows.content.cameras.push_back(camera(i, i % 2 == 0 ? "dome" : "fixed_bullet"));
    }
    town.submit(std::move(rows));
    const auto after = tags();
    CHECK(after[0] == before[0]); // 4,000
    CHECK(after[1] == before[1]); // 2,000
    CHECK(after[2] == before[2]); // 4,000
    CHECK(after[3] != before[3]); // 2,000 more would be 12,000
    CHECK(after[4] == before[4]); // none
}
