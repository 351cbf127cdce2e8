#include "spatial/coverage_check.hpp"
#include "spatial/coverage_editor.hpp"
#include "tests/support/random_coverage.hpp"

#include <benchmark/benchmark.h>
#include <geos_c.h>

#include <numeric>
#include <unordered_map>

/// coverage-bench: building, checking and editing the coverage of a city, beside GEOS on the same polygons.
namespace jingwei::bench {
namespace {

using namespace jingwei::spatial;

/// 14,884 grids of 600 m with 1.5 million segments; every grid has a label of its own.
struct City {
    std::vector<LabelledPolygon> polygons;
    Coverage coverage;
};

const City &city() {
    static const City made = [] {
        const tests::RandomCoverageForm form{.side = 122, .cell = 60'000, .steps = 50, .labels = 1, .nobody = 0};
        City result;
        result.polygons = tests::RandomCoverage(form, 20151).polygons;
        Label label = 0;
        for (auto &polygon : result.polygons) {
            polygon.label = ++label;
        }
        result.coverage = build_coverage(result.polygons, {.classify_enclosed = false, .progress = {}}).coverage;
        return result;
    }();
    return made;
}

void build_from_polygons(benchmark::State &state) {
    const auto &polygons = city().polygons;
    for (auto _ : state) {
        benchmark::DoNotOptimize(build_coverage(polygons, {.classify_enclosed = false, .progress = {}}));
    }
}

void check_whole(benchmark::State &state) {
    const auto &coverage = city().coverage;
    std::size_t found = 0;
    for (auto _ : state) {
        found += find_violations(coverage).size();
    }
    state.counters["segments"] = static_cast<double>(coverage.segment_count());
    state.counters["grids"] = static_cast<double>(coverage.face_labels().size() - 1);
    state.counters["found"] = static_cast<double>(found);
}

void open_editor(benchmark::State &state) {
    std::size_t bytes = 0;
    for (auto _ : state) {
        const CoverageEditor editor(city().coverage);
        bytes = editor.ground().bytes();
    }
    state.counters["bytes"] = static_cast<double>(bytes);
}

void write_coverage(benchmark::State &state) {
    const CoverageEditor editor(city().coverage);
    for (auto _ : state) {
        benchmark::DoNotOptimize(editor.coverage());
    }
}

CoverageEditor &shared_editor() {
    static CoverageEditor editor(city().coverage);
    return editor;
}

/// One edit with its checks, and its undo outside of the time.
template <class Edit> void measure_edit(benchmark::State &state, Edit edit) {
    auto &editor = shared_editor();
    ArcId arc = 0;
    std::size_t refused = 0;
    std::size_t bytes = 0;
    std::size_t work = 0;
    for (auto _ : state) {
        arc = (arc + 7919) % static_cast<ArcId>(city().coverage.arcs().size());
        auto change = edit(editor, arc);
        state.PauseTiming();
        if (change) {
            bytes += change->bytes();
            work += change->work();
            if (!editor.undo(*change)) {
                state.SkipWithError("undo");
            }
        } else {
            ++refused;
        }
        state.ResumeTiming();
    }
    const auto made = static_cast<double>(state.iterations()) - static_cast<double>(refused);
    state.counters["refused"] = static_cast<double>(refused);
    state.counters["bytes"] = static_cast<double>(bytes) / std::max(made, 1.0);
    state.counters["work"] = static_cast<double>(work) / std::max(made, 1.0);
}

std::optional<Change> taken(Outcome outcome) {
    auto *change = std::get_if<Change>(&outcome);
    return change == nullptr ? std::nullopt : std::optional(std::move(*change));
}

std::optional<Change> split_one(CoverageEditor &editor, ArcId arc) {
    const auto &line = editor.ground().line(arc);
    return taken(editor.split_arc(arc, line.segment(line.segment_count() / 2).a));
}

std::optional<Change> change_one(CoverageEditor &editor, ArcId arc) {
    const auto line = editor.ground().line(arc).points();
    std::vector points(line.begin(), line.end());
    points[points.size() / 2].x += 100;
    return taken(editor.change_arc(arc, std::move(points), {.outer_border = true}));
}

std::optional<Change> remove_one(CoverageEditor &editor, ArcId arc) {
    return taken(editor.remove_arc(arc, editor.ground().left(arc * 2) == 0 ? Side::right : Side::left, {.outer_border = true}));
}

/// A cut through a grid of 600 m, drawn from outside to outside of it.
std::optional<Change> draw_one(CoverageEditor &editor, ArcId arc) {
    const auto &ground = editor.ground();
    const auto face = std::max(ground.left(arc * 2), ground.left(arc * 2 + 1));
    const auto box = bounds(ground.line(ground.boundary(ground.face(face).outline).first / 2).points());
    const LatticePoint middle{box.min_x + (box.max_x - box.min_x) / 2, box.min_y + (box.max_y - box.min_y) / 2};
    const std::vector<LatticePoint> sketch{
        {middle.x - 70'000, middle.y - 41'000}, middle, {middle.x + 70'000, middle.y + 42'000}};
    auto drawn = editor.draw(sketch, {.tolerance = 200, .only = ground.face(face).label, .rights = {}});
    auto *made = std::get_if<Sketched>(&drawn);
    return made == nullptr ? std::nullopt : std::optional(std::move(made->change));
}

/// Two grids become one: relabelled, the border between them dropped.
std::optional<Change> merge_two(CoverageEditor &editor, ArcId arc) {
    const auto left = editor.ground().left(arc * 2);
    const auto right = editor.ground().left(arc * 2 + 1);
    if (left == 0 || right == 0) {
        return std::nullopt;
    }
    auto relabelled = taken(editor.relabel(std::vector{left}, editor.ground().face(right).label));
    auto dropped = taken(editor.drop_same_label(std::vector{left}));
    if (!dropped || !editor.undo(*dropped)) {
        return std::nullopt;
    }
    return relabelled;
}

/// GEOS on the same polygons.
class GeosCity {
  public:
    GeosCity() : m_context(GEOS_init_r()) {
        for (const auto &labelled : city().polygons) {
            m_polygons.push_back(polygon(labelled.polygon.outer));
        }
    }
    ~GeosCity() {
        for (auto *geometry : m_polygons) {
            GEOSGeom_destroy_r(m_context, geometry);
        }
        GEOS_finish_r(m_context);
    }
    GeosCity(const GeosCity &) = delete;
    GeosCity &operator=(const GeosCity &) = delete;

    [[nodiscard]] std::size_t valid_count() const {
        std::size_t count = 0;
        for (const auto *geometry : m_polygons) {
            count += GEOSisValid_r(m_context, geometry) == 1 ? 1 : 0;
        }
        return count;
    }
    /// Length of the union, which any overlap or gap would change.
    [[nodiscard]] double union_length() const {
        std::vector<GEOSGeometry *> copies;
        for (const auto *geometry : m_polygons) {
            copies.push_back(GEOSGeom_clone_r(m_context, geometry));
        }
        GEOSGeometry *all =
            GEOSGeom_createCollection_r(m_context, GEOS_MULTIPOLYGON, copies.data(), static_cast<unsigned>(copies.size()));
        GEOSGeometry *one = GEOSUnaryUnion_r(m_context, all);
        double length = 0;
        GEOSLength_r(m_context, one, &length);
        GEOSGeom_destroy_r(m_context, one);
        GEOSGeom_destroy_r(m_context, all);
        return length;
    }

  private:
    GEOSGeometry *polygon(const Ring &ring) const {
        GEOSCoordSequence *sequence = GEOSCoordSeq_create_r(m_context, static_cast<unsigned>(ring.size() + 1), 2);
        for (std::size_t i = 0; i <= ring.size(); ++i) {
            const auto p = ring[i == ring.size() ? 0 : i];
            GEOSCoordSeq_setXY_r(m_context, sequence, static_cast<unsigned>(i), p.x, p.y);
        }
        return GEOSGeom_createPolygon_r(m_context, GEOSGeom_createLinearRing_r(m_context, sequence), nullptr, 0);
    }

    GEOSContextHandle_t m_context;
    std::vector<GEOSGeometry *> m_polygons;
};

/// The shares of segments: how often each undirected one occurs. Finds what is not shared by two, names nothing.
std::size_t edge_hash() {
    std::unordered_map<std::uint64_t, std::uint32_t> uses;
    uses.reserve(city().coverage.segment_count());
    for (const auto &[label, polygon] : city().polygons) {
        for (std::size_t i = 0; i < polygon.outer.size(); ++i) {
            const auto a = polygon.outer[i];
            const auto b = polygon.outer[i + 1 == polygon.outer.size() ? 0 : i + 1];
            const auto key = [](LatticePoint p) {
                return (std::uint64_t{static_cast<std::uint32_t>(p.x)} << 32U | static_cast<std::uint32_t>(p.y)) *
                       0x9E3779B97F4A7C15ULL;
            };
            ++uses[std::min(key(a), key(b)) * 31 + std::max(key(a), key(b))];
        }
    }
    return uses.size();
}

void geos_valid_and_edge_hash(benchmark::State &state) {
    const GeosCity geos;
    for (auto _ : state) {
        benchmark::DoNotOptimize(geos.valid_count());
        benchmark::DoNotOptimize(edge_hash());
    }
}

void geos_union(benchmark::State &state) {
    const GeosCity geos;
    for (auto _ : state) {
        benchmark::DoNotOptimize(geos.union_length());
    }
}

} // namespace
} // namespace jingwei::bench

using namespace jingwei::bench;

BENCHMARK(build_from_polygons)->Unit(benchmark::kMillisecond);
BENCHMARK(check_whole)->Unit(benchmark::kMillisecond)->MinTime(2);
BENCHMARK(geos_valid_and_edge_hash)->Unit(benchmark::kMillisecond);
BENCHMARK(geos_union)->Unit(benchmark::kMillisecond)->Iterations(1);
BENCHMARK(open_editor)->Unit(benchmark::kMillisecond);
BENCHMARK(write_coverage)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(measure_edit, split_arc, split_one)->Unit(benchmark::kMicrosecond)->Iterations(2000);
BENCHMARK_CAPTURE(measure_edit, change_arc, change_one)->Unit(benchmark::kMicrosecond)->Iterations(2000);
BENCHMARK_CAPTURE(measure_edit, remove_arc, remove_one)->Unit(benchmark::kMicrosecond)->Iterations(2000);
BENCHMARK_CAPTURE(measure_edit, draw_a_cut, draw_one)->Unit(benchmark::kMicrosecond)->Iterations(2000);
BENCHMARK_CAPTURE(measure_edit, merge_two, merge_two)->Unit(benchmark::kMicrosecond)->Iterations(2000);

BENCHMARK_MAIN();
