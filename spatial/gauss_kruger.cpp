#include "spatial/gauss_kruger.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <numbers>

namespace jingwei::spatial {

namespace {

constexpr int first_meridian = 75;
constexpr int last_meridian = 135;
constexpr double metres_per_degree = 111'320;

/// The codes of a datum's first zones: 6-degree zone 13, the same by meridian, 3-degree zone 25, the same by meridian.
struct FirstCodes {
    int six_prefixed, six_plain, three_prefixed, three_plain;
};

FirstCodes first_codes(ChineseDatum datum) {
    switch (datum) {
    case ChineseDatum::cgcs2000:
        return {4491, 4502, 4513, 4534};
    case ChineseDatum::xian80:
        return {2327, 2338, 2349, 2370};
    case ChineseDatum::beijing54:
        return {21413, 21453, 2401, 2422};
    case ChineseDatum::new_beijing54:
        break;
    }
    return {4568, 4579, 0, 0};
}

/// The 3-degree zones of 新北京54 were registered in pieces.
int new_beijing_three_degree_code(int index, bool prefixed) {
    if (prefixed) {
        return index < 5 ? 4652 + index : 4766 + index - 5;
    }
    if (index < 19) {
        return 4782 + index;
    }
    return index == 19 ? 4812 : 4822;
}

bool is_northing(double metres) {
    return metres > 1'800'000 && metres < 6'200'000; // 16..56 degrees north
}

/// An easting without a number, or with one of a Chinese zone.
bool is_easting(double metres) {
    const int prefix = static_cast<int>(metres / 1e6);
    return metres > 0 && (prefix == 0 || zone_of_prefix(prefix));
}

double off_meridian(const GaussKrugerZone &zone, PlanePoint middle) {
    const double lat = middle.north_m / metres_per_degree * std::numbers::pi / 180;
    const double false_easting = 500'000 + (zone.prefixed ? zone.number() * 1e6 : 0);
    return (middle.east_m - false_easting) / (metres_per_degree * std::cos(lat));
}

} // namespace

std::optional<GaussKrugerZone> zone_of_prefix(int prefix) {
    if (prefix >= 25 && prefix <= 45) {
        return GaussKrugerZone{3, prefix * 3, true};
    }
    if (prefix >= 13 && prefix <= 23) {
        return GaussKrugerZone{6, prefix * 6 - 3, true};
    }
    return std::nullopt;
}

std::optional<int> epsg_code(ChineseDatum datum, const GaussKrugerZone &zone) {
    const int offset = zone.central_meridian_deg - first_meridian;
    const bool known = zone.central_meridian_deg >= first_meridian && zone.central_meridian_deg <= last_meridian;
    if (!known || (zone.width_deg != 3 && zone.width_deg != 6) || offset % zone.width_deg != 0) {
        return std::nullopt;
    }
    const int index = offset / zone.width_deg;
    if (datum == ChineseDatum::new_beijing54 && zone.width_deg == 3) {
        return new_beijing_three_degree_code(index, zone.prefixed);
    }
    const auto codes = first_codes(datum);
    if (zone.width_deg == 3) {
        return (zone.prefixed ? codes.three_prefixed : codes.three_plain) + index;
    }
    return (zone.prefixed ? codes.six_prefixed : codes.six_plain) + index;
}

ZoneCheck check_zone(const GaussKrugerZone &declared, PlanePoint middle) {
    constexpr double margin_deg = 0.5;
    ZoneCheck check;
    if (!is_northing(middle.north_m) && is_northing(middle.east_m) && is_easting(middle.north_m)) {
        check.fault = ZoneFault::swapped_axes;
        return check;
    }
    const int prefix = std::max(0, static_cast<int>(std::floor(middle.east_m / 1e6))); // far west of a meridian there is none
    if (prefix != (declared.prefixed ? declared.number() : 0)) {
        check.fault = prefix == 0 ? ZoneFault::missing_prefix : ZoneFault::other_prefix;
        check.likely =
            prefix == 0 ? GaussKrugerZone{declared.width_deg, declared.central_meridian_deg, false} : zone_of_prefix(prefix);
        return check;
    }
    check.off_meridian_deg = off_meridian(declared, middle);
    if (std::abs(check.off_meridian_deg) > declared.width_deg / 2.0 + margin_deg) {
        check.fault = ZoneFault::outside_band;
    }
    return check;
}

std::optional<GaussKrugerZone> zone_into_box(const GaussKrugerZone &declared, LonLat as_declared, const LatticeBox &box) {
    std::optional<GaussKrugerZone> found;
    const auto distance = [&](int meridian) { return std::abs(meridian - declared.central_meridian_deg); };
    for (int meridian = first_meridian; meridian <= last_meridian; meridian += 3) {
        const LonLat moved{as_declared.lon + meridian - declared.central_meridian_deg, as_declared.lat};
        if (distance(meridian) == 0 || !box.contains(to_lattice(moved))) {
            continue;
        }
        if (!found || distance(meridian) < distance(found->central_meridian_deg)) {
            // a meridian of both kinds of zones keeps the kind that the file says
            const bool six = declared.width_deg == 6 && (meridian - first_meridian) % 6 == 0;
            found = GaussKrugerZone{six ? 6 : 3, meridian, declared.prefixed};
        }
    }
    return found;
}

} // namespace jingwei::spatial
