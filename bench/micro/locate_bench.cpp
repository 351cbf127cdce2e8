#include "bench/micro/samples.hpp"

#include <benchmark/benchmark.h>
#include <geos_c.h>

namespace jingwei::bench {

namespace {

constexpr std::size_t batch_size = 100'000;

using Points = std::vector<spatial::LatticePoint> (*)(const data::World &, std::size_t);

void locate_single(benchmark::State &state, Sample &sample, Points make) {
    const auto points = make(sample.world(), std::size_t{1} << 20U);
    const auto &locator = *sample.world().themes.front()->locator;
    std::size_t i = 0;
    for (auto _ : state) {
        benchmark::DoNotOptimize(locator.locate(points[i++ & (points.size() - 1)]));
    }
    state.SetItemsProcessed(state.iterations());
}

void locate_batch(benchmark::State &state, Sample &sample, Points make) {
    const auto points = make(sample.world(), batch_size);
    std::vector<spatial::Label> owners(points.size());
    const auto &locator = *sample.world().themes.front()->locator;
    for (auto _ : state) {
        locator.locate(points, owners);
        benchmark::ClobberMemory();
    }
    state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(points.size()));
}

void nearest_border(benchmark::State &state, Sample &sample) {
    const auto points = uniform_points(sample.world(), std::size_t{1} << 16U);
    const auto &locator = *sample.world().themes.front()->locator;
    std::size_t i = 0;
    for (auto _ : state) {
        benchmark::DoNotOptimize(locator.nearest_border(points[i++ & (points.size() - 1)], 2'000));
    }
    state.SetItemsProcessed(state.iterations());
}

/// The peer: prepared polygons of GEOS behind its own STR tree, one per finest unit.
class GeosLocator {
  public:
    explicit GeosLocator(const data::ThemeWorld &theme)
        : m_context(GEOS_init_r()), m_tree(GEOSSTRtree_create_r(m_context, 10)) {
        for (std::size_t unit = 1; unit < theme.shapes.size(); ++unit) {
            if (theme.children[unit].empty()) {
                add(theme.shapes[unit]);
            }
        }
    }
    ~GeosLocator() {
        for (const auto &[shape, prepared] : m_shapes) {
            GEOSPreparedGeom_destroy_r(m_context, prepared);
            GEOSGeom_destroy_r(m_context, shape);
        }
        GEOSSTRtree_destroy_r(m_context, m_tree);
        GEOS_finish_r(m_context);
    }
    GeosLocator(const GeosLocator &) = delete;
    GeosLocator &operator=(const GeosLocator &) = delete;

    [[nodiscard]] bool owned(spatial::LatticePoint place) {
        GEOSGeometry *point = GEOSGeom_createPointFromXY_r(m_context, place.x, place.y);
        Question question{m_context, point, false};
        GEOSSTRtree_query_r(m_context, m_tree, point, &GeosLocator::ask, &question);
        GEOSGeom_destroy_r(m_context, point);
        return question.found;
    }

  private:
    struct Question {
        GEOSContextHandle_t context;
        const GEOSGeometry *point;
        bool found;
    };

    static void ask(void *item, void *asked) {
        auto &question = *static_cast<Question *>(asked);
        const auto *shape = static_cast<const GEOSPreparedGeometry *>(item);
        question.found = question.found || GEOSPreparedContains_r(question.context, shape, question.point) == 1;
    }

    [[nodiscard]] GEOSGeometry *ring(const spatial::Ring &points) {
        GEOSCoordSequence *sequence = GEOSCoordSeq_create_r(m_context, static_cast<unsigned>(points.size() + 1), 2);
        for (unsigned i = 0; i <= points.size(); ++i) {
            const auto &p = points[i % points.size()];
            GEOSCoordSeq_setXY_r(m_context, sequence, i, p.x, p.y);
        }
        return GEOSGeom_createLinearRing_r(m_context, sequence);
    }

    void add(const spatial::MultiPolygon &parts) {
        for (const auto &part : parts) {
            std::vector<GEOSGeometry *> holes;
            holes.reserve(part.holes.size());
            for (const auto &hole : part.holes) {
                holes.push_back(ring(hole));
            }
            GEOSGeometry *shape =
                GEOSGeom_createPolygon_r(m_context, ring(part.outer), holes.data(), static_cast<unsigned>(holes.size()));
            const GEOSPreparedGeometry *prepared = GEOSPrepare_r(m_context, shape);
            m_shapes.emplace_back(shape, prepared);
            GEOSSTRtree_insert_r(m_context, m_tree, shape, const_cast<GEOSPreparedGeometry *>(prepared));
        }
    }

    GEOSContextHandle_t m_context;
    GEOSSTRtree *m_tree;
    std::vector<std::pair<GEOSGeometry *, const GEOSPreparedGeometry *>> m_shapes;
};

void locate_geos(benchmark::State &state, Sample &sample) {
    const auto points = uniform_points(sample.world(), std::size_t{1} << 16U);
    GeosLocator locator(*sample.world().themes.front());
    for (const auto point : points) { // GEOS prepares when first asked
        benchmark::DoNotOptimize(locator.owned(point));
    }
    std::size_t i = 0;
    for (auto _ : state) {
        benchmark::DoNotOptimize(locator.owned(points[i++ & (points.size() - 1)]));
    }
    state.SetItemsProcessed(state.iterations());
}

void build_locator(benchmark::State &state, Sample &sample) {
    const auto &coverage = sample.world().themes.front()->coverage;
    std::size_t bytes = 0;
    for (auto _ : state) {
        const spatial::Locator locator(coverage);
        bytes = locator.bytes();
    }
    state.counters["locator_bytes"] = static_cast<double>(bytes);
}

} // namespace

void add_locate_benchmarks(Sample &sample) {
    const auto add = [&](const std::string &name, auto run) {
        return benchmark::RegisterBenchmark((name + "/" + sample.name).c_str(), run);
    };
    add("locate_single_uniform", [&](benchmark::State &state) { locate_single(state, sample, uniform_points); });
    add("locate_single_clustered", [&](benchmark::State &state) { locate_single(state, sample, clustered_points); });
    add("locate_batch_uniform", [&](benchmark::State &state) { locate_batch(state, sample, uniform_points); });
    add("locate_batch_clustered", [&](benchmark::State &state) { locate_batch(state, sample, clustered_points); });
    add("nearest_border", [&](benchmark::State &state) { nearest_border(state, sample); });
    add("locate_single_uniform_geos", [&](benchmark::State &state) { locate_geos(state, sample); });
    add("build_locator", [&](benchmark::State &state) { build_locator(state, sample); })->Unit(benchmark::kMillisecond);
}

} // namespace jingwei::bench
