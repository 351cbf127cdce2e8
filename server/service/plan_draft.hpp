#pragma once

#include "data/plan.hpp"
#include "server/service/plan_op.hpp"
#include "server/service/plan_problem.hpp"
#include "server/service/plan_tally.hpp"
#include "spatial/gesture_borders.hpp"

#include <functional>
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
    double compactness = 0, compactness_before = 0;
    /// How far the farthest building is from the grid's label point, in a straight line; none where it has no building.
    std::optional<double> walk_radius_m{}, walk_radius_before_m{};
    UnitTally tally{}, tally_before{};
    std::vector<data::GridRule> range{}; ///< what is asked of its level
};

/// What somebody answers for, before and after, in all grids of the theme.
struct PersonNumbers {
    std::string code, name;
    std::vector<std::string> grids{}; ///< codes of theirs that are there now
    UnitTally tally{}, tally_before{};
};

/// What an operation did.
struct PlanEffect {
    std::vector<spatial::Label> touched;    ///< units whose ground or row changed, ascending
    std::vector<Moved> moved;               ///< objects that came to another unit
    spatial::BorderShift borders{};         ///< where borders run now, and ran
    std::vector<spatial::Label> followed{}; ///< units above whose ground changed because others came under them or left
    /// Touched and followed, ascending.
    [[nodiscard]] std::vector<spatial::Label> told() const;
};

/// An object beside a border that an operation drew.
struct NearBorder {
    std::size_t layer = 0; ///< as in Moved
    std::uint32_t slot = 0;
    spatial::Label unit = spatial::no_label, across = spatial::no_label; ///< where it stands; on the other side
    double distance_m = 0;
};

/// A plan's present state: the grids of an edition and what the plan's operations made of them. It exists in memory only; the
/// operations are what is kept. One thread at a time.
class PlanDraft {
  public:
    /// `base` is the theme as the plan's base edition had it; `world` brings the objects and the roster. `within` names a unit
    /// whose ground may be redrawn, empty: all. Throws ApiError{not_found} for an unknown one.
    PlanDraft(data::WorldPtr world, std::shared_ptr<const data::ThemeWorld> base, const std::string &within);

    /// What is asked of grids, of all themes.
    void set_rules(std::vector<data::GridRule> rules);
    /// Codes that were grids' before the base edition and are not used again but by the same grid; said before the first
    /// operation, by code.
    void set_retired_codes(const std::vector<data::EarlierCode> &codes);
    /// Where streets, rivers and parcels are asked for, which part the units that buildings are brushed with; without, there
    /// are none.
    using LinesNear = std::function<std::vector<data::ReferenceLineRow>(const spatial::LatticeBox &box)>;
    void set_lines(LinesNear lines) { m_lines = std::move(lines); }
    /// Takes the objects and the roster of another World. Tens of milliseconds for a city where objects changed, else nothing.
    void follow(data::WorldPtr world);

    /// The operation with what it depends on beside the plan written into it (courses of lines, outlines of buildings, new
    /// codes), so that it does the same whenever it is done again. Throws ApiError.
    using LineOf = std::function<std::optional<data::ReferenceLineRow>(const std::string &code)>;
    [[nodiscard]] PlanOp settled(PlanOp op, const LineOf &line_of) const;
    /// Carries out an operation, wholly or not at all. Throws ApiError that says what is wrong, with the place where there is
    /// one.
    PlanEffect apply(const PlanOp &op);
    /// Takes the last operation back. There must be one.
    PlanEffect undo();
    [[nodiscard]] std::size_t op_count() const { return m_done.size(); }
    /// What the operation before so many others did; its labels may be of units that are gone by now.
    [[nodiscard]] const PlanEffect &effect_of(std::size_t op) const { return m_done[op].effect; }

