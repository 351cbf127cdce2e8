#include "data/doctor_fields.hpp"
#include "data/import_layers.hpp"
#include "spatial/error.hpp"
#include "tests/fuzz/fuzz.hpp"

#include <cmath>

using namespace jingwei;
using namespace jingwei::data;

namespace {

std::vector<std::string> split(std::string_view text, char mark) {
    std::vector<std::string> parts;
    while (parts.size() < 64) {
        const auto end = text.find(mark);
        parts.emplace_back(text.substr(0, end));
        if (end == std::string_view::npos) {
            break;
        }
        text.remove_prefix(end + 1);
    }
    return parts;
}

void read_row(const FieldMap &map, const GdalFeature &feature) {
    std::vector<RowProblem> problems;
    ImportRow row(map, feature, problems);
    const auto code = row.code();
    fuzz::require(!row.sound() || is_code(code), "a sound code is a code");
    const auto number = row.number("range_m");
    fuzz::require(!number || std::isfinite(*number), "numbers are finite");
    const auto count = row.count("floors");
    fuzz::require(!count || *count >= 0, "counts are not negative");
    static_cast<void>(row.flag("online"));
    static_cast<void>(row.date("last_visit", 480));
    static_cast<void>(row.phone("phone"));
    fuzz::require(row.sound() == problems.empty(), "a row is sound exactly when nothing was said against it");
}

} // namespace

/// Rows of a table, the first line its header: read or told what is wrong, for every layer; and looked at as the doctor does.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *bytes, std::size_t size) {
    const auto lines = split(fuzz::text_of(bytes, size), '\n');
    const auto fields = split(lines.front(), ',');
    FieldExamination examination(fields);
    std::vector<GdalFeature> features;
    for (std::size_t i = 1; i < lines.size(); ++i) {
        GdalFeature feature;
        feature.line = static_cast<std::int64_t>(i);
        for (auto &value : split(lines[i], ',')) {
            feature.values.emplace_back(std::move(value));
        }
        examination.add(feature.values);
        features.push_back(std::move(feature));
    }
    for (const auto &report : examination.reports(true)) {
        fuzz::require(report.distinct <= report.filled && report.filled <= features.size(), "counts fit each other");
    }
    for (const auto layer :
         {ImportLayer::cameras, ImportLayer::key_sites, ImportLayer::buildings, ImportLayer::rental_houses}) {
        try {
            const FieldMap map(targets_of(layer), fields, {});
            for (const auto &feature : features) {
                read_row(map, feature);
            }
        } catch (const Error &error) {
            const bool is_expected = error.code() == ErrorCode::bad_call || error.code() == ErrorCode::bad_data;
            fuzz::require(is_expected, "fields that are missing are a wrong call, those that are there twice the data's fault");
        }
    }
    return 0;
}
