#pragma once

#include "data/gdal/datum_shift.hpp"
#include "data/gdal/request.hpp"
#include "data/gdal/source_kind.hpp"

#include <memory>
#include <ogrsf_frmts.h>
#include <string>

namespace jingwei::gdal {

/// How a layer's coordinates become CGCS2000 longitude and latitude.
struct Reprojection {
    std::unique_ptr<OGRCoordinateTransformation> transformation; ///< null = they pass unchanged
    std::string crs;                                             ///< for people: "NAD83 / Colorado Central (ftUS)"
    std::string contradicted;          ///< a sentence where the user says another system than the file does; else empty
    std::unique_ptr<DatumShift> datum; ///< instead, by parameters or control points

    /// Moves a shape's vertices, each by its own two coordinates alone. False where one lies outside of the system.
    [[nodiscard]] bool apply(OGRGeometry &shape) const;
};

/// Decides from the user's --crs or --frame, else from what the file says. WGS84 is taken as identical to CGCS2000, and said
/// so in `crs`. Throws Error{bad_data} when the file does not say; when its datum (西安80, 北京54, a city's own) can be carried
/// by a ballpark only, which would move it by exactly zero, silently, and the request brings neither parameters nor control
/// points; when the file states such a datum and the user says another one without them; and when the coordinates contradict
/// the system (zone_check.hpp).
[[nodiscard]] Reprojection plan_reprojection(OGRLayer &layer, const Request &request, SourceKind kind);

} // namespace jingwei::gdal
