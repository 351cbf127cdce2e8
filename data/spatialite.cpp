#include "data/spatialite.hpp"

#include "data/sqlite.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

#include <spatialite.h>

#include <mutex>
#include <string_view>

namespace jingwei::data {

namespace {

constexpr int busy_timeout_ms = 5000;

/// SpatiaLite's set-up and clean-up touch globals (libxml2, GEOS): one at a time.
std::mutex &spatialite_mutex() {
    static std::mutex mutex;
    return mutex;
}

int flags_of(Connection::Role role) {
    switch (role) {
    case Connection::Role::create:
        return SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE | SQLite::OPEN_NOMUTEX;
    case Connection::Role::write:
        return SQLite::OPEN_READWRITE | SQLite::OPEN_NOMUTEX;
    case Connection::Role::read:
        break;
    }
    return SQLite::OPEN_READONLY | SQLite::OPEN_NOMUTEX;
}

int deny_dangerous(void * /*unused*/, int action, const char * /*table*/, const char *function, const char * /*database*/,
                   const char * /*trigger*/) {
    switch (action) {
    case SQLITE_ATTACH:
    case SQLITE_DETACH:
    case SQLITE_CREATE_VTABLE:
    case SQLITE_DROP_VTABLE:
        return SQLITE_DENY;
    case SQLITE_FUNCTION:
        return function != nullptr && sqlite3_stricmp(function, "load_extension") == 0 ? SQLITE_DENY : SQLITE_OK;
    default:
        return SQLITE_OK;
    }
}

void configure(SQLite::Database &database, Connection::Role role) {
    sqlite3_extended_result_codes(database.getHandle(), 1);
    database.exec("PRAGMA mmap_size=0; PRAGMA foreign_keys=ON; PRAGMA cache_size=-32768");
    switch (role) {
    case Connection::Role::create:
        database.exec("PRAGMA synchronous=OFF; PRAGMA journal_mode=MEMORY");
        break;
    case Connection::Role::write:
        database.exec("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL");
        break;
    case Connection::Role::read:
        database.exec("PRAGMA wal_autocheckpoint=0; PRAGMA query_only=ON");
        sqlite3_set_authorizer(database.getHandle(), deny_dangerous, nullptr);
        break;
    }
}

} // namespace

Connection::Connection(const std::filesystem::path &path, Role role) {
    const std::scoped_lock lock(spatialite_mutex());
    try {
        m_database = std::make_unique<SQLite::Database>(path, flags_of(role), busy_timeout_ms);
        m_cache = spatialite_alloc_connection();
        spatialite_init_ex(m_database->getHandle(), m_cache, 0);
        configure(*m_database, role);
    } catch (const SQLite::Exception &failure) {
        m_database.reset();
        if (m_cache != nullptr) {
            spatialite_cleanup_ex(m_cache);
        }
        throw to_error(failure, fmt::format("open {}", path.string()));
    }
}

Connection::~Connection() {
    const std::scoped_lock lock(spatialite_mutex());
    m_database.reset();
    spatialite_cleanup_ex(m_cache);
}

} // namespace jingwei::data
