#include "data/world_change.hpp"

#include "data/layer.hpp"
#include "data/roster.hpp"
#include "data/theme_world.hpp"

#include <algorithm>
#include <type_traits>

namespace jingwei::data {

namespace {

using Assignments = std::vector<Assignment>;

template <class Row> using LayerPtr = std::shared_ptr<const Layer<Row>>;

template <class Row> void upsert(LayerPtr<Row> &layer, Row row, std::int64_t id, std::uint64_t revision) {
    row.id = id != 0 ? id : row.id;
    layer = std::make_shared<const Layer<Row>>(with_row(*layer, std::move(row), revision));
}

template <class Row> void remove(LayerPtr<Row> &layer, const std::string &code, std::uint64_t revision) {
    layer = std::make_shared<const Layer<Row>>(without_row(*layer, code, revision));
}

/// A roster that may be changed, sharing its chunks with that of the World, which it takes the place of.
class RosterChange {
  public:
    RosterChange(World &world, std::uint64_t revision) : m_roster(std::make_shared<Roster>(*world.roster)) {
        world.roster = m_roster;
        world.roster_revision = revision;
    }

    void put(Person person) {
        const auto known = m_roster->find_person(person.code);
        if (known) {
            m_roster->people.set(*known, std::move(person));
            return;
        }
        m_roster->person_by_code.add(person.code, static_cast<std::uint32_t>(m_roster->people.size()));
        m_roster->people.push_back(std::move(person));
    }

    void put(const ThemeWorld &theme, std::size_t theme_index, const std::string &grid_code, const Assignment &assignment) {
        const GridIndex grid = theme.find(grid_code);
        if (grid != 0) {
            Rows<Assignments> &rows = m_roster->assignments[theme_index];
            rows.set(grid, with(rows[grid], assignment));
            return;
        }
        RetiredAssignments retired = *m_roster->retired[theme_index];
        retired[grid_code] = with(retired[grid_code], assignment);
        m_roster->retired[theme_index] = std::make_shared<const RetiredAssignments>(std::move(retired));
    }

    /// The store has seen to it that no assignment names them.
    void remove_person(const std::string &code) {
        if (const auto known = m_roster->find_person(code)) {
            m_roster->person_by_code.remove(code, *known);
            m_roster->people.set(*known, Person{});
        }
    }

    /// Looks through all grids: a few tenths of a millisecond for a city.
    template <class Amend> void amend(std::int64_t id, const Amend &change) {
        for (std::size_t theme = 0; theme < m_roster->assignments.size(); ++theme) {
            if (amend_current(m_roster->assignments[theme], id, change) ||
                amend_retired(m_roster->retired[theme], id, change)) {
                return;
            }
        }
    }

  private:
    [[nodiscard]] Assignments with(Assignments assignments, const Assignment &added) const {
        std::erase_if(assignments, [&added](const Assignment &a) { return a.id == added.id; });
        assignments.push_back(added);
        sort_assignments(assignments, m_roster->people);
        return assignments;
    }

    static bool has(const Assignments &assignments, std::int64_t id) {
        return std::ranges::find(assignments, id, &Assignment::id) != assignments.end();
    }

    template <class Amend>
    [[nodiscard]] Assignments amended(Assignments assignments, std::int64_t id, const Amend &change) const {
        change(*std::ranges::find(assignments, id, &Assignment::id));
        sort_assignments(assignments, m_roster->people);
        return assignments;
    }

    template <class Amend> bool amend_current(Rows<Assignments> &rows, std::int64_t id, const Amend &change) const {
        for (std::size_t grid = 0; grid < rows.size(); ++grid) {
            if (has(rows[grid], id)) {
                rows.set(grid, amended(rows[grid], id, change));
                return true;
            }
        }
        return false;
    }

    template <class Amend>
    bool amend_retired(std::shared_ptr<const RetiredAssignments> &retired, std::int64_t id, const Amend &change) const {
        const auto found = std::ranges::find_if(*retired, [id](const auto &entry) { return has(entry.second, id); });
        if (found == retired->end()) {
            return false;
        }
        RetiredAssignments next = *retired;
        next[found->first] = amended(found->second, id, change);
        retired = std::make_shared<const RetiredAssignments>(std::move(next));
        return true;
    }

