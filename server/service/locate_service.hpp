#pragma once

#include "data/roster.hpp"
#include "server/service/grid_service.hpp"
#include "spatial/frames.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace jingwei::server {

using spatial::LonLat;

/// A question: whose is this place? Checked already: finite, in range, a frame that exists.
struct LocateQuestion {
    LonLat place; ///< in `frame`
    spatial::Frame frame = spatial::Frame::cgcs2000;
    double accuracy_m = 0;                ///< radius of the asker's doubt; 0 = none
    double within_m = 200;                ///< how far to look for the nearest grid when outside all
    data::TimeMs at = 0;                  ///< who answers at this instant; the World has the grids
    std::vector<std::string_view> themes; ///< empty = all
};

/// Texts and pointers of an answer point into the World, which must outlive it.
struct ChainLink {
    std::string_view level, level_name, code, name;
    int rank = 0; ///< 0 = a division
    std::vector<data::Responsible> people;
};

/// The units above one, from the finest to the coarsest, with their people at an instant, then the divisions.
[[nodiscard]] std::vector<ChainLink> chain_of(const data::World &world, ThemeRef theme, data::GridIndex unit, data::TimeMs at);

struct NearGrid {
    const data::Grid *grid = nullptr;
    double distance_m = 0;
};

enum class Match { inside, nearest, none };
[[nodiscard]] std::string_view match_name(Match match);

struct ThemeAnswer {
    const data::ThemeWorld *theme = nullptr;
    Match match = Match::none;
    bool on_border = false;
    const data::Grid *grid = nullptr; ///< null when `match` is none
    double distance_m = 0;            ///< of the nearest grid; 0 inside
    /// Those of the grid; where it has none, those of the nearest ancestor that has some.
    std::vector<data::Responsible> people;
    std::vector<const data::Role *> vacant_roles;
    std::string_view fallback_org; ///< empty unless nobody answers
    std::vector<ChainLink> chain;  ///< parents from the finest to the coarsest, then divisions
    struct Border {
        double distance_m = 0;
        const data::Grid *across = nullptr; ///< null = nobody's ground
    };
    std::optional<Border> border;
    /// How far one may move and be told the same grid, or of none, in this theme; infinite where the theme has no ground. None
    /// where `match` is nearest: each step changes `distance_m`.
    std::optional<double> stays_m;
    std::vector<NearGrid> within_accuracy; ///< other grids that the asker may be in, nearest first
};

struct LocateAnswer {
    std::vector<ThemeAnswer> themes;
    /// In whole centimetres along the ground; within it every theme names the same grid, or none, wherever the rounding to the
    /// lattice puts the next place. None where a theme offers the nearest grid, or no theme has any ground.
    std::optional<double> valid_radius_m;
};

/// The whole answer. Pure; thread-safe; no SQL. Throws ApiError{bad_call} for an unknown theme.
[[nodiscard]] LocateAnswer locate(const data::World &world, const LocateQuestion &question);

/// One theme's owner only, for batches.
struct BatchMatch {
    Match match = Match::none;
    const data::Grid *grid = nullptr;
    double distance_m = 0;
};
/// The owners of many points (in the store's frame), in order; `matches` is as long as `points`.
void locate_batch(const data::ThemeWorld &theme, std::span<const LonLat> points, double within_m,
                  std::span<BatchMatch> matches);

/// Checks a position: finite is given; refuses what lies outside the globe, naming the field, and axes that look swapped: only
/// when the place itself is off the store's ground and the swapped one is on it. Throws ApiError{bad_call}.
void check_place(const data::World &world, LonLat place, spatial::Frame frame);

/// The box of all themes' ground; empty without any.
[[nodiscard]] spatial::LatticeBox ground_of(const data::World &world);

} // namespace jingwei::server
