#include "data/roster_sheet.hpp"

#include "data/import_values.hpp"
#include "data/text_form.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <fmt/format.h>

namespace jingwei::data {

namespace {

using namespace std::chrono;

constexpr std::array<std::string_view, 9> first_words{"正", "主", "主岗", "正职", "主要", "a", "a岗", "a角", "primary"};
constexpr std::array<std::string_view, 10> deputy_words{"副", "备",  "副岗", "副职",   "次要",
                                                        "b",  "b岗", "b角",  "deputy", "协助"};
/// Those that may stand before or behind a role without brackets.
constexpr std::array<std::string_view, 6> affixes{"正", "副", "A岗", "B岗", "A角", "B角"};

std::optional<int> number(std::string_view text) {
    int value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc{} && end == text.data() + text.size() && text.front() != '-' ? std::optional(value)
                                                                                           : std::nullopt;
}

/// The text without its last part in brackets, and that part.
std::optional<std::pair<std::string, std::string>> split_brackets(const std::string &text) {
    const auto open = text.rfind('(');
    if (open == std::string::npos || open == 0 || !text.ends_with(')')) {
        return std::nullopt;
    }
    return std::pair(text.substr(0, open), text.substr(open + 1, text.size() - open - 2));
}

} // namespace

const std::vector<GridIndex> &GridNames::find(const ThemeWorld &theme, std::string_view name) {
    static const std::vector<GridIndex> none;
    auto [known, fresh] = m_themes.try_emplace(&theme);
    for (GridIndex grid = 1; fresh && grid < theme.grids.size(); ++grid) {
        known->second[comparable(theme.grids[grid].name)].push_back(grid);
    }
    const auto found = known->second.find(comparable(name));
    return found != known->second.end() ? found->second : none;
}

std::vector<std::string> split_list(std::string_view cell) {
    std::string plain = half_width(cell);
    for (auto at = plain.find("、"); at != std::string::npos; at = plain.find("、", at)) {
        plain.replace(at, std::string_view("、").size(), 1, ',');
    }
    std::vector<std::string> parts;
    std::string part;
    for (const char c : plain + ',') {
        const bool separates = c == ',' || c == ';' || c == ' ' || c == '\t' || c == '\r' || c == '\n';
        if (!separates) {
            part += c;
        } else if (!part.empty()) {
            parts.push_back(std::move(part));
            part.clear();
        }
    }
    return parts;
}

std::optional<bool> primary_of(std::string_view word) {
    const auto plain = comparable(word);
    if (std::ranges::find(first_words, plain) != first_words.end()) {
        return true;
    }
    return std::ranges::find(deputy_words, plain) != deputy_words.end() ? std::optional(false) : std::nullopt;
}

RoleName split_role(std::string_view text) {
    auto plain = half_width(text);
    if (const auto parts = split_brackets(plain)) {
        if (const auto primary = primary_of(parts->second)) {
            return {parts->first, primary};
        }
    }
    for (const auto affix : affixes) {
        if (plain.size() > affix.size() && plain.starts_with(affix)) {
            return {plain.substr(affix.size()), primary_of(affix)};
        }
        if (plain.size() > affix.size() && plain.ends_with(affix)) {
            return {plain.substr(0, plain.size() - affix.size()), primary_of(affix)};
        }
    }
    return {plain, std::nullopt};
}

std::optional<TimeMs> day_start(std::string_view text, int utc_offset_minutes) {
    if (text.size() != 10 || text[4] != '-' || text[7] != '-') {
        return std::nullopt;
    }
    const auto y = number(text.substr(0, 4));
    const auto m = number(text.substr(5, 2));
    const auto d = number(text.substr(8, 2));
    if (!y || !m || !d) {
        return std::nullopt;
    }
    const year_month_day date{year(*y), month(static_cast<unsigned>(*m)), day(static_cast<unsigned>(*d))};
    if (!date.ok()) {
        return std::nullopt;
    }
    const milliseconds since_epoch = sys_days(date).time_since_epoch() - minutes(utc_offset_minutes);
    return since_epoch.count();
}

bool means(TimeMs said, TimeMs held, int utc_offset_minutes) {
    const bool open = held == always_from || held == always_to;
    if (said == held || open) {
        return said == held;
    }
    const auto local = [&](TimeMs at) { return sys_time<milliseconds>(milliseconds(at)) + minutes(utc_offset_minutes); };
    const auto day = floor<days>(local(said));
    return local(said) == day && floor<days>(local(held)) == day;
}

std::string day_text(TimeMs instant, int utc_offset_minutes) {
    const year_month_day date{floor<days>(sys_time<milliseconds>(milliseconds(instant)) + minutes(utc_offset_minutes))};
    return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                       static_cast<unsigned>(date.day()));
}

} // namespace jingwei::data
