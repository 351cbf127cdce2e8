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
    for (const auto &[key, seat] : m_seats) {
        place(std::get<2>(key), seat.seat);
    }
    if (m_handover) {
        end_others();
    }
}

/// Whether an assignment is the seat's one of today: of the row's day, of the hand-over's, or open.
bool SeatPlan::continues(const Assignment &a, const RosterSeat &seat) const {
    if (m_handover) {
        return a.holds_at(*m_handover) || (seat.from && a.from == *seat.from);
    }
    return seat.from ? a.from == *seat.from : a.to == always_to;
}

} // namespace jingwei::data
