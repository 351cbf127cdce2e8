#include "server/service/plan_redrawing.hpp"

#include "server/api_error.hpp"
#include "server/service/ground_redrawing.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <set>

namespace jingwei::server {

using data::PlanFileRow;
using spatial::Label;
using spatial::LatticePoint;

namespace {

[[noreturn]] void refuse(const char *code, const std::string &detail) {
    throw ApiError(ErrorCode::bad_data, code, detail, "file");
}

/// The sides of polygons, wherever their rings begin and however they turn.
std::vector<std::pair<LatticePoint, LatticePoint>> sides_of(const spatial::MultiPolygon &ground) {
    std::vector<std::pair<LatticePoint, LatticePoint>> sides;
    const auto add = [&](const spatial::Ring &ring) {
        for (std::size_t i = 0; i < ring.size(); ++i) {
            sides.emplace_back(std::minmax(ring[i], ring[(i + 1) % ring.size()]));
        }
    };
    for (const auto &polygon : ground) {
        add(polygon.outer);
        std::ranges::for_each(polygon.holes, add);
    }
    std::ranges::sort(sides);
    return sides;
}

/// A row and the grid that it continues; no_label = it is a new one.
struct Pair {
    const PlanFileRow *row = nullptr;
    Label unit = spatial::no_label;
};

class FileReading {
  public:
    FileReading(const PlanDraft &draft, const std::vector<Label> &drawn, const data::PlanFile &file,
                const PlanFileTaking &taking)
        : m_draft(draft), m_drawn(drawn), m_file(file), m_taking(taking) {}

    Redrawing run() {
        pair_rows();
        check_fixed_columns();
        reparent_known();
        redraw();
        reparent_new();
        renumber();
        std::ranges::for_each(m_pairs, [this](const Pair &pair) { set_attributes(pair); });
        remove_empty();
        return std::move(m_result);
    }

  private:
    [[nodiscard]] bool has(std::string_view column) const { return m_file.columns.contains(column); }
    [[nodiscard]] const data::GridRow &known(Label unit) const { return m_draft.units()[unit].row; }

    template <class What> void add(What what) {
        m_result.ops.push_back({.what = std::move(what), .allow_parent_change = false});
    }

    /// \name Which row is which grid.
    ///@{
    void pair_rows() {
        require_codes();
        std::map<std::string, std::vector<const PlanFileRow *>> by_plan_code;
        for (const auto &row : m_file.rows) {
            by_plan_code[row.plan_code].push_back(&row);
        }
        for (const auto &[code, rows] : by_plan_code) {
            if (code.empty()) {
                std::ranges::transform(rows, std::back_inserter(m_pairs), [](const auto *row) { return Pair{row}; });
            } else {
                pair_rows_of(code, rows);
            }
        }
        std::ranges::sort(m_pairs, {}, [](const Pair &pair) { return pair.row->line; });
    }
    void require_codes() const {
        std::map<std::string_view, std::size_t> lines;
        for (const auto &row : m_file.rows) {
            if (row.code.empty()) {
                refuse("no_code", fmt::format("Row {} has no code; give the grid one.", row.line));
            }
            const auto [first, fresh] = lines.emplace(row.code, row.line);
            if (!fresh) {
                refuse("code_twice",
                       fmt::format("The code '{}' stands in rows {} and {}: give a new piece a code of its own, or "
                                   "join the pieces to one row.",
                                   row.code, first->second, row.line));
            }
        }
    }
    void pair_rows_of(const std::string &code, const std::vector<const PlanFileRow *> &rows) {
        const auto unit = m_draft.find(code);
        if (!std::ranges::binary_search(m_drawn, unit)) {
            refuse("no_such_grid",
                   fmt::format("Row {} says in plan_code that it was '{}', which is no grid of this file's plan: "
                               "leave plan_code as it was, and empty for a new grid.",
                               rows.front()->line, code));
        }
        const auto kept = rows.size() == 1 ? rows.begin() : std::ranges::find(rows, code, &PlanFileRow::code);
        if (kept == rows.end()) {
            refuse("which_continues", fmt::format("{} rows, the first of them row {}, come from '{}' and none kept that code: "
                                                  "leave it to the one that goes on as this grid.",
                                                  rows.size(), rows.front()->line, code));
        }
        for (const auto *row : rows) {
            m_pairs.push_back({row, row == *kept ? unit : spatial::no_label});
        }
        m_kept.insert(unit);
    }
    ///@}

