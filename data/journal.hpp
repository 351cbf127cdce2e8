#pragma once

#include "data/sqlite.hpp"
#include "data/store.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace jingwei::data {

/// One line of the journal: what was done to which row. Never personal values.
struct JournalEntry {
    std::string kind; ///< camera.upsert, edition.publish ...
    std::optional<std::int64_t> object_id;
    std::string code;
    std::optional<std::int64_t> edition;
    std::string detail = "{}"; ///< JSON
};

[[nodiscard]] TimeMs now_ms();

/// Appends in the caller's transaction; answers the number, which is the revision of the store.
std::uint64_t append_journal(Queries &queries, const Actor &actor, const JournalEntry &entry);

} // namespace jingwei::data
