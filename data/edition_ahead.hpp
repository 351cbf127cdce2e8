#pragma once

#include "data/prepared_theme.hpp"
#include "data/store.hpp"

#include <functional>

/// Publishing what was prepared ahead, so that nobody waits for what can be done before. `store` is one of Store::open.
namespace jingwei::data {

/// A plan whose review began: what it would publish does not change any more, unless it becomes a draft again.
struct ReviewedPlan {
    std::int64_t plan = 0;
    std::int64_t revision = 0; ///< with which its review began
    friend bool operator==(const ReviewedPlan &, const ReviewedPlan &) = default;
};

/// How soon it may be published.
enum class ReviewStage { in_review, approved };

/// Begins to prepare what publishing a plan will make of its theme, on a thread of its own, unless that began before: the theme
/// with its locator and shapes, the hashes, the rows that will be written, and what is derived of a World before it is served
/// (next_world.hpp). One plan is kept prepared, the last one, but that one in review leaves an approved one its place; a
/// city's takes a second or so, and the memory of a theme. `content` is asked for where it is needed, by the caller's
/// thread. Thread-safe.
void prepare_ahead(Store &store, ReviewedPlan of, ReviewStage stage, const std::function<ThemeContent()> &content);

/// Whether that began of a plan, for the editions as they stand. Thread-safe.
[[nodiscard]] bool is_ahead(Store &store, ReviewedPlan of);

/// Takes what was prepared of a plan, waiting for it where it is under way. Null where there is nothing. Thread-safe.
[[nodiscard]] PreparedThemePtr take_ahead(Store &store, ReviewedPlan of);

/// Lets go of what was prepared of a plan. Thread-safe.
void forget_ahead(Store &store, std::int64_t plan);

/// As Store::submit of a plan. Where something was prepared the change comes without its content, which is that of what was
/// prepared; where the store has changed since so that it does not fit any more, it is prepared anew.
[[nodiscard]] std::future<Published> submit_prepared(Store &store, Actor actor, PublishChange change,
                                                     PreparedThemePtr prepared);

} // namespace jingwei::data
