#pragma once

#include "data/plan.hpp"
#include "server/service/plan_op.hpp"
#include "server/service/plan_tally.hpp"
#include "spatial/gesture.hpp"

#include <memory>
#include <set>
#include <unordered_map>

namespace jingwei::server {

/// A unit of a plan, by the label of its ground.
struct PlanUnit {
    data::GridRow row;
    bool gone = false;
};

/// What stands in a grid before and after, and its ground.
struct GridNumbers {
    std::string code, name;
    bool is_new = false, gone = false;
    double area_m2 = 0, area_before_m2 = 0; ///< before: in the edition that the plan began with
    UnitTally tally, tally_before;
};

/// What is wrong or worth a look in a plan.
struct PlanProblem {
    std::string kind;   ///< no_ground, multi_part, sliver, nobody_responsible, name_missing, name_twice
    bool error = false; ///< blocks publishing
    std::string grid;
    std::optional<spatial::LonLat> place;
    std::string detail; ///< a sentence that says what to do
};

/// What an operation did.
struct PlanEffect {
    std::vector<spatial::Label> touched; ///< units whose ground or row changed, ascending
    std::vector<Moved> moved;            ///< objects that came to another unit
};

/// A plan's present state: the grids of an edition and what the plan's operations made of them. It exists in memory only; the
/// operations are what is kept. One thread at a time.
class PlanDraft {
  public:
    /// `base` is the theme as the plan's base edition had it; `world` brings the objects and the roster. `within` names a unit
    /// whose ground may be redrawn, empty: all. Throws ApiError{not_found} for an unknown one.
    PlanDraft(data::WorldPtr world, std::shared_ptr<const data::ThemeWorld> base, const std::string &within);

    /// Carries out an operation, wholly or not at all. Throws ApiError that says what is wrong, with the place where there is
    /// one.
    PlanEffect apply(const PlanOp &op);
    /// Takes the last operation back. There must be one.
    PlanEffect undo();
    [[nodiscard]] std::size_t op_count() const { return m_done.size(); }

    [[nodiscard]] const data::ThemeWorld &base() const { return *m_base; }
    [[nodiscard]] const data::WorldPtr &world() const { return m_tally.world(); }
    [[nodiscard]] const std::vector<PlanUnit> &units() const { return m_units; }
    [[nodiscard]] const spatial::CoverageEditor &editor() const { return m_editor; }
    /// The label of a grid that is there now, or 0.
    [[nodiscard]] spatial::Label find(std::string_view code) const;
    [[nodiscard]] GridNumbers numbers(spatial::Label unit) const;
    /// The ground of a unit without children, as polygons whose rings may touch themselves.
    [[nodiscard]] spatial::MultiPolygon ground_of(spatial::Label unit) const;
    [[nodiscard]] std::vector<PlanProblem> problems(std::span<const spatial::Label> units) const;
    /// Of all units that the plan changed.
    [[nodiscard]] std::vector<spatial::Label> changed_units() const;
    /// The theme's content as the plan would publish it; O(everything). The whole is checked: a fault is a problem.
    [[nodiscard]] data::ThemeContent content() const;

  private:
    struct Done {
        std::optional<spatial::Gesture> gesture;
        std::vector<std::pair<spatial::Label, PlanUnit>> rows_before;
        std::size_t unit_count_before = 0;
        PlanEffect effect;
    };
    class Operations;

    void set_row(Done &done, spatial::Label unit, PlanUnit now);
    [[nodiscard]] spatial::Label add_unit(const PlanUnit &unit);
    void refresh_parents();
    void take_back(Done &done);
    [[nodiscard]] spatial::Label parent_of(spatial::Label unit) const;
    [[nodiscard]] bool has_children(spatial::Label unit) const;
    [[nodiscard]] bool lies_within(spatial::Label unit) const;
    [[nodiscard]] bool has_responsible(const std::string &code) const;

    std::shared_ptr<const data::ThemeWorld> m_base;
    std::vector<PlanUnit> m_units;                             ///< by label; [0] is nobody
    std::unordered_map<std::string, spatial::Label> m_by_code; ///< of those that are there
    std::string m_within;
    spatial::CoverageEditor m_editor;
    PlanTally m_tally;
    std::vector<UnitTally> m_sums_before;
    std::vector<Done> m_done;
};

} // namespace jingwei::server