    std::shared_ptr<Roster> m_roster;
};

[[noreturn]] void unknown(const std::string &what, const std::string &code) {
    throw Error(ErrorCode::bad_data, "The assignment names the " + what + " " + code + ", which does not exist; add it first.");
}

Assignment to_assignment(const World &world, const AssignmentRow &row, std::int64_t id) {
    const auto person = world.roster->find_person(row.person_code);
    if (!person) {
        unknown("person", row.person_code);
    }
    const auto role = std::ranges::find(*world.roles, row.role, &Role::code);
    if (role == world.roles->end()) {
        unknown("role", row.role);
    }
    return {.id = id != 0 ? id : row.id,
            .person = *person,
            .role = static_cast<std::uint16_t>(role - world.roles->begin()),
            .primary = row.primary,
            .on_duty = row.on_duty,
            .from = row.from,
            .to = row.to};
}

/// Applies one kind of change to a World in the making.
struct Apply {
    World &world;
    std::int64_t id;
    std::uint64_t revision;

    void operator()(const UpsertCamera &change) const { upsert(world.cameras, change.row, id, revision); }
    void operator()(const RemoveCamera &change) const { remove(world.cameras, change.code, revision); }
    void operator()(const UpsertKeySite &change) const { upsert(world.key_sites, change.row, id, revision); }
    void operator()(const RemoveKeySite &change) const { remove(world.key_sites, change.code, revision); }
    void operator()(const UpsertRentalHouse &change) const { upsert(world.rental_houses, change.row, id, revision); }
    void operator()(const RemoveRentalHouse &change) const { remove(world.rental_houses, change.code, revision); }
    void operator()(const UpsertBuilding &change) const { upsert(world.buildings, change.row, id, revision); }
    void operator()(const RemoveBuilding &change) const { remove(world.buildings, change.code, revision); }
    void operator()(const UpsertPerson &change) const {
        Person person = to_person(change.row);
        person.id = id != 0 ? id : person.id;
        RosterChange(world, revision).put(std::move(person));
    }
    void operator()(const RemovePerson &change) const { RosterChange(world, revision).remove_person(change.code); }
    void operator()(const UpsertAssignment &change) const { put(change.row); }
    void operator()(const AddAssignment &change) const { put(change.row); }
    void operator()(const AmendAssignment &change) const {
        RosterChange(world, revision).amend(change.id, [&change](Assignment &assignment) {
            assignment.primary = change.primary;
            assignment.on_duty = change.on_duty;
            assignment.to = change.to;
        });
    }
    void operator()(const EndAssignment &change) const {
        RosterChange(world, revision).amend(change.id, [&change](Assignment &assignment) { assignment.to = change.to; });
    }

