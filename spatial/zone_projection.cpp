#include "spatial/zone_projection.hpp"

#include "spatial/ellipsoid.hpp"
#include "spatial/error.hpp"

#include <cmath>
#include <fmt/format.h>
#include <proj.h>

namespace jingwei::spatial {

void ZoneProjection::Destroy::operator()(pj_ctx *context) const {
    proj_context_destroy(context);
}

void ZoneProjection::Destroy::operator()(PJconsts *operation) const {
    proj_destroy(operation);
}

ZoneProjection::ZoneProjection(const GaussKrugerZone &zone) : m_context(proj_context_create()) {
    constexpr int false_easting_m = 500'000;
    constexpr int metres_a_number = 1'000'000;
    const int false_easting = false_easting_m + (zone.prefixed ? zone.number() * metres_a_number : 0);
    const auto words =
        fmt::format("+proj=tmerc +lat_0=0 +lon_0={} +k=1 +x_0={} +y_0=0 +a={} +rf={} +units=m", zone.central_meridian_deg,
                    false_easting, cgcs2000_ellipsoid.semi_major_m, cgcs2000_ellipsoid.inverse_flattening);
    m_operation.reset(proj_create(m_context.get(), words.c_str()));
    if (!m_operation) {
        throw Error(ErrorCode::machine, "PROJ cannot make a transverse Mercator projection; is it installed?");
    }
}

std::optional<PlanePoint> ZoneProjection::apply(LonLat place) const {
    const auto out = proj_trans(m_operation.get(), PJ_FWD, proj_coord(proj_torad(place.lon), proj_torad(place.lat), 0, 0));
    return std::isfinite(out.xy.x) && std::isfinite(out.xy.y) ? std::optional(PlanePoint{out.xy.x, out.xy.y}) : std::nullopt;
}

} // namespace jingwei::spatial
