#include "data/migrations.hpp"

#include "data/geometry_blob.hpp"
#include "data/sqlite.hpp"
#include "sql_embedded.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace jingwei::data {

namespace {

/// Numbered steps in order; `schema/0003_x.sql` is the third.
std::vector<std::string_view> steps() {
    std::vector<std::pair<std::string_view, std::string_view>> files;
    for (const auto &[path, text] : embedded::sql_files()) {
        if (path.starts_with("schema/")) {
            files.emplace_back(path, text);
        }
    }
    std::ranges::sort(files);
    std::vector<std::string_view> texts(files.size());
    std::ranges::transform(files, texts.begin(), [](const auto &file) { return file.second; });
    return texts;
}

/// SpatiaLite's functions answer 0 instead of failing.
void call(SQLite::Database &database, const std::string &expression) {
    if (database.execAndGet("SELECT " + expression).getInt() != 1) {
        throw Error(ErrorCode::machine, fmt::format("SpatiaLite refused {}", expression));
    }
}

void require_registered_geometry(SQLite::Database &database) {
    const int columns = database.execAndGet("SELECT count(*) FROM geometry_columns WHERE spatial_index_enabled = 1").getInt();
    if (columns == 0) {
        throw Error(ErrorCode::machine, "SpatiaLite did not register the geometry columns");
    }
}

void apply_steps(SQLite::Database &database, int version) {
    const auto all = steps();
    for (std::size_t step = static_cast<std::size_t>(version); step < all.size(); ++step) {
        database.exec(std::string(all[step]));
    }
    database.exec(fmt::format("PRAGMA user_version={}", all.size()));
}

} // namespace

int program_schema_version() {
    return static_cast<int>(steps().size());
}

int store_schema_version(SQLite::Database &database, const std::filesystem::path &path) {
    if (database.execAndGet("PRAGMA application_id").getInt() != store_application_id) {
        throw Error(ErrorCode::bad_data,
                    fmt::format("{} is a database, but no store of this program; make one with `jingwei init`", path.string()));
    }
    const int version = database.execAndGet("PRAGMA user_version").getInt();
    if (version > program_schema_version()) {
        throw Error(ErrorCode::bad_data,
                    fmt::format("{} was written by a newer program (schema {}, this program knows {}); update the program",
                                path.string(), version, program_schema_version()));
    }
    return version;
}

void migrate(SQLite::Database &database, int version) {
    SQLite::Transaction transaction(database, SQLite::TransactionBehavior::IMMEDIATE);
    apply_steps(database, version);
    transaction.commit();
}

void create_schema(SQLite::Database &database) {
    SQLite::Transaction transaction(database);
    call(database, "InitSpatialMetadata(0, 'NONE')");
    for (const int srid : {store_srid, 4326, 3857}) {
        call(database, fmt::format("InsertEpsgSrid({})", srid));
    }
    apply_steps(database, 0);
    require_registered_geometry(database);
    database.exec(fmt::format("PRAGMA application_id={}", store_application_id));
    transaction.commit();
}

} // namespace jingwei::data
