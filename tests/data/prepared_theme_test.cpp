#include "data/prepared_theme.hpp"

#include "data/history.hpp"
#include "data/world_change.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/long_run.hpp"
#include "tests/support/redrawn_town.hpp"
#include "tests/support/scratch_store.hpp"
#include "tests/support/world_text.hpp"

#include <fmt/format.h>

using namespace jingwei;
using namespace jingwei::data;
using namespace jingwei::tests;

namespace {

/// Two stores that get the same editions, one whole, one prepared.
struct TwoStores {
    ScratchStore whole, prepared;
    TimeMs now = 1'000;

    Published publish_whole(ScratchStore &store, ThemeContent content) {
        return publish_edition(store.queries, {"test"}, one(std::move(content)), head());
    }
    Published publish_prepared(const PreparedTheme &theme) {
        return publish_edition(prepared.queries, {"test"}, theme, head());
    }
    /// An edition in the journal; answers how the World changes.
    PublishedTheme note(const PreparedThemePtr &theme) {
        for (ScratchStore *store : {&whole, &prepared}) {
            append_journal(store->queries, {"test"},
                           {.kind = "edition.publish", .object_id = {}, .code = {}, .edition = theme->theme->edition});
        }
        const auto revision = prepared.note("test");
        whole.note("test");
        return {.prepared = theme,
                .valid_from = now,
                .revision = revision,
                .history = std::make_shared<const History>(read_history(prepared.connection.database()))};
    }
    template <class Row> void write(const Row &row) {
        whole.rows.write(row);
        prepared.rows.write(row);
    }

