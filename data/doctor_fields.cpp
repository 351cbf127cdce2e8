#include "data/doctor_fields.hpp"

#include "data/import_fields.hpp"
#include "data/text_form.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cmath>

namespace jingwei::data {

namespace {

constexpr std::size_t most_counted = 1'000'000;
constexpr std::size_t head_rows = 2'000;
constexpr std::size_t most_samples = 3;
constexpr double nearly_all = 0.95;

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view blanks = " \t\r\n";
    const auto first = text.find_first_not_of(blanks);
    return first == std::string_view::npos ? std::string_view() : text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

bool is_digits(std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

std::optional<double> to_number(std::string_view text) {
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool whole = error == std::errc() && end == text.data() + text.size() && std::isfinite(value);
    return whole ? std::optional(value) : std::nullopt;
}

/// 6.2E+14: what a spreadsheet makes of a code of 15 digits.
bool is_scientific(std::string_view text) {
    const auto mark = text.find_first_of("Ee");
    return mark != std::string_view::npos && mark > 0 && text.find('.') < mark && to_number(text).has_value();
}

/// U+FF10–U+FF5A: EF BC 90 to EF BD 9A.
bool has_full_width(std::string_view text) {
    for (std::size_t i = 0; i + 2 < text.size(); ++i) {
        const auto second = static_cast<unsigned char>(text[i + 1]);
        const auto third = static_cast<unsigned char>(text[i + 2]);
        if (static_cast<unsigned char>(text[i]) == 0xEF &&
            ((second == 0xBC && third >= 0x90) || (second == 0xBD && third <= 0x9A))) {
            return true;
        }
    }
    return false;
}

/// A mobile number of China, or a land line with its area code, or an extension of the short service numbers.
bool is_phone(std::string_view text) {
    std::string digits;
    std::ranges::copy_if(text, std::back_inserter(digits), [](unsigned char c) { return std::isdigit(c) != 0; });
    const bool plain = text.find_first_not_of("0123456789+-() ") == std::string_view::npos;
    if (digits.starts_with("86") && digits.size() == 13) {
        digits.erase(0, 2);
    }
    const bool mobile = digits.size() == 11 && digits[0] == '1' && digits[1] >= '3';
    const bool land =
        digits.size() >= 10 && digits.size() <= 12 && digits[0] == '0' && text.find('-') != std::string_view::npos;
    return plain && (mobile || land);
}

/// Degrees with decimals: whole numbers may be anything.
bool is_degrees(std::string_view text, double least, double most) {
    const auto number = text.find('.') != std::string_view::npos ? to_number(text) : std::nullopt;
    return number && *number >= least && *number <= most;
}

bool has_letters(std::string_view text) {
    return std::ranges::any_of(text, [](unsigned char c) { return c >= 0x80 || std::isalpha(c) != 0; });
}

std::string normal(std::string_view name) {
    auto out = plain_heading(name);
    std::erase_if(out, [](char c) { return c == '_' || c == '-'; });
    return out;
}

/// Words of field names, separated by spaces: the whole name, or a part of it.
struct RoleWords {
    FieldRole role;
    std::string_view whole, part;
};
/// Earlier rows win: 所属网格编码 is a parent before it is a code.
constexpr std::array role_words{
    RoleWords{FieldRole::gb_id, "gbid 国标编码 国标编号 国标id gb28181", "国标"},
    RoleWords{FieldRole::parent, "parent parentcode pcode upcode 上级 上级编码 父级",
              "parent 上级 父级 所属社区 所属村 所属街道 所属乡镇"},
    RoleWords{FieldRole::phone, "phone tel telephone mobile 电话 手机 手机号 联系方式", "phone mobile 电话 手机 联系方式"},
    RoleWords{FieldRole::lon, "lon lng long longitude x 经度 东经 x坐标", "longitude 经度"},
    RoleWords{FieldRole::lat, "lat latitude y 纬度 北纬 y坐标", "latitude 纬度"},
    RoleWords{FieldRole::person, "person personcode 人员编码 人员编号", ""},
    RoleWords{FieldRole::grid, "grid gridcode 网格 网格编码 网格编号 网格代码", ""},
    RoleWords{FieldRole::role, "role 角色 职务 岗位", "角色 职务"},
    RoleWords{FieldRole::kind, "kind type category 类型 类别 种类", "类型 类别"},
    RoleWords{FieldRole::address, "address addr 地址 住址 位置 门牌 门牌号", "address 地址 住址"},
    RoleWords{FieldRole::code, "code id 编码 代码 编号 网格编码 网格编号 设备编码 设备编号", "code 编码 代码 编号"},
    RoleWords{FieldRole::name, "name 名称 姓名 名字", "name 名称 姓名"},
};

/// What is nobody's code, however unique: the own number of a drawing's entity, of a database's row or of a list's line, which
/// is another one each time the file is written; how many there are of something; the number of a person's identity card.
bool is_no_code(const std::string &field) {
    constexpr std::array<std::string_view, 9> numbers{"entityhandle", "fid", "ogcfid", "objectid", "序号",
                                                      "行号",         "no",  "no.",    "idcard"};
    const auto name = normal(field);
    return std::ranges::find(numbers, name) != numbers.end() || name.find("身份证") != std::string::npos ||
           name.ends_with("数");
}

template <class Test> bool any_word(std::string_view words, const Test &test) {
    while (!words.empty()) {
        const auto end = std::min(words.find(' '), words.size());
        if (test(words.substr(0, end))) {
            return true;
        }
        words.remove_prefix(std::min(end + 1, words.size()));
    }
    return false;
}

constexpr int whole_name = 4, part_of_name = 3, by_content = 2;

/// How much a field's name speaks for a role: 0 not at all. A part of a name counts for the first role that has it.
int name_score(std::string_view field, FieldRole role) {
    const auto name = normal(field);
    for (const auto &words : role_words) {
        if (words.role == role && any_word(words.whole, [&](std::string_view word) { return word == name; })) {
            return whole_name;
        }
    }
    for (const auto &words : role_words) {
        if (any_word(words.part, [&](std::string_view word) { return name.find(word) != std::string::npos; })) {
            return words.role == role ? part_of_name : 0;
        }
    }
    return 0;
}

/// Texts in a column that is called an address, or a role, are no names, however different they are.
bool is_called_otherwise(std::string_view field, FieldRole role) {
    return role == FieldRole::name && name_score(field, role) == 0 &&
           std::ranges::any_of(role_words, [&](const RoleWords &words) { return name_score(field, words.role) > 0; });
}

} // namespace

std::string_view field_role_name(FieldRole role) {
    constexpr std::array<std::string_view, 13> names{"",     "code",    "name",  "parent", "phone", "lon", "lat",
                                                     "kind", "address", "gb_id", "person", "grid",  "role"};
    return names.at(static_cast<std::size_t>(role));
}

void FieldTally::add_sample(const std::string &value) {
    auto &samples = m_report.samples;
    if (samples.size() < most_samples && std::ranges::find(samples, value) == samples.end()) {
        samples.push_back(value);
    }
}

void FieldTally::add(const std::optional<std::string> &value) {
    const std::string text(value ? trimmed(*value) : "");
    if (text.empty()) {
        return;
    }
    const auto count = [](std::size_t &counter, bool counts) { counter += counts ? 1 : 0; };
    m_report.shortest = m_report.filled == 0 ? text.size() : std::min(m_report.shortest, text.size());
    m_report.longest = std::max(m_report.longest, text.size());
    ++m_report.filled;
    ++m_report.by_length[std::min<std::size_t>(text.size(), 256)];
    if (m_hashes.size() < most_counted) {
        m_hashes.insert(std::hash<std::string>{}(text));
    }
    add_sample(text);
    if (m_hashes.size() <= most_values) {
        ++m_report.values[text];
    } else {
        m_report.values.clear();
    }
    count(m_digits, is_digits(text));
    count(m_codes, is_code(text));
    count(m_phones, is_phone(text));
    count(m_lons, is_degrees(text, 73, 136));
    count(m_lats, is_degrees(text, 3, 54));
    count(m_words, has_letters(text) && !is_scientific(text));
    count(m_report.scientific, is_scientific(text));
    count(m_report.full_width, has_full_width(text));
    count(m_report.blanks, text.size() != value->size());
}

FieldReport FieldTally::report() const {
    auto report = m_report;
    report.distinct = m_hashes.size();
    report.digits = m_digits == m_report.filled && m_digits > 0;
    return report;
}

FieldExamination::FieldExamination(const std::vector<std::string> &names) : m_names(names), m_tallies(names.size()) {}

void FieldExamination::add(const std::vector<std::optional<std::string>> &values) {
    for (std::size_t i = 0; i < std::min(values.size(), m_tallies.size()); ++i) {
        m_tallies[i].add(values[i]);
    }
    if (m_head.size() < head_rows) {
        m_head.push_back(values);
    }
}

double FieldExamination::content_share(FieldRole role, std::size_t field) const {
    const auto &tally = m_tallies[field];
    switch (role) {
    case FieldRole::code:
        return tally.unique() == 1 && tally.phones() < 0.5 && tally.lons() < 0.5 && tally.lats() < 0.5 ? tally.codes() : 0;
    case FieldRole::name:
        return tally.unique() > 0.5 && tally.codes() < 0.5 ? tally.words() : 0;
    case FieldRole::phone:
        return tally.phones();
    case FieldRole::lon:
        return tally.lons();
    case FieldRole::lat:
        return tally.lats();
    case FieldRole::gb_id: {
        const auto report = tally.report();
        return report.digits && report.shortest == 20 && report.longest == 20 ? 1 : 0;
    }
    default:
        return 0;
    }
}

bool FieldExamination::holds_parents(std::size_t field, std::size_t code) const {
    std::size_t both = 0;
    std::size_t prefixes = 0;
    for (const auto &row : m_head) {
        if (field < row.size() && code < row.size() && row[field] && row[code] && !row[field]->empty()) {
            ++both;
            prefixes += row[code]->size() > row[field]->size() && row[code]->starts_with(*row[field]) ? 1 : 0;
        }
    }
    return both > 0 && static_cast<double>(prefixes) >= nearly_all * static_cast<double>(both);
}

void FieldExamination::tell_roles(std::vector<FieldReport> &reports, bool places_in_columns) const {
    std::optional<std::size_t> code;
    for (const auto role :
         {FieldRole::gb_id, FieldRole::lon, FieldRole::lat, FieldRole::phone, FieldRole::code, FieldRole::parent,
          FieldRole::name, FieldRole::kind, FieldRole::address, FieldRole::person, FieldRole::grid, FieldRole::role}) {
        if ((role == FieldRole::lon || role == FieldRole::lat) && !places_in_columns) {
            continue;
        }
        std::size_t best = reports.size();
        int best_score = 1;
        for (std::size_t i = 0; i < reports.size(); ++i) {
            if ((role == FieldRole::code && is_no_code(m_names[i])) || is_called_otherwise(m_names[i], role)) {
                continue;
            }
            const bool content = role == FieldRole::parent ? code && i != *code && holds_parents(i, *code)
                                                           : content_share(role, i) >= nearly_all;
            const int score = name_score(m_names[i], role) + (content ? by_content : 0);
            if (reports[i].role == FieldRole::none && score > best_score) {
                best = i;
                best_score = score;
                reports[i].by_content = content;
            }
        }
        if (best < reports.size()) {
            reports[best].role = role;
            reports[best].by_name = name_score(m_names[best], role) > 0;
            code = role == FieldRole::code ? std::optional(best) : code;
        }
    }
}

std::vector<FieldReport> FieldExamination::reports(bool places_in_columns) const {
    std::vector<FieldReport> reports;
    for (std::size_t i = 0; i < m_names.size(); ++i) {
        reports.push_back(m_tallies[i].report());
        reports.back().name = m_names[i];
    }
    tell_roles(reports, places_in_columns);
    return reports;
}

} // namespace jingwei::data
