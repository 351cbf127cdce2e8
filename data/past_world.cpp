#include "data/past_world.hpp"

namespace jingwei::data {

namespace {

using Assignments = std::vector<Assignment>;

/// The assignments of each grid of a theme as an edition had it: those of the grid as it is now, or of a code that is gone.
Rows<Assignments> assignments_of(const ThemeWorld &past, const ThemeWorld &now, const Rows<Assignments> &current,
                                 const RetiredAssignments &retired) {
    std::unordered_map<std::int64_t, GridIndex> by_id;
    for (GridIndex i = 1; i < now.grids.size(); ++i) {
        by_id.emplace(now.grids[i].id, i);
    }
    Rows<Assignments> rows;
    rows.push_back({});
    for (GridIndex i = 1; i < past.grids.size(); ++i) {
        const auto same = by_id.find(past.grids[i].id);
        const auto gone = retired.find(past.grids[i].code);
        rows.push_back(same != by_id.end() ? current[same->second] : gone != retired.end() ? gone->second : Assignments{});
    }
    return rows;
}

} // namespace

std::shared_ptr<const Roster> past_roster(const World &now, const std::vector<std::shared_ptr<const ThemeWorld>> &themes) {
    auto roster = std::make_shared<Roster>(*now.roster);
    for (std::size_t i = 0; i < themes.size(); ++i) {
        if (themes[i] != now.themes[i]) {
            roster->assignments[i] =
                assignments_of(*themes[i], *now.themes[i], now.roster->assignments[i], *now.roster->retired[i]);
        }
    }
    return roster;
}

std::shared_ptr<const Roster> roster_over(const World &now, std::size_t index, std::shared_ptr<const ThemeWorld> theme) {
    if (theme == now.themes[index]) {
        return now.roster;
    }
    auto themes = now.themes;
    themes[index] = std::move(theme);
    return past_roster(now, themes);
}

WorldPtr past_world(const World &now, std::vector<std::shared_ptr<const ThemeWorld>> themes,
                    std::shared_ptr<const Roster> roster, std::int64_t edition) {
    auto past = std::make_shared<World>(now);
    past->edition = edition;
    past->edition_valid_from = 0; // whoever asks knows when it held
    past->grids_revision = now.history ? now.history->published_at(edition) : 0;
    past->themes = std::move(themes);
    past->roster = std::move(roster);
    return past;
}

} // namespace jingwei::data
