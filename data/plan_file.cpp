#include "data/plan_file.hpp"

#include "data/export.hpp"
#include "data/export_place.hpp"
#include "data/export_values.hpp"
#include "data/gdal_stream.hpp"
#include "data/gdal_writer.hpp"
#include "data/import_place.hpp"
#include "data/import_values.hpp"
#include "spatial/error.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <fmt/format.h>
#include <fstream>
#include <map>

namespace jingwei::data {

namespace {

constexpr const char *layer_name = "plan_grids";

constexpr LayerColumn column(std::string_view name, ColumnKind kind) {
    return {.name = name, .short_name = name, .kind = kind, .list = {}, .heading = {}, .example = {}, .explanation = {}};
}

constexpr std::array columns{
    column("code", ColumnKind::code),        column("name", ColumnKind::text),       column("parent", ColumnKind::code),
    column("level", ColumnKind::code),       column("kind", ColumnKind::code),       column("fallback_org", ColumnKind::code),
    column("households", ColumnKind::whole), column("residents", ColumnKind::whole), column("area_m2", ColumnKind::number),
    column("change", ColumnKind::text),      column("plan_code", ColumnKind::code),  column("published_code", ColumnKind::code),
    column("plan", ColumnKind::whole),       column("revision", ColumnKind::whole),  column("store", ColumnKind::text),
    column("state", ColumnKind::text)};

void write_rows(const PlanFile &plan, TableSink &sink) {
    TableHead head{
        .layer = layer_name, .geometry = TableGeometry::polygon, .crs = "EPSG:4490", .reproject_to = {}, .columns = {}};
    std::ranges::transform(columns, std::back_inserter(head.columns), [](const LayerColumn &each) { return &each; });
    sink.begin(head);
    for (const auto &row : plan.rows) {
        RowValues values(0);
        values.text(row.code).text(row.name).text(row.parent).text(row.level).text(row.kind).text(row.fallback_org);
        values.whole(row.households).whole(row.residents).rounded(row.area_m2, 1).text(row.change).text(row.plan_code);
        values.text(row.published_code).whole(static_cast<int>(plan.plan)).whole(static_cast<int>(plan.revision));
        values.text(plan.store).text(plan.state);
        TableRow out{values.take(), std::nullopt};
        if (!row.ground.empty()) {
            out.shape = polygon_shape(row.ground, spatial::Frame::cgcs2000);
        }
        sink.add(out);
    }
    sink.finish();
}

void write_package(const PlanFile &plan, const std::filesystem::path &folder) {
    GdalSink sink("gpkg", folder, "UTF-8");
    write_rows(plan, sink);
}

/// What a file that is being read says, by column.
class PlanFileReading {
  public:
    explicit PlanFileReading(const GdalHeader &header) {
        for (const auto &each : columns) {
            const auto field = std::ranges::find(header.fields, each.name);
            if (field != header.fields.end()) {
                m_fields.emplace(each.name, static_cast<std::size_t>(field - header.fields.begin()));
                m_plan.columns.emplace(each.name);
            }
        }
        for (const char *needed : {"code", "plan_code", "plan", "revision", "store"}) {
            if (!m_plan.columns.contains(needed)) {
                throw Error(ErrorCode::bad_data,
                            fmt::format("the layer '{}' has no column '{}', so it is no plan's; write one with jingwei plan "
                                        "export, edit that, and keep its columns",
                                        header.layer, needed));
            }
        }
    }

    void take(const GdalFeature &feature) {
        m_line = static_cast<std::size_t>(feature.line);
        m_feature = &feature;
        PlanFileRow row;
        row.line = m_line;
        row.code = text("code");
        row.name = text("name");
        row.parent = text("parent");
        row.level = text("level");
        row.kind = text("kind");
        row.fallback_org = text("fallback_org");
        row.households = count("households");
        row.residents = count("residents");
        row.plan_code = text("plan_code");
        row.ground = ground(row.code);
        take_origin();
        m_plan.rows.push_back(std::move(row));
    }

    [[nodiscard]] PlanFile finish() {
        if (m_plan.plan == 0 || m_plan.revision == 0) {
            throw Error(ErrorCode::bad_data, "no row of the file says of which plan and revision it is; write one with jingwei "
                                             "plan export, edit that, and keep its columns plan, revision and store");
        }
        return std::move(m_plan);
    }

