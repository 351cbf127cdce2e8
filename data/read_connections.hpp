#pragma once

#include "data/spatialite.hpp"

#include <mutex>
#include <vector>

namespace jingwei::data {

/// Connections that read a store, kept between uses: to open one costs some 3 ms of CPU, for SpatiaLite's functions and for the
/// schema. Thread-safe; must outlive what was taken.
class ReadConnections {
  public:
    static constexpr std::size_t most_kept = 4;

    explicit ReadConnections(std::filesystem::path path) : m_path(std::move(path)) {}

    /// A connection for one thread, given back at the end.
    class Taken {
      public:
        Taken(ReadConnections &owner, std::unique_ptr<Connection> connection)
            : m_owner(owner), m_connection(std::move(connection)) {}
        ~Taken() { m_owner.give_back(std::move(m_connection)); }
        Taken(const Taken &) = delete;
        Taken &operator=(const Taken &) = delete;

        [[nodiscard]] SQLite::Database &database() { return m_connection->database(); }

      private:
        ReadConnections &m_owner;
        std::unique_ptr<Connection> m_connection;
    };
    /// Throws as Connection does.
    [[nodiscard]] Taken take();

  private:
    void give_back(std::unique_ptr<Connection> connection) noexcept;

    std::filesystem::path m_path;
    std::mutex m_mutex;                              ///< guards what follows
    std::vector<std::unique_ptr<Connection>> m_idle; ///< the one used last at the end
};

} // namespace jingwei::data
