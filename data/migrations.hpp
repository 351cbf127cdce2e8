#pragma once

#include <SQLiteCpp/SQLiteCpp.h>

#include <filesystem>

namespace jingwei::data {

/// `PRAGMA application_id` of a store: "JWEI".
constexpr int store_application_id = 0x4A574549;

/// The schema's version that this program writes: the number of its steps.
[[nodiscard]] int program_schema_version();

/// The version of a store. Throws Error{bad_data} when the database is no store, or newer than the program.
[[nodiscard]] int store_schema_version(SQLite::Database &database, const std::filesystem::path &path);

/// Applies the steps after `version` in one transaction.
void migrate(SQLite::Database &database, int version);

/// SpatiaLite's tables, every step of the schema and the default rows, in an empty database.
void create_schema(SQLite::Database &database);

} // namespace jingwei::data
