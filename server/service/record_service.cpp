#include "server/service/record_service.hpp"

#include "server/api_error.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace jingwei::server {

namespace {

using data::Change;
using data::Record;

struct ChangeOf {
    Change operator()(data::CameraRow row) const { return data::UpsertCamera{std::move(row)}; }
    Change operator()(data::KeySiteRow row) const { return data::UpsertKeySite{std::move(row)}; }
    Change operator()(data::RentalHouseRow row) const { return data::UpsertRentalHouse{std::move(row)}; }
    Change operator()(data::BuildingRow row) const { return data::UpsertBuilding{std::move(row)}; }
    Change operator()(data::PersonRow row) const { return data::UpsertPerson{std::move(row)}; }
    Change operator()(data::AssignmentRow row) const {
        if (row.id == 0) {
            return data::AddAssignment{std::move(row)};
        }
        return data::AmendAssignment{.id = row.id, .primary = row.primary, .on_duty = row.on_duty, .to = row.to};
    }
};

Change removal_of(const data::RecordName &name) {
    switch (name.kind) {
    case data::RecordKind::camera:
        return data::RemoveCamera{name.code};
    case data::RecordKind::key_site:
        return data::RemoveKeySite{name.code};
    case data::RecordKind::rental_house:
        return data::RemoveRentalHouse{name.code};
    case data::RecordKind::building:
        return data::RemoveBuilding{name.code};
    case data::RecordKind::person:
        return data::RemovePerson{name.code};
    case data::RecordKind::assignment:
        break;
    }
    throw std::logic_error("an assignment is ended, not removed");
}

std::string text_of(const data::RecordName &name) {
    return name.kind == data::RecordKind::assignment ? std::to_string(name.id) : name.code;
}

/// The record, there and at a version that will do.
const Record &require(const Record *stored, const data::RecordName &name, const Precondition &precondition) {
    if (stored == nullptr) {
        throw ApiError(ErrorCode::not_found, "no_such_record",
                       fmt::format("There is no record '{}' here any more; reload the list.", text_of(name)));
    }
    if (!precondition.holds(version_of(*stored))) {
        throw ApiError(ErrorCode::conflict, "changed_meanwhile",
                       fmt::format("'{}' is not as it was when it was read; GET it again and repeat the change with its new "
                                   "ETag.",
                                   text_of(name)),
                       "If-Match", 412);
    }
    return *stored;
}

} // namespace

bool Precondition::holds(std::string_view version) const {
    return any || std::ranges::find(versions, version) != versions.end();
}

data::Edit addition(data::RecordName name, Record record) {
    auto decide = [name, record = std::move(record)](const Record *stored) -> std::optional<Change> {
        if (stored != nullptr) {
            throw ApiError(ErrorCode::conflict, "code_taken",
                           fmt::format("The code '{}' is taken; choose another one, or PATCH that record.", name.code), "code");
        }
        return std::visit(ChangeOf(), record);
    };
    return {.record = std::move(name), .decide = std::move(decide), .answer = {}, .once = {}};
}

data::Edit amendment(data::RecordName name, Precondition precondition, std::function<void(Record &)> amend) {
    auto decide = [name, precondition = std::move(precondition),
                   amend = std::move(amend)](const Record *stored) -> std::optional<Change> {
        const Record &before = require(stored, name, precondition);
        Record after = before;
        amend(after);
        if (version_of(after) == version_of(before)) {
            return std::nullopt;
        }
        return std::visit(ChangeOf(), std::move(after));
    };
    return {.record = std::move(name), .decide = std::move(decide), .answer = {}, .once = {}};
}

data::Edit removal(data::RecordName name, Precondition precondition) {
    auto decide = [name, precondition = std::move(precondition)](const Record *stored) -> std::optional<Change> {
        require(stored, name, precondition);
        return removal_of(name);
    };
    return {.record = std::move(name), .decide = std::move(decide), .answer = {}, .once = {}};
}

data::KeptAnswer carry_out(data::Store &store, const Caller &caller, data::Edit edit) {
    return answer_of(store.submit({fmt::format("{}/{}", caller.account, caller.label)}, std::move(edit)).get());
}

data::KeptAnswer answer_of(data::Edited edited) {
    if (edited.outcome == data::Edited::Outcome::other_call) {
        throw ApiError(ErrorCode::bad_data, "idempotency_key_reused",
                       "This Idempotency-Key came with another request before; make a new key for each request.",
                       "Idempotency-Key");
    }
    return std::move(edited.answer);
}

} // namespace jingwei::server
