#include "server/service/plan_brush.hpp"

#include "server/service/plan_suggestion.hpp"
#include "spatial/measure.hpp"
#include "spatial/segment.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <map>

namespace jingwei::server {

using spatial::Label;
using spatial::LatticePoint;
using spatial::Ring;

namespace {

[[noreturn]] void refuse(const char *code, const std::string &detail) {
    throw ApiError(ErrorCode::bad_data, code, detail, "buildings");
}

/// Whether a ring winds around a place; on its border either way.
bool holds(const Ring &ring, LatticePoint p) {
    bool inside = false;
    for (std::size_t i = 0; i < ring.size(); ++i) {
        const spatial::Upward side({ring[i], ring[i + 1 == ring.size() ? 0 : i + 1]});
        inside ^= side.crosses_above(p.y) && spatial::cross(side.low, side.high, p) < 0;
    }
    return inside;
}

/// From a place to the nearest of a ring's sides.
double distance_m(LatticePoint p, const Ring &ring) {
    const auto scale = spatial::local_scale(p.y);
    double least = INFINITY;
    for (std::size_t i = 0; i < ring.size(); ++i) {
        const auto a = ring[i];
        const auto b = ring[i + 1 == ring.size() ? 0 : i + 1];
        const double ax = (double(a.x) - p.x) * scale.east_m;
        const double ay = (double(a.y) - p.y) * scale.north_m;
        const double dx = (double(b.x) - a.x) * scale.east_m;
        const double dy = (double(b.y) - a.y) * scale.north_m;
        const double square = dx * dx + dy * dy;
        const double share = square > 0 ? std::clamp(-(ax * dx + ay * dy) / square, 0.0, 1.0) : 0;
        least = std::min(least, std::hypot(ax + share * dx, ay + share * dy));
    }
    return least;
}

/// Between two rings that do not cross.
double distance_m(const Ring &a, const Ring &b) {
    double least = INFINITY;
    std::ranges::for_each(a, [&](LatticePoint p) { least = std::min(least, distance_m(p, b)); });
    std::ranges::for_each(b, [&](LatticePoint p) { least = std::min(least, distance_m(p, a)); });
    return least;
}

/// The places of the buildings that are not in the grid yet, by whose ground they stand on.
std::map<Label, std::vector<LatticePoint>> places_by_grid(const PlanDraft &draft, const ReassignBuildings &op) {
    const auto grid = draft.find(op.grid);
    std::map<Label, std::vector<LatticePoint>> places;
    for (const auto &code : op.buildings) {
        const auto *building = draft.world()->buildings->find(code);
        if (building == nullptr) {
            refuse("no_such_building", fmt::format("There is no building '{}'.", code.substr(0, 40)));
        }
        const auto owner = draft.editor().label_at(building->at);
        if (owner == spatial::no_label) {
            refuse(
                "nobodys_ground",
                fmt::format("The building '{}' stands on nobody's ground, so it has no unit; take over the ground around it.",
                            code));
        }
        if (owner != grid) {
            places[owner].push_back(building->at);
        }
    }
    return places;
}

/// The units that some places of one grid lie in.
MovedUnits units_around(const PlanDraft &draft, const std::string &within, const std::string &from,
                        const std::vector<LatticePoint> &places, const PlanDraft::LinesNear &lines) {
    SuggestionWish wish;
    wish.grids = {from};
    wish.parts = 1;
    const auto ground = gather(draft, within, wish);
    const auto units = units_of(ground, lines(ground.box), wish);
    std::vector<std::uint32_t> part_of(units.graph.units.size(), 0);
    for (std::size_t i = 0; i < ground.buildings.size(); ++i) {
        if (units.unit_of_place[i] != spatial::no_unit && std::ranges::find(places, ground.buildings[i].at) != places.end()) {
            part_of[units.unit_of_place[i]] = 1;
        }
    }
    const auto shapes = spatial::ground_of_parts(units, part_of, 2);
    MovedUnits moved{.from = from, .pieces = {}, .kept = {}};
    std::ranges::transform(shapes[1], std::back_inserter(moved.pieces), &spatial::Polygon::outer);
    for (const auto &polygon : shapes[1]) {
        for (const auto &hole : polygon.holes) {
            for (const auto &rest : shapes[0]) { // what lies in a hole and was the grid's stays so
                const bool inside =
                    std::ranges::all_of(rest.outer, [&](LatticePoint p) { return holds(hole, p) || distance_m(p, hole) == 0; });
                if (inside) {
                    moved.kept.push_back(rest.outer);
                }
            }
        }
    }
    return moved;
}

} // namespace

std::vector<MovedUnits> units_under(const PlanDraft &draft, const std::string &within, const ReassignBuildings &op,
                                    const PlanDraft::LinesNear &lines) {
    const auto places = places_by_grid(draft, op);
    if (places.empty()) {
        refuse("no_ground", fmt::format("The buildings stand in '{}' already.", op.grid));
    }
    std::vector<MovedUnits> moved;
    for (const auto &[owner, of_owner] : places) {
        try {
            moved.push_back(units_around(draft, within, draft.code_of(owner), of_owner, lines));
        } catch (const ApiError &error) { // it names the member `grids` of another call
            throw ApiError(error.code(), error.problem_code(), error.what(), "buildings", error.status());
        }
    }
    std::erase_if(moved, [](const MovedUnits &units) { return units.pieces.empty(); }); // buildings exactly on a border
    if (moved.empty()) {
        refuse("no_ground", "The buildings stand on the very border; take over the ground around them.");
    }
    return moved;
}

ApiError apart_from_grid(const PlanDraft &draft, const ReassignBuildings &op, LatticePoint place) {
    const Ring *piece = nullptr;
    double least = INFINITY;
    for (const auto &moved : op.ground) {
        for (const auto &ring : moved.pieces) {
            if (const auto distance = distance_m(place, ring); distance < least) {
                least = distance;
                piece = &ring;
            }
        }
    }
    double gap_m = INFINITY;
    for (const auto &polygon : draft.ground_of(draft.find(op.grid))) {
        gap_m = std::min(gap_m, piece == nullptr ? 0 : distance_m(*piece, polygon.outer));
        for (const auto &hole : polygon.holes) {
            gap_m = std::min(gap_m, piece == nullptr ? 0 : distance_m(*piece, hole));
        }
    }
    const auto stands_there = [&](const std::string &code) {
        const auto *building = draft.world()->buildings->find(code);
        return piece != nullptr && building != nullptr && holds(*piece, building->at);
    };
    const auto building = std::ranges::find_if(op.buildings, stands_there);
    const auto at = spatial::to_lonlat(place);
    const auto between = gap_m < 0.05 ? "they meet in a point only" : fmt::format("{:.1f} m lie between them", gap_m);
    return {ErrorCode::bad_data, "not_adjacent",
            fmt::format("The unit of the building '{}', at {:.7f}, {:.7f}, does not touch the ground of '{}': {}; brush the "
                        "buildings between too, or take over the ground.",
                        building == op.buildings.end() ? op.buildings.front() : *building, at.lon, at.lat, op.grid, between),
            "buildings"};
}

} // namespace jingwei::server
