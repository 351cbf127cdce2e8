#include "server/api/edition_api.hpp"

#include "data/export_values.hpp"
#include "data/table_file.hpp"
#include "server/api/diff_json.hpp"
#include "server/api/edition_json.hpp"
#include "server/api/list_query.hpp"
#include "server/api/locate_api.hpp"
#include "server/api/write_headers.hpp"
#include "server/api_error.hpp"
#include "server/json_object.hpp"
#include "server/service/edition_service.hpp"
#include "server/service/instant.hpp"

#include <charconv>
#include <fmt/format.h>

namespace jingwei::server {

namespace {

constexpr std::size_t longest_note = 100;
constexpr int most_editions = 1'000'000'000;

EditionSource source_of(ApiContext &api) {
    return {api.store, api.config.db,
            [&api](const std::string &theme, std::int64_t edition) -> std::shared_ptr<const data::ThemeWorld> {
                const auto world = api.store.world();
                const auto index = world->theme_index(theme);
                if (index && world->themes[*index]->edition <= edition && edition <= world->edition) {
                    return world->themes[*index]; // as it is still
                }
                for (const auto &then : api.past.draw(edition)->world->themes) {
                    if (then->code == theme) {
                        return then;
                    }
                }
                return nullptr;
            }};
}

std::int64_t number_in(std::string_view text) {
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc() && end == text.data() + text.size() ? number : 0;
}

/// The edition that the path names; 0 for what is no number, which no edition has.
std::int64_t edition_number(const Request &request) {
    return number_in(request.path_parameter("edition"));
}

std::int64_t plan_number(const Request &request) {
    const auto number = number_in(request.path_parameter("id"));
    if (number == 0) {
        throw ApiError(ErrorCode::not_found, "no_such_plan", "Plans have numbers; GET /v1/plans lists them.", "id");
    }
    return number;
}

DiffRights rights_of(const Caller &caller) {
    return {.in_full = caller.phones, .command = caller.command};
}

/// How a comparison is answered.
enum class DiffFormat { json, csv, xlsx, geojson };

DiffFormat take_format(QueryParameters &query) {
    const auto name = query.take("format").value_or("json");
    for (const auto &[known, format] :
         {std::pair(std::string_view("json"), DiffFormat::json), std::pair(std::string_view("csv"), DiffFormat::csv),
          std::pair(std::string_view("xlsx"), DiffFormat::xlsx), std::pair(std::string_view("geojson"), DiffFormat::geojson)}) {
        if (name == known) {
            return format;
        }
    }
    throw ApiError(ErrorCode::bad_call, "bad_format", "'format' is json, csv, xlsx or geojson.", "format");
}

Response private_response(std::string_view type, std::string body, const char *file) {
    Response response{.status = 200, .content_type = type, .headers = {}, .body = std::move(body)};
    if (file != nullptr) {
        response.with("Content-Disposition", fmt::format("attachment; filename=\"{}\"", file));
    }
    return std::move(response).with("Cache-Control", "private, no-store").with("Vary", "Authorization");
}

/// The parts of the answer that do not depend on what is compared; `head` writes the others.
template <class Head>
Response shown(const EditionDiff &diff, const DiffRights &rights, DiffFormat format, spatial::Frame frame, Head &&head) {
    const auto table = [&](data::ExportFormat as) {
        return data::table_bytes(
            as, [&](data::TableSink &sink) { write_hand_over(diff, rights, as == data::ExportFormat::xlsx, sink); });
    };
    switch (format) {
    case DiffFormat::csv:
        return private_response("text/csv; charset=utf-8", table(data::ExportFormat::csv), "hand_over.csv");
    case DiffFormat::xlsx:
        return private_response("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                                table(data::ExportFormat::xlsx), "hand_over.xlsx");
    case DiffFormat::geojson:
        return private_response("application/geo+json", diff_geojson(diff, frame), nullptr);
    case DiffFormat::json:
        break;
    }
    std::string text;
    JsonWriter json(text);
    json.begin_object();
    head(json);
    write_diff_members(json, diff, rights, frame);
    json.end_object();
    return private_response("application/json", std::move(text), nullptr);
}

std::string etag_of(std::int64_t edition) {
    return fmt::format("\"{}-edition\"", edition);
}

/// The edition that If-Match names; nothing for `*`.
std::optional<std::int64_t> expected_edition(const Request &request) {
    const auto precondition = take_precondition(request);
    if (precondition.any) {
        return std::nullopt;
    }
    return precondition.versions.empty() ? -1 : number_in(precondition.versions.back());
}

std::string take_text(JsonObject &object, std::string_view name, std::string otherwise) {
    const auto value = object.take(name);
    std::string_view text;
    if (value && (value->get(text) != simdjson::SUCCESS || text.size() > longest_note)) {
        throw ApiError(ErrorCode::bad_call, "bad_value", fmt::format("'{}' is a text of at most {} bytes.", name, longest_note),
                       std::string(name));
    }
    return value ? std::string(text) : std::move(otherwise);
}

} // namespace

Response get_editions(ApiContext &api, const Request &request) {
    const auto world = api.store.world();
    QueryParameters query(request.query());
    const auto limit = take_limit(query);
    const auto before = take_record_cursor(query);
    query.finish();
    const auto editions = data::read_editions(api.config.db, before, limit);
    std::string text;
    JsonWriter json(text);
    json.begin_object().key("items").begin_array();
    for (const auto &edition : editions) {
        json.begin_object();
        write_edition(json, edition, world->utc_offset_minutes, !request.caller.account.empty());
        json.end_object();
    }
    const bool more = !editions.empty() && editions.size() == limit && editions.back().number > 1;
    json.end_array().key("next").value_or_null(more ? record_cursor(editions.back().number) : "").end_object();
    return json_response(std::move(text)).with("ETag", etag_of(world->edition)).with("Cache-Control", "no-store");
}

Response get_edition(ApiContext &api, const Request &request) {
    QueryParameters(request.query()).finish();
    const auto world = api.store.world();
    const auto edition = require_edition(source_of(api), edition_number(request));
    std::string text;
    JsonWriter json(text);
    json.begin_object();
    write_edition(json, edition, world->utc_offset_minutes, !request.caller.account.empty());
    json.end_object();
    return json_response(std::move(text)).with("ETag", etag_of(world->edition)).with("Cache-Control", "no-store");
}

Response get_edition_diff(ApiContext &api, const Request &request) {
    const auto world = api.store.world();
    QueryParameters query(request.query());
    EditionPair pair;
    pair.edition = edition_number(request);
    pair.against = query.take_integer("against", 1, most_editions).value_or(static_cast<int>(pair.edition) - 1);
    pair.theme = std::string(query.take_filled("theme").value_or("base"));
    pair.at = take_optional_at(query, *world);
    const auto frame = take_frame(query);
    const auto format = take_format(query);
    query.finish();
    if (pair.edition == 1 && pair.against == 0) {
        throw ApiError(ErrorCode::bad_call, "no_edition_before",
                       "Edition 1 is the first; name the edition to compare with in 'against'.", "against");
    }
    const auto diff = diff_editions(source_of(api), pair);
    return shown(diff, rights_of(request.caller), format, frame, [&](JsonWriter &json) {
        json.key("edition").value(pair.edition);
        json.key("against").value(pair.against);
        json.key("theme").value(pair.theme);
    });
}

Response get_plan_diff(ApiContext &api, const Request &request) {
    const auto world = api.store.world();
    QueryParameters query(request.query());
    const auto at = take_optional_at(query, *world);
    const auto frame = take_frame(query);
    const auto format = take_format(query);
    query.finish();
    const auto plan = api.plans.find(plan_number(request)).plan;
    const auto diff = diff_plan(api.plans, world, plan.id, at);
    return shown(diff, rights_of(request.caller), format, frame, [&](JsonWriter &json) {
        json.key("plan").value(plan.id);
        json.key("revision").value(plan.revision);
        json.key("against").value(plan.base_edition);
        json.key("theme").value(plan.theme);
    });
}

Response post_edition_rollback(ApiContext &api, const Request &request) {
    QueryParameters(request.query()).finish();
    Rollback rollback{.edition = edition_number(request), .theme = "base", .note = {}, .expected = expected_edition(request)};
    if (!request.body.empty()) {
        require_json(request);
        JsonObject object(request.body);
        rollback.theme = take_text(object, "theme", "base");
        rollback.note = take_text(object, "note", "");
        object.finish("rollback");
    }
    const data::Actor actor{fmt::format("{}/{}", request.caller.account, request.caller.label)};
    const auto done = roll_back(api.store, source_of(api), actor, rollback);
    std::string text;
    JsonWriter json(text);
    json.begin_object();
    write_edition(json, done.edition, api.store.world()->utc_offset_minutes, true);
    write_rolled_back(json, done);
    json.end_object();
    auto response = json_response(std::move(text));
    response.status = 201;
    return std::move(response)
        .with("Location", fmt::format("/v1/editions/{}", done.edition.number))
        .with("ETag", etag_of(done.edition.number))
        .with("Cache-Control", "no-store");
}

Response get_grid_history(ApiContext &api, const Request &request) {
    const auto world = api.store.world();
    QueryParameters query(request.query());
    const auto theme = take_theme(query, *world);
    query.finish();
    const auto &code = request.path_parameter("code");
    const auto history = data::read_grid_history(api.config.db, theme.theme->code, code);
    if (history.versions.empty()) {
        throw ApiError(ErrorCode::not_found, "no_such_grid",
                       fmt::format("The theme '{}' never had a grid '{}'.", theme.theme->code, code.substr(0, 40)), "code");
    }
    std::string text;
    JsonWriter json(text);
    json.begin_object();
    json.key("theme").value(theme.theme->code);
    json.key("code").value(code);
    json.key("current").value(theme.theme->find(code) != 0);
    write_history(json, history, request.caller.phones, world->utc_offset_minutes);
    json.end_object();
    return json_response(std::move(text)).with("Cache-Control", "no-store");
}

} // namespace jingwei::server
