#include "server/service/diff_units.hpp"

#include <algorithm>

namespace jingwei::server {

using spatial::Label;
using spatial::no_label;

namespace {

const std::string &no_text() {
    static const std::string none;
    return none;
}

constexpr int before = 0;
constexpr int after = 1;
constexpr std::size_t most_levels = 32; ///< a tree that is deeper goes round in circles

} // namespace

DiffUnits::DiffUnits(const DiffSide &side_before, const DiffSide &side_after) : m_common(side_after.rows.size(), no_label) {
    auto &was = m_rows[before];
    auto &is = m_rows[after];
    was.resize(side_before.rows.size(), nullptr);
    was.resize(std::max<std::size_t>(1, was.size()), nullptr);
    m_by_code.reserve(2 * was.size());
    for (Label label = 1; label < side_before.rows.size(); ++label) {
        if (!side_before.rows[label].code.empty()) {
            was[label] = &side_before.rows[label];
            m_by_code.emplace(was[label]->code, label);
        }
    }
    is.resize(was.size(), nullptr);
    for (Label label = 1; label < side_after.rows.size(); ++label) {
        const auto &row = side_after.rows[label];
        if (!row.code.empty()) {
            m_common[label] = m_by_code.try_emplace(row.code, static_cast<Label>(is.size())).first->second;
            is.resize(std::max(is.size(), std::size_t{m_common[label]} + 1), nullptr);
            is[m_common[label]] = &row;
        }
    }
    was.resize(is.size(), nullptr);
    for (const int side : {before, after}) {
        m_parents.at(side).assign(count(), no_label);
        for (Label unit = 1; unit < count(); ++unit) {
            m_parents.at(side)[unit] = row(side, unit) == nullptr ? no_label : find(row(side, unit)->parent_code);
        }
    }
}

Label DiffUnits::find(const std::string &code) const {
    const auto found = code.empty() ? m_by_code.end() : m_by_code.find(code);
    return found == m_by_code.end() ? no_label : found->second;
}

const std::string &DiffUnits::code(Label unit) const {
    return unit == no_label ? no_text() : last_row(unit).code;
}

const std::string &DiffUnits::name(Label unit) const {
    return unit == no_label ? no_text() : last_row(unit).name;
}

std::vector<Label> DiffUnits::chain(int side, Label unit) const {
    std::vector<Label> units;
    for (; unit != no_label && units.size() < most_levels; unit = parent(side, unit)) {
        units.push_back(unit);
    }
    return units;
}

bool DiffUnits::is_elsewhere(Label unit) const {
    if (row(before, unit) == nullptr || row(after, unit) == nullptr) {
        return false;
    }
    auto was = unit;
    auto is = unit;
    for (std::size_t depth = 0; was == is && was != no_label && depth < most_levels; ++depth) {
        was = parent(before, was);
        is = parent(after, is);
    }
    return was != is;
}

std::vector<std::string_view> differing_attributes(const data::GridRow *was, const data::GridRow *is) {
    std::vector<std::string_view> differ;
    if (was == nullptr || is == nullptr) {
        return differ;
    }
    const auto add = [&](std::string_view name, bool differs) {
        if (differs) {
            differ.push_back(name);
        }
    };
    add("name", was->name != is->name);
    add("level", was->level != is->level);
    add("kind", was->kind != is->kind);
    add("parent", was->parent_code != is->parent_code);
    add("division", was->division_code != is->division_code);
    add("fallback_org", was->fallback_org != is->fallback_org);
    add("households", was->households != is->households);
    add("residents", was->residents != is->residents);
    return differ;
}

Answering::Answering(const data::World &world, const std::string &theme, const DiffUnits &units, std::array<data::TimeMs, 2> at)
    : m_world(world), m_units(units), m_theme(world.theme_index(theme)), m_at(at) {}

PersonIndex Answering::of(const std::string &code, data::TimeMs at) const {
    const auto &roster = *m_world.roster;
    const auto first_of = [&](const std::vector<data::Assignment> &assignments) -> PersonIndex {
        const auto holds = [at](const data::Assignment &assignment) { return assignment.holds_at(at); };
        const auto primary = std::ranges::find_if(
            assignments, [&](const data::Assignment &assignment) { return assignment.primary && holds(assignment); });
        const auto any = primary != assignments.end() ? primary : std::ranges::find_if(assignments, holds);
        return any != assignments.end() ? PersonIndex(any->person) : std::nullopt;
    };
    if (const auto grid = m_world.themes[*m_theme]->find(code); grid != 0) {
        return first_of(roster.assignments[*m_theme][grid]);
    }
    const auto &retired = *roster.retired[*m_theme];
    const auto known = retired.find(code);
    return known != retired.end() ? first_of(known->second) : std::nullopt;
}

PersonIndex Answering::person(int side, Label unit) {
    if (unit == no_label || !m_theme) {
        return std::nullopt;
    }
    const auto [known, fresh] = m_known.at(side).try_emplace(unit);
    if (!fresh) {
        return known->second;
    }
    PersonIndex person;
    for (const Label above : m_units.chain(side, unit)) {
        const auto *row = m_units.row(side, above);
        person = row != nullptr ? of(row->code, m_at.at(side)) : std::nullopt;
        if (person) {
            break;
        }
    }
    return m_known.at(side)[unit] = person;
}

} // namespace jingwei::server