  private:
    [[noreturn]] void refuse(const std::string &why) const {
        throw Error(ErrorCode::bad_data, fmt::format("row {}: {}", m_line, why));
    }
    [[nodiscard]] std::string text(std::string_view name) const {
        const auto field = m_fields.find(name);
        const auto &value = field == m_fields.end() ? std::nullopt : m_feature->values[field->second];
        const std::string plain(trimmed_value(value.value_or("")));
        if (const auto fault = text_fault(plain); !fault.empty()) {
            refuse(fmt::format("{}: {}", name, fault));
        }
        return plain;
    }
    [[nodiscard]] std::optional<std::int64_t> whole(std::string_view name) const {
        constexpr double most = 1e9;
        const auto plain = text(name);
        if (plain.empty()) {
            return std::nullopt;
        }
        const auto number = number_value(plain);
        if (!number || *number < 0 || *number > most || *number != std::floor(*number)) {
            refuse(fmt::format("{} is '{}' and has to be a whole number from 0 on", name, plain));
        }
        return static_cast<std::int64_t>(*number);
    }
    [[nodiscard]] std::optional<int> count(std::string_view name) const {
        const auto number = whole(name);
        return number ? std::optional(static_cast<int>(*number)) : std::nullopt;
    }
    [[nodiscard]] spatial::MultiPolygon ground(const std::string &code) const {
        if (m_feature->shape_fault) {
            refuse(fmt::format("'{}': {}", code, *m_feature->shape_fault));
        }
        if (!m_feature->wkb) {
            return {};
        }
        const auto shape = read_wkb(*m_feature->wkb);
        if (shape.kind != ShapeKind::polygon) {
            refuse(fmt::format("'{}' is a {} where a polygon is needed", code, shape.type_name));
        }
        const PlaceRules rules;
        if (const auto fault = shape_fault(shape, rules); !fault.empty()) {
            refuse(fmt::format("'{}': {}", code, fault));
        }
        auto polygons = to_polygons(shape, rules);
        std::erase_if(polygons, [](const spatial::Polygon &polygon) { return polygon.outer.size() < 3; });
        return polygons;
    }
    /// Rows that a planner made may leave it out.
    void take_origin() {
        const auto agree = [&](auto &known, auto said, const char *name) {
            if (known != decltype(said){} && said != decltype(said){} && known != said) {
                refuse(fmt::format("its {} is '{}' and that of rows before it '{}'; a file holds one plan", name, said, known));
            }
            known = said != decltype(said){} ? said : known;
        };
        agree(m_plan.plan, whole("plan").value_or(0), "plan");
        agree(m_plan.revision, whole("revision").value_or(0), "revision");
        agree(m_plan.store, text("store"), "store");
        agree(m_plan.state, text("state"), "state");
    }

    PlanFile m_plan;
    std::map<std::string_view, std::size_t> m_fields; ///< names of `columns`
    const GdalFeature *m_feature = nullptr;
    std::size_t m_line = 0;
};

} // namespace

void write_plan_file(const PlanFile &plan, const std::filesystem::path &file, bool overwrite) {
    const auto format = export_format_of(file);
    if (format != ExportFormat::geopackage && format != ExportFormat::geojson) {
        throw Error(ErrorCode::bad_call,
                    fmt::format("'{}' ends in neither .gpkg nor .geojson; choose one of them", file.string()));
    }
    require_free(file, overwrite);
    const PrivateFolder folder(folder_of(file));
    if (format == ExportFormat::geopackage) {
        write_package(plan, folder.path());
    } else {
        OutputFile output(folder.path() / ("rows" + file.extension().string()));
        GeoJsonSink sink([&](std::string_view bytes) { output.write(bytes); });
        write_rows(plan, sink);
    }
    put_in_place(folder.path(), file, overwrite);
}

std::string plan_file_bytes(const PlanFile &plan) {
    const PrivateFolder folder(temporary_folder());
    write_package(plan, folder.path());
    std::ifstream in(folder.path() / fmt::format("{}.gpkg", layer_name), std::ios::binary);
    std::string bytes(std::istreambuf_iterator<char>(in), {});
    if (bytes.empty()) {
        throw Error(ErrorCode::machine, "the file cannot be read back; try again");
    }
    return bytes;
}

PlanFile read_plan_file(const std::filesystem::path &file, const std::string &layer, const std::atomic<bool> *interrupted) {
    GdalRequest request;
    request.file = file;
    request.layer = layer;
    request.interrupted = interrupted;
    GdalStream stream(request);
    PlanFileReading reading(stream.header());
    while (const auto feature = stream.next()) {
        reading.take(*feature);
    }
    return reading.finish();
}

} // namespace jingwei::data
