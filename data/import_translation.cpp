#include "data/import_codes.hpp"
#include "data/import_fields.hpp"
#include "data/import_values.hpp"
#include "data/roster_sheet.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace jingwei::data {

CodeTranslation::CodeTranslation(const ImportMapping &mapping, std::vector<std::string> &fields,
                                 std::map<std::string, std::string> &chosen) {
    const auto of_file = fields;
    m_file_fields = fields.size();
    for (const auto &[target, codes] : mapping.codes) {
        const auto choice = chosen.find(target);
        if (choice == chosen.end()) {
            continue;
        }
        const auto found = find_heading(of_file, choice->second);
        if (!found) {
            continue; // whoever reads the columns says that the field is missing
        }
        m_columns.push_back({.field = *found, .is_list = is_list(target), .codes = codes});
        fields.push_back(fmt::format("{} → {}", of_file[*found], target));
        choice->second = fields.back();
    }
}

namespace {

using Codes = std::map<std::string, std::string>;

/// The code of a value, whatever the width of its letters; null where there is none.
const std::string *code_of(const Codes &codes, const std::string &value) {
    if (const auto exact = codes.find(value); exact != codes.end()) {
        return &exact->second;
    }
    const auto alike = std::ranges::find_if(codes, [&](const auto &code) { return half_width(code.first) == value; });
    return alike != codes.end() ? &alike->second : nullptr;
}

/// One of several: as it stands, or without the word for first or deputy that a role may have.
std::optional<std::string> translated_item(const Codes &codes, const std::string &item) {
    if (const auto *code = code_of(codes, item)) {
        return *code;
    }
    const auto role = split_role(item);
    const auto *code = role.primary ? code_of(codes, role.name) : nullptr;
    return code == nullptr ? std::nullopt : std::optional(fmt::format("{}({})", *code, *role.primary ? "正" : "副"));
}

/// A cell that lists several, with those translated that have a code; nothing where none has.
std::optional<std::string> translated_list(const Codes &codes, std::string_view cell) {
    std::string list;
    bool any = false;
    for (const auto &item : split_list(cell)) {
        const auto code = translated_item(codes, item);
        any = any || code;
        list += (list.empty() ? "" : "、") + code.value_or(item);
    }
    return any ? std::optional(std::move(list)) : std::nullopt;
}

} // namespace

void CodeTranslation::translate(std::vector<std::optional<std::string>> &values) const {
    values.resize(m_file_fields);
    for (const auto &column : m_columns) {
        const auto value = values[column.field];
        const auto cell = plain_value(value ? std::string_view(*value) : std::string_view());
        const auto code = column.codes.find(std::string(cell));
        if (code != column.codes.end()) {
            values.emplace_back(code->second);
        } else {
            const auto list = column.is_list ? translated_list(column.codes, cell) : std::nullopt;
            values.push_back(list ? list : value);
        }
    }
}

} // namespace jingwei::data
