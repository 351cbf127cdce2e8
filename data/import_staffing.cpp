#include "data/import_layers.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace jingwei::data {

namespace {

/// The level of a theme by code or label, or nothing after a refusal.
std::optional<std::size_t> level_of(const ThemeWorld &theme, ImportRow &row) {
    const auto value = row.text("level");
    const auto found = std::ranges::find_if(theme.levels, [&](const Level &level) {
        return level.code == value || level.label_zh == value || level.label_en == value;
    });
    if (!value.empty() && found != theme.levels.end()) {
        return static_cast<std::size_t>(found - theme.levels.begin());
    }
    std::vector<std::string_view> known;
    std::ranges::transform(theme.levels, std::back_inserter(known), &Level::label_zh);
    row.refuse(fmt::format("there is no level '{}' in theme {}; known are {}", value, theme.code, fmt::join(known, "、")));
    return std::nullopt;
}

void keep_rule(ImportSink &sink, StaffingRuleRow record, std::size_t theme, std::size_t level) {
    const bool any_kind = record.grid_kind.empty();
    const bool dedicated = record.grid_kind == "dedicated";
    const auto &rules = *sink.world.staffing_rules;
    const auto old = std::ranges::find_if(rules, [&](const StaffingRule &rule) {
        return rule.theme == theme && rule.level == level && (any_kind ? !rule.dedicated : rule.dedicated == dedicated) &&
               (*sink.world.roles)[rule.role].code == record.role;
    });
    if (old != rules.end() && old->minimum == record.minimum) {
        ++sink.report.unchanged;
        return;
    }
    ++(old != rules.end() ? sink.report.changed : sink.report.added);
    sink.content.staffing_rules.push_back(std::move(record));
}

} // namespace

void take_staffing_rule(ImportSink &sink, ImportRow &row) {
    const auto &world = sink.world;
    StaffingRuleRow record;
    record.theme = row.text("theme").empty() ? sink.request.theme : row.text("theme");
    const auto theme = world.theme_index(record.theme);
    if (!theme) {
        row.refuse(fmt::format("there is no theme '{}'", record.theme));
        return;
    }
    const auto level = level_of(*world.themes[*theme], row);
    record.grid_kind = row.listed("kind", *world.code_lists, "grid_kind");
    record.role = role_code(world, row);
    const auto minimum = row.count("minimum");
    if (!minimum && row.sound()) {
        row.refuse("it does not say how many people are wanted; write 0 where the role is not wanted any more");
    }
    if (!level || !row.sound()) {
        return;
    }
    record.level = world.themes[*theme]->levels[*level].code;
    record.minimum = *minimum;
    const auto key = fmt::format("{}|{}|{}|{}", record.theme, record.level, record.grid_kind, record.role);
    if (!sink.seen.insert(key).second) {
        row.refuse("the same rule comes twice in this file");
        return;
    }
    keep_rule(sink, std::move(record), *theme, *level);
}

} // namespace jingwei::data
