#include "server/api/mapping_api.hpp"

#include "data/import_codes.hpp"
#include "server/api/layer_of_path.hpp"
#include "server/api/list_query.hpp"
#include "server/api/write_headers.hpp"
#include "server/http/conditional.hpp"
#include "server/json_writer.hpp"
#include "server/service/mapping_service.hpp"

#include <algorithm>
#include <tuple>

namespace jingwei::server {

namespace {

/// The source of the path, as its mappings and keys are kept.
std::string source_of_path(const ApiContext &api, const Request &request) {
    return data::source_named(request.path_parameter("source"), api.store.mappings());
}

data::KeptAnswer shown(int status, const data::ImportMapping &mapping) {
    data::KeptAnswer answer{.status = status, .etag = {}, .location = {}, .body = mapping_text(mapping)};
    answer.etag = record_etag(version_of(mapping), answer.body);
    return answer;
}

void write_item(JsonWriter &json, const data::KeptMapping &kept) {
    const auto key = kept.mapping.options.find("key");
    json.begin_object();
    json.key("source").value(kept.source);
    json.key("layer").value(kept.layer);
    json.key("key").value_or_null(key == kept.mapping.options.end() ? std::string() : key->second);
    json.key("mapping").raw(mapping_text(kept.mapping));
    json.key("version").value(version_of(kept.mapping));
    json.end_object();
}

} // namespace

Response get_mappings(ApiContext &api, const Request &request) {
    QueryParameters query(request.query());
    const auto source = query.take_filled("source");
    const auto layer = query.take_filled("layer");
    const std::size_t limit = take_limit(query);
    const auto first = static_cast<std::size_t>(take_record_cursor(query));
    query.finish();
    auto mappings = api.store.mappings();
    const auto wanted = source ? std::optional(data::source_named(*source, mappings)) : std::nullopt;
    std::erase_if(mappings, [&](const data::KeptMapping &kept) {
        return (wanted && kept.source != *wanted) || (layer && kept.layer != *layer);
    });
    std::ranges::sort(mappings, {}, [](const data::KeptMapping &kept) { return std::tie(kept.source, kept.layer); });
    const std::size_t end = std::min(mappings.size(), first + limit);
    std::string text;
    JsonWriter json(text);
    json.begin_object().key("items").begin_array();
    for (std::size_t i = first; i < end; ++i) {
        write_item(json, mappings[i]);
    }
    const auto next = end < mappings.size() ? static_cast<std::int64_t>(end) : 0;
    json.end_array().key("next").value_or_null(record_cursor(next)).end_object();
    return json_response(std::move(text)).with("Cache-Control", "no-store");
}

Response get_mapping(ApiContext &api, const Request &request) {
    QueryParameters(request.query()).finish();
    auto response = to_response(shown(200, find_mapping(api.store, layer_of_path(request), source_of_path(api, request))));
    if (matches_etag(request, response.header("ETag"))) {
        response.status = 304;
        response.body = std::string();
        response.content_type = {};
    }
    return response;
}

Response put_mapping(ApiContext &api, const Request &request) {
    QueryParameters(request.query()).finish();
    require_json(request);
    const auto layer = layer_of_path(request);
    const auto source = source_of_path(api, request);
    const auto mapping = read_mapping(*api.store.world(), layer, source, request.body);
    const auto precondition = request.header("If-Match") ? std::optional(take_precondition(request)) : std::nullopt;
    return to_response(keep_mapping(
        api.store, request.caller, {.source = source, .layer = std::string(data::import_layer_name(layer)), .mapping = mapping},
        precondition, take_only_once(request), [&](bool first) { return shown(first ? 201 : 200, mapping); }));
}

Response delete_mapping(ApiContext &api, const Request &request) {
    QueryParameters(request.query()).finish();
    const auto precondition = take_precondition(request);
    return to_response(forget_mapping(api.store, request.caller, layer_of_path(request), source_of_path(api, request),
                                      precondition, take_only_once(request)));
}

} // namespace jingwei::server
