#pragma once

#include "data/code_index.hpp"
#include "data/history.hpp"
#include "data/rows.hpp"
#include "spatial/chunked.hpp"
#include "spatial/locator.hpp"
#include "spatial/point_pyramid.hpp"

#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <unordered_map>

/// The World: an immutable in-memory picture of the store. Readers take one shared_ptr<const World> and use it to the end.
/// A change makes the next World, sharing all that did not change.
namespace jingwei::data {

/// Index of a grid in its theme's `grids`; 0 is nobody. The same number is the label of the theme's coverage.
using GridIndex = spatial::Label;

struct Level {
    std::string code, label_zh, label_en;
    int rank = 0; ///< as stored: orders the levels, with room for others between
    bool full_cover = false;
    int position = 0; ///< derived: 1 = the coarsest level in use, 2 the next …; 0 = no unit has this level
    /// Whether they say the same; what is derived does not count.
    friend bool operator==(const Level &a, const Level &b) {
        return a.code == b.code && a.label_zh == b.label_zh && a.label_en == b.label_en && a.rank == b.rank &&
               a.full_cover == b.full_cover;
    }
};

/// A unit of a theme, of any level.
struct Grid {
    std::int64_t id = 0;
    std::string code, name;
    std::uint16_t level = 0; ///< index into ThemeWorld::levels
    bool dedicated = false;
    GridIndex parent = 0;
    std::uint32_t division = 0; ///< index into World::divisions; 0 = unknown
    LatticePoint label_point;
    double area_m2 = 0;
    std::string fallback_org, limits_text;
    std::optional<int> households, residents;
};

struct Division {
    std::string code, name, level, level_name_zh;
    std::uint32_t parent = 0; ///< index into World::divisions; 0 = none
    friend bool operator==(const Division &, const Division &) = default;
};

/// One theme: its units, their ground, and the index over it. Replaced as a whole when an edition is published.
struct ThemeWorld {
    std::int64_t id = 0;
    std::int64_t edition = 0; ///< the edition that last changed this theme; 0 = none yet
    std::string code, label_zh, label_en, arrangement;
    std::vector<Level> levels; ///< by rank, coarsest first
    std::vector<Grid> grids;   ///< [0] is nobody
    std::unordered_map<std::string, GridIndex> by_code;
    std::vector<std::vector<GridIndex>> children; ///< by parent; [0] are the top units
    spatial::Coverage coverage;
    std::unique_ptr<const spatial::Locator> locator;
    /// Polygons of every unit of every level by grid index: its own faces and those of its descendants, derived from the
    /// coverage when the World is built. Empty at [0].
    std::vector<spatial::MultiPolygon> shapes;

    /// The unit of this code, or 0.
    [[nodiscard]] GridIndex find(std::string_view grid_code) const;
    [[nodiscard]] std::size_t bytes() const;
};

struct Person {
    std::int64_t id = 0;
    std::string code, name, phone, phone_masked;
    std::string org; ///< code of the organisation; empty = unknown
};

struct Role {
    std::int64_t id = 0;
    std::string code, label_zh, label_en;
    int sort_order = 0;
};

struct Assignment {
    std::int64_t id = 0;
    std::uint32_t person = 0; ///< index into Roster::people
    std::uint16_t role = 0;   ///< index into World::roles
    bool primary = true;
    bool on_duty = true;
    TimeMs from = always_from, to = always_to;
    [[nodiscard]] bool holds_at(TimeMs at) const { return from <= at && at < to; }
};

struct StaffingRule {
    std::uint16_t theme = 0; ///< index into World::themes
    std::uint16_t level = 0; ///< index into ThemeWorld::levels
    std::optional<bool> dedicated;
    std::uint16_t role = 0;
    int minimum = 1;
};

/// Large records lie in chunks of 128, so that a change copies tens of kilobytes.
template <class T> using Rows = spatial::Chunked<T, 128>;

/// Assignments of grids that are not in the current edition, by grid code: kept for questions about the past and for a
/// rollback.
using RetiredAssignments = std::map<std::string, std::vector<Assignment>, std::less<>>;

/// Who answers for what, all dates. `assignments[theme][grid]` is every assignment of that grid, past and future too,
/// sorted by role order, primary first, then person code, then id.
struct Roster {
    Rows<Person> people;
    CodeIndex person_by_code; ///< into `people`; asked through `find_person`
    std::vector<Rows<std::vector<Assignment>>> assignments;
    std::vector<std::shared_ptr<const RetiredAssignments>> retired; ///< by theme, never null

