#include "data/merge_rows.hpp"

#include "data/edit_rows.hpp"
#include "data/journal.hpp"
#include "data/row_writer.hpp"

#include <fmt/format.h>

namespace jingwei::data {

namespace {

/// Why a pair cannot be merged; empty = it can.
std::string refusal_of(Queries &queries, const std::string &kind, const MergeChange::Pair &pair) {
    for (const auto &code : {pair.keep, pair.drop}) {
        if (!queries.find(fmt::format("find_{}", kind), code)) {
            return fmt::format("there is no {} with the code {}; it may have been merged or removed before", kind, code);
        }
    }
    if (pair.keep == pair.drop) {
        return fmt::format("{} is one object already; name two codes", pair.keep);
    }
    if (queries.find("find_shared_source", kind, pair.keep, pair.drop).value_or(0) != 0) {
        return fmt::format("one source has a key for {} and another for {}, so it says that they are two; have the wrong one "
                           "deleted over there and import its next file",
                           pair.keep, pair.drop);
    }
    return {};
}

/// What names the building that goes names the other one from now on.
void move_tenants(Queries &queries, const MergeChange::Pair &pair) {
    const auto from = queries.find("find_building", pair.drop);
    const auto to = queries.find("find_building", pair.keep);
    queries.run("update_rental_houses_building", from, to);
    queries.run("update_addresses_building", from, to);
}

std::uint64_t merge(Queries &queries, const Actor &actor, const std::string &kind, const MergeChange::Pair &pair) {
    RowWriter rows(queries);
    queries.run("update_external_refs_code", kind, pair.drop, pair.keep);
    if (kind == "building") {
        move_tenants(queries, pair);
        rows.remove_building(pair.drop);
    } else {
        rows.remove(fmt::format("remove_{}", kind), pair.drop);
    }
    return append_journal(queries, actor,
                          {.kind = kind + ".merge",
                           .object_id = queries.find(fmt::format("find_{}", kind), pair.keep),
                           .code = pair.keep,
                           .edition = {},
                           .detail = fmt::format(R"({{"dropped":"{}"}})", pair.drop)});
}

} // namespace

Merged apply_merge(Queries &queries, const Actor &actor, const MergeChange &change) {
    Merged merged;
    if (auto known = change.once ? kept_answer(queries, *change.once) : std::nullopt) {
        merged.known = std::move(*known);
        return merged;
    }
    for (const auto &pair : change.pairs) {
        auto refusal = refusal_of(queries, change.kind, pair);
        if (refusal.empty()) {
            merged.revision = merge(queries, actor, change.kind, pair);
        }
        merged.refusals.push_back(std::move(refusal));
    }
    if (change.answer) {
        merged.known.answer = change.answer(merged.refusals);
    }
    if (change.once) {
        keep_answer(queries, *change.once, merged.known.answer);
    }
    return merged;
}

} // namespace jingwei::data
