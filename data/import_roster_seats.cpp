#include "data/import_roster_parts.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace jingwei::data {

void SeatPlan::take(const RosterRow &row, const std::string &person) {
    for (const auto &seat : row.seats) {
        const auto key = std::tuple(seat.theme, seat.grid, person, seat.role);
        const auto [known, fresh] = m_seats.try_emplace(key, Seat{.line = row.line, .seat = seat});
        if (!fresh && known->second.seat.primary != seat.primary) {
            m_sink.report.problems.push_back(
                {row.line, person,
                 fmt::format("it is {} for grid {} as {}, and line {} says otherwise", seat.primary ? "first" : "deputy",
                             grid(seat).code, (*m_world.roles)[seat.role].code, known->second.line)});
        }
    }
}

void SeatPlan::write() {
    const auto places = scope();
    for (const auto &[key, seat] : m_seats) {
        if (m_handover && !places.contains({seat.seat.theme, seat.seat.grid})) {
            m_sink.report.problems.push_back({seat.line, std::get<2>(key),
                                              fmt::format("grid {} is not within {}, whose roster is handed over",
                                                          grid(seat.seat).code, m_sink.request.within)});
        } else {
            place(std::get<2>(key), seat.seat);
        }
    }
    if (m_handover) {
        std::ranges::for_each(places, [&](const Place &where) { end_others_at(where); });
    }
}

/// The places whose roster the file is: the unit handed over with all below it, else the grids that the file names.
std::set<SeatPlan::Place> SeatPlan::scope() const {
    std::set<Place> places;
    if (m_sink.request.within.empty()) {
        for (const auto &[key, seat] : m_seats) {
            places.emplace(seat.seat.theme, seat.seat.grid);
        }
        return places;
    }
    const auto theme = m_world.theme_index(m_sink.request.theme).value();
    const auto &units = *m_world.themes[theme];
    std::vector<GridIndex> open{units.find(m_sink.request.within)};
    while (!open.empty()) {
        const GridIndex unit = open.back();
        open.pop_back();
        places.emplace(theme, unit);
        open.insert(open.end(), units.children[unit].begin(), units.children[unit].end());
    }
    return places;
}

void SeatPlan::place(const std::string &person, const RosterSeat &seat) {
    AssignmentRow wanted{.person_code = person,
                         .theme = m_world.themes[seat.theme]->code,
                         .grid_code = grid(seat).code,
                         .role = (*m_world.roles)[seat.role].code,
                         .primary = seat.primary,
                         .on_duty = seat.on_duty,
                         .from = seat.from.value_or(m_handover.value_or(always_from)),
                         .to = seat.to.value_or(always_to)};
    const auto known = m_world.roster->find_person(person);
    const auto &assignments = held(seat.theme, seat.grid);
    const auto old = std::ranges::find_if(
        assignments, [&](const Assignment &a) { return known == a.person && a.role == seat.role && continues(a, seat); });
    if (old != assignments.end()) {
        keep_or_change(std::move(wanted), seat, *old);
        return;
    }
    ++m_outcome.started;
    m_sink.content.assignments.push_back(std::move(wanted));
}

/// What only the row's dates change stays one assignment; a change of who is first on the day of a hand-over makes two.
void SeatPlan::keep_or_change(AssignmentRow wanted, const RosterSeat &seat, const Assignment &old) {
    wanted.to = seat.to.value_or(old.to);
    if (old.primary == wanted.primary && old.on_duty == wanted.on_duty && old.to == wanted.to) {
        ++m_outcome.unchanged;
        return;
    }
    ++m_outcome.changed;
    if (m_handover && old.from < *m_handover && old.primary != wanted.primary) {
        m_sink.ended.push_back({old.id, *m_handover});
        wanted.from = *m_handover;
    } else {
        wanted.id = old.id;
        wanted.from = old.from;
    }
    m_sink.content.assignments.push_back(std::move(wanted));
}

void SeatPlan::end_others_at(Place where) {
    for (const Assignment &a : held(where.first, where.second)) {
        const auto &person = m_world.roster->people[a.person].code;
        if (m_seats.contains({where.first, where.second, person, a.role}) || a.to <= *m_handover) {
            continue;
        }
        if (a.from < *m_handover) {
            m_sink.ended.push_back({a.id, *m_handover});
            m_outcome.ended.push_back(told(where, a));
        } else {
            m_outcome.later.push_back(told(where, a));
        }
    }
}

LeftAssignment SeatPlan::told(Place where, const Assignment &a) const {
    const auto &theme = *m_world.themes[where.first];
    const auto &person = m_world.roster->people[a.person];
    return {.person = person.code,
            .name = person.name,
            .theme = theme.code,
            .grid = theme.grids[where.second].code,
            .role = (*m_world.roles)[a.role].code,
            .primary = a.primary};
}

/// Whether an assignment is the seat's one of today: of the row's day, of the hand-over's, or open.
bool SeatPlan::continues(const Assignment &a, const RosterSeat &seat) const {
    if (m_handover) {
        return a.holds_at(*m_handover) || (seat.from && a.from == *seat.from);
    }
    return seat.from ? a.from == *seat.from : a.to == always_to;
}

} // namespace jingwei::data
