#include "spatial/coverage_build.hpp"
#include "spatial/coverage_check.hpp"
#include "spatial/locator.hpp"
#include "spatial/simplify.hpp"
#include "tests/fuzz/fuzz.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <simdjson.h>

using namespace jingwei;
using namespace jingwei::spatial;

namespace {

/// The rings of GeoJSON polygons, a unit each. Coordinates off the globe end the reading, as an import refuses them.
bool read_ring(simdjson::dom::element element, Ring &ring) {
    simdjson::dom::array positions;
    if (element.get(positions) != simdjson::SUCCESS || positions.size() > 200) {
        return false;
    }
    for (const auto position : positions) {
        double lon = 0;
        double lat = 0;
        if (position.at(0).get(lon) != simdjson::SUCCESS || position.at(1).get(lat) != simdjson::SUCCESS ||
            !(std::abs(lon) <= 180) || !(std::abs(lat) <= 90)) {
            return false;
        }
        ring.push_back(to_lattice({lon, lat}));
    }
    while (ring.size() > 1 && ring.front() == ring.back()) {
        ring.pop_back();
    }
    return true;
}

std::vector<LabelledPolygon> read_polygons(std::string_view text) {
    std::vector<LabelledPolygon> polygons;
    const simdjson::padded_string padded(text);
    simdjson::dom::parser parser;
    simdjson::dom::array features;
    if (parser.parse(padded)["features"].get(features) != simdjson::SUCCESS) {
        return polygons;
    }
    for (const auto feature : features) {
        simdjson::dom::array rings;
        if (polygons.size() >= 12 || feature["geometry"]["coordinates"].get(rings) != simdjson::SUCCESS) {
            continue;
        }
        Polygon polygon;
        bool sound = rings.size() > 0 && rings.size() <= 4;
        for (std::size_t i = 0; sound && i < rings.size(); ++i) {
            Ring ring;
            sound = read_ring(rings.at(i).value(), ring);
            (i == 0 ? polygon.outer : polygon.holes.emplace_back()) = std::move(ring);
        }
        if (sound) {
            polygons.push_back({static_cast<Label>(polygons.size() + 1), std::move(polygon)});
        }
    }
    return polygons;
}

/// Every zoom draws a part of what the next draws, with the same ends, and three places of each ring.
void check_drawing(const Coverage &coverage, std::size_t group_count) {
    std::vector<Label> self(group_count);
    std::iota(self.begin(), self.end(), Label{0});
    const LevelCoverage level(coverage, self, group_count, TileGrid::web_mercator_quad);
    SimplifiedArcs finer = level.simplified(LevelCoverage::full_zoom);
    for (int zoom = LevelCoverage::full_zoom - 1; zoom >= 0; --zoom) {
        SimplifiedArcs arcs = level.simplified(zoom);
        for (std::uint32_t a = 0; a < level.arcs().size(); ++a) {
            const auto points = arcs.points(a);
            const auto more = finer.points(a);
            fuzz::require(points.size() >= 2 && points.size() <= more.size(), "a zoom draws no more than the next");
            fuzz::require(points.front() == more.front() && points.back() == more.back(), "nodes stay");
        }
        for (Label group = 1; group < group_count; ++group) {
            for (const DrawnRing &ring : level.rings(group)) {
                std::size_t places = 0;
                for (const ArcUse &use : level.uses(ring)) {
                    places += arcs.points(use.arc).size() - 1;
                }
                fuzz::require(places >= 3, "a ring keeps three places");
            }
        }
        finer = std::move(arcs);
    }
}

} // namespace

/// Polygons become a sound coverage or defects; every zoom can be drawn; the owner of a point is one of the units that touch
/// it.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *bytes, std::size_t size) {
    const auto polygons = read_polygons(fuzz::text_of(bytes, size));
    const auto built = build_coverage(polygons);
    fuzz::require(built.clean() || built.coverage.empty(), "a coverage with defects is empty");
    if (built.clean() && !built.coverage.empty()) {
        fuzz::require(find_violations(built.coverage).empty(), "a clean coverage passes its own check");
        check_drawing(built.coverage, polygons.size() + 1);
        const Locator locator(built.coverage);
        for (const auto &[label, polygon] : polygons) {
            for (const auto vertex : polygon.outer) {
                const auto owner = locator.locate(vertex);
                const auto touching = locator.touching(vertex);
                fuzz::require(owner == no_label || std::ranges::find(touching, owner) != touching.end(),
                              "the owner of a point touches it");
            }
        }
    }
    return 0;
}
