#include "data/grid_rows.hpp"

#include "data/lineage_rows.hpp"
#include "spatial/measure.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <unordered_map>

namespace jingwei::data {

namespace {

using spatial::Ring;

std::optional<std::int64_t> or_null(std::int64_t id) {
    return id == 0 ? std::nullopt : std::optional(id);
}

/// What an edition decides of a grid; equal rows need no new version.
struct GridState {
    std::string level, name, kind;
    std::optional<std::int64_t> parent, division;
    std::string fallback_org;
    std::optional<int> households, residents;
    Blob geom;
    friend bool operator==(const GridState &, const GridState &) = default;
};

std::optional<int> int_or_null(const SQLite::Column &column) {
    return column.isNull() ? std::nullopt : std::optional(column.getInt());
}

std::optional<std::int64_t> id_or_null(const SQLite::Column &column) {
    return column.isNull() ? std::nullopt : std::optional(static_cast<std::int64_t>(column.getInt64()));
}

GridState state_of(SQLite::Statement &row) {
    const SQLite::Column geom = row.getColumn(10);
    const auto *bytes = static_cast<const std::byte *>(geom.getBlob());
    return {.level = row.getColumn(2).getString(),
            .name = row.getColumn(3).getString(),
            .kind = row.getColumn(4).getString(),
            .parent = id_or_null(row.getColumn(5)),
            .division = id_or_null(row.getColumn(6)),
            .fallback_org = row.getColumn(7).getString(),
            .households = int_or_null(row.getColumn(8)),
            .residents = int_or_null(row.getColumn(9)),
            .geom = Blob(bytes, bytes + geom.getBytes())};
}

/// A grid as it stands in the store.
struct OldGrid {
    std::int64_t id = 0;
    GridState state;
};

/// What an edition decides of a grid of a theme, whose grids have these ids.
struct Ids {
    std::span<const std::int64_t> grids, divisions; ///< by index
};

GridState state_in(const ThemeWorld &theme, GridIndex index, const Ids &ids, const spatial::MultiPolygon &shape) {
    const Grid &grid = theme.grids[index];
    return {.level = theme.levels[grid.level].code,
            .name = grid.name,
            .kind = grid.dedicated ? "dedicated" : "base",
            .parent = or_null(ids.grids[grid.parent]),
            .division = or_null(ids.divisions[grid.division]),
            .fallback_org = grid.fallback_org,
            .households = grid.households,
            .residents = grid.residents,
            .geom = multi_polygon_blob(shape)};
}

/// Writes the rows of one grid after another, with versions and lineage.
class GridRowWriter {
  public:
    GridRowWriter(Queries &queries, const std::string &theme, std::int64_t edition)
        : m_queries(&queries), m_theme(&theme), m_edition(edition) {}

    void retire(const OldGrid &old) {
        m_queries->run("remove_grid_label", old.id);
        m_queries->run("remove_grid", old.id);
        m_queries->run("close_grid_version", old.id, m_edition);
        m_lineage.is_closed(old.id);
        tell_ground_before(old);
    }

    /// Grids that get other codes give theirs up first, so that two may change places.
    void free_code(std::int64_t id) { m_queries->run("update_grid_code", id, fmt::format("~{}", id)); }

    /// `old` is null where there was none.
    void write(std::int64_t id, const std::string &code, const GridState &state, const spatial::MultiPolygon &shape,
               const OldGrid *old) {
        write_row(old == nullptr ? "insert_grid" : "update_grid", id, code, state, shape);
        m_queries->run("remove_grid_label", id);
        m_queries->run("insert_grid_label", id, point_blob(spatial::label_point(shape)));
        write_history(id, old != nullptr);
        if (old == nullptr || old->state.geom != state.geom) {
            m_lineage.is(state.level, id, shape);
        }
        if (old != nullptr && old->state.geom != state.geom) {
            tell_ground_before(*old);
        }
    }

    void finish() { write_lineage(*m_queries, m_edition, m_lineage.rows()); }

  private:
    void write_row(std::string_view query_name, std::int64_t id, const std::string &code, const GridState &state,
                   const spatial::MultiPolygon &shape) {
        m_queries->run(query_name, id, *m_theme, state.level, code, state.name, state.kind, state.parent, state.division,
                       state.fallback_org, state.households, state.residents, spatial::geodesic_area_m2(shape), std::string(),
                       m_edition, state.geom);
    }

    void write_history(std::int64_t id, bool existed) {
        if (existed) {
            m_queries->run("close_grid_version", id, m_edition);
        }
        m_queries->run("insert_grid_version", id, m_edition);
        if (!existed) {
            m_lineage.is_new(id);
        }
    }

    void tell_ground_before(const OldGrid &old) {
        m_lineage.was(old.state.level, old.id, multi_polygon_of_blob(old.state.geom.data(), old.state.geom.size()));
    }

    Queries *m_queries;
    const std::string *m_theme;
    std::int64_t m_edition;
    LineageDraft m_lineage;
};

class GridWriter {
  public:
    GridWriter(Queries &queries, const ThemeWorld &theme, std::int64_t edition, std::span<const std::int64_t> division_ids)
        : m_queries(&queries), m_theme(&theme), m_edition(edition), m_division_ids(division_ids),
          m_rows(queries, theme.code, edition) {}

