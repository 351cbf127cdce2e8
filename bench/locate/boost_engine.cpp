#include "bench/locate/engine.hpp"

#include <boost/geometry.hpp>
#include <boost/geometry/geometries/box.hpp>
#include <boost/geometry/geometries/multi_polygon.hpp>
#include <boost/geometry/geometries/point_xy.hpp>
#include <boost/geometry/geometries/polygon.hpp>
#include <boost/geometry/index/rtree.hpp>
#include <boost/iterator/function_output_iterator.hpp>

namespace jingwei::bench {
namespace {

namespace bg = boost::geometry;
using Point = bg::model::d2::point_xy<double>;
using Box = bg::model::box<Point>;
using Polygon = bg::model::polygon<Point, false, true>; // turns left, closed
using Value = std::pair<Box, std::uint32_t>;

/// Lattice units as doubles: Boost sees the borders exactly. A polygon a part, in a tree packed when it is made.
class BoostEngine : public Engine {
  public:
    explicit BoostEngine(const Ground &ground) {
        for (Label label = 1; label < ground.shapes.size(); ++label) {
            for (const spatial::Polygon &part : ground.shapes[label]) {
                m_polygons.push_back(polygon(part));
                m_labels.push_back(label);
            }
        }
        std::vector<Value> values;
        for (std::uint32_t i = 0; i < m_polygons.size(); ++i) {
            values.emplace_back(bg::return_envelope<Box>(m_polygons[i]), i);
        }
        m_tree = Tree(values);
    }

    void take(std::span<const LatticePoint> points) override {
        m_points.clear();
        for (const LatticePoint p : points) {
            m_points.emplace_back(p.x, p.y);
        }
    }
    void ask(std::span<Label> owners) override {
        for (std::size_t i = 0; i < m_points.size(); ++i) {
            owners[i] = spatial::no_label;
            const auto is_owner = [&](const Value &value) {
                return owners[i] == spatial::no_label && bg::within(m_points[i], m_polygons[value.second]);
            };
            const auto take_owner = [&](const Value &value) { owners[i] = m_labels[value.second]; };
            m_tree.query(bg::index::intersects(m_points[i]) && bg::index::satisfies(is_owner),
                         boost::make_function_output_iterator(take_owner));
        }
    }

  private:
    using Tree = bg::index::rtree<Value, bg::index::rstar<8>>;

    static void fill(Polygon::ring_type &ring, const spatial::Ring &points) {
        ring.reserve(points.size() + 1);
        for (const LatticePoint p : points) {
            ring.emplace_back(p.x, p.y);
        }
        ring.emplace_back(points.front().x, points.front().y);
    }
    static Polygon polygon(const spatial::Polygon &part) {
        Polygon made;
        fill(made.outer(), part.outer);
        made.inners().resize(part.holes.size());
        for (std::size_t i = 0; i < part.holes.size(); ++i) {
            fill(made.inners()[i], part.holes[i]);
        }
        return made;
    }

    std::vector<Polygon> m_polygons;
    std::vector<Label> m_labels;
    Tree m_tree;
    std::vector<Point> m_points;
};

} // namespace

EngineKind boost_kind() {
    return {"Boost.Geometry", std::string("packed R-tree, node size 8, within; Boost ") + BOOST_LIB_VERSION, true, SIZE_MAX,
            [](const Ground &ground) -> std::unique_ptr<Engine> { return std::make_unique<BoostEngine>(ground); }};
}

} // namespace jingwei::bench
