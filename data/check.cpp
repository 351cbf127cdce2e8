#include "data/check.hpp"

#include "data/check_coverage.hpp"
#include "data/geometry_blob.hpp"
#include "data/spatial_index.hpp"
#include "data/sqlite.hpp"

#include <fmt/format.h>

namespace jingwei::data {

namespace {

constexpr int findings_a_check = 20;
constexpr double float_slack_degrees = 1e-4;

void check_integrity(SQLite::Database &database, std::vector<Finding> &findings) {
    SQLite::Statement rows(database, fmt::format("PRAGMA integrity_check({})", findings_a_check));
    while (rows.executeStep()) {
        if (rows.getColumn(0).getString() != "ok") {
            findings.push_back({"integrity", fmt::format("the file is damaged: {}", rows.getColumn(0).getString())});
        }
    }
}

void check_foreign_keys(SQLite::Database &database, std::vector<Finding> &findings) {
    SQLite::Statement rows(database, "PRAGMA foreign_key_check");
    for (int i = 0; i < findings_a_check && rows.executeStep(); ++i) {
        findings.push_back(
            {"foreign_keys", fmt::format("row {} of {} names a row of {} that does not exist", rows.getColumn(1).getString(),
                                         rows.getColumn(0).getString(), rows.getColumn(2).getString())});
    }
}

/// Names the rows in which a table and its R*Tree differ.
void name_index_rows(SQLite::Database &database, const GeometryColumn &c, std::vector<Finding> &findings) {
    SQLite::Statement missing(database, fmt::format(R"(SELECT rowid FROM "{0}" WHERE "{1}" IS NOT NULL
        AND rowid NOT IN (SELECT pkid FROM "idx_{0}_{1}") LIMIT {2})",
                                                    c.table, c.column, findings_a_check));
    while (missing.executeStep()) {
        findings.push_back({"spatial_index", fmt::format("row {} of {} is not in the spatial index of {}",
                                                         missing.getColumn(0).getInt64(), c.table, c.column)});
    }
    SQLite::Statement extra(database, fmt::format(R"(SELECT pkid FROM "idx_{0}_{1}"
        WHERE pkid NOT IN (SELECT rowid FROM "{0}" WHERE "{1}" IS NOT NULL) LIMIT {2})",
                                                  c.table, c.column, findings_a_check));
    while (extra.executeStep()) {
        findings.push_back({"spatial_index", fmt::format("the spatial index of {}.{} holds row {}, which does not exist",
                                                         c.table, c.column, extra.getColumn(0).getInt64())});
    }
}

/// Names the rows whose box in the R*Tree is not the geometry's, but for the rounding to 32-bit floats.
void name_misplaced_rows(SQLite::Database &database, const GeometryColumn &c, std::vector<Finding> &findings) {
    SQLite::Statement rows(database, fmt::format(R"(SELECT t.rowid FROM "{0}" AS t JOIN "idx_{0}_{1}" AS i ON i.pkid = t.rowid
        WHERE i.xmin NOT BETWEEN MbrMinX(t."{1}") - {3} AND MbrMinX(t."{1}")
          OR i.xmax NOT BETWEEN MbrMaxX(t."{1}") AND MbrMaxX(t."{1}") + {3}
          OR i.ymin NOT BETWEEN MbrMinY(t."{1}") - {3} AND MbrMinY(t."{1}")
          OR i.ymax NOT BETWEEN MbrMaxY(t."{1}") AND MbrMaxY(t."{1}") + {3} LIMIT {2})",
                                                 c.table, c.column, findings_a_check, float_slack_degrees));
    while (rows.executeStep()) {
        findings.push_back({"spatial_index", fmt::format("row {} of {} is in the wrong place of the spatial index of {}",
                                                         rows.getColumn(0).getInt64(), c.table, c.column)});
    }
}

/// What a reader of a column's geometries says of one; empty = it can be read.
std::string geometry_fault(const std::string &type, const SQLite::Column &value) {
    const void *data = value.getBlob();
    const auto size = static_cast<std::size_t>(value.getBytes());
    try {
        if (type == "POINT") {
            static_cast<void>(point_of_blob(data, size));
        } else if (type == "LINESTRING") {
            static_cast<void>(line_of_blob(data, size));
        } else if (type == "POLYGON") {
            static_cast<void>(polygon_of_blob(data, size));
        } else {
            static_cast<void>(multi_polygon_of_blob(data, size));
        }
    } catch (const Error &fault) {
        return fault.what();
    }
    return {};
}

/// Names the rows whose geometry nothing can read.
void check_geometries(SQLite::Database &database, std::vector<Finding> &findings) {
    for (const auto &[table, column, type] : geometry_columns(database)) {
        SQLite::Statement rows(database,
                               fmt::format(R"(SELECT rowid, "{0}" FROM "{1}" WHERE "{0}" IS NOT NULL)", column, table));
        for (int found = 0; found < findings_a_check && rows.executeStep();) {
            if (const auto fault = geometry_fault(type, rows.getColumn(1)); !fault.empty()) {
                findings.push_back({"geometry", fmt::format("row {} of {}: {}", rows.getColumn(0).getInt64(), table, fault)});
                ++found;
            }
        }
    }
}

void check_spatial_indexes(SQLite::Database &database, std::vector<Finding> &findings) {
    for (const GeometryColumn &column : indexed_columns(database)) {
        name_index_rows(database, column, findings);
        name_misplaced_rows(database, column, findings);
    }
}

void check_journal(SQLite::Database &database, std::vector<Finding> &findings) {
    Queries queries(database);
    SQLite::Statement &gaps = queries("journal_gaps");
    while (gaps.executeStep()) {
        findings.push_back({"journal", fmt::format("the journal lacks number {}", gaps.getColumn(0).getInt64())});
    }
    SQLite::Statement &unknown = queries("editions_without_journal");
    while (unknown.executeStep()) {
        findings.push_back(
            {"journal", fmt::format("edition {} is in no line of the journal", unknown.getColumn(0).getInt64())});
    }
}

/// Nobody holds one role of one grid twice at the same time.
void check_assignments(SQLite::Database &database, std::vector<Finding> &findings) {
    Queries queries(database);
    SQLite::Statement &rows = queries("double_assignments");
    for (int i = 0; i < findings_a_check && rows.executeStep(); ++i) {
        findings.push_back({"assignments", fmt::format("{} holds the role {} of grid {} twice at the same time; end or delete "
                                                       "row {} of assignment, or the one before it",
                                                       rows.getColumn(0).getString(), rows.getColumn(1).getString(),
                                                       rows.getColumn(2).getString(), rows.getColumn(3).getInt64())});
    }
}

/// What a check throws is a finding too.
template <class Check>
void run(const char *name, SQLite::Database &database, std::vector<Finding> &findings, const Check &check) {
    try {
        check(database, findings);
    } catch (const std::exception &failure) {
        findings.push_back({name, failure.what()});
    }
}

} // namespace

std::vector<Finding> check_store(Connection &connection) {
    std::vector<Finding> findings;
    SQLite::Database &database = connection.database();
    SQLite::Transaction transaction(database);
    run("integrity", database, findings, check_integrity);
    run("foreign_keys", database, findings, check_foreign_keys);
    run("geometry", database, findings, check_geometries);
    run("spatial_index", database, findings, check_spatial_indexes);
    run("coverage", database, findings, check_coverages);
    run("assignments", database, findings, check_assignments);
    run("journal", database, findings, check_journal);
    return findings;
}

} // namespace jingwei::data
