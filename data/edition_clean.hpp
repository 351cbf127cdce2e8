#pragma once

#include "data/edition_rows.hpp"

namespace jingwei::data {

/// What a file's grids are cleaned with; everything is read during the call only.
struct CleaningGround {
    const ThemeWorld &theme;
    int rank = 0;              ///< of the file's level
    bool lock_parents = false; ///< nothing moves across the border of a unit's parent
};

/// Cleans the ground of the units that come from a file (`spatial::clean_coverage`), beside the store's units of the level,
/// which keep theirs. Each repair becomes a finding; a unit that would be left without ground becomes a problem.
/// Thread-safe for different units.
void clean_units(std::vector<EditionUnit> &units, const CleaningGround &ground, const EditionRequest &request,
                 EditionDraft &draft);

} // namespace jingwei::data
