#include "data/import.hpp"
#include "data/world_change.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/gdal_tool.hpp"
#include "tests/support/scratch_store.hpp"
#include "tests/support/shapefile.hpp"
#include "tests/support/world_text.hpp"

#include <fmt/format.h>

#include <random>

using namespace jingwei;
using namespace jingwei::data;
using namespace jingwei::tests;

namespace {

constexpr int side = 14;

/// A town of 14 x 14 grids as a file: corners may be moved, grids left out or given other codes.
class TownFile {
  public:
    TownFile() : m_corners((side + 1) * (side + 1)), m_codes(side * side) {
        std::mt19937 random(20261127);
        for (int i = 0; i < (side + 1) * (side + 1); ++i) {
            const auto stray = [&] { return static_cast<std::int32_t>(random() % 4000); };
            m_corners[static_cast<std::size_t>(i)] = {1'041'000'000 + i % (side + 1) * 20'000 + stray(),
                                                      365'000'000 + i / (side + 1) * 20'000 + stray()};
        }
        for (int i = 0; i < side * side; ++i) {
            m_codes[static_cast<std::size_t>(i)] = fmt::format("99040200{:04}", i);
        }
    }

    /// Moves the corner south-west of a cell.
    void move(int column, int row, std::int32_t east, std::int32_t north) {
        LatticePoint &corner = m_corners[at(column, row, side + 1)];
        corner = {corner.x + east, corner.y + north};
    }
    /// Gives a cell's ground to the grid of this code; "" = to nobody.
    void give(int column, int row, const std::string &code) { m_codes[at(column, row, side)] = code; }
    [[nodiscard]] std::string code(int column, int row) const { return m_codes[at(column, row, side)]; }

    /// The cells of the columns given, as GeoJSON.
    void write(const std::filesystem::path &path, int first_column = 0, int end_column = side) const {
        std::map<std::string, std::string> parts;
        for (int row = 0; row < side; ++row) {
            for (int column = first_column; column < end_column; ++column) {
                std::string &part = parts[code(column, row)];
                part += (part.empty() ? "" : ",") + ring(column, row);
            }
        }
        parts.erase("");
        std::string features;
        for (const auto &[code, polygons] : parts) {
            features += fmt::format(R"({}{{"type":"Feature","properties":{{"code":"{}"}},"geometry":{{"type":"MultiPolygon",)"
                                    R"("coordinates":[{}]}}}})",
                                    features.empty() ? "" : ",", code, polygons);
        }
        write_bytes(path, fmt::format(R"({{"type":"FeatureCollection","features":[{}]}})", features));
    }

  private:
    static std::size_t at(int column, int row, int columns) {
        return static_cast<std::size_t>(row) * static_cast<std::size_t>(columns) + static_cast<std::size_t>(column);
    }
    [[nodiscard]] std::string ring(int column, int row) const {
        std::string positions;
        for (const auto &[c, r] : {std::pair(0, 0), std::pair(1, 0), std::pair(1, 1), std::pair(0, 1), std::pair(0, 0)}) {
            const LatticePoint p = m_corners[at(column + c, row + r, side + 1)];
            const auto degrees = [](std::int32_t units) {
                return fmt::format("{}.{:07}", units / 10'000'000, units % 10'000'000);
            };
            positions += fmt::format("{}[{},{}]", positions.empty() ? "" : ",", degrees(p.x), degrees(p.y));
        }
        return "[[" + positions + "]]";
    }

    std::vector<LatticePoint> m_corners;
    std::vector<std::string> m_codes; ///< by cell
};

/// A store into which versions of the town are imported.
class TownStore {
  public:
    TownStore() {
        Store::init(m_path);
        m_store = Store::open(m_path, Store::Mode::read_write);
    }

    ImportReport import(const TownFile &town, int first_column = 0, int end_column = side) {
        const auto file = m_folder.path() / "town.geojson";
        town.write(file, first_column, end_column);
        ImportRequest request;
        request.layer = ImportLayer::grids;
        request.file = file;
        request.level = "grid";
        request.actor = {"test"};
        auto report = run_import(*m_store, request);
        REQUIRE(report.written);
        return report;
    }

    [[nodiscard]] WorldPtr world() const { return m_store->world(); }
    [[nodiscard]] WorldPtr opened_anew() const { return Store::open(m_path, Store::Mode::read_only)->world(); }

