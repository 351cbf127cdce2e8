#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace SQLite {
class Database;
}

namespace jingwei::data {

/// Whose numbers the journal's numbers are. A copy of the store that is put back counts again from where it was made, so a
/// number alone does not name a state: together with the mark of the opening that wrote it, it does, and the mark vouches for
/// all numbers before.
struct History {
    /// A time that the store was open for writing and was written.
    struct Opening {
        std::uint64_t first = 0; ///< the first journal number that is its own
        std::string mark;        ///< drawn at random, [a-z2-7]
    };
    std::vector<Opening> openings;                     ///< by first number
    std::map<std::int64_t, std::uint64_t> publication; ///< the journal number that published an edition

    /// The mark of the opening that wrote a number; empty where it was written before there were marks.
    [[nodiscard]] std::string_view mark_of(std::uint64_t number) const;
    /// The journal number of an edition, or 0.
    [[nodiscard]] std::uint64_t published_at(std::int64_t edition) const;
};

/// A mark that no other opening has: eight letters and digits, 40 random bits.
[[nodiscard]] std::string draw_mark();

/// The history as the store has it.
[[nodiscard]] History read_history(SQLite::Database &database);

/// The journal number of the last change of a layer (its name as in world_layers): of one of its records, by itself or with
/// many, or of what they name; 0 = none.
[[nodiscard]] std::uint64_t last_change_of(SQLite::Database &database, std::string_view layer);

} // namespace jingwei::data
