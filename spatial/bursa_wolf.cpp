#include "spatial/bursa_wolf.hpp"

#include "spatial/error.hpp"

#include <array>
#include <cmath>
#include <numbers>

namespace jingwei::spatial {

namespace {

constexpr double arcsec = std::numbers::pi / (180.0 * 3600.0);
constexpr double ppm = 1e-6;
constexpr std::string_view position_vector_name = "position_vector";
constexpr std::string_view coordinate_frame_name = "coordinate_frame";

using Vector = std::array<double, 3>;

Vector operator-(const Vector &a, const Vector &b) {
    return {a[0] - b[0], a[1] - b[1], a[2] - b[2]};
}

Vector cross(const Vector &a, const Vector &b) {
    return {a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]};
}

double dot(const Vector &a, const Vector &b) {
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

Vector to_vector(const Geocentric &p) {
    return {p.x_m, p.y_m, p.z_m};
}

Vector mean_of(std::span<const Geocentric> points) {
    const auto first = to_vector(points.front());
    Vector sum{};
    for (const auto &p : points) {
        const auto offset = to_vector(p) - first;
        for (std::size_t i = 0; i < 3; ++i) {
            sum[i] += offset[i] / static_cast<double>(points.size());
        }
    }
    return {first[0] + sum[0], first[1] + sum[1], first[2] + sum[2]};
}

/// The sums over the centred points that the fit needs.
struct Moments {
    double scale_up = 0, scale_down = 0;
    Vector turn{};                   ///< Σ u × v
    std::array<Vector, 3> inertia{}; ///< Σ (|u|²·I − u·uᵀ)
};

Moments moments_of(std::span<const Geocentric> sources, std::span<const Geocentric> targets) {
    const auto source_mean = mean_of(sources);
    const auto target_mean = mean_of(targets);
    Moments m;
    for (std::size_t k = 0; k < sources.size(); ++k) {
        const auto u = to_vector(sources[k]) - source_mean;
        const auto v = to_vector(targets[k]) - target_mean;
        const auto turn = cross(u, v);
        m.scale_up += dot(u, v);
        m.scale_down += dot(u, u);
        for (std::size_t i = 0; i < 3; ++i) {
            m.turn[i] += turn[i];
            for (std::size_t j = 0; j < 3; ++j) {
                m.inertia[i][j] += (i == j ? dot(u, u) : 0) - u[i] * u[j];
            }
        }
    }
    return m;
}

/// Solves the symmetric system by Cramer's rule; nothing where it is singular beside its own size.
std::optional<Vector> solve(const std::array<Vector, 3> &rows, const Vector &right) {
    constexpr double singular = 1e-6; // of a cube of the mean diagonal: points whose width is a thousandth of their length
    const double determinant = dot(rows[0], cross(rows[1], rows[2]));
    const double size = (rows[0][0] + rows[1][1] + rows[2][2]) / 3;
    if (!(determinant > singular * size * size * size)) {
        return std::nullopt;
    }
    Vector answer{};
    for (std::size_t i = 0; i < 3; ++i) {
        // symmetric, so that its rows are its columns
        auto replaced = rows;
        replaced[i] = right;
        answer[i] = dot(replaced[0], cross(replaced[1], replaced[2])) / determinant;
    }
    return answer;
}

} // namespace

std::optional<RotationConvention> rotation_convention_from_name(std::string_view name) {
    if (name == position_vector_name) {
        return RotationConvention::position_vector;
    }
    if (name == coordinate_frame_name) {
        return RotationConvention::coordinate_frame;
    }
    return std::nullopt;
}

std::string_view rotation_convention_name(RotationConvention convention) {
    return convention == RotationConvention::position_vector ? position_vector_name : coordinate_frame_name;
}

BursaWolf BursaWolf::in(RotationConvention wanted) const {
    auto same = *this;
    if (wanted != convention) {
        same.rx_arcsec = -rx_arcsec;
        same.ry_arcsec = -ry_arcsec;
        same.rz_arcsec = -rz_arcsec;
        same.convention = wanted;
    }
    return same;
}

Geocentric BursaWolf::apply(const Geocentric &source) const {
    const double sign = convention == RotationConvention::position_vector ? arcsec : -arcsec;
    const auto x = to_vector(source);
    const auto turned = cross({rx_arcsec * sign, ry_arcsec * sign, rz_arcsec * sign}, x);
    const double scale = 1 + scale_ppm * ppm;
    return {x_m + scale * (x[0] + turned[0]), y_m + scale * (x[1] + turned[1]), z_m + scale * (x[2] + turned[2])};
}

BursaWolf BursaWolf::fit(std::span<const Geocentric> sources, std::span<const Geocentric> targets) {
    if (sources.size() < 3) {
        throw Error(ErrorCode::bad_data, "7 parameters need at least 3 control points");
    }
    // v = (1 + s)·u + q × u about the means: scale and rotation q = (1 + s)·r fall apart, as u·(q × u) = 0
    const auto m = moments_of(sources, targets);
    const auto q = solve(m.inertia, m.turn);
    if (!q || !(m.scale_up > 0)) {
        throw Error(ErrorCode::bad_data, "the control points lie on one line; give points that surround the area");
    }
    const double scale = m.scale_up / m.scale_down;
    BursaWolf made;
    made.scale_ppm = (scale - 1) / ppm;
    made.rx_arcsec = (*q)[0] / scale / arcsec;
    made.ry_arcsec = (*q)[1] / scale / arcsec;
    made.rz_arcsec = (*q)[2] / scale / arcsec;
    const auto source_mean = mean_of(sources);
    const auto moved = made.apply({source_mean[0], source_mean[1], source_mean[2]});
    const auto shift = mean_of(targets) - to_vector(moved);
    made.x_m = shift[0];
    made.y_m = shift[1];
    made.z_m = shift[2];
    return made;
}

std::vector<Residual> residuals_of(const BursaWolf &transformation, std::span<const Geocentric> sources,
                                   std::span<const LonLat> targets, const Ellipsoid &target_ellipsoid) {
    constexpr double radians = std::numbers::pi / 180;
    std::vector<Residual> residuals;
    for (std::size_t i = 0; i < sources.size(); ++i) {
        const auto computed = to_geodetic(transformation.apply(sources[i]), target_ellipsoid).at;
        const auto length = radian_length(targets[i].lat, target_ellipsoid);
        residuals.push_back({(computed.lon - targets[i].lon) * radians * length.east_m,
                             (computed.lat - targets[i].lat) * radians * length.north_m});
    }
    return residuals;
}

} // namespace jingwei::spatial
