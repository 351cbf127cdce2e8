#include "data/gdal/typed_values.hpp"

#include "data/gdal/text_encoding.hpp"
#include "spatial/error.hpp"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>
#include <fstream>
#include <string>
#include <vector>

namespace jingwei::gdal {

namespace {

[[noreturn]] void refuse_text(std::int64_t row, const std::string &column, std::string_view kind, std::string_view text) {
    throw Error(ErrorCode::bad_data,
                fmt::format("line {}: the column '{}' is one of {}, and holds '{}'; correct it, or make it a column of texts",
                            row, column, kind, is_utf8(text) ? text.substr(0, 40) : "a text"));
}

std::string_view trimmed(std::string_view text) {
    const auto is_blank = [](char c) { return c == ' ' || c == '\0' || c == '\t'; };
    while (!text.empty() && is_blank(text.front())) {
        text.remove_prefix(1);
    }
    while (!text.empty() && is_blank(text.back())) {
        text.remove_suffix(1);
    }
    return text;
}

/// Stars are a number that did not fit, or none.
bool is_number_or_none(std::string_view text) {
    text = trimmed(text);
    if (std::ranges::all_of(text, [](char c) { return c == '*'; })) {
        return true;
    }
    if (text.starts_with('+')) {
        text.remove_prefix(1);
    }
    double number = 0;
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
    return fault == std::errc() && end == text.data() + text.size();
}

bool is_day_or_none(std::string_view text) {
    text = trimmed(text);
    const bool is_none = std::ranges::all_of(text, [](char c) { return c == '0'; });
    return is_none || (text.size() == 8 && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; }));
}

struct TableField {
    std::string name;
    char type = 'C';
    std::size_t at = 0, length = 0;
};

std::size_t byte_at(std::string_view bytes, std::size_t place) {
    return static_cast<unsigned char>(bytes[place]);
}

/// The fields of numbers and days, by the header of a .dbf.
std::vector<TableField> fields_of(std::string_view header) {
    constexpr std::size_t each = 32;
    std::vector<TableField> fields;
    std::size_t at = 1; // behind the mark of deletion
    for (std::size_t place = each; place + each <= header.size() && header[place] != '\r'; place += each) {
        const auto name = header.substr(place, 11);
        TableField field{.name = std::string(name.substr(0, name.find('\0'))),
                         .type = header[place + 11],
                         .at = at,
                         .length = byte_at(header, place + 16)};
        field.name = is_utf8(field.name) ? field.name : fmt::format("{}", place / each);
        at += field.length;
        if (field.type == 'N' || field.type == 'F' || field.type == 'D') {
            fields.push_back(std::move(field));
        }
    }
    return fields;
}

std::string quoted(const std::string &name) {
    std::string text = "\"";
    for (const char c : name) {
        text += c == '"' ? "\"\"" : std::string(1, c);
    }
    return text + '"';
}

/// What a column of whole numbers takes, as GDAL reads it.
std::string outside_of(const OGRFieldDefn &field, const std::string &column) {
    if (field.GetSubType() == OFSTBoolean) {
        return fmt::format("{} NOT IN (0, 1)", column);
    }
    if (field.GetSubType() == OFSTInt16) {
        return fmt::format("{} NOT BETWEEN -32768 AND 32767", column);
    }
    const bool is_long = field.GetType() == OFTInteger64;
    return is_long ? std::string("0") : fmt::format("{} NOT BETWEEN -2147483648 AND 2147483647", column);
}

