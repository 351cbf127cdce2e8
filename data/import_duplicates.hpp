#pragma once

#include "data/import_keys.hpp"

#include <set>

namespace jingwei::data {

/// What tells an object apart from others of its layer.
struct Likeness {
    std::int64_t id = 0;    ///< 0 = new
    std::string code, name; ///< the name of a rental house is its address
    std::string gb_id;      ///< cameras only
    LatticePoint at;
};

/// Pairs of objects that may be one: the same GB/T 28181 id, or the same name, but for width, case and spaces, within 50 m.
/// Only pairs that no source has two keys for, that have not two different ids, and of which the file has one. The older one is
/// to be kept. Those of the same id first, then by code; no more than `duplicate_limit`. O(n) where names and places differ.
[[nodiscard]] std::vector<DuplicateCandidate> find_duplicates(const std::vector<Likeness> &objects, const SourceKeys &keys,
                                                              const std::set<std::string> &in_file);

} // namespace jingwei::data
