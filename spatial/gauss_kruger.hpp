#pragma once

#include "spatial/control_points.hpp"
#include "spatial/lattice.hpp"

#include <optional>

namespace jingwei::spatial {

/// The datums whose Gauss-Krüger zones are registered for China.
enum class ChineseDatum { cgcs2000, xian80, beijing54, new_beijing54 };

/// A Gauss-Krüger zone (高斯-克吕格投影带): transverse Mercator with scale 1 on the central meridian, false easting 500 km,
/// with or without the zone's number in front of it in millions.
struct GaussKrugerZone {
    int width_deg = 3;            ///< 3 or 6
    int central_meridian_deg = 0; ///< a multiple of 3; of 6-degree zones 6·n − 3
    bool prefixed = false;        ///< the number stands in front: 38,512,345

    [[nodiscard]] int number() const { return width_deg == 3 ? central_meridian_deg / 3 : (central_meridian_deg + 3) / 6; }
    friend bool operator==(const GaussKrugerZone &, const GaussKrugerZone &) = default;
};

/// The zone that the millions of an easting name: 25..45 are 3-degree zones, 13..23 are 6-degree zones; nothing else is China.
[[nodiscard]] std::optional<GaussKrugerZone> zone_of_prefix(int prefix);

/// The EPSG code of a zone, from the EPSG Dataset (EPSG:4491–4554 for CGCS2000); nothing where none is registered.
[[nodiscard]] std::optional<int> epsg_code(ChineseDatum datum, const GaussKrugerZone &zone);

/// What is wrong with a zone that a file says its coordinates are in.
enum class ZoneFault {
    none,
    swapped_axes,   ///< the first coordinate is the northing
    other_prefix,   ///< the eastings carry the number of a zone that the file does not say
    missing_prefix, ///< the eastings carry no number although the file says so
    outside_band,   ///< farther from the central meridian than a zone of this width reaches
};

struct ZoneCheck {
    ZoneFault fault = ZoneFault::none;
    std::optional<GaussKrugerZone> likely; ///< the zone that the coordinates speak for
    double off_meridian_deg = 0;           ///< where they lie, east of the central meridian, as declared
};

/// Looks at the middle of a file's coordinates. The band is taken half a degree wider on both sides than the zone, because
/// places on a zone's rim are often mapped in one piece.
[[nodiscard]] ZoneCheck check_zone(const GaussKrugerZone &declared, PlanePoint middle);

/// The zone in which the same coordinates would fall into a box although they do not as declared: as another meridian moves
/// a place by exactly as many degrees. The nearest meridian wins. `as_declared` is where they fall now.
[[nodiscard]] std::optional<GaussKrugerZone> zone_into_box(const GaussKrugerZone &declared, LonLat as_declared,
                                                           const LatticeBox &box);

} // namespace jingwei::spatial
