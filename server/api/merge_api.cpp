#include "server/api/merge_api.hpp"

#include "data/import_codes.hpp"
#include "server/api/write_headers.hpp"
#include "server/api_error.hpp"
#include "server/http/query.hpp"
#include "server/json_object.hpp"
#include "server/json_writer.hpp"
#include "server/service/mergeable_layers.hpp"

#include <fmt/format.h>

namespace jingwei::server {

namespace {

constexpr std::size_t most_pairs = 1'000;

ApiError wrong(const std::string &detail, const char *field) {
    return {ErrorCode::bad_call, "bad_value", detail, field};
}

std::string take_kind(JsonObject &object) {
    const auto value = object.take("layer");
    const auto layer = value && value->is_string() ? mergeable_layer(value->get_string().value()) : std::nullopt;
    if (!layer) {
        throw wrong(fmt::format("'layer' is one of {}.", mergeable_layers), "layer");
    }
    return std::string(data::kind_of(*layer));
}

data::MergeChange::Pair to_pair(const simdjson::dom::element &value) {
    simdjson::dom::object pair;
    std::string_view keep;
    std::string_view drop;
    if (value.get(pair) != simdjson::SUCCESS || pair["keep"].get(keep) != simdjson::SUCCESS ||
        pair["drop"].get(drop) != simdjson::SUCCESS) {
        throw wrong(R"(A pair is {"keep":CODE,"drop":CODE}, as the report of an import offers it.)", "pairs");
    }
    return {std::string(keep), std::string(drop)};
}

std::vector<data::MergeChange::Pair> take_pairs(JsonObject &object) {
    const auto value = object.take("pairs");
    simdjson::dom::array list;
    if (!value || value->get(list) != simdjson::SUCCESS || list.size() == 0 || list.size() > most_pairs) {
        throw wrong(fmt::format("'pairs' is a list of 1 to {} pairs.", most_pairs), "pairs");
    }
    std::vector<data::MergeChange::Pair> pairs;
    for (const auto pair : list) {
        pairs.push_back(to_pair(pair));
    }
    return pairs;
}

std::string merged_text(const std::vector<data::MergeChange::Pair> &pairs, const std::vector<std::string> &refusals) {
    std::string text;
    JsonWriter json(text);
    json.begin_object().key("items").begin_array();
    for (std::size_t i = 0; i < pairs.size(); ++i) {
        json.begin_object();
        json.key("keep").value(pairs[i].keep);
        json.key("drop").value(pairs[i].drop);
        json.key("merged").value(refusals[i].empty());
        json.key("detail").value_or_null(refusals[i]);
        json.end_object();
    }
    json.end_array().key("next").null().end_object();
    return text;
}

} // namespace

Response post_merges(ApiContext &api, const Request &request) {
    QueryParameters(request.query()).finish();
    require_json(request);
    JsonObject object(request.body);
    data::MergeChange change{.kind = take_kind(object), .pairs = take_pairs(object)};
    object.finish("merge");
    change.once = take_only_once(request);
    change.answer = [pairs = change.pairs](const std::vector<std::string> &refusals) {
        return data::KeptAnswer{.status = 200, .etag = {}, .location = {}, .body = merged_text(pairs, refusals)};
    };
    auto merged = api.store.submit({request.caller.account}, std::move(change)).get();
    return to_response(answer_of(std::move(merged.known)));
}

} // namespace jingwei::server
