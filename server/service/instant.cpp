#include "server/service/instant.hpp"

#include <chrono>
#include <cstdlib>
#include <fmt/format.h>

namespace jingwei::server {

namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::sys_days;

/// Reads fixed-width digits off the front; -1 when they are none.
int take_digits(std::string_view &text, std::size_t width) {
    int number = 0;
    if (text.size() < width) {
        return -1;
    }
    for (const char c : text.substr(0, width)) {
        if (c < '0' || c > '9') {
            return -1;
        }
        number = number * 10 + (c - '0');
    }
    text.remove_prefix(width);
    return number;
}

bool take(std::string_view &text, char c) {
    if (!text.starts_with(c)) {
        return false;
    }
    text.remove_prefix(1);
    return true;
}

std::optional<sys_days> take_date(std::string_view &text) {
    const int year = take_digits(text, 4);
    const int month = take(text, '-') ? take_digits(text, 2) : -1;
    const int day = take(text, '-') ? take_digits(text, 2) : -1;
    if (year < 1900 || year > 2200 || month < 1 || day < 1) {
        return std::nullopt;
    }
    const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
                                           std::chrono::day(static_cast<unsigned>(day))};
    return date.ok() ? std::optional(sys_days(date)) : std::nullopt;
}

/// What follows the seconds behind a point, as far as milliseconds go; 0 where nothing does.
std::optional<milliseconds> take_fraction(std::string_view &text) {
    if (!take(text, '.')) {
        return milliseconds(0);
    }
    int thousandths = 0;
    int weight = 100;
    int digit = take_digits(text, 1);
    if (digit < 0) {
        return std::nullopt;
    }
    for (; digit >= 0; digit = take_digits(text, 1), weight /= 10) {
        thousandths += digit * weight;
    }
    return milliseconds(thousandths);
}

std::optional<milliseconds> take_time(std::string_view &text) {
    const int hour = take_digits(text, 2);
    const int minute = take(text, ':') ? take_digits(text, 2) : -1;
    const int second = take(text, ':') ? take_digits(text, 2) : -1;
    if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59) {
        return std::nullopt;
    }
    const auto fraction = take_fraction(text);
    return fraction ? std::optional(std::chrono::hours(hour) + minutes(minute) + std::chrono::seconds(second) + *fraction)
                    : std::nullopt;
}

std::optional<int> take_zone(std::string_view &text, int fallback) {
    if (text.empty()) {
        return fallback;
    }
    if (take(text, 'Z')) {
        return 0;
    }
    const bool west = text.starts_with('-');
    if (!take(text, '+') && !take(text, ' ') && !take(text, '-')) {
        return std::nullopt;
    }
    const int hour = take_digits(text, 2);
    const int minute = take(text, ':') ? take_digits(text, 2) : -1;
    if (hour < 0 || hour > 15 || minute < 0 || minute > 59) {
        return std::nullopt;
    }
    return (west ? -1 : 1) * (hour * 60 + minute);
}

} // namespace

std::optional<data::TimeMs> parse_instant(std::string_view text, int utc_offset_minutes) {
    const auto date = take_date(text);
    if (!date) {
        return std::nullopt;
    }
    if (text.empty()) {
        return std::chrono::duration_cast<milliseconds>(date->time_since_epoch() - minutes(utc_offset_minutes)).count();
    }
    const auto time = take(text, 'T') ? take_time(text) : std::nullopt;
    const auto zone = time ? take_zone(text, utc_offset_minutes) : std::nullopt;
    if (!zone || !text.empty()) {
        return std::nullopt;
    }
    return std::chrono::duration_cast<milliseconds>(date->time_since_epoch() + *time - minutes(*zone)).count();
}

std::string format_instant(data::TimeMs at, int utc_offset_minutes) {
    const auto local = std::chrono::sys_time<milliseconds>(milliseconds(at)) + minutes(utc_offset_minutes);
    const auto day = std::chrono::floor<std::chrono::days>(local);
    const std::chrono::year_month_day date(day);
    const auto second = std::chrono::duration_cast<std::chrono::seconds>(local - day).count();
    const auto thousandths = (local - day).count() % 1000;
    const int offset = std::abs(utc_offset_minutes);
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}{}{}{:02}:{:02}", static_cast<int>(date.year()),
                       static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), second / 3600, second / 60 % 60,
                       second % 60, thousandths == 0 ? "" : fmt::format(".{:03}", thousandths),
                       utc_offset_minutes < 0 ? '-' : '+', offset / 60, offset % 60);
}

data::TimeMs now_ms() {
    return std::chrono::duration_cast<milliseconds>(std::chrono::system_clock::now().time_since_epoch()).count();
}

} // namespace jingwei::server
