#pragma once

#include "server/json_writer.hpp"
#include "server/service/edition_service.hpp"

namespace jingwei::server {

/// An account's name where it is told; else empty, which is written as null.
[[nodiscard]] inline std::string_view name_if(bool told, std::string_view name) {
    return told ? name : std::string_view();
}

/// The members of an edition; who published it only `with_actor`.
void write_edition(JsonWriter &json, const data::EditionRow &edition, int utc_offset_minutes, bool with_actor);

/// What else a rollback did: grids that are back or gone, and themes that were left alone.
void write_rolled_back(JsonWriter &json, const RolledBack &done);

/// The versions of a grid and its lineage; numbers of people below 5 only `in_full`.
void write_history(JsonWriter &json, const data::GridHistory &history, bool in_full, int utc_offset_minutes);

} // namespace jingwei::server
