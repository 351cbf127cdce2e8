#include "data/prepared_theme.hpp"

#include "data/coverage_step.hpp"
#include "data/grid_rows.hpp"
#include "data/store.hpp"
#include "data/theme_world.hpp"
#include "spatial/measure.hpp"

#include <algorithm>
#include <future>
#include <numeric>
#include <set>
#include <unordered_set>

namespace jingwei::data {

namespace {

/// Whether an edition decides the same of a grid, its ground left aside.
bool says_the_same(const ThemeWorld &before, const Grid &old, const ThemeWorld &now, const Grid &grid) {
    return old.code == grid.code && old.name == grid.name && old.level == grid.level && old.dedicated == grid.dedicated &&
           before.grids[old.parent].id == now.grids[grid.parent].id && old.division == grid.division &&
           old.fallback_org == grid.fallback_org && old.households == grid.households && old.residents == grid.residents;
}

std::vector<std::int64_t> first_column(SQLite::Statement &rows) {
    std::vector<std::int64_t> ids;
    while (rows.executeStep()) {
        ids.push_back(rows.getColumn(0).getInt64());
    }
    rows.reset();
    return ids;
}

class Preparation {
  public:
    Preparation(Queries &queries, const World &world, std::shared_ptr<const ThemeWorld> before, ThemeContent content)
        : m_queries(queries), m_world(world), m_before(*before), m_content(std::move(content)),
          m_ids(m_content.grids.size(), 0), m_old(m_content.grids.size(), 0) {
        m_prepared.before = std::move(before);
        m_prepared.divisions = world.divisions;
    }

    PreparedThemePtr run(const ThemeProof *proof) {
        choose_ids();
        order_by_id();
        make_units();
        if (!step_ground()) {
            return nullptr;
        }
        find_redrawn();
        if (!draw()) {
            return nullptr;
        }
        settle_changed();
        find_retired();
        auto proven = std::async(std::launch::async, [&] { return proof != nullptr ? *proof : prove(); });
        m_theme->locator =
            std::make_unique<const spatial::Locator>(m_before.locator->following(m_before.coverage, m_theme->coverage));
        m_prepared.proof = proven.get();
        m_prepared.theme = std::move(m_theme);
        m_prepared.rows = make_prepared_rows(m_prepared);
        return std::make_shared<const PreparedTheme>(std::move(m_prepared));
    }

  private:
    [[nodiscard]] ThemeProof prove() const {
        return {.hashes = hashes_of(*m_theme, *m_world.divisions), .ground = figures_of(m_theme->coverage)};
    }

    [[nodiscard]] std::size_t count() const { return m_content.grids.size(); }

    /// A grid that says which one it is stays that one under another code; which one others are, their code tells.
    void choose_ids() {
        m_prepared.first_identity = m_next_identity = m_queries.find("next_grid_identity").value();
        for (GridIndex old = 1; old < m_before.grids.size(); ++old) {
            m_old_of_id.emplace(m_before.grids[old].id, old);
        }
        for (GridIndex i = 1; i < count(); ++i) {
            const auto known = m_old_of_id.find(m_content.grids[i].id);
            if (known != m_old_of_id.end() && m_taken.insert(known->first).second) {
                m_ids[i] = known->first;
                m_old[i] = known->second;
            }
        }
        for (GridIndex i = 1; i < count(); ++i) {
            if (m_ids[i] == 0) {
                choose_by_code(i);
            }
        }
    }

    void choose_by_code(GridIndex i) {
        const std::string &code = m_content.grids[i].code;
        const GridIndex old = m_before.find(code);
        if (old != 0 && m_taken.insert(m_before.grids[old].id).second) {
            m_ids[i] = m_before.grids[old].id;
            m_old[i] = old;
            return;
        }
        const auto retired = m_queries.find("find_retired_grid", m_before.code, code);
        const bool returns = retired && !m_old_of_id.contains(*retired) && m_taken.insert(*retired).second;
        m_ids[i] = returns ? *retired : m_next_identity++;
    }

    void order_by_id() {
        std::vector<GridIndex> by_id(count() - 1);
        std::iota(by_id.begin(), by_id.end(), GridIndex{1});
        std::ranges::sort(by_id, {}, [&](GridIndex i) { return m_ids[i]; });
        m_prepared.order.assign(count(), 0);
        m_prepared.grids_before.assign(1, 0);
        for (GridIndex place = 1; place < count(); ++place) {
            m_prepared.order[by_id[place - 1]] = place;
            m_prepared.grids_before.push_back(m_old[by_id[place - 1]]);
        }
    }