    [[nodiscard]] const data::ThemeWorld &base() const { return *m_base; }
    [[nodiscard]] const data::WorldPtr &world() const { return m_tally.world(); }
    [[nodiscard]] const std::vector<PlanUnit> &units() const { return m_units; }
    [[nodiscard]] const spatial::CoverageEditor &editor() const { return m_editor; }
    /// The label of a grid that is there now, or 0.
    [[nodiscard]] spatial::Label find(std::string_view code) const;
    /// Whether another grid than this unit (0 = a new one) bore a code before, in the base edition or an earlier one: it is not
    /// given again.
    [[nodiscard]] bool was_anothers(const std::string &code, spatial::Label unit) const;
    /// The code of a unit, empty for nobody and for one that is not known any more.
    [[nodiscard]] std::string code_of(spatial::Label unit) const;
    /// Of a unit above others: the sums over all below it, without a walk radius.
    [[nodiscard]] GridNumbers numbers(spatial::Label unit) const;
    /// What stands in a unit; 0 = on nobody's ground.
    [[nodiscard]] UnitTally tally_of(spatial::Label unit) const { return m_tally.of(unit); }
    /// Of everybody who answers for one of some units, by code.
    [[nodiscard]] std::vector<PersonNumbers> people(std::span<const spatial::Label> units) const;
    /// The objects at most so far from a border that an operation drew, nearest first.
    [[nodiscard]] std::vector<NearBorder> near_borders(const PlanEffect &effect, double within_m) const;
    /// The ground of a unit without children, one valid polygon a part: rings may touch each other, but not themselves.
    [[nodiscard]] spatial::MultiPolygon ground_of(spatial::Label unit) const;
    [[nodiscard]] std::vector<PlanProblem> problems(std::span<const spatial::Label> units) const;
    /// Enclosed ground of nobody between grids that is too small to be meant. The edition has it too: no operation touches it.
    [[nodiscard]] const std::vector<PlanProblem> &gaps() const;
    /// What is wrong with the borders as a whole: the gaps, and what no operation can bring about, looked for all the same.
    /// O(everything).
    [[nodiscard]] std::vector<PlanProblem> whole_problems() const;
    /// Of all units that the plan changed.
    [[nodiscard]] std::vector<spatial::Label> changed_units() const;
    /// The theme's content as the plan would publish it; O(everything). The whole is checked: a fault is a problem.
    [[nodiscard]] data::ThemeContent content() const;

  private:
    struct Done {
        std::vector<spatial::Gesture> gestures; ///< in their order
        std::vector<std::pair<spatial::Label, PlanUnit>> rows_before;
        std::size_t unit_count_before = 0;
        PlanEffect effect;
        [[nodiscard]] std::vector<spatial::LatticeBox> places() const;
    };
    class Operations;
    class Inspection;

    /// A part of a unit's ground.
    struct Part {
        spatial::FaceId face = 0;
        spatial::LatticePoint front; ///< of its outline
        double width_m = 0;          ///< of the widest circle inside
    };
    /// What takes time to find out about a unit's ground.
    struct Shape {
        std::vector<Part> parts; ///< by face, ascending
        spatial::LatticePoint label_point;
        spatial::LatticeBox box;
        double area_m2 = 0, compactness = 0;
    };
    /// The units that each person was, is or will be the primary of, one person after another: of one roster and one edition.
    struct Heads {
        std::shared_ptr<const data::Roster> roster;
        std::shared_ptr<const data::ThemeWorld> theme;
        std::vector<std::uint32_t> first; ///< by index into Roster::people
        std::vector<spatial::Label> units;
    };

