#include "data/gdal/describe.hpp"

#include "data/gdal/dataset.hpp"
#include "data/gdal/record_writer.hpp"
#include "data/gdal/source.hpp"
#include "spatial/error.hpp"

#include <map>

namespace jingwei::gdal {

namespace {

std::string readable(std::string_view bytes) {
    if (is_utf8(bytes)) {
        return std::string(bytes);
    }
    const TextDecoder chinese("GB18030");
    for (std::size_t cut = 0; cut < 4 && cut < bytes.size(); ++cut) {
        if (auto text = chinese.decode(bytes.substr(0, bytes.size() - cut))) {
            return *text;
        }
    }
    return TextDecoder("ISO-8859-1").decode(bytes).value_or("");
}

/// Name of the layer's coordinate system, and why its coordinates cannot be taken as they are.
void add_crs(RecordWriter &record, OGRLayer &layer, const Request &request, SourceKind kind) {
    const auto *crs = layer.GetSpatialRef();
    record.add_text(std::string_view(crs != nullptr && crs->GetName() != nullptr ? crs->GetName() : ""));
    std::optional<std::string> fault;
    try {
        if (layer.GetGeomType() != wkbNone) {
            static_cast<void>(plan_reprojection(layer, request, kind));
        }
    } catch (const Error &error) {
        fault = error.what();
    }
    record.add_text(fault);
}

void write_layer(const std::filesystem::path &file, OGRLayer &layer, const Request &request, SourceKind kind,
                 const std::string &name, std::int64_t count) {
    const auto &definition = *layer.GetLayerDefn();
    RecordWriter record(gdal_protocol::RecordType::layer);
    record.add_text(std::string_view(file.filename().string()));
    record.add_text(std::string_view(driver_of(kind)));
    record.add_text(std::string_view(name));
    record.add_text(std::string_view(OGRGeometryTypeToName(wkbFlatten(layer.GetGeomType()))));
    add_crs(record, layer, request, kind);
    record.add_number(count);
    record.add_number(static_cast<std::uint32_t>(definition.GetFieldCount()));
    for (int i = 0; i < definition.GetFieldCount(); ++i) {
        const auto *field = definition.GetFieldDefn(i);
        record.add_text(std::string_view(readable(field->GetNameRef())));
        record.add_text(std::string_view(OGRFieldDefn::GetFieldTypeName(field->GetType())));
    }
    record.send();
}

/// The CAD layers of a drawing, which GDAL gives as one layer, by name with how many entities they hold.
std::map<std::string, std::int64_t> drawing_layers(OGRLayer &entities, const std::string &encoding) {
    std::map<std::string, std::int64_t> layers;
    const TextDecoder decoder(encoding);
    entities.ResetReading();
    while (const OGRFeatureUniquePtr entity{entities.GetNextFeature()}) {
        ++layers[cad_layer_of(*entity, decoder)];
    }
    return layers;
}

} // namespace

void describe(const std::filesystem::path &file, const Request &request, const FileWatch &watch) {
    const auto kind = kind_of(file).value();
    const auto dataset = open_dataset(file, kind);
    std::int64_t written = 0;
    for (int i = 0; i < dataset->GetLayerCount(); ++i) {
        auto &layer = *dataset->GetLayer(i);
        std::map<std::string, std::int64_t> parts{{readable(layer.GetName()), layer.GetFeatureCount(1)}};
        if (kind == SourceKind::drawing) {
            parts = drawing_layers(layer, encoding_of(layer, file, kind, {request.encoding, request.encoding_kept_for}).name);
        }
        for (const auto &[name, count] : parts) {
            write_layer(file, layer, request, kind, name, count);
            ++written;
        }
    }
    watch.check();
    RecordWriter end(gdal_protocol::RecordType::end);
    end.add_number(written);
    end.send();
}

} // namespace jingwei::gdal
