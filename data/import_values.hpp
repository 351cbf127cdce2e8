#pragma once

#include "data/gdal_protocol.hpp"
#include "data/heading.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

/// How a file's texts are read as values: what people and spreadsheets write for numbers, days and codes.
namespace jingwei::data {

/// Without blanks at both ends: spaces, tabs, line ends, no-break, ideographic and zero-width spaces, byte order marks.
[[nodiscard]] std::string_view trimmed_value(std::string_view text);
/// The same of a cell of a sheet: `="0990"`, by which a CSV keeps Excel from reading a number, is what stands between the
/// quotes.
[[nodiscard]] std::string_view plain_value(std::string_view text);

/// A text for a cell of a sheet, which a spreadsheet must not run as a formula: an apostrophe goes before one that begins with
/// = + - @, half-width or full-width, behind any number of apostrophes.
[[nodiscard]] std::string guarded_text(std::string_view text);
/// What was guarded, exactly; any other text as it is.
[[nodiscard]] std::string_view unguarded_text(std::string_view text);

/// A decimal number, full-width or not, with or without thousands separators (1,234.5). A comma that does not separate
/// thousands makes it none.
[[nodiscard]] std::optional<double> number_value(std::string_view text);

/// Yes or no: 1/0, true/false, yes/no, y/n, 是/否, 在线/离线, in any case and width.
[[nodiscard]] std::optional<bool> flag_value(std::string_view text);

/// A day: 2026-11-22, 2026/11/22, 2026.11.22, 20261122, 2026年11月22日, months and days of one digit too; and by
/// `serial` a number of five digits that counts days, as spreadsheets do. A time of day behind it must be midnight.
/// Where the year does not come first there is no telling day from month, so that is no day.
[[nodiscard]] std::optional<std::chrono::sys_days> day_value(std::string_view text, gdal_protocol::SerialDays serial);

/// Days before and after these are placeholders of programs (0001-01-01, 9999-12-31), in milliseconds UTC: 1900-01-01 and
/// 2101-01-01, as they begin in China.
constexpr std::int64_t first_reasonable_day = -2'209'017'600'000;
constexpr std::int64_t first_unreasonable_day = 4'133'952'000'000;

/// A day, or a day and an hour behind it: 2026-12-01 08:30, 2026-12-01T08:30:00, with Z or +08:00 behind it or, without, at
/// the offset given. In milliseconds UTC; a day alone begins at 00:00.
[[nodiscard]] std::optional<std::chrono::milliseconds> instant_value(std::string_view text, gdal_protocol::SerialDays serial,
                                                                     std::chrono::minutes utc_offset);

/// Why a cell holds no value though something stands in it: an error (#N/A), a formula that was never computed, and, where
/// a code or a phone is expected, a number in scientific notation (6.2E+14). Empty = it is sound. Where a text is no cell of a
/// sheet it may begin with =.
[[nodiscard]] std::string value_fault(std::string_view text, bool is_identifier, bool of_sheet = true);

/// Why a text cannot be kept: more than 200 characters, or a line break, another control character, or one that turns the
/// direction of writing (U+202A to U+202E, U+2066 to U+2069), named by its number. Empty = it is sound. UTF-8 is expected.
[[nodiscard]] std::string text_fault(std::string_view text);

} // namespace jingwei::data
