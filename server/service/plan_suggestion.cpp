#include "server/service/plan_suggestion.hpp"

#include "server/api_error.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <numeric>

namespace jingwei::server {

using spatial::GroundUnits;
using spatial::Partition;
using spatial::PartitionRefusal;
using spatial::PartitionRefusalKind;

std::string_view measure_name(SuggestionMeasure measure) {
    switch (measure) {
    case SuggestionMeasure::households:
        return "households";
    case SuggestionMeasure::residents:
        return "residents";
    case SuggestionMeasure::buildings:
        return "buildings";
    case SuggestionMeasure::area:
        return "area";
    }
    return "";
}

namespace {

[[noreturn]] void refuse(const char *code, const std::string &detail, const char *field) {
    throw ApiError(ErrorCode::bad_data, code, detail, field);
}

/// The lines that come near the ground; streets and rivers are borders that people know.
std::vector<spatial::UnitLine> lines_near(const std::vector<data::ReferenceLineRow> &lines, const spatial::LatticeBox &box) {
    std::vector<spatial::UnitLine> near;
    std::size_t segments = 0;
    for (const auto &line : lines) {
        spatial::LatticeBox own;
        std::ranges::for_each(line.line, [&](spatial::LatticePoint p) { own.add(p); });
        if (own.intersects(box)) {
            near.push_back({line.line, line.kind != "parcel"});
            segments += line.line.size();
        }
    }
    if (segments > most_suggestion_segments) {
        refuse(
            "too_many_lines",
            fmt::format("{} vertices of streets, rivers and parcels lie in these grids; at most {} are looked at: choose fewer "
                        "grids.",
                        segments, most_suggestion_segments),
            "grids");
    }
    return near;
}

Partition partition_of(const GroundUnits &units, const spatial::PartitionWish &wish) {
    auto outcome = spatial::partition(units.graph, wish);
    const auto *refusal = std::get_if<PartitionRefusal>(&outcome);
    if (refusal == nullptr) {
        return std::get<Partition>(std::move(outcome));
    }
    if (refusal->kind == PartitionRefusalKind::too_few_parts) {
        refuse("too_few_parts",
               fmt::format("These grids lie in {} pieces that do not hang together; ask for at least so many parts, or choose "
                           "grids that touch.",
                           refusal->limit),
               "parts");
    }
    refuse(
        "too_many_parts",
        fmt::format("Streets and buildings cut these grids into {} units that are not divided; ask for at most so many parts.",
                    refusal->limit),
        "parts");
}

/// Puts a partition into words: which grid each part continues, and the operation.
Suggestion suggestion_of(const SuggestionGround &ground, const GroundUnits &units, const Partition &partition,
                         spatial::PartitionAim aim) {
    Suggestion suggestion{.aim = aim, .figures = partition.figures, .parts = {}, .ending = {}, .op = {}};
    auto shapes = spatial::ground_of_parts(units, partition.part_of, ground.parts);
    PartitionGrids op{.grids = ground.grids, .parts = {}};
    std::set<std::string> ending(ground.grids.begin(), ground.grids.end());
    std::size_t fresh = 0;
    for (std::uint32_t i = 0; i < ground.parts; ++i) {
        const auto &figures = partition.figures.parts[i];
        const bool is_new = figures.continues == spatial::no_owner;
        const auto &code = is_new ? ground.free_codes[fresh++] : ground.grids[figures.continues - 1];
        ending.erase(code);
        auto &part = op.parts.emplace_back(PartitionPart{code, is_new ? code : std::string(), {}});
        std::ranges::transform(shapes[i], std::back_inserter(part.rings), &spatial::Polygon::outer);
        suggestion.parts.push_back({code, is_new, std::move(shapes[i]), figures});
    }
    suggestion.ending.assign(ending.begin(), ending.end());
    suggestion.op.what = std::move(op);
    return suggestion;
}

} // namespace

GroundUnits units_of(const SuggestionGround &ground, const std::vector<data::ReferenceLineRow> &lines,
                     const SuggestionWish &wish) {
    constexpr std::int64_t blocks_a_part = 8;   // a block heavier than an eighth of a grid is cut into cells
    constexpr double squares_a_part = 24;       // where area is all that is known
    constexpr double square_m2_per_unit = 8e-5; // square metres of a square lattice unit, about: only to choose a size
    std::int64_t weight = 0;
    for (const auto &building : ground.buildings) {
        weight += building.weight;
    }
    double area_m2 = 0;
    for (const auto &part : ground.ground) {
        area_m2 += std::abs(static_cast<double>(spatial::doubled_area(part.polygon.outer))) / 2 * square_m2_per_unit;
    }
    auto units = spatial::make_units({.ground = ground.ground,
                                      .lines = lines_near(lines, ground.box),
                                      .places = ground.buildings,
                                      .whole = wish.keep_whole,
                                      .most_weight = std::max<std::int64_t>(1, weight / ground.parts / blocks_a_part),
                                      .most_area_m2 = std::max(1.0, area_m2 / ground.parts / squares_a_part)});
    if (units.graph.units.size() > most_suggestion_units) {
        refuse("too_many_units",
               fmt::format("Streets, parcels and buildings cut these grids into {} units; at most {} are shared out at once: "
                           "choose fewer grids.",
                           units.graph.units.size(), most_suggestion_units),
               "grids");
    }
    std::int64_t total = 0;
    for (const auto &unit : units.graph.units) {
        total += unit.weight;
    }
    spatial::bridge_light_pieces(units, total / ground.parts / 2);
    return units;
}

Suggestions suggest(const SuggestionGround &ground, const std::vector<data::ReferenceLineRow> &lines,
                    const SuggestionWish &wish) {
    constexpr std::size_t most_steps = 1'000'000;
    constexpr std::size_t usual_effort = 400;
    const auto units = units_of(ground, lines, wish);
    Suggestions suggestions{.grids = ground.grids,
                            .parts = ground.parts,
                            .weighed_by = units.by_area ? SuggestionMeasure::area : ground.weighed_by,
                            .people_by = ground.people_by,
                            .units = units.graph.units.size(),
                            .cells = units.cells,
                            .alternatives = {}};
    const auto effort = std::min(usual_effort, most_steps / std::max<std::size_t>(1, units.graph.units.size()));
    for (const auto aim : wish.aims) {
        const auto partition = partition_of(
            units, {.parts = ground.parts, .aim = aim, .seed = wish.seed, .effort = static_cast<std::uint32_t>(effort)});
        suggestions.alternatives.push_back(suggestion_of(ground, units, partition, aim));
    }
    return suggestions;
}

} // namespace jingwei::server
