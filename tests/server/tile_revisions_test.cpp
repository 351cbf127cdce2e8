#include "server/service/tile_service.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/four_grid_town.hpp"
#include "tests/support/long_run.hpp"
#include "tests/support/served_town.hpp"
#include "tiles/dirty_tiles.hpp"

#include <fmt/format.h>
#include <map>
#include <random>

using namespace jingwei;
using namespace jingwei::server;
using spatial::TileId;

namespace {

constexpr std::uint32_t seed = 20261127;

/// A tile as it was last handed out.
struct Handed {
    std::string revisions;
    std::string bytes;
};

/// How many tiles had another revision after a change, and how many other bytes.
struct Tally {
    std::size_t told = 0;
    std::size_t changed = 0;
};

/// The last zoom at which too many tiles must not be told: grids are told apart to zoom 17, objects to the last, sectors to 19.
int last_exact_zoom(const LayerSet &set) {
    const tiles::LayerDefinition &layer = *set.layers.front();
    return layer.points ? tiles::max_served_zoom : layer.name == "camera_sectors" ? 19 : tiles::max_built_zoom + 1;
}

/// A town's store and its tiles.
class TownTiles {
  public:
    TownTiles() {
        const auto db = m_folder.path() / "town.sqlite";
        data::Store::init(db);
        m_store = data::Store::open(db, data::Store::Mode::read_write);
        data::StoreContent content = tests::ServedTown::content();
        std::generate_n(std::back_inserter(m_spots), 8, [this] { return anywhere(); });
        for (int i = 0; i < 40; ++i) {
            data::CameraRow camera;
            camera.code = fmt::format("old{}", i);
            camera.kind = i % 2 == 0 ? "dome" : "fixed_bullet";
            camera.at = somewhere();
            content.cameras.push_back(camera);
            add_others(i, content);
        }
        m_store->load({"test"}, std::move(content), {});
    }

    data::Store &store() { return *m_store; }
    TileService &tiles() { return m_tiles; }

