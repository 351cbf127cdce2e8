#include "data/edition_rows.hpp"

#include "data/import_fields.hpp"
#include "data/store.hpp"
#include "spatial/error.hpp"

#include <algorithm>
#include <numeric>
#include <unordered_map>

namespace jingwei::data {

using spatial::Label;

namespace {

template <class Range, class Name> std::string listed(const Range &range, Name name) {
    std::string text;
    for (const auto &item : range) {
        text += (text.empty() ? "" : ", ") + std::string(name(item));
    }
    return text;
}

} // namespace

const ThemeWorld &require_theme(const World &world, const EditionRequest &request) {
    if (const auto *theme = world.theme(request.theme)) {
        return *theme;
    }
    throw Error(ErrorCode::bad_call, "There is no theme '" + request.theme + "'. The store has: " +
                                         listed(world.themes, [](const auto &t) { return t->code; }) + ".");
}

const Level &require_level(const ThemeWorld &theme, const std::string &level) {
    const auto found = std::ranges::find(theme.levels, level, &Level::code);
    if (found == theme.levels.end()) {
        throw Error(ErrorCode::bad_call, "Theme '" + theme.code + "' has no level '" + level +
                                             "'. It has: " + listed(theme.levels, [](const Level &l) { return l.code; }) + ".");
    }
    return *found;
}

namespace {

class RowTaker {
  public:
    RowTaker(const World &world, const ThemeWorld &theme, const Level &level, EditionRequest &request,
             std::vector<RowProblem> &problems)
        : m_world(world), m_theme(theme), m_level(level), m_request(request), m_problems(problems) {}

    std::vector<EditionUnit> take() {
        take_stored();
        for (auto &grid : m_request.grids) {
            take_row(grid);
        }
        for (const auto &grid : m_request.grids) {
            settle_parent(grid);
        }
        remove_missing();
        return std::move(m_units);
    }

  private:
    void problem(const ImportedGrid &grid, std::string reason) {
        m_problems.push_back({grid.line, grid.row.code, std::move(reason)});
    }

    void take_stored() {
        auto content = theme_content(m_world, m_theme.code);
        m_units.resize(content.grids.size());
        for (Label u = 1; u < m_units.size(); ++u) {
            auto &unit = m_units[u];
            unit.row = std::move(content.grids[u]);
            unit.rank = m_theme.levels[m_theme.grids[u].level].rank;
            unit.stored = u;
            unit.parent = unit.old_parent = m_theme.grids[u].parent;
            m_by_code.emplace(unit.row.code, u);
        }
    }

    void take_row(ImportedGrid &grid) {
        if (!is_code(grid.row.code)) {
            return problem(grid, "'" + grid.row.code + "' is no code: " + std::string(code_rule) + "; correct it in the file.");
        }
        if (grid.polygons.empty()) {
            return problem(grid, "The feature has no polygon; give it one or leave it out of the file.");
        }
        const auto [it, is_new] = m_by_code.try_emplace(grid.row.code, static_cast<Label>(m_units.size()));
        if (is_new) {
            m_units.emplace_back();
        }
        auto &unit = m_units[it->second];
        if (unit.from_file) {
            return problem(grid, "The code '" + grid.row.code +
                                     "' stands twice in the file; codes must be unique, and parts of one grid belong in one "
                                     "multi-part feature.");
        }
        if (!is_new && unit.row.level != m_request.level) {
            return problem(grid, "The code '" + grid.row.code + "' is taken by a grid of level '" + unit.row.level +
                                     "'; use another code or import with that level.");
        }
        const auto old = unit.row;
        unit.row = grid.row;
        unit.row.id = old.id;
        unit.row.level = m_request.level;
        keep_what_the_file_leaves_open(unit.row, old);
        unit.rank = m_level.rank;
        unit.from_file = true;
        unit.given = std::move(grid.polygons);
        unit.priority = grid.priority;
    }

