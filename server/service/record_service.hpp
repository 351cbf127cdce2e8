#pragma once

#include "data/store.hpp"
#include "server/caller.hpp"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

/// Changing one record at a time: the rules, decided in the writer's transaction on the record as it stands there.
namespace jingwei::server {

/// What must hold of the version of a record for it to be changed.
struct Precondition {
    bool any = false;                  ///< it only has to be there
    std::vector<std::string> versions; ///< it has to be one of these
    [[nodiscard]] bool holds(std::string_view version) const;
};

/// A new record. The edit is refused with ApiError{conflict} where its code is taken.
[[nodiscard]] data::Edit addition(data::RecordName name, data::Record record);

/// A change of a record; `amend` may throw. The edit is refused with ApiError{not_found}, or with status 412 where the
/// precondition does not hold. An amendment that changes nothing leaves no trace.
[[nodiscard]] data::Edit amendment(data::RecordName name, Precondition precondition, std::function<void(data::Record &)> amend);

/// The end of a record. Refused like an amendment, and with Error{conflict} while others name it.
[[nodiscard]] data::Edit removal(data::RecordName name, Precondition precondition);

/// Waits until the edit is committed and served, or answers from what is kept of an earlier request with the same key.
/// Throws what the edit is refused with, and ApiError{bad_data} where the key was used for another request. Waits for the
/// disk: not for I/O threads.
[[nodiscard]] data::KeptAnswer carry_out(data::Store &store, const Caller &caller, data::Edit edit);

/// The answer to a change, this time's or the first one's. Throws ApiError{bad_data} where the key was used for another
/// request.
[[nodiscard]] data::KeptAnswer answer_of(data::Edited edited);

} // namespace jingwei::server
