#include "data/import_fields.hpp"

#include "data/import_values.hpp"
#include "data/text_form.hpp"
#include "spatial/error.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <chrono>
#include <cmath>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace jingwei::data {

namespace {

std::string lower(std::string_view text) {
    std::string result(text);
    std::ranges::transform(result, result.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return result;
}

/// The only field that the test holds for. Throws where two are.
template <class Test>
std::optional<std::size_t> only_field(const std::vector<std::string> &fields, std::string_view name, const Test &test) {
    const auto found = std::ranges::find_if(fields, test);
    if (found == fields.end()) {
        return std::nullopt;
    }
    if (const auto again = std::find_if(found + 1, fields.end(), test); again != fields.end()) {
        throw Error(ErrorCode::bad_data, fmt::format("the file has two fields called '{}' (numbers {} and {}): rename one",
                                                     name, found - fields.begin() + 1, again - fields.begin() + 1));
    }
    return static_cast<std::size_t>(found - fields.begin());
}

std::optional<std::size_t> find_by_name(const std::vector<std::string> &fields, const ImportTarget &target) {
    auto found = find_heading(fields, target.name);
    auto rest = target.aliases;
    while (!found && !rest.empty()) {
        const auto end = std::min(rest.find(' '), rest.size());
        found = find_heading(fields, rest.substr(0, end));
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    return found;
}

/// A column in a message: the key is said by an option of its own.
std::string_view spoken_target(std::string_view target) {
    return target == "external_id" ? "the key of the source (--key, external_id)" : target;
}

void check_columns(std::span<const ImportTarget> targets, const std::map<std::string, std::string> &chosen) {
    for (const auto &[target, field] : chosen) {
        if (std::ranges::find(targets, target, &ImportTarget::name) == targets.end()) {
            std::vector<std::string_view> names;
            std::ranges::transform(targets, std::back_inserter(names), &ImportTarget::name);
            throw Error(ErrorCode::bad_call,
                        fmt::format("this layer has no column '{}'; it takes {}", target, fmt::join(names, ", ")));
        }
    }
}

} // namespace

std::optional<std::size_t> find_heading(const std::vector<std::string> &fields, std::string_view name) {
    if (const auto exact = only_field(fields, name, [&](const auto &field) { return field == name; })) {
        return exact;
    }
    const auto alike = std::ranges::find(fields, lower(name), lower);
    if (alike != fields.end()) {
        return static_cast<std::size_t>(alike - fields.begin());
    }
    const auto plain = plain_heading(name);
    return only_field(fields, name, [&](const auto &field) { return !plain.empty() && plain_heading(field) == plain; });
}

std::string known_codes(const CodeList &list) {
    std::vector<std::string> known;
    std::ranges::transform(list, std::back_inserter(known), [](const auto &entry) {
        return entry.second.zh.empty() ? entry.first : fmt::format("{} {}", entry.first, entry.second.zh);
    });
    return fmt::format("{}", fmt::join(known, ", "));
}

bool is_identifier(std::string_view target) {
    constexpr std::array<std::string_view, 11> identifiers{
        "code", "parent", "division", "grid", "person", "phone", "building_code", "gb_id", "channel", "external_id", "org"};
    return std::ranges::find(identifiers, target) != identifiers.end();
}

bool is_list(std::string_view target) {
    return target == "grid" || target == "role";
}

namespace {

/// Whether it may be a day since 1954 as spreadsheets count them.
bool is_day_number(std::string_view text) {
    return text.size() == 5 && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; }) && text >= "20000";
}

std::string cell_fault(std::string_view target, std::string_view cell, std::string_view text, bool of_sheet) {
    auto fault = value_fault(cell, is_identifier(target), of_sheet);
    return fault.empty() && !is_list(target) ? text_fault(text) : fault;
}

} // namespace

bool is_code(std::string_view text) {
    return !text.empty() && text.size() <= 32 && text != "." && text != ".." && std::ranges::all_of(text, [](unsigned char c) {
        return (c < 0x80 && std::isalnum(c) != 0) || c == '.' || c == '_' || c == '-';
    });
}

FieldMap::FieldMap(std::span<const ImportTarget> targets, const std::vector<std::string> &fields,
                   const std::map<std::string, std::string> &chosen, std::size_t of_file) {
    check_columns(targets, chosen);
    const auto own = std::span(fields).first(std::min(of_file, fields.size()));
    for (const auto &target : targets) {
        const auto choice = chosen.find(std::string(target.name));
        const auto found = choice != chosen.end() ? find_heading(fields, choice->second) : find_by_name(fields, target);
        if (found) {
            m_field_of.emplace(target.name, Field{*found, fields[*found]});
        } else if (choice != chosen.end()) {
            throw Error(ErrorCode::bad_call, fmt::format("the file has no field '{}' for {}; its fields are {}", choice->second,
                                                         spoken_target(target.name), fmt::join(own, ", ")));
        } else if (target.required) {
            throw Error(ErrorCode::bad_call,
                        fmt::format("say which field holds the {0}: --map {0}=FIELD; the file's fields are {1}", target.name,
                                    fmt::join(own, ", ")));
        }
    }
}

std::optional<std::size_t> FieldMap::field_of(std::string_view target) const {
    const auto found = m_field_of.find(target);
    return found != m_field_of.end() ? std::optional(found->second.index) : std::nullopt;
}

