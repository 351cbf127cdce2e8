#pragma once

#include "data/rows.hpp"

#include <optional>
#include <string>
#include <vector>

/// What an import tells beside its counts. Lists are in the order of the file unless they say otherwise.
namespace jingwei::data {

/// Something that is taken all the same, and that people should look at.
struct ImportNote {
    std::string kind; ///< other_system, hidden_cells, far_off, same_gb_id, same_phone
    std::string text;
    std::vector<std::size_t> lines; ///< of the rows it is about, ascending; empty = the file as a whole
};

/// One value of an object that the file changes.
struct ObjectChange {
    std::string code, name; ///< of the object; its name before
    std::string what;       ///< the column, or "place"
    std::string from, to;   ///< as people read them; a phone is masked
    double distance_m = 0;  ///< of a place
};

/// An object that the source had a key for and whose key is not in the file.
struct VanishedObject {
    std::string key, code, name;
    std::optional<TimeMs> since; ///< the import that missed it first; nothing = this one
    bool deleted = false;
    std::string kept_because; ///< where deletion was asked for: why it stays
};

/// An object that was there and got a key of the source because the file gives its code.
struct JoinedObject {
    std::string key, code, name;
};

/// A key that took the place of another one of the same source.
struct ChangedKey {
    std::string code, from, to;
};

/// Two objects that may be one, which no source tells apart.
struct DuplicateCandidate {
    std::string keep, keep_name, drop, drop_name; ///< codes; `keep` is the older one
    std::vector<std::string> keep_sources, drop_sources;
    std::string reason; ///< gb_id or name
    double distance_m = 0;
};

/// What came of the keys of a source, by code or by key.
struct SourceOutcome {
    std::string source;
    bool mapping_kept = false;   ///< the mapping differs from the one kept, and takes its place
    std::size_t allotted = 0;    ///< objects that got their code here
    std::size_t returned = 0;    ///< keys that had vanished and are in the file again
    std::size_t passed_over = 0; ///< rows whose code column says another code than the one their key has
    std::vector<JoinedObject> joined;
    std::vector<ChangedKey> changed_keys;
    std::vector<VanishedObject> vanished;
    std::vector<DuplicateCandidate> duplicates; ///< those by gb_id first; no more than `duplicate_limit`
};
constexpr std::size_t duplicate_limit = 10'000;

/// Seats of one role that the staffing rules want and nobody holds, in the grids of one level.
struct VacancyCount {
    std::string theme, level, role; ///< codes
    std::size_t count = 0;          ///< grids
    std::vector<std::string> grids; ///< the first codes
};

/// An assignment that a hand-over ends, or cannot end.
struct LeftAssignment {
    std::string person, name, theme, grid, role; ///< codes; the person's name
    bool primary = true;
};

/// What came of a roster. Vacancies and idle people are those of the day asked about: that of the hand-over, else today.
struct RosterOutcome {
    std::string day; ///< YYYY-MM-DD
    std::size_t people_added = 0, people_changed = 0, started = 0, changed = 0, unchanged = 0;
    std::vector<LeftAssignment> ended;
    std::vector<LeftAssignment> later; ///< begin on or after the hand-over and are not in the file: left as they are
    std::vector<VacancyCount> vacancies;
    std::vector<LeftAssignment> idle; ///< people who answered somewhere and do no more; `grid` and `role` are one they had
    bool has_rules = false;           ///< the store says which seats there are
};

} // namespace jingwei::data