    static void keep_what_the_file_leaves_open(GridRow &row, const GridRow &old) {
        const auto keep = [](std::string &value, const std::string &before) {
            if (value.empty()) {
                value = before;
            }
        };
        keep(row.name, old.name.empty() ? row.code : old.name);
        keep(row.division_code, old.division_code);
        keep(row.fallback_org, old.fallback_org);
        row.households = row.households ? row.households : old.households;
        row.residents = row.residents ? row.residents : old.residents;
    }

    void settle_parent(const ImportedGrid &grid) {
        const auto self = m_by_code.find(grid.row.code);
        if (self == m_by_code.end() || !m_units[self->second].from_file) {
            return;
        }
        auto &unit = m_units[self->second];
        if (grid.row.parent_code.empty()) {
            unit.parent = 0; // found by area
            return;
        }
        const auto parent = m_by_code.find(grid.row.parent_code);
        if (parent == m_by_code.end()) {
            return settle_division(grid, unit);
        }
        if (m_units[parent->second].rank >= m_level.rank) {
            return problem(grid, "The parent '" + grid.row.parent_code + "' is of level '" + m_units[parent->second].row.level +
                                     "', which does not lie above '" + m_request.level +
                                     "'; name a coarser grid, or use --parent auto.");
        }
        unit.parent = parent->second;
        unit.parent_settled = true;
    }

    /// A parent code may also name a division: then that is where the unit lies.
    void settle_division(const ImportedGrid &grid, EditionUnit &unit) {
        const auto &divisions = *m_world.divisions;
        if (std::ranges::find(divisions, grid.row.parent_code, &Division::code) == divisions.end()) {
            return problem(grid, "The parent '" + grid.row.parent_code +
                                     "' does not exist; import its level first, or use --parent auto to find parents by area.");
        }
        unit.row.division_code = grid.row.parent_code;
        unit.parent = 0;
    }

    void remove_missing() {
        if (m_request.replace_within.empty()) {
            return;
        }
        const auto parent = m_by_code.find(m_request.replace_within);
        if (parent == m_by_code.end() || m_units[parent->second].stored == 0) {
            throw Error(ErrorCode::bad_call, "--replace-within names '" + m_request.replace_within +
                                                 "', which is no grid of theme '" + m_theme.code + "'.");
        }
        for (auto &unit : m_units) {
            if (unit.stored == 0 || unit.from_file || unit.row.level != m_request.level ||
                !lies_under(unit.stored, parent->second)) {
                continue;
            }
            if (!m_theme.children[unit.stored].empty()) {
                m_problems.push_back({0, unit.row.code,
                                      "The grid '" + unit.row.code +
                                          "' is missing from the file but has children in the store; bring these under another "
                                          "grid first, or import without --replace-within."});
                continue;
            }
            unit.removed = true;
        }
    }

    [[nodiscard]] bool lies_under(Label unit, Label ancestor) const {
        for (; unit != 0; unit = m_units[unit].old_parent) {
            if (unit == ancestor) {
                return true;
            }
        }
        return false;
    }