ImportRow::ImportRow(const FieldMap &map, const GdalFeature &feature, std::vector<RowProblem> &problems, bool of_sheet)
    : m_map(map), m_feature(feature), m_problems(problems), m_of_sheet(of_sheet) {
    m_code = text("code");
    for (const auto &[target, field] : m_map.fields()) {
        if (const auto fault = cell_fault(target, cell(target), text(target), m_of_sheet); !fault.empty()) {
            refuse(fmt::format("{} (column '{}') {}", target, field.name, fault));
            m_damaged.insert(target);
        }
    }
}

void ImportRow::refuse(std::string reason) {
    m_sound = false;
    m_problems.push_back({line(), m_code, std::move(reason)});
}

/// What stands in the cell, without blanks at its ends, guarded or not.
std::string_view ImportRow::cell(std::string_view target) const {
    const auto field = m_map.field_of(target);
    if (!field || *field >= m_feature.values.size() || !m_feature.values[*field]) {
        return {};
    }
    const std::string &value = *m_feature.values[*field];
    return m_of_sheet ? plain_value(value) : trimmed_value(value);
}

std::string ImportRow::text(std::string_view target) const {
    const std::string value(m_of_sheet ? unguarded_text(cell(target)) : cell(target));
    const auto plain = is_identifier(target) ? half_width(value) : value;
    return is_code(plain) ? plain : value;
}

std::string ImportRow::code() {
    if (m_code.empty()) {
        refuse("it has no code");
    } else if (!is_code(m_code) && !m_damaged.contains("code")) {
        refuse(fmt::format("'{}' is no code: {}", m_code, code_rule));
    }
    return m_code;
}

std::optional<double> ImportRow::number(std::string_view target) {
    const auto value = text(target);
    if (value.empty() || m_damaged.contains(target)) {
        return std::nullopt;
    }
    const auto parsed = number_value(value);
    if (!parsed) {
        const bool in_degrees = value.find("°") != std::string::npos;
        refuse(fmt::format("{} '{}' is not a number{}", target, value,
                           in_degrees ? "; write degrees with a decimal point, as 104.1736 for 104°10'25\"" : ""));
    }
    return parsed;
}

std::optional<int> ImportRow::count(std::string_view target) {
    const auto value = number(target);
    if (!value) {
        return std::nullopt;
    }
    if (*value < 0 || *value > 1e9 || *value != std::floor(*value)) {
        refuse(fmt::format("{} '{}' is not a whole number of 0 or more", target, text(target)));
        return std::nullopt;
    }
    return static_cast<int>(*value);
}

std::optional<bool> ImportRow::flag(std::string_view target) {
    const auto value = text(target);
    if (value.empty() || m_damaged.contains(target)) {
        return std::nullopt;
    }
    const auto flag = flag_value(value);
    if (!flag) {
        refuse(fmt::format("{} '{}' is neither yes nor no (1/0, true/false, 是/否)", target, value));
    }
    return flag;
}

std::optional<TimeMs> ImportRow::within_reason(std::string_view target, TimeMs at) {
    if (at >= first_reasonable_day && at < first_unreasonable_day) {
        return at;
    }
    refuse(fmt::format("{} '{}' is not within 1900 and 2100; leave the cell empty where there is no such day", target,
                       text(target)));
    return std::nullopt;
}

std::optional<TimeMs> ImportRow::date(std::string_view target, int utc_offset_minutes) {
    const auto value = text(target);
    if (value.empty() || m_damaged.contains(target)) {
        return std::nullopt;
    }
    const auto day = day_value(value, m_feature.serial);
    if (!day) {
        refuse(
            fmt::format("{} '{}' is no date; write it as YYYY-MM-DD, the year first and without a time of day{}", target, value,
                        is_day_number(value) ? ": it looks like a spreadsheet's number of a day; give the column a date format "
                                               "there and save again"
                                             : ""));
        return std::nullopt;
    }
    const std::chrono::milliseconds since_epoch = day->time_since_epoch() - std::chrono::minutes(utc_offset_minutes);
    return within_reason(target, since_epoch.count());
}

std::optional<TimeMs> ImportRow::instant(std::string_view target, int utc_offset_minutes) {
    const auto value = text(target);
    if (value.empty() || m_damaged.contains(target)) {
        return std::nullopt;
    }
    const auto instant = instant_value(value, m_feature.serial, std::chrono::minutes(utc_offset_minutes));
    if (!instant) {
        refuse(fmt::format("{} '{}' is no date; write it as YYYY-MM-DD, the year first, with HH:MM behind it where needed",
                           target, value));
        return std::nullopt;
    }
    return within_reason(target, instant->count());
}

std::string ImportRow::phone(std::string_view target) {
    const auto value = text(target);
    auto phone = contact_phone(value);
    if (!value.empty() && !m_damaged.contains(target) && phone.empty()) {
        refuse(fmt::format("{} '{}' is no phone number: 3 to 20 digits, with ' -+()' between them", target, value));
    }
    return phone;
}

std::string ImportRow::listed(std::string_view target, const CodeLists &lists, std::string_view list) {
    auto value = text(target);
    const auto found = lists.find(list);
    if (value.empty() || m_damaged.contains(target) || found == lists.end() || found->second.contains(value)) {
        return value;
    }
    for (const auto &[code, label] : found->second) {
        if (label.zh == value || label.en == value) {
            return code;
        }
    }
    refuse(fmt::format("unknown {} '{}'; known are {}; other words are translated by a mapping file (--mapping, \"codes\")",
                       target, value, known_codes(found->second)));
    return value;
}

} // namespace jingwei::data