    void set_row(Done &done, spatial::Label unit, PlanUnit now);
    /// Ends a unit without children.
    void end_unit(Done &done, spatial::Label unit);
    [[nodiscard]] spatial::Label add_unit(const PlanUnit &unit);
    void refresh_parents();
    void forget_shapes(const Done &done);                           ///< of ground that changed
    [[nodiscard]] const Shape &shape_of(spatial::Label unit) const; ///< kept until its ground changes
    [[nodiscard]] double compactness_before(spatial::Label unit) const;
    /// By label: a unit and what lies below it. O(units).
    [[nodiscard]] std::vector<bool> with_all_below(spatial::Label upper) const;
    /// The length of the border around all of some units, holes included.
    [[nodiscard]] double perimeter_m(const std::vector<bool> &units) const;
    [[nodiscard]] UnitTally tally_of_all(const std::vector<bool> &units) const;
    [[nodiscard]] UnitTally tally_with_all_below(spatial::Label upper) const;
    [[nodiscard]] UnitTally tally_before_with_all_below(spatial::Label upper) const; ///< in the edition
    void tell_upper(spatial::Label upper, GridNumbers &numbers) const;
    [[nodiscard]] const Heads &heads() const;
    /// Of all dates, of the unit as it is published now; none for a new one.
    [[nodiscard]] const std::vector<data::Assignment> &assignments_of(spatial::Label unit) const;
    /// Of all units that somebody is the primary of at an instant.
    [[nodiscard]] PersonNumbers person_numbers(std::uint32_t person, data::TimeMs at) const;
    void take_back(Done &done);
    void note_effect(Done &done);
    [[nodiscard]] std::vector<Moved> follow_ground(std::span<const spatial::LatticeBox> places);
    /// The faces of a unit, ascending. O(1) but for the first time after an operation.
    [[nodiscard]] std::span<const spatial::FaceId> faces_of(spatial::Label unit) const;
    [[nodiscard]] spatial::Polygon polygon_of(spatial::FaceId face) const;
    [[nodiscard]] spatial::Label parent_of(spatial::Label unit) const { return m_parents[unit]; }
    [[nodiscard]] bool has_children(spatial::Label unit) const { return m_child_counts[unit] > 0; }
    [[nodiscard]] bool lies_within(spatial::Label unit) const;
    /// Whether the theme lies over others and need not cover: ground may be nobody's.
    [[nodiscard]] bool is_overlaid() const { return m_base->arrangement == "overlaid"; }
    [[nodiscard]] bool has_responsible(spatial::Label unit) const;
    /// The unit's index in the theme as it is now; 0 for one that is not there.
    [[nodiscard]] data::GridIndex published_grid(const data::ThemeWorld &now, spatial::Label unit) const;
    [[nodiscard]] std::vector<data::GridRule> rules_of(spatial::Label unit) const;
    [[nodiscard]] std::vector<spatial::Label> to_renumber(const RenumberGrids &op) const;
    [[nodiscard]] std::vector<std::pair<std::string, std::string>> profile_codes(const RenumberGrids &op) const;
    void settle(ReassignBuildings &op) const;
    [[nodiscard]] PlanOp::What arranged(const ArrangeGrid &op) const;
    [[nodiscard]] std::vector<spatial::Ring> outlines_of(const ReassignBuildings &op) const;

    std::shared_ptr<const data::ThemeWorld> m_base;
    std::vector<PlanUnit> m_units;                             ///< by label; [0] is nobody
    std::unordered_map<std::string, spatial::Label> m_by_code; ///< of those that are there
    std::vector<spatial::Label> m_parents;                     ///< by label
    std::vector<std::uint32_t> m_child_counts;                 ///< by label
    std::size_t m_orphans = 0;                                 ///< units whose parent is not there
    std::string m_within;
    spatial::CoverageEditor m_editor;
    /// The faces of all units one after another, and where each unit's begin; empty = to be made.
    struct FaceTable {
        std::vector<std::uint32_t> first;
        std::vector<spatial::FaceId> faces;
    };
    mutable FaceTable m_faces;
    mutable std::unordered_map<spatial::Label, Shape> m_shapes;
    mutable std::unordered_map<spatial::Label, double> m_compactness_before;
    mutable std::optional<std::vector<PlanProblem>> m_gaps;
    mutable Heads m_heads;
    PlanTally m_tally;
    std::vector<UnitTally> m_sums_before;
    std::vector<data::GridRule> m_rules;                           ///< of this theme
    std::unordered_map<std::string, std::int64_t> m_retired_codes; ///< with the grid that bore it; 0 = several did
    LinesNear m_lines = [](const spatial::LatticeBox &) { return std::vector<data::ReferenceLineRow>(); };
    std::vector<Done> m_done;
};

} // namespace jingwei::server
