#include "server/service/locate_service.hpp"

#include "server/api_error.hpp"
#include "spatial/sure_radius.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <fmt/format.h>
#include <limits>

namespace jingwei::server {

using data::Grid;
using data::GridIndex;
using data::ThemeWorld;
using data::World;

std::string_view match_name(Match match) {
    constexpr std::array<std::string_view, 3> names{"inside", "nearest", "none"};
    return names[static_cast<std::size_t>(match)];
}

namespace {

/// How far the nearest border is looked for; no grid is wider than this.
constexpr double border_search_m = 500'000;

/// A theme of a World, with what an answer about one of its grids needs.
struct ThemeView {
    const World &world;
    const ThemeWorld &theme;
    std::size_t index; ///< of the theme
    data::TimeMs at;

    [[nodiscard]] const data::Level &level(const Grid &grid) const { return theme.levels[grid.level]; }
};

void add_divisions(const ThemeView &view, GridIndex index, std::vector<ChainLink> &chain) {
    std::uint32_t division = 0;
    for (GridIndex unit = index; unit != 0 && division == 0; unit = view.theme.grids[unit].parent) {
        division = view.theme.grids[unit].division;
    }
    const auto &divisions = *view.world.divisions;
    while (division != 0 && division < divisions.size()) {
        const data::Division &row = divisions[division];
        chain.push_back({.level = "division",
                         .level_name = row.level_name_zh,
                         .code = row.code,
                         .name = row.name,
                         .rank = 0,
                         .people = {}});
        division = row.parent;
    }
}

std::vector<ChainLink> chain_of(const ThemeView &view, GridIndex index) {
    std::vector<ChainLink> chain;
    chain.reserve(6);
    for (GridIndex unit = view.theme.grids[index].parent; unit != 0; unit = view.theme.grids[unit].parent) {
        const Grid &grid = view.theme.grids[unit];
        const data::Level &level = view.level(grid);
        chain.push_back({.level = level.code,
                         .level_name = level.label_zh,
                         .code = grid.code,
                         .name = grid.name,
                         .rank = level.position,
                         .people = data::people_of(view.world, view.index, unit, view.at)});
    }
    add_divisions(view, index, chain);
    return chain;
}

std::string_view fallback_of(const ThemeView &view, GridIndex index) {
    for (; index != 0; index = view.theme.grids[index].parent) {
        if (!view.theme.grids[index].fallback_org.empty()) {
            return view.theme.grids[index].fallback_org;
        }
    }
    return {};
}

void describe_grid(const ThemeView &view, GridIndex index, ThemeAnswer &answer) {
    answer.grid = &view.theme.grids[index];
    answer.people = data::people_answering(view.world, view.index, index, view.at);
    answer.vacant_roles = data::vacant_roles(view.world, view.index, index, view.at);
    answer.chain = chain_of(view, index);
    if (answer.people.empty()) {
        answer.fallback_org = fallback_of(view, index);
    }
}

/// How far one may move without reaching a border at that distance by the scale at the point, or coming within `within_m` of
/// it by the scale at the place reached. A promise, so it is rounded down. Places are looked up at the nearest lattice point,
/// this one and any that the asker moves to: each half a diagonal of a unit away at most.
double promised(spatial::LatticePoint point, double distance_m, double within_m = 0) {
    constexpr double two_roundings_m = 0.0158;
    const double sure_m = spatial::sure_radius_m(point, distance_m) - within_m - two_roundings_m;
    return std::max(0.0, std::floor(sure_m * 100) / 100);
}

void describe_border(const ThemeView &view, spatial::LatticePoint point, GridIndex owner, ThemeAnswer &answer) {
    const auto hit = view.theme.locator->nearest_border(point, border_search_m);
    answer.stays_m = promised(point, hit ? hit->distance_m : border_search_m);
    if (!hit) {
        return;
    }
    const spatial::Label across = hit->left == owner ? hit->right : hit->left;
    answer.border = {.distance_m = hit->distance_m, .across = across == 0 ? nullptr : &view.theme.grids[across]};
    answer.on_border = hit->distance_m == 0;
}

/// No ground is within the reach that was asked for: how far one may move until some is. A theme without any ground stays as
/// it is everywhere.
double stays_outside(const ThemeView &view, spatial::LatticePoint point, double within_m) {
    if (view.theme.coverage.empty()) {
        return std::numeric_limits<double>::infinity();
    }
    const auto hit = view.theme.locator->nearest_border(point, border_search_m);
    return promised(point, hit ? hit->distance_m : border_search_m, within_m);
}

void describe_doubt(const ThemeView &view, spatial::LatticePoint point, double accuracy_m, ThemeAnswer &answer) {
    for (const auto &unit : view.theme.locator->within(point, accuracy_m)) {
        const Grid *grid = &view.theme.grids[unit.label];
        if (grid != answer.grid) {
            answer.within_accuracy.push_back({grid, unit.distance_m});
        }
    }
}

void describe_outside(const ThemeView &view, spatial::LatticePoint point, double within_m, ThemeAnswer &answer) {
    const auto near =
        within_m > 0 ? view.theme.locator->within(point, within_m) : std::vector<spatial::Locator::UnitDistance>();
    if (near.empty()) {
        answer.stays_m = stays_outside(view, point, within_m);
        return;
    }
    answer.match = Match::nearest;
    answer.distance_m = near.front().distance_m;
    describe_grid(view, near.front().label, answer);
}

ThemeAnswer answer_theme(const ThemeView &view, spatial::LatticePoint point, const LocateQuestion &question) {
    ThemeAnswer answer;
    answer.theme = &view.theme;
    if (view.theme.locator == nullptr) {
        return answer;
    }
    const GridIndex owner = view.theme.locator->locate(point);
    if (owner != 0) {
        answer.match = Match::inside;
        describe_grid(view, owner, answer);
        describe_border(view, point, owner, answer);
    } else {
        describe_outside(view, point, question.within_m, answer);
    }
    if (question.accuracy_m > 0) {
        describe_doubt(view, point, question.accuracy_m, answer);
    }
    return answer;
}

bool chosen(const LocateQuestion &question, std::string_view theme) {
    return question.themes.empty() || std::ranges::find(question.themes, theme) != question.themes.end();
}

void check_themes(const World &world, const LocateQuestion &question) {
    for (const std::string_view theme : question.themes) {
        if (world.theme(theme) == nullptr) {
            throw ApiError(ErrorCode::bad_call, "unknown_theme", "This store has no theme '" + std::string(theme) + "'.",
                           "themes");
        }
    }
}

std::optional<double> valid_radius(std::span<const ThemeAnswer> themes) {
    double radius = std::numeric_limits<double>::infinity();
    for (const ThemeAnswer &theme : themes) {
        if (!theme.stays_m) {
            return std::nullopt;
        }
        radius = std::min(radius, *theme.stays_m);
    }
    return std::isfinite(radius) ? std::optional(radius) : std::nullopt;
}

} // namespace

std::vector<ChainLink> chain_of(const World &world, ThemeRef theme, GridIndex unit, data::TimeMs at) {
    return chain_of({world, *theme.theme, theme.index, at}, unit);
}

LocateAnswer locate(const World &world, const LocateQuestion &question) {
    check_themes(world, question);
    const spatial::LatticePoint point = spatial::to_lattice(spatial::to_store_frame(question.place, question.frame));
    LocateAnswer answer;
    answer.themes.reserve(world.themes.size());
    for (std::size_t i = 0; i < world.themes.size(); ++i) {
        if (chosen(question, world.themes[i]->code)) {
            answer.themes.push_back(answer_theme({world, *world.themes[i], i, question.at}, point, question));
        }
    }
    answer.valid_radius_m = valid_radius(answer.themes);
    return answer;
}

void locate_batch(const ThemeWorld &theme, std::span<const LonLat> points, double within_m, std::span<BatchMatch> matches) {
    if (theme.locator == nullptr) {
        return;
    }
    std::vector<spatial::LatticePoint> places(points.size());
    std::vector<spatial::Label> owners(points.size());
    std::ranges::transform(points, places.begin(), spatial::to_lattice);
    theme.locator->locate(places, owners);
    for (std::size_t i = 0; i < points.size(); ++i) {
        if (owners[i] != 0) {
            matches[i] = {Match::inside, &theme.grids[owners[i]], 0};
            continue;
        }
        const auto near =
            within_m > 0 ? theme.locator->within(places[i], within_m) : std::vector<spatial::Locator::UnitDistance>();
        if (!near.empty()) {
            matches[i] = {Match::nearest, &theme.grids[near.front().label], near.front().distance_m};
        }
    }
}

spatial::LatticeBox ground_of(const World &world) {
    spatial::LatticeBox box;
    for (const auto &theme : world.themes) {
        const spatial::LatticeBox &ground = theme->coverage.bounds();
        if (!ground.empty()) {
            box.add({ground.min_x, ground.min_y});
            box.add({ground.max_x, ground.max_y});
        }
    }
    return box;
}

void check_place(const World &world, LonLat place, spatial::Frame frame) {
    const bool lon_fits = std::abs(place.lon) <= 180;
    const bool lat_fits = std::abs(place.lat) <= 90;
    const auto on_ground = [&](LonLat p) {
        return std::abs(p.lon) <= 180 && std::abs(p.lat) <= 90 &&
               ground_of(world).contains(spatial::to_lattice(spatial::to_store_frame(p, frame)));
    };
    const bool swapped = !(lon_fits && lat_fits && on_ground(place)) && on_ground({place.lat, place.lon});
    if (swapped) {
        throw ApiError(ErrorCode::bad_call, "axes_swapped",
                       fmt::format("lon={} lat={} lies off this store's ground, but the other way round lies on it: lon is the "
                                   "east-west one. Ask with lon={} lat={}.",
                                   place.lon, place.lat, place.lat, place.lon),
                       lat_fits ? "lon" : "lat");
    }
    if (!lon_fits || !lat_fits) {
        throw ApiError(ErrorCode::bad_call, "out_of_range",
                       lon_fits ? fmt::format("lat={} is not from -90 to 90.", place.lat)
                                : fmt::format("lon={} is not from -180 to 180.", place.lon),
                       lon_fits ? "lat" : "lon");
    }
}

} // namespace jingwei::server