    void make_units() {
        std::vector<GridRow> rows(count());
        for (GridIndex i = 1; i < count(); ++i) {
            GridRow &row = rows[m_prepared.order[i]];
            row = std::move(m_content.grids[i]);
            const Grid &old = m_before.grids[m_old[i]];
            row.id = m_ids[i];
            row.label_point = old.label_point;
            row.area_m2 = old.area_m2;
            row.limits_text = old.limits_text;
        }
        ThemeHead head = head_of(m_before);
        head.edition = m_world.edition + 1;
        m_theme = make_bare_theme(std::move(head), std::move(rows), *m_world.divisions);
        m_grid_now.assign(m_before.grids.size(), 0);
        for (GridIndex place = 1; place < count(); ++place) {
            m_grid_now[m_prepared.grids_before[place]] = place;
        }
        m_grid_now[0] = 0;
    }

    bool step_ground() {
        const auto is_known = [&](spatial::Label label) { return label < count(); };
        const auto arc_rows = first_column(m_queries("current_arc_ids", m_before.code));
        const auto face_rows = first_column(m_queries("current_faces", m_before.code));
        if (!std::ranges::all_of(m_content.coverage.face_labels(), is_known) ||
            arc_rows.size() != m_before.coverage.arcs().size() ||
            face_rows.size() + 1 != m_before.coverage.face_labels().size()) {
            return false;
        }
        std::vector<std::int64_t> ids_before;
        std::ranges::transform(m_before.grids, std::back_inserter(ids_before), &Grid::id);
        CoverageStep step = step_coverage({m_before.coverage, ids_before}, {m_content.coverage, m_ids}, m_prepared.order);
        const auto row_of_face = [&](spatial::FaceIndex face) { return face == 0 ? 0 : face_rows[face - 1]; };
        std::ranges::transform(step.kept_faces, std::back_inserter(m_prepared.face_rows), row_of_face);
        std::ranges::transform(step.closed_faces, std::back_inserter(m_prepared.closed_face_rows), row_of_face);
        std::ranges::transform(step.closed_arcs, std::back_inserter(m_prepared.closed_arc_rows),
                               [&](std::uint32_t arc) { return arc_rows[arc]; });
        m_closed_arcs = std::move(step.closed_arcs);
        m_prepared.kept_arcs = step.kept_arcs;
        m_theme->coverage = std::move(step.coverage);
        return true;
    }

    /// A unit's outline may be another where an arc beside its ground comes or goes, or where it has other units below it.
    void find_redrawn() {
        m_redrawn.assign(count(), false);
        for (std::size_t arc = m_prepared.kept_arcs; arc < m_theme->coverage.arcs().size(); ++arc) {
            redraw(m_theme->coverage.left_label(m_theme->coverage.arcs()[arc]));
            redraw(m_theme->coverage.right_label(m_theme->coverage.arcs()[arc]));
        }
        for (const std::uint32_t arc : m_closed_arcs) {
            redraw_before(m_before.coverage.left_label(m_before.coverage.arcs()[arc]));
            redraw_before(m_before.coverage.right_label(m_before.coverage.arcs()[arc]));
        }
        for (GridIndex i = 1; i < count(); ++i) {
            const GridIndex old = m_prepared.grids_before[i];
            if (old == 0 || has_moved(m_before.grids[old], m_theme->grids[i])) {
                redraw(i);
                redraw_before(old);
            }
        }
        for (GridIndex old = 1; old < m_grid_now.size(); ++old) {
            if (m_grid_now[old] == 0) {
                redraw_before(old);
            }
        }
    }

    [[nodiscard]] bool has_moved(const Grid &old, const Grid &grid) const {
        return old.level != grid.level || m_before.grids[old.parent].id != m_theme->grids[grid.parent].id;
    }

    /// A unit and those above it.
    void redraw(GridIndex unit) {
        for (; unit != 0; unit = m_theme->grids[unit].parent) {
            m_redrawn[unit] = true;
        }
    }
    void redraw_before(GridIndex old) {
        for (; old != 0; old = m_before.grids[old].parent) {
            redraw(m_grid_now[old]);
        }
    }

