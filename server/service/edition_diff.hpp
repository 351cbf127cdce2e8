#pragma once

#include "data/store.hpp"
#include "server/service/handed_layers.hpp"
#include "spatial/ground_change.hpp"

#include <array>
#include <functional>
#include <memory>
#include <span>

namespace jingwei::server {

class PlanDraft;

/// One side of a comparison: the units of a theme, their ground, and when who answers for them is asked.
struct DiffSide {
    std::vector<data::GridRow> rows;             ///< by label; one without a code is no unit
    const spatial::Coverage *coverage = nullptr; ///< of the ground, by label
    /// Whose ground points lie on, by label.
    std::function<void(std::span<const data::LatticePoint>, std::span<spatial::Label>)> owners;
    std::shared_ptr<const void> keeps; ///< what they lie in
    data::TimeMs at = 0;
};

/// A theme as an edition had it. `world` knows its divisions.
[[nodiscard]] DiffSide side_of(const data::World &world, std::shared_ptr<const data::ThemeWorld> theme, data::TimeMs at);
/// What a plan makes of its edition; the draft has to stay as it is while the side is used. Costs a coverage: some twenty
/// milliseconds for a city.
[[nodiscard]] DiffSide side_of(const PlanDraft &draft, data::TimeMs at);

/// Somebody by index into Roster::people.
using PersonIndex = std::optional<std::uint32_t>;

/// What stands on ground.
struct HandedCounts {
    std::array<std::int64_t, handed_layer_count> objects{}; ///< by number in `handed_layers`
    std::int64_t households = 0, residents = 0;             ///< where the buildings say
    [[nodiscard]] bool empty() const;
};

/// Ground that a grid got from, or gave to, another of its level; empty = nobody, or none of that level.
struct GroundShare {
    std::string grid;
    double area_m2 = 0;
};

/// A grid that differs.
struct GridDiff {
    enum class Change { created, gone, changed };
    Change change = Change::changed;
    std::string code, name, level; ///< as it is, or was last
    bool ground = false;           ///< its ground differs
    std::vector<std::string_view>
        attributes; ///< that differ: code, name, level, kind, parent, division, fallback_org, households, residents
    std::string code_before, name_before, parent_before, parent;
    double area_before_m2 = 0, area_m2 = 0, won_m2 = 0, lost_m2 = 0;
    std::vector<GroundShare> from, to;
    HandedCounts won, lost;
    PersonIndex person_before, person; ///< who answers: the primary of the grid, or of the nearest unit above with anybody
};

/// What became of a grid's ground: the rows that a publication stores, with the share of its households too.
struct LineageDiff {
    std::string_view kind;                 ///< new, close, move, split, merge
    std::string from, to;                  ///< empty = none
    std::optional<double> share;           ///< of the area of `from`
    std::optional<double> household_share; ///< of the households of the buildings in `from`; nothing where these say none
};

/// An object that another grid, or at least another person, answers for.
struct HandedObject {
    std::size_t layer = 0; ///< number in `handed_layers`
    std::string code, title;
    data::LatticePoint at;
    std::optional<int> households, residents;
    std::string from, from_name, to, to_name; ///< grids; empty = nobody's ground
    PersonIndex from_person, to_person;
};

/// What somebody gains and loses; objects are indexes into EditionDiff::objects.
struct PersonDiff {
    std::uint32_t person = 0;
    HandedCounts won, lost;
    std::vector<std::size_t> won_objects, lost_objects;
};

/// Ground that another grid has, in the finest units. Empty = nobody.
struct GroundDiff {
    std::string from, to;
    double area_m2 = 0;
    spatial::MultiPolygon ground;
};

struct BorderDiff {
    std::string left, right;
    bool is_new = false;
    std::vector<data::LatticePoint> points;
};

/// What differs between two states of a theme, and who gains and loses what by it. Objects and people are those of the World.
struct EditionDiff {
    data::WorldPtr world;
    std::vector<GridDiff> grids; ///< by level from the finest to the coarsest, then code
    std::vector<LineageDiff> lineage;
    std::vector<HandedObject> objects; ///< by layer, then from, to and code
    std::vector<PersonDiff> people;    ///< by the person's code
    std::vector<GroundDiff> ground;    ///< by from, then to
    std::vector<BorderDiff> borders;
};

/// Compares two states of a theme. Only ground whose borders differ is looked at, and only objects near it: a few tens of
/// milliseconds for a city beside what differs. Exact; whom an object belongs to is the locators' answer. Thread-safe.
[[nodiscard]] EditionDiff compare(data::WorldPtr world, const std::string &theme, const DiffSide &before,
                                  const DiffSide &after);

} // namespace jingwei::server
