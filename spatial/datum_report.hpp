#pragma once

#include "spatial/control_points.hpp"

#include <limits>
#include <string>

namespace jingwei::spatial {

/// How a file in an older datum or a city's own grid was carried to CGCS2000, for the import's report.
struct DatumReport {
    struct Parameter {
        std::string name; ///< with its unit: "rx_arcsec"
        double value = 0;
    };
    struct Point {
        std::string id;
        Residual residual; ///< computed minus given
    };
    int kind = 4;        ///< 4: a similarity of the plane; 7: Bursa-Wolf
    bool fitted = false; ///< to control points; else given
    std::string about;   ///< the plane of the 4 parameters' target, or the rotation convention of the 7
    std::vector<Parameter> parameters;
    std::vector<Point> points; ///< of a fit
    double rms_m = 0;          ///< of the residuals
    double limit_m = 0;        ///< the largest residual allowed
    double error_gain = 0;     ///< what a random error of the points comes to in the farthest corner of the file, times
    double shift_m = std::numeric_limits<double>::quiet_NaN(); ///< how far it moves the middle of the file, where degrees stay
                                                               ///< degrees; NaN for a grid of a city
};

} // namespace jingwei::spatial
