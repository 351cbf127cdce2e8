#include "spatial/shape_figures.hpp"

#include "spatial/measure.hpp"

#include <algorithm>
#include <numbers>

namespace jingwei::spatial {

namespace {

double ring_length_m(Ring ring) {
    if (!ring.empty()) {
        ring.push_back(ring.front());
    }
    return geodesic_length_m(ring);
}

/// Appends one half of a hull: the points in order that turn left all the way. A coverage's span keeps cross exact.
void add_half(const Ring &sorted, Ring &hull) {
    const std::size_t base = hull.size();
    for (const LatticePoint p : sorted) {
        while (hull.size() >= base + 2 && cross(hull[hull.size() - 2], hull.back(), p) <= 0) {
            hull.pop_back();
        }
        hull.push_back(p);
    }
    hull.pop_back(); // the first of the other half
}

} // namespace

Ring convex_hull(Ring points) {
    std::sort(points.begin(), points.end());
    points.erase(std::unique(points.begin(), points.end()), points.end());
    if (points.size() < 3) {
        return points;
    }
    Ring hull;
    add_half(points, hull);
    std::reverse(points.begin(), points.end());
    add_half(points, hull);
    return hull;
}

double roundness(double area_m2, double perimeter_m) {
    return perimeter_m > 0 ? 4 * std::numbers::pi * area_m2 / (perimeter_m * perimeter_m) : 0;
}

ShapeFigures shape_figures(const MultiPolygon &polygons) {
    return shape_figures(polygons, geodesic_area_m2(polygons));
}

ShapeFigures shape_figures(const MultiPolygon &polygons, double area_m2) {
    ShapeFigures figures;
    figures.area_m2 = area_m2;
    Ring corners;
    for (const Polygon &polygon : polygons) {
        corners.insert(corners.end(), polygon.outer.begin(), polygon.outer.end());
        figures.perimeter_m += ring_length_m(polygon.outer);
        for (const Ring &hole : polygon.holes) {
            figures.perimeter_m += ring_length_m(hole);
        }
    }
    const Ring hull = convex_hull(std::move(corners));
    if (figures.perimeter_m > 0 && hull.size() >= 3) {
        figures.compactness = roundness(figures.area_m2, figures.perimeter_m);
        figures.hull_share = std::min(1.0, figures.area_m2 / geodesic_area_m2({{hull, {}}}));
    }
    return figures;
}

} // namespace jingwei::spatial
