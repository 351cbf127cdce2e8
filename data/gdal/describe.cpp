#include "data/gdal/describe.hpp"

#include "data/gdal/dataset.hpp"
#include "data/gdal/feature_ids.hpp"
#include "data/gdal/json_remarks.hpp"
#include "data/gdal/kml_names.hpp"
#include "data/gdal/prepare.hpp"
#include "data/gdal/record_writer.hpp"
#include "data/gdal/source.hpp"
#include "spatial/error.hpp"

#include <map>
#include <vector>

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

/// A layer as it is chosen for an import: of a drawing one CAD layer of its entities.
struct Part {
    OGRLayer *layer;
    std::string name;
    std::int64_t count;
};

/// How `--layer` chooses a part: with the file's word where the archive holds several, alone where the file holds one part.
std::string choice_of(const std::string &word, const Part &part, std::size_t parts) {
    return word.empty() ? part.name : parts == 1 ? word : word + '/' + part.name;
}

void begin_record(RecordWriter &record, const std::filesystem::path &file, const std::string &name, const std::string &choice) {
    record.add_text(std::string_view(file.filename().string()));
    record.add_text(std::string_view(driver_of(kind_of(file).value())));
    record.add_text(std::string_view(name));
    record.add_text(std::string_view(choice));
}

void write_layer(const std::filesystem::path &file, const Part &part, const std::string &choice, const Request &request) {
    const auto kind = kind_of(file).value();
    const auto &definition = *part.layer->GetLayerDefn();
    const FeatureIds ids(*part.layer, kind,
                         kind == SourceKind::geojson ? json_remarks(file).ids : std::map<std::int64_t, std::string>());
    RecordWriter record(gdal_protocol::RecordType::layer);
    begin_record(record, file, part.name, choice);
    record.add_text(std::string_view(OGRGeometryTypeToName(wkbFlatten(part.layer->GetGeomType()))));
    add_crs(record, *part.layer, request, kind);
    record.add_text(std::optional<std::string>());
    record.add_number(part.count);
    record.add_number(static_cast<std::uint32_t>(definition.GetFieldCount() + (ids.name().empty() ? 0 : 1)));
    for (int i = 0; i < definition.GetFieldCount(); ++i) {
        const auto *field = definition.GetFieldDefn(i);
        const auto name = readable(field->GetNameRef());
        record.add_text(std::string_view(kind == SourceKind::kml ? name_in_kml(name) : name));
        record.add_text(std::string_view(OGRFieldDefn::GetFieldTypeName(field->GetType())));
    }
    if (!ids.name().empty()) {
        record.add_text(std::string_view(ids.name()));
        record.add_text(std::string_view(ids.type()));
    }
    record.send();
}

/// A file of an archive that cannot be opened, in place of its layers.
void write_fault(const Chosen &file, const std::string &fault) {
    RecordWriter record(gdal_protocol::RecordType::layer);
    begin_record(record, file.file, file.layer, file.layer);
    for (int absent = 0; absent < 3; ++absent) { // geometry, system and its fault
        record.add_text(std::optional<std::string>());
    }
    record.add_text(std::string_view(fault));
    record.add_number(std::int64_t{-1});
    record.add_number(std::uint32_t{0});
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

std::vector<Part> parts_of(GDALDataset &dataset, const std::filesystem::path &file, const WantedEncoding &encoding) {
    std::vector<Part> parts;
    for (int i = 0; i < dataset.GetLayerCount(); ++i) {
        auto &layer = *dataset.GetLayer(i);
        if (kind_of(file) != SourceKind::drawing) {
            parts.push_back({&layer, readable(layer.GetName()), layer.GetFeatureCount(1)});
            continue;
        }
        for (const auto &[name, count] : drawing_layers(layer, encoding_of(layer, file, SourceKind::drawing, encoding).name)) {
            parts.push_back({&layer, name, count});
        }
    }
    return parts;
}

/// Answers how many layers were written.
std::int64_t describe_file(const std::filesystem::path &file, const std::string &word, const Request &request) {
    const auto dataset = open_dataset(file, kind_of(file).value());
    const auto parts = parts_of(*dataset, file, {request.encoding, request.encoding_kept_for});
    if (parts.empty() && !word.empty()) {
        throw Error(ErrorCode::bad_data, "the file holds no layer");
    }
    for (const auto &part : parts) {
        write_layer(file, part, choice_of(word, part, parts.size()), request);
    }
    return static_cast<std::int64_t>(parts.size());
}

} // namespace

void describe(const Request &request, const std::filesystem::path &scratch, const FileWatch &watch) {
    const auto files = files_of(request, scratch);
    std::int64_t written = 0;
    for (const auto &[file, word] : files) {
        try {
            written += describe_file(prepare_text(file, {request.encoding, request.encoding_kept_for}, scratch), word, request);
        } catch (const Error &error) {
            if (files.size() == 1 || error.code() == ErrorCode::machine) {
                throw;
            }
            write_fault({file, word}, error.what());
            ++written;
        }
    }
    watch.check();
    RecordWriter end(gdal_protocol::RecordType::end);
    end.add_number(written);
    end.send();
}

} // namespace jingwei::gdal
