#pragma once

#include "data/import_layers.hpp"
#include "data/journal.hpp"

#include <map>
#include <set>
#include <tuple>
#include <unordered_map>

/// The steps that turn the rows of a roster into people and assignments. One file, one thread.
namespace jingwei::data {

/// Finds the person of each row, and makes those that are not there.
///
/// A staff code decides. Without one it is the person of the same name and phone; else the one of that name who answers for
/// one of the row's grids already and whose phone no row has: then the phone is new. Else a new person, whose code is `p` and
/// 12 digits of a hash of name and phone.
class RosterPeople {
  public:
    explicit RosterPeople(ImportSink &sink);

    /// The code of the row's person; empty after a refusal.
    std::string take(const RosterRow &row);
    /// The people who are new or changed, into the content.
    void write(RosterOutcome &outcome);

  private:
    struct Taken {
        const RosterRow *row = nullptr;
        PersonRow person;
    };
    std::string code_of(const RosterRow &row);
    [[nodiscard]] bool answers_for(const RosterRow &row, std::uint32_t person) const;
    [[nodiscard]] PersonRow record_of(const RosterRow &row, const std::string &code) const;

    ImportSink &m_sink;
    const Roster &m_roster;
    std::unordered_map<std::string, std::vector<std::uint32_t>> m_by_name;
    std::set<std::string> m_phones; ///< of the file
    std::map<std::string, Taken> m_taken;
};

/// Turns seats into assignments that begin, change and end. Who holds a seat already keeps it, with the day on which it began,
/// whatever day the row says; who held it once and is back begins today where the row says no day. With the day of a hand-over
/// the file is the whole roster of its scope from that day on: who is not in it ends then, who is new begins then, and what was
/// before stays as it was.
class SeatPlan {
  public:
    SeatPlan(ImportSink &sink, std::optional<TimeMs> handover)
        : m_sink(sink), m_world(sink.world), m_handover(handover), m_now(now_ms()), m_outcome(*sink.report.roster) {}

    void take(const RosterRow &row, const std::string &person);
    void write();

  private:
    struct Seat {
        std::size_t line = 0;
        RosterSeat seat;
    };
    using Place = std::pair<std::size_t, GridIndex>;

    [[nodiscard]] const Grid &grid(const RosterSeat &seat) const { return m_world.themes[seat.theme]->grids[seat.grid]; }
    [[nodiscard]] const std::vector<Assignment> &held(std::size_t theme, GridIndex grid_index) const {
        return m_world.roster->assignments[theme][grid_index];
    }
    [[nodiscard]] std::vector<const Assignment *> held_by(const std::string &person, const RosterSeat &seat) const;
    [[nodiscard]] const Assignment *continued(const std::vector<const Assignment *> &held, const RosterSeat &seat) const;
    [[nodiscard]] TimeMs beginning(const std::vector<const Assignment *> &held, const RosterSeat &seat) const;
    void place(const std::string &person, const Seat &placed);
    void keep_or_change(AssignmentRow wanted, const Seat &placed, const Assignment &old);
    void keep(AssignmentRow wanted, std::size_t line);
    void end_others_at(Place where);
    [[nodiscard]] std::set<Place> scope() const;
    [[nodiscard]] LeftAssignment told(Place where, const Assignment &a) const;

    ImportSink &m_sink;
    const World &m_world;
    std::optional<TimeMs> m_handover;
    TimeMs m_now;
    RosterOutcome &m_outcome;
    std::map<std::tuple<std::size_t, GridIndex, std::string, std::uint16_t>, Seat> m_seats;
};

/// Adds the seats that stay empty on a day, and the people who answer nowhere any more, to the roster's outcome: as the store
/// will be with what the sink holds.
void tell_vacancies(ImportSink &sink, TimeMs at);

} // namespace jingwei::data
