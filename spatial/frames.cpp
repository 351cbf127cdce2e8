#include "spatial/frames.hpp"

#include "spatial/measure.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numbers>
#include <utility>

namespace jingwei::spatial {

namespace {

constexpr double pi = std::numbers::pi;
constexpr std::array<std::pair<std::string_view, Frame>, 4> frame_names{
    {{"cgcs2000", Frame::cgcs2000}, {"wgs84", Frame::wgs84}, {"gcj02", Frame::gcj02}, {"bd09", Frame::bd09}}};

/// The box in which GCJ-02 shifts, grown by some degrees; outside it the frame is the identity.
bool is_shifted_at(LonLat p, double grown = 0) {
    return p.lon >= 72.004 - grown && p.lon <= 137.8347 + grown && p.lat >= 0.8293 - grown && p.lat <= 55.8271 + grown;
}

double waves(double t, double first, double second, double third) {
    return (first * std::sin(6.0 * t * pi) + second * std::sin(2.0 * t * pi)) * third;
}

/// The published series of the GCJ-02 shift, in its own metres, at an offset from (105 E, 35 N).
double north_series(double x, double y) {
    return -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * std::sqrt(std::abs(x)) + waves(x, 20, 20, 2.0 / 3.0) +
           (20.0 * std::sin(y * pi) + 40.0 * std::sin(y / 3.0 * pi)) * 2.0 / 3.0 +
           (160.0 * std::sin(y / 12.0 * pi) + 320.0 * std::sin(y * pi / 30.0)) * 2.0 / 3.0;
}

double east_series(double x, double y) {
    return 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * std::sqrt(std::abs(x)) + waves(x, 20, 20, 2.0 / 3.0) +
           (20.0 * std::sin(x * pi) + 40.0 * std::sin(x / 3.0 * pi)) * 2.0 / 3.0 +
           (150.0 * std::sin(x / 12.0 * pi) + 300.0 * std::sin(x / 30.0 * pi)) * 2.0 / 3.0;
}

/// The GCJ-02 shift in degrees at an unshifted position, on the Krasovsky ellipsoid.
LonLat gcj_shift(LonLat p) {
    constexpr double semi_major = 6378245.0;
    constexpr double eccentricity2 = 0.00669342162296594323;
    const double x = p.lon - 105.0;
    const double y = p.lat - 35.0;
    const double latitude = p.lat / 180.0 * pi;
    const double magic = 1.0 - eccentricity2 * std::sin(latitude) * std::sin(latitude);
    const double root = std::sqrt(magic);
    const double north = north_series(x, y) * 180.0 / (semi_major * (1.0 - eccentricity2) / (magic * root) * pi);
    const double east = east_series(x, y) * 180.0 / (semi_major / root * std::cos(latitude) * pi);
    return {east, north};
}

LonLat to_gcj(LonLat p) {
    const auto shift = gcj_shift(p);
    return {p.lon + shift.lon, p.lat + shift.lat};
}

/// Fixed-point inverse: 4 rounds leave about a micrometre, 6 leave nothing that a double shows. The series is continuous, so
/// this works beyond the box as well.
LonLat from_gcj(LonLat p) {
    LonLat guess = p;
    for (int round = 0; round < 6; ++round) {
        const auto shift = gcj_shift(guess);
        guess = {p.lon - shift.lon, p.lat - shift.lat};
    }
    return guess;
}

constexpr double bd_pi = pi * 3000.0 / 180.0;
constexpr double bd_east = 0.0065;
constexpr double bd_north = 0.006;

LonLat gcj_to_bd(LonLat p) {
    const double radius = std::hypot(p.lon, p.lat) + 0.00002 * std::sin(p.lat * bd_pi);
    const double angle = std::atan2(p.lat, p.lon) + 0.000003 * std::cos(p.lon * bd_pi);
    return {radius * std::cos(angle) + bd_east, radius * std::sin(angle) + bd_north};
}

/// The usual closed form is wrong by up to 0.2 m; it is only the first guess here.
LonLat bd_to_gcj(LonLat p) {
    const double x = p.lon - bd_east;
    const double y = p.lat - bd_north;
    const double radius = std::hypot(x, y) - 0.00002 * std::sin(y * bd_pi);
    const double angle = std::atan2(y, x) - 0.000003 * std::cos(x * bd_pi);
    LonLat guess{radius * std::cos(angle), radius * std::sin(angle)};
    for (int round = 0; round < 6; ++round) {
        const auto image = gcj_to_bd(guess);
        guess = {guess.lon - (image.lon - p.lon), guess.lat - (image.lat - p.lat)};
    }
    return guess;
}

/// Metres between two positions of one neighbourhood, good to a per mille, the same both ways.
double rough_distance_m(LonLat a, LonLat b) {
    const auto scale = local_scale(static_cast<std::int32_t>((a.lat + b.lat) / 2 * lattice_units_per_degree));
    return std::hypot((b.lon - a.lon) * scale.east_m, (b.lat - a.lat) * scale.north_m) * lattice_units_per_degree;
}

bool is_before(LonLat a, LonLat b) {
    return a.lon != b.lon ? a.lon < b.lon : a.lat < b.lat;
}

} // namespace

std::optional<Frame> frame_from_name(std::string_view name) {
    for (const auto &[known, frame] : frame_names) {
        if (known == name) {
            return frame;
        }
    }
    return std::nullopt;
}

std::string_view frame_name(Frame frame) {
    return frame_names[static_cast<std::size_t>(frame)].first;
}

LonLat to_store_frame(LonLat position, Frame from) {
    constexpr double farthest_shift = 0.02;
    constexpr double rounding = 1e-9;
    if (from == Frame::cgcs2000 || from == Frame::wgs84 || !is_shifted_at(position, farthest_shift)) {
        return position;
    }
    const auto origin = from_gcj(from == Frame::bd09 ? bd_to_gcj(position) : position);
    return is_shifted_at(origin, rounding) ? origin : position;
}

LonLat from_store_frame(LonLat position, Frame to) {
    if (!is_shifted_at(position)) {
        return position;
    }
    switch (to) {
    case Frame::gcj02:
        return to_gcj(position);
    case Frame::bd09:
        return gcj_to_bd(to_gcj(position));
    case Frame::cgcs2000:
    case Frame::wgs84:
        break;
    }
    return position;
}

double densify_limit_m(Frame frame) {
    switch (frame) {
    case Frame::gcj02:
        return 500;
    case Frame::bd09:
        return 100;
    case Frame::cgcs2000:
    case Frame::wgs84:
        break;
    }
    return std::numeric_limits<double>::infinity();
}

std::vector<LonLat> positions_between(LonLat a, LonLat b, double limit_m) {
    const double length = rough_distance_m(a, b);
    if (!(length > limit_m)) {
        return {};
    }
    const bool forward = is_before(a, b);
    const auto [low, high] = forward ? std::pair(a, b) : std::pair(b, a);
    const auto pieces = static_cast<int>(std::ceil(length / limit_m));
    std::vector<LonLat> points;
    for (int i = 1; i < pieces; ++i) {
        const double share = static_cast<double>(i) / pieces;
        points.push_back({low.lon + (high.lon - low.lon) * share, low.lat + (high.lat - low.lat) * share});
    }
    if (!forward) {
        std::ranges::reverse(points);
    }
    return points;
}

} // namespace jingwei::spatial