    [[nodiscard]] std::optional<std::uint32_t> find_person(std::string_view code) const {
        return person_by_code.find(code, [this](std::uint32_t i) -> const std::string & { return people[i].code; });
    }
    [[nodiscard]] std::size_t bytes() const;
};

/// A point layer: whole records by slot, their places in tile order and how many there are in each square of the map. A deleted
/// record leaves an empty slot (id 0).
template <class Row> struct Layer {
    Rows<Row> rows;
    spatial::PointSet points;            ///< PointEntry::slot indexes `rows`
    spatial::PointPyramid pyramid;       ///< of `points`
    CodeIndex slot_by_code;              ///< into `rows`; asked through `find`
    std::vector<std::string> categories; ///< PointEntry::category indexes here
    std::uint64_t revision = 0;          ///< grows with every change of this layer

    /// The slot of a code.
    [[nodiscard]] std::optional<std::uint32_t> find_slot(std::string_view code) const {
        return slot_by_code.find(code, [this](std::uint32_t slot) -> const std::string & { return rows[slot].code; });
    }
    /// The record of a code, or null.
    [[nodiscard]] const Row *find(std::string_view code) const {
        const auto slot = find_slot(code);
        return slot ? &rows[*slot] : nullptr;
    }
    /// How many records there are, empty slots not counted.
    [[nodiscard]] std::size_t size() const { return points.size(); }
};

/// A code list: value -> (Chinese, English).
struct CodeLabel {
    std::string zh, en;
};
using CodeList = std::map<std::string, CodeLabel, std::less<>>;
using CodeLists = std::map<std::string, CodeList, std::less<>>; ///< by name of the list

struct World {
    std::string store_uuid;
    std::uint64_t revision = 0; ///< journal number of the last change inside
    std::int64_t edition = 0;   ///< 0 = nothing published yet
    TimeMs edition_valid_from = 0;
    int utc_offset_minutes = 480;
    bool sample = false; ///< the store holds a fictional sample

    std::shared_ptr<const History> history;                 ///< null = nothing is known of it
    std::shared_ptr<const std::vector<Division>> divisions; ///< [0] is none
    std::vector<std::shared_ptr<const ThemeWorld>> themes;  ///< base first
    std::shared_ptr<const std::vector<Role>> roles;
    std::shared_ptr<const std::vector<StaffingRule>> staffing_rules;
    std::shared_ptr<const CodeLists> code_lists;
    std::shared_ptr<const Roster> roster;
    std::shared_ptr<const Layer<CameraRow>> cameras;
    std::shared_ptr<const Layer<KeySiteRow>> key_sites;
    std::shared_ptr<const Layer<RentalHouseRow>> rental_houses;
    std::shared_ptr<const Layer<BuildingRow>> buildings;
    std::uint64_t grids_revision = 0; ///< journal number of the last edition
    std::uint64_t roster_revision = 0;

    /// The mark of the opening that wrote a journal number; empty = not known.
    [[nodiscard]] std::string_view mark_of(std::uint64_t number) const {
        return history ? history->mark_of(number) : std::string_view();
    }
    /// The theme of this code, or null.
    [[nodiscard]] const ThemeWorld *theme(std::string_view code) const;
    /// Its index in `themes` (and in Roster::assignments), or nothing.
    [[nodiscard]] std::optional<std::size_t> theme_index(std::string_view code) const;
    /// Bytes held by coverages, locators, layers and roster, for /metrics and the benchmarks. Walks over all rows:
    /// milliseconds at city size.
    [[nodiscard]] std::size_t bytes() const;
};

using WorldPtr = std::shared_ptr<const World>;

} // namespace jingwei::data
