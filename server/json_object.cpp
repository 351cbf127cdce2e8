#include "server/json_object.hpp"

#include "server/api_error.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace jingwei::server {

JsonObject::JsonObject(std::string_view body) {
    simdjson::dom::object object;
    const auto error = m_parser.parse(body.data(), body.size()).get(object);
    if (error != simdjson::SUCCESS) {
        throw ApiError(ErrorCode::bad_call, "bad_body",
                       error == simdjson::INCORRECT_TYPE
                           ? "The body has to be one JSON object."
                           : fmt::format("The body is no JSON: {}.", simdjson::error_message(error)));
    }
    for (const auto [name, value] : object) {
        add(name, value);
    }
}

void JsonObject::add(std::string_view name, simdjson::dom::element value) {
    if (std::ranges::find(m_entries, name, &Entry::name) != m_entries.end()) {
        throw ApiError(ErrorCode::bad_call, "duplicate_field",
                       fmt::format("'{}' is given twice; give it once.", name.substr(0, 40)), std::string(name.substr(0, 40)));
    }
    m_entries.push_back({name, value, false});
}

std::optional<simdjson::dom::element> JsonObject::take(std::string_view name) {
    const auto found = std::ranges::find(m_entries, name, &Entry::name);
    if (found == m_entries.end()) {
        return std::nullopt;
    }
    found->taken = true;
    return found->value;
}

void JsonObject::finish(std::string_view what) const {
    const auto unknown = std::ranges::find(m_entries, false, &Entry::taken);
    if (unknown != m_entries.end()) {
        const std::string name(unknown->name.substr(0, 40));
        throw ApiError(
            ErrorCode::bad_call, "unknown_field",
            fmt::format("A {} has no field '{}' that can be written; see /openapi.yaml for those it has.", what, name), name);
    }
}

} // namespace jingwei::server
