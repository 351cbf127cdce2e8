#include "data/import_reading.hpp"

#include "data/gdal_stream.hpp"
#include "data/heading.hpp"
#include "data/import_columns.hpp"
#include "data/import_values.hpp"
#include "data/layer_columns.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace jingwei::data {

namespace {

/// Advice where the name of one field says that it holds longitude and latitude together; else empty.
std::string advice_for_pairs(const std::vector<std::string> &fields) {
    for (const std::string &field : fields) {
        for (const std::string_view name : {"坐标", "经纬度", "lonlat", "lnglat", "latlon", "location", "coordinates"}) {
            if (field.find(name) != std::string::npos && field.find("坐标系") == std::string::npos) {
                return fmt::format("; if '{}' holds both, as in 104.1736,36.5440, split it into two columns", field);
            }
        }
    }
    return {};
}

GdalRequest to_gdal_request(const ImportPlan &plan, const spatial::LatticeBox &ground) {
    const auto &request = plan.request;
    return {.file = request.file,
            .layer = request.source_layer,
            .encoding = request.encoding,
            .crs = request.crs,
            .frame = request.frame ? std::string(spatial::frame_name(*request.frame)) : "",
            .system_kept_for = plan.system_kept ? request.source : "",
            .encoding_kept_for = plan.encoding_kept ? request.source : "",
            .outlines = request.layer == ImportLayer::grids || request.layer == ImportLayer::buildings,
            .datum = request.datum,
            .near = request.elsewhere ? std::nullopt : std::optional(ground),
            .interrupted = request.interrupted};
}

/// Whether the coordinates, wherever they stand, are to be carried by a system, by parameters or by control points.
bool carries(const ImportRequest &request) {
    return !request.crs.empty() || !request.datum.parameters.empty() || !request.datum.control_points.empty();
}

/// Columns or a geometry must be able to say where things are, and in which frame.
void check_places(const ImportRequest &request, const GdalHeader &header, const FieldMap &map) {
    if (!has_places(request.layer)) {
        if (carries(request) && request.crs.empty()) {
            throw Error(ErrorCode::bad_call,
                        fmt::format("{} have no places that parameters or control points could carry: leave "
                                    "them away",
                                    import_layer_name(request.layer)));
        }
        return;
    }
    const bool columns = header.geometry == "None";
    if (columns && !has_points(request.layer)) {
        throw Error(ErrorCode::bad_data,
                    fmt::format("the file has no geometry; {} need a .shp, .geojson, .gpkg, .fgb, .kml, .kmz "
                                "or .dxf file, a zipped .gdb folder, or a .csv with a column WKT",
                                import_layer_name(request.layer)));
    }
    if (columns && !(map.field_of("lon") && map.field_of("lat"))) {
        throw Error(ErrorCode::bad_call,
                    fmt::format("say which fields hold longitude and latitude (--lon FIELD --lat FIELD); the "
                                "file's fields are {}{}",
                                fmt::join(header.fields, ", "), advice_for_pairs(header.fields)));
    }
    if (header.crs.empty() && !request.frame && !map.field_of("frame") && !carries(request)) {
        throw Error(
            ErrorCode::bad_call,
            fmt::format("the file does not say which frame its longitudes and latitudes are in: say --frame wgs84, cgcs2000, "
                        "gcj02 or bd09, or fill in a column frame (坐标系){}; it is never guessed",
                        columns ? ", or say --crs EPSG:n where they are eastings and northings in metres" : ""));
    }
}

/// A frame as people spell it: "GCJ-02", "wgs 84", "火星坐标系".
std::optional<spatial::Frame> spelled_frame(std::string_view text) {
    constexpr std::array<std::pair<std::string_view, spatial::Frame>, 6> names{{{"国家2000", spatial::Frame::cgcs2000},
                                                                                {"2000国家大地", spatial::Frame::cgcs2000},
                                                                                {"国家大地2000", spatial::Frame::cgcs2000},
                                                                                {"火星", spatial::Frame::gcj02},
                                                                                {"国测局", spatial::Frame::gcj02},
                                                                                {"百度", spatial::Frame::bd09}}};
    auto name = comparable(text);
    std::erase_if(name, [](char c) { return c == '-' || c == '_'; });
    for (const std::string_view end : {"系", "坐标"}) {
        name.resize(name.size() - (name.ends_with(end) ? end.size() : 0));
    }
    const auto found = std::ranges::find(names, name, &std::pair<std::string_view, spatial::Frame>::first);
    return found != names.end() ? std::optional(found->second) : spatial::frame_from_name(name);
}

/// Why a row's own frame contradicts a coordinate system that was said; empty = it does not. Shapes are carried by the system,
/// so that only a frame which moves them again does; columns say one thing or the other.
std::string system_fault(const ImportPlan &plan, const GdalHeader &header, std::string_view text, spatial::Frame named) {
    const bool carried = header.geometry != "None" && !std::isfinite(spatial::densify_limit_m(named));
    const auto &crs = plan.request.crs;
    if (header.geometry == "None" && crs.empty() && carries(plan.request)) {
        return fmt::format("its frame is {}, but parameters or control points were given, which carry an older datum or a "
                           "city's own grid; leave the one or the other away",
                           text);
    }
    if (crs.empty() || carried) {
        return {};
    }
    return plan.system_kept ? fmt::format("its frame is {}, but the system {} is kept for {}; give a --mapping without $crs, "
                                          "which changes what is kept",
                                          text, crs, plan.request.source)
                            : fmt::format("its frame is {}, but --crs says {}; leave --crs away", text, crs);
}

/// The frame of a row's coordinates: what its own column says, which must not contradict the user, else what the user or
/// the file says.
spatial::Frame frame_of_row(const ImportPlan &plan, const GdalHeader &header, ImportRow &row) {
    const auto &request = plan.request;
    const auto text = row.text("frame");
    const auto named = spelled_frame(text);
    if (text.empty() && !request.frame && header.crs.empty()) {
        row.refuse("its frame is empty; write WGS84, CGCS2000, GCJ-02 or BD-09");
    } else if (!text.empty() && !named) {
        row.refuse(fmt::format("there is no frame '{}'; frames are WGS84, CGCS2000, GCJ-02 and BD-09", text));
    } else if (named && request.frame && *named != *request.frame) {
        const auto said = spatial::frame_name(*request.frame);
        row.refuse(plan.system_kept
                       ? fmt::format("its frame is {}, but the frame {} is kept for {}; say --frame for this file, or "
                                     "give a --mapping without $frame: either changes what is kept",
                                     text, said, request.source)
                       : fmt::format("its frame is {}, but --frame says {}; leave --frame away", text, said));
    } else if (const auto fault = named ? system_fault(plan, header, text, *named) : ""; !fault.empty()) {
        row.refuse(fault);
    }
    return named.value_or(frame_of(request));
}

Error empty_layer(const GdalHeader &header) {
    return {ErrorCode::bad_data, fmt::format("the layer '{}' is empty; is it the right file or layer?", header.layer)};
}

constexpr const char *example_row =
    "this is the example row of the form (示例行): delete it, or write a row of your own over it, its "
    "code too; 这是模板自带的示例行，请删除，或连同编码一起改写成真实数据";

/// So many problems are enough to see what is wrong, and take a few megabytes; a hostile file has one in each of its rows.
constexpr std::size_t most_problems = 10'000;

/// Whether the rest of the file need not be read; says so in the report.
bool has_enough_problems(ImportReport &report, std::int64_t line) {
    if (report.problems.size() < most_problems) {
        return false;
    }
    report.problems.push_back({static_cast<std::size_t>(line),
                               {},
                               fmt::format("reading stopped before this row: {} problems were found already; correct them and "
                                           "import again",
                                           report.problems.size())});
    return true;
}

/// Each row is kept until all of them are written, so that a file without end would take all memory.
void refuse_too_many_rows(const ImportRequest &request, std::size_t read) {
    if (read >= request.most_rows) {
        throw Error(ErrorCode::bad_data,
                    fmt::format("the file has more than the {} rows that one import takes; split the file{}", request.most_rows,
                                request.larger_files.empty() ? "" : ", or " + request.larger_files));
    }
}

/// Whether a row is the example of a form, left as it came.
bool is_example(const GdalFeature &feature) {
    return std::ranges::any_of(feature.values,
                               [](const auto &value) { return value && trimmed_value(*value) == example_code; });
}

/// Names the rows that were refused since `first` by their keys, where they have no code of their own.
void name_by_key(std::vector<RowProblem> &problems, std::size_t first, const ImportRow &row) {
    for (std::size_t i = first; i < problems.size(); ++i) {
        if (problems[i].code.empty()) {
            problems[i].code = row.text("external_id");
        }
    }
}

void read_rows(GdalStream &stream, const ImportPlan &plan, const FieldMap &map, const CodeTranslation &translation,
               ImportSink &sink) {
    const double count = static_cast<double>(std::max<std::int64_t>(1, stream.header().count));
    const bool of_sheet = stream.header().format == "CSV" || stream.header().format == "XLSX";
    auto &report = sink.report;
    while (auto feature = stream.next()) {
        if (has_enough_problems(report, feature->line)) {
            return;
        }
        refuse_too_many_rows(sink.request, report.read);
        if (report.read++ % 64 == 0) {
            tell_progress(sink.request, "reading", std::min(1.0, static_cast<double>(report.read) / count));
        }
        translation.translate(feature->values);
        const auto first_problem = report.problems.size();
        if (is_example(*feature)) {
            report.problems.push_back({static_cast<std::size_t>(feature->line), {}, example_row});
            continue;
        }
        ImportRow row(map, *feature, report.problems, of_sheet);
        if (has_places(sink.request.layer)) {
            sink.rules.frame = frame_of_row(plan, stream.header(), row);
            sink.shifted = sink.shifted || std::isfinite(spatial::densify_limit_m(sink.rules.frame));
        }
        if (feature->wkb) {
            const auto shape = read_wkb(*feature->wkb);
            take_row(sink, row, &shape);
        } else if (stream.header().geometry != "None" && has_places(sink.request.layer)) {
            row.refuse(feature->shape_fault.value_or("it has no geometry"));
        } else {
            take_row(sink, row, nullptr);
        }
        name_by_key(report.problems, first_problem, row);
    }
    if (report.read == 0) {
        throw empty_layer(stream.header());
    }
}

} // namespace

