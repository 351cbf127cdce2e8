#pragma once

#include "data/rows.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace SQLite {
class Database;
}

namespace jingwei::data {

/// A row that is written on its own.
using Record = std::variant<CameraRow, KeySiteRow, RentalHouseRow, BuildingRow, PersonRow, AssignmentRow>;

/// The kinds of records, in the order of `Record`.
enum class RecordKind { camera, key_site, rental_house, building, person, assignment };

/// Which record: an assignment by its id, all others by their code.
struct RecordName {
    RecordKind kind = RecordKind::camera;
    std::string code;
    std::int64_t id = 0;
};

/// The record as it stands in the caller's transaction, or nothing.
[[nodiscard]] std::optional<Record> stored_record(SQLite::Database &database, const RecordName &name);

/// 32 hex digits that follow from everything a row holds, its id included: they change with the row, are the same after a
/// restart, and the same whether the row comes from the store or from the World. Whoever knows them can test guesses of the
/// row, phones included: only for those who may see all of it.
[[nodiscard]] std::string version_of(const Record &record);

/// 32 hex digits of BLAKE2b-128 of some text.
[[nodiscard]] std::string digest_of(std::string_view text);

} // namespace jingwei::data
