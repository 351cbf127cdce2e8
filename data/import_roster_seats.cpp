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
        } else if (!fresh && (known->second.seat.from != seat.from || known->second.seat.to != seat.to)) {
            m_sink.report.problems.push_back(
                {row.line, person,
                 fmt::format(
                     "line {} gives it grid {} as {} with other days; a roster names a seat once (the layer assignments "
                     "takes what was before)",
                     known->second.line, grid(seat).code, (*m_world.roles)[seat.role].code)});
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
            place(std::get<2>(key), seat);
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

void SeatPlan::place(const std::string &person, const Seat &placed) {
    const auto &seat = placed.seat;
    const auto held = held_by(person, seat);
    AssignmentRow wanted{.person_code = person,
                         .theme = m_world.themes[seat.theme]->code,
                         .grid_code = grid(seat).code,
                         .role = (*m_world.roles)[seat.role].code,
                         .primary = seat.primary,
                         .on_duty = seat.on_duty,
                         .from = beginning(held, seat),
                         .to = seat.to.value_or(always_to)};
    if (const auto *old = continued(held, seat)) {
        keep_or_change(std::move(wanted), placed, *old);
        return;
    }
    ++m_outcome.started;
    keep(std::move(wanted), placed.line);
}

void SeatPlan::keep(AssignmentRow wanted, std::size_t line) {
    m_sink.content.assignments.push_back(std::move(wanted));
    m_sink.assignment_lines.push_back(line);
}

/// What only the row's dates change stays one assignment; a change of who is first on the day of a hand-over makes two.
void SeatPlan::keep_or_change(AssignmentRow wanted, const Seat &placed, const Assignment &old) {
    const auto &to = placed.seat.to;
    wanted.to = to && !means(*to, old.to, m_world.utc_offset_minutes) ? *to : old.to;
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
    keep(std::move(wanted), placed.line);
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

/// The person's assignments in the seat's role and grid, past, present and to come.
std::vector<const Assignment *> SeatPlan::held_by(const std::string &person, const RosterSeat &seat) const {
    std::vector<const Assignment *> found;
    const auto known = m_world.roster->find_person(person);
    for (const Assignment &a : held(seat.theme, seat.grid)) {
        if (known == a.person && a.role == seat.role) {
            found.push_back(&a);
        }
    }
    return found;
}

/// The assignment that the seat goes on with, which has not ended unless the row says when: the one of the row's day; with a
/// hand-over the one that holds then; else one that holds at some instant of the row's days. Null = the seat begins.
const Assignment *SeatPlan::continued(const std::vector<const Assignment *> &held, const RosterSeat &seat) const {
    const auto first = [&](const auto &test) {
        const auto found = std::ranges::find_if(held, [&](const Assignment *a) { return test(*a); });
        return found != held.end() ? *found : nullptr;
    };
    const auto at = m_handover.value_or(m_now);
    const auto *same = first([&](const Assignment &a) {
        return seat.from && means(*seat.from, a.from, m_world.utc_offset_minutes) && (seat.to || a.to > at);
    });
    if (same != nullptr) {
        return same;
    }
    return first([&](const Assignment &a) {
        const bool meets = a.from < seat.to.value_or(always_to) && seat.from.value_or(always_from) < a.to;
        return m_handover ? a.holds_at(at) : a.to > at && meets;
    });
}

/// Where the row says no day: that of the hand-over; for who held the seat once, today or when that ended; else always. Nobody
/// begins before the hand-over: whoever held the seat until then did. A row that was over by then is told as it is.
TimeMs SeatPlan::beginning(const std::vector<const Assignment *> &held, const RosterSeat &seat) const {
    if (m_handover) {
        const auto from = seat.from.value_or(*m_handover);
        return seat.to && *seat.to <= *m_handover ? from : std::max(from, *m_handover);
    }
    if (seat.from || held.empty()) {
        return seat.from.value_or(always_from);
    }
    const int offset = m_world.utc_offset_minutes;
    const auto today = day_start(day_text(m_now, offset), offset).value_or(m_now);
    const auto last = std::ranges::max(held, {}, &Assignment::to)->to;
    return last <= m_now ? std::max(today, last) : today;
}

} // namespace jingwei::data
