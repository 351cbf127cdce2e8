#pragma once

#include "data/writer.hpp"

namespace jingwei::data {

/// How long the answer to a request is kept, to be given again to a repeat of it.
constexpr TimeMs answers_kept_ms = TimeMs{24} * 60 * 60 * 1000;

/// What is known of a request that was made before, or nothing.
[[nodiscard]] std::optional<Edited> kept_answer(Queries &queries, const OnlyOnce &once);
void keep_answer(Queries &queries, const OnlyOnce &once, const KeptAnswer &answer);

/// Carries an edit out in the caller's transaction, or answers from what is kept; fills `edited` in and tells how the World
/// changes.
[[nodiscard]] WorldChange apply_edit(Queries &queries, const Actor &actor, const Edit &edit, Edited &edited);

} // namespace jingwei::data
