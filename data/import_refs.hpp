#pragma once

#include "data/import_fields.hpp"
#include "data/sources.hpp"

#include <string>
#include <unordered_map>
#include <unordered_set>

namespace jingwei::data {

/// The keys of other systems that a file brings, held against those that the store has. One file, one thread.
///
/// A key means one object, and an object has one key of a source. A file that says otherwise than the store is refused row by
/// row: nobody but the source can tell which of the two is right, and its own next file does (`--source`).
class RefsOfFile {
  public:
    /// `known` are the keys of all sources for objects of every kind, and must outlive it.
    explicit RefsOfFile(const std::vector<ExternalRefRow> &known);

    /// A source as the store has it, else in its plain form.
    [[nodiscard]] std::string source_named(const std::string &name) const;
    /// What the store has for the key, or null.
    [[nodiscard]] const ExternalRefRow *known(const ExternalRefRow &ref) const;
    /// Why a row cannot be taken: another one of the file, or the store, has the key for another object, or another key for
    /// the object. Empty = it can.
    [[nodiscard]] std::string claim(const ExternalRefRow &ref);

  private:
    using ByName = std::unordered_map<std::string, const ExternalRefRow *>;
    ByName m_by_key;  ///< of the store, by source, kind and key
    ByName m_by_code; ///< of the store, by source, kind and code
    std::unordered_set<std::string> m_sources;
    std::unordered_set<std::string> m_keys, m_codes; ///< of the file
};

} // namespace jingwei::data
