#pragma once

#include "server/http/query.hpp"
#include "server/service/grid_service.hpp"

#include <cstdint>
#include <string>
#include <string_view>

/// Parameters that lists share.
namespace jingwei::server {

/// `limit`, 1 to 1,000; 100 when it is left out.
[[nodiscard]] std::size_t take_limit(QueryParameters &query);

/// `theme`, else the base one. Throws ApiError{bad_call} for one that is not there.
[[nodiscard]] ThemeRef take_theme(QueryParameters &query, const data::World &world);

/// `cursor` of a list of records: the id it goes on after; 0 without one. Throws ApiError{bad_call} for what is no cursor.
[[nodiscard]] std::int64_t take_record_cursor(QueryParameters &query);
/// The cursor that goes on after an id; empty for 0, the end.
[[nodiscard]] std::string record_cursor(std::int64_t after);

/// `cursor` of a list along the grids of an edition: the number to go on from; `first` without one. It ends with its
/// edition: throws ApiError{bad_call} for one of another.
[[nodiscard]] std::uint64_t take_edition_cursor(QueryParameters &query, const data::World &world, std::uint64_t first);
/// The cursor that goes on from a number; empty for 0, the end.
[[nodiscard]] std::string edition_cursor(const data::World &world, std::uint64_t next);

/// Metres from 0 to 10,000. Throws ApiError{bad_call} for others.
[[nodiscard]] double take_metres(QueryParameters &query, const char *name, double otherwise);

/// `at`, a date or a time, or nothing. Throws ApiError{bad_call} for what is neither.
[[nodiscard]] std::optional<data::TimeMs> take_optional_at(QueryParameters &query, const data::World &world);

} // namespace jingwei::server