    /// A plan cannot change these, so a planner who did has to know.
    void check_fixed_columns() const {
        for (const auto &[row, unit] : m_pairs) {
            const auto differs = [&](std::string_view column, const std::string &said, const std::string &is) {
                if (has(column) && unit != spatial::no_label && said != is) {
                    refuse("fixed_column",
                           fmt::format("Row {} makes the {} of '{}' '{}', where it is '{}': no plan changes that.", row->line,
                                       column, row->code, said, is));
                }
            };
            differs("level", row->level, known(unit).level);
            differs("kind", row->kind, known(unit).kind);
        }
    }

    void reparent_known() {
        std::map<std::string, std::vector<std::string>> by_parent;
        for (const auto &[row, unit] : m_pairs) {
            if (unit == spatial::no_label || !has("parent") || row->parent == known(unit).parent_code) {
                continue;
            }
            if (row->parent.empty()) {
                refuse("no_parent", fmt::format("Row {} leaves '{}' without a parent; name one.", row->line, row->code));
            }
            by_parent[row->parent].push_back(known(unit).code);
        }
        reparent(by_parent);
    }
    void reparent(std::map<std::string, std::vector<std::string>> &by_parent) {
        for (auto &[parent, grids] : by_parent) {
            add(MoveToParent{.grids = std::move(grids), .parent = parent});
        }
    }

    /// \name Ground.
    ///@{
    void redraw() {
        std::vector<RedrawnGrid> grids;
        for (const auto &[row, unit] : m_pairs) {
            add_redrawn(*row, unit, grids);
        }
        for (const auto unit : m_drawn) {
            auto ground = m_kept.contains(unit) ? spatial::MultiPolygon{} : m_draft.ground_of(unit);
            if (!m_kept.contains(unit) && ground.empty()) {
                m_without_ground.push_back(unit);
            } else if (!m_kept.contains(unit)) {
                grids.push_back(
                    {.code = known(unit).code, .name = {}, .is_new = false, .before = std::move(ground), .drawn = {}});
            }
        }
        auto redrawn = redraw_ground(grids, m_taking.tolerance_m,
                                     [this](LatticePoint p) { return m_draft.code_of(m_draft.editor().label_at(p)); });
        m_result.closed = redrawn.closed;
        m_result.widest_m = redrawn.widest_m;
        for (auto &division : redrawn.divisions) {
            note_models(division);
            add(std::move(division));
            m_result.ops.back().allow_parent_change = m_taking.allow_parent_change;
        }
    }
    void add_redrawn(const PlanFileRow &row, Label unit, std::vector<RedrawnGrid> &grids) const {
        const bool is_new = unit == spatial::no_label;
        auto before = is_new ? spatial::MultiPolygon{} : m_draft.ground_of(unit);
        if (!is_new && sides_of(before) == sides_of(row.ground)) {
            return;
        }
        if (row.ground.empty()) {
            refuse("no_ground", fmt::format("Row {}, '{}', has no outline: draw one, or delete the row.", row.line, row.code));
        }
        grids.push_back({.code = is_new ? row.code : known(unit).code,
                         .name = row.name.empty() ? row.code : row.name,
                         .is_new = is_new,
                         .before = std::move(before),
                         .drawn = row.ground});
    }
    void note_models(const PartitionGrids &division) {
        for (const auto &part : division.parts) {
            if (m_draft.find(part.grid) == spatial::no_label) {
                m_model[part.grid] = m_draft.find(division.grids.front());
            }
        }
    }
    ///@}

