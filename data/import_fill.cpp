#include "data/import_fill.hpp"

#include "data/import_fields.hpp"
#include "data/import_values.hpp"

#include <fmt/format.h>

namespace jingwei::data {

void fill(ImportRow &row, std::string_view target, std::string &value) {
    if (row.has(target)) {
        value = row.text(target);
    }
}

void fill(ImportRow &row, std::string_view target, std::optional<int> &value) {
    if (row.has(target)) {
        value = row.count(target);
    }
}

void fill(ImportRow &row, std::string_view target, bool &value) {
    if (const auto given = row.flag(target)) {
        value = *given;
    }
}

void fill_between(ImportRow &row, std::string_view target, double low, double high, std::optional<double> &value) {
    if (!row.has(target)) {
        return;
    }
    value = row.number(target);
    if (value && (*value < low || *value > high)) {
        row.refuse(fmt::format("{} {} is not within {} and {}", target, *value, low, high));
    }
}

void fill_listed(ImportSink &sink, ImportRow &row, std::string_view target, std::string_view list, std::string &value) {
    if (row.has(target)) {
        value = row.listed(target, *sink.world.code_lists, list);
    }
}

void fill_kind(ImportSink &sink, ImportRow &row, std::string_view list, std::string &kind) {
    fill_listed(sink, row, "kind", list, kind);
    if (kind.empty()) {
        kind = sink.request.kind;
    }
    if (kind.empty()) {
        row.refuse("it has no kind; give the column with --map kind=FIELD, or one for all with --kind");
        return;
    }
    const auto known = sink.world.code_lists->find(list);
    if (known != sink.world.code_lists->end() && !known->second.contains(kind) && kind == sink.request.kind) {
        row.refuse(fmt::format("unknown kind '{}'; known are {}", kind, known_codes(known->second)));
    }
}

void fill_attention(ImportSink &sink, ImportRow &row, int &attention) {
    const auto number = number_value(row.text("attention"));
    if (number && (*number == 0 || *number == 1 || *number == 2 || *number == 3)) {
        attention = static_cast<int>(*number);
        return;
    }
    const auto code = row.listed("attention", *sink.world.code_lists, "attention");
    if (code.size() == 1 && row.sound()) {
        attention = code[0] - '0';
    }
}

} // namespace jingwei::data
