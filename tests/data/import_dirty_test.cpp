#include "data/import.hpp"
#include "spatial/coverage_check.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/damage.hpp"
#include "tests/support/gdal_tool.hpp"
#include "tests/support/geojson_polygons.hpp"
#include "tests/support/real_data.hpp"
#include "tests/support/scratch_store.hpp"
#include "tests/support/shapefile.hpp"

#include <fmt/format.h>

using namespace jingwei;
using namespace jingwei::data;
using namespace jingwei::tests;

namespace {

void write_ring(std::string &out, const spatial::Ring &ring) {
    for (std::size_t i = 0; i <= ring.size(); ++i) {
        const auto place = spatial::to_lonlat(ring[i % ring.size()]);
        fmt::format_to(std::back_inserter(out), "{}[{:.7f},{:.7f}]", i == 0 ? "[" : ",", place.lon, place.lat);
    }
    out += "]";
}

/// One feature a unit, in the order of labels.
std::string geojson_of(const std::vector<spatial::LabelledPolygon> &polygons, const std::vector<std::string> &codes) {
    std::vector<std::string> parts(codes.size());
    for (const auto &[label, polygon] : polygons) {
        parts[label] += parts[label].empty() ? "[" : ",[";
        write_ring(parts[label], polygon.outer);
        for (const auto &hole : polygon.holes) {
            parts[label] += ",";
            write_ring(parts[label], hole);
        }
        parts[label] += "]";
    }
    std::string out = R"({"type":"FeatureCollection","features":[)";
    for (std::size_t label = 1; label < codes.size(); ++label) {
        out += fmt::format(
            R"({}{{"type":"Feature","properties":{{"code":"{}"}},"geometry":{{"type":"MultiPolygon","coordinates":[{}]}}}})",
            label == 1 ? "" : ",", codes[label], parts[label]);
    }
    return out + "]}";
}

} // namespace

TEST_CASE("Leeds with 200 defects is refused as it is, and with fix becomes a store in which check finds nothing",
          "[real][slow]") {
    const auto folder = real_data();
    if (!folder) {
        return;
    }
    const GdalTool tool;
    const ScratchFolder scratch;
    auto leeds = read_geojson(*folder / "leeds" / "oa.geojson", "OA11CD");
    const auto damages = Damager(leeds.polygons, 20261127).damage(200);
    REQUIRE(damages.size() == 200);
    ImportRequest request;
    request.actor = {"test"};
    request.level = "grid";
    request.file = scratch.path() / "dirty.geojson";
    write_bytes(request.file, geojson_of(leeds.polygons, leeds.codes));
    Store::init(scratch.path() / "leeds.sqlite");
    const auto store = Store::open(scratch.path() / "leeds.sqlite", Store::Mode::read_write);
    const auto refused = run_import(*store, request);
    CHECK_FALSE(refused.acceptable());
    CHECK(store->world()->edition == 0);
    request.fix = true;
    const auto fixed = run_import(*store, request);
    REQUIRE(fixed.written);
    CHECK(fixed.added == leeds.codes.size() - 1);
    for (const Damage &damage : damages) { // each is told in its place
        const auto is_told = [&](const GeometryFinding &finding) {
            return finding.repair && damage.box.contains(spatial::to_lattice(finding.place));
        };
        CAPTURE(damage_name(damage.kind), leeds.codes[damage.label]);
        CHECK(std::ranges::any_of(fixed.findings, is_told));
    }
    CHECK(store->check().empty());
    CHECK(spatial::find_violations(store->world()->themes.front()->coverage).empty());
}
