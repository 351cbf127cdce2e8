#pragma once

#include "data/geometry_blob.hpp"
#include "spatial/error.hpp"

#include <SQLiteCpp/SQLiteCpp.h>

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace jingwei::data {

/// The text of an embedded query, `sql/<name>.sql`. Throws std::logic_error where there is none.
[[nodiscard]] std::string query(std::string_view name);

/// What SQLite reported, as an Error: disk full, I/O and permission failures are `machine`, a damaged file or a broken
/// constraint is `bad_data`. `doing` completes "cannot ...".
[[nodiscard]] Error to_error(const SQLite::Exception &failure, std::string_view doing);

/// The prepared statements of one connection, by name, prepared when first used. One thread at a time; dies before its
/// connection.
class Queries {
  public:
    explicit Queries(SQLite::Database &database) : m_database(&database) {}

    /// The statement, reset and with its parameters bound in order.
    template <class... Args> SQLite::Statement &operator()(std::string_view name, const Args &...args) {
        SQLite::Statement &statement = prepared(name);
        int index = 0;
        (bind(statement, ++index, args), ...);
        return statement;
    }
    /// Runs a statement that answers no rows.
    template <class... Args> void run(std::string_view name, const Args &...args) {
        SQLite::Statement &statement = (*this)(name, args...);
        statement.exec();
        statement.reset();
    }
    /// The first column of the first row as an integer, or nothing where there is no row or it is null.
    template <class... Args> std::optional<std::int64_t> find(std::string_view name, const Args &...args) {
        return first_integer((*this)(name, args...));
    }
    /// Ends every statement that is still under way, as a rollback needs.
    void reset();
    [[nodiscard]] SQLite::Database &database() { return *m_database; }

  private:
    SQLite::Statement &prepared(std::string_view name);
    static std::optional<std::int64_t> first_integer(SQLite::Statement &statement);

    static void bind(SQLite::Statement &s, int i, bool value) { s.bind(i, value ? 1 : 0); }
    static void bind(SQLite::Statement &s, int i, int value) { s.bind(i, value); }
    static void bind(SQLite::Statement &s, int i, std::int64_t value) { s.bind(i, value); }
    static void bind(SQLite::Statement &s, int i, double value) { s.bind(i, value); }
    static void bind(SQLite::Statement &s, int i, const char *value) { s.bind(i, value); }
    static void bind(SQLite::Statement &s, int i, const std::string &value) { s.bindNoCopy(i, value); }
    static void bind(SQLite::Statement &s, int i, const Blob &value) {
        s.bindNoCopy(i, value.data(), static_cast<int>(value.size()));
    }
    static void bind(SQLite::Statement &s, int i, std::nullopt_t) { s.bind(i); }
    template <class T> static void bind(SQLite::Statement &s, int i, const std::optional<T> &value) {
        value ? bind(s, i, *value) : s.bind(i);
    }

    SQLite::Database *m_database;
    std::map<std::string, SQLite::Statement, std::less<>> m_statements;
};

} // namespace jingwei::data