  private:
    GdalTool m_tool;
    ScratchFolder m_folder;
    std::filesystem::path m_path = m_folder.path() / "town.sqlite";
    std::unique_ptr<Store> m_store;
};

const spatial::Locator &locator_of(const WorldPtr &world) {
    return *world->theme("base")->locator;
}

void require_same_owners(const ThemeWorld &theme, const ThemeWorld &fresh) {
    std::mt19937 random(7);
    auto points = std::vector<LatticePoint>(fresh.coverage.all_points().begin(), fresh.coverage.all_points().end());
    for (int i = 0; i < 3000; ++i) {
        const auto x = static_cast<std::int32_t>(1'041'000'000 - 5'000 + random() % 290'000);
        points.push_back({x, static_cast<std::int32_t>(365'000'000 - 5'000 + random() % 290'000)});
    }
    for (const LatticePoint p : points) {
        CAPTURE(p.x, p.y);
        REQUIRE(theme.locator->touching(p) == fresh.locator->touching(p));
        REQUIRE(theme.grids[theme.locator->locate(p)].code == fresh.grids[fresh.locator->locate(p)].code);
        const auto near = theme.locator->within(p, 300);
        REQUIRE(near.size() == fresh.locator->within(p, 300).size());
    }
}

/// The World that is served says what one read from the store anew says.
void require_as_opened_anew(const TownStore &store) {
    const auto served = store.world();
    const auto fresh = store.opened_anew();
    REQUIRE(world_text(*served) == world_text(*fresh));
    require_same_owners(*served->theme("base"), *fresh->theme("base"));
}

} // namespace

TEST_CASE("an import that changes a few grids updates the locator, and the World answers like one opened anew") {
    TownStore store;
    TownFile town;
    town.give(2, 11, town.code(3, 11));
    store.import(town);
    const auto first = store.world();
    town.move(5, 6, 3'000, -2'000);
    CHECK(store.import(town).changed == 4);
    const auto second = store.world();
    CHECK(locator_of(second).shares_words_with(locator_of(first)));
    require_as_opened_anew(store);
    // again from the updated one: two grids change places, and ground becomes nobody's
    const auto east = town.code(9, 3);
    town.give(9, 3, town.code(8, 3));
    town.give(8, 3, east);
    town.give(2, 11, "");
    CHECK(store.import(town).changed == 3);
    CHECK(locator_of(store.world()).shares_words_with(locator_of(first)));
    require_as_opened_anew(store);
    CHECK(locator_of(store.world()).locate({1'041'052'000, 365'232'000}) == 0);
    // who still holds the first World sees the first ground
    CHECK(locator_of(first).locate({1'041'052'000, 365'232'000}) != 0);
    const spatial::Locator built(first->theme("base")->coverage);
    for (const LatticePoint p : first->theme("base")->coverage.all_points()) {
        REQUIRE(locator_of(first).locate(p) == built.locate(p));
    }
}

TEST_CASE("new grids beside those that stand are in the updated locator") {
    TownStore store;
    TownFile town;
    town.give(6, 6, "");
    town.give(13, 0, "");
    store.import(town);
    const auto first = store.world();
    town.give(6, 6, "990402009999");
    CHECK(store.import(town, 6, 7).added == 1);
    const auto second = store.world();
    CHECK(locator_of(second).shares_words_with(locator_of(first)));
    const auto &theme = *second->theme("base");
    CHECK(theme.grids[theme.locator->locate({1'041'132'000, 365'132'000})].code == "990402009999");
    CHECK(locator_of(first).locate({1'041'132'000, 365'132'000}) == 0);
    require_as_opened_anew(store);
}

TEST_CASE("an import that changes much builds the locator anew") {
    TownStore store;
    TownFile town;
    store.import(town);
    const auto first = store.world();
    for (int i = 0; i < 100; ++i) {
        town.move(1 + i % 10, 1 + i / 10, 700, 300);
    }
    store.import(town);
    CHECK_FALSE(locator_of(store.world()).shares_words_with(locator_of(first)));
    require_as_opened_anew(store);
}

TEST_CASE("an edition that leaves the ground alone shares the locator's memory") {
    TownStore store;
    TownFile town;
    store.import(town);
    const auto first = store.world();
    ThemeContent renamed = theme_content(*first, "base");
    renamed.grids[3].name = "另一个名字";
    CHECK(locator_of(next_world(*first, AppliedEdition{.edition = 2, .valid_from = 0, .revision = 9, .content = renamed}))
              .shares_words_with(locator_of(first)));
}
