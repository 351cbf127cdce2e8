#include "data/import_fields.hpp"
#include "server/api_error.hpp"
#include "server/service/plan_draft.hpp"
#include "server/service/plan_refusal.hpp"
#include "spatial/allotment.hpp"
#include "spatial/measure.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace jingwei::server {

using spatial::Label;

namespace {

[[noreturn]] void refuse(const char *code, const std::string &detail, const char *field) {
    throw ApiError(ErrorCode::bad_data, code, detail, field);
}

} // namespace

/// Carries out one operation on a draft; what it leaves behind when it throws is taken back by its caller.
class PlanDraft::Operations {
  public:
    Operations(PlanDraft &draft, const PlanOp &op, Done &done) : m_draft(draft), m_op(op), m_done(done) {}

    void operator()(const SplitGrid &op) {
        const auto unit = leaf(op.grid, "grid");
        spatial::Split split{.unit = unit, .sketch = op.line, .parts = {}, .tolerance = lattice_units(op.tolerance_m)};
        for (const auto &part : op.parts) {
            split.parts.push_back(add_like(unit, part, "parts"));
        }
        make(split);
    }
    void operator()(const MergeGrids &op) {
        spatial::Merge merge{.into = leaf(op.into, "into"), .gone = {}};
        for (const auto &code : op.grids) {
            merge.gone.push_back(leaf(code, "grids"));
        }
        make(merge);
        auto heir = m_draft.m_units[merge.into];
        for (const auto label : merge.gone) {
            auto unit = m_draft.m_units[label];
            add(heir.row.households, unit.row.households);
            add(heir.row.residents, unit.row.residents);
            unit.gone = true;
            m_draft.set_row(m_done, label, std::move(unit));
        }
        m_draft.set_row(m_done, merge.into, std::move(heir));
    }
    void operator()(const TakeOverArea &op) {
        spatial::TakeOver take_over{.unit = leaf(op.grid, "grid"), .ring = op.ring, .from = {}};
        for (const auto &code : op.from) {
            take_over.from.push_back(leaf(code, "from"));
        }
        make(take_over);
    }
    void operator()(const ReshapeBorder &op) {
        make(spatial::Reshape{.unit = leaf(op.grid, "grid"),
                              .sketch = op.line,
                              .to = op.to.empty() ? spatial::no_label : leaf(op.to, "to"),
                              .tolerance = lattice_units(op.tolerance_m)});
    }
    void operator()(const MoveBorderVertex &op) { make(spatial::MoveVertex{op.from, op.to}); }
    void operator()(const CarveGrid &op) {
        const auto label = add_like(leaf(op.beside, "beside"), op.grid, "grid");
        m_draft.m_units[label].row.kind = "dedicated";
        make(spatial::TakeOver{.unit = label, .ring = op.ring, .from = {}});
    }
    void operator()(const SetGrid &op) {
        const auto label = any(op.grid, "grid");
        auto unit = m_draft.m_units[label];
        unit.row.name = op.name.value_or(unit.row.name);
        unit.row.fallback_org = op.fallback_org.value_or(unit.row.fallback_org);
        unit.row.households = op.households ? op.households : unit.row.households;
        unit.row.residents = op.residents ? op.residents : unit.row.residents;
        m_draft.set_row(m_done, label, std::move(unit));
    }
    void operator()(const MoveToParent &op) {
        const auto parent = any(op.parent, "parent");
        for (const auto &code : op.grids) {
            const auto label = any(code, "grids");
            auto unit = m_draft.m_units[label];
            if (rank(parent) >= rank(label)) {
                refuse("bad_parent",
                       fmt::format("'{}' is no coarser than '{}'; name a grid of a level above.", op.parent, code), "parent");
            }
            unit.row.parent_code = op.parent;
            m_draft.set_row(m_done, label, std::move(unit));
        }
        m_draft.refresh_parents();
    }
    void operator()(const RenumberGrids &op) {
        std::vector<Label> labels;
        std::set<std::string> freed;
        for (const auto &[before, after] : op.codes) {
            labels.push_back(any(before, "codes"));
            freed.insert(before);
        }
        for (const auto &[before, after] : op.codes) {
            require_code(after, "codes", freed);
        }
        rename(op, labels);
    }
    void operator()(const PartitionGrids &op) {
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
            if (!m_draft.ground_of(label).empty()) {
                refuse("ground_left",
                       fmt::format("The parts leave ground of '{}' over; give all of it to a part, or make it one.",
                                   m_draft.m_units[label].row.code),
                       "parts");
            }
            auto unit = m_draft.m_units[label];
            unit.gone = true;
            m_draft.set_row(m_done, label, std::move(unit));
        }
    }

  private:
    static std::int64_t lattice_units(double metres) { return std::llround(metres / spatial::local_scale(0).north_m); }
    static void add(std::optional<int> &sum, const std::optional<int> &more) {
        sum = sum || more ? std::optional(sum.value_or(0) + more.value_or(0)) : std::nullopt;
    }

    template <class Wish> void make(const Wish &wish) {
        const spatial::EditRights rights{.outer_border = false, .parent_borders = m_op.allow_parent_change};
        auto outcome = spatial::make(m_draft.m_editor, wish, rights);
        if (const auto *refusal = std::get_if<spatial::Refusal>(&outcome)) {
            throw to_error(*refusal);
        }
        m_done.gesture = std::get<spatial::Gesture>(std::move(outcome));
        for (const auto &shift : m_done.gesture->shifts) {
            if (!m_draft.lies_within(shift.label)) {
                refuse("outside_of_plan",
                       fmt::format("The operation would move ground of '{}', which the plan does not redraw; stay inside '{}'.",
                                   m_draft.m_units[shift.label].row.code, m_draft.m_within),
                       "op");
            }
        }
    }

    Label any(const std::string &code, const char *field) const {
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
    Label leaf(const std::string &code, const char *field) const {
        const auto label = any(code, field);
        if (m_draft.has_children(label)) {
            refuse("has_children", fmt::format("'{}' is made of the grids below it; redraw those.", code), field);
        }
        return label;
    }
    [[nodiscard]] int rank(Label unit) const {
        const auto &levels = m_draft.m_base->levels;
        return std::ranges::find(levels, m_draft.m_units[unit].row.level, &data::Level::code)->rank;
    }

    void require_code(const std::string &code, const char *field, const std::set<std::string> &freed = {}) const {
        if (!data::is_code(code)) {
            refuse(
                "bad_code",
                fmt::format("The code '{}' is not 1 to 32 letters, digits, dots, underscores or hyphens.", code.substr(0, 40)),
                field);
        }
        if (m_draft.find(code) != spatial::no_label && !freed.contains(code)) {
            refuse("code_taken", fmt::format("The code '{}' is taken; choose another one.", code), field);
        }
        const auto was = m_draft.m_base->find(code);
        if (was != 0 && m_draft.m_units[was].row.code != code && !freed.contains(code)) {
            refuse("code_retired", fmt::format("The code '{}' was another grid's; a retired code is not used again.", code),
                   field);
        }
    }

    Label add_like(Label model, const NewGrid &grid, const char *field) {
        require_code(grid.code, field);
        PlanUnit unit = m_draft.m_units[model];
        unit.row.id = 0;
        unit.row.code = grid.code;
        unit.row.name = grid.name;
        unit.row.households.reset();
        unit.row.residents.reset();
        return m_draft.add_unit(unit);
    }

    void rename(const RenumberGrids &op, const std::vector<Label> &labels) {
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

    PlanDraft &m_draft;
    const PlanOp &m_op;
    Done &m_done;
};

PlanEffect PlanDraft::apply(const PlanOp &op) {
    Done done;
    done.unit_count_before = m_units.size();
    try {
        std::visit(Operations(*this, op, done), op.what);
    } catch (...) {
        take_back(done);
        throw;
    }
    std::set<Label> touched;
    if (done.gesture) {
        done.effect.moved =
            m_tally.follow(done.gesture->places, [this](spatial::LatticePoint p) { return m_editor.label_at(p); });
        for (const auto &shift : done.gesture->shifts) {
            touched.insert(shift.label);
        }
    }
    for (const auto &[unit, before] : done.rows_before) {
        touched.insert(unit);
    }
    touched.erase(spatial::no_label);
    done.effect.touched.assign(touched.begin(), touched.end());
    m_done.push_back(std::move(done));
    return m_done.back().effect;
}

} // namespace jingwei::server
