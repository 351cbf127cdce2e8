#include "data/edition_store.hpp"

#include "data/certificate_store.hpp"
#include "data/coverage_rows.hpp"
#include "data/edition_hash.hpp"
#include "data/grid_rows.hpp"
#include "data/journal.hpp"
#include "data/spatial_index.hpp"
#include "data/theme_world.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>

namespace jingwei::data {

namespace {

struct Divisions {
    std::vector<Division> rows{1};    ///< [0] is none
    std::vector<std::int64_t> ids{0}; ///< by index
};

struct LastEdition {
    std::int64_t number = 0;
    TimeMs valid_from = 0;
    std::string root_hash;
};

/// A theme whose content differs from what the store holds.
struct ChangedTheme {
    std::shared_ptr<const ThemeWorld> theme;
    ThemeHashes hashes;
};

Divisions read_divisions(Queries &queries) {
    Divisions divisions;
    SQLite::Statement &rows = queries("division_codes");
    while (rows.executeStep()) {
        divisions.ids.push_back(rows.getColumn(0).getInt64());
        divisions.rows.push_back({.code = rows.getColumn(1).getString(), .name = {}, .level = {}, .level_name_zh = {}});
    }
    return divisions;
}

LastEdition read_last(Queries &queries) {
    SQLite::Statement &row = queries("last_edition");
    LastEdition last;
    if (row.executeStep()) {
        last = {row.getColumn(0).getInt64(), row.getColumn(1).getInt64(), row.getColumn(2).getString()};
    }
    row.reset();
    return last;
}

std::map<std::string, ThemeHashes> read_hashes(Queries &queries) {
    std::map<std::string, ThemeHashes> hashes;
    SQLite::Statement &rows = queries("theme_hashes");
    while (rows.executeStep()) {
        hashes[rows.getColumn(0).getString()] = {rows.getColumn(1).getString(), rows.getColumn(2).getString()};
    }
    return hashes;
}

ThemeHead read_head(Queries &queries, const std::string &theme) {
    ThemeHead head{.id = 0, .edition = 0, .code = theme, .label_zh = {}, .label_en = {}, .arrangement = {}, .levels = {}};
    SQLite::Statement &rows = queries("theme_levels", theme);
    while (rows.executeStep()) {
        head.levels.push_back(
            {.code = rows.getColumn(0).getString(), .label_zh = {}, .label_en = {}, .rank = rows.getColumn(1)});
    }
    if (head.levels.empty()) {
        throw Error(ErrorCode::bad_data, fmt::format("there is no theme {} with levels; add the theme first", theme));
    }
    return head;
}

void require_known_divisions(const ThemeContent &content, const Divisions &divisions) {
    for (const GridRow &grid : content.grids) {
        if (std::ranges::find(divisions.rows, grid.division_code, &Division::code) == divisions.rows.end()) {
            throw Error(ErrorCode::bad_data,
                        fmt::format("the grid {} names the division {}, which the store does not have; add "
                                    "the division first",
                                    grid.code, grid.division_code));
        }
    }
}

std::vector<ChangedTheme> changed_themes(Queries &queries, std::vector<ThemeContent> contents, const Divisions &divisions,
                                         const std::map<std::string, ThemeHashes> &held) {
    std::vector<ChangedTheme> changed;
    for (ThemeContent &content : contents) {
        require_known_divisions(content, divisions);
        ThemeHead head = read_head(queries, content.theme);
        auto theme = make_unlocated_theme(std::move(head), std::move(content), divisions.rows);
        ThemeHashes hashes = hashes_of(*theme, divisions.rows);
        const auto before = held.find(theme->code);
        const bool same = before == held.end() ? theme->grids.size() == 1 : before->second == hashes;
        if (!same) {
            changed.push_back({std::move(theme), std::move(hashes)});
        }
    }
    return changed;
}

std::string to_text(TimeMs at) {
    return fmt::format("{:%Y-%m-%d %H:%M:%S} UTC", fmt::gmtime(static_cast<std::time_t>(at / 1000)));
}

TimeMs begin_of(const EditionHead &head, const LastEdition &last) {
    const TimeMs now = now_ms();
    const bool first = last.number == 0;
    const TimeMs wanted = head.valid_from != 0             ? head.valid_from
                          : first || last.valid_from > now ? now
                                                           : std::max(now, last.valid_from + 1);
    if (!first && wanted <= last.valid_from) {
        throw Error(ErrorCode::bad_call,
                    fmt::format("the edition would hold from {}, but edition {} holds from {}; choose a later time",
                                to_text(wanted), last.number, to_text(last.valid_from)));
    }
    return wanted;
}

void insert_theme(Queries &queries, const ThemeWorld &theme, const ThemeHashes &hashes, std::int64_t edition) {
    queries.run("insert_edition_theme", edition, theme.code, hashes.content, hashes.attributes,
                static_cast<std::int64_t>(theme.grids.size() - 1), static_cast<std::int64_t>(theme.coverage.arcs().size()));
}

void write_theme(Queries &queries, const ChangedTheme &changed, std::int64_t edition, const Divisions &divisions,
                 const std::function<void(double)> &progress) {
    const ThemeWorld &theme = *changed.theme;
    insert_theme(queries, theme, changed.hashes, edition);
    const auto ids = write_grids(queries, theme, edition, divisions.ids, progress);
    write_coverage(queries, theme.code, edition, theme.coverage, ids);
}

/// Adds the edition after the last, whose themes have these hashes.
Published insert_edition(Queries &queries, const Actor &actor, const EditionHead &head, const LastEdition &last,
                         const std::map<std::string, ThemeHashes> &hashes) {
    Published published{last.number + 1, true, root_hash(hashes)};
    queries.run("insert_edition", published.edition, begin_of(head, last), now_ms(), actor.name, head.note, head.source,
                published.root_hash);
    return published;
}

/// By the divisions that a theme is told in.
std::vector<std::int64_t> division_ids(Queries &queries, const std::vector<Division> &told) {
    const Divisions stored = read_divisions(queries);
    std::map<std::string_view, std::int64_t> by_code;
    for (std::size_t i = 1; i < stored.rows.size(); ++i) {
        by_code.emplace(stored.rows[i].code, stored.ids[i]);
    }
    std::vector<std::int64_t> ids{0};
    for (std::size_t i = 1; i < told.size(); ++i) {
        ids.push_back(by_code.at(told[i].code));
    }
    return ids;
}

} // namespace

Published publish_edition(Queries &queries, const Actor &actor, std::vector<ThemeContent> contents, const EditionHead &head,
                          const std::function<void(double)> &progress) {
    const Divisions divisions = read_divisions(queries);
    const LastEdition last = read_last(queries);
    auto hashes = read_hashes(queries);
    const auto changed = changed_themes(queries, std::move(contents), divisions, hashes);
    if (changed.empty()) {
        return {last.number, false, last.root_hash};
    }
    for (const ChangedTheme &each : changed) {
        hashes[each.theme->code] = each.hashes;
    }
    Published published = insert_edition(queries, actor, head, last, hashes);
    for (const ChangedTheme &each : changed) {
        write_theme(queries, each, published.edition, divisions, progress);
        certify(queries, *each.theme, figures_of(each.theme->coverage), published.edition, head.checked_at);
    }
    return published;
}

Published publish_edition(Queries &queries, const Actor &actor, const PreparedTheme &prepared, const EditionHead &head) {
    const ThemeWorld &theme = *prepared.theme;
    const LastEdition last = read_last(queries);
    auto hashes = read_hashes(queries);
    if (hashes[theme.code] == prepared.proof.hashes) {
        return {last.number, false, last.root_hash};
    }
    hashes[theme.code] = prepared.proof.hashes;
    Published published = insert_edition(queries, actor, head, last, hashes);
    insert_theme(queries, theme, prepared.proof.hashes, published.edition);
    const auto divisions = division_ids(queries, *prepared.divisions);
    {
        const TriggerPause pause(queries.database());
        write_grids(queries, prepared, divisions);
        write_coverage(queries, prepared);
        queries.run("note_geometry_changes");
    }
    certify(queries, theme, prepared.proof.ground, published.edition, head.checked_at);
    return published;
}

} // namespace jingwei::data
