#include "data/prepared_rows.hpp"

#include "data/grid_rows.hpp"
#include "data/prepared_theme.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace jingwei::data {

namespace {

using spatial::FaceIndex;
using spatial::LatticeBox;

/// Calls `visit` with each grid that changes and its number before, in the order in which they are written.
template <class Visit> void for_each_changed(const PreparedTheme &prepared, const Visit &visit) {
    for (const GridIndex grid : std::span(prepared.order).subspan(1)) {
        if (prepared.changed[grid]) {
            visit(grid, prepared.grids_before[grid]);
        }
    }
}

const std::string &level_of(const ThemeWorld &theme, GridIndex grid) {
    return theme.levels[theme.grids[grid].level].code;
}

/// An R*Tree's entry of a place.
void index(Queries &queries, std::string_view query_name, std::int64_t id, const LatticeBox &box) {
    const auto low = spatial::to_lonlat({box.min_x, box.min_y});
    const auto high = spatial::to_lonlat({box.max_x, box.max_y});
    queries.run(query_name, id, low.lon, high.lon, low.lat, high.lat);
}

/// Writes the rows of the grids that come, change and go.
class PreparedGridWriter {
  public:
    PreparedGridWriter(Queries &queries, const PreparedTheme &prepared, std::span<const std::int64_t> division_ids)
        : m_queries(queries), m_prepared(prepared), m_theme(*prepared.theme), m_before(*prepared.before),
          m_division_ids(division_ids) {}

    void write() {
        for_each_changed(m_prepared, [&](GridIndex grid, GridIndex /*old*/) { take_identity(grid); });
        for (const GridIndex old : m_prepared.retired) {
            retire(m_before.grids[old].id);
        }
        for_each_changed(m_prepared, [&](GridIndex grid, GridIndex old) { free_code(grid, old); });
        auto outline = m_prepared.rows.outlines.begin();
        for_each_changed(m_prepared, [&](GridIndex grid, GridIndex old) { write(grid, old, *outline++); });
        write_lineage(m_queries, m_theme.edition, m_prepared.rows.lineage);
    }

  private:
    void take_identity(GridIndex grid) {
        const std::int64_t id = m_theme.grids[grid].id;
        if (id >= m_prepared.first_identity && m_queries.find("insert_grid_identity", m_theme.code, m_theme.edition) != id) {
            throw Error(ErrorCode::conflict, "grids got other ids than they were prepared with; publish again");
        }
    }

    void retire(std::int64_t id) {
        for (const auto *query_name : {"unindex_grid_label", "remove_grid_label", "unindex_grid", "remove_grid"}) {
            m_queries.run(query_name, id);
        }
        m_queries.run("close_grid_version", id, m_theme.edition);
    }

    /// Grids that get other codes give theirs up first, so that two may change places.
    void free_code(GridIndex grid, GridIndex old) {
        if (old != 0 && m_before.grids[old].code != m_theme.grids[grid].code) {
            m_queries.run("update_grid_code", m_theme.grids[grid].id, fmt::format("~{}", m_theme.grids[grid].id));
        }
    }

    void write(GridIndex i, GridIndex old, const Blob &outline) {
        const Grid &grid = m_theme.grids[i];
        const auto or_null = [](std::int64_t id) { return id == 0 ? std::nullopt : std::optional(id); };
        m_queries.run(old == 0 ? "insert_grid" : "update_grid", grid.id, m_theme.code, level_of(m_theme, i), grid.code,
                      grid.name, grid.dedicated ? "dedicated" : "base", or_null(m_theme.grids[grid.parent].id),
                      or_null(m_division_ids[grid.division]), grid.fallback_org, grid.households, grid.residents, grid.area_m2,
                      std::string(), m_theme.edition, outline);
        const LatticeBox box = spatial::bounds(m_theme.shapes[i]);
        if (old == 0 || box != spatial::bounds(m_before.shapes[old])) {
            index(m_queries, old == 0 ? "index_grid" : "reindex_grid", grid.id, box);
        }
        write_label(i, old);
        if (old != 0) {
            m_queries.run("close_grid_version", grid.id, m_theme.edition);
        }
        m_queries.run("insert_grid_version", grid.id, m_theme.edition);
    }

    void write_label(GridIndex i, GridIndex old) {
        const Grid &grid = m_theme.grids[i];
        const LatticePoint at = grid.label_point;
        if (old == 0) {
            m_queries.run("insert_grid_label", grid.id, point_blob(at));
        } else if (m_before.grids[old].label_point != at) {
            m_queries.run("update_grid_label", grid.id, point_blob(at));
        } else {
            return;
        }
        index(m_queries, old == 0 ? "index_grid_label" : "reindex_grid_label", grid.id, {at.x, at.y, at.x, at.y});
    }

    Queries &m_queries;
    const PreparedTheme &m_prepared;
    const ThemeWorld &m_theme;
    const ThemeWorld &m_before;
    std::span<const std::int64_t> m_division_ids;
};

} // namespace

PreparedRows make_prepared_rows(const PreparedTheme &prepared) {
    const ThemeWorld &theme = *prepared.theme;
    const ThemeWorld &before = *prepared.before;
    PreparedRows rows;
    LineageDraft lineage;
    for (const GridIndex old : prepared.retired) {
        lineage.is_closed(before.grids[old].id);
        lineage.was(level_of(before, old), before.grids[old].id, canonical(before.shapes[old]));
    }
    for_each_changed(prepared, [&](GridIndex grid, GridIndex old) {
        const auto shape = canonical(theme.shapes[grid]);
        rows.outlines.push_back(multi_polygon_blob(shape));
        if (old == 0) {
            lineage.is_new(theme.grids[grid].id);
            lineage.is(level_of(theme, grid), theme.grids[grid].id, shape);
        } else if (auto shape_before = canonical(before.shapes[old]); shape_before != shape) {
            lineage.is(level_of(theme, grid), theme.grids[grid].id, shape);
            lineage.was(level_of(before, old), before.grids[old].id, std::move(shape_before));
        }
    });
    rows.lineage = lineage.rows();
    return rows;
}

void write_grids(Queries &queries, const PreparedTheme &prepared, std::span<const std::int64_t> division_ids) {
    PreparedGridWriter(queries, prepared, division_ids).write();
}

void write_coverage(Queries &queries, const PreparedTheme &prepared) {
    const ThemeWorld &theme = *prepared.theme;
    const spatial::Coverage &coverage = theme.coverage;
    auto face_rows = prepared.face_rows;
    for (auto face = face_rows.size(); face < coverage.face_labels().size(); ++face) {
        const auto grid = theme.grids[coverage.label(static_cast<FaceIndex>(face))].id;
        const auto id = grid == 0 ? queries.find("insert_face", theme.code, std::nullopt, theme.edition)
                                  : queries.find("insert_face", theme.code, grid, theme.edition);
        face_rows.push_back(id.value());
    }
    for (const spatial::Arc &arc : coverage.arcs().subspan(prepared.kept_arcs)) {
        const auto points = coverage.points(arc);
        queries.run("insert_arc", theme.code, face_rows[arc.left], face_rows[arc.right], theme.edition, line_blob(points));
        LatticeBox box;
        std::ranges::for_each(points, [&](LatticePoint p) { box.add(p); });
        index(queries, "index_arc", queries.database().getLastInsertRowid(), box);
    }
    for (const auto arc : prepared.closed_arc_rows) {
        queries.run("close_arc", arc, theme.edition);
    }
    for (const auto face : prepared.closed_face_rows) {
        queries.run("close_face", face, theme.edition);
    }
}

} // namespace jingwei::data
