#include "data/check_coverage.hpp"

#include "data/check_certificates.hpp"
#include "data/grid_rows.hpp"
#include "data/sqlite.hpp"
#include "data/world_load_parts.hpp"
#include "spatial/coverage_check.hpp"
#include "spatial/measure.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

namespace jingwei::data {

namespace {

constexpr std::size_t violations_a_theme = 100;
constexpr double area_tolerance_m2 = 0.01;

std::string place(LatticePoint point) {
    const spatial::LonLat at = spatial::to_lonlat(point);
    return fmt::format("lon {:.7f} lat {:.7f}", at.lon, at.lat);
}

class CoverageCheck {
  public:
    CoverageCheck(SQLite::Database &database, std::vector<Finding> &findings)
        : m_database(&database), m_queries(database), m_findings(&findings),
          m_divisions(loading::read_divisions(database, {})) {}

    void run() {
        for (ThemeHead &head : loading::read_theme_heads(*m_database)) {
            const std::string theme = head.code;
            try {
                check_theme(std::move(head));
            } catch (const Error &error) {
                add("coverage", fmt::format("theme {}: {}", theme, error.what()));
            }
        }
        check_hashes();
        check_certificates(*m_database, m_counted, m_divisions, *m_findings);
    }

  private:
    void add(const char *check, std::string what) { m_findings->push_back({check, std::move(what)}); }

    void check_theme(ThemeHead head) {
        ThemeContent content = loading::read_theme_content(*m_database, head.code);
        const auto violations = spatial::find_violations(content.coverage, violations_a_theme);
        for (const spatial::Violation &violation : violations) {
            add("coverage",
                fmt::format("theme {}: {} at {}", head.code, spatial::violation_name(violation.kind), place(violation.place)));
        }
        const auto theme = make_unlocated_theme(std::move(head), std::move(content), m_divisions);
        check_grids(*theme);
        if (theme->grids.size() > 1) {
            m_counted[theme->code] = counted(*theme, violations.size(), m_divisions);
        }
    }

    void check_grids(const ThemeWorld &theme) {
        SQLite::Statement &rows = m_queries("check_grids", theme.code);
        while (rows.executeStep()) {
            const GridIndex index = theme.find(rows.getColumn(0).getString());
            check_grid(theme.grids[index], canonical(theme.shapes[index]), rows);
        }
        SQLite::Statement &unversioned = m_queries("check_grid_versions", theme.code);
        while (unversioned.executeStep()) {
            add("coverage", fmt::format("grid {}: its current version differs from the grid, or is missing",
                                        unversioned.getColumn(0).getString()));
        }
    }

    void check_grid(const Grid &grid, const spatial::MultiPolygon &shape, SQLite::Statement &row) {
        const SQLite::Column geom = row.getColumn(1);
        const Blob derived = multi_polygon_blob(shape);
        const auto *stored = static_cast<const std::byte *>(geom.getBlob());
        if (!std::equal(derived.begin(), derived.end(), stored, stored + geom.getBytes())) {
            add("coverage", fmt::format("grid {}: its outline is not the one that its arcs make, near {}", grid.code,
                                        place(grid.label_point)));
            return;
        }
        const double area = spatial::geodesic_area_m2(shape);
        if (std::abs(area - row.getColumn(2).getDouble()) > area_tolerance_m2) {
            add("coverage",
                fmt::format("grid {}: its area is {:.2f} m2, not {:.2f}", grid.code, area, row.getColumn(2).getDouble()));
        }
    }

    void check_hashes() {
        std::map<std::string, ThemeHashes> stored;
        SQLite::Statement &rows = m_queries("theme_hashes");
        while (rows.executeStep()) {
            const std::string theme = rows.getColumn(0).getString();
            stored[theme] = {rows.getColumn(1).getString(), rows.getColumn(2).getString()};
            if (m_counted.contains(theme) && m_counted.at(theme).hashes != stored[theme]) {
                add("hash",
                    fmt::format("theme {}: its content is not what edition {} recorded", theme, rows.getColumn(3).getInt64()));
            }
        }
        SQLite::Statement &last = m_queries("last_edition");
        if (last.executeStep() && last.getColumn(2).getString() != root_hash(stored)) {
            add("hash", fmt::format("edition {}: its root hash does not follow from its themes", last.getColumn(0).getInt64()));
        }
        last.reset();
    }

    SQLite::Database *m_database;
    Queries m_queries;
    std::vector<Finding> *m_findings;
    std::vector<Division> m_divisions;
    std::map<std::string, CountedTheme> m_counted; ///< of what the store holds
};

} // namespace

void check_coverages(SQLite::Database &database, std::vector<Finding> &findings) {
    CoverageCheck(database, findings).run();
}

} // namespace jingwei::data
