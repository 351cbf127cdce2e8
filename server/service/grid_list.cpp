#include "server/service/grid_list.hpp"

#include "data/export_values.hpp"
#include "data/import_values.hpp"
#include "data/past_world.hpp"
#include "server/api_error.hpp"
#include "server/service/grid_limits.hpp"
#include "server/service/grid_service.hpp"
#include "server/service/instant.hpp"
#include "server/service/layer_counts.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace jingwei::server {

namespace {

using data::GridIndex;
using data::LayerColumn;
using data::ThemeWorld;
using enum data::ColumnKind;

constexpr LayerColumn column(std::string_view name, data::ColumnKind kind) {
    return {.name = name, .short_name = {}, .kind = kind, .list = {}, .heading = {}, .example = {}, .explanation = {}};
}

constexpr std::array list_columns{column("网格编码", code),    column("网格名称", text),     column("层级", text),
                                  column("上级编码", code),    column("四至", text),         column("户数", whole),
                                  column("人口", whole),       column("面积平方米", number), column("网格长", text),
                                  column("网格长电话", phone), column("版本", whole)};

} // namespace

std::shared_ptr<const ThemeWorld> listed_theme(const EditionSource &source, const data::World &world, const GridListAsk &ask) {
    const auto index = world.theme_index(ask.theme);
    if (!index) {
        throw ApiError(ErrorCode::not_found, "no_such_theme", fmt::format("There is no theme '{}'.", ask.theme), "theme");
    }
    auto edition = ask.edition;
    if (ask.at) {
        edition = source.store.edition_at(*ask.at);
        if (edition == 0) {
            throw ApiError(ErrorCode::not_found, "no_edition_yet", "At that time no edition had been published yet.", "at");
        }
    }
    if (edition == 0) {
        return world.themes[*index];
    }
    (void)require_edition(source, edition);
    auto then = source.theme_at(ask.theme, edition);
    if (then == nullptr) {
        throw ApiError(ErrorCode::not_found, "no_grids_yet",
                       fmt::format("The theme {} had no grids in edition {}.", ask.theme, edition), "edition");
    }
    return then;
}

std::vector<GridIndex> listed_grids(const ThemeWorld &theme, const GridListAsk &ask) {
    std::optional<std::uint16_t> level;
    if (!ask.level.empty()) {
        level = require_level(theme, ask.level);
    }
    const GridIndex top = ask.within.empty() ? 0 : theme.find(ask.within);
    if (!ask.within.empty() && top == 0) {
        throw ApiError(ErrorCode::not_found, "no_such_grid", fmt::format("There is no grid '{}'.", ask.within), "within");
    }
    std::vector<GridIndex> grids;
    for (GridIndex grid = 1; grid < theme.grids.size(); ++grid) {
        auto above = grid;
        while (above != 0 && above != top) {
            above = theme.grids[above].parent;
        }
        if (above == top && (!level || theme.grids[grid].level == *level)) {
            grids.push_back(grid);
        }
    }
    std::ranges::sort(grids, {}, [&](GridIndex grid) -> const std::string & { return theme.grids[grid].code; });
    return grids;
}

std::optional<int> people_figure(std::int64_t buildings_sum, std::optional<int> own) {
    return buildings_sum > 0 ? std::optional(static_cast<int>(buildings_sum)) : own;
}

const data::Person *head_of(const data::Roster &roster, std::size_t theme, GridIndex grid, data::TimeMs at) {
    const auto &assignments = roster.assignments[theme][grid];
    const auto found = std::ranges::find_if(
        assignments, [at](const data::Assignment &assignment) { return assignment.primary && assignment.holds_at(at); });
    return found == assignments.end() ? nullptr : &roster.people[found->person];
}

std::size_t write_grid_list(const EditionSource &source, const GridListAsk &ask, data::TableSink &sink) {
    const auto world = source.store.world();
    const auto theme = listed_theme(source, *world, ask);
    const auto grids = listed_grids(*theme, ask);
    const auto limits = limits_texts(*theme, source.store.reference_lines());
    const auto index = world->theme_index(ask.theme).value();
    const auto roster = data::roster_over(*world, index, theme);
    const auto at = ask.at.value_or(now_ms());
    data::TableHead head;
    head.layer = "网格清单";
    std::ranges::transform(list_columns, std::back_inserter(head.columns), [](const LayerColumn &each) { return &each; });
    sink.begin(head);
    LayerCounts<data::BuildingRow> buildings;
    for (const GridIndex i : grids) {
        const data::Grid &grid = theme->grids[i];
        const auto *person = head_of(*roster, index, i, at);
        data::RowValues values(0);
        values.text(grid.code).text(grid.name).text(theme->levels[grid.level].label_zh).text(theme->grids[grid.parent].code);
        const auto counts = buildings.of(theme, world->buildings, i);
        values.text(grid.limits_text.empty() ? limits[i] : grid.limits_text);
        values.whole(people_figure(counts.sums[0], grid.households)).whole(people_figure(counts.sums[1], grid.residents));
        values.rounded(grid.area_m2, 1);
        values.text(person == nullptr ? "" : person->name).text(person == nullptr ? "" : person->phone);
        values.whole(static_cast<int>(theme->edition));
        data::TableRow row{values.take(), std::nullopt};
        for (std::size_t c = 0; c < row.values.size(); ++c) {
            if (row.values[c] && list_columns.at(c).kind <= phone) {
                row.values[c] = data::guarded_text(*row.values[c]);
            }
        }
        sink.add(row);
    }
    sink.finish();
    return grids.size();
}

} // namespace jingwei::server
