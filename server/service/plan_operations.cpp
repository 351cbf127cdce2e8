#include "server/service/plan_operations.hpp"

#include "server/api_error.hpp"
#include "server/service/plan_brush.hpp"
#include "server/service/plan_refusal.hpp"
#include "spatial/allotment.hpp"
#include "spatial/brush.hpp"
#include "spatial/gesture_run.hpp"
#include "spatial/measure.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace jingwei::server {

using spatial::Label;

namespace {

[[noreturn]] void refuse(const char *code, const std::string &detail, const char *field) {
    throw ApiError(ErrorCode::bad_data, code, detail, field);
}

std::int64_t lattice_units(double metres) {
    return std::llround(metres / spatial::local_scale(0).north_m);
}

} // namespace

template <class Wish> std::optional<spatial::Refusal> PlanDraft::Operations::try_to_make(const Wish &wish) {
    const spatial::EditRights rights{.outer_border = m_draft.is_overlaid(), .parent_borders = m_op.allow_parent_change};
    auto outcome = spatial::make(m_draft.m_editor, wish, rights);
    if (const auto *refusal = std::get_if<spatial::Refusal>(&outcome)) {
        return *refusal;
    }
    m_done.gestures.push_back(std::get<spatial::Gesture>(std::move(outcome)));
    require_inside(m_done.gestures.back());
    return std::nullopt;
}

template <class Wish> void PlanDraft::Operations::make(const Wish &wish) {
    if (const auto refusal = try_to_make(wish)) {
        throw to_error(*refusal);
    }
}

void PlanDraft::Operations::require_inside(const spatial::Gesture &gesture) const {
    for (const auto &shift : gesture.shifts) {
        if (shift.label == spatial::no_label && !m_draft.m_within.empty()) {
            refuse(
                "outside_of_plan",
                fmt::format("The operation would move nobody's ground, which does not lie in '{}'; stay inside it, or make a "
                            "plan of the whole theme.",
                            m_draft.m_within),
                "op");
        }
        if (!m_draft.lies_within(shift.label)) {
            refuse("outside_of_plan",
                   fmt::format("The operation would move ground of '{}', which the plan does not redraw; stay inside '{}'.",
                               m_draft.m_units[shift.label].row.code, m_draft.m_within),
                   "op");
        }
    }
}

void PlanDraft::Operations::operator()(const SplitGrid &op) {
    const auto unit = leaf(op.grid, "grid");
    spatial::Split split{.unit = unit, .sketch = op.line, .parts = {}, .tolerance = lattice_units(op.tolerance_m)};
    for (const auto &part : op.parts) {
        split.parts.push_back(add_like(unit, part, "parts"));
    }
    make(split);
}

void PlanDraft::Operations::operator()(const MergeGrids &op) {
    spatial::Merge merge{.into = leaf(op.into, "into"), .gone = {}};
    for (const auto &code : op.grids) {
        merge.gone.push_back(leaf(code, "grids"));
        if (merge.gone.back() == merge.into) {
            refuse("grid_twice", fmt::format("The grid '{}' is not merged into itself; name others.", code), "grids");
        }
    }
    make(merge);
    for (const auto label : merge.gone) {
        give_people(label, merge.into);
        m_draft.end_unit(m_done, label);
    }
}

void PlanDraft::Operations::operator()(const PartitionGrids &op) {
    spatial::Allotment allotment;
    std::set<Label> ending;
    for (const auto &code : op.grids) {
        allotment.from.push_back(leaf(code, "grids"));
        if (!ending.insert(allotment.from.back()).second) {
            refuse("grid_twice", fmt::format("The grid '{}' is named twice; name it once.", code), "grids");
        }
    }
    for (const auto &part : op.parts) {
        const auto known = m_draft.find(part.grid);
        const bool goes_on = known != spatial::no_label && ending.erase(known) == 1;
        const auto unit = goes_on ? known : add_like(allotment.from.front(), {part.grid, part.name}, "parts");
        allotment.parts.push_back({unit, part.rings});
    }
    make(allotment);
    for (const auto label : ending) {
        if (part_count(label) > 0) {
            refuse("ground_left",
                   fmt::format("The parts leave ground of '{}' over; give all of it to a part, or make it one.",
                               m_draft.m_units[label].row.code),
                   "parts");
        }
        m_draft.end_unit(m_done, label);
    }
}

void PlanDraft::Operations::operator()(const TakeOverArea &op) {
    spatial::TakeOver take_over{.unit = leaf(op.grid, "grid"), .ring = op.ring, .from = {}};
    for (const auto &code : op.from) {
        take_over.from.push_back(owner(code, "from"));
    }
    make(take_over);
}

void PlanDraft::Operations::operator()(const ReshapeBorder &op) {
    make(spatial::Reshape{.unit = leaf(op.grid, "grid"),
                          .sketch = op.line,
                          .to = op.to.empty() ? spatial::no_label : leaf(op.to, "to"),
                          .tolerance = lattice_units(op.tolerance_m)});
}

void PlanDraft::Operations::operator()(const MoveBorderVertex &op) {
    make(spatial::MoveVertex{op.from, op.to});
}

void PlanDraft::Operations::operator()(const CarveGrid &op) {
    make(spatial::TakeOver{.unit = add_carved(op), .ring = op.ring, .from = {}});
}

Label PlanDraft::Operations::add_carved(const CarveGrid &op) {
    auto label = spatial::no_label;
    if (!op.beside.empty()) {
        label = add_like(leaf(op.beside, "beside"), op.grid, "grid");
    } else if (m_draft.is_overlaid()) {
        require_code(op.grid.code, "grid");
        PlanUnit unit;
        unit.row.code = op.grid.code;
        unit.row.name = op.grid.name;
        unit.row.level = m_draft.m_base->levels.back().code;
        label = m_draft.add_unit(unit);
    } else {
        throw ApiError(ErrorCode::bad_call, "bad_value",
                       "'beside' is missing: it names the grid whose level and parent the new one gets.", "beside");
    }
    m_draft.m_units[label].row.kind = "dedicated";
    return label;
}

