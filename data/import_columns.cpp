#include "data/import_columns.hpp"

#include "data/import_layers.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace jingwei::data {

namespace {

/// The columns of the layer; with a source its key too, and the order of priority where one was asked for. With a key a code is
/// welcome but not needed, and only a field that is named so, or that the user chose, is taken for one: numbers of another
/// system are no codes here.
std::vector<ImportTarget> columns_of(const ImportRequest &request) {
    const auto layer = targets_of(request.layer);
    std::vector<ImportTarget> columns(layer.begin(), layer.end());
    if (!request.key.empty()) {
        std::ranges::replace_if(
            columns, [](const ImportTarget &column) { return column.name == "code"; }, ImportTarget{"code", false, ""});
        columns.push_back({"external_id", true, ""});
    }
    if (!request.priority.empty()) {
        columns.push_back({"priority", true, ""});
    }
    return columns;
}

} // namespace

FieldMap fields_of(const ImportPlan &plan, const std::vector<std::string> &fields, std::size_t count,
                   std::map<std::string, std::string> chosen) {
    if (!plan.request.key.empty()) {
        chosen["external_id"] = plan.request.key;
    }
    if (!plan.request.priority.empty()) {
        chosen["priority"] = plan.request.priority;
    }
    try {
        return {columns_of(plan.request), fields, chosen, count};
    } catch (const Error &error) {
        throw plan.from_kept
            ? Error(error.code(), fmt::format("{} (the mapping kept for {} was used; --mapping, --map or --key change it)",
                                              error.what(), plan.request.source))
            : error;
    }
}

std::vector<std::string> unused_fields(const std::vector<std::string> &fields, std::size_t count,
                                       const CodeTranslation &translation, const FieldMap &map) {
    std::vector<bool> used(fields.size(), false);
    for (const auto &[column, field] : map.fields()) {
        used[translation.field_behind(field.index)] = true;
    }
    std::vector<std::string> unused;
    for (std::size_t i = 0; i < count; ++i) {
        if (!used[i]) {
            unused.push_back(fields[i]);
        }
    }
    return unused;
}

} // namespace jingwei::data