    /// False where a unit has no ground.
    bool draw() {
        for (GridIndex i = 1; i < count(); ++i) {
            if (!m_redrawn[i]) {
                m_theme->shapes[i] = m_before.shapes[m_prepared.grids_before[i]];
            }
        }
        draw_shapes(*m_theme, m_redrawn);
        return std::ranges::none_of(m_theme->shapes.begin() + 1, m_theme->shapes.end(), &spatial::MultiPolygon::empty);
    }

    void settle_changed() {
        m_prepared.changed.assign(count(), false);
        for (GridIndex i = 1; i < count(); ++i) {
            const GridIndex old = m_prepared.grids_before[i];
            Grid &grid = m_theme->grids[i];
            if (old != 0 && says_the_same(m_before, m_before.grids[old], *m_theme, grid) && has_same_shape(i, old)) {
                continue;
            }
            const auto shape = canonical(m_theme->shapes[i]);
            m_prepared.changed[i] = true;
            grid.label_point = spatial::label_point(shape);
            grid.area_m2 = spatial::geodesic_area_m2(shape);
            grid.limits_text.clear();
        }
    }

    [[nodiscard]] bool has_same_shape(GridIndex grid, GridIndex old) const {
        return !m_redrawn[grid] || canonical(m_theme->shapes[grid]) == canonical(m_before.shapes[old]);
    }

    void find_retired() {
        for (GridIndex old = 1; old < m_grid_now.size(); ++old) {
            if (m_grid_now[old] == 0) {
                m_prepared.retired.push_back(old);
            }
        }
        std::ranges::sort(m_prepared.retired, {}, [&](GridIndex old) { return m_before.grids[old].code; });
    }

    Queries &m_queries;
    const World &m_world;
    const ThemeWorld &m_before;
    ThemeContent m_content;
    std::vector<std::int64_t> m_ids; ///< by grid of the content, as what follows
    std::vector<GridIndex> m_old;    ///< its number before; 0 = none
    std::int64_t m_next_identity = 0;
    std::unordered_map<std::int64_t, GridIndex> m_old_of_id;
    std::set<std::int64_t> m_taken;    ///< ids that a grid of the edition has
    std::vector<GridIndex> m_grid_now; ///< by number before; 0 = retired
    std::vector<std::uint32_t> m_closed_arcs;
    std::vector<bool> m_redrawn; ///< by grid
    std::shared_ptr<ThemeWorld> m_theme;
    PreparedTheme m_prepared;
};

bool stands(Queries &queries, const World &world, const ThemeWorld &theme) {
    return queries.find("theme_edition", theme.code).value_or(0) == theme.edition &&
           queries.find("last_edition").value_or(0) == world.edition;
}

} // namespace

PreparedThemePtr prepare_theme(Queries &queries, const World &world, ThemeContent content, const ThemeProof *proof) {
    const auto index = world.theme_index(content.theme);
    if (!index) {
        return nullptr;
    }
    const auto &before = world.themes[*index];
    std::unordered_set<std::string_view> divisions;
    std::ranges::for_each(*world.divisions, [&](const Division &division) { divisions.insert(division.code); });
    const auto is_known = [&](const GridRow &row) { return divisions.contains(row.division_code); };
    if (before->grids.size() <= 1 || before->locator == nullptr || content.grids.size() <= 1 ||
        !stands(queries, world, *before) || !std::ranges::all_of(content.grids, is_known)) {
        return nullptr;
    }
    return Preparation(queries, world, before, std::move(content)).run(proof);
}

bool is_current(Queries &queries, const World &world, const PreparedTheme &prepared) {
    return world.theme(prepared.theme->code) == prepared.before.get() && *world.divisions == *prepared.divisions &&
           world.edition + 1 == prepared.theme->edition && stands(queries, world, *prepared.before) &&
           queries.find("next_grid_identity") == prepared.first_identity;
}

bool brings_back(const PreparedTheme &prepared) {
    for (GridIndex i = 1; i < prepared.grids_before.size(); ++i) {
        if (prepared.grids_before[i] == 0 && prepared.theme->grids[i].id < prepared.first_identity) {
            return true;
        }
    }
    return false;
}

ThemeContent content_of(const World &world, const PreparedTheme &prepared) {
    return theme_content(world, *prepared.theme);
}

} // namespace jingwei::data
