#pragma once

#include "spatial/lattice.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

struct sqlite3_stmt;
namespace SQLite {
class Database;
}

namespace jingwei::data {

/// The rows of one embedded query, read forward at the speed of the C interface: what loading a World is made of.
/// Columns count from 0; a getter that is not optional takes NULL as zero or empty text. One thread at a time.
class RowReader {
  public:
    /// Prepares `sql/<name>.sql`. Throws Error{machine} when SQLite refuses it.
    RowReader(SQLite::Database &database, std::string_view name);
    RowReader &bind(int parameter, std::string_view value);
    RowReader &bind(int parameter, std::int64_t value);
    /// Four parameters in degrees from `first` on: xmin, xmax, ymin, ymax.
    RowReader &bind_box(int first, const spatial::LatticeBox &box);

    /// Steps to the next row; false at the end. Throws Error{machine} when reading fails.
    [[nodiscard]] bool next();

    [[nodiscard]] std::string text(int column) const;
    /// The same without a copy; valid until the next step.
    [[nodiscard]] std::string_view text_view(int column) const;
    [[nodiscard]] std::int64_t integer(int column) const;
    [[nodiscard]] bool flag(int column) const { return integer(column) != 0; }
    [[nodiscard]] double real(int column) const;
    [[nodiscard]] bool is_null(int column) const;
    [[nodiscard]] std::optional<int> whole_or_null(int column) const;
    [[nodiscard]] std::optional<std::int64_t> integer_or_null(int column) const;
    [[nodiscard]] std::optional<double> real_or_null(int column) const;
    /// A geometry column of points.
    [[nodiscard]] spatial::LatticePoint point(int column) const;
    /// Valid until the next step.
    [[nodiscard]] std::span<const std::byte> blob(int column) const;

  private:
    struct Finalize {
        void operator()(sqlite3_stmt *statement) const noexcept;
    };
    RowReader &bound(int result);
    std::unique_ptr<sqlite3_stmt, Finalize> m_statement;
    std::string m_name;
};

} // namespace jingwei::data