/// What does not fit a column, as a condition; empty where everything does.
std::string misfit(const OGRFieldDefn &field, const std::string &column) {
    auto no_number = fmt::format("typeof({}) NOT IN ('integer', 'real', 'null')", column);
    switch (field.GetType()) {
    case OFTInteger:
    case OFTInteger64:
        return fmt::format("{0} OR (typeof({1}) = 'real' AND {1} <> CAST({1} AS INTEGER)) OR {2}", no_number, column,
                           outside_of(field, column));
    case OFTReal:
        return no_number;
    case OFTString: // GDAL ends a text there
        return fmt::format("instr(CAST({0} AS BLOB), x'00') > 0", column);
    case OFTDate:
    case OFTDateTime: // GDAL reads more spellings than the format has
        return fmt::format("{0} IS NOT NULL AND {0} <> '' AND {0} NOT GLOB '*[0-9][0-9][0-9][0-9]?*[0-9]?*[0-9]*'", column);
    default:
        return {};
    }
}

/// What a column is one of, in words.
std::string kind_of_values(const OGRFieldDefn &field) {
    switch (field.GetType()) {
    case OFTDate:
    case OFTDateTime:
        return "days";
    case OFTString:
        return "texts without a NUL character";
    case OFTReal:
        return "numbers";
    default:
        return field.GetSubType() == OFSTBoolean ? "yes and no (numbers 1 and 0)"
               : field.GetSubType() == OFSTInt16 ? "numbers, whole ones up to 32767"
               : field.GetType() == OFTInteger   ? "numbers, whole ones up to 2147483647"
                                                 : "numbers, whole ones";
    }
}

} // namespace

void check_table_of_shapes(const std::filesystem::path &table) {
    constexpr std::size_t fixed = 32;
    std::ifstream stream(table, std::ios::binary);
    std::string header(fixed, '\0');
    if (!stream.read(header.data(), fixed)) {
        return; // GDAL says what is wrong
    }
    const auto header_size = byte_at(header, 8) + 256 * byte_at(header, 9);
    const auto row_size = byte_at(header, 10) + 256 * byte_at(header, 11);
    if (header_size <= fixed || row_size == 0) {
        return;
    }
    header.resize(header_size);
    stream.read(header.data() + fixed, static_cast<std::streamsize>(header_size - fixed));
    const auto fields = fields_of(header);
    std::string row(row_size, '\0');
    for (std::int64_t number = 1; !fields.empty() && stream.read(row.data(), static_cast<std::streamsize>(row_size));
         ++number) {
        for (const auto &field : fields) {
            if (row.front() == '*' || field.at + field.length > row.size()) {
                continue;
            }
            const auto value = std::string_view(row).substr(field.at, field.length);
            if (field.type == 'D' ? !is_day_or_none(value) : !is_number_or_none(value)) {
                refuse_text(number, field.name, field.type == 'D' ? "days" : "numbers", trimmed(value));
            }
        }
    }
}

void check_values(GDALDataset &dataset, OGRLayer &layer) {
    auto &definition = *layer.GetLayerDefn();
    const std::string row = layer.GetFIDColumn();
    for (int i = 0; i < definition.GetFieldCount(); ++i) {
        const auto &field = *definition.GetFieldDefn(i);
        const auto wrong = misfit(field, quoted(field.GetNameRef()));
        if (wrong.empty()) {
            continue;
        }
        // as a sum: the id itself would become the id of the answer
        const auto id = row.empty() ? "0" : quoted(row) + " + 0";
        const auto sql = fmt::format("SELECT {} AS jingwei_row, CAST({} AS TEXT) AS jingwei_text FROM {} WHERE {} LIMIT 1", id,
                                     quoted(field.GetNameRef()), quoted(layer.GetName()), wrong);
        auto *found = dataset.ExecuteSQL(sql.c_str(), nullptr, nullptr);
        if (found == nullptr) {
            continue; // no table of its own
        }
        const OGRFeatureUniquePtr feature(found->GetNextFeature());
        const auto number = feature ? feature->GetFieldAsInteger64("jingwei_row") : 0;
        const std::string text = feature ? feature->GetFieldAsString("jingwei_text") : "";
        const bool is_wrong = feature != nullptr;
        dataset.ReleaseResultSet(found);
        if (is_wrong) {
            refuse_text(number, field.GetNameRef(), kind_of_values(field), text);
        }
    }
}

} // namespace jingwei::gdal
