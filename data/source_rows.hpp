#pragma once

#include "data/sources.hpp"
#include "data/sqlite.hpp"
#include "data/store.hpp"

namespace jingwei::data {

/// As a kind: the keys for objects of every kind, and all reference lines.
constexpr std::string_view every_kind = "every kind";

[[nodiscard]] ImportBasis read_import_basis(SQLite::Database &database, const std::string &kind);

/// By source and layer.
[[nodiscard]] std::vector<KeptMapping> read_mappings(SQLite::Database &database);

/// Into the tables, in the caller's transaction, with `now` as the time of the import.
void write_sources(Queries &queries, const SourceChange &change, TimeMs now);

/// In the caller's transaction, with a line in the journal where anything changes.
[[nodiscard]] Edited apply_mapping_edit(Queries &queries, const Actor &actor, const MappingEdit &edit);

} // namespace jingwei::data
