#include "data/spatial_index.hpp"

#include "data/sqlite.hpp"

#include <fmt/format.h>

namespace jingwei::data {

namespace {

void call(SQLite::Database &database, const char *function, const GeometryColumn &column) {
    const std::string expression = fmt::format("SELECT {}('{}', '{}')", function, column.table, column.column);
    if (database.execAndGet(expression).getInt() != 1) {
        throw Error(ErrorCode::machine, fmt::format("SpatiaLite failed at {} of {}.{}", function, column.table, column.column));
    }
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

SpatialIndexPause::SpatialIndexPause(SQLite::Database &database) : m_database(&database), m_columns(indexed_columns(database)) {
    for (const GeometryColumn &column : m_columns) {
        call(database, "DisableSpatialIndex", column);
        database.exec(fmt::format("DROP TABLE \"idx_{}_{}\"", column.table, column.column));
    }
}

void SpatialIndexPause::resume() {
    for (const GeometryColumn &column : m_columns) {
        call(*m_database, "CreateSpatialIndex", column);
    }
}

} // namespace jingwei::data
