#include "data/row_reader.hpp"

#include "data/geometry_blob.hpp"
#include "data/sqlite.hpp"
#include "spatial/error.hpp"

#include <sqlite3.h>

namespace jingwei::data {

void RowReader::Finalize::operator()(sqlite3_stmt *statement) const noexcept {
    sqlite3_finalize(statement);
}

RowReader::RowReader(SQLite::Database &database, std::string_view name) : m_name(name) {
    const std::string sql = query(name);
    sqlite3_stmt *statement = nullptr;
    const int result = sqlite3_prepare_v2(database.getHandle(), sql.data(), static_cast<int>(sql.size()), &statement, nullptr);
    m_statement.reset(statement);
    if (result != SQLITE_OK) {
        throw Error(ErrorCode::machine,
                    "The query " + m_name + " cannot be run on this store: " + database.getErrorMsg() + ".");
    }
}

RowReader &RowReader::bind(int parameter, std::string_view value) {
    return bound(
        sqlite3_bind_text(m_statement.get(), parameter, value.data(), static_cast<int>(value.size()), SQLITE_TRANSIENT));
}

RowReader &RowReader::bind_box(int first, const spatial::LatticeBox &box) {
    const auto low = spatial::to_lonlat({box.min_x, box.min_y});
    const auto high = spatial::to_lonlat({box.max_x, box.max_y});
    for (const double degrees : {low.lon, high.lon, low.lat, high.lat}) {
        bound(sqlite3_bind_double(m_statement.get(), first++, degrees));
    }
    return *this;
}

RowReader &RowReader::bind(int parameter, std::int64_t value) {
    return bound(sqlite3_bind_int64(m_statement.get(), parameter, value));
}

RowReader &RowReader::bound(int result) {
    if (result != SQLITE_OK) {
        throw Error(ErrorCode::machine,
                    "The query " + m_name + " does not take this parameter: " + sqlite3_errstr(result) + ".");
    }
    return *this;
}

bool RowReader::next() {
    const int result = sqlite3_step(m_statement.get());
    if (result == SQLITE_ROW) {
        return true;
    }
    if (result != SQLITE_DONE) {
        throw Error(ErrorCode::machine, "Reading the store failed (" + m_name + "): " + sqlite3_errstr(result) + ".");
    }
    return false;
}

std::string_view RowReader::text_view(int column) const {
    const auto *text = reinterpret_cast<const char *>(sqlite3_column_text(m_statement.get(), column));
    const int size = sqlite3_column_bytes(m_statement.get(), column);
    return text == nullptr ? std::string_view{} : std::string_view(text, static_cast<std::size_t>(size));
}

std::string RowReader::text(int column) const {
    return std::string(text_view(column));
}

std::int64_t RowReader::integer(int column) const {
    return sqlite3_column_int64(m_statement.get(), column);
}

double RowReader::real(int column) const {
    return sqlite3_column_double(m_statement.get(), column);
}

bool RowReader::is_null(int column) const {
    return sqlite3_column_type(m_statement.get(), column) == SQLITE_NULL;
}

std::optional<int> RowReader::whole_or_null(int column) const {
    return is_null(column) ? std::nullopt : std::optional(sqlite3_column_int(m_statement.get(), column));
}

std::optional<std::int64_t> RowReader::integer_or_null(int column) const {
    return is_null(column) ? std::nullopt : std::optional(integer(column));
}

std::optional<double> RowReader::real_or_null(int column) const {
    return is_null(column) ? std::nullopt : std::optional(real(column));
}

spatial::LatticePoint RowReader::point(int column) const {
    const auto bytes = blob(column);
    return point_of_blob(bytes.data(), bytes.size());
}

std::span<const std::byte> RowReader::blob(int column) const {
    const auto *bytes = static_cast<const std::byte *>(sqlite3_column_blob(m_statement.get(), column));
    return {bytes, static_cast<std::size_t>(sqlite3_column_bytes(m_statement.get(), column))};
}

} // namespace jingwei::data
