#pragma once

#include "data/rows.hpp"

#include <string>
#include <string_view>

namespace jingwei::server {

/// A date (00:00 at the store's offset), or a date and time with seconds, maybe with a fraction, and a zone (`Z`, `+08:00`) or
/// without one (the store's offset). A blank is taken for the plus that an unescaped query loses. Nothing for anything else,
/// years 1900–2200.
[[nodiscard]] std::optional<data::TimeMs> parse_instant(std::string_view text, int utc_offset_minutes);

/// "2026-11-22T08:00:00+08:00", with three digits behind the seconds where they are not whole: read again it is the same
/// instant.
[[nodiscard]] std::string format_instant(data::TimeMs at, int utc_offset_minutes);

[[nodiscard]] data::TimeMs now_ms();

} // namespace jingwei::server
