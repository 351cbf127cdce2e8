#pragma once

#include "spatial/coverage_build.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

/// The rows of the store as values: what importers and the sample hand in, and what the World holds. Codes are text
/// (`[A-Za-z0-9._-]{1,32}`); places are lattice points (EPSG:4490); instants are int64 milliseconds UTC; validity is [from,
/// to).
namespace jingwei::data {

using spatial::LatticePoint;
using TimeMs = std::int64_t;
constexpr TimeMs always_from = INT64_MIN;
constexpr TimeMs always_to = INT64_MAX;

struct DivisionRow {
    std::string code, name, parent_code;
    std::string level;  ///< province, prefecture, county
    bool local = false; ///< the code is in no national list
    friend bool operator==(const DivisionRow &, const DivisionRow &) = default;
};

struct ThemeRow {
    std::string code, label_zh, label_en;
    std::string arrangement; ///< base, overlaid
};

struct LevelRow {
    std::string theme, code, label_zh, label_en;
    int rank = 0;              ///< 1 = coarsest; a parent has a smaller rank
    std::string kind = "area"; ///< area, list
    bool full_cover = false;
};

struct GridRow {
    std::int64_t id = 0; ///< 0 while new
    std::string code, name;
    std::string level;         ///< code of the level
    std::string kind = "base"; ///< base, dedicated
    std::string parent_code;   ///< empty at the top
    std::string division_code; ///< the county (or other division) it lies in; empty = unknown
    std::string fallback_org;  ///< answers where nobody does; empty = none
    std::optional<int> households, residents;
    // derived when an edition is written; given here they are ignored
    LatticePoint label_point;
    double area_m2 = 0;
    std::string limits_text;
};

struct OrgRow {
    std::string code, name, kind;
};

struct PersonRow {
    std::int64_t id = 0;
    std::string code, name, phone, org_code;
    friend bool operator==(const PersonRow &, const PersonRow &) = default;
};

struct RoleRow {
    std::string code, label_zh, label_en;
    int sort_order = 0;
};

struct StaffingRuleRow {
    std::string theme, level; ///< which grids
    std::string grid_kind;    ///< base, dedicated; empty = any
    std::string role;
    int minimum = 1;
};

struct AssignmentRow {
    std::int64_t id = 0;
    std::string person_code, theme, grid_code, role;
    bool primary = true; ///< false = deputy
    bool on_duty = true;
    TimeMs from = always_from, to = always_to;
};

struct CameraRow {
    std::int64_t id = 0;
    std::string code, name;
    std::string kind; ///< code list camera_kind
    LatticePoint at;
    std::optional<double> azimuth_deg, fov_deg, range_m, height_m;
    bool online = true;
    std::string gb_id; ///< GB/T 28181, 20 digits, or empty
    std::string owner; ///< text
    std::string platform, channel;
    std::string built_phase;
    bool boundary_crossing = false;
    friend bool operator==(const CameraRow &, const CameraRow &) = default;
};

struct KeySiteRow {
    std::int64_t id = 0;
    std::string code, name;
    std::string kind; ///< code list key_site_kind
    LatticePoint at;
    std::string address, responsible, phone;
    int attention = 0; ///< 0 none, 1 low .. 3 high
    friend bool operator==(const KeySiteRow &, const KeySiteRow &) = default;
};

struct BuildingRow {
    std::int64_t id = 0;
    std::string code, name, address;
    std::string building_use; ///< GB/T 31000 5.17
    LatticePoint at;
    spatial::Ring footprint;                 ///< empty = a point only
    std::vector<spatial::Ring> courtyards{}; ///< holes of the footprint, turning right
    std::optional<int> floors, units, households, residents;
    friend bool operator==(const BuildingRow &, const BuildingRow &) = default;
};

struct RentalHouseRow {
    std::int64_t id = 0;
    std::string code, address, building_code;
    std::string building_use;      ///< GB/T 31000 5.17
    std::string rental_use;        ///< GB/T 31000 5.18
    std::string hazard;            ///< GB/T 31000 5.19
    std::string let_kind = "long"; ///< long, short
    LatticePoint at;
    std::optional<int> tenant_count;
    std::optional<TimeMs> last_visit;
    friend bool operator==(const RentalHouseRow &, const RentalHouseRow &) = default;
};

struct StreetRow {
    std::string code, name;
};

struct AddressRow {
    std::string code, name, parent_code, street_code, building_code;
    std::string kind; ///< road, quarter, building, unit, room
    std::optional<LatticePoint> at;
};

struct EnterpriseRow {
    std::int64_t id = 0;
    std::string code, name, credit_code, size_class;
    std::string theme, grid_code; ///< its dedicated grid, if any
    std::optional<int> staff, guards;
    LatticePoint at;
};

struct ReferenceLineRow {
    std::int64_t id = 0;
    std::string code, name;
    std::string kind; ///< street, river, parcel
    std::vector<LatticePoint> line;
    friend bool operator==(const ReferenceLineRow &, const ReferenceLineRow &) = default;
};

/// A code that a grid bore once.
struct EarlierCode {
    std::string code;
    std::int64_t grid = 0; ///< its id
};

/// The key that a source has for an object here.
struct ExternalRefRow {
    std::string source, kind, external_id, code;
    TimeMs seen_at = 0;                ///< of the last import that changed something and whose file had the key
    std::optional<TimeMs> vanished_at; ///< of the first import whose file had it no more; nothing = the last file had it
};

/// The grids of one theme as they shall stand after a write: units, and the polygons of the lowest of them.
/// `grids[0]` is a dummy for nobody; a face's label is an index into `grids`. A unit without a face of its own is the union
/// of its children.
struct ThemeContent {
    std::string theme;
    std::vector<GridRow> grids{1};
    spatial::Coverage coverage;
};

/// Everything a sample (or any bulk load into an empty store) brings. Written in one transaction.
struct StoreContent {
    std::vector<DivisionRow> divisions;
    std::vector<ThemeRow> themes; ///< beside the default ones
    std::vector<LevelRow> levels; ///< beside the default ones
    std::vector<RoleRow> roles;   ///< beside the default ones
    std::vector<StaffingRuleRow> staffing_rules;
    std::vector<ThemeContent> coverages;
    std::vector<OrgRow> orgs;
    std::vector<PersonRow> people;
    std::vector<AssignmentRow> assignments;
    std::vector<CameraRow> cameras;
    std::vector<KeySiteRow> key_sites;
    std::vector<StreetRow> streets;
    std::vector<BuildingRow> buildings;
    std::vector<AddressRow> addresses;
    std::vector<RentalHouseRow> rental_houses;
    std::vector<EnterpriseRow> enterprises;
    std::vector<ReferenceLineRow> reference_lines;
    TimeMs valid_from = 0; ///< of the edition and of the assignments that say nothing else
    std::string note;      ///< shown with the edition, e.g. that all of it is fictional
};

} // namespace jingwei::data
