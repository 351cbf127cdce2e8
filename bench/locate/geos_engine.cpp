#include "bench/locate/engine.hpp"

#include <geos_c.h>

namespace jingwei::bench {
namespace {

/// Lattice units as doubles: GEOS sees the borders exactly.
class GeosEngine : public Engine {
  public:
    explicit GeosEngine(const Ground &ground) : m_context(GEOS_init_r()), m_tree(GEOSSTRtree_create_r(m_context, 10)) {
        m_units.reserve(ground.shapes.size());
        for (Label label = 1; label < ground.shapes.size(); ++label) {
            if (!ground.shapes[label].empty()) {
                add(label, ground.shapes[label]);
            }
        }
        GEOSGeometry *somewhere = point(ground.coverage.all_points().front());
        GEOSSTRtree_query_r(
            m_context, m_tree, somewhere, [](void *, void *) {}, nullptr); // builds the tree
        GEOSGeom_destroy_r(m_context, somewhere);
    }
    GeosEngine(const GeosEngine &) = delete;
    GeosEngine &operator=(const GeosEngine &) = delete;
    ~GeosEngine() override {
        for (const Unit &unit : m_units) {
            GEOSPreparedGeom_destroy_r(m_context, unit.prepared);
            GEOSGeom_destroy_r(m_context, unit.shape);
        }
        GEOSSTRtree_destroy_r(m_context, m_tree);
        GEOS_finish_r(m_context);
    }

    void take(std::span<const LatticePoint> points) override { m_points.assign(points.begin(), points.end()); }
    void ask(std::span<Label> owners) override {
        for (std::size_t i = 0; i < m_points.size(); ++i) {
            GEOSGeometry *asked = point(m_points[i]);
            Question question{m_context, asked, spatial::no_label};
            GEOSSTRtree_query_r(m_context, m_tree, asked, &GeosEngine::answer, &question);
            GEOSGeom_destroy_r(m_context, asked);
            owners[i] = question.owner;
        }
    }

  private:
    struct Unit {
        GEOSGeometry *shape;
        const GEOSPreparedGeometry *prepared;
        Label label;
    };
    struct Question {
        GEOSContextHandle_t context;
        const GEOSGeometry *point;
        Label owner;
    };

    static void answer(void *item, void *asked) {
        auto &question = *static_cast<Question *>(asked);
        const auto &unit = *static_cast<const Unit *>(item);
        if (question.owner == spatial::no_label &&
            GEOSPreparedContains_r(question.context, unit.prepared, question.point) == 1) {
            question.owner = unit.label;
        }
    }

    [[nodiscard]] GEOSGeometry *point(LatticePoint p) const { return GEOSGeom_createPointFromXY_r(m_context, p.x, p.y); }

    [[nodiscard]] GEOSGeometry *ring(const spatial::Ring &points) const {
        const auto count = static_cast<unsigned>(points.size());
        GEOSCoordSequence *sequence = GEOSCoordSeq_create_r(m_context, count + 1, 2);
        for (unsigned i = 0; i <= count; ++i) {
            GEOSCoordSeq_setXY_r(m_context, sequence, i, points[i % count].x, points[i % count].y);
        }
        return GEOSGeom_createLinearRing_r(m_context, sequence);
    }

    [[nodiscard]] GEOSGeometry *polygon(const spatial::Polygon &part) const {
        std::vector<GEOSGeometry *> holes;
        for (const spatial::Ring &hole : part.holes) {
            holes.push_back(ring(hole));
        }
        return GEOSGeom_createPolygon_r(m_context, ring(part.outer), holes.data(), static_cast<unsigned>(holes.size()));
    }

    /// The unit's shape, prepared and warm: GEOS makes a prepared shape's index when it is first asked.
    void add(Label label, const spatial::MultiPolygon &parts) {
        std::vector<GEOSGeometry *> polygons;
        for (const spatial::Polygon &part : parts) {
            polygons.push_back(polygon(part));
        }
        GEOSGeometry *shape = polygons.size() == 1 ? polygons.front()
                                                   : GEOSGeom_createCollection_r(m_context, GEOS_MULTIPOLYGON, polygons.data(),
                                                                                 static_cast<unsigned>(polygons.size()));
        m_units.push_back({shape, GEOSPrepare_r(m_context, shape), label});
        GEOSGeometry *inner = point(parts.front().outer.front());
        GEOSPreparedContains_r(m_context, m_units.back().prepared, inner);
        GEOSGeom_destroy_r(m_context, inner);
        GEOSSTRtree_insert_r(m_context, m_tree, shape, &m_units.back());
    }

    GEOSContextHandle_t m_context;
    GEOSSTRtree *m_tree;
    std::vector<Unit> m_units;
    std::vector<LatticePoint> m_points;
};

} // namespace

EngineKind geos_kind() {
    return {"GEOS",
            std::string("STRtree of node size 10, GEOSPreparedContains, all shapes prepared and warm; GEOS ") + GEOSversion(),
            true, SIZE_MAX,
            [](const Ground &ground) -> std::unique_ptr<Engine> { return std::make_unique<GeosEngine>(ground); }};
}

} // namespace jingwei::bench
