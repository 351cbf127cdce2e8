#include "spatial/overlay.hpp"

#include "spatial/error.hpp"
#include "spatial/measure.hpp"

#include <algorithm>
#include <cmath>
#include <mutex>

namespace jingwei::spatial {
namespace {

GEOSContextHandle_t make_context() {
    static std::mutex mutex; // GEOS_init_r is not free of data races (libgeos#1311)
    const std::lock_guard lock(mutex);
    return GEOS_init_r();
}

} // namespace

Overlay::Overlay(LatticePoint origin) : m_context(make_context()), m_origin(origin) {}

Overlay::Geometry Overlay::own(GEOSGeometry *g) const {
    if (g == nullptr) {
        throw Error(
            ErrorCode::bad_data,
            "The borders could not be overlaid: a polygon is too broken for GEOS. Repair the file's geometry and try again.");
    }
    return {g, Destroy{m_context.get()}};
}

GEOSCoordSequence *Overlay::sequence(const Ring &ring) const {
    auto *const context = m_context.get();
    auto *const s = GEOSCoordSeq_create_r(context, static_cast<unsigned>(ring.size() + 1), 2);
    for (unsigned i = 0; i <= ring.size(); ++i) {
        const auto p = ring[i == ring.size() ? 0 : i];
        GEOSCoordSeq_setXY_r(context, s, i, static_cast<double>(std::int64_t{p.x} - m_origin.x),
                             static_cast<double>(std::int64_t{p.y} - m_origin.y));
    }
    return s;
}

Overlay::Geometry Overlay::polygon(const Polygon &p) const {
    auto *const context = m_context.get();
    std::vector<GEOSGeometry *> holes;
    for (const auto &hole : p.holes) {
        if (hole.size() >= 3) {
            holes.push_back(GEOSGeom_createLinearRing_r(context, sequence(hole)));
        }
    }
    auto result = own(GEOSGeom_createPolygon_r(context, GEOSGeom_createLinearRing_r(context, sequence(p.outer)), holes.data(),
                                               static_cast<unsigned>(holes.size())));
    if (GEOSisValid_r(context, result.get()) == 1) {
        return result;
    }
    return own(GEOSMakeValid_r(context, result.get()));
}

Overlay::Geometry Overlay::geometry(const MultiPolygon &polygons) const {
    std::vector<Geometry> parts;
    std::vector<const GEOSGeometry *> views;
    for (const auto &p : polygons) {
        if (p.outer.size() >= 3) {
            parts.push_back(polygon(p));
            views.push_back(parts.back().get());
        }
    }
    if (parts.size() == 1) {
        return std::move(parts.front());
    }
    return unite(views);
}

Overlay::Geometry Overlay::intersection(const Geometry &a, const Geometry &b) const {
    return own(GEOSIntersection_r(m_context.get(), a.get(), b.get()));
}

Overlay::Prepared Overlay::prepare(const Geometry &g) const {
    return {GEOSPrepare_r(m_context.get(), g.get()), DestroyPrepared{m_context.get()}};
}

bool Overlay::covers(const Prepared &a, const Geometry &b) const {
    return GEOSPreparedCovers_r(m_context.get(), a.get(), b.get()) == 1;
}

Overlay::Geometry Overlay::difference(const Geometry &a, const Geometry &b) const {
    return own(GEOSDifference_r(m_context.get(), a.get(), b.get()));
}

Overlay::Geometry Overlay::unite(std::span<const GEOSGeometry *const> geometries) const {
    auto *const context = m_context.get();
    std::vector<GEOSGeometry *> clones;
    clones.reserve(geometries.size());
    for (const auto *g : geometries) {
        clones.push_back(GEOSGeom_clone_r(context, g));
    }
    const auto all =
        own(GEOSGeom_createCollection_r(context, GEOS_GEOMETRYCOLLECTION, clones.data(), static_cast<unsigned>(clones.size())));
    return own(GEOSUnaryUnion_r(context, all.get()));
}

double Overlay::area_units2(const Geometry &g) const {
    double area = 0;
    GEOSArea_r(m_context.get(), g.get(), &area);
    return area;
}

std::int32_t Overlay::middle_y(const GEOSGeometry *g) const {
    double low = 0;
    double high = 0;
    GEOSGeom_getYMin_r(m_context.get(), g, &low);
    GEOSGeom_getYMax_r(m_context.get(), g, &high);
    return static_cast<std::int32_t>((low + high) / 2) + m_origin.y;
}

double Overlay::area_m2(const Geometry &g) const {
    if (GEOSisEmpty_r(m_context.get(), g.get()) != 0) {
        return 0;
    }
    const auto scale = local_scale(middle_y(g.get()));
    return area_units2(g) * scale.east_m * scale.north_m;
}

template <class Visit> void Overlay::for_each_polygon(const GEOSGeometry *g, Visit &&visit) const {
    auto *const context = m_context.get();
    const int type = GEOSGeomTypeId_r(context, g);
    if (type == GEOS_POLYGON) {
        if (GEOSisEmpty_r(context, g) == 0) {
            visit(g);
        }
    } else if (type == GEOS_MULTIPOLYGON || type == GEOS_GEOMETRYCOLLECTION) {
        for (int i = 0; i < GEOSGetNumGeometries_r(context, g); ++i) {
            for_each_polygon(GEOSGetGeometryN_r(context, g, i), visit);
        }
    }
}

Ring Overlay::ring(const GEOSGeometry *g) const {
    auto *const context = m_context.get();
    const auto *const s = GEOSGeom_getCoordSeq_r(context, g);
    unsigned size = 0;
    GEOSCoordSeq_getSize_r(context, s, &size);
    Ring result;
    for (unsigned i = 0; i + 1 < size; ++i) {
        double x = 0;
        double y = 0;
        GEOSCoordSeq_getXY_r(context, s, i, &x, &y);
        result.push_back(
            {static_cast<std::int32_t>(std::llround(x) + m_origin.x), static_cast<std::int32_t>(std::llround(y) + m_origin.y)});
    }
    return result;
}

Piece Overlay::piece(const GEOSGeometry *g) const {
    auto *const context = m_context.get();
    Piece result;
    result.polygon.outer = ring(GEOSGetExteriorRing_r(context, g));
    for (int i = 0; i < GEOSGetNumInteriorRings_r(context, g); ++i) {
        result.polygon.holes.push_back(ring(GEOSGetInteriorRingN_r(context, g, i)));
    }
    const auto scale = local_scale(middle_y(g));
    double area = 0;
    GEOSArea_r(context, g, &area);
    result.area_m2 = area * scale.east_m * scale.north_m;
    const auto inside = own(GEOSPointOnSurface_r(context, g));
    double x = 0;
    double y = 0;
    GEOSGeomGetX_r(context, inside.get(), &x);
    GEOSGeomGetY_r(context, inside.get(), &y);
    result.place = {static_cast<std::int32_t>(std::llround(x) + m_origin.x),
                    static_cast<std::int32_t>(std::llround(y) + m_origin.y)};
    double length = 0;
    GEOSLength_r(context, g, &length);
    // a piece far thinner than a unit has no lattice polygon to measure: 2 * area / half its outline is its mean width
    const double mean_scale = std::sqrt(scale.east_m * scale.north_m);
    result.width_m = length == 0 ? 0 : 4 * area / length * mean_scale;
    if (result.width_m * 10 >= 1 && result.polygon.outer.size() >= 3) {
        result.width_m = inscribed_width_m(result.polygon);
    }
    return result;
}

std::vector<Piece> Overlay::pieces(const Geometry &g) const {
    std::vector<Piece> result;
    for_each_polygon(g.get(), [&](const GEOSGeometry *p) { result.push_back(piece(p)); });
    return result;
}

MultiPolygon Overlay::enclosed(const Geometry &g) const {
    auto *const context = m_context.get();
    MultiPolygon result;
    for_each_polygon(g.get(), [&](const GEOSGeometry *p) {
        for (int i = 0; i < GEOSGetNumInteriorRings_r(context, p); ++i) {
            auto hole = ring(GEOSGetInteriorRingN_r(context, p, i));
            std::ranges::reverse(hole);
            result.push_back({std::move(hole), {}});
        }
    });
    return result;
}

} // namespace jingwei::spatial
