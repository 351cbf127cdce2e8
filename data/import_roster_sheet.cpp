#include "data/import_layers.hpp"
#include "data/import_values.hpp"
#include "data/text_form.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace jingwei::data {

namespace {

/// The grid of a code or, where one alone has it, of a name; 0 after a refusal.
GridIndex grid_of(ImportSink &sink, const ThemeWorld &theme, ImportRow &row, const std::string &text) {
    if (const auto grid = theme.find(text); grid != 0) {
        return grid;
    }
    const auto &named = sink.grid_names.find(theme, text);
    if (named.size() == 1) {
        return named[0];
    }
    if (named.empty()) {
        row.refuse(fmt::format("there is no grid '{}' in theme {}, neither by code nor by name", text, theme.code));
    } else {
        row.refuse(fmt::format("{} grids are named '{}' ({}, {} …); give the code", named.size(), text,
                               theme.grids[named[0]].code, theme.grids[named[1]].code));
    }
    return 0;
}

std::vector<GridIndex> grids_of(ImportSink &sink, const ThemeWorld &theme, ImportRow &row) {
    const auto cell = row.text("grid");
    if (theme.find(cell) != 0 || sink.grid_names.find(theme, cell).size() == 1) {
        return {grid_of(sink, theme, row, cell)};
    }
    std::vector<GridIndex> grids;
    for (const auto &part : split_list(cell)) {
        grids.push_back(grid_of(sink, theme, row, part));
    }
    if (grids.empty()) {
        row.refuse("it names no grid");
    }
    return grids;
}

/// A role as a cell names it: as it stands, or with a word for first or deputy.
std::optional<std::pair<std::uint16_t, std::optional<bool>>> role_of(const World &world, const std::string &text) {
    const auto index = [&](const std::string &code) {
        return static_cast<std::uint16_t>(std::ranges::find(*world.roles, code, &Role::code) - world.roles->begin());
    };
    if (const auto code = role_named(world, text); !code.empty()) {
        return std::pair(index(code), std::optional<bool>());
    }
    const auto split = split_role(text);
    const auto code = role_named(world, split.name);
    return code.empty() ? std::nullopt : std::optional(std::pair(index(code), split.primary));
}

/// The roles of a cell, each with what its word says of who is first.
std::vector<std::pair<std::uint16_t, std::optional<bool>>> roles_of(const World &world, ImportRow &row) {
    const auto cell = row.text("role");
    if (const auto whole = role_of(world, cell)) {
        return {*whole};
    }
    std::vector<std::pair<std::uint16_t, std::optional<bool>>> roles;
    for (const auto &part : split_list(cell)) {
        if (const auto role = role_of(world, part)) {
            roles.push_back(*role);
            continue;
        }
        std::vector<std::string_view> known;
        std::ranges::transform(*world.roles, std::back_inserter(known), &Role::label_zh);
        row.refuse(fmt::format("there is no role '{}'; known are {}", part, fmt::join(known, "、")));
    }
    if (roles.empty() && row.sound()) {
        row.refuse("it names no role");
    }
    return roles;
}

/// What a row says of all its seats.
RosterSeat common_seat(ImportSink &sink, ImportRow &row) {
    const int offset = sink.world.utc_offset_minutes;
    RosterSeat seat;
    seat.primary = primary_column(row).value_or(true);
    seat.on_duty = row.flag("on_duty").value_or(true);
    seat.from = row.instant("from", offset);
    seat.to = row.instant("to", offset);
    if (seat.from && seat.to && *seat.from >= *seat.to) {
        row.refuse("it ends before it begins");
    }
    return seat;
}

void add_seats(ImportSink &sink, ImportRow &row, RosterRow &record) {
    const auto code = row.text("theme").empty() ? sink.request.theme : row.text("theme");
    const auto theme = sink.world.theme_index(code);
    if (!theme) {
        row.refuse(fmt::format("there is no theme '{}'", code));
        return;
    }
    auto seat = common_seat(sink, row);
    const bool column = seat.primary;
    seat.theme = *theme;
    const auto roles = roles_of(sink.world, row);
    for (const auto grid : grids_of(sink, *sink.world.themes[*theme], row)) {
        for (const auto &[role, primary] : roles) {
            seat.grid = grid;
            seat.role = role;
            seat.primary = primary.value_or(column);
            record.seats.push_back(seat);
        }
    }
}

} // namespace

std::optional<bool> primary_column(ImportRow &row) {
    const auto word = row.text("primary");
    if (const auto primary = primary_of(word)) {
        return primary;
    }
    const auto flag = word.empty() ? std::nullopt : flag_value(word);
    if (!word.empty() && !flag) {
        row.refuse(
            fmt::format("primary '{}' says neither first nor deputy: write 正 or 副 (主岗/副岗, A岗/B岗), or 是 or 否", word));
    }
    return flag;
}

void take_roster_row(ImportSink &sink, ImportRow &row) {
    RosterRow record;
    record.line = row.line();
    if (!row.text("code").empty()) {
        record.code = row.code();
    }
    record.name = row.text("name");
    if (record.name.empty()) {
        row.refuse("it has no name");
    }
    record.phone = work_phone(row);
    if (row.has("org")) {
        record.org = row.text("org");
    }
    add_seats(sink, row, record);
    if (row.sound()) {
        sink.roster.push_back(std::move(record));
    }
}

} // namespace jingwei::data
