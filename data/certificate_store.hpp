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

/// Compares every certificate with what the store holds of its edition: counts and root hashes of all, nodes and exact area of
/// the current ones, whose `coverage` is given.
void check_certificates(SQLite::Database &database, std::vector<Finding> &findings);
void check_certificate(SQLite::Database &database, const std::string &theme, const spatial::Coverage &coverage,
                       std::vector<Finding> &findings);

} // namespace jingwei::data
