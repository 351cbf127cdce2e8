#include "data/backup.hpp"
#include "data/migrations.hpp"
#include "data/spatialite.hpp"
#include "data/sqlite.hpp"
#include "data/store.hpp"

#include <fmt/format.h>
#include <unistd.h>

namespace jingwei::data {

namespace {

namespace fs = std::filesystem;

/// The file that becomes the store once it is whole.
struct Unfinished {
    fs::path path;
    explicit Unfinished(const fs::path &store) : path(fmt::format("{}.init-{}", store.string(), ::getpid())) { remove(); }
    ~Unfinished() { remove(); }
    Unfinished(const Unfinished &) = delete;
    Unfinished &operator=(const Unfinished &) = delete;
    void remove() const {
        std::error_code ignored;
        fs::remove(path, ignored);
    }
};

} // namespace

void Store::init(const fs::path &path) {
    require_free(path);
    const Unfinished unfinished(path);
    try {
        Connection connection(unfinished.path, Connection::Role::create);
        create_schema(connection.database());
    } catch (const SQLite::Exception &failure) {
        throw to_error(failure, fmt::format("make the store {}", path.string()));
    }
    place_file(unfinished.path, path);
}

} // namespace jingwei::data
