#pragma once

#include "data/prepared_theme.hpp"
#include "data/store.hpp"
#include "data/world.hpp"

#include <span>

/// The next World after a commit, without reading the store again.
namespace jingwei::data {

/// A change as it was committed.
struct AppliedChange {
    Change change;              ///< rows as they stand in the store now
    std::int64_t id = 0;        ///< of the row
    std::uint64_t revision = 0; ///< journal number
};

/// A theme's content as it was published: grids with their ids and derived values.
struct AppliedEdition {
    std::int64_t edition = 0;
    TimeMs valid_from = 0;
    std::uint64_t revision = 0; ///< journal number
    ThemeContent content;
};

/// A theme that was prepared, as it was published.
struct PublishedTheme {
    PreparedThemePtr prepared;
    TimeMs valid_from = 0;
    std::uint64_t revision = 0; ///< journal number of the last that was written with it
    std::shared_ptr<const History> history;
};

/// The World after one change, sharing all that the change does not touch: a chunk or two are copied, not a layer; less than
/// 100 microseconds at city size. Thread-safe. Throws Error{bad_data} for an assignment of a person, role or theme that
/// the World does not know.
[[nodiscard]] WorldPtr next_world(const World &world, const AppliedChange &change);

/// The same for the changes of one commit, in their order.
[[nodiscard]] WorldPtr next_world(const World &world, std::span<const AppliedChange> changes);

/// The World after an edition: one theme is built anew, its locator follows the one before, its assignments find their grids
/// again by code, all else is shared.
[[nodiscard]] WorldPtr next_world(const World &world, AppliedEdition edition);

/// The World after a theme that was prepared became an edition, as it would be loaded: that theme takes the place of the one
/// before, its assignments go along with their grids. None of its grids was retired before and comes back.
[[nodiscard]] WorldPtr next_world(const World &world, const PublishedTheme &published);

} // namespace jingwei::data
