#include "server/service/pack_service.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/mvt_reader.hpp"
#include "tests/support/served_town.hpp"
#include "tiles/gzip.hpp"

#include <fstream>
#include <set>
#include <sstream>

using namespace jingwei;
using namespace jingwei::server;
using tests::ServedTown;

namespace {

std::string bytes_of_file(const std::filesystem::path &file) {
    std::ifstream in(file, std::ios::binary);
    std::ostringstream bytes;
    bytes << in.rdbuf();
    return bytes.str();
}

PackRequest request_of(const std::string &layers, int min_zoom, int max_zoom) {
    PackRequest request;
    request.set = parse_layers(layers);
    request.min_zoom = min_zoom;
    request.max_zoom = max_zoom;
    return request;
}

std::size_t files_in(const std::filesystem::path &folder) {
    return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator(folder), {}));
}

} // namespace

TEST_CASE("a pack is the same file however many threads build it, and replaces another only when told") {
    ServedTown town;
    const tests::ScratchFolder folder;
    const auto world = town.app().store().world();
    PackRequest request = request_of("grids,grid_edges,grid_labels,key_sites,buildings,rental_houses", 0, 16);
    request.threads = 1;
    const auto counts = pack(world, request, folder.path() / "one.pmtiles", false);
    request.threads = 3;
    static_cast<void>(pack(world, request, folder.path() / "three.pmtiles", false));
    CHECK(counts.tiles > 17);
    CHECK(counts.bytes == std::filesystem::file_size(folder.path() / "one.pmtiles"));
    CHECK(bytes_of_file(folder.path() / "one.pmtiles") == bytes_of_file(folder.path() / "three.pmtiles"));
    CHECK_THROWS_AS(pack(world, request, folder.path() / "one.pmtiles", false), Error);
    CHECK_NOTHROW(pack(world, request, folder.path() / "one.pmtiles", true));
    CHECK(files_in(folder.path()) == 2);
}

TEST_CASE("tiles worth packing are all that hold something") {
    ServedTown town;
    const auto world = town.app().store().world();
    for (const auto frame : {spatial::Frame::cgcs2000, spatial::Frame::gcj02}) {
        const LayerSet set =
            parse_layers("grids,grid_edges,grid_labels,camera_sectors,cameras,key_sites,buildings,rental_houses");
        const PackArea area(*world, set, frame, {});
        const auto tiles = area.tiles(0, 14);
        const std::set<spatial::TileId> wanted(tiles.begin(), tiles.end());
        REQUIRE(wanted.size() == tiles.size());
        TileView view;
        view.plane.frame = frame;
        const auto [middle_x, middle_y] = spatial::to_tile_position(tests::cell_middle(1, 1), view.plane);
        CardService cards;
        TileService service(0, cards);
        for (std::uint32_t x = (middle_x >> 18U) - 4; x <= (middle_x >> 18U) + 4; ++x) {
            for (std::uint32_t y = (middle_y >> 18U) - 4; y <= (middle_y >> 18U) + 4; ++y) {
                const spatial::TileId tile{14, x, y};
                const bool holds = !service.tile(world, {set, view, tile, {}, true, false})->empty();
                CAPTURE(x, y);
                CHECK((!holds || wanted.count(tile) == 1));
            }
        }
    }
}

TEST_CASE("a pack of one grid has the tiles that touch it or lie within the margin") {
    ServedTown town;
    const auto world = town.app().store().world();
    const LayerSet set = parse_layers("grids");
    const auto count = [&](const PackWithin &within) {
        return PackArea(*world, set, spatial::Frame::cgcs2000, within).tiles(18, 18).size();
    };
    const auto all = count({});
    const auto one = count({"base", "a", 0});
    const auto wider = count({"base", "a", 300});
    CHECK(one > 0);
    CHECK(one < all);
    CHECK(one < wider);
    CHECK(wider <= all);
    CHECK(count({"base", "a", 50'000}) == all);
    CHECK_THROWS_AS(count({"base", "nothing", 0}), Error);
    CHECK_THROWS_AS(count({"nothing", "a", 0}), Error);
}

TEST_CASE("a pack that is interrupted or has nothing inside leaves nothing behind") {
    ServedTown town;
    const tests::ScratchFolder folder;
    const auto world = town.app().store().world();
    const std::atomic<bool> interrupted = true;
    PackRequest request = request_of("grids", 0, 16);
    request.interrupted = &interrupted;
    CHECK_THROWS_AS(pack(world, request, folder.path() / "a.pmtiles", false), Error);
    CHECK_THROWS_AS(pack(world, request_of("grids", 0, 1), folder.path() / "no" / "a.pmtiles", false), Error);
    data::World nothing = *world;
    nothing.themes.clear();
    CHECK_THROWS_AS(
        pack(std::make_shared<const data::World>(nothing), request_of("grids", 0, 3), folder.path() / "a.pmtiles", false),
        Error);
    CHECK(files_in(folder.path()) == 0);
}
