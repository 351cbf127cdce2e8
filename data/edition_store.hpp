#pragma once

#include "data/prepared_theme.hpp"
#include "data/sqlite.hpp"
#include "data/store.hpp"

#include <functional>
#include <string>
#include <vector>

namespace jingwei::data {

/// What an edition says of itself.
struct EditionHead {
    TimeMs valid_from = 0; ///< 0 = now
    std::string note, source;
    TimeMs checked_at = 0; ///< when its coverage was checked whole and found unbroken; 0 = not yet, so it is checked now
};

/// Publishes the content of some themes as one new edition, in the caller's transaction: editions, hashes, coverages, grids
/// with derived geometry, versions and lineage. The same content makes no edition. Throws Error{bad_data} for content that
/// does not hold together, Error{bad_call} for a `valid_from` that is not later than the last edition's. `progress` is told
/// the share of a theme's grids that is done, before each; it may throw to stop.
Published publish_edition(Queries &queries, const Actor &actor, std::vector<ThemeContent> contents, const EditionHead &head,
                          const std::function<void(double)> &progress = {});

/// The same of one theme that was prepared for the store as it stands: the same rows, of which only those that the edition
/// changes are looked at.
Published publish_edition(Queries &queries, const Actor &actor, const PreparedTheme &prepared, const EditionHead &head);

} // namespace jingwei::data
