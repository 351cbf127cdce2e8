#include "data/spatial_index.hpp"

#include "data/sqlite.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

namespace jingwei::data {

namespace {

void call(SQLite::Database &database, const char *function, const GeometryColumn &column) {
    const std::string expression = fmt::format("SELECT {}('{}', '{}')", function, column.table, column.column);
    if (database.execAndGet(expression).getInt() != 1) {
        throw Error(ErrorCode::machine, fmt::format("SpatiaLite failed at {} of {}.{}", function, column.table, column.column));
    }
}

/// SpatiaLite's triggers of a column, its checks among them: each searches geometry_columns anew for every row.
void drop_triggers(SQLite::Database &database, const GeometryColumn &column) {
    std::vector<std::string> names;
    SQLite::Statement rows(database, query("column_triggers"));
    rows.bind(1, column.table);
    rows.bind(2, column.column);
    while (rows.executeStep()) {
        names.push_back(rows.getColumn(0).getString());
    }
    rows.reset();
    for (const std::string &name : names) {
        database.exec(fmt::format("DROP TRIGGER \"{}\"", name));
    }
}

void set_triggers(SQLite::Database &database, int on) {
    sqlite3_db_config(database.getHandle(), SQLITE_DBCONFIG_ENABLE_TRIGGER, on, nullptr);
}

} // namespace

std::vector<GeometryColumn> indexed_columns(SQLite::Database &database) {
    std::vector<GeometryColumn> columns;
    SQLite::Statement rows(database, query("indexed_columns"));
    while (rows.executeStep()) {
        columns.push_back({rows.getColumn(0).getString(), rows.getColumn(1).getString()});
    }
    return columns;
}

std::vector<GeometryColumn> geometry_columns(SQLite::Database &database) {
    std::vector<GeometryColumn> columns;
    SQLite::Statement rows(database, query("geometry_columns"));
    while (rows.executeStep()) {
        columns.push_back({rows.getColumn(0).getString(), rows.getColumn(1).getString(), rows.getColumn(2).getString()});
    }
    return columns;
}

SpatialIndexPause::SpatialIndexPause(SQLite::Database &database) : m_database(&database), m_columns(indexed_columns(database)) {
    for (const GeometryColumn &column : m_columns) {
        call(database, "DisableSpatialIndex", column);
        drop_triggers(database, column);
        database.exec(fmt::format("DROP TABLE \"idx_{}_{}\"", column.table, column.column));
    }
}

void SpatialIndexPause::resume() {
    for (const GeometryColumn &column : m_columns) {
        call(*m_database, "CreateSpatialIndex", column);
    }
}

TriggerPause::TriggerPause(SQLite::Database &database) : m_database(&database) {
    set_triggers(*m_database, 0);
}

TriggerPause::~TriggerPause() {
    set_triggers(*m_database, 1);
}

} // namespace jingwei::data
