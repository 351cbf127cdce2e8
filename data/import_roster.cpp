#include "data/import_layers.hpp"
#include "data/text_form.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace jingwei::data {

namespace {

/// The store's assignment of the same person, grid and role: the one that starts at the same time, or on the same day where
/// the file says no hour. Where the file says no day, the one that ends as the file says, as an export of one without a
/// beginning does; else the one that has no end; else, where the file says an end, the one that has no beginning.
const Assignment *find_same(const World &world, const AssignmentRow &record, bool has_from) {
    const auto theme = world.theme_index(record.theme);
    const auto person = world.roster->find_person(record.person_code);
    if (!theme || !person) {
        return nullptr;
    }
    const auto grid = world.themes[*theme]->find(record.grid_code);
    if (*theme >= world.roster->assignments.size() || grid >= world.roster->assignments[*theme].size()) {
        return nullptr;
    }
    const auto &held = world.roster->assignments[*theme][grid];
    const auto first = [&](const auto &test) {
        const auto found = std::ranges::find_if(held, [&](const Assignment &a) {
            return a.person == *person && (*world.roles)[a.role].code == record.role && test(a);
        });
        return found != held.end() ? &*found : nullptr;
    };
    const int offset = world.utc_offset_minutes;
    if (has_from) {
        return first([&](const Assignment &a) { return means(record.from, a.from, offset); });
    }
    if (const auto *same = first([&](const Assignment &a) { return means(record.to, a.to, offset); })) {
        return same;
    }
    const auto *open = first([](const Assignment &a) { return a.to == always_to; });
    return open != nullptr || record.to == always_to ? open : first([](const Assignment &a) { return a.from == always_from; });
}

void check_targets(const World &world, ImportRow &row, const AssignmentRow &record) {
    if (!world.roster->find_person(record.person_code)) {
        row.refuse(fmt::format("there is no person '{}'; import the people first", record.person_code));
    }
    const auto *theme = world.theme(record.theme);
    if (theme == nullptr) {
        row.refuse(fmt::format("there is no theme '{}'", record.theme));
    } else if (theme->find(record.grid_code) == 0) {
        row.refuse(fmt::format("there is no grid '{}' in theme {}", record.grid_code, record.theme));
    }
}

void count_and_keep(ImportSink &sink, AssignmentRow record, const Assignment *old, std::size_t line) {
    if (old == nullptr) {
        ++sink.report.added;
    } else if (old->primary == record.primary && old->on_duty == record.on_duty && old->to == record.to) {
        ++sink.report.unchanged;
        return;
    } else {
        record.id = old->id;
        ++sink.report.changed;
    }
    sink.content.assignments.push_back(std::move(record));
    sink.assignment_lines.push_back(line);
}

} // namespace

std::string role_named(const World &world, std::string_view name) {
    const auto found = std::ranges::find_if(
        *world.roles, [&](const Role &role) { return role.code == name || role.label_zh == name || role.label_en == name; });
    return name.empty() || found == world.roles->end() ? std::string() : found->code;
}

std::string role_code(const World &world, ImportRow &row) {
    const auto value = row.text("role");
    auto code = role_named(world, value);
    if (code.empty()) {
        std::vector<std::string_view> known;
        std::ranges::transform(*world.roles, std::back_inserter(known), &Role::label_zh);
        row.refuse(fmt::format("there is no role '{}'; known are {}", value, fmt::join(known, "、")));
    }
    return code;
}

std::string work_phone(ImportRow &row) {
    const auto value = row.text("phone");
    auto phone = normal_phone(value);
    if (!value.empty() && phone.empty()) {
        row.refuse(fmt::format("phone '{}' is no phone number: a mobile has 11 digits and begins with 13 to 19, a landline has "
                               "its area code, as 0943-8221234",
                               value));
    }
    return phone;
}

void take_person(ImportSink &sink, ImportRow &row) {
    const auto code = take_code(sink, row);
    const auto index = sink.world.roster->find_person(code);
    PersonRow old;
    if (index) {
        const auto &person = sink.world.roster->people[*index];
        old = {.id = person.id, .code = person.code, .name = person.name, .phone = person.phone, .org_code = person.org};
    }
    PersonRow record = old;
    record.code = code;
    if (row.has("name")) {
        record.name = row.text("name");
    }
    if (record.name.empty()) {
        row.refuse("it has no name");
    }
    if (row.has("phone")) {
        record.phone = work_phone(row);
    }
    if (row.has("org")) {
        record.org_code = row.text("org");
    }
    if (row.sound()) {
        if (record.phone != old.phone) {
            claim_mobile(sink, row.line(), record);
        }
        keep(sink, std::move(record), index ? &old : nullptr, sink.content.people);
    }
}

void take_assignment(ImportSink &sink, ImportRow &row) {
    const auto &world = sink.world;
    AssignmentRow record;
    record.person_code = row.text("person");
    record.grid_code = row.text("grid");
    record.role = role_code(world, row);
    record.theme = row.text("theme").empty() ? sink.request.theme : row.text("theme");
    check_targets(world, row, record);
    const auto from = row.instant("from", world.utc_offset_minutes);
    record.from = from.value_or(always_from);
    record.to = row.instant("to", world.utc_offset_minutes).value_or(always_to);
    record.primary = primary_column(row).value_or(true);
    record.on_duty = row.flag("on_duty").value_or(true);
    if (record.from >= record.to) {
        row.refuse("it ends before it begins");
    }
    const auto key =
        fmt::format("{}|{}|{}|{}|{}", record.person_code, record.theme, record.grid_code, record.role, record.from);
    if (row.sound() && !sink.seen.insert(key).second) {
        row.refuse("the same assignment comes twice in this file");
    }
    if (!row.sound()) {
        return;
    }
    const auto *old = find_same(world, record, from.has_value());
    if (old != nullptr) {
        record.from = old->from;
        record.to = means(record.to, old->to, world.utc_offset_minutes) ? old->to : record.to;
    }
    count_and_keep(sink, std::move(record), old, row.line());
}

} // namespace jingwei::data
