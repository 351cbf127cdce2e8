#include "data/theme_world.hpp"

#include "spatial/error.hpp"
#include "spatial/measure.hpp"

#include <algorithm>
#include <ranges>
#include <tuple>

namespace jingwei::data {

namespace {

using DivisionByCode = std::unordered_map<std::string_view, std::uint32_t>;

[[noreturn]] void refuse(const ThemeWorld &theme, const std::string &code, const std::string &reason) {
    throw Error(ErrorCode::bad_data, "Grid " + code + " of theme " + theme.code + " " + reason + ".");
}

std::uint16_t level_index(const ThemeWorld &theme, const GridRow &row) {
    const auto found = std::ranges::find(theme.levels, row.level, &Level::code);
    if (found == theme.levels.end()) {
        refuse(theme, row.code, "is of the unknown level " + row.level + "; add the level first");
    }
    return static_cast<std::uint16_t>(found - theme.levels.begin());
}

Grid to_grid(GridRow row, std::uint16_t level, const DivisionByCode &divisions) {
    const auto division = divisions.find(row.division_code);
    return {.id = row.id,
            .code = std::move(row.code),
            .name = std::move(row.name),
            .level = level,
            .dedicated = row.kind == "dedicated",
            .division = division == divisions.end() ? 0 : division->second,
            .label_point = row.label_point,
            .area_m2 = row.area_m2,
            .fallback_org = std::move(row.fallback_org),
            .limits_text = std::move(row.limits_text),
            .households = row.households,
            .residents = row.residents};
}

void take_grids(ThemeWorld &theme, std::vector<GridRow> &rows, const std::vector<Division> &divisions) {
    DivisionByCode division_by_code;
    for (std::uint32_t i = 1; i < divisions.size(); ++i) {
        division_by_code.emplace(divisions[i].code, i);
    }
    theme.grids.resize(1);
    theme.grids.reserve(rows.size());
    theme.by_code.reserve(rows.size());
    for (std::size_t i = 1; i < rows.size(); ++i) {
        const std::uint16_t level = level_index(theme, rows[i]);
        if (!theme.by_code.emplace(rows[i].code, static_cast<GridIndex>(i)).second) {
            refuse(theme, rows[i].code, "exists twice");
        }
        std::string parent_code = std::move(rows[i].parent_code);
        theme.grids.push_back(to_grid(std::move(rows[i]), level, division_by_code));
        rows[i].parent_code = std::move(parent_code);
    }
}

void link_parents(ThemeWorld &theme, const std::vector<GridRow> &rows) {
    theme.children.resize(theme.grids.size());
    for (GridIndex i = 1; i < theme.grids.size(); ++i) {
        Grid &grid = theme.grids[i];
        const std::string &code = rows[i].parent_code;
        grid.parent = code.empty() ? 0 : theme.find(code);
        if (!code.empty() && grid.parent == 0) {
            refuse(theme, grid.code, "names the parent " + code + ", which does not exist");
        }
        if (grid.parent != 0 && theme.grids[grid.parent].level >= grid.level) {
            refuse(theme, grid.code, "names the parent " + code + ", which is not of a coarser level");
        }
        theme.children[grid.parent].push_back(i);
    }
}

/// For every label the unit of `level` it lies in, or 0.
std::vector<spatial::Label> ancestors_at(const ThemeWorld &theme, std::uint16_t level) {
    std::vector<spatial::Label> ancestors(theme.grids.size(), 0);
    for (GridIndex i = 1; i < theme.grids.size(); ++i) {
        GridIndex unit = i;
        while (unit != 0 && theme.grids[unit].level > level) {
            unit = theme.grids[unit].parent;
        }
        ancestors[i] = unit != 0 && theme.grids[unit].level == level ? unit : 0;
    }
    return ancestors;
}

/// The same, and 0 where that unit is not one of those wanted.
std::vector<spatial::Label> wanted_at(const ThemeWorld &theme, std::uint16_t level, const std::vector<bool> &wanted) {
    auto ancestors = ancestors_at(theme, level);
    for (spatial::Label &unit : ancestors) {
        unit = wanted[unit] ? unit : 0;
    }
    return ancestors;
}

/// Numbers the levels that some unit has, coarsest first.
void number_levels(ThemeWorld &theme) {
    int position = 0;
    for (std::size_t level = 0; level < theme.levels.size(); ++level) {
        const bool in_use =
            std::ranges::any_of(theme.grids, [level](const Grid &grid) { return grid.level == level && !grid.code.empty(); });
        theme.levels[level].position = in_use ? ++position : 0;
    }
}

} // namespace

std::shared_ptr<ThemeWorld> make_bare_theme(ThemeHead head, std::vector<GridRow> rows, const std::vector<Division> &divisions) {
    auto theme = std::make_shared<ThemeWorld>();
    theme->id = head.id;
    theme->edition = head.edition;
    theme->code = std::move(head.code);
    theme->label_zh = std::move(head.label_zh);
    theme->label_en = std::move(head.label_en);
    theme->arrangement = std::move(head.arrangement);
    theme->levels = std::move(head.levels);
    take_grids(*theme, rows, divisions);
    link_parents(*theme, rows);
    number_levels(*theme);
    theme->shapes.resize(theme->grids.size());
    return theme;
}

void draw_shapes(ThemeWorld &theme, const std::vector<bool> &wanted) {
    const auto levels = static_cast<std::uint16_t>(theme.levels.size());
    for (std::uint16_t level = 0; level < levels; ++level) {
        const auto is_here = [&](GridIndex i) { return wanted[i] && theme.grids[i].level == level; };
        const auto units = std::views::iota(GridIndex{1}, static_cast<GridIndex>(theme.grids.size()));
        if (theme.coverage.empty() || std::ranges::none_of(units, is_here)) {
            continue;
        }
        auto drawn = spatial::outlines(theme.coverage, wanted_at(theme, level, wanted), theme.grids.size());
        for (const GridIndex i : units) {
            if (is_here(i)) {
                theme.shapes[i] = std::move(drawn[i]);
            }
        }
    }
}

namespace {

std::shared_ptr<ThemeWorld> build_theme(ThemeHead head, ThemeContent content, const std::vector<Division> &divisions) {
    auto theme = make_bare_theme(std::move(head), std::move(content.grids), divisions);
    theme->coverage = std::move(content.coverage);
    for (const spatial::Label label : theme->coverage.face_labels()) {
        if (label >= theme->grids.size()) {
            throw Error(ErrorCode::bad_data,
                        "Theme " + theme->code + " has a face whose grid does not exist; run jingwei check.");
        }
    }
    draw_shapes(*theme, std::vector<bool>(theme->grids.size(), true));
    return theme;
}

} // namespace

ThemeHead head_of(const ThemeWorld &theme) {
    return {.id = theme.id,
            .edition = theme.edition,
            .code = theme.code,
            .label_zh = theme.label_zh,
            .label_en = theme.label_en,
            .arrangement = theme.arrangement,
            .levels = theme.levels};
}

std::shared_ptr<const ThemeWorld> make_theme_world(ThemeHead head, ThemeContent content, const std::vector<Division> &divisions,
                                                   const ThemeWorld *before) {
    auto theme = build_theme(std::move(head), std::move(content), divisions);
    const bool follows = before != nullptr && before->locator != nullptr;
    theme->locator = std::make_unique<const spatial::Locator>(
        follows ? before->locator->following(before->coverage, theme->coverage) : spatial::Locator(theme->coverage));
    return theme;
}

std::shared_ptr<const ThemeWorld> make_past_theme(ThemeHead head, ThemeContent content,
                                                  const std::vector<Division> &divisions) {
    auto theme = build_theme(std::move(head), std::move(content), divisions);
    theme->locator = std::make_unique<const spatial::Locator>(theme->coverage);
    for (GridIndex i = 1; i < theme->grids.size(); ++i) {
        if (!theme->shapes[i].empty()) {
            theme->grids[i].label_point = spatial::label_point(theme->shapes[i]);
        }
    }
    return theme;
}

std::shared_ptr<const ThemeWorld> make_unlocated_theme(ThemeHead head, ThemeContent content,
                                                       const std::vector<Division> &divisions) {
    return build_theme(std::move(head), std::move(content), divisions);
}

void sort_assignments(std::vector<Assignment> &assignments, const Rows<Person> &people) {
    std::ranges::sort(assignments, [&people](const Assignment &a, const Assignment &b) {
        return std::forward_as_tuple(a.role, !a.primary, people[a.person].code, a.id) <
               std::forward_as_tuple(b.role, !b.primary, people[b.person].code, b.id);
    });
}

} // namespace jingwei::data
