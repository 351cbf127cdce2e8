#pragma once

#include "data/edition_list.hpp"
#include "data/store.hpp"
#include "server/service/edition_diff.hpp"

#include <filesystem>
#include <functional>

/// Editions: what they hold, what differs between them, and going back to one.
namespace jingwei::server {

class PlanService;

/// A theme as an edition had it; null where it had no grids yet. From a cache, or from the store.
using ThemeAt = std::function<std::shared_ptr<const data::ThemeWorld>(const std::string &theme, std::int64_t edition)>;

/// The store's file and what it holds.
struct EditionSource {
    const data::Store &store;
    std::filesystem::path db;
    ThemeAt theme_at;
};

/// Reads every edition from the store: seconds for a city.
[[nodiscard]] EditionSource uncached(const data::Store &store, std::filesystem::path db);

/// Throws ApiError{not_found} for a number that no edition has.
[[nodiscard]] data::EditionRow require_edition(const EditionSource &source, std::int64_t number);

/// Which editions are compared.
struct EditionPair {
    std::int64_t against = 0, edition = 0; ///< from, to
    std::string theme = "base";
    /// When the people after are asked; else those of the day on which the newer edition begins. Those before are the ones of
    /// the instant before that.
    std::optional<data::TimeMs> at;
};

/// What `edition` changed since `against`. Throws ApiError{not_found} for an edition or theme that is not there, {bad_call} for
/// one edition twice.
[[nodiscard]] EditionDiff diff_editions(const EditionSource &source, const EditionPair &pair);

/// What a plan changes of the edition that it began with. Objects and people are those of `world`; people after as of `at`,
/// else now.
[[nodiscard]] EditionDiff diff_plan(PlanService &plans, const data::WorldPtr &world, std::int64_t id,
                                    std::optional<data::TimeMs> at);

/// A grid that a rollback brings back or takes away, and how many assignments it has that hold now: these lie idle while the
/// grid is not there, and hold again when it is.
struct RolledGrid {
    std::string code, name;
    std::size_t people = 0;
};

struct RolledBack {
    data::EditionRow edition; ///< the new one
    std::vector<RolledGrid> back, gone;
    std::vector<std::string> other_themes; ///< that differ from what they were in that edition, and were left alone
};

/// What a rollback is asked for.
struct Rollback {
    std::int64_t edition = 0; ///< whose content
    std::string theme = "base";
    std::string note;
    std::optional<std::int64_t> expected; ///< the current edition as the caller knows it; nothing = whatever it is
};

/// Publishes what a theme was in an earlier edition as the next edition. Throws ApiError{not_found} for an unknown edition or
/// theme, {conflict} where the theme is so already or had no grids then, and with status 412 where another edition than the one
/// expected is current.
[[nodiscard]] RolledBack roll_back(data::Store &store, const EditionSource &source, const data::Actor &actor,
                                   const Rollback &rollback);

} // namespace jingwei::server
