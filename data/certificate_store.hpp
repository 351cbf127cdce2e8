#pragma once

#include "data/certificate.hpp"
#include "data/sqlite.hpp"
#include "data/store.hpp"

/// Rows of certificates, in the caller's transaction.
namespace jingwei::data {

/// Issues what is proved of a theme of a new edition; `ground` are the figures of its coverage. `checked_at` = 0: the whole
/// check is made now.
void certify(Queries &queries, const ThemeWorld &theme, const CoverageFigures &ground, std::int64_t edition, TimeMs checked_at);

/// Throws Error{not_found} where there is no such edition.
[[nodiscard]] Certificate read_certificate(SQLite::Database &database, std::int64_t edition);

} // namespace jingwei::data
