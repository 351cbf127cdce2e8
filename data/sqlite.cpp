#include "data/sqlite.hpp"

#include "sql_embedded.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

namespace jingwei::data {

std::string query(std::string_view name) {
    const auto text = embedded::sql(fmt::format("sql/{}.sql", name));
    if (!text) {
        throw std::logic_error(fmt::format("there is no query {}", name));
    }
    return std::string(*text);
}

Error to_error(const SQLite::Exception &failure, std::string_view doing) {
    switch (failure.getErrorCode()) {
    case SQLITE_FULL:
        return {ErrorCode::machine,
                fmt::format("cannot {}: the disk is full; nothing was changed, make room and try again", doing)};
    case SQLITE_IOERR:
        return {ErrorCode::machine, fmt::format("cannot {}: the disk failed ({}); nothing was changed", doing, failure.what())};
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
    case SQLITE_READONLY:
    case SQLITE_AUTH:
        return {ErrorCode::machine,
                fmt::format("cannot {}: {}; check the rights on the file and its folder", doing, failure.what())};
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return {ErrorCode::store_busy, fmt::format("cannot {}: another program holds the store; stop it", doing)};
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return {ErrorCode::bad_data,
                fmt::format("cannot {}: the file is damaged ({}); restore a backup", doing, failure.what())};
    case SQLITE_CONSTRAINT:
        return {ErrorCode::bad_data, fmt::format("cannot {}: {}", doing, failure.what())};
    default:
        return {ErrorCode::machine, fmt::format("cannot {}: {}", doing, failure.what())};
    }
}

SQLite::Statement &Queries::prepared(std::string_view name) {
    auto found = m_statements.find(name);
    if (found == m_statements.end()) {
        found = m_statements.emplace(std::string(name), SQLite::Statement(*m_database, query(name))).first;
    } else {
        found->second.tryReset();
    }
    return found->second;
}

void Queries::reset() {
    for (auto &[name, statement] : m_statements) {
        statement.tryReset();
    }
}

std::optional<std::int64_t> Queries::first_integer(SQLite::Statement &statement) {
    std::optional<std::int64_t> answer;
    if (statement.executeStep() && !statement.getColumn(0).isNull()) {
        answer = statement.getColumn(0).getInt64();
    }
    statement.reset();
    return answer;
}

} // namespace jingwei::data
