#include "data/store_file.hpp"

#include "data/migrations.hpp"
#include "data/spatialite.hpp"
#include "data/sqlite.hpp"

#include <fmt/format.h>
#include <unistd.h>

namespace jingwei::data {

namespace fs = std::filesystem;

namespace {

/// The schema's version, read before anything may be changed.
int version_of(const fs::path &path) {
    Connection connection(path, Connection::Role::read);
    try {
        return store_schema_version(connection.database(), path);
    } catch (const SQLite::Exception &failure) {
        throw to_error(failure, fmt::format("read {}", path.string()));
    }
}

} // namespace

void require_readable(const fs::path &path) {
    std::error_code ignored;
    if (!fs::exists(path, ignored)) {
        throw Error(ErrorCode::machine, fmt::format("there is no store {}; make one with `jingwei init`", path.string()));
    }
    if (!fs::is_regular_file(path, ignored)) {
        throw Error(ErrorCode::bad_data, fmt::format("{} is not a file; name the store's file", path.string()));
    }
    if (::access(path.c_str(), R_OK) != 0) {
        throw Error(ErrorCode::machine, fmt::format("{} cannot be read; check the rights on the file", path.string()));
    }
}

void bring_up_to_date(const fs::path &path, Store::Mode mode) {
    const int version = version_of(path);
    if (version == program_schema_version()) {
        return;
    }
    if (mode == Store::Mode::read_only) {
        throw Error(ErrorCode::bad_call,
                    fmt::format("{} was written by an older program; open it once for writing, by `jingwei "
                                "serve` or an import, to bring it up to date",
                                path.string()));
    }
    Connection connection(path, Connection::Role::write);
    migrate(connection.database(), version);
}

} // namespace jingwei::data
