#pragma once

#include <SQLiteCpp/SQLiteCpp.h>

#include <filesystem>
#include <memory>

namespace jingwei::data {

/// One connection to a file with SpatiaLite on it. One thread at a time. Opening and closing take a lock of the process,
/// because SpatiaLite's set-up and clean-up are not thread-safe; keep connections long.
class Connection {
  public:
    enum class Role {
        create, ///< makes the file, which must not exist
        write,  ///< the one writer: WAL, every commit synced, the only checkpointer
        read,   ///< reads only; may not attach, create virtual tables or load extensions; never checkpoints
    };

    /// Throws Error{machine} when the file cannot be opened, Error{bad_data} when it is no SQLite database.
    Connection(const std::filesystem::path &path, Role role);
    ~Connection();
    Connection(const Connection &) = delete;
    Connection &operator=(const Connection &) = delete;

    [[nodiscard]] SQLite::Database &database() { return *m_database; }

  private:
    void *m_cache = nullptr; ///< SpatiaLite's own, freed after the connection is closed
    std::unique_ptr<SQLite::Database> m_database;
};

} // namespace jingwei::data
