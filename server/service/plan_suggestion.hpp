#pragma once

#include "data/rows.hpp"
#include "server/service/plan_draft.hpp"
#include "spatial/ground_units.hpp"

#include <optional>

/// Suggestions for redrawing grids of a plan: what is asked, what is gathered from the draft, and what comes out.
namespace jingwei::server {

/// Bounds of one request; what exceeds them is refused with the bound.
constexpr std::uint32_t most_suggested_parts = 300;
constexpr std::size_t most_suggested_grids = 300;
constexpr std::size_t most_suggestion_units = 6'000;
constexpr std::size_t most_suggestion_buildings = 30'000;
constexpr std::size_t most_suggestion_segments = 50'000;

struct SuggestionWish {
    std::vector<std::string> grids;                ///< to be redrawn; empty = all base grids right below `within`
    std::string within;                            ///< a parent's code
    std::optional<std::int64_t> parts;             ///< how many grids there shall be
    std::optional<std::int64_t> target_households; ///< or how many households each
    std::uint64_t seed = 1;
    std::vector<spatial::PartitionAim> aims; ///< the alternatives wanted, in this order
    std::vector<spatial::Ring> keep_whole;   ///< quarters that are not divided
};

/// What weighs, and who is counted as staying or moving: the first that is known of any building in the area.
enum class SuggestionMeasure { households, residents, buildings, area };
[[nodiscard]] std::string_view measure_name(SuggestionMeasure measure);

/// What a suggestion needs of a draft, by value.
struct SuggestionGround {
    std::vector<std::string> grids;      ///< codes; a unit's owner is the place here + 1
    std::vector<std::string> free_codes; ///< for new grids, as many as may be needed
    std::vector<spatial::LabelledPolygon> ground;
    std::vector<spatial::UnitPlace> buildings;
    SuggestionMeasure weighed_by = SuggestionMeasure::households;
    SuggestionMeasure people_by = SuggestionMeasure::residents; ///< residents, households or buildings
    spatial::LatticeBox box;
    std::uint32_t parts = 0;
};

struct SuggestedPart {
    std::string grid; ///< that it continues, or the code proposed for a new one
    bool is_new = false;
    spatial::MultiPolygon ground;
    spatial::PartFigures figures;
};

struct Suggestion {
    spatial::PartitionAim aim = spatial::PartitionAim::balance;
    spatial::PartitionFigures figures;
    std::vector<SuggestedPart> parts;
    std::vector<std::string> ending; ///< grids that no part continues
    PlanOp op;                       ///< makes the draft so
};

struct Suggestions {
    std::vector<std::string> grids;
    std::uint32_t parts = 0;
    SuggestionMeasure weighed_by = SuggestionMeasure::households;
    SuggestionMeasure people_by = SuggestionMeasure::residents;
    std::size_t units = 0, cells = 0;
    std::vector<Suggestion> alternatives;
};

/// Looks at the draft. Throws ApiError with what is wrong: unknown grids, grids of two parents, bounds.
[[nodiscard]] SuggestionGround gather(const PlanDraft &draft, const std::string &plan_within, const SuggestionWish &wish);
/// Cuts the ground into units. Throws ApiError for more than a request may have.
[[nodiscard]] spatial::GroundUnits units_of(const SuggestionGround &ground, const std::vector<data::ReferenceLineRow> &lines,
                                            const SuggestionWish &wish);
/// Makes the alternatives. Nothing is changed; takes some 0.3 s an alternative for a thousand units, on one thread. Throws
/// ApiError.
[[nodiscard]] Suggestions suggest(const SuggestionGround &ground, const std::vector<data::ReferenceLineRow> &lines,
                                  const SuggestionWish &wish);

} // namespace jingwei::server
