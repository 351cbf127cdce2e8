#pragma once

#include "data/certificate.hpp"
#include "data/edition_hash.hpp"
#include "data/store.hpp"

#include <map>
#include <string>

namespace SQLite {
class Database;
}

namespace jingwei::data {

/// What the store holds of a theme of an edition, counted anew.
struct CountedTheme {
    std::int64_t grids = 0; ///< units of every level
    CoverageFigures ground;
    std::int64_t violations = 0;
    ThemeHashes hashes;
};
/// Counts, and makes both hashes; `violations` were found by the whole check. O(n log n).
[[nodiscard]] CountedTheme counted(const ThemeWorld &theme, std::size_t violations, const std::vector<Division> &divisions);

/// Makes every theme of every edition anew from the rows that the store keeps and compares what was recorded and certified of
/// it: hashes, counts, exact area, broken invariants, of which there must be none; and the root hash of every edition.
/// `current` are the themes as they are now, which are not made a second time. After the first edition that has a certificate
/// each must have one for every theme that it changed. Costs as much as reading each past theme: about a second a city and
/// edition.
void check_certificates(SQLite::Database &database, const std::map<std::string, CountedTheme> &current,
                        const std::vector<Division> &divisions, std::vector<Finding> &findings);

} // namespace jingwei::data
