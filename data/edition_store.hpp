#pragma once

#include "data/sqlite.hpp"
#include "data/store.hpp"

#include <string>
#include <vector>

namespace jingwei::data {

/// What an edition says of itself.
struct EditionHead {
    TimeMs valid_from = 0; ///< 0 = now
    std::string note, source;
};

/// Publishes the content of some themes as one new edition, in the caller's transaction: editions, hashes, coverages, grids
/// with derived geometry, versions and lineage. The same content makes no edition. Throws Error{bad_data} for content that
/// does not hold together, Error{bad_call} for a `valid_from` that is not later than the last edition's.
Published publish_edition(Queries &queries, const Actor &actor, std::vector<ThemeContent> contents, const EditionHead &head);

} // namespace jingwei::data
