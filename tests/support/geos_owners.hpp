#pragma once

#include "spatial/coverage_build.hpp"

#include <algorithm>
#include <geos_c.h>
#include <memory>
#include <span>
#include <vector>

namespace jingwei::tests {

/// Who owns a point by GEOS: prepared polygons behind its own tree. Lattice units are its coordinates, whole numbers that
/// its predicates decide exactly.
class GeosOwners {
  public:
    struct Answer {
        std::vector<spatial::Label> holding;  ///< units with the point in their inside, ascending
        std::vector<spatial::Label> touching; ///< units with the point in their inside or on their border, ascending
    };

    explicit GeosOwners(std::span<const spatial::LabelledPolygon> polygons) {
        m_shapes.reserve(polygons.size());
        for (const auto &[label, polygon] : polygons) {
            Shape shape{.label = label, .polygon = to_geos(polygon), .prepared = {nullptr, Destroy{handle()}}};
            shape.prepared.reset(GEOSPrepare_r(handle(), shape.polygon.get()));
            m_shapes.push_back(std::move(shape));
            GEOSSTRtree_insert_r(handle(), m_tree.get(), m_shapes.back().polygon.get(), &m_shapes.back());
        }
    }

    [[nodiscard]] Answer at(spatial::LatticePoint p) const {
        const Geometry point(GEOSGeom_createPointFromXY_r(handle(), p.x, p.y), Destroy{handle()});
        Question question{handle(), point.get(), {}};
        GEOSSTRtree_query_r(handle(), m_tree.get(), point.get(), &GeosOwners::ask, &question);
        sort(question.answer.holding);
        sort(question.answer.touching);
        return std::move(question.answer);
    }

  private:
    struct Finish {
        void operator()(GEOSContextHandle_t context) const { GEOS_finish_r(context); }
    };
    struct Destroy {
        GEOSContextHandle_t context;
        void operator()(GEOSGeometry *g) const { GEOSGeom_destroy_r(context, g); }
        void operator()(const GEOSPreparedGeometry *g) const { GEOSPreparedGeom_destroy_r(context, g); }
        void operator()(GEOSSTRtree *t) const { GEOSSTRtree_destroy_r(context, t); }
    };
    using Geometry = std::unique_ptr<GEOSGeometry, Destroy>;
    struct Shape {
        spatial::Label label;
        Geometry polygon;
        std::unique_ptr<const GEOSPreparedGeometry, Destroy> prepared; ///< refers to `polygon`
    };
    struct Question {
        GEOSContextHandle_t context;
        const GEOSGeometry *point;
        Answer answer;
    };

    static void ask(void *item, void *asked) {
        const auto &shape = *static_cast<const Shape *>(item);
        auto &question = *static_cast<Question *>(asked);
        if (GEOSPreparedIntersects_r(question.context, shape.prepared.get(), question.point) != 1) {
            return;
        }
        question.answer.touching.push_back(shape.label);
        if (GEOSPreparedContains_r(question.context, shape.prepared.get(), question.point) == 1) {
            question.answer.holding.push_back(shape.label);
        }
    }

    static void sort(std::vector<spatial::Label> &labels) {
        std::ranges::sort(labels);
        const auto rest = std::ranges::unique(labels);
        labels.erase(rest.begin(), rest.end());
    }

    [[nodiscard]] GEOSContextHandle_t handle() const { return m_context.get(); }

    [[nodiscard]] GEOSGeometry *to_ring(const spatial::Ring &ring) const {
        GEOSCoordSequence *sequence = GEOSCoordSeq_create_r(handle(), static_cast<unsigned>(ring.size() + 1), 2);
        for (unsigned i = 0; i <= ring.size(); ++i) {
            const auto p = ring[i % ring.size()];
            GEOSCoordSeq_setXY_r(handle(), sequence, i, p.x, p.y);
        }
        return GEOSGeom_createLinearRing_r(handle(), sequence);
    }

    [[nodiscard]] Geometry to_geos(const spatial::Polygon &polygon) const {
        std::vector<GEOSGeometry *> holes;
        for (const auto &hole : polygon.holes) {
            holes.push_back(to_ring(hole));
        }
        return {GEOSGeom_createPolygon_r(handle(), to_ring(polygon.outer), holes.data(), static_cast<unsigned>(holes.size())),
                Destroy{handle()}};
    }

    std::unique_ptr<GEOSContextHandle_HS, Finish> m_context{GEOS_init_r()};
    std::vector<Shape> m_shapes;
    std::unique_ptr<GEOSSTRtree, Destroy> m_tree{GEOSSTRtree_create_r(m_context.get(), 10), Destroy{m_context.get()}};
};

} // namespace jingwei::tests
