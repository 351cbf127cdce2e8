#pragma once

#include "data/rows.hpp"
#include "data/shape_text.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <chrono>
#include <cstdlib>
#include <optional>
#include <string>
#include <vector>

namespace jingwei::data {

/// A number of people of a whole grid for those who hold no key: fewer than 5 could be told apart, so it is none then.
[[nodiscard]] inline std::optional<int> unless_few(std::optional<int> count) {
    constexpr int least_shown = 5;
    return count && *count < least_shown ? std::nullopt : count;
}

/// Puts the values of a row together, as the importer reads them.
class RowValues {
  public:
    explicit RowValues(int utc_offset_minutes) : m_utc_offset(utc_offset_minutes) {}

    RowValues &text(const std::string &value) { return add(value.empty() ? std::nullopt : std::optional(value)); }
    RowValues &whole(std::optional<int> value) { return add(value ? std::optional(fmt::to_string(*value)) : std::nullopt); }
    RowValues &flag(bool value) { return add(value ? "1" : "0"); }
    /// The shortest text that reads back as the same number.
    RowValues &number(std::optional<double> value) {
        if (!value) {
            return add(std::nullopt);
        }
        std::array<char, 32> digits{};
        const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), *value).ptr;
        return add(std::string(digits.data(), end));
    }
    RowValues &rounded(double value, int decimals) {
        std::string digits;
        append_decimal(digits, value, decimals);
        return add(std::move(digits));
    }
    /// The day at the store's offset; the least and the greatest instant are none.
    RowValues &date(std::optional<TimeMs> at) {
        if (!at || *at == always_from || *at == always_to) {
            return add(std::nullopt);
        }
        const std::chrono::sys_time<std::chrono::milliseconds> here{std::chrono::milliseconds(*at) +
                                                                    std::chrono::minutes(m_utc_offset)};
        const std::chrono::year_month_day day{std::chrono::floor<std::chrono::days>(here)};
        return add(fmt::format("{:04}-{:02}-{:02}", static_cast<int>(day.year()), static_cast<unsigned>(day.month()),
                               static_cast<unsigned>(day.day())));
    }
    /// An instant to the second, at the store's offset: 2026-11-22T08:00:00+08:00.
    RowValues &instant(std::optional<TimeMs> at) {
        if (!at) {
            return add(std::nullopt);
        }
        const std::chrono::sys_seconds here{std::chrono::floor<std::chrono::seconds>(std::chrono::milliseconds(*at)) +
                                            std::chrono::minutes(m_utc_offset)};
        const auto midnight = std::chrono::floor<std::chrono::days>(here);
        const std::chrono::year_month_day day{midnight};
        const std::chrono::hh_mm_ss time{here - midnight};
        return add(fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}{}{:02}:{:02}", static_cast<int>(day.year()),
                               static_cast<unsigned>(day.month()), static_cast<unsigned>(day.day()), time.hours().count(),
                               time.minutes().count(), time.seconds().count(), m_utc_offset < 0 ? '-' : '+',
                               std::abs(m_utc_offset) / 60, std::abs(m_utc_offset) % 60));
    }
    [[nodiscard]] std::vector<std::optional<std::string>> take() { return std::move(m_values); }

  private:
    RowValues &add(std::optional<std::string> value) {
        m_values.push_back(std::move(value));
        return *this;
    }
    int m_utc_offset;
    std::vector<std::optional<std::string>> m_values;
};

} // namespace jingwei::data
