#include "data/gdal_description.hpp"

#include "data/gdal_process.hpp"
#include "spatial/error.hpp"

namespace jingwei::data {

namespace {

using gdal_protocol::RecordType;

LayerDescription read_layer(RecordReader &reader) {
    LayerDescription layer;
    for (auto *text : {&layer.file, &layer.driver, &layer.name, &layer.choice, &layer.geometry, &layer.crs, &layer.crs_fault,
                       &layer.fault}) {
        *text = reader.text().value_or("");
    }
    layer.count = reader.number<std::int64_t>();
    for (auto left = reader.number<std::uint32_t>(); left > 0; --left) {
        auto name = reader.text().value_or("");
        layer.fields.push_back({std::move(name), reader.text().value_or("")});
    }
    return layer;
}

} // namespace

std::vector<LayerDescription> describe_file(const GdalRequest &request) {
    return read_description(run_gdal(request, "--describe"));
}

std::vector<LayerDescription> read_description(const ByteSource &bytes) {
    std::vector<LayerDescription> layers;
    while (true) {
        const auto record = read_record(bytes);
        RecordReader reader(record);
        switch (reader.type()) {
        case RecordType::layer:
            layers.push_back(read_layer(reader));
            break;
        case RecordType::error:
            reader.rethrow();
        case RecordType::end:
            return layers;
        default:
            throw Error(ErrorCode::machine, "jingwei-gdal sent a record out of place; are both programs of one version?");
        }
    }
}

} // namespace jingwei::data
