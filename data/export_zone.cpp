#include "data/export_zone.hpp"

#include "spatial/error.hpp"

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

/// Of the same width and form, the one whose meridian is nearest.
GaussKrugerZone zone_at(double lon, GaussKrugerZone like) {
    const int offset = like.width_deg == 3 ? 0 : 3; // 6-degree zones have the meridians 6·n − 3
    like.central_meridian_deg = static_cast<int>(std::lround((lon - offset) / like.width_deg)) * like.width_deg + offset;
    return like;
}

} // namespace

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

ZoneReach::ZoneReach(const std::string &crs) : m_crs(crs), m_zone(zone_named(crs)) {}

bool ZoneReach::reaches(double lon) const {
    constexpr double rim_deg = 0.5;
    return std::abs(lon - m_zone->central_meridian_deg) <= m_zone->width_deg / 2.0 + rim_deg;
}

void ZoneReach::add(const std::string &code, spatial::LonLat place) {
    constexpr std::size_t most_codes = 10;
    if (!m_zone) {
        return;
    }
    m_lons.push_back(place.lon);
    if (reaches(place.lon)) {
        return;
    }
    ++m_beyond;
    if (m_first_beyond.size() < most_codes) {
        m_first_beyond.push_back(code);
    }
}

void ZoneReach::check() const {
    if (m_lons.empty()) {
        return;
    }
    auto lons = m_lons;
    const auto middle = lons.begin() + static_cast<std::ptrdiff_t>(lons.size() / 2);
    std::ranges::nth_element(lons, middle);
    if (reaches(*middle)) {
        return;
    }
    const auto right = zone_at(*middle, *m_zone);
    const auto code = code_of(right);
    throw Error(
        ErrorCode::bad_call,
        fmt::format("{} is the {}-degree zone of the meridian {}°E, and most rows lie at about {:.2f}°E, where an import "
                    "would refuse it{}",
                    m_crs, m_zone->width_deg, m_zone->central_meridian_deg, *middle,
                    code.empty() ? "; choose another system"
                                 : fmt::format("; the zone there is {} (meridian {}°E)", code, right.central_meridian_deg)));
}

} // namespace jingwei::data
