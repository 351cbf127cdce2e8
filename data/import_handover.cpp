#include "data/import_roster_parts.hpp"
#include "data/journal.hpp"

#include <fmt/format.h>

namespace jingwei::data {

namespace {

std::optional<TimeMs> handover_of(const ImportSink &sink) {
    const auto &request = sink.request;
    if (request.handover.empty()) {
        return std::nullopt;
    }
    const auto day = day_start(request.handover, sink.world.utc_offset_minutes);
    if (!day) {
        throw Error(ErrorCode::bad_call, fmt::format("--handover '{}' is no day; write it as YYYY-MM-DD", request.handover));
    }
    const auto *theme = sink.world.theme(request.theme);
    if (!request.within.empty() && (theme == nullptr || theme->find(request.within) == 0)) {
        throw Error(ErrorCode::bad_call,
                    fmt::format("there is no grid '{}' in theme {} for --within", request.within, request.theme));
    }
    return day;
}

} // namespace

void finish_roster(ImportSink &sink) {
    const auto handover = handover_of(sink);
    auto &outcome = sink.report.roster.emplace();
    RosterPeople people(sink);
    SeatPlan seats(sink, handover);
    for (const auto &row : sink.roster) {
        if (const auto person = people.take(row); !person.empty()) {
            seats.take(row, person);
        }
    }
    people.write(outcome);
    seats.write();
    refuse_doubles(sink);
    sink.report.added = outcome.started;
    sink.report.changed = outcome.changed;
    sink.report.unchanged = outcome.unchanged;
    if (sink.report.acceptable()) {
        tell_vacancies(sink, handover.value_or(now_ms()));
    }
}

} // namespace jingwei::data