    std::vector<std::int64_t> write(const std::function<void(double)> &progress) {
        read_current();
        choose_ids();
        retire_missing();
        free_codes();
        const auto count = static_cast<double>(m_theme->grids.size());
        for (GridIndex i = 1; i < m_theme->grids.size(); ++i) {
            if (progress) {
                progress(i / count);
            }
            write_grid(i);
        }
        m_rows.finish();
        return m_ids;
    }

  private:
    void read_current() {
        SQLite::Statement &rows = (*m_queries)("current_grid_rows", m_theme->code);
        while (rows.executeStep()) {
            m_old.emplace(rows.getColumn(1).getString(), OldGrid{rows.getColumn(0).getInt64(), state_of(rows)});
        }
    }

    /// A grid that says which one it is stays that one under another code; which one others are, their code tells.
    void choose_ids() {
        m_ids.assign(m_theme->grids.size(), 0);
        m_codes_before.assign(m_theme->grids.size(), {});
        for (const auto &[code, old] : m_old) {
            m_code_of_id.emplace(old.id, code);
        }
        for (GridIndex i = 1; i < m_ids.size(); ++i) {
            const auto known = m_code_of_id.find(m_theme->grids[i].id);
            if (known != m_code_of_id.end() && m_taken.insert(known->first).second) {
                m_ids[i] = known->first;
                m_codes_before[i] = known->second;
            }
        }
        for (GridIndex i = 1; i < m_ids.size(); ++i) {
            if (m_ids[i] == 0) {
                choose_by_code(i);
            }
        }
    }

    void choose_by_code(GridIndex index) {
        const std::string &code = m_theme->grids[index].code;
        const auto old = m_old.find(code);
        if (old != m_old.end() && m_taken.insert(old->second.id).second) {
            m_ids[index] = old->second.id;
            m_codes_before[index] = code;
        } else {
            m_ids[index] = returning_or_new_id(code);
        }
    }

    std::int64_t returning_or_new_id(const std::string &code) {
        const auto retired = m_queries->find("find_retired_grid", m_theme->code, code);
        if (retired && !m_code_of_id.contains(*retired) && m_taken.insert(*retired).second) {
            return *retired;
        }
        return m_queries->find("insert_grid_identity", m_theme->code, m_edition).value();
    }

    void free_codes() {
        for (GridIndex i = 1; i < m_ids.size(); ++i) {
            if (!m_codes_before[i].empty() && m_codes_before[i] != m_theme->grids[i].code) {
                m_rows.free_code(m_ids[i]);
            }
        }
    }

    void retire_missing() {
        for (const auto &[code, old] : m_old) {
            if (!m_taken.contains(old.id)) {
                m_rows.retire(old);
            }
        }
    }

    void write_grid(GridIndex index) {
        const Grid &grid = m_theme->grids[index];
        if (m_theme->shapes[index].empty()) {
            throw Error(ErrorCode::bad_data,
                        fmt::format("the grid {} has no ground of its own and no children; leave it out or "
                                    "give it an area",
                                    grid.code));
        }
        const spatial::MultiPolygon shape = canonical(m_theme->shapes[index]);
        const GridState state = state_in(*m_theme, index, {m_ids, m_division_ids}, shape);
        const auto old = m_old.find(m_codes_before[index]);
        if (old != m_old.end() && old->first == grid.code && old->second.state == state) {
            return;
        }
        m_rows.write(m_ids[index], grid.code, state, shape, old == m_old.end() ? nullptr : &old->second);
    }

    Queries *m_queries;
    const ThemeWorld *m_theme;
    std::int64_t m_edition;
    std::span<const std::int64_t> m_division_ids;
    GridRowWriter m_rows;
    std::map<std::int64_t, std::string> m_code_of_id; ///< of the current grids
    std::set<std::int64_t> m_taken;                   ///< ids that a grid of the edition has
    std::vector<std::string> m_codes_before;          ///< by grid index; empty = it is new
    std::map<std::string, OldGrid> m_old;             ///< by code
    std::vector<std::int64_t> m_ids;                  ///< by grid index; [0] = none
};

void rotate_to_least(Ring &ring) {
    std::ranges::rotate(ring, std::ranges::min_element(ring));
}

} // namespace

spatial::MultiPolygon canonical(spatial::MultiPolygon polygons) {
    for (spatial::Polygon &polygon : polygons) {
        rotate_to_least(polygon.outer);
        std::ranges::for_each(polygon.holes, rotate_to_least);
        std::ranges::sort(polygon.holes);
    }
    std::ranges::sort(polygons, {}, &spatial::Polygon::outer);
    return polygons;
}

std::vector<std::int64_t> write_grids(Queries &queries, const ThemeWorld &theme, std::int64_t edition,
                                      std::span<const std::int64_t> division_ids, const std::function<void(double)> &progress) {
    return GridWriter(queries, theme, edition, division_ids).write(progress);
}

} // namespace jingwei::data