    void put(const AssignmentRow &row) const {
        const auto theme = world.theme_index(row.theme);
        if (!theme) {
            unknown("theme", row.theme);
        }
        const Assignment assignment = to_assignment(world, row, id);
        RosterChange(world, revision).put(*world.themes[*theme], *theme, row.grid_code, assignment);
    }
};

/// The assignments of a theme, by the codes of its grids.
RetiredAssignments by_grid_code(const ThemeWorld &theme, const Rows<Assignments> &assignments,
                                const RetiredAssignments &retired) {
    RetiredAssignments all = retired;
    for (GridIndex grid = 1; grid < theme.grids.size(); ++grid) {
        if (!assignments[grid].empty()) {
            all[theme.grids[grid].code] = assignments[grid];
        }
    }
    return all;
}

Roster moved_to(const Roster &roster, std::size_t theme, const ThemeWorld &old, const ThemeWorld &next) {
    RetiredAssignments left = by_grid_code(old, roster.assignments[theme], *roster.retired[theme]);
    Rows<Assignments> rows;
    for (const Grid &grid : next.grids) {
        const auto found = left.find(grid.code);
        rows.push_back(found == left.end() ? Assignments{} : std::move(found->second));
        if (found != left.end()) {
            left.erase(found);
        }
    }
    Roster moved = roster;
    moved.assignments[theme] = std::move(rows);
    moved.retired[theme] = std::make_shared<const RetiredAssignments>(std::move(left));
    return moved;
}

/// The assignments by the grids of the next theme.
Rows<Assignments> moved_to(const Rows<Assignments> &assignments, const std::vector<GridIndex> &grids_before) {
    GridIndex grid = 0;
    while (grid < assignments.size() && grid < grids_before.size() && grids_before[grid] == grid) {
        ++grid;
    }
    const bool all_stay = grid == assignments.size();
    Rows<Assignments> rows = all_stay ? assignments : Rows<Assignments>{};
    for (grid = static_cast<GridIndex>(rows.size()); grid < grids_before.size(); ++grid) {
        rows.push_back(grids_before[grid] == 0 ? Assignments{} : assignments[grids_before[grid]]);
    }
    return rows;
}

Roster moved_to(const Roster &roster, std::size_t theme, const PreparedTheme &prepared) {
    Roster moved = roster;
    const Rows<Assignments> &before = roster.assignments[theme];
    moved.assignments[theme] = moved_to(before, prepared.grids_before);
    RetiredAssignments retired;
    for (const GridIndex old : prepared.retired) {
        if (!before[old].empty()) {
            if (retired.empty()) {
                retired = *roster.retired[theme];
            }
            Assignments &of_code = retired[prepared.before->grids[old].code];
            of_code.insert(of_code.end(), before[old].begin(), before[old].end());
            sort_assignments(of_code, roster.people);
        }
    }
    if (!retired.empty()) {
        moved.retired[theme] = std::make_shared<const RetiredAssignments>(std::move(retired));
    }
    return moved;
}

} // namespace

WorldPtr next_world(const World &world, const AppliedChange &change) {
    return next_world(world, std::span(&change, 1));
}

WorldPtr next_world(const World &world, std::span<const AppliedChange> changes) {
    auto next = std::make_shared<World>(world);
    for (const AppliedChange &applied : changes) {
        next->revision = applied.revision;
        std::visit(Apply{.world = *next, .id = applied.id, .revision = applied.revision}, applied.change);
    }
    return next;
}

WorldPtr next_world(const World &world, AppliedEdition edition) {
    const auto theme = world.theme_index(edition.content.theme);
    if (!theme) {
        throw Error(ErrorCode::bad_call, "There is no theme " + edition.content.theme + "; add it first.");
    }
    auto next = std::make_shared<World>(world);
    const ThemeWorld &old = *world.themes[*theme];
    ThemeHead head = head_of(old);
    head.edition = edition.edition;
    next->themes[*theme] = make_theme_world(std::move(head), std::move(edition.content), *world.divisions, &old);
    next->roster = std::make_shared<const Roster>(moved_to(*world.roster, *theme, old, *next->themes[*theme]));
    next->revision = edition.revision;
    next->roster_revision = edition.revision;
    next->edition = edition.edition;
    next->edition_valid_from = edition.valid_from;
    next->grids_revision = edition.revision;
    History history = world.history ? *world.history : History{};
    history.publication[edition.edition] = edition.revision;
    next->history = std::make_shared<const History>(std::move(history));
    return next;
}

WorldPtr next_world(const World &world, const PublishedTheme &published) {
    const PreparedTheme &prepared = *published.prepared;
    const std::size_t theme = world.theme_index(prepared.theme->code).value();
    auto next = std::make_shared<World>(world);
    next->themes[theme] = prepared.theme;
    next->roster = std::make_shared<const Roster>(moved_to(*world.roster, theme, prepared));
    next->revision = next->roster_revision = published.revision;
    next->edition = prepared.theme->edition;
    next->edition_valid_from = published.valid_from;
    next->history = published.history;
    next->grids_revision = published.history->published_at(next->edition);
    return next;
}

} // namespace jingwei::data
