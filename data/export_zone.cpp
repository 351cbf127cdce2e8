#include "data/export_zone.hpp"

#include "spatial/error.hpp"
#include "spatial/gauss_kruger.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace jingwei::data {

namespace {

using spatial::ChineseDatum;
using spatial::GaussKrugerZone;

constexpr int first_meridian = 75;
constexpr int last_meridian = 135;

std::string code_of(const GaussKrugerZone &zone) {
    const auto code = spatial::epsg_code(ChineseDatum::cgcs2000, zone);
    return code ? fmt::format("EPSG:{}", *code) : std::string();
}

/// The zone of CGCS2000 that a code stands for.
std::optional<GaussKrugerZone> zone_named(const std::string &crs) {
    for (const int width : {3, 6}) {
        for (int meridian = first_meridian; meridian <= last_meridian; meridian += width) {
            for (const bool prefixed : {false, true}) {
                const GaussKrugerZone zone{width, meridian, prefixed};
                if (code_of(zone) == crs) {
                    return zone;
                }
            }
        }
    }
    return std::nullopt;
}

/// Of the same width and form, the one whose meridian is nearest.
GaussKrugerZone zone_at(double lon, GaussKrugerZone like) {
    const int offset = like.width_deg == 3 ? 0 : 3; // 6-degree zones have the meridians 6·n − 3
    like.central_meridian_deg = static_cast<int>(std::lround((lon - offset) / like.width_deg)) * like.width_deg + offset;
    return like;
}

} // namespace

void Extent::add(spatial::LonLat place) {
    m_low = m_any ? spatial::LonLat{std::min(m_low.lon, place.lon), std::min(m_low.lat, place.lat)} : place;
    m_high = m_any ? spatial::LonLat{std::max(m_high.lon, place.lon), std::max(m_high.lat, place.lat)} : place;
    m_any = true;
}

std::optional<spatial::LonLat> Extent::middle() const {
    return m_any ? std::optional(spatial::LonLat{(m_low.lon + m_high.lon) / 2, (m_low.lat + m_high.lat) / 2}) : std::nullopt;
}

void refuse_far_zone(const std::string &crs, spatial::LonLat place) {
    constexpr double rim_deg = 0.5;
    const auto zone = zone_named(crs);
    if (!zone || std::abs(place.lon - zone->central_meridian_deg) <= zone->width_deg / 2.0 + rim_deg) {
        return;
    }
    const auto right = zone_at(place.lon, *zone);
    const auto code = code_of(right);
    throw Error(
        ErrorCode::bad_call,
        fmt::format("{} is the {}-degree zone of the meridian {}°E, and the rows lie at about {:.2f}°E, where an import "
                    "would refuse it{}",
                    crs, zone->width_deg, zone->central_meridian_deg, place.lon,
                    code.empty() ? "; choose another system"
                                 : fmt::format("; the zone there is {} (meridian {}°E)", code, right.central_meridian_deg)));
}

} // namespace jingwei::data
