#include "bench/plans/geos_check.hpp"

#include "bench/locate/report.hpp"

#include <geos_c.h>

#include <algorithm>
#include <memory>
#include <unordered_map>
#include <utility>
#include <vector>

namespace jingwei::bench {

namespace {

using spatial::LatticePoint;

GEOSGeometry *ring_of(GEOSContextHandle_t context, const spatial::Ring &ring) {
    GEOSCoordSequence *sequence = GEOSCoordSeq_create_r(context, static_cast<unsigned>(ring.size() + 1), 2);
    for (std::size_t i = 0; i <= ring.size(); ++i) {
        const auto p = ring[i % ring.size()];
        GEOSCoordSeq_setXY_r(context, sequence, static_cast<unsigned>(i), p.x, p.y);
    }
    return GEOSGeom_createLinearRing_r(context, sequence);
}

class GeosGround {
  public:
    explicit GeosGround(std::span<const spatial::MultiPolygon> shapes) : m_context(GEOS_init_r()) {
        for (const auto &shape : shapes) {
            for (const auto &polygon : shape) {
                std::vector<GEOSGeometry *> holes;
                for (const auto &hole : polygon.holes) {
                    holes.push_back(ring_of(m_context, hole));
                }
                m_polygons.push_back(GEOSGeom_createPolygon_r(m_context, ring_of(m_context, polygon.outer), holes.data(),
                                                              static_cast<unsigned>(holes.size())));
            }
        }
    }
    ~GeosGround() {
        for (auto *polygon : m_polygons) {
            GEOSGeom_destroy_r(m_context, polygon);
        }
        GEOS_finish_r(m_context);
    }
    GeosGround(const GeosGround &) = delete;
    GeosGround &operator=(const GeosGround &) = delete;

    [[nodiscard]] std::size_t count() const { return m_polygons.size(); }
    [[nodiscard]] std::size_t invalid_count() const {
        return static_cast<std::size_t>(
            std::ranges::count_if(m_polygons, [&](const auto *polygon) { return GEOSisValid_r(m_context, polygon) != 1; }));
    }
    /// Pairs whose boxes meet, and those of them whose insides do.
    [[nodiscard]] std::pair<std::size_t, std::size_t> relate_pairs() const {
        GEOSSTRtree *tree = GEOSSTRtree_create_r(m_context, 10);
        for (const auto &polygon : m_polygons) {
            GEOSSTRtree_insert_r(m_context, tree, polygon, const_cast<GEOSGeometry **>(&polygon));
        }
        std::pair<std::size_t, std::size_t> counts{0, 0};
        for (const auto &polygon : m_polygons) {
            std::vector<GEOSGeometry *const *> near;
            GEOSSTRtree_query_r(
                m_context, tree, polygon,
                [](void *item, void *found) {
                    static_cast<std::vector<GEOSGeometry *const *> *>(found)->push_back(
                        static_cast<GEOSGeometry *const *>(item));
                },
                &near);
            for (const auto *other : near) {
                if (other > &polygon) {
                    ++counts.first;
                    counts.second += GEOSRelatePattern_r(m_context, polygon, *other, "T********") == 1 ? 1 : 0;
                }
            }
        }
        GEOSSTRtree_destroy_r(m_context, tree);
        return counts;
    }

  private:
    GEOSContextHandle_t m_context;
    std::vector<GEOSGeometry *> m_polygons;
};

/// How many segments are not exactly two polygons'.
std::size_t unshared_segments(std::span<const spatial::MultiPolygon> shapes) {
    std::unordered_map<std::uint64_t, std::uint32_t> uses;
    const auto key = [](LatticePoint p) {
        return (std::uint64_t{static_cast<std::uint32_t>(p.x)} << 32U | static_cast<std::uint32_t>(p.y)) *
               0x9E3779B97F4A7C15ULL;
    };
    const auto take = [&](const spatial::Ring &ring) {
        for (std::size_t i = 0; i < ring.size(); ++i) {
            const auto a = key(ring[i]);
            const auto b = key(ring[(i + 1) % ring.size()]);
            ++uses[std::min(a, b) * 31 + std::max(a, b)];
        }
    };
    for (const auto &shape : shapes) {
        for (const auto &polygon : shape) {
            take(polygon.outer);
            std::ranges::for_each(polygon.holes, take);
        }
    }
    return static_cast<std::size_t>(std::ranges::count_if(uses, [](const auto &use) { return use.second != 2; }));
}

} // namespace

GeosFindings check_with_geos(std::span<const spatial::MultiPolygon> shapes) {
    const GeosGround ground(shapes);
    GeosFindings found{.polygons = ground.count()};
    const double begun = cpu_seconds();
    found.invalid = ground.invalid_count();
    const double valid = cpu_seconds();
    std::tie(found.pairs, found.overlapping) = ground.relate_pairs();
    const double related = cpu_seconds();
    found.unshared = unshared_segments(shapes);
    found.valid_s = valid - begun;
    found.relate_s = related - valid;
    found.edges_s = cpu_seconds() - related;
    return found;
}

} // namespace jingwei::bench
