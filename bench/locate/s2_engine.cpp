#include "bench/locate/engine.hpp"

#include <s2/mutable_s2shape_index.h>
#include <s2/s2contains_point_query.h>
#include <s2/s2latlng.h>
#include <s2/s2lax_polygon_shape.h>

namespace jingwei::bench {
namespace {

S2Point to_s2(LatticePoint p) {
    const spatial::LonLat place = spatial::to_lonlat(p);
    return S2LatLng::FromDegrees(place.lat, place.lon).ToPoint();
}

/// Shape i of the index is unit `m_labels[i]`. Points are turned into S2's form beforehand.
class S2Engine : public Engine {
  public:
    explicit S2Engine(const Ground &ground) {
        for (Label label = 1; label < ground.shapes.size(); ++label) {
            if (!ground.shapes[label].empty()) {
                m_index.Add(std::make_unique<S2LaxPolygonShape>(loops(ground.shapes[label])));
                m_labels.push_back(label);
            }
        }
        m_index.ForceBuild();
    }

    void take(std::span<const LatticePoint> points) override {
        m_points.clear();
        for (const LatticePoint p : points) {
            m_points.push_back(to_s2(p));
        }
    }
    void ask(std::span<Label> owners) override {
        auto query = MakeS2ContainsPointQuery(&m_index, S2ContainsPointQueryOptions(S2VertexModel::SEMI_OPEN));
        for (std::size_t i = 0; i < m_points.size(); ++i) {
            Label owner = spatial::no_label;
            query.VisitContainingShapes(m_points[i], [&](S2Shape *shape) {
                owner = m_labels[static_cast<std::size_t>(shape->id())];
                return false; // the first will do
            });
            owners[i] = owner;
        }
    }

  private:
    static std::vector<S2LaxPolygonShape::Loop> loops(const spatial::MultiPolygon &parts) {
        std::vector<S2LaxPolygonShape::Loop> made;
        const auto add = [&](const spatial::Ring &ring) {
            auto &loop = made.emplace_back();
            for (const LatticePoint p : ring) {
                loop.push_back(to_s2(p));
            }
        };
        for (const spatial::Polygon &part : parts) {
            add(part.outer);
            for (const spatial::Ring &hole : part.holes) {
                add(hole);
            }
        }
        return made;
    }

    MutableS2ShapeIndex m_index;
    std::vector<Label> m_labels;
    std::vector<S2Point> m_points;
};

} // namespace

EngineKind s2_kind() {
    return {"S2",
            "MutableS2ShapeIndex of S2LaxPolygonShape, 10 edges a cell, semi-open, first shape; points converted beforehand",
            true, SIZE_MAX, [](const Ground &ground) -> std::unique_ptr<Engine> { return std::make_unique<S2Engine>(ground); }};
}

} // namespace jingwei::bench
