#pragma once

#include "data/import.hpp"
#include "data/store.hpp"
#include "server/caller.hpp"
#include "server/service/record_service.hpp"

#include <functional>
#include <string>
#include <string_view>

/// How the files of each source are read, for the layer they fill.
namespace jingwei::server {

/// A mapping as a mapping file says it, an entry a line.
[[nodiscard]] std::string mapping_text(const data::ImportMapping &mapping);
/// 32 hex digits that change with the mapping.
[[nodiscard]] std::string version_of(const data::ImportMapping &mapping);

/// A mapping file as an import of the layer with this source would take it. Throws ApiError{bad_call} that says what is wrong
/// with the source's name or the file, with its line and column.
[[nodiscard]] data::ImportMapping read_mapping(const data::World &world, data::ImportLayer layer, const std::string &source,
                                               const std::string &text);

/// What is kept. Throws ApiError{not_found}.
[[nodiscard]] data::ImportMapping find_mapping(const data::Store &store, data::ImportLayer layer, const std::string &source);

/// Keeps a mapping in place of the one that is kept, which must meet the precondition; without one there must be none yet, or
/// the same. Answers what `answer` makes of it, or of an earlier request with the same key (`once`): told whether it is the
/// first. Throws ApiError with status 428, 412 or 422. Waits for the disk.
[[nodiscard]] data::KeptAnswer keep_mapping(data::Store &store, const Caller &caller, data::KeptMapping mapping,
                                            const std::optional<Precondition> &precondition, std::optional<data::OnlyOnce> once,
                                            const std::function<data::KeptAnswer(bool first)> &answer);
/// Forgets what is kept; the keys that the source has for objects stay. Throws ApiError{not_found}, or with status 412 or 422.
[[nodiscard]] data::KeptAnswer forget_mapping(data::Store &store, const Caller &caller, data::ImportLayer layer,
                                              const std::string &source, const Precondition &precondition,
                                              std::optional<data::OnlyOnce> once);

} // namespace jingwei::server
