#pragma once

#include "data/prepared_theme.hpp"
#include "data/store.hpp"

/// Publishing what was prepared ahead, so that nobody waits for what can be done before. `store` is one of Store::open.
namespace jingwei::data {

/// A plan as it was approved: what it would publish does not change any more.
struct ApprovedPlan {
    std::int64_t plan = 0;
    std::int64_t revision = 0; ///< that was approved
    friend bool operator==(const ApprovedPlan &, const ApprovedPlan &) = default;
};

/// Begins to prepare what publishing a plan will make of its theme, on a thread of its own: the theme with its locator and
/// shapes, the hashes, and what is derived of a World before it is served (next_world.hpp). One plan is kept prepared, the last
/// one; a city's takes a second or two, and the memory of a theme. Thread-safe.
void prepare_ahead(Store &store, ApprovedPlan of, ThemeContent content);

/// Takes what was prepared of a plan, waiting for it where it is under way. Null where there is nothing. Thread-safe.
[[nodiscard]] PreparedThemePtr take_ahead(Store &store, ApprovedPlan of);

/// Lets go of what was prepared of a plan. Thread-safe.
void forget_ahead(Store &store, std::int64_t plan);

/// As Store::submit of a plan. Where something was prepared the change comes without its content, which is that of what was
/// prepared; where the store has changed since so that it does not fit any more, it is prepared anew.
[[nodiscard]] std::future<Published> submit_prepared(Store &store, Actor actor, PublishChange change,
                                                     PreparedThemePtr prepared);

} // namespace jingwei::data
