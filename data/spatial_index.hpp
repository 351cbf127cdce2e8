#pragma once

#include <SQLiteCpp/SQLiteCpp.h>

#include <string>
#include <vector>

namespace jingwei::data {

struct GeometryColumn {
    std::string table, column;
    std::string type{}; ///< POINT, LINESTRING, POLYGON or MULTIPOLYGON
};

/// All geometry columns of a store's own tables, in order of name.
[[nodiscard]] std::vector<GeometryColumn> geometry_columns(SQLite::Database &database);

/// The geometry columns that carry an R*Tree, in order of name.
[[nodiscard]] std::vector<GeometryColumn> indexed_columns(SQLite::Database &database);

/// Drops every R*Tree of a store and SpatiaLite's triggers inside the caller's transaction; `resume` makes them anew. Only
/// geometry of the column's own type may be written meanwhile. A rollback brings them back, so
/// that nothing is to be done when a load fails.
class SpatialIndexPause {
  public:
    explicit SpatialIndexPause(SQLite::Database &database);
    void resume();

  private:
    SQLite::Database *m_database;
    std::vector<GeometryColumn> m_columns;
};

/// Leaves all triggers of a connection out while it lives: those of a store are SpatiaLite's. Who writes geometry meanwhile
/// writes such of the column's own type, and keeps the column's R*Tree up himself; that is cheaper by far, since a trigger
/// searches geometry_columns and puts SQL together for every row.
class TriggerPause {
  public:
    explicit TriggerPause(SQLite::Database &database);
    ~TriggerPause();
    TriggerPause(const TriggerPause &) = delete;
    TriggerPause &operator=(const TriggerPause &) = delete;

  private:
    SQLite::Database *m_database;
};

} // namespace jingwei::data
