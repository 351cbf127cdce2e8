#include "bench/micro/samples.hpp"

#include "spatial/coverage_clean.hpp"
#include "spatial/gap_division.hpp"
#include "tests/support/damage.hpp"
#include "tests/support/random_coverage.hpp"
#include "tests/support/random_gaps.hpp"

#include <benchmark/benchmark.h>
#include <geos_c.h>

namespace jingwei::bench {

namespace {

/// 100 x 100 grids of 80 vertices, side by side, with 500 places made dirty.
const std::vector<spatial::LabelledPolygon> &dirty_polygons() {
    static const auto made = [] {
        tests::RandomCoverage drawn({.side = 100, .cell = 20'000, .steps = 20, .stray = 0.3, .labels = 1, .nobody = 0}, 7);
        spatial::Label label = 0;
        for (auto &polygon : drawn.polygons) {
            polygon.label = ++label;
        }
        tests::Damager(drawn.polygons, 7).damage(500);
        return std::move(drawn.polygons);
    }();
    return made;
}

void clean_dirty(benchmark::State &state) {
    const auto &polygons = dirty_polygons();
    std::size_t repairs = 0;
    for (auto _ : state) {
        const auto result = spatial::clean_coverage(polygons);
        repairs = result.repairs.size();
    }
    state.counters["polygons"] = static_cast<double>(polygons.size());
    state.counters["repairs"] = static_cast<double>(repairs);
}

/// The peer: GEOS nodes the rings on the lattice and makes polygons of them. It does not say whose they are, nor repairs.
class GeosNoder {
  public:
    GeosNoder() : m_context(GEOS_init_r()) {}
    ~GeosNoder() { GEOS_finish_r(m_context); }
    GeosNoder(const GeosNoder &) = delete;
    GeosNoder &operator=(const GeosNoder &) = delete;

    [[nodiscard]] int faces(const std::vector<spatial::LabelledPolygon> &polygons) const {
        std::vector<GEOSGeometry *> rings;
        for (const auto &[label, polygon] : polygons) {
            rings.push_back(GEOSGeom_createLineString_r(m_context, sequence(polygon.outer)));
        }
        auto *const lines =
            GEOSGeom_createCollection_r(m_context, GEOS_MULTILINESTRING, rings.data(), static_cast<unsigned>(rings.size()));
        auto *const noded = GEOSUnaryUnionPrec_r(m_context, lines, 1.0);
        auto *const polygonized = GEOSPolygonize_r(m_context, &noded, 1);
        const int count = GEOSGetNumGeometries_r(m_context, polygonized);
        for (auto *const made : {lines, noded, polygonized}) {
            GEOSGeom_destroy_r(m_context, made);
        }
        return count;
    }

  private:
    [[nodiscard]] GEOSCoordSequence *sequence(const spatial::Ring &ring) const {
        auto *const made = GEOSCoordSeq_create_r(m_context, static_cast<unsigned>(ring.size() + 1), 2);
        for (unsigned i = 0; i <= ring.size(); ++i) {
            const auto p = ring[i == ring.size() ? 0 : i];
            GEOSCoordSeq_setXY_r(m_context, made, i, p.x, p.y);
        }
        return made;
    }

    GEOSContextHandle_t m_context;
};

void clean_geos(benchmark::State &state) {
    const auto &polygons = dirty_polygons();
    const GeosNoder noder;
    int faces = 0;
    for (auto _ : state) {
        faces = noder.faces(polygons);
    }
    state.counters["faces"] = faces;
}

/// One gap along a river, of so many corners, among the hundredth part of as many grids.
void divide_gap(benchmark::State &state) {
    const auto gap = tests::RandomGaps(1).make_river(static_cast<int>(state.range(0)));
    std::size_t lines = 0;
    for (auto _ : state) {
        const spatial::GapBorder border(
            {gap.polygon}, [&](spatial::LatticePoint from, spatial::LatticePoint to) { return gap.across(from, to); });
        lines = spatial::dividing_lines(border).lines.size();
    }
    state.counters["lines"] = static_cast<double>(lines);
}

} // namespace

void add_clean_benchmarks() {
    benchmark::RegisterBenchmark("clean/dirty_10000", clean_dirty)->Unit(benchmark::kMillisecond)->UseRealTime();
    benchmark::RegisterBenchmark("clean/divide_gap", divide_gap)->Arg(20'000)->Arg(200'000)->Unit(benchmark::kMillisecond);
    benchmark::RegisterBenchmark("clean/geos_noding_10000", clean_geos)->Unit(benchmark::kMillisecond)->UseRealTime();
}

} // namespace jingwei::bench