    const World &m_world;
    const ThemeWorld &m_theme;
    const Level &m_level;
    EditionRequest &m_request;
    std::vector<RowProblem> &m_problems;
    std::vector<EditionUnit> m_units;
    std::unordered_map<std::string, Label> m_by_code;
};

} // namespace

std::vector<EditionUnit> take_rows(const World &world, const ThemeWorld &theme, const Level &level, EditionRequest &request,
                                   std::vector<RowProblem> &problems) {
    return RowTaker(world, theme, level, request, problems).take();
}

void compact_units(const std::vector<EditionUnit> &units, EditionDraft &draft) {
    std::vector<Label> place(units.size(), 0);
    draft.content.grids.assign(1, GridRow{});
    for (Label u = 1; u < units.size(); ++u) {
        if (units[u].removed) {
            continue;
        }
        place[u] = static_cast<Label>(draft.content.grids.size());
        draft.content.grids.push_back(units[u].row);
        draft.content.grids.back().parent_code = units[units[u].parent].row.code;
    }
    const auto &coverage = draft.content.coverage;
    std::vector<Label> labels(coverage.face_labels().begin(), coverage.face_labels().end());
    for (auto &label : labels) {
        label = place[label];
    }
    draft.content.coverage = spatial::Coverage({coverage.all_points().begin(), coverage.all_points().end()},
                                               {coverage.arcs().begin(), coverage.arcs().end()}, std::move(labels));
}

std::vector<spatial::MultiPolygon> own_faces(const spatial::Coverage &coverage, std::size_t unit_count) {
    std::vector<Label> self(unit_count);
    std::iota(self.begin(), self.end(), Label{0});
    return spatial::outlines(coverage, self, unit_count);
}

namespace {

bool same_attributes(const GridRow &row, const Grid &grid, const ThemeWorld &theme, const std::vector<Division> &divisions) {
    return row.name == grid.name && row.level == theme.levels[grid.level].code && (row.kind == "dedicated") == grid.dedicated &&
           row.parent_code == theme.grids[grid.parent].code && row.fallback_org == grid.fallback_org &&
           row.division_code == divisions[grid.division].code && row.households == grid.households &&
           row.residents == grid.residents;
}

__int128 doubled_area_of(const spatial::MultiPolygon &ground) {
    __int128 area = 0;
    for (const spatial::Polygon &polygon : ground) {
        area += spatial::doubled_area(polygon.outer);
        for (const spatial::Ring &hole : polygon.holes) {
            area += spatial::doubled_area(hole); // negative: holes turn the other way
        }
    }
    return area;
}

constexpr std::size_t most_levels = 16; ///< more than any theme has, so that a loop of parents ends

/// By code, twice the area of each unit with all below it.
template <class Units, class CodeOf, class ParentOf>
std::unordered_map<std::string, __int128> whole_areas(const Units &units, const std::vector<spatial::MultiPolygon> &grounds,
                                                      const CodeOf &code_of, const ParentOf &parent_of) {
    std::unordered_map<std::string, std::string> parents;
    for (std::size_t u = 1; u < units.size(); ++u) {
        parents[code_of(units[u])] = parent_of(units[u]);
    }
    std::unordered_map<std::string, __int128> areas;
    for (std::size_t u = 1; u < units.size(); ++u) {
        const __int128 own = doubled_area_of(grounds[u]);
        auto at = parents.find(code_of(units[u]));
        for (std::size_t depth = 0; at != parents.end() && depth < most_levels; ++depth, at = parents.find(at->second)) {
            areas[at->first] += own;
        }
    }
    return areas;
}

} // namespace

void count_changes(const ThemeWorld &theme, const std::vector<Division> &divisions, EditionDraft &draft) {
    const auto &content = draft.content;
    const auto grounds = own_faces(content.coverage, content.grids.size());
    const auto stored = own_faces(theme.coverage, theme.grids.size());
    using Areas = std::unordered_map<std::string, __int128>;
    std::optional<std::pair<Areas, Areas>> areas; // after and before, once somebody asks
    // a unit that only gave its ground to new ones below it is what it was
    const auto is_divided_only = [&](Label u, Label before) {
        if (!grounds[u].empty() || stored[before].empty()) {
            return false;
        }
        if (!areas) {
            areas.emplace(whole_areas(
                              content.grids, grounds, [](const GridRow &row) { return row.code; },
                              [](const GridRow &row) { return row.parent_code; }),
                          whole_areas(
                              theme.grids, stored, [](const Grid &grid) { return grid.code; },
                              [&](const Grid &grid) { return theme.grids[grid.parent].code; }));
        }
        const auto &code = content.grids[u].code;
        return areas->first.at(code) == areas->second.at(code);
    };
    std::size_t kept = 0;
    for (Label u = 1; u < content.grids.size(); ++u) {
        const auto found = theme.by_code.find(content.grids[u].code);
        if (found == theme.by_code.end()) {
            ++draft.added;
            continue;
        }
        ++kept;
        const bool same = same_attributes(content.grids[u], theme.grids[found->second], theme, divisions) &&
                          (grounds[u] == stored[found->second] || is_divided_only(u, found->second));
        ++(same ? draft.unchanged : draft.changed);
    }
    draft.removed = theme.grids.empty() ? 0 : theme.grids.size() - 1 - kept;
}

} // namespace jingwei::data
