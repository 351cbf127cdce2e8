#pragma once

#include "data/sources.hpp"
#include "data/sqlite.hpp"

namespace jingwei::data {

[[nodiscard]] ImportBasis read_import_basis(SQLite::Database &database, const std::string &kind);

/// By source and layer.
[[nodiscard]] std::vector<KeptMapping> read_mappings(SQLite::Database &database);

/// Into the tables, in the caller's transaction, with `now` as the time of the import.
void write_sources(Queries &queries, const SourceChange &change, TimeMs now);

} // namespace jingwei::data
