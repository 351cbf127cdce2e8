#include "data/gdal/reprojection.hpp"

#include "data/gdal/coordinate_system.hpp"
#include "data/gdal/datum_plan.hpp"
#include "data/gdal/zone_check.hpp"
#include "data/gdal_protocol.hpp"
#include "data/heading.hpp"
#include "spatial/error.hpp"
#include "spatial/frames.hpp"
#include "spatial/measure.hpp"

#include <array>
#include <fmt/format.h>
#include <limits>

namespace jingwei::gdal {

namespace {

/// Shapes whose median says where a file lies, whatever one of them has for coordinates.
constexpr std::size_t enough_shapes = 1000;

/// Parameters of its own that move something.
bool carries_parameters(const OGRSpatialReference &crs) {
    std::array<double, 7> values{};
    if (crs.GetTOWGS84(values.data(), 7) != OGRERR_NONE) {
        return false;
    }
    for (const double value : values) {
        if (value != 0) {
            return true;
        }
    }
    return false;
}

[[noreturn]] void refuse_datum(const std::string &datum) {
    throw Error(ErrorCode::bad_data,
                fmt::format("the file's datum is {}{}, which no public transformation carries to CGCS2000: it would land up to "
                            "100 m off without a word. Give the 4 or 7 parameters of your surveying office (--datum-parameters "
                            "FILE), or at least 3 control points known in both systems (--control-points FILE); docs/frames.md "
                            "shows the form of both files",
                            datum, spoken_datum(datum)));
}

std::string name_of(const OGRSpatialReference &crs) {
    return crs.GetName() != nullptr ? crs.GetName() : "unnamed";
}

/// WGS84 and CGCS2000 differ by less than a metre: one is taken for the other, and the report says so.
Reprojection to_cgcs2000(const OGRSpatialReference &source) {
    const auto datum = datum_of(source);
    if (is_old_chinese(source) && !carries_parameters(source)) {
        refuse_datum(datum);
    }
    const bool chinese = datum == "China_2000";
    const auto target = from_epsg(chinese ? "EPSG:4490" : "EPSG:4326");
    OGRSpatialReference from(source);
    from.SetAxisMappingStrategy(OAMS_TRADITIONAL_GIS_ORDER);
    Reprojection plan;
    plan.crs = chinese ? name_of(source) : name_of(source) + " (WGS84 taken as CGCS2000)";
    if (from.IsSame(&target) != 0) {
        return plan;
    }
    plan.transformation = exact_transformation(from, target);
    if (!plan.transformation) {
        refuse_datum(datum);
    }
    return plan;
}

/// Whether a system is what GDAL makes of none: a GeoPackage must name one.
bool is_undefined(const OGRSpatialReference &crs) {
    return crs.IsLocal() != 0 || name_of(crs).starts_with("Undefined ");
}

/// Whether the rows say themselves which frame their degrees are in, as files exported in a shifted frame do.
bool has_frame_column(OGRLayer &layer) {
    const auto *fields = layer.GetLayerDefn();
    for (int i = 0; i < fields->GetFieldCount(); ++i) {
        if (data::is_frame_heading(fields->GetFieldDefn(i)->GetNameRef())) {
            return true;
        }
    }
    return false;
}

/// Whether the file itself says its system. GeoJSON and KML have WGS 84 by their standards, whatever is in them: that counts
/// only against a system that nobody said for this file, and not where the rows say their frame.
bool says_system(OGRLayer &layer, const Request &request, SourceKind kind) {
    const auto *of_file = layer.GetSpatialRef();
    const bool by_standard = kind == SourceKind::geojson || kind == SourceKind::kml;
    const bool said = request.system_kept_for.empty() || has_frame_column(layer);
    return of_file != nullptr && !is_undefined(*of_file) && !(by_standard && said && datum_of(*of_file) == "WGS_1984");
}

/// The frame or system of a request, in the words by which it came: `--frame gcj02`, or what is kept for a source.
std::string spoken_system(const Request &request) {
    const bool kept = !request.system_kept_for.empty();
    if (request.crs.empty()) {
        return kept ? fmt::format("the frame {} kept for {}", request.frame, request.system_kept_for)
                    : "--frame " + request.frame;
    }
    return kept ? fmt::format("the system {} kept for {}", request.crs, request.system_kept_for) : "--crs " + request.crs;
}

/// An older datum that the file states cannot be talked away: it would land some 70 m off without a word.
void refuse_other_datum(const OGRSpatialReference &of_file, const Request &request) {
    const bool other = request.crs.empty() ? !request.frame.empty() : !is_old_chinese(from_epsg(request.crs));
    if (!other || !is_old_chinese(of_file)) {
        return;
    }
    const auto option = spoken_system(request);
    const auto remedy =
        request.system_kept_for.empty() ? fmt::format("Leave {} away", option) : "Say the file's own system with --crs EPSG:n";
    throw Error(ErrorCode::bad_data,
                fmt::format("the file says that it is {}{}, and {} would move nothing: it would land up to 100 m off without a "
                            "word. {}, and give the 4 or 7 parameters of your surveying office (--datum-parameters "
                            "FILE) or at least 3 control points known in both systems (--control-points FILE). If what the "
                            "file says is wrong, correct the file: remove its .prj, or assign the right system to it (QGIS: "
                            "Assign Projection)",
                            name_of(of_file), spoken_datum(datum_of(of_file)), option, remedy));
}

/// " (the two lie 510 m apart there)" for a shifted frame and where the layer is; nothing for others.
std::string spoken_shift(OGRLayer &layer, const Request &request) {
    const auto frame = spatial::frame_from_name(request.frame).value_or(spatial::Frame::cgcs2000);
    const auto found = survey(layer, enough_shapes);
    if (found.shapes == 0) {
        return {};
    }
    const spatial::LonLat place{found.middle.east_m, found.middle.north_m};
    const double way_m = spatial::geodesic_distance_m(place, spatial::to_store_frame(place, frame));
    return way_m < 1 ? "" : fmt::format(" (the two lie {:.0f} m apart there)", way_m);
}

/// WGS84 and CGCS2000 are taken for one.
bool is_modern(const std::string &datum) {
    return datum == "China_2000" || datum == "WGS_1984";
}

bool agree(const OGRSpatialReference &of_file, const OGRSpatialReference &said) {
    const auto a = datum_of(of_file);
    const auto b = datum_of(said);
    if (of_file.IsProjected() == 0 && said.IsProjected() == 0) {
        return a == b || (is_modern(a) && is_modern(b));
    }
    const std::array<const char *, 3> options{"IGNORE_DATA_AXIS_TO_SRS_AXIS_MAPPING=YES", "CRITERION=EQUIVALENT", nullptr};
    return of_file.IsSame(&said, options.data()) != 0;
}

/// What is to be told where the user says another system than the file does; empty = they agree, or the file says nothing.
std::string contradiction(OGRLayer &layer, const Request &request, SourceKind kind) {
    if ((request.crs.empty() && request.frame.empty()) || !says_system(layer, request, kind)) {
        return {};
    }
    const auto *of_file = layer.GetSpatialRef();
    refuse_other_datum(*of_file, request);
    const bool shifted = request.frame == "gcj02" || request.frame == "bd09";
    const auto said = from_epsg(!request.crs.empty() ? request.crs : request.frame == "wgs84" ? "EPSG:4326" : "EPSG:4490");
    if (!shifted && agree(*of_file, said)) {
        return {};
    }
    const auto option = spoken_system(request) + (request.crs.empty() ? "" : fmt::format(" ({})", name_of(said)));
    return fmt::format("the file says that it is {}, and it was taken as {} says{}; make sure of that with whoever made it{}",
                       name_of(*of_file), option, shifted ? spoken_shift(layer, request) : "",
                       request.system_kept_for.empty() ? "" : ", or say --frame or --crs, which changes what is kept");
}

Reprojection in_frame(const OGRSpatialReference *of_file, const Request &request) {
    if (of_file != nullptr && of_file->IsProjected() != 0) {
        throw Error(ErrorCode::bad_call,
                    fmt::format("the file says that its coordinates are {} metres or feet, not degrees: {}", of_file->GetName(),
                                request.system_kept_for.empty()
                                    ? "leave --frame away"
                                    : fmt::format("{} does not fit; say the file's own system with --crs EPSG:n, which is kept "
                                                  "from then on",
                                                  spoken_system(request))));
    }
    Reprojection plan;
    plan.crs = request.frame;
    return plan;
}

/// What the user says, else what the file says; nothing where nobody says it.
std::optional<OGRSpatialReference> source_of(const OGRSpatialReference *of_file, const Request &request) {
    if (!request.crs.empty()) {
        return from_epsg(request.crs);
    }
    if (of_file == nullptr || is_undefined(*of_file)) {
        return std::nullopt;
    }
    OGRSpatialReference source(*of_file);
    source.SetAxisMappingStrategy(OAMS_TRADITIONAL_GIS_ORDER);
    return source;
}

Reprojection by_datum(OGRLayer &layer, const std::optional<OGRSpatialReference> &source, const Request &request) {
    if (source && carries_parameters(*source)) {
        throw Error(ErrorCode::bad_call, "the file brings parameters of its own (TOWGS84): leave these away, or say the plain "
                                         "system with --crs EPSG:n");
    }
    const auto found = survey(layer, std::numeric_limits<std::size_t>::max());
    if (source) {
        check_zone(*source, found, request);
    }
    Reprojection plan;
    plan.datum = plan_datum(source, found, request);
    const auto &report = plan.datum->report;
    plan.crs = fmt::format("{}{}, carried to CGCS2000 by {} parameters {}", source ? name_of(*source) : "a grid of its own",
                           source ? spoken_datum(datum_of(*source)) : "", report.kind,
                           report.fitted ? fmt::format("fitted to {} control points", report.points.size()) : "given");
    return plan;
}

void check_coordinates(OGRLayer &layer, const OGRSpatialReference &source, const Request &request) {
    if (source.IsProjected() == 0) {
        check_degrees(survey(layer, enough_shapes), request);
    } else if (zone_of(source)) {
        check_zone(source, survey(layer, enough_shapes), request);
    }
}

bool move_path(OGRSimpleCurve &path, const DatumShift &shift) {
    const int count = path.getNumPoints();
    std::vector<double> x(static_cast<std::size_t>(count));
    std::vector<double> y(x.size());
    path.getPoints(x.data(), sizeof(double), y.data(), sizeof(double));
    if (!shift.apply(x, y)) {
        return false;
    }
    path.setPoints(count, x.data(), y.data());
    return true;
}

bool move(OGRGeometry &shape, const DatumShift &shift) {
    switch (wkbFlatten(shape.getGeometryType())) {
    case wkbPoint: {
        auto &point = *shape.toPoint();
        double x = point.getX();
        double y = point.getY();
        const bool moved = shift.apply({&x, 1}, {&y, 1});
        point.setX(x);
        point.setY(y);
        return moved;
    }
    case wkbLineString:
        return move_path(*shape.toLineString(), shift);
    case wkbPolygon: {
        bool moved = true;
        for (auto *ring : *shape.toPolygon()) {
            moved = moved && move_path(*ring, shift);
        }
        return moved;
    }
    case wkbMultiPoint:
    case wkbMultiLineString:
    case wkbMultiPolygon:
    case wkbGeometryCollection: {
        bool moved = true;
        for (auto *part : *shape.toGeometryCollection()) {
            moved = moved && move(*part, shift);
        }
        return moved;
    }
    default:
        return false;
    }
}

} // namespace

bool Reprojection::apply(OGRGeometry &shape) const {
    if (datum) {
        return move(shape, *datum);
    }
    return !transformation || shape.transform(transformation.get()) == OGRERR_NONE;
}

namespace {

/// Programs of old wrote the Soviet datum for 北京54, which is of the same ellipsoid and lies elsewhere.
void refuse_pulkovo(const OGRSpatialReference &of_file) {
    if (datum_of(of_file) == "Pulkovo_1942") {
        throw Error(
            ErrorCode::bad_data,
            fmt::format("the file says that it is of Pulkovo 1942 ({}), the Soviet datum, which many programs write for "
                        "北京54, and the two lie about a hundred metres apart; if it is 北京54, say --crs EPSG:4214 or "
                        "that of its zone with --datum-parameters or --control-points; if it is the Soviet one, say "
                        "its own --crs (EPSG:4284 where it is in degrees)",
                        name_of(of_file)));
    }
}

Reprojection plan_as_said(OGRLayer &layer, const Request &request, SourceKind kind) {
    const auto *of_file = layer.GetSpatialRef();
    if (!request.frame.empty()) {
        return in_frame(of_file, request);
    }
    const auto source = source_of(of_file, request);
    if (request.asks_for_datum()) {
        return by_datum(layer, source, request);
    }
    if (!source && of_file == nullptr && kind == SourceKind::csv) {
        return {}; // columns, not geometry: the importer asks for --frame
    }
    if (!source && has_frame_column(layer)) {
        return {}; // the importer reads it
    }
    if (!source) {
        throw Error(ErrorCode::bad_data, fmt::format("the file does not say its coordinate system{}: say --crs EPSG:n, or "
                                                     "--frame wgs84, cgcs2000, gcj02 or bd09 where you know it; it is never "
                                                     "guessed{}",
                                                     kind == SourceKind::shapefile ? " (no .prj)" : "",
                                                     system_advice(survey(layer, enough_shapes), request)));
    }
    if (request.crs.empty()) {
        refuse_pulkovo(*source);
    }
    auto plan = to_cgcs2000(*source);
    check_coordinates(layer, *source, request);
    return plan;
}

} // namespace

Reprojection plan_reprojection(OGRLayer &layer, const Request &request, SourceKind kind) {
    if (request.frame == gdal_protocol::coordinates_as_given) {
        return {};
    }
    auto contradicted = contradiction(layer, request, kind);
    auto plan = plan_as_said(layer, request, kind);
    plan.contradicted = std::move(contradicted);
    return plan;
}

} // namespace jingwei::gdal