    /// At one of a few spots, or anywhere.
    spatial::LatticePoint somewhere() { return draw(2) == 0 ? m_spots[draw(8)] : anywhere(); }
    spatial::LatticePoint anywhere() {
        const auto corner = tests::cell_middle(0, 0);
        return {corner.x + static_cast<std::int32_t>(m_random() % 60'000),
                corner.y - static_cast<std::int32_t>(m_random() % 40'000)};
    }
    std::uint32_t draw(std::uint32_t below) { return static_cast<std::uint32_t>(m_random() % below); }

    /// Asks for every tile around the town of some zooms, and for those of the spots, and compares with what was handed out
    /// before. What one change made new is not to be much more than what it changed.
    void compare(const std::string &layer, Tally &tally, const TileViewWords &words = {}) {
        const Tally one = compared(layer, words);
        INFO(layer << ": told " << one.told << ", changed " << one.changed);
        CHECK(static_cast<double>(one.told) <= 1.2 * static_cast<double>(one.changed) + 2);
        tally.told += one.told;
        tally.changed += one.changed;
    }

    Tally compared(const std::string &layer, const TileViewWords &words) {
        Tally tally;
        const LayerSet set = parse_layers(layer);
        const TileView view = make_tile_view(words, set.layers, *m_store->world());
        for (const int zoom : {0, 5, 9, 11, 13, 14, 15, 16, 17, 18, 19, 21}) {
            for (const TileId tile : tiles_at(zoom, view.plane)) {
                INFO(layer << "?" << view.query << " " << int{tile.z} << "/" << tile.x << "/" << tile.y);
                const Handed now = ask(set, tile, view);
                const auto [known, is_new] = m_handed.try_emplace({layer + "?" + view.query, tile}, now);
                if (is_new) {
                    continue;
                }
                const bool told = known->second.revisions != now.revisions;
                const bool changed = known->second.bytes != now.bytes;
                REQUIRE((told || !changed)); // nothing stale
                if (zoom <= last_exact_zoom(set)) {
                    tally.told += told ? 1 : 0;
                    tally.changed += changed ? 1 : 0;
                }
                known->second = now;
            }
        }
        return tally;
    }

    Handed ask(const LayerSet &set, TileId tile, const TileView &view = {}) {
        TileService::Question question{set, view, tile, {}, true, false};
        const auto revised = m_tiles.revised(m_store->world(), question);
        REQUIRE(revised.world == m_store->world());
        const auto quickly = m_tiles.revised_quickly(m_store->world(), question);
        REQUIRE(quickly);
        REQUIRE(quickly->revisions == revised.revisions);
        question.revisions = revised.revisions;
        return {revised.revisions, *m_tiles.tile(revised.world, question)};
    }

  private:
    void add_others(int i, data::StoreContent &content) {
        data::KeySiteRow site;
        site.code = fmt::format("ks{}", i);
        site.name = "所";
        site.kind = i % 2 == 0 ? "school" : "hospital";
        site.at = somewhere();
        content.key_sites.push_back(site);
        data::BuildingRow building;
        building.code = fmt::format("b{}", i);
        building.building_use = "01";
        building.at = somewhere();
        content.buildings.push_back(building);
        data::RentalHouseRow house;
        house.code = fmt::format("h{}", i);
        house.building_use = "01";
        house.rental_use = "02";
        house.at = somewhere();
        content.rental_houses.push_back(house);
    }

    std::vector<TileId> tiles_at(int zoom, const spatial::TilePlane &plane) const {
        std::vector<TileId> tiles = around(zoom, plane);
        for (std::size_t i = 0; !tiles.empty() && i < m_spots.size(); ++i) {
            tiles.push_back(tiles::owning_tile(spatial::to_tile_position(m_spots[i], plane), zoom));
        }
        std::ranges::sort(tiles);
        const auto rest = std::ranges::unique(tiles);
        tiles.erase(rest.begin(), rest.end());
        return tiles;
    }

    static std::vector<TileId> around(int zoom, const spatial::TilePlane &plane) {
        if (zoom < spatial::min_zoom(plane.grid)) {
            return {};
        }
        const auto place = [&](int column, int row) {
            return tiles::owning_tile(spatial::to_tile_position(tests::cell_middle(column, row), plane), zoom);
        };
        const TileId first = place(-1, -1);
        const TileId last = place(4, 3);
        std::vector<TileId> tiles;
        const std::uint32_t step = std::max(1U, (last.x - first.x) / 6);
        for (std::uint32_t x = first.x; x <= last.x; x += step) {
            for (std::uint32_t y = first.y; y <= last.y; y += step) {
                tiles.push_back({static_cast<std::uint8_t>(zoom), x, y});
            }
        }
        return tiles;
    }

    std::mt19937 m_random{seed};
    tests::ScratchFolder m_folder;
    std::unique_ptr<data::Store> m_store;
    CardService m_cards;
    TileService m_tiles{1 << 24, m_cards};
    std::map<std::pair<std::string, TileId>, Handed> m_handed; ///< by layer and view
    std::vector<spatial::LatticePoint> m_spots; ///< where half of the objects stand, so that deep tiles have some
};

/// A camera put somewhere, moved, renamed, turned, noted something of that tiles do not carry, or taken away.
void change_a_camera(TownTiles &town) {
    const std::string code = fmt::format("old{}", town.draw(45)); // some are new
    const data::CameraRow *known = town.store().world()->cameras->find(code);
    if (known != nullptr && town.draw(5) == 0) {
        town.store().submit({"test"}, data::RemoveCamera{code}).get();
        return;
    }
    data::CameraRow row = known == nullptr ? data::CameraRow{} : *known;
    row.code = code;
    row.kind = row.kind.empty() ? "dome" : row.kind;
    switch (known == nullptr ? 0 : town.draw(6)) {
    case 0:
        row.at = town.somewhere();
        break;
    case 1: // less than a unit of zoom 16
        row.at.x += 3;
        break;
    case 2:
        row.name += "改";
        break;
    case 3:
        row.online = !row.online;
        break;
    case 4:
        row.owner += "x";
        row.height_m = 3 + town.draw(9);
        break;
    default:
        row.azimuth_deg = town.draw(360);
        row.fov_deg = 60;
        row.range_m = 20 + town.draw(200);
        break;
    }
    town.store().submit({"test"}, data::UpsertCamera{row}).get();
}

/// What to change of an object: where it stands, what tiles say of it, or what they do not carry.
enum class Edit : std::uint8_t { place, told, untold };

void edit(data::KeySiteRow &row, Edit what) {
    row.attention = what == Edit::told ? (row.attention + 1) % 4 : row.attention;
    row.phone += what == Edit::untold ? "1" : "";
}

void edit(data::BuildingRow &row, Edit what) {
    row.floors = what == Edit::told ? row.floors.value_or(0) + 1 : row.floors;
    row.residents = what == Edit::untold ? row.residents.value_or(0) + 1 : row.residents;
}

void edit(data::RentalHouseRow &row, Edit what) {
    const bool was_long = row.let_kind == "long";
    row.let_kind = (what == Edit::told) == was_long ? "short" : "long";
    row.tenant_count = what == Edit::untold ? row.tenant_count.value_or(0) + 1 : row.tenant_count;
}

/// One object of a layer of objects, changed in one way.
template <class Change, class Row> void change_one(TownTiles &town, const data::Layer<Row> &layer, std::string_view prefix) {
    Row row = *layer.find(fmt::format("{}{}", prefix, town.draw(40)));
    const auto what = static_cast<Edit>(town.draw(3));
    row.at = what == Edit::place ? town.somewhere() : row.at;
    edit(row, what);
    town.store().submit({"test"}, Change{row}).get();
}

void change_another_object(TownTiles &town) {
    const data::WorldPtr world = town.store().world();
    switch (town.draw(3)) {
    case 0:
        change_one<data::UpsertKeySite>(town, *world->key_sites, "ks");
        break;
    case 1:
        change_one<data::UpsertBuilding>(town, *world->buildings, "b");
        break;
    default:
        change_one<data::UpsertRentalHouse>(town, *world->rental_houses, "h");
        break;
    }
}

std::vector<std::string> redrawn(TownTiles &town, std::vector<std::string> map) {
    auto &line = map[town.draw(static_cast<std::uint32_t>(map.size()))];
    line[town.draw(static_cast<std::uint32_t>(line.size()))] = "abcd"[town.draw(4)];
    return map;
}

} // namespace

TEST_CASE("a changed camera makes new tiles where it is seen, and leaves all others as they were") {
    INFO("seed " << seed);
    TownTiles town;
    std::map<std::string, Tally> tallies;
    const int edits = tests::is_long_run() ? 400 : 25;
    for (int edit = 0; edit <= edits; ++edit) {
        CAPTURE(edit);
        for (const char *layer : {"cameras", "camera_sectors", "grid_figures", "key_sites", "grids"}) {
            town.compare(layer, tallies[layer]);
        }
        change_a_camera(town);
    }
    for (const char *layer : {"cameras", "camera_sectors", "grid_figures"}) {
        INFO(layer << ": told " << tallies[layer].told << ", changed " << tallies[layer].changed);
        CHECK(tallies[layer].changed > 0);
        CHECK(static_cast<double>(tallies[layer].told) <= 1.2 * static_cast<double>(tallies[layer].changed));
    }
    CHECK(tallies["key_sites"].told == 0);
    CHECK(tallies["grids"].told == 0);
}

TEST_CASE("a changed key site, building or rental house makes new tiles where it is seen, and leaves all others as they were") {
    INFO("seed " << seed);
    TownTiles town;
    std::map<std::string, Tally> tallies;
    const int edits = tests::is_long_run() ? 300 : 30;
    for (int edit = 0; edit <= edits; ++edit) {
        CAPTURE(edit);
        for (const char *layer : {"key_sites", "buildings", "rental_houses", "grid_figures", "cameras"}) {
            town.compare(layer, tallies[layer]);
        }
        change_another_object(town);
    }
    for (const char *layer : {"key_sites", "buildings", "rental_houses"}) {
        INFO(layer << ": told " << tallies[layer].told << ", changed " << tallies[layer].changed);
        CHECK(tallies[layer].changed > 0);
        CHECK(tallies[layer].told == tallies[layer].changed); // an object's tiles are told by their bytes
    }
    CHECK(tallies["cameras"].told == 0);
}

TEST_CASE("what tiles do not carry of a camera makes none of them new") {
    TownTiles town;
    Tally tally;
    data::CameraRow row = *town.store().world()->cameras->find("old3");
    row.azimuth_deg = 40;
    row.fov_deg = 60;
    row.range_m = 120;
    town.store().submit({"test"}, data::UpsertCamera{row}).get();
    const auto compare = [&] {
        town.compare("cameras", tally);
        town.compare("camera_sectors", tally);
    };
    compare();
    row.height_m = 9.5;
    row.owner = "q";
    town.store().submit({"test"}, data::UpsertCamera{row}).get();
    compare();
    CHECK(tally.told == 0);
    row.fov_deg = 61;
    town.store().submit({"test"}, data::UpsertCamera{row}).get();
    compare();
    CHECK(tally.told > 0);
}

TEST_CASE("a new edition makes new tiles where it is drawn otherwise, and leaves all others as they were") {
    INFO("seed " << seed);
    TownTiles town;
    std::map<std::string, Tally> tallies;
    std::vector<std::string> map{"aabb", "aabb", "ccdd"};
    const int editions = tests::is_long_run() ? 100 : 10;
    for (int edition = 0; edition <= editions; ++edition) {
        CAPTURE(edition);
        for (const char *layer : {"grids", "grid_edges", "grid_labels", "grid_figures", "key_sites"}) {
            town.compare(layer, tallies[layer]);
        }
        map = redrawn(town, map);
        auto content = tests::four_grid_town(map);
        content.grids[4 + town.draw(4)].name += town.draw(2) == 0 ? "改" : "";
        town.store().submit({"test"}, data::PublishChange{std::move(content), 0, "", ""}).get();
    }
    for (const char *layer : {"grids", "grid_edges", "grid_labels", "grid_figures"}) {
        INFO(layer << ": told " << tallies[layer].told << ", changed " << tallies[layer].changed);
        CHECK(tallies[layer].changed > 0);
        CHECK(static_cast<double>(tallies[layer].told) <= 1.2 * static_cast<double>(tallies[layer].changed));
    }
    CHECK(tallies["key_sites"].told == 0);
}

TEST_CASE("what only some may see changes no tile of figures for others, nor does what leaves the counts as they are") {
    TownTiles town;
    const LayerSet figures = parse_layers("grid_figures");
    const TileView usual;
    const auto place = spatial::to_tile_position(tests::cell_middle(0, 0), spatial::TilePlane());
    const auto revisions = [&](int zoom, bool command) {
        const TileService::Question question{figures, usual, tiles::owning_tile(place, zoom), {}, command, false};
        return town.tiles().revised(town.store().world(), question).revisions;
    };
    const std::string work = revisions(16, false);
    const std::string all = revisions(16, true);
    data::CameraRow row;
    row.code = "new";
    row.kind = "dome";
    row.at = tests::cell_middle(0, 0);
    town.store().submit({"test"}, data::UpsertCamera{row}).get();
    CHECK(revisions(16, false) == work);
    const std::string counted = revisions(16, true);
    CHECK(counted != all);
    row.name = "改名";
    row.at.x += 5;
    town.store().submit({"test"}, data::UpsertCamera{row}).get();
    CHECK(revisions(16, true) == counted);
    CHECK(revisions(13, true) != counted); // first asked for after the changes: its own revision
}

TEST_CASE("in other tile grids, frames and filters too a changed camera makes new tiles where it is seen, and no others") {
    INFO("seed " << seed);
    const std::vector<std::pair<std::string, TileViewWords>> views{
        {"cameras", {.tms = {}, .frame = "gcj02", .category = {}}},
        {"cameras", {.tms = "CGCS2000Quad", .frame = {}, .category = {}}},
        {"cameras", {.tms = "CGCS2000Quad", .frame = "gcj02", .category = "cameras:dome"}},
        {"cameras", {.tms = {}, .frame = {}, .category = "cameras:fixed_bullet"}},
        {"camera_sectors", {.tms = {}, .frame = "gcj02", .category = {}}},
        {"grid_figures", {.tms = "CGCS2000Quad", .frame = {}, .category = {}}}};
    TownTiles town;
    std::vector<Tally> tallies(views.size());
    const int edits = tests::is_long_run() ? 200 : 12;
    for (int edit = 0; edit <= edits; ++edit) {
        CAPTURE(edit);
        for (std::size_t view = 0; view < views.size(); ++view) {
            town.compare(views[view].first, tallies[view], views[view].second);
        }
        change_a_camera(town);
    }
    for (std::size_t view = 0; view < views.size(); ++view) {
        INFO("view " << view << ": told " << tallies[view].told << ", changed " << tallies[view].changed);
        CHECK(tallies[view].changed > 0);
        CHECK(static_cast<double>(tallies[view].told) <= 1.2 * static_cast<double>(tallies[view].changed));
    }
}

TEST_CASE("an object whose category is shown neither before nor after makes no filtered tile new") {
    TownTiles town;
    Tally tally;
    const TileViewWords bullets{.tms = {}, .frame = {}, .category = "cameras:fixed_bullet"};
    town.compare("cameras", tally, bullets);
    data::CameraRow row = *town.store().world()->cameras->find("old0"); // a dome
    row.at.x += 5'000;
    town.store().submit({"test"}, data::UpsertCamera{row}).get();
    town.compare("cameras", tally, bullets);
    CHECK(tally.told == 0);
    row.kind = "fixed_bullet";
    town.store().submit({"test"}, data::UpsertCamera{row}).get();
    town.compare("cameras", tally, bullets);
    CHECK(tally.told > 0);
    CHECK(tally.told == tally.changed);
}

TEST_CASE("an edition is followed in other tile grids and frames as in the usual one") {
    INFO("seed " << seed);
    TownTiles town;
    std::vector<Tally> tallies(2);
    std::vector<std::string> map{"aabb", "aabb", "ccdd"};
    for (int edition = 0; edition <= 6; ++edition) {
        CAPTURE(edition);
        town.compare("grids", tallies[0], {.tms = {}, .frame = "gcj02", .category = {}});
        town.compare("grid_edges", tallies[1], {.tms = "CGCS2000Quad", .frame = {}, .category = {}});
        map = redrawn(town, map);
        town.store().submit({"test"}, data::PublishChange{tests::four_grid_town(map), 0, "", ""}).get();
    }
    for (const Tally &tally : tallies) {
        INFO("told " << tally.told << ", changed " << tally.changed);
        CHECK(tally.changed > 0);
        CHECK(static_cast<double>(tally.told) <= 1.2 * static_cast<double>(tally.changed));
    }
}

TEST_CASE("a plane that nobody asked for during some editions begins anew, and hands out nothing stale") {
    TownTiles town;
    Tally tally;
    Tally usual;
    const TileViewWords shifted{.tms = {}, .frame = "gcj02", .category = {}};
    std::vector<std::string> map{"aabb", "aabb", "ccdd"};
    const auto look_anew = [&] { tally.changed += town.compared("grids", shifted).changed; };
    for (int round = 0; round < 2; ++round) {
        look_anew();
        for (int edition = 0; edition < TileRevisions::most_behind; ++edition) {
            map = redrawn(town, map);
            map[0][0] = "ab"[edition % 2]; // something differs
            town.store().submit({"test"}, data::PublishChange{tests::four_grid_town(map), 0, "", ""}).get();
            town.compare("grids", usual);
        }
    }
    look_anew();
    CHECK(tally.changed > 0);
    CHECK(usual.changed > 0);
}

TEST_CASE("many rows at once and merges make exactly the tiles new where something changed") {
    TownTiles town;
    std::map<std::string, Tally> tallies;
    const auto compare = [&] {
        for (const char *layer : {"cameras", "key_sites", "rental_houses", "buildings"}) {
            town.compare(layer, tallies[layer]);
        }
    };
    compare();
    data::BulkChange rows;
    for (int i = 0; i < 400; ++i) {
        data::CameraRow row;
        row.code = fmt::format("many{}", i);
        row.kind = "dome";
        row.at = tests::cell_middle(0, 0);
        row.at.x += i;
        rows.content.cameras.push_back(row);
    }
    town.store().submit({"test"}, rows).get();
    compare();
    town.store().submit({"test"}, data::RemoveRentalHouse{"house1"}).get();
    compare();
    const std::size_t of_houses = tallies["rental_houses"].told;
    CHECK(of_houses == tallies["rental_houses"].changed);
    // the house left an empty slot behind; what comes next has nothing to do with it
    town.store().submit({"test"}, data::MergeChange{.kind = "camera", .pairs = {{"old1", "old2"}, {"old3", "many7"}}}).get();
    compare();
    town.store().submit({"test"}, rows).get(); // the same again, but for what was merged
    compare();
    for (const char *layer : {"key_sites", "buildings"}) {
        CHECK(tallies[layer].told == 0);
    }
    CHECK(tallies["rental_houses"].told == of_houses);
    const Tally &cameras = tallies["cameras"];
    INFO("told " << cameras.told << ", changed " << cameras.changed);
    CHECK(cameras.changed > 0);
    CHECK(static_cast<double>(cameras.told) <= 1.2 * static_cast<double>(cameras.changed));
}

TEST_CASE("more rows at once than are followed make a layer's tiles new as a whole") {
    TownTiles town;
    const LayerSet set = parse_layers("cameras");
    const TileId far{16, 1, 1};
    const std::string before = town.ask(set, far).revisions;
    data::BulkChange rows;
    for (std::size_t i = 0; i <= TileRevisions::most_followed; ++i) {
        data::CameraRow row;
        row.code = fmt::format("many{}", i);
        row.kind = "dome";
        row.at = town.somewhere();
        rows.content.cameras.push_back(row);
    }
    town.store().submit({"test"}, std::move(rows)).get();
    CHECK(town.ask(set, far).revisions != before);
}

TEST_CASE("a restart leaves the tags of layers that nothing changed since, and of others begins with their last change") {
    const tests::ScratchFolder folder;
    const auto db = folder.path() / "town.sqlite";
    data::Store::init(db);
    {
        auto store = data::Store::open(db, data::Store::Mode::read_write);
        store->load({"test"}, tests::ServedTown::content(), {});
    }
    const TileId tile = tiles::owning_tile(spatial::to_tile_position(tests::cell_middle(1, 1), spatial::TilePlane()), 14);
    const auto revisions = [&](bool with_edit, const char *layer) {
        const auto store = data::Store::open(db, data::Store::Mode::read_write);
        if (with_edit) {
            data::CameraRow row = *store->world()->cameras->find("cam1");
            row.name += "改";
            store->submit({"test"}, data::UpsertCamera{row}).get();
        }
        CardService cards;
        TileService service{1 << 20, cards};
        const LayerSet set = parse_layers(layer);
        const TileView usual;
        return service.revised(store->world(), {set, usual, tile, {}, true, false}).revisions;
    };
    for (const char *layer : {"grids", "grid_edges", "grid_labels", "key_sites", "buildings", "rental_houses"}) {
        CAPTURE(layer);
        const std::string first = revisions(false, layer);
        CHECK(first.find('-') != std::string::npos); // whose numbers they are
        CHECK(revisions(true, layer) == first);
        CHECK(revisions(false, layer) == first);
    }
    const std::string edited = revisions(true, "cameras");
    CHECK(revisions(false, "cameras") == edited);
    CHECK(revisions(false, "camera_sectors") == edited);
    CHECK(revisions(false, "grid_figures") == "all" + edited);
}

TEST_CASE("two stores that were one have the same tags only of what they had in common") {
    const tests::ScratchFolder folder;
    const auto db = folder.path() / "town.sqlite";
    data::Store::init(db);
    data::Store::open(db, data::Store::Mode::read_write)->load({"test"}, tests::ServedTown::content(), {});
    const auto copy = folder.path() / "copy.sqlite";
    const TileId tile = tiles::owning_tile(spatial::to_tile_position(tests::cell_middle(0, 0), spatial::TilePlane()), 16);
    const auto future_of = [&](const std::filesystem::path &path, const std::string &name) {
        const auto store = data::Store::open(path, data::Store::Mode::read_write);
        CardService cards;
        TileService service{1 << 20, cards};
        const TileView usual;
        const auto revisions = [&](const char *layer) {
            const LayerSet set = parse_layers(layer);
            return service.revised(store->world(), {set, usual, tile, {}, true, false}).revisions;
        };
        std::vector<std::string> seen{revisions("cameras"), revisions("key_sites")};
        data::CameraRow row = *store->world()->cameras->find("cam1");
        row.name = name;
        store->submit({"test"}, data::UpsertCamera{row}).get();
        seen.push_back(revisions("cameras"));
        seen.push_back(revisions("key_sites"));
        return seen;
    };
    {
        const auto served = data::Store::open(db, data::Store::Mode::read_write);
        served->backup(copy);
    }
    const auto one = future_of(db, "AAA");
    const auto other = future_of(copy, "BBB");
    CHECK(one[0] == other[0]);
    CHECK(one[1] == other[1]);
    CHECK(one[2] != other[2]); // the same number of the journal
    CHECK(one[2].substr(0, one[2].find('-')) == other[2].substr(0, other[2].find('-')));
    CHECK(one[3] == one[1]);
    CHECK(other[3] == one[1]);
}
