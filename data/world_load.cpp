#include "data/world_load.hpp"

#include "data/layer.hpp"
#include "data/row_reader.hpp"
#include "data/world_layers.hpp"
#include "data/world_load_parts.hpp"

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Transaction.h>
#include <future>
#include <sqlite3.h>

namespace jingwei::data {

namespace {

using ThemePtr = std::shared_ptr<const ThemeWorld>;

CodeLists read_code_lists(SQLite::Database &database) {
    CodeLists lists;
    for (RowReader row(database, "world_code_lists"); row.next();) {
        lists[row.text(0)][row.text(1)] = {.zh = row.text(2), .en = row.text(3)};
    }
    return lists;
}

/// Minutes of "+08:00"; the default where the text is none.
int offset_minutes(std::string_view text) {
    if (text.size() != 6 || (text[0] != '+' && text[0] != '-')) {
        return World{}.utc_offset_minutes;
    }
    const auto digit = [text](std::size_t i) { return text[i] - '0'; };
    const int minutes = (digit(1) * 10 + digit(2)) * 60 + digit(4) * 10 + digit(5);
    return text[0] == '-' ? -minutes : minutes;
}

void read_settings(SQLite::Database &database, World &world) {
    for (RowReader row(database, "world_settings"); row.next();) {
        const auto key = row.text_view(0);
        if (key == "store_uuid") {
            world.store_uuid = row.text(1);
        } else if (key == "utc_offset") {
            world.utc_offset_minutes = offset_minutes(row.text_view(1));
        } else if (key == "sample") {
            world.sample = row.text_view(1) != "0";
        }
    }
}

void read_numbers(SQLite::Database &database, World &world) {
    RowReader revision(database, "world_revision");
    world.revision = revision.next() ? static_cast<std::uint64_t>(revision.integer(0)) : 0;
    RowReader edition(database, "world_edition");
    if (edition.next()) {
        world.edition = edition.integer(0);
        world.edition_valid_from = edition.integer(1);
    }
    world.history = std::make_shared<const History>(read_history(database));
    const std::uint64_t published = world.history->published_at(world.edition);
    world.grids_revision = published != 0 ? published : static_cast<std::uint64_t>(world.edition);
    world.roster_revision = world.revision;
}

/// The themes of a World in the making: built on threads of their own while the rest is read.
struct ThemesInWork {
    std::vector<std::shared_future<ThemePtr>> themes;
    loading::GridPlaces places;
    std::vector<std::size_t> grid_counts;
};

template <class Grids> void note_places(const Grids &grids, ThemesInWork &work) {
    for (GridIndex i = 1; i < grids.size(); ++i) {
        work.places.emplace(grids[i].id, std::pair(work.grid_counts.size(), i));
    }
    work.grid_counts.push_back(grids.size());
}

std::shared_future<ThemePtr> ready(ThemePtr theme) {
    std::promise<ThemePtr> promise;
    promise.set_value(std::move(theme));
    return promise.get_future().share();
}

/// The theme of `current` when no later edition changed it and its head is the same, else null.
ThemePtr still_valid(const World *current, const World &next, const ThemeHead &head) {
    const auto index =
        current != nullptr && *current->divisions == *next.divisions ? current->theme_index(head.code) : std::nullopt;
    if (!index) {
        return nullptr;
    }
    const ThemePtr &theme = current->themes[*index];
    return theme->edition == head.edition && theme->levels == head.levels && theme->label_zh == head.label_zh &&
                   theme->label_en == head.label_en && theme->arrangement == head.arrangement
               ? theme
               : nullptr;
}

/// The theme as `current` has it, or null.
ThemePtr theme_before(const World *current, const ThemeHead &head) {
    const auto index = current != nullptr ? current->theme_index(head.code) : std::nullopt;
    return index ? current->themes[*index] : nullptr;
}

ThemesInWork start_themes(SQLite::Database &database, const World &world, const std::vector<ThemeHead> &heads,
                          const World *current) {
    ThemesInWork work;
    for (const ThemeHead &head : heads) {
        if (ThemePtr shared = still_valid(current, world, head)) {
            note_places(shared->grids, work);
            work.themes.push_back(ready(std::move(shared)));
            continue;
        }
        ThemeContent content = loading::read_theme_content(database, head.code);
        note_places(content.grids, work);
        auto build = [head = ThemeHead(head), content = std::move(content), divisions = world.divisions,
                      before = theme_before(current, head)]() mutable {
            return make_theme_world(std::move(head), std::move(content), *divisions, before.get());
        };
        work.themes.push_back(std::async(std::launch::async, std::move(build)).share());
    }
    return work;
}

void read_roster_parts(SQLite::Database &database, World &world, const std::vector<ThemeHead> &heads,
                       const ThemesInWork &work) {
    const auto roles = std::make_shared<const std::vector<Role>>(loading::read_roles(database));
    world.roles = roles;
    world.staffing_rules =
        std::make_shared<const std::vector<StaffingRule>>(loading::read_staffing_rules(database, heads, *roles));
    world.roster = std::make_shared<const Roster>(loading::read_roster(database, heads, *roles, work.places, work.grid_counts));
}

/// The rows of a layer; those read before it are in the World.
Rows<CameraRow> read_rows(SQLite::Database &database, const World & /*world*/, const WorldLayer<CameraRow> & /*layer*/) {
    return loading::read_cameras(database);
}
Rows<KeySiteRow> read_rows(SQLite::Database &database, const World & /*world*/, const WorldLayer<KeySiteRow> & /*layer*/) {
    return loading::read_key_sites(database);
}
Rows<BuildingRow> read_rows(SQLite::Database &database, const World & /*world*/, const WorldLayer<BuildingRow> & /*layer*/) {
    return loading::read_buildings(database);
}
Rows<RentalHouseRow> read_rows(SQLite::Database &database, const World &world, const WorldLayer<RentalHouseRow> & /*layer*/) {
    return loading::read_rental_houses(database, world.buildings->rows);
}

/// A layer that nothing has changed since `current` is shared with it; of others the rows keep their slots.
void read_layers(SQLite::Database &database, World &world, const World *current) {
    for_each_layer([&]<class Row>(const WorldLayer<Row> &layer) {
        const std::uint64_t revision = last_change_of(database, layer.name);
        const Layer<Row> *before = current == nullptr ? nullptr : layer.in(*current).get();
        if (before != nullptr && !has_categories(*before, *world.code_lists, layer.category_list)) {
            before = nullptr;
        }
        if (before != nullptr && revision <= current->revision) {
            world.*layer.member = layer.in(*current);
            return;
        }
        auto rows = read_rows(database, world, layer);
        // other categories are a change that the journal does not tell
        const std::uint64_t made_at = current != nullptr ? world.revision : revision;
        world.*layer.member = std::make_shared<const Layer<Row>>(
            before != nullptr ? with_rows(*before, rows, revision)
                              : make_layer(std::move(rows), *world.code_lists, layer.category_list, made_at));
    });
}

WorldPtr read_world(SQLite::Database &database, const World *current) {
    auto world = std::make_shared<World>();
    read_settings(database, *world);
    read_numbers(database, *world);
    world->code_lists = std::make_shared<const CodeLists>(read_code_lists(database));
    world->divisions = std::make_shared<const std::vector<Division>>(loading::read_divisions(database, *world->code_lists));
    const auto heads = loading::read_theme_heads(database);
    const ThemesInWork work = start_themes(database, *world, heads, current);
    read_roster_parts(database, *world, heads, work);
    read_layers(database, *world, current);
    for (const auto &theme : work.themes) {
        world->themes.push_back(theme.get());
    }
    return world;
}

} // namespace

WorldPtr load_world(SQLite::Database &database, const World *current) {
    if (sqlite3_get_autocommit(database.getHandle()) == 0) {
        return read_world(database, current);
    }
    SQLite::Transaction transaction(database);
    WorldPtr world = read_world(database, current);
    transaction.commit();
    return world;
}

} // namespace jingwei::data