    /// A new grid has level, kind and parent of the grid that gave it most ground.
    void reparent_new() {
        std::map<std::string, std::vector<std::string>> by_parent;
        for (const auto &[row, unit] : m_pairs) {
            const auto model = m_model.find(row->code);
            if (unit != spatial::no_label || model == m_model.end()) {
                continue;
            }
            const auto &like = known(model->second);
            if ((!row->level.empty() && row->level != like.level) || (!row->kind.empty() && row->kind != like.kind)) {
                refuse("fixed_column",
                       fmt::format("Row {}, the new grid '{}', takes ground of '{}' and is of its level and kind ({}, {}): say "
                                   "so or leave both empty. A dedicated grid is carved in the plan itself.",
                                   row->line, row->code, like.code, like.level, like.kind));
            }
            if (!row->parent.empty() && row->parent != parent_after(model->second)) {
                by_parent[row->parent].push_back(row->code);
            }
        }
        reparent(by_parent);
    }
    [[nodiscard]] std::string parent_after(Label unit) const {
        const auto pair = std::ranges::find(m_pairs, unit, &Pair::unit);
        return pair != m_pairs.end() && has("parent") ? pair->row->parent : known(unit).parent_code;
    }

    void renumber() {
        RenumberGrids op;
        for (const auto &[row, unit] : m_pairs) {
            if (unit != spatial::no_label && row->code != known(unit).code) {
                op.codes.emplace_back(known(unit).code, row->code);
            }
        }
        if (!op.codes.empty()) {
            add(std::move(op));
        }
    }

    void set_attributes(const Pair &pair) {
        const auto &row = *pair.row;
        const bool is_new = pair.unit == spatial::no_label;
        const data::GridRow like = is_new ? data::GridRow{} : known(pair.unit);
        SetGrid op{.grid = row.code, .name = {}, .fallback_org = {}, .households = {}, .residents = {}};
        if (!is_new && has("name") && row.name != like.name) {
            op.name = row.name;
        }
        const auto *model = is_new ? model_of(row.code) : nullptr;
        const auto office = model != nullptr ? model->fallback_org : like.fallback_org;
        if (has("fallback_org") && row.fallback_org != office) {
            op.fallback_org = row.fallback_org;
        }
        // who splits a feature has all its attributes twice: the grid that goes on has the people
        const auto own = [&](std::optional<int> data::GridRow::*figure, std::optional<int> said) {
            return model != nullptr && said == model->*figure ? std::nullopt : said;
        };
        op.households = count(row, "households", own(&data::GridRow::households, row.households), like.households);
        op.residents = count(row, "residents", own(&data::GridRow::residents, row.residents), like.residents);
        if (op.name || op.fallback_org || op.households || op.residents) {
            add(std::move(op));
        }
    }
    [[nodiscard]] const data::GridRow *model_of(const std::string &code) const {
        const auto model = m_model.find(code);
        return model == m_model.end() ? nullptr : &known(model->second);
    }
    [[nodiscard]] std::optional<int> count(const PlanFileRow &row, std::string_view column, std::optional<int> said,
                                           std::optional<int> is) const {
        if (!has(column) || said == is) {
            return std::nullopt;
        }
        if (!said) {
            refuse("no_number", fmt::format("Row {} empties the {} of '{}', which are {}: write a number.", row.line, column,
                                            row.code, *is));
        }
        return said;
    }

    void remove_empty() {
        for (const auto unit : m_without_ground) {
            add(RemoveGrid{.grid = known(unit).code, .to = {}});
        }
    }

    const PlanDraft &m_draft;
    const std::vector<Label> &m_drawn;
    const data::PlanFile &m_file;
    const PlanFileTaking &m_taking;
    std::vector<Pair> m_pairs;            ///< in the order of the file
    std::set<Label> m_kept;               ///< units that a row continues
    std::map<std::string, Label> m_model; ///< of new grids, by code
    std::vector<Label> m_without_ground;  ///< units that have none and no row any more
    Redrawing m_result;
};

} // namespace

Redrawing redrawing(const PlanDraft &draft, const std::vector<Label> &drawn, const data::PlanFile &file,
                    const PlanFileTaking &taking) {
    return FileReading(draft, drawn, file, taking).run();
}

} // namespace jingwei::server
