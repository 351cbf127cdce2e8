#include "data/import_roster_parts.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace jingwei::data {

namespace {

using SeatKey = std::tuple<std::string, std::string, std::string, std::string>; ///< person, theme, grid, role

/// When a seat is held. `line` is the file's; 0 = the store has it so.
struct Span {
    TimeMs from = always_from, to = always_to;
    std::size_t line = 0;
};

std::string days_text(const Span &span, int offset) {
    const auto from = span.from == always_from ? std::string("ever") : day_text(span.from, offset);
    return span.to == always_to ? fmt::format("since {}", from) : fmt::format("from {} to {}", from, day_text(span.to, offset));
}

/// What the store holds of a seat, with the ends that the import sets, but for rows that the file replaces.
void add_stored(const ImportSink &sink, const SeatKey &key, const std::map<std::int64_t, TimeMs> &ends,
                const std::set<std::int64_t> &replaced, std::vector<Span> &spans) {
    const auto &[person_code, theme_code, grid_code, role] = key;
    const auto &world = sink.world;
    const auto theme = world.theme_index(theme_code);
    const auto person = world.roster->find_person(person_code);
    const auto grid = theme ? world.themes[*theme]->find(grid_code) : 0;
    if (!person || grid == 0 || *theme >= world.roster->assignments.size() ||
        grid >= world.roster->assignments[*theme].size()) {
        return;
    }
    for (const Assignment &a : world.roster->assignments[*theme][grid]) {
        const auto end = ends.find(a.id);
        const TimeMs to = end != ends.end() ? end->second : a.to;
        if (a.person == *person && (*world.roles)[a.role].code == role && !replaced.contains(a.id) && a.from < to) {
            spans.push_back({a.from, to, 0});
        }
    }
}

void report_doubles(ImportSink &sink, const SeatKey &key, std::vector<Span> &spans) {
    std::ranges::sort(spans, {}, &Span::from);
    const int offset = sink.world.utc_offset_minutes;
    for (std::size_t i = 1; i < spans.size(); ++i) {
        const auto &before = spans[i - 1];
        const auto &after = spans[i];
        if (after.from >= before.to || before.line + after.line == 0) {
            continue;
        }
        const auto &there = before.line > after.line ? after : before;
        const auto &again = before.line > after.line ? before : after;
        const auto where = there.line == 0 ? std::string("already") : fmt::format("by line {}", there.line);
        sink.report.problems.push_back(
            {again.line, std::get<0>(key),
             fmt::format("it holds grid {} as {} {} {}, and would again {}: nobody holds one role of one grid twice at a time; "
                         "end the first one before, or give the same first day",
                         std::get<2>(key), std::get<3>(key), where, days_text(there, offset), days_text(again, offset))});
    }
}

} // namespace

void refuse_doubles(ImportSink &sink) {
    std::map<SeatKey, std::vector<Span>> seats;
    std::map<std::int64_t, TimeMs> ends;
    std::set<std::int64_t> replaced;
    for (const auto &end : sink.ended) {
        ends.emplace(end.id, end.to);
    }
    for (std::size_t i = 0; i < sink.content.assignments.size(); ++i) {
        const auto &row = sink.content.assignments[i];
        seats[{row.person_code, row.theme, row.grid_code, row.role}].push_back({row.from, row.to, sink.assignment_lines[i]});
        replaced.insert(row.id);
    }
    for (auto &[key, spans] : seats) {
        add_stored(sink, key, ends, replaced, spans);
        report_doubles(sink, key, spans);
    }
}

void finish_assignments(ImportSink &sink) {
    refuse_doubles(sink);
    auto &report = sink.report;
    auto &outcome = report.roster.emplace();
    outcome.started = report.added;
    outcome.changed = report.changed;
    outcome.unchanged = report.unchanged;
    if (report.acceptable()) {
        tell_vacancies(sink, now_ms());
    }
}

} // namespace jingwei::data
