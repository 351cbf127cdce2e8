#include "server/api/list_query.hpp"

#include "server/api_error.hpp"
#include "server/service/instant.hpp"

#include <charconv>
#include <fmt/format.h>

namespace jingwei::server {

namespace {

constexpr double most_metres = 10'000;

/// Before the number of a cursor of records, so that no other word is taken for one.
constexpr char record_mark = 'r';

ApiError bad_cursor() {
    return {ErrorCode::bad_call, "bad_cursor", "'cursor' is the 'next' of the page before; ask again without it.", "cursor"};
}

/// A whole hexadecimal text, or nothing.
template <class Number> std::optional<Number> from_hex(std::string_view text) {
    Number number{};
    const auto end = std::from_chars(text.data(), text.data() + text.size(), number, 16);
    return end.ec == std::errc() && end.ptr == text.data() + text.size() ? std::optional(number) : std::nullopt;
}

} // namespace

std::size_t take_limit(QueryParameters &query) {
    return static_cast<std::size_t>(query.take_integer("limit", 1, 1000).value_or(100));
}

ThemeRef take_theme(QueryParameters &query, const data::World &world) {
    return require_theme(world, query.take("theme").value_or("base"));
}

std::int64_t take_record_cursor(QueryParameters &query) {
    const auto text = query.take("cursor");
    if (!text) {
        return 0;
    }
    const auto after = text->starts_with(record_mark) ? from_hex<std::int64_t>(text->substr(1)) : std::nullopt;
    if (!after || *after <= 0) {
        throw bad_cursor();
    }
    return *after;
}

std::string record_cursor(std::int64_t after) {
    return after == 0 ? std::string() : fmt::format("{}{:x}", record_mark, after);
}

std::uint64_t take_edition_cursor(QueryParameters &query, const data::World &world, std::uint64_t first) {
    const auto text = query.take("cursor");
    if (!text) {
        return first;
    }
    const auto dot = std::min(text->find('.'), text->size());
    const auto edition = from_hex<std::int64_t>(text->substr(0, dot));
    const auto next = from_hex<std::uint64_t>(text->substr(std::min(dot + 1, text->size())));
    if (!edition || !next) {
        throw bad_cursor();
    }
    if (*edition != world.edition) {
        throw ApiError(ErrorCode::bad_call, "cursor_expired",
                       "This cursor is not of the current edition; ask again without it.", "cursor");
    }
    return *next;
}

std::string edition_cursor(const data::World &world, std::uint64_t next) {
    return next == 0 ? std::string() : fmt::format("{:x}.{:x}", world.edition, next);
}

double take_metres(QueryParameters &query, const char *name, double otherwise) {
    const double metres = query.take_number(name).value_or(otherwise);
    if (metres < 0 || metres > most_metres) {
        throw ApiError(ErrorCode::bad_call, "out_of_range", fmt::format("'{}' is metres from 0 to {}.", name, most_metres),
                       name);
    }
    return metres;
}

std::optional<data::TimeMs> take_optional_at(QueryParameters &query, const data::World &world) {
    const auto text = query.take("at");
    const auto at = text ? parse_instant(*text, world.utc_offset_minutes) : std::nullopt;
    if (text && !at) {
        throw ApiError(ErrorCode::bad_call, "bad_instant",
                       "'at' is a date (2026-11-22) or a time (2026-11-22T08:00:00+08:00, with the plus written as %2B).",
                       "at");
    }
    return at;
}

} // namespace jingwei::server
