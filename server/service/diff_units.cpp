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

using compared::after;
using compared::before;
constexpr std::size_t most_levels = 32; ///< a tree that is deeper goes round in circles

} // namespace

DiffUnits::DiffUnits(const DiffSide &side_before, const DiffSide &side_after) : m_common(side_after.rows.size(), no_label) {
    take_before(side_before);
    take_after(side_after);
    m_rows[before].resize(m_rows[after].size(), nullptr);
    link_parents();
}

void DiffUnits::take_before(const DiffSide &side) {
    m_rows[before].resize(std::max<std::size_t>(1, side.rows.size()), nullptr);
    for (Label label = 1; label < side.rows.size(); ++label) {
        if (!side.rows[label].code.empty()) {
            m_rows[before][label] = &side.rows[label];
        }
    }
}

void DiffUnits::take_after(const DiffSide &side) {
    const auto &was = m_rows[before];
    auto &is = m_rows[after];
    is.resize(was.size(), nullptr);
    std::unordered_map<std::int64_t, Label> by_id;
    std::unordered_map<std::string_view, Label> by_code;
    for (Label unit = 1; unit < was.size(); ++unit) {
        if (was[unit] != nullptr) {
            by_id.emplace(was[unit]->id, unit);
            by_code.emplace(was[unit]->code, unit);
        }
    }
    by_id.erase(0); // of grids that are no edition's yet
    for (Label label = 1; label < side.rows.size(); ++label) {
        const auto known = by_id.find(side.rows[label].id);
        if (known != by_id.end() && !side.rows[label].code.empty() && is[known->second] == nullptr) {
            m_common[label] = known->second;
            is[known->second] = &side.rows[label];
        }
    }
    for (Label label = 1; label < side.rows.size(); ++label) {
        const auto &row = side.rows[label];
        if (row.code.empty() || m_common[label] != no_label) {
            continue;
        }
        const auto known = by_code.find(row.code);
        const bool is_free = known != by_code.end() && is[known->second] == nullptr;
        m_common[label] = is_free ? known->second : static_cast<Label>(is.size());
        is.resize(std::max(is.size(), std::size_t{m_common[label]} + 1), nullptr);
        is[m_common[label]] = &row;
    }
}

void DiffUnits::link_parents() {
    for (const std::size_t side : {before, after}) {
        std::unordered_map<std::string_view, Label> by_code;
        for (Label unit = 1; unit < count(); ++unit) {
            if (row(side, unit) != nullptr) {
                by_code.emplace(row(side, unit)->code, unit);
            }
        }
        m_parents.at(side).assign(count(), no_label);
        for (Label unit = 1; unit < count(); ++unit) {
            const auto *grid = row(side, unit);
            const auto parent = grid == nullptr ? by_code.end() : by_code.find(grid->parent_code);
            m_parents.at(side)[unit] = parent == by_code.end() ? no_label : parent->second;
        }
    }
}

const std::string &DiffUnits::code(std::size_t side, Label unit) const {
    return unit == no_label ? no_text() : row(side, unit) != nullptr ? row(side, unit)->code : row(1 - side, unit)->code;
}

const std::string &DiffUnits::name(std::size_t side, Label unit) const {
    return unit == no_label ? no_text() : row(side, unit) != nullptr ? row(side, unit)->name : row(1 - side, unit)->name;
}

std::vector<Label> DiffUnits::chain(std::size_t side, Label unit) const {
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
    add("code", was->code != is->code);
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
    : m_world(world), m_units(units), m_theme(world.theme_index(theme)), m_at(at) {
    for (data::GridIndex grid = 1; m_theme && grid < world.themes[*m_theme]->grids.size(); ++grid) {
        m_now.emplace(world.themes[*m_theme]->grids[grid].id, grid);
    }
    for (Label unit = 1; unit < units.count(); ++unit) {
        for (const auto side : {before, after}) {
            if (const auto *row = units.row(side, unit); row != nullptr) {
                m_compared.insert(row->id);
            }
        }
    }
}

/// The grid as it is now. One without an id was new in a plan: it is the one of its code, unless that is another grid's so far.
data::GridIndex Answering::now(const data::GridRow &row) const {
    if (row.id != 0) {
        const auto known = m_now.find(row.id);
        return known == m_now.end() ? 0 : known->second;
    }
    const auto &theme = *m_world.themes[*m_theme];
    const auto grid = theme.find(row.code);
    return grid == 0 || m_compared.contains(theme.grids[grid].id) ? 0 : grid;
}

PersonIndex Answering::of(const data::GridRow &row, data::TimeMs at) const {
    const auto &roster = *m_world.roster;
    const auto first_of = [&](const std::vector<data::Assignment> &assignments) -> PersonIndex {
        const auto holds = [at](const data::Assignment &assignment) { return assignment.holds_at(at); };
        const auto primary = std::ranges::find_if(
            assignments, [&](const data::Assignment &assignment) { return assignment.primary && holds(assignment); });
        const auto any = primary != assignments.end() ? primary : std::ranges::find_if(assignments, holds);
        return any != assignments.end() ? PersonIndex(any->person) : std::nullopt;
    };
    if (const auto grid = now(row); grid != 0) {
        return first_of(roster.assignments[*m_theme][grid]);
    }
    const auto &retired = *roster.retired[*m_theme];
    const auto known = retired.find(row.code);
    return known != retired.end() ? first_of(known->second) : std::nullopt;
}

PersonIndex Answering::person(std::size_t side, Label unit) {
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
        person = row != nullptr ? of(*row, m_at.at(side)) : std::nullopt;
        if (person) {
            break;
        }
    }
    return m_known.at(side)[unit] = person;
}

} // namespace jingwei::server