void stop_if_interrupted(const ImportRequest &request) {
    if (request.interrupted != nullptr && request.interrupted->load(std::memory_order_relaxed)) {
        throw Error(ErrorCode::interrupted, "interrupted; nothing was imported");
    }
}

void tell_progress(const ImportRequest &request, std::string_view stage, double fraction) {
    stop_if_interrupted(request);
    if (request.progress) {
        request.progress(stage, fraction);
    }
}

spatial::Frame frame_of(const ImportRequest &request) {
    return request.frame.value_or(spatial::Frame::cgcs2000);
}

spatial::LatticeBox box_of(const World &world) {
    spatial::LatticeBox box;
    for (const auto &theme : world.themes) {
        const auto &bounds = theme->coverage.bounds();
        if (!theme->coverage.empty()) {
            box.add({bounds.min_x, bounds.min_y});
            box.add({bounds.max_x, bounds.max_y});
        }
    }
    return box;
}

void read_file(const ImportPlan &plan, ImportSink &sink) {
    const auto &request = plan.request;
    auto asked = to_gdal_request(plan, box_of(sink.world));
    std::optional<GdalStream> stream(std::in_place, asked);
    if (stream->header().count == 0) {
        throw empty_layer(stream->header());
    }
    auto fields = stream->header().fields;
    auto chosen = request.fields;
    const CodeTranslation translation(plan.mapping, fields, chosen);
    const auto map = fields_of(plan, fields, stream->header().fields.size(), std::move(chosen));
    check_places(request, stream->header(), map);
    if (stream->header().geometry == "None" && has_places(request.layer) && carries(request)) {
        asked.place_fields = {map.field_of("lon").value(), map.field_of("lat").value()};
        stream.emplace(asked); // what its columns are called is known only now
    }
    const auto &header = stream->header();
    sink.report.source_layer = header.layer;
    const bool by_rows = !header.crs.empty() && map.field_of("frame");
    sink.report.crs = header.crs + (by_rows ? ", then the frame that each row says" : "");
    sink.report.encoding = header.encoding;
    sink.report.datum = header.datum;
    for (const auto &note : header.notes) {
        sink.report.notes.push_back({.kind = note.kind, .text = note.text, .lines = {}});
    }
    sink.report.unused_fields = unused_fields(fields, header.fields.size(), translation, map);
    if (header.format == "CSV" && header.geometry != "None") {
        std::erase_if(sink.report.unused_fields, [](const auto &field) { return comparable(field) == "wkt"; }); // the shape
    }
    read_rows(*stream, plan, map, translation, sink);
}

} // namespace jingwei::data
