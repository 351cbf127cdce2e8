#include "spatial/zone_projection.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/proj_oracle.hpp"

#include <cmath>
#include <fmt/format.h>

using namespace jingwei::spatial;
using jingwei::tests::ProjOracle;

TEST_CASE("each zone of CGCS2000 gives the coordinates of its EPSG code") {
    for (const int width : {3, 6}) {
        for (int meridian = 75; meridian <= 135; meridian += width) {
            for (const bool prefixed : {false, true}) {
                const GaussKrugerZone zone{width, meridian, prefixed};
                const int code = epsg_code(ChineseDatum::cgcs2000, zone).value();
                CAPTURE(code, meridian);
                const ProjOracle oracle("EPSG:4490", fmt::format("EPSG:{}", code));
                const ZoneProjection projection(zone);
                for (const LonLat off : {LonLat{0, 18.2}, {1.5, 36.5}, {-3, 53.4}}) {
                    const LonLat place{meridian + off.lon, off.lat};
                    const auto there = projection.apply(place).value();
                    const auto expected = oracle.apply(place.lon, place.lat);
                    CHECK(std::abs(there.east_m - expected[0]) < 1e-6);
                    CHECK(std::abs(there.north_m - expected[1]) < 1e-6);
                }
            }
        }
    }
}

TEST_CASE("what a zone has no coordinates for is said so") {
    const ZoneProjection projection({3, 105, false});
    CHECK_FALSE(projection.apply({-165, 0}).has_value()); // a quarter of the Earth away, on the equator
    CHECK(projection.apply({105, 36}).value().east_m == 500'000);
}
