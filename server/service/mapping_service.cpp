#include "server/service/mapping_service.hpp"

#include "data/import_codes.hpp"
#include "server/api_error.hpp"
#include "server/json_writer.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace jingwei::server {

namespace {

std::string json_text(std::string_view text) {
    std::string json = "\"";
    append_json_escaped(json, text);
    return json + '"';
}

std::string coded(const std::string &field, const std::map<std::string, std::string> &codes) {
    std::string text;
    for (const auto &[value, code] : codes) {
        text += fmt::format("{}{}: {}", text.empty() ? "" : ", ", json_text(value), json_text(code));
    }
    return fmt::format(R"({{"field": {}, "codes": {{{}}}}})", json_text(field), text);
}

ApiError no_mapping(data::ImportLayer layer, const std::string &source) {
    return {ErrorCode::not_found, "no_such_mapping",
            fmt::format("No mapping is kept for {} of '{}'; GET /v1/mappings lists those that are.",
                        data::import_layer_name(layer), source.substr(0, 64)),
            "source"};
}

ApiError changed_meanwhile() {
    return {ErrorCode::conflict, "changed_meanwhile",
            "The mapping is not as it was when it was read; GET it again and repeat the change with its new ETag.", "If-Match",
            412};
}

data::Actor actor_of(const Caller &caller) {
    return {fmt::format("{}/{}", caller.account, caller.label)};
}

/// What the layer's files of a source must say, or cannot.
void check_key(const data::ImportMapping &mapping, data::ImportLayer layer) {
    const bool keyed = !data::kind_of(layer).empty();
    if (keyed != mapping.options.contains("key")) {
        throw ApiError(
            ErrorCode::bad_call, "bad_mapping",
            keyed ? R"(Say which field holds the key that the source has for each object: "$key": "FIELD".)"
                  : fmt::format(R"(Leave "$key" out: {} are matched by their own codes.)", data::import_layer_name(layer)),
            "body");
    }
}

} // namespace

std::string mapping_text(const data::ImportMapping &mapping) {
    std::vector<std::string> entries;
    for (const auto &[option, value] : mapping.options) {
        entries.push_back(fmt::format("{}: {}", json_text('$' + option), json_text(value)));
    }
    for (const auto &[target, field] : mapping.fields) {
        const auto codes = mapping.codes.find(target);
        entries.push_back(fmt::format("{}: {}", json_text(target),
                                      codes == mapping.codes.end() ? json_text(field) : coded(field, codes->second)));
    }
    std::string text = "{\n";
    for (std::size_t i = 0; i < entries.size(); ++i) {
        text += fmt::format("  {}{}\n", entries[i], i + 1 < entries.size() ? "," : "");
    }
    return text + "}\n";
}

std::string version_of(const data::ImportMapping &mapping) {
    return data::digest_of(mapping_text(mapping));
}

data::ImportMapping read_mapping(const data::World &world, data::ImportLayer layer, const std::string &source,
                                 const std::string &text) {
    if (text.empty()) {
        throw ApiError(ErrorCode::bad_call, "empty_body", "There is no mapping in the body.", "body");
    }
    try {
        check_key(data::parse_mapping(text, "body", data::mapping_rules(world, layer)), layer);
        data::ImportRequest request;
        request.layer = layer;
        request.source = source;
        request.mapping = text;
        request.mapping_name = "body";
        return data::plan_import(request, world, {}).mapping;
    } catch (const ApiError &) {
        throw;
    } catch (const Error &error) {
        throw ApiError(ErrorCode::bad_call, "bad_mapping", error.what(), "body");
    }
}

data::ImportMapping find_mapping(const data::Store &store, data::ImportLayer layer, const std::string &source) {
    const auto kept = store.mappings();
    const auto found = std::ranges::find_if(
        kept, [&](const data::KeptMapping &m) { return m.source == source && m.layer == data::import_layer_name(layer); });
    if (found == kept.end()) {
        throw no_mapping(layer, source);
    }
    return found->mapping;
}

data::KeptAnswer keep_mapping(data::Store &store, const Caller &caller, data::KeptMapping mapping,
                              const std::optional<Precondition> &precondition, std::optional<data::OnlyOnce> once,
                              const std::function<data::KeptAnswer(bool first)> &answer) {
    const auto decide = [&](const data::ImportMapping *kept) {
        if (kept != nullptr && *kept == mapping.mapping) {
            return mapping.mapping;
        }
        if (kept != nullptr && !precondition) {
            throw ApiError(
                ErrorCode::bad_call, "if_match_needed",
                "A mapping is kept already; a change needs If-Match with the ETag that it was read with: GET it first.",
                "If-Match", 428);
        }
        if (precondition && (kept == nullptr || !precondition->holds(version_of(*kept)))) {
            throw changed_meanwhile();
        }
        return mapping.mapping;
    };
    const auto answered = [&](const data::ImportMapping *kept) { return answer(kept == nullptr); };
    return answer_of(store
                         .submit(actor_of(caller), data::MappingEdit{.source = mapping.source,
                                                                     .layer = mapping.layer,
                                                                     .decide = decide,
                                                                     .answer = answered,
                                                                     .once = std::move(once)})
                         .get());
}

data::KeptAnswer forget_mapping(data::Store &store, const Caller &caller, data::ImportLayer layer, const std::string &source,
                                const Precondition &precondition, std::optional<data::OnlyOnce> once) {
    const auto decide = [&](const data::ImportMapping *kept) {
        if (kept == nullptr) {
            throw no_mapping(layer, source);
        }
        if (!precondition.holds(version_of(*kept))) {
            throw changed_meanwhile();
        }
        return data::ImportMapping();
    };
    const auto gone = [](const data::ImportMapping * /*kept*/) {
        return data::KeptAnswer{.status = 204, .etag = {}, .location = {}, .body = {}};
    };
    return answer_of(store
                         .submit(actor_of(caller), data::MappingEdit{.source = source,
                                                                     .layer = std::string(data::import_layer_name(layer)),
                                                                     .decide = decide,
                                                                     .answer = gone,
                                                                     .once = std::move(once)})
                         .get());
}

} // namespace jingwei::server