  private:
    static std::vector<ThemeContent> one(ThemeContent content) {
        std::vector<ThemeContent> contents;
        contents.push_back(std::move(content));
        return contents;
    }
    [[nodiscard]] EditionHead head() const { return {.valid_from = now, .note = "n", .source = {}, .checked_at = 7}; }
};

/// All rows of a table, but for the instants of writing.
Lines rows_of(ScratchStore &store, const std::string &table) {
    Lines lines;
    SQLite::Statement rows(store.connection.database(), "SELECT * FROM " + table);
    while (rows.executeStep()) {
        std::string line;
        for (int i = 0; i < rows.getColumnCount(); ++i) {
            const std::string name = rows.getColumnName(i);
            const SQLite::Column column = rows.getColumn(i);
            const auto *bytes = static_cast<const unsigned char *>(column.getBlob());
            line += name == "published_at" ? " -" : " ";
            for (int b = 0; name != "published_at" && b < column.getBytes(); ++b) {
                line += fmt::format("{:02x}", bytes[b]);
            }
        }
        lines.push_back(line);
    }
    std::ranges::sort(lines);
    return lines;
}

void require_same_rows(TwoStores &stores) {
    for (const char *table : {"edition", "edition_theme", "grid_identity", "face", "arc", "grid", "grid_label", "grid_version",
                              "lineage", "certificate", "idx_arc_geom", "idx_grid_geom", "idx_grid_label_geom"}) {
        CAPTURE(table);
        REQUIRE(rows_of(stores.prepared, table) == rows_of(stores.whole, table));
    }
}

void require_same_units(const ThemeWorld &theme, const ThemeWorld &loaded) {
    REQUIRE(theme.edition == loaded.edition);
    REQUIRE(theme.grids.size() == loaded.grids.size());
    REQUIRE(theme.by_code == loaded.by_code);
    REQUIRE(theme.children == loaded.children);
    for (std::size_t i = 0; i < theme.grids.size(); ++i) {
        const Grid &a = theme.grids[i];
        const Grid &b = loaded.grids[i];
        REQUIRE(std::tie(a.id, a.code, a.name, a.level, a.dedicated, a.parent, a.division, a.label_point, a.area_m2) ==
                std::tie(b.id, b.code, b.name, b.level, b.dedicated, b.parent, b.division, b.label_point, b.area_m2));
        REQUIRE(std::tie(a.fallback_org, a.limits_text, a.households, a.residents) ==
                std::tie(b.fallback_org, b.limits_text, b.households, b.residents));
        REQUIRE(theme.shapes[i] == loaded.shapes[i]);
    }
    for (std::size_t i = 0; i < theme.levels.size(); ++i) {
        REQUIRE(theme.levels[i].position == loaded.levels[i].position);
    }
}

void require_same_ground(const ThemeWorld &theme, const ThemeWorld &loaded, RedrawnTown &town) {
    REQUIRE(std::ranges::equal(theme.coverage.arcs(), loaded.coverage.arcs()));
    REQUIRE(std::ranges::equal(theme.coverage.all_points(), loaded.coverage.all_points()));
    REQUIRE(std::ranges::equal(theme.coverage.face_labels(), loaded.coverage.face_labels()));
    const spatial::Locator fresh(loaded.coverage);
    std::vector<LatticePoint> places(loaded.coverage.all_points().begin(), loaded.coverage.all_points().end());
    for (int i = 0; i < 300; ++i) {
        places.push_back(town.place());
    }
    for (const LatticePoint place : places) {
        REQUIRE(theme.locator->locate(place) == fresh.locate(place));
        REQUIRE(theme.locator->touching(place) == fresh.touching(place));
    }
}

void require_as_loaded(const World &world, TwoStores &stores, RedrawnTown &town) {
    const WorldPtr loaded = stores.prepared.load();
    REQUIRE(world_text(world) == world_text(*loaded));
    REQUIRE(std::tie(world.revision, world.edition, world.edition_valid_from, world.grids_revision, world.roster_revision) ==
            std::tie(loaded->revision, loaded->edition, loaded->edition_valid_from, loaded->grids_revision,
                     loaded->roster_revision));
    REQUIRE(world.history->publication == loaded->history->publication);
    require_same_units(*world.themes[0], *loaded->themes[0]);
    require_same_ground(*world.themes[0], *loaded->themes[0], town);
}

void add_people(TwoStores &stores, const RedrawnTown &town) {
    for (int i = 0; i < 5; ++i) {
        stores.write(PersonRow{.code = fmt::format("99P{}", i), .name = "某人", .phone = "13800005678", .org_code = ""});
    }
    for (std::size_t i = 0; i < 40; ++i) {
        AssignmentRow row;
        row.person_code = fmt::format("99P{}", i % 5);
        row.theme = "base";
        row.grid_code = town.codes()[i % town.codes().size()];
        row.role = i % 3 == 0 ? "grid_head" : "grid_worker";
        row.from = static_cast<TimeMs>(i / 20) * 1'000;
        stores.write(row);
    }
}

std::map<std::string, std::int64_t> ids_in(const World &world) {
    std::map<std::string, std::int64_t> ids;
    for (const Grid &grid : world.themes[0]->grids) {
        ids.emplace(grid.code, grid.id);
    }
    return ids;
}

/// Editions one after another, each in both ways. Answers how many were made the prepared way, World and all.
std::size_t publish_some(unsigned seed, int editions) {
    TwoStores stores;
    RedrawnTown town(seed);
    const auto first = town.content({});
    stores.publish_whole(stores.whole, first);
    stores.publish_whole(stores.prepared, first);
    add_people(stores, town);
    WorldPtr world = stores.prepared.load();
    std::size_t made = 0;
    for (int i = 0; i < editions; ++i) {
        CAPTURE(seed, i);
        town.redraw();
        stores.now += 1'000;
        const ThemeContent content = town.content(ids_in(*world));
        const auto prepared = prepare_theme(stores.prepared.queries, *world, content);
        REQUIRE(prepared);
        REQUIRE(is_current(stores.prepared.queries, *world, *prepared));
        const auto published = stores.publish_prepared(*prepared);
        const auto expected = stores.publish_whole(stores.whole, content);
        REQUIRE(published.edition == expected.edition);
        REQUIRE(published.changed == expected.changed);
        REQUIRE(published.root_hash == expected.root_hash);
        if (!published.changed) {
            continue;
        }
        town.settle();
        const auto change = stores.note(prepared);
        require_same_rows(stores);
        world = brings_back(*prepared) ? stores.prepared.load() : next_world(*world, change);
        made += brings_back(*prepared) ? 0 : 1;
        require_as_loaded(*world, stores, town);
    }
    return made;
}

} // namespace

TEST_CASE("a prepared edition writes the rows and makes the World that a whole one does") {
    const unsigned seeds = is_long_run() ? 300 : 6;
    std::size_t made = 0;
    for (unsigned seed = 1; seed <= seeds; ++seed) {
        made += publish_some(seed, 8);
    }
    CHECK(made > seeds * 5);
}
