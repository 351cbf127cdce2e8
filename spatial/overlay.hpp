#pragma once

#include "spatial/polygon.hpp"

#include <geos_c.h>

#include <memory>
#include <span>

namespace jingwei::spatial {

/// A connected piece of an overlay's result, rounded back to the lattice.
struct Piece {
    Polygon polygon; ///< may be collapsed by rounding; area_m2 and width_m are of the exact piece
    double area_m2 = 0;
    double width_m = 0; ///< twice the inscribed radius
    LatticePoint place; ///< inside the exact piece, or at most half a unit beside it
};

/// Overlays of polygons with GEOS (OverlayNG), for shares, residues and reports: never for deciding who owns a point.
/// Holds a GEOS context: one object a thread.
class Overlay {
  public:
    struct Destroy {
        GEOSContextHandle_t context;
        void operator()(GEOSGeometry *g) const { GEOSGeom_destroy_r(context, g); }
    };
    using Geometry = std::unique_ptr<GEOSGeometry, Destroy>;

    /// Coordinates are kept relative to `origin` (the corner of the data's box), so that doubles hold them exactly.
    explicit Overlay(LatticePoint origin);

    /// The ground of the polygons: rings that touch or cross themselves are made valid by the even-odd rule.
    [[nodiscard]] Geometry geometry(const MultiPolygon &polygons) const;
    [[nodiscard]] Geometry intersection(const Geometry &a, const Geometry &b) const;
    struct DestroyPrepared {
        GEOSContextHandle_t context;
        void operator()(const GEOSPreparedGeometry *g) const { GEOSPreparedGeom_destroy_r(context, g); }
    };
    using Prepared = std::unique_ptr<const GEOSPreparedGeometry, DestroyPrepared>;
    /// Indexes a geometry for many questions; `g` must outlive it.
    [[nodiscard]] Prepared prepare(const Geometry &g) const;
    /// Whether no point of b lies outside a.
    [[nodiscard]] bool covers(const Prepared &a, const Geometry &b) const;
    [[nodiscard]] Geometry difference(const Geometry &a, const Geometry &b) const;
    [[nodiscard]] Geometry unite(std::span<const GEOSGeometry *const> geometries) const;
    /// Square lattice units.
    [[nodiscard]] double area_units2(const Geometry &g) const;
    /// Square metres by the ellipsoid's local scale at the middle of the geometry.
    [[nodiscard]] double area_m2(const Geometry &g) const;
    /// The connected polygons of a geometry; lines and points that an overlay may leave are skipped.
    [[nodiscard]] std::vector<Piece> pieces(const Geometry &g) const;
    /// The ground that the outer rings of a geometry enclose without covering it.
    [[nodiscard]] MultiPolygon enclosed(const Geometry &g) const;

  private:
    struct Finish {
        void operator()(GEOSContextHandle_HS *context) const { GEOS_finish_r(context); }
    };
    [[nodiscard]] Geometry own(GEOSGeometry *g) const;
    [[nodiscard]] GEOSCoordSequence *sequence(const Ring &ring) const;
    [[nodiscard]] Geometry polygon(const Polygon &p) const;
    [[nodiscard]] Ring ring(const GEOSGeometry *g) const;
    [[nodiscard]] Piece piece(const GEOSGeometry *g) const;
    template <class Visit> void for_each_polygon(const GEOSGeometry *g, Visit &&visit) const;
    [[nodiscard]] std::int32_t middle_y(const GEOSGeometry *g) const;

    std::unique_ptr<GEOSContextHandle_HS, Finish> m_context;
    LatticePoint m_origin;
};

} // namespace jingwei::spatial
