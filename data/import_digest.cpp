#include "data/import_digest.hpp"

#include "data/record.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace jingwei::data {

namespace {

/// Texts one after another, each with its length, so that no two lists read alike.
class ChangeList {
  public:
    void add(std::string_view text) { m_text += fmt::format("{}:{};", text.size(), text); }
    void add(std::int64_t number) { add(fmt::to_string(number)); }
    template <class... Values> void all(const Values &...values) { (add(values), ...); }
    [[nodiscard]] std::string digest() const { return digest_of(m_text); }

  private:
    std::string m_text;
};

template <class Row> void add_rows(ChangeList &list, const std::vector<Row> &rows, const Layer<Row> &layer) {
    for (const Row &row : rows) {
        const Row *old = layer.find(row.code);
        list.all(old != nullptr ? version_of(*old) : std::string(), version_of(row));
    }
}

void add_people(ChangeList &list, const std::vector<PersonRow> &rows, const Roster &roster) {
    for (const PersonRow &row : rows) {
        if (const auto index = roster.find_person(row.code)) {
            const Person &old = roster.people[*index];
            list.all(old.id, old.name, old.phone, old.org);
        }
        list.add(version_of(row));
    }
}

void add_held(ChangeList &list, const Assignment &held) {
    list.all(held.id, std::int64_t{held.primary}, std::int64_t{held.on_duty}, held.from, held.to);
}

/// Every assignment of the role in the grid belongs to what is there: a file that adds one must see the others.
void add_assignments(ChangeList &list, const std::vector<AssignmentRow> &rows, const World &world) {
    for (const AssignmentRow &row : rows) {
        list.add(version_of(row));
        const auto theme = world.theme_index(row.theme);
        const GridIndex grid = theme ? world.themes[*theme]->find(row.grid_code) : 0;
        if (grid == 0) {
            continue;
        }
        for (const Assignment &held : world.roster->assignments[*theme][grid]) {
            if ((*world.roles)[held.role].code == row.role) {
                list.add(world.roster->people[held.person].code);
                add_held(list, held);
            }
        }
    }
}

void add_division(ChangeList &list, const Division &division, const std::vector<Division> &divisions) {
    list.all(division.code, division.name, division.level, divisions[division.parent].code);
}

void add_divisions(ChangeList &list, const std::vector<DivisionRow> &rows, const std::vector<Division> &divisions) {
    for (const DivisionRow &row : rows) {
        const auto old = std::ranges::find(divisions, row.code, &Division::code);
        if (old != divisions.end()) {
            add_division(list, *old, divisions);
        }
        list.all(row.code, row.name, row.level, row.parent_code, std::int64_t{row.local});
    }
}

void add_line(ChangeList &list, const ReferenceLineRow &row) {
    list.all(row.code, row.name, row.kind);
    for (const auto point : row.line) {
        list.all(std::int64_t{point.x}, std::int64_t{point.y});
    }
}

void add_lines(ChangeList &list, const std::vector<ReferenceLineRow> &rows, const ImportBasis &basis) {
    for (const ReferenceLineRow &row : rows) {
        if (const auto old = basis.lines.find(row.code); old != basis.lines.end()) {
            add_line(list, old->second);
        }
        add_line(list, row);
    }
}

template <class Row> void add_removed(ChangeList &list, const std::string &code, const Layer<Row> &layer) {
    if (const Row *old = layer.find(code)) {
        list.add(version_of(*old));
    }
}

void add_organisations(ChangeList &list, const ImportSink &sink) {
    for (const OrgRow &row : sink.content.orgs) {
        if (const auto old = sink.organisations.find(row.code); old != sink.organisations.end()) {
            list.all(old->second.name, old->second.kind);
        }
        list.all(row.code, row.name, row.kind);
    }
}

void add_removed(ChangeList &list, const ImportSink &sink) {
    for (const ObjectCode &object : sink.removed) {
        list.all(object.kind, object.code);
        switch (sink.request.layer) {
        case ImportLayer::cameras:
            add_removed(list, object.code, *sink.world.cameras);
            break;
        case ImportLayer::key_sites:
            add_removed(list, object.code, *sink.world.key_sites);
            break;
        case ImportLayer::buildings:
            add_removed(list, object.code, *sink.world.buildings);
            break;
        case ImportLayer::rental_houses:
            add_removed(list, object.code, *sink.world.rental_houses);
            break;
        default:
            if (const auto line = sink.basis.lines.find(object.code); line != sink.basis.lines.end()) {
                add_line(list, line->second);
            }
        }
    }
}

/// But for the instant at which a key was seen, which is that of the run.
void add_sources(ChangeList &list, const SourceChange &sources) {
    for (const ExternalRefRow &key : sources.keys) {
        list.all(key.source, key.kind, key.external_id, key.code, key.vanished_at.value_or(0));
    }
    for (const auto *keys : {&sources.vanished, &sources.forgotten}) {
        list.add(static_cast<std::int64_t>(keys->size()));
        std::ranges::for_each(*keys, [&](const std::string &key) { list.add(key); });
    }
    list.add(std::int64_t{sources.mapping.has_value()});
}

void add_ended(ChangeList &list, const ImportSink &sink) {
    for (const EndAssignment &end : sink.ended) {
        list.all(end.id, end.to);
    }
    if (sink.report.roster) {
        for (const LeftAssignment &left : sink.report.roster->ended) {
            list.all(left.person, left.theme, left.grid, left.role, std::int64_t{left.primary});
        }
    }
}

/// With every rule that is there: they are few.
void add_staffing_rules(ChangeList &list, const std::vector<StaffingRuleRow> &rows, const World &world) {
    if (rows.empty()) {
        return;
    }
    for (const StaffingRule &rule : *world.staffing_rules) {
        list.all(std::int64_t{rule.theme}, std::int64_t{rule.level}, std::int64_t{rule.role}, std::int64_t{rule.minimum});
        list.add(std::int64_t{rule.dedicated ? (*rule.dedicated ? 1 : 0) : -1});
    }
    for (const StaffingRuleRow &row : rows) {
        list.all(row.theme, row.level, row.grid_kind, row.role, std::int64_t{row.minimum});
    }
}

} // namespace

std::string digest_of_changes(const ImportSink &sink) {
    const World &world = sink.world;
    const StoreContent &content = sink.content;
    ChangeList list;
    add_rows(list, content.cameras, *world.cameras);
    add_rows(list, content.key_sites, *world.key_sites);
    add_rows(list, content.buildings, *world.buildings);
    add_rows(list, content.rental_houses, *world.rental_houses);
    add_people(list, content.people, *world.roster);
    add_assignments(list, content.assignments, world);
    add_divisions(list, content.divisions, *world.divisions);
    add_lines(list, content.reference_lines, sink.basis);
    add_staffing_rules(list, content.staffing_rules, world);
    add_organisations(list, sink);
    add_removed(list, sink);
    add_ended(list, sink);
    add_sources(list, sink.sources);
    return list.digest();
}

std::string digest_of_changes(const ThemeWorld &theme, const EditionDraft &draft) {
    ChangeList list;
    list.all(theme.edition, static_cast<std::int64_t>(draft.added), static_cast<std::int64_t>(draft.changed),
             static_cast<std::int64_t>(draft.unchanged), static_cast<std::int64_t>(draft.removed));
    for (const GridRow &row : draft.content.grids) {
        list.all(row.code, row.name, row.level, row.kind, row.parent_code, row.division_code, row.fallback_org);
        list.all(std::int64_t{row.households.value_or(-1)}, std::int64_t{row.residents.value_or(-1)});
    }
    return list.digest();
}

} // namespace jingwei::data
