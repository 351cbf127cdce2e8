#include "data/migrations.hpp"
#include "data/spatialite.hpp"
#include "data/sqlite.hpp"
#include "sql_embedded.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/scratch_store.hpp"

#include <algorithm>
#include <set>
#include <sstream>

using namespace jingwei;
using namespace jingwei::data;
using tests::ScratchStore;

namespace {

std::set<std::string> texts_of(SQLite::Database &database, const std::string &sql) {
    std::set<std::string> texts;
    SQLite::Statement rows(database, sql);
    while (rows.executeStep()) {
        texts.insert(rows.getColumn(0).getString());
    }
    return texts;
}

/// The columns that have a comment on their line in the text of a CREATE TABLE.
std::set<std::string> commented_columns(const std::string &create) {
    std::set<std::string> columns;
    std::istringstream lines(create);
    for (std::string line; std::getline(lines, line);) {
        const auto begin = line.find_first_not_of(' ');
        const auto comment = line.find(" -- ");
        if (begin != std::string::npos && comment != std::string::npos && line.size() > comment + 6) {
            columns.insert(line.substr(begin, line.find(' ', begin) - begin));
        }
    }
    return columns;
}

std::set<std::string> tables_of_the_schema() {
    std::set<std::string> tables;
    for (const auto &[path, text] : embedded::sql_files()) {
        const std::string sql(text);
        for (auto at = sql.find("CREATE TABLE "); path.starts_with("schema/") && at != std::string::npos;) {
            const auto name = at + std::string("CREATE TABLE ").size();
            tables.insert(sql.substr(name, sql.find(' ', name) - name));
            at = sql.find("CREATE TABLE ", name);
        }
    }
    return tables;
}

bool looks_up(const std::string &name) {
    const auto prefixes = {"find_",       "close_", "remove_", "update_", "end_",
                           "current_",    "count_", "stored_", "amend_",  "account_with_scope",
                           "theme_levels"};
    return std::ranges::any_of(prefixes, [&](const char *prefix) { return name.starts_with(prefix); });
}

} // namespace

TEST_CASE("every column of the schema has a comment that says what it is") {
    ScratchStore store;
    const auto tables = tables_of_the_schema();
    REQUIRE(tables.size() >= 30);
    for (const std::string &table : tables) {
        SQLite::Statement row(store.connection.database(), "SELECT sql FROM sqlite_master WHERE type = 'table' AND name = ?1");
        row.bind(1, table);
        REQUIRE(row.executeStep());
        const auto commented = commented_columns(row.getColumn(0).getString());
        for (const std::string &column :
             texts_of(store.connection.database(), "SELECT name FROM pragma_table_info('" + table + "')")) {
            INFO(table << "." << column);
            CHECK(commented.contains(column));
        }
    }
}

TEST_CASE("geometry columns are registered in EPSG:4490 with a spatial index each") {
    ScratchStore store;
    SQLite::Database &database = store.connection.database();
    CHECK(database.execAndGet("SELECT count(*) FROM spatial_ref_sys WHERE srid = 4490").getInt() == 1);
    CHECK(database.execAndGet("SELECT count(*) FROM geometry_columns WHERE srid <> 4490 OR spatial_index_enabled <> 1")
              .getInt() == 0);
    const auto tables = texts_of(database, "SELECT f_table_name FROM geometry_columns");
    for (const char *table : {"grid", "camera", "key_site", "building", "rental_house", "arc", "reference_line"}) {
        INFO(table);
        CHECK(tables.contains(table));
    }
}

TEST_CASE("a new store has the default themes, levels, roles and code lists") {
    ScratchStore store;
    SQLite::Database &database = store.connection.database();
    CHECK(texts_of(database, "SELECT code FROM theme") == std::set<std::string>{"base", "enterprise"});
    CHECK(database.execAndGet("SELECT group_concat(code) FROM (SELECT code FROM grid_level WHERE theme = 'base' ORDER BY rank)")
              .getString() == "township,area_cluster,community,grid,micro_grid");
    CHECK(database.execAndGet("SELECT label_zh FROM role WHERE code = 'grid_head'").getString() == "网格长");
    CHECK(database.execAndGet("SELECT label_zh FROM code_list WHERE list = 'rental_hazard' AND code = '01'").getString() ==
          "火灾");
    CHECK(database.execAndGet("SELECT count(*) FROM code_list WHERE label_zh = '' OR label_en = ''").getInt() == 0);
    CHECK(database.execAndGet("SELECT value FROM setting WHERE key = 'utc_offset'").getString() == "+08:00");
    CHECK(database.execAndGet("SELECT length(value) FROM setting WHERE key = 'store_uuid'").getInt() == 36);
}

TEST_CASE("every query fits the schema, and those that look something up use an index") {
    ScratchStore store;
    int queries = 0;
    for (const auto &[path, text] : embedded::sql_files()) {
        if (!path.starts_with("sql/")) {
            continue;
        }
        INFO(path);
        ++queries;
        CHECK(text.starts_with("-- "));
        const std::string name(path.substr(4));
        std::string plan;
        SQLite::Statement rows(store.connection.database(), "EXPLAIN QUERY PLAN " + std::string(text));
        while (rows.executeStep()) {
            plan += rows.getColumn(3).getString() + "\n";
        }
        INFO(plan);
        CHECK((!looks_up(name) || plan.find("SCAN ") == std::string::npos));
    }
    CHECK(queries > 50);
}

TEST_CASE("a geometry comes back from its blob as it went in, and SpatiaLite finds it valid") {
    ScratchStore store;
    const spatial::Polygon square{{{0, 0}, {40, 0}, {40, 40}, {0, 40}}, {{{10, 10}, {10, 20}, {20, 20}}}};
    const spatial::MultiPolygon both{square, {{{100, 0}, {140, 0}, {140, 40}}, {}}};
    const Blob blob = multi_polygon_blob(both);
    CHECK(multi_polygon_of_blob(blob.data(), blob.size()) == both);
    SQLite::Statement row(store.connection.database(),
                          "SELECT ST_IsValid(?1), ST_Srid(?1), ST_NumGeometries(?1), GeometryType(?1)");
    row.bind(1, blob.data(), static_cast<int>(blob.size()));
    REQUIRE(row.executeStep());
    CHECK(row.getColumn(0).getInt() == 1);
    CHECK(row.getColumn(1).getInt() == 4490);
    CHECK(row.getColumn(2).getInt() == 2);
    CHECK(row.getColumn(3).getString() == "MULTIPOLYGON");
    for (std::size_t size = 0; size + 1 < blob.size(); ++size) {
        CHECK_THROWS_AS(multi_polygon_of_blob(blob.data(), size), Error);
    }
    CHECK_THROWS_AS(line_of_blob(blob.data(), blob.size()), Error);
}
