#include "data/read_connections.hpp"

#include <sqlite3.h>

#include <utility>

namespace jingwei::data {

namespace {

constexpr int most_cache_bytes = 1 << 20; ///< of an idle connection

/// Whether nothing of the last use is left: no transaction, and no statement in the middle of its rows, which would hold one.
/// Statements that rest are a spatial index' own.
bool is_idle(sqlite3 *database) {
    return sqlite3_get_autocommit(database) != 0 && sqlite3_txn_state(database, nullptr) == SQLITE_TXN_NONE;
}

void shrink(sqlite3 *database) {
    int used = 0;
    int highest = 0;
    sqlite3_db_status(database, SQLITE_DBSTATUS_CACHE_USED, &used, &highest, 0);
    if (used > most_cache_bytes) {
        sqlite3_db_release_memory(database);
    }
}

} // namespace

ReadConnections::Taken ReadConnections::take() {
    {
        const std::scoped_lock lock(m_mutex);
        if (!m_idle.empty()) {
            auto connection = std::move(m_idle.back());
            m_idle.pop_back();
            return {*this, std::move(connection)};
        }
    }
    return {*this, std::make_unique<Connection>(m_path, Connection::Role::read)};
}

void ReadConnections::give_back(std::unique_ptr<Connection> connection) noexcept {
    sqlite3 *database = connection->database().getHandle();
    if (!is_idle(database)) {
        return;
    }
    shrink(database);
    const std::scoped_lock lock(m_mutex);
    if (m_idle.size() < most_kept) {
        m_idle.push_back(std::move(connection));
    }
}

} // namespace jingwei::data
