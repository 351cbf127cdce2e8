#pragma once

#include "data/import_fields.hpp"
#include "data/import_outcome.hpp"
#include "data/sources.hpp"

#include <functional>
#include <map>
#include <unordered_map>
#include <unordered_set>

namespace jingwei::data {

/// Which object here each row of a source's file means, by the key that the source has for it. One file, one thread.
///
/// A key that is known means the object it was kept for, whatever the code column says. An unknown key takes the code of its
/// code column, and with it the object of that code; without one a code is allotted: the key itself where it is a code that
/// no object has, else `x` and 12 digits of a hash of source, kind and key. Both ways the same key gets the same code in every
/// store.
class SourceKeys {
  public:
    using Exists = std::function<bool(const std::string &code)>;

    /// `known` are the keys of all sources for objects of `kind`.
    SourceKeys(std::string source, std::string kind, const std::vector<ExternalRefRow> &known, Exists exists,
               SourceOutcome &outcome);

    /// The code of the row's object. Refuses a row without a key, a key that comes twice and what a spreadsheet made of one.
    std::string code_of(ImportRow &row);
    /// Whether the file has both the key that an object has and another one that claims it; `settle` names that one's row.
    [[nodiscard]] bool is_contended(const std::string &code) const;
    /// After the last row: a key that took the place of another one, or a problem where the file has both.
    void settle(std::vector<RowProblem> &problems);

    /// The keys of this source that the file does not have, in order of their codes.
    [[nodiscard]] std::vector<const ExternalRefRow *> missing() const;
    /// The sources that have a key for an object, this one included, once the file is taken.
    [[nodiscard]] std::vector<std::string> sources_of(const std::string &code) const;
    /// Whether this source has a key for an object.
    [[nodiscard]] bool has(const std::string &code) const;
    /// The other sources that have a key for an object which did not vanish from their last file.
    [[nodiscard]] std::vector<std::string> others_with(const std::string &code) const;
    [[nodiscard]] const std::string &source() const { return m_source; }
    [[nodiscard]] const std::string &kind() const { return m_kind; }
    /// New keys and those in the file again.
    [[nodiscard]] const std::vector<ExternalRefRow> &changed() const { return m_changed; }
    /// Keys that others took the place of.
    [[nodiscard]] const std::vector<std::string> &replaced() const { return m_replaced; }

  private:
    /// A new key for an object that this source has another key for.
    struct Claim {
        std::size_t line = 0;
        std::string key, code, holder;
    };

    std::string known_code(ImportRow &row, const ExternalRefRow &ref);
    std::string new_code(ImportRow &row, const std::string &key);
    [[nodiscard]] std::string allotted(const std::string &key) const;

    std::string m_source, m_kind;
    Exists m_exists;
    SourceOutcome &m_outcome;
    std::unordered_map<std::string, const ExternalRefRow *> m_by_key;               ///< of this source
    std::unordered_map<std::string, std::vector<const ExternalRefRow *>> m_by_code; ///< of all sources
    std::unordered_set<std::string> m_seen;                                         ///< keys of the file
    std::unordered_set<std::string> m_new_codes;                                    ///< codes of its unknown keys
    std::vector<ExternalRefRow> m_changed;
    std::vector<Claim> m_claims;
    std::vector<std::string> m_replaced;
};

} // namespace jingwei::data
