#include "data/import_roster_parts.hpp"

#include "data/text_form.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace jingwei::data {

namespace {

constexpr std::size_t hash_digits = 12;

PersonRow to_row(const Person &person) {
    return {.id = person.id, .code = person.code, .name = person.name, .phone = person.phone, .org_code = person.org};
}

bool same_person(const RosterRow &a, const RosterRow &b) {
    return comparable(a.name) == comparable(b.name) && (a.phone == b.phone || b.phone.empty());
}

} // namespace

RosterPeople::RosterPeople(ImportSink &sink) : m_sink(sink), m_roster(*sink.world.roster) {
    for (std::uint32_t i = 0; i < m_roster.people.size(); ++i) {
        m_by_name[comparable(m_roster.people[i].name)].push_back(i);
    }
    for (const auto &row : sink.roster) {
        m_phones.insert(row.phone);
    }
}

std::string RosterPeople::take(const RosterRow &row) {
    auto code = code_of(row);
    if (code.empty()) {
        m_sink.report.problems.push_back(
            {row.line,
             {},
             fmt::format("'{}' has neither a staff code nor a phone, and a name alone does not tell "
                         "people apart; give one of them",
                         row.name)});
        return code;
    }
    const auto [known, fresh] = m_taken.try_emplace(code, Taken{.row = &row, .person = record_of(row, code)});
    if (!fresh && !same_person(*known->second.row, row)) {
        m_sink.report.problems.push_back(
            {row.line, code, fmt::format("line {} gives this person another name or phone", known->second.row->line)});
        return {};
    }
    return code;
}

void RosterPeople::write(RosterOutcome &outcome) {
    for (auto &[code, taken] : m_taken) {
        const auto index = m_roster.find_person(code);
        const auto old = index ? to_row(m_roster.people[*index]) : PersonRow{};
        if (index && taken.person == old) {
            continue;
        }
        m_sink.seen.insert(code);
        if (taken.person.phone != old.phone) {
            claim_mobile(m_sink, taken.row->line, taken.person);
        }
        ++(index ? outcome.people_changed : outcome.people_added);
        if (index) {
            note_changes(m_sink.report, m_sink.request.moved_m, old, taken.person);
        }
        m_sink.content.people.push_back(std::move(taken.person));
    }
}

std::string RosterPeople::code_of(const RosterRow &row) {
    if (!row.code.empty()) {
        return row.code;
    }
    const auto &namesakes = m_by_name[comparable(row.name)];
    for (const auto person : namesakes) {
        if (!row.phone.empty() && normal_phone(m_roster.people[person].phone) == row.phone) {
            return m_roster.people[person].code;
        }
    }
    for (const auto person : namesakes) {
        const auto phone = normal_phone(m_roster.people[person].phone);
        if ((phone.empty() || row.phone.empty() || !m_phones.contains(phone)) && answers_for(row, person)) {
            return m_roster.people[person].code;
        }
    }
    return row.phone.empty() ? std::string() : 'p' + short_hash({comparable(row.name), row.phone}, hash_digits);
}

bool RosterPeople::answers_for(const RosterRow &row, std::uint32_t person) const {
    return std::ranges::any_of(row.seats, [&](const RosterSeat &seat) {
        const auto &held = m_roster.assignments[seat.theme][seat.grid];
        return std::ranges::find(held, person, &Assignment::person) != held.end();
    });
}

PersonRow RosterPeople::record_of(const RosterRow &row, const std::string &code) const {
    const auto index = m_roster.find_person(code);
    PersonRow record = index ? to_row(m_roster.people[*index]) : PersonRow{};
    record.code = code;
    record.name = row.name;
    if (!row.phone.empty()) {
        record.phone = row.phone;
    }
    if (row.org) {
        record.org_code = *row.org;
    }
    return record;
}

} // namespace jingwei::data
