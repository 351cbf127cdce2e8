#include "server/service/plan_file.hpp"

#include "data/record.hpp"
#include "server/api_error.hpp"
#include "server/service/plan_locks.hpp"
#include "server/service/plan_redrawing.hpp"
#include "server/service/plan_rehearsal.hpp"
#include "spatial/measure.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace jingwei::server {

using spatial::Label;

namespace {

bool lies_in(const PlanDraft &draft, Label unit, Label top) {
    for (int depth = 0; unit != spatial::no_label && depth < 32; ++depth) {
        if (unit == top) {
            return true;
        }
        unit = draft.find(draft.units()[unit].row.parent_code);
    }
    return false;
}

data::PlanFileRow row_of(const PlanDraft &draft, Label unit, bool changed) {
    const auto &row = draft.units()[unit].row;
    const bool is_new = unit >= draft.base().grids.size();
    data::PlanFileRow out;
    out.code = row.code;
    out.name = row.name;
    out.parent = row.parent_code;
    out.level = row.level;
    out.kind = row.kind;
    out.fallback_org = row.fallback_org;
    out.households = row.households;
    out.residents = row.residents;
    out.plan_code = row.code;
    out.ground = draft.ground_of(unit);
    out.area_m2 = out.ground.empty() ? 0 : spatial::geodesic_area_m2(out.ground);
    out.change = is_new ? "new" : changed ? "changed" : "unchanged";
    out.published_code = is_new ? "" : draft.base().grids[unit].code;
    return out;
}

/// A digest of the edition that a plan is drawn on and of the operations that are done: what was undone leaves nothing.
std::string state_of(const data::StoredPlan &stored) {
    auto text = fmt::to_string(stored.plan.base_edition);
    for (const auto &op : stored.ops) {
        text += op.done ? "\n" + op.intent : std::string();
    }
    return data::digest_of(text);
}

void require_same_plan(const data::PlanFile &file, const data::StoredPlan &stored, const std::string &store) {
    const auto &plan = stored.plan;
    if (file.store != store || file.plan != plan.id) {
        throw ApiError(
            ErrorCode::conflict, "another_plan",
            fmt::format("The file holds plan {}{}, not plan {} of this store; give it to the plan that it came from.",
                        file.plan, file.store == store ? "" : " of another store", plan.id));
    }
    if (file.state.empty() ? file.revision != plan.revision : file.state != state_of(stored)) {
        throw ApiError(ErrorCode::conflict, "changed_meanwhile",
                       fmt::format("Plan {} is at revision {}, and the file was written at revision {}: somebody changed the "
                                   "plan since. Undo that, or export the plan again and repeat the edits.",
                                   plan.id, plan.revision, file.revision));
    }
}

/// The words of an operation.
struct OpLine {
    std::string operator()(const PartitionGrids &op) const {
        std::vector<std::string> parts;
        std::ranges::transform(op.parts, std::back_inserter(parts), &PartitionPart::grid);
        return fmt::format("partition {} → {}", fmt::join(op.grids, ", "), fmt::join(parts, ", "));
    }
    std::string operator()(const MoveToParent &op) const {
        return fmt::format("reparent {} → {}", fmt::join(op.grids, ", "), op.parent);
    }
    std::string operator()(const RenumberGrids &op) const {
        std::vector<std::string> codes;
        std::ranges::transform(op.codes, std::back_inserter(codes),
                               [](const auto &pair) { return fmt::format("{} → {}", pair.first, pair.second); });
        return fmt::format("renumber {}", fmt::join(codes, ", "));
    }
    std::string operator()(const SetGrid &op) const {
        return fmt::format("set {}:{}{}{}{}", op.grid, op.name ? fmt::format(" name {}", *op.name) : "",
                           op.fallback_org ? fmt::format(" fallback_org {}", *op.fallback_org) : "",
                           op.households ? fmt::format(" households {}", *op.households) : "",
                           op.residents ? fmt::format(" residents {}", *op.residents) : "");
    }
    std::string operator()(const RemoveGrid &op) const { return fmt::format("remove {}", op.grid); }
    template <class Other> std::string operator()(const Other &) const { return {}; }
};

} // namespace

std::vector<Label> drawn_units(const PlanDraft &draft, const std::string &within) {
    const auto &units = draft.units();
    std::vector<bool> has_children(units.size());
    for (Label unit = 1; unit < units.size(); ++unit) {
        if (!units[unit].gone) {
            has_children[draft.find(units[unit].row.parent_code)] = true;
        }
    }
    const auto top = within.empty() ? spatial::no_label : draft.find(within);
    std::vector<Label> drawn;
    for (Label unit = 1; unit < units.size(); ++unit) {
        if (!units[unit].gone && !has_children[unit] && (within.empty() || lies_in(draft, unit, top))) {
            drawn.push_back(unit);
        }
    }
    return drawn;
}

data::PlanFile plan_file(PlanService &plans, std::int64_t id) {
    data::PlanFile file;
    plans.look_at(id, [&](const PlanDraft &draft) {
        const auto stored = plans.find(id);
        const auto &plan = stored.plan;
        file.plan = id;
        file.state = state_of(stored);
        file.revision = plan.revision;
        file.store = draft.world()->store_uuid;
        const auto changed = draft.changed_units();
        for (const auto unit : drawn_units(draft, plan.within)) {
            file.rows.push_back(row_of(draft, unit, std::ranges::binary_search(changed, unit)));
        }
    });
    std::ranges::sort(file.rows, {}, &data::PlanFileRow::code);
    return file;
}

PlanFileTaken take_plan_file(PlanService &plans, const Caller &caller, std::int64_t id, const data::PlanFile &file,
                             const PlanFileTaking &taking) {
    PlanFileTaken taken;
    const auto locks = plans.locks(id);
    plans.look_at(id, [&](const PlanDraft &draft) {
        const auto stored = plans.find(id);
        taken.plan = stored.plan;
        require_draft(taken.plan);
        require_same_plan(file, stored, draft.world()->store_uuid);
        auto redrawn = redrawing(draft, drawn_units(draft, taken.plan.within), file, taking);
        taken.ops = std::move(redrawn.ops);
        taken.closed = redrawn.closed;
        taken.widest_m = redrawn.widest_m;
        if (!taken.ops.empty()) {
            taken.problems = rehearse(draft, taken.ops, [&](const PlanDraft &tried, const PlanEffect &effect) {
                require_unlocked(locks, caller, tried, effect);
            });
        }
    });
    if (taking.dry_run) {
        return taken;
    }
    std::size_t done = 0;
    for (const auto &op : taken.ops) {
        try {
            const Precondition as_it_was{.any = false, .versions = {fmt::to_string(taken.plan.revision)}};
            taken.plan = plans.apply(caller, id, as_it_was, op).plan;
            ++done;
        } catch (const Error &error) {
            throw Error(error.code(),
                        fmt::format("{} ({} of the file's {} operations were done)", error.what(), done, taken.ops.size()));
        }
    }
    return taken;
}

std::string plan_op_line(const PlanOp &op) {
    return std::visit(OpLine{}, op.what);
}

} // namespace jingwei::server
