#include "server/api/certificate_api.hpp"

#include "server/api/edition_json.hpp"
#include "server/api/plan_publish_api.hpp"
#include "server/api_error.hpp"
#include "server/http/query.hpp"
#include "server/json_writer.hpp"
#include "server/service/ignored_warnings.hpp"
#include "server/service/instant.hpp"
#include "server/service/plan_consent.hpp"
#include "spatial/coverage_check.hpp"

#include <array>
#include <charconv>
#include <fmt/format.h>

namespace jingwei::server {

namespace {

std::int64_t edition_of_path(const Request &request) {
    const auto &text = request.path_parameter("edition");
    std::int64_t edition = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), edition);
    if (error != std::errc() || end != text.data() + text.size()) {
        throw ApiError(ErrorCode::not_found, "no_such_edition", "Editions have numbers, from 1 on.", "edition");
    }
    return edition;
}

/// What the whole check looks for; see docs/coverage.md.
constexpr std::array<spatial::ViolationKind, 7> invariants{
    spatial::ViolationKind::crossing,        spatial::ViolationKind::cyclic_order, spatial::ViolationKind::degenerate_arc,
    spatial::ViolationKind::same_face,       spatial::ViolationKind::area_sum,     spatial::ViolationKind::wrong_enclosure,
    spatial::ViolationKind::unlabelled_index};

void write_theme(JsonWriter &json, const data::ThemeCertificate &theme, int utc_offset_minutes) {
    json.begin_object();
    json.key("theme").value(theme.theme);
    json.key("grids").value(theme.grids);
    json.key("faces").value(theme.ground.faces);
    json.key("arcs").value(theme.ground.arcs);
    json.key("nodes").value(theme.ground.nodes);
    json.key("doubled_area").value(theme.ground.doubled_area);
    json.key("content_hash").value(theme.content_hash);
    json.key("attribute_hash").value(theme.attribute_hash);
    json.key("checked_at").value(format_instant(theme.checked_at, utc_offset_minutes));
    json.key("invariants").begin_array();
    for (const auto kind : invariants) {
        json.value(spatial::violation_name(kind));
    }
    json.end_array();
    json.key("violations").value(theme.violations);
    json.end_object();
}

void write_plan_part(JsonWriter &json, const data::Store &store, std::int64_t id, int utc_offset_minutes, bool with_accounts) {
    const auto stored = store.plan(id);
    json.begin_object();
    json.key("id").value(stored.plan.id);
    json.key("name").value(stored.plan.name);
    json.key("revision").value(stored.plan.approved_revision);
    json.key("base_edition").value(stored.plan.base_edition);
    json.key("drawn_by").value_or_null(name_if(with_accounts, stored.plan.created_by));
    json.key("approvals").begin_array();
    for (const auto &approval : consents_in_force(stored)) {
        write_approval(json, approval, utc_offset_minutes, with_accounts);
    }
    json.end_array().key("ignored").begin_array();
    for (const auto &warning : ignored_warnings(stored)) {
        json.begin_object();
        json.key("key").value(warning.key);
        json.key("kind").value(warning.kind);
        json.key("grid").value_or_null(warning.grid);
        json.key("detail").value(warning.detail);
        json.key("reason").value(warning.reason);
        json.key("by").value_or_null(name_if(with_accounts, warning.by));
        json.key("at").value_or_null(warning.at);
        json.end_object();
    }
    json.end_array().end_object();
}

} // namespace

void write_certificate(JsonWriter &json, const data::Store &store, const data::Certificate &certificate, bool with_accounts) {
    const int offset = store.world()->utc_offset_minutes;
    json.begin_object();
    json.key("edition").value(certificate.edition);
    json.key("valid_from").value(format_instant(certificate.valid_from, offset));
    json.key("published_at").value(format_instant(certificate.published_at, offset));
    json.key("published_by").value_or_null(name_if(with_accounts, certificate.actor));
    json.key("note").value_or_null(certificate.note);
    json.key("source").value_or_null(certificate.source);
    json.key("root_hash").value(certificate.root_hash);
    json.key("themes").begin_array();
    for (const auto &theme : certificate.themes) {
        write_theme(json, theme, offset);
    }
    json.end_array().key("plan");
    if (certificate.plan) {
        write_plan_part(json, store, *certificate.plan, offset, with_accounts);
    } else {
        json.null();
    }
    json.end_object();
}

Response get_certificate(ApiContext &api, const Request &request) {
    QueryParameters(request.query()).finish();
    const auto certificate = api.store.certificate(edition_of_path(request));
    if (certificate.themes.empty()) {
        throw ApiError(ErrorCode::not_found, "no_certificate",
                       fmt::format("Edition {} was published by a program that issued no certificates; 'jingwei check' checks "
                                   "what the store holds.",
                                   certificate.edition),
                       "edition");
    }
    std::string text;
    JsonWriter json(text);
    write_certificate(json, api.store, certificate, !request.caller.account.empty());
    return json_response(std::move(text)).with("Cache-Control", "no-store");
}

} // namespace jingwei::server
