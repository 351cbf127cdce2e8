#include "data/import_layers.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace jingwei::data {

namespace {

constexpr std::array<std::string_view, 3> levels{"province", "prefecture", "county"}; // coarsest first
constexpr std::size_t national_digits = 6;

std::size_t rank_of(std::string_view level) {
    return static_cast<std::size_t>(std::ranges::find(levels, level) - levels.begin());
}

bool is_of_six_digits(std::string_view code) {
    return code.size() == national_digits && std::ranges::all_of(code, [](char c) { return c >= '0' && c <= '9'; });
}

/// In no national list: provinces of GB/T 2260 begin with 1 to 8.
bool is_local(std::string_view code) {
    return !is_of_six_digits(code) || code[0] < '1' || code[0] > '8';
}

/// What a code of GB/T 2260 says: two digits a level, zeros below the last.
std::string_view level_of_code(std::string_view code) {
    if (!is_of_six_digits(code)) {
        return {};
    }
    return code.ends_with("0000") ? levels[0] : code.ends_with("00") ? levels[1] : levels[2];
}

const Division *division_of(const World &world, std::string_view code) {
    const auto found = std::ranges::find(*world.divisions, code, &Division::code);
    return code.empty() || found == world.divisions->end() ? nullptr : &*found;
}

DivisionRow row_of(const World &world, const Division &division) {
    return {.code = division.code,
            .name = division.name,
            .parent_code = (*world.divisions)[division.parent].code,
            .level = division.level,
            .local = is_local(division.code)};
}

/// The nearest code above by GB/T 2260 that the store or the rows so far have; empty where there is none.
std::string parent_of_code(const std::vector<DivisionRow> &rows, const World &world, const std::string &code) {
    if (!is_of_six_digits(code)) {
        return {};
    }
    for (const auto &[digits, zeros] : {std::pair{4, "00"}, std::pair{2, "0000"}}) {
        const auto above = code.substr(0, static_cast<std::size_t>(digits)) + zeros;
        const bool known =
            division_of(world, above) != nullptr || std::ranges::find(rows, above, &DivisionRow::code) != rows.end();
        if (above != code && known) {
            return above;
        }
    }
    return {};
}

/// The level of a division that stands in the file or the store; empty where it stands in neither.
std::string level_in(const std::vector<DivisionRow> &rows, const World &world, const std::string &code) {
    if (const auto found = std::ranges::find(rows, code, &DivisionRow::code); found != rows.end()) {
        return found->level;
    }
    const auto *known = division_of(world, code);
    return known != nullptr ? known->level : std::string();
}

std::string fault_of(const DivisionRow &row, const std::vector<DivisionRow> &rows, const World &world) {
    if (row.parent_code.empty()) {
        return {};
    }
    const auto above = level_in(rows, world, row.parent_code);
    if (above.empty()) {
        return fmt::format("there is no division '{}' above it, neither in the file nor in the store", row.parent_code);
    }
    if (rank_of(above) >= rank_of(row.level)) {
        return fmt::format("'{}', named above it, is a {} and cannot hold a {}", row.parent_code, above, row.level);
    }
    return {};
}

void keep_division(ImportSink &sink, DivisionRow row, std::vector<DivisionRow> &changed) {
    const auto *known = division_of(sink.world, row.code);
    if (known == nullptr) {
        ++sink.report.added;
    } else if (row == row_of(sink.world, *known)) {
        ++sink.report.unchanged;
        return;
    } else {
        ++sink.report.changed;
    }
    changed.push_back(std::move(row));
}

} // namespace

void take_division(ImportSink &sink, ImportRow &row) {
    DivisionRow record;
    record.code = take_code(sink, row);
    if (const auto *known = division_of(sink.world, record.code)) {
        record = row_of(sink.world, *known);
    }
    record.local = is_local(record.code);
    if (row.has("name")) {
        record.name = row.text("name");
    }
    if (record.name.empty()) {
        row.refuse("it has no name");
    }
    if (auto level = row.listed("level", *sink.world.code_lists, "division_level"); !level.empty()) {
        record.level = std::move(level);
    } else if (record.level.empty()) {
        record.level = level_of_code(record.code);
    }
    if (record.level.empty()) {
        row.refuse("it has no level, and its code is not one of six digits that says it; write province, prefecture or county");
    }
    if (row.has("parent")) {
        record.parent_code = row.text("parent");
    }
    if (row.sound()) {
        sink.content.divisions.push_back(std::move(record));
        sink.division_lines.push_back(row.line());
    }
}

void finish_divisions(ImportSink &sink) {
    auto rows = std::move(sink.content.divisions);
    std::vector<DivisionRow> changed;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (rows[i].parent_code.empty()) {
            rows[i].parent_code = parent_of_code(rows, sink.world, rows[i].code);
        }
        if (auto fault = fault_of(rows[i], rows, sink.world); !fault.empty()) {
            sink.report.problems.push_back({.line = sink.division_lines[i], .code = rows[i].code, .reason = std::move(fault)});
        }
        keep_division(sink, rows[i], changed);
    }
    std::ranges::stable_sort(changed, {}, [](const DivisionRow &row) { return rank_of(row.level); });
    sink.content.divisions = std::move(changed);
}

} // namespace jingwei::data
