#pragma once

#include "data/gdal_stream.hpp"
#include "spatial/error.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace jingwei::tests {

inline data::GdalRequest file_request(const std::filesystem::path &file, const std::string &layer = "") {
    data::GdalRequest request;
    request.file = file;
    request.layer = layer;
    return request;
}

inline std::vector<data::GdalFeature> read_all(const data::GdalRequest &request) {
    data::GdalStream stream(request);
    std::vector<data::GdalFeature> features;
    while (auto feature = stream.next()) {
        features.push_back(std::move(*feature));
    }
    return features;
}

/// What a refused file says.
inline std::string refusal(const data::GdalRequest &request) {
    try {
        read_all(request);
    } catch (const Error &error) {
        return error.what();
    }
    return "was taken";
}

/// The values of a row, '-' where there is none.
inline std::vector<std::string> values_of(const data::GdalFeature &feature) {
    std::vector<std::string> values;
    for (const auto &value : feature.values) {
        values.push_back(value.value_or("-"));
    }
    return values;
}

} // namespace jingwei::tests
