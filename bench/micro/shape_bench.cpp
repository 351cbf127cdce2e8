#include "bench/micro/samples.hpp"
#include "spatial/coverage_build.hpp"
#include "spatial/measure.hpp"
#include "spatial/simplify.hpp"

#include <benchmark/benchmark.h>

#include <cmath>
#include <geos_c.h>
#include <memory>
#include <numeric>

namespace jingwei::bench {

namespace {

using spatial::Label;
using spatial::LatticePoint;

constexpr auto quad = spatial::TileGrid::web_mercator_quad;

std::vector<Label> every_label(const data::ThemeWorld &theme) {
    std::vector<Label> self(theme.grids.size());
    std::iota(self.begin(), self.end(), Label{0});
    return self;
}

/// Borders thinned for every zoom at once: what a new World does before its first tile.
void thin_every_zoom(benchmark::State &state, Sample &sample) {
    const data::ThemeWorld &theme = *sample.world().themes.front();
    const auto self = every_label(theme);
    std::size_t points = 0;
    for (auto _ : state) {
        const spatial::LevelCoverage level(theme.coverage, self, self.size(), quad);
        points = level.simplified(12).point_count();
        benchmark::DoNotOptimize(points);
    }
    state.counters["segments"] = static_cast<double>(theme.coverage.segment_count());
    state.counters["points_at_12"] = static_cast<double>(points);
}

/// The coverage from the polygons of the units that have ground, whole: what an import builds.
void build_coverage(benchmark::State &state, Sample &sample) {
    const data::ThemeWorld &theme = *sample.world().themes.front();
    const auto self = every_label(theme);
    const auto grounds = spatial::outlines(theme.coverage, self, self.size());
    std::vector<spatial::LabelledPolygon> polygons;
    for (Label unit = 1; unit < grounds.size(); ++unit) {
        for (const auto &polygon : grounds[unit]) {
            polygons.push_back({unit, polygon});
        }
    }
    std::size_t segments = 0;
    for (auto _ : state) {
        segments = spatial::build_coverage(polygons, {.classify_enclosed = false, .progress = {}}).coverage.segment_count();
    }
    state.counters["polygons"] = static_cast<double>(polygons.size());
    state.counters["segments"] = static_cast<double>(segments);
}

/// The peer: GEOS keeps the topology of each geometry given, here all borders as one collection of lines, for one tolerance.
class GeosLines {
  public:
    explicit GeosLines(const spatial::Coverage &coverage) : m_context(GEOS_init_r()) {
        std::vector<GEOSGeometry *> lines;
        for (const spatial::Arc &arc : coverage.arcs()) {
            const auto points = coverage.points(arc);
            GEOSCoordSequence *sequence = GEOSCoordSeq_create_r(m_context, static_cast<unsigned>(points.size()), 2);
            for (unsigned i = 0; i < points.size(); ++i) {
                const auto at = spatial::to_tile_position(points[i], quad);
                GEOSCoordSeq_setXY_r(m_context, sequence, i, at.x, at.y);
            }
            lines.push_back(GEOSGeom_createLineString_r(m_context, sequence));
        }
        m_lines =
            GEOSGeom_createCollection_r(m_context, GEOS_MULTILINESTRING, lines.data(), static_cast<unsigned>(lines.size()));
    }
    ~GeosLines() {
        GEOSGeom_destroy_r(m_context, m_lines);
        GEOS_finish_r(m_context);
    }
    GeosLines(const GeosLines &) = delete;
    GeosLines &operator=(const GeosLines &) = delete;

    [[nodiscard]] int simplify(double tolerance) const {
        GEOSGeometry *simplified = GEOSTopologyPreserveSimplify_r(m_context, m_lines, tolerance);
        const int points = GEOSGetNumCoordinates_r(m_context, simplified);
        GEOSGeom_destroy_r(m_context, simplified);
        return points;
    }

  private:
    GEOSContextHandle_t m_context;
    GEOSGeometry *m_lines = nullptr;
};

void thin_one_zoom_geos(benchmark::State &state, Sample &sample) {
    constexpr int zoom = 12;
    const GeosLines lines(sample.world().themes.front()->coverage);
    int points = 0;
    for (auto _ : state) {
        points = lines.simplify(std::ldexp(1.0, 22 - zoom));
    }
    state.counters["points_at_12"] = points;
}

} // namespace

void add_shape_benchmarks(Sample &sample) {
    const auto add = [&](const std::string &name, auto run) {
        benchmark::RegisterBenchmark((name + "/" + sample.name).c_str(), run)->Unit(benchmark::kMillisecond)->UseRealTime();
    };
    add("build_coverage", [&](benchmark::State &state) { build_coverage(state, sample); });
    add("thin_every_zoom", [&](benchmark::State &state) { thin_every_zoom(state, sample); });
    add("thin_zoom_12_geos", [&](benchmark::State &state) { thin_one_zoom_geos(state, sample); });
}

} // namespace jingwei::bench
