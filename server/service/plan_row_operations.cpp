#include "data/import_fields.hpp"
#include "server/api_error.hpp"
#include "server/service/plan_operations.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace jingwei::server {

using spatial::Label;

namespace {

[[noreturn]] void refuse(const char *code, const std::string &detail, const char *field) {
    throw ApiError(ErrorCode::bad_data, code, detail, field);
}

void add(std::optional<int> &sum, const std::optional<int> &more) {
    sum = sum || more ? std::optional(sum.value_or(0) + more.value_or(0)) : std::nullopt;
}

} // namespace

void PlanDraft::Operations::operator()(const SetGrid &op) {
    const auto label = any(op.grid, "grid");
    auto unit = m_draft.m_units[label];
    unit.row.name = op.name.value_or(unit.row.name);
    unit.row.fallback_org = op.fallback_org.value_or(unit.row.fallback_org);
    unit.row.households = op.households ? op.households : unit.row.households;
    unit.row.residents = op.residents ? op.residents : unit.row.residents;
    m_draft.set_row(m_done, label, std::move(unit));
}

void PlanDraft::Operations::operator()(const MoveToParent &op) {
    const auto parent = any(op.parent, "parent");
    std::set<Label> followed;
    for (const auto &code : op.grids) {
        const auto label = any(code, "grids");
        auto unit = m_draft.m_units[label];
        if (rank(parent) >= rank(label)) {
            refuse("bad_parent", fmt::format("'{}' is no coarser than '{}'; name a grid of a level above.", op.parent, code),
                   "parent");
        }
        followed.insert({m_draft.parent_of(label), parent});
        unit.row.parent_code = op.parent;
        m_draft.set_row(m_done, label, std::move(unit));
    }
    followed.erase(spatial::no_label);
    m_done.effect.followed.assign(followed.begin(), followed.end());
    m_draft.refresh_parents();
}

void PlanDraft::Operations::operator()(const RenumberGrids &op) {
    std::vector<Label> labels;
    std::set<std::string> freed;
    for (const auto &[before, after] : op.codes) {
        labels.push_back(any(before, "codes"));
        freed.insert(before);
    }
    for (std::size_t i = 0; i < labels.size(); ++i) {
        require_code(op.codes[i].second, "codes", freed, labels[i]);
    }
    rename(op, labels);
}

Label PlanDraft::Operations::any(const std::string &code, const char *field) const {
    const auto label = m_draft.find(code);
    if (label == spatial::no_label) {
        throw ApiError(ErrorCode::bad_data, "no_such_grid",
                       fmt::format("The plan has no grid '{}'; see its list of grids.", code.substr(0, 40)), field);
    }
    if (!m_draft.lies_within(label)) {
        refuse("outside_of_plan",
               fmt::format("The grid '{}' lies outside of the plan, which redraws '{}'.", code, m_draft.m_within), field);
    }
    return label;
}

Label PlanDraft::Operations::leaf(const std::string &code, const char *field) const {
    const auto label = any(code, field);
    if (m_draft.has_children(label)) {
        refuse("has_children", fmt::format("'{}' is made of the grids below it; redraw those.", code), field);
    }
    return label;
}

/// A grid that may lose ground: also what a parent keeps beside its children.
Label PlanDraft::Operations::owner(const std::string &code, const char *field) const {
    return any(code, field);
}

int PlanDraft::Operations::rank(Label unit) const {
    const auto &levels = m_draft.m_base->levels;
    return std::ranges::find(levels, m_draft.m_units[unit].row.level, &data::Level::code)->rank;
}

void PlanDraft::Operations::require_code(const std::string &code, const char *field, const std::set<std::string> &freed,
                                         Label unit) const {
    if (!data::is_code(code)) {
        refuse("bad_code", fmt::format("'{}' is no code: {}.", code.substr(0, 40), data::code_rule), field);
    }
    if (m_draft.find(code) != spatial::no_label && !freed.contains(code)) {
        refuse("code_taken", fmt::format("The code '{}' is taken; choose another one.", code), field);
    }
    if (!freed.contains(code) && m_draft.was_anothers(code, unit)) {
        refuse("code_retired", fmt::format("The code '{}' was another grid's; a retired code is not used again.", code), field);
    }
}

Label PlanDraft::Operations::add_like(Label model, const NewGrid &grid, const char *field) {
    require_code(grid.code, field);
    PlanUnit unit = m_draft.m_units[model];
    unit.row.id = 0;
    unit.row.code = grid.code;
    unit.row.name = grid.name;
    unit.row.households.reset();
    unit.row.residents.reset();
    return m_draft.add_unit(unit);
}

void PlanDraft::Operations::rename(const RenumberGrids &op, const std::vector<Label> &labels) {
    std::unordered_map<std::string, std::string> renamed(op.codes.begin(), op.codes.end());
    for (std::size_t i = 0; i < labels.size(); ++i) {
        auto unit = m_draft.m_units[labels[i]];
        unit.row.code = "\n" + op.codes[i].second; // no code begins so: none is in the way of another
        m_draft.set_row(m_done, labels[i], std::move(unit));
    }
    for (const auto label : labels) {
        auto unit = m_draft.m_units[label];
        unit.row.code.erase(0, 1);
        if (m_draft.find(unit.row.code) != spatial::no_label) {
            refuse("code_taken", fmt::format("The new code '{}' is given twice.", unit.row.code), "codes");
        }
        m_draft.set_row(m_done, label, std::move(unit));
    }
    for (Label label = 1; label < m_draft.m_units.size(); ++label) {
        if (const auto parent = renamed.find(m_draft.m_units[label].row.parent_code); parent != renamed.end()) {
            auto unit = m_draft.m_units[label];
            unit.row.parent_code = parent->second;
            m_draft.set_row(m_done, label, std::move(unit));
        }
    }
    m_draft.refresh_parents();
}

void PlanDraft::Operations::give_people(Label from, Label to) {
    auto heir = m_draft.m_units[to];
    add(heir.row.households, m_draft.m_units[from].row.households);
    add(heir.row.residents, m_draft.m_units[from].row.residents);
    m_draft.set_row(m_done, to, std::move(heir));
}

} // namespace jingwei::server