void PlanDraft::Operations::operator()(const FollowLine &op) {
    std::vector<spatial::LatticePoint> sketch{op.from};
    sketch.insert(sketch.end(), op.along.begin(), op.along.end());
    sketch.push_back(op.to);
    const auto twice = std::ranges::unique(sketch);
    sketch.erase(twice.begin(), twice.end());
    make(spatial::Reshape{.unit = leaf(op.grid, "grid"),
                          .sketch = std::move(sketch),
                          .to = op.heir.empty() ? spatial::no_label : leaf(op.heir, "heir"),
                          .tolerance = lattice_units(1)});
}

std::size_t PlanDraft::Operations::part_count(Label unit) const {
    return spatial::faces_of(m_draft.m_editor.ground(), unit).size();
}

/// Each building once it touches the grid's ground: one that stands behind another comes after it.
void PlanDraft::Operations::brush_footprints(const ReassignBuildings &op) {
    const auto unit = leaf(op.grid, "grid");
    std::vector<std::size_t> waiting;
    for (std::size_t i = 0; i < op.outlines.size(); ++i) {
        waiting.push_back(i);
    }
    std::size_t moved = 0;
    for (bool more = true; more;) {
        more = false;
        std::erase_if(waiting, [&](std::size_t i) {
            const auto parts = part_count(unit);
            const auto refusal = try_to_make(spatial::TakeOver{.unit = unit, .ring = op.outlines[i], .from = {}});
            if (refusal && refusal->kind != spatial::RefusalKind::no_ground) {
                throw to_error(*refusal);
            }
            if (!refusal && part_count(unit) > parts) { // it stands alone
                static_cast<void>(spatial::undo(m_draft.m_editor, m_done.gestures.back()));
                m_done.gestures.pop_back();
                return false;
            }
            moved += refusal ? 0 : 1;
            more = true;
            return true;
        });
        more = more && !waiting.empty();
    }
    if (!waiting.empty()) {
        refuse("not_adjacent",
               fmt::format("The building '{}' does not touch the ground of '{}'; take over the ground between them too.",
                           op.buildings[waiting.front()], op.grid),
               "buildings");
    }
    if (moved == 0) {
        refuse("no_ground", fmt::format("The buildings stand in '{}' already.", op.grid), "buildings");
    }
}

void PlanDraft::Operations::operator()(const ReassignBuildings &op) {
    if (op.ground.empty()) {
        brush_footprints(op);
        return;
    }
    spatial::Brush brush{.unit = leaf(op.grid, "grid"), .grounds = {}};
    for (const auto &moved : op.ground) {
        brush.grounds.push_back({leaf(moved.from, "buildings"), moved.pieces, moved.kept});
    }
    if (const auto refusal = try_to_make(brush)) {
        throw refusal->kind == spatial::RefusalKind::not_adjacent ? apart_from_grid(m_draft, op, refusal->place)
                                                                  : to_error(*refusal);
    }
}

void PlanDraft::Operations::operator()(const RemoveGrid &op) {
    const auto unit = leaf(op.grid, "grid");
    const bool has_ground = part_count(unit) > 0;
    if (has_ground && m_draft.m_units[unit].row.kind != "dedicated" && !m_draft.is_overlaid()) {
        refuse("not_dedicated", fmt::format("'{}' is no dedicated grid; merge it into another one.", op.grid), "grid");
    }
    const auto to = op.to.empty() ? spatial::no_label : leaf(op.to, "to");
    if (has_ground && to == spatial::no_label && m_draft.is_overlaid()) {
        make(spatial::Dissolve{.unit = unit, .to = spatial::no_label, .may_have = {}, .to_nobody = true});
    } else if (has_ground) {
        make(spatial::Dissolve{.unit = unit, .to = to, .may_have = [&](Label label) {
                                   return !m_draft.has_children(label) && m_draft.lies_within(label) &&
                                          (m_op.allow_parent_change || m_draft.parent_of(label) == m_draft.parent_of(unit));
                               }});
    }
    if (to != spatial::no_label) {
        give_people(unit, to);
    }
    m_draft.end_unit(m_done, unit);
}

void PlanDraft::Operations::operator()(const MoveBorder &op) {
    const auto a = leaf(op.a, "between");
    const auto b = leaf(op.b, "between");
    const auto scale =
        spatial::local_scale(m_draft.m_base->grids[std::min<std::size_t>(a, m_draft.m_base->grids.size() - 1)].label_point.y);
    const spatial::ShiftBorder shift{.a = a,
                                     .b = b,
                                     .east = static_cast<std::int32_t>(std::lround(op.east_m / scale.east_m)),
                                     .north = static_cast<std::int32_t>(std::lround(op.north_m / scale.north_m))};
    if (shift.east == 0 && shift.north == 0) {
        refuse("no_step", "The border would stay where it is; say how far it moves, at least a centimetre.", "by_m");
    }
    make(shift);
}

void PlanDraft::Operations::operator()(const ArrangeGrid &op) {
    std::visit(*this, m_draft.arranged(op));
}

PlanEffect PlanDraft::apply(const PlanOp &op) {
    Done done;
    done.unit_count_before = m_units.size();
    try {
        std::visit(Operations(*this, op, done), op.what);
    } catch (...) {
        take_back(done);
        throw;
    }
    note_effect(done);
    m_done.push_back(std::move(done));
    return m_done.back().effect;
}

} // namespace jingwei::server
