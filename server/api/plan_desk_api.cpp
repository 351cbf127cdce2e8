#include "server/api/plan_desk_api.hpp"

#include "server/api/list_query.hpp"
#include "server/api/locate_api.hpp"
#include "server/api/plan_api.hpp"
#include "server/api/plan_json.hpp"
#include "server/api/write_headers.hpp"
#include "server/http/query.hpp"
#include "server/json_object.hpp"
#include "server/service/instant.hpp"

#include <array>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace jingwei::server {

namespace {

constexpr std::size_t longest_reason = 500;
constexpr int default_minutes = 10;
constexpr int most_minutes = 480; ///< a working day: who goes home leaves no grid closed
constexpr std::array<std::string_view, 6> measures{"households", "residents",     "buildings",
                                                   "area_m2",    "walk_radius_m", "code_digits"};

[[noreturn]] void refuse(std::string_view field, const std::string &detail) {
    throw ApiError(ErrorCode::bad_call, "bad_value", detail, std::string(field));
}

std::string text_of(JsonObject &object, std::string_view name, std::size_t longest) {
    const auto value = object.take(name);
    std::string_view text;
    if (!value || value->get(text) != simdjson::SUCCESS || text.empty() || text.size() > longest) {
        refuse(name, fmt::format("'{}' is a text of 1 to {} bytes.", name, longest));
    }
    return std::string(text);
}

std::vector<std::string> codes_of(JsonObject &object, std::string_view name) {
    constexpr std::size_t most = 1'000;
    const auto value = object.take(name);
    simdjson::dom::array list;
    if (!value || value->get(list) != simdjson::SUCCESS || list.size() == 0 || list.size() > most) {
        refuse(name, fmt::format("'{}' is a list of 1 to {} codes.", name, most));
    }
    std::vector<std::string> codes;
    for (const auto code : list) {
        std::string_view text;
        if (code.get(text) != simdjson::SUCCESS || text.empty()) {
            refuse(name, fmt::format("'{}' is a list of codes.", name));
        }
        codes.emplace_back(text);
    }
    return codes;
}

Response private_json(std::string text) {
    return json_response(std::move(text)).with("Cache-Control", "no-store");
}

Response locks_response(const ApiContext &api, const std::vector<data::PlanLock> &locks) {
    const int offset = api.store.world()->utc_offset_minutes;
    std::string text;
    JsonWriter json(text);
    json.begin_object();
    write_list(json, "items", locks, [&](const data::PlanLock &lock) {
        json.begin_object();
        json.key("grid").value(lock.grid);
        json.key("holder").value(lock.holder);
        json.key("since").value(format_instant(lock.taken_at, offset));
        json.key("until").value(format_instant(lock.until, offset));
        json.end_object();
    });
    json.end_object();
    return private_json(std::move(text));
}

/// All rules of a theme, one item a level.
Response rules_response(const std::vector<data::GridRule> &rules, const data::ThemeWorld &theme) {
    std::string text;
    JsonWriter json(text);
    json.begin_object().key("theme").value(theme.code);
    write_list(json, "items", theme.levels, [&](const data::Level &level) {
        json.begin_object().key("level").value(level.code);
        for (const auto &rule : rules) {
            if (rule.theme != theme.code || rule.level != level.code) {
                continue;
            }
            json.key(rule.measure);
            if (rule.measure == "code_digits") {
                json.value(static_cast<std::int64_t>(rule.least.value_or(0)));
            } else {
                write_bounds(json, rule);
            }
        }
        json.end_object();
    });
    json.end_object();
    return private_json(std::move(text));
}

std::optional<double> bound_of(simdjson::dom::element value, const char *name, std::string_view measure) {
    simdjson::dom::element bound;
    double number = 0;
    if (value[name].get(bound) != simdjson::SUCCESS || bound.is_null()) {
        return std::nullopt;
    }
    if (bound.get(number) != simdjson::SUCCESS || !(number >= 0 && number <= 1e12)) {
        refuse(measure, fmt::format("'{}' of '{}' is a number from 0, or null.", name, measure));
    }
    return number;
}

data::GridRule read_rule(simdjson::dom::element value, std::string_view measure, std::string_view theme,
                         const std::string &level) {
    data::GridRule rule{std::string(theme), level, std::string(measure), {}, {}};
    constexpr double most_digits = 9;
    if (measure == "code_digits") {
        double digits = 0;
        if (value.get(digits) != simdjson::SUCCESS || !(digits >= 1 && digits <= most_digits) || digits != std::floor(digits)) {
            refuse(measure, "'code_digits' is how many digits follow the parent's code, 1 to 9.");
        }
        rule.least = rule.most = digits;
        return rule;
    }
    if (!value.is_object()) {
        refuse(measure, fmt::format("'{}' is {{\"least\":NUMBER,\"most\":NUMBER}}, one of which may be null.", measure));
    }
    rule.least = bound_of(value, "least", measure);
    rule.most = bound_of(value, "most", measure);
    if ((!rule.least && !rule.most) || (rule.least && rule.most && *rule.least > *rule.most)) {
        refuse(measure, fmt::format("'{}' needs 'least', 'most' or both, and 'least' no larger than 'most'.", measure));
    }
    return rule;
}

} // namespace

Response get_plan_problems(ApiContext &api, const Request &request) {
    QueryParameters query(request.query());
    const auto frame = take_frame(query);
    const auto scope = std::string(query.take("scope").value_or("changed"));
    query.finish();
    if (scope != "changed" && scope != "all") {
        refuse("scope", "'scope' is changed (the grids that the plan changed) or all.");
    }
    const auto found = api.plans.problems(plan_id(request), scope == "all");
    const int offset = api.store.world()->utc_offset_minutes;
    std::string text;
    JsonWriter json(text);
    json.begin_object();
    const auto open_count = [&](bool errors) {
        return static_cast<std::int64_t>(std::ranges::count_if(
            found, [&](const PlanProblem &problem) { return problem.error == errors && !problem.reason; }));
    };
    json.key("errors").value(open_count(true));
    json.key("warnings").value(open_count(false));
    write_list(json, "items", found, [&](const PlanProblem &problem) { write_problem(json, problem, frame, offset); });
    json.end_object();
    return private_json(std::move(text));
}

Response post_plan_ignore(ApiContext &api, const Request &request) {
    QueryParameters query(request.query());
    const auto frame = take_frame(query);
    query.finish();
    require_json(request);
    JsonObject object(request.body);
    const auto key = text_of(object, "key", longest_reason);
    const auto reason = text_of(object, "reason", longest_reason);
    object.finish("reason for a warning");
    const auto problem = api.plans.ignore(request.caller, plan_id(request), key, reason);
    std::string text;
    JsonWriter json(text);
    write_problem(json, problem, frame, api.store.world()->utc_offset_minutes);
    return private_json(std::move(text));
}

Response post_plan_heed(ApiContext &api, const Request &request) {
    QueryParameters(request.query()).finish();
    require_json(request);
    JsonObject object(request.body);
    const auto key = text_of(object, "key", longest_reason);
    object.finish("warning that counts again");
    api.plans.heed(request.caller, plan_id(request), key);
    return Response{.status = 204, .content_type = {}, .headers = {}, .body = std::string()}.with("Cache-Control", "no-store");
}

Response get_plan_locks(ApiContext &api, const Request &request) {
    QueryParameters(request.query()).finish();
    return locks_response(api, api.plans.locks(plan_id(request)));
}

Response post_plan_locks(ApiContext &api, const Request &request) {
    QueryParameters(request.query()).finish();
    require_json(request);
    JsonObject object(request.body);
    const auto grids = codes_of(object, "grids");
    std::int64_t minutes = default_minutes;
    if (const auto value = object.take("minutes");
        value && (value->get(minutes) != simdjson::SUCCESS || minutes < 1 || minutes > most_minutes)) {
        refuse("minutes", fmt::format("'minutes' is a whole number from 1 to {}.", most_minutes));
    }
    object.finish("lock");
    return locks_response(api, api.plans.take_locks(request.caller, plan_id(request), grids, static_cast<int>(minutes)));
}

Response post_plan_release(ApiContext &api, const Request &request) {
    QueryParameters(request.query()).finish();
    require_json(request);
    JsonObject object(request.body);
    const auto grids = codes_of(object, "grids");
    object.finish("release of locks");
    return locks_response(api, api.plans.release_locks(request.caller, plan_id(request), grids));
}

Response get_grid_rules(ApiContext &api, const Request &request) {
    const auto world = api.store.world();
    QueryParameters query(request.query());
    const auto theme = take_theme(query, *world);
    query.finish();
    return rules_response(api.plans.grid_rules(), *theme.theme);
}

Response put_grid_rules(ApiContext &api, const Request &request) {
    const auto world = api.store.world();
    QueryParameters query(request.query());
    const auto theme = take_theme(query, *world);
    query.finish();
    require_json(request);
    const auto &level = request.path_parameter("level");
    if (std::ranges::find(theme.theme->levels, level, &data::Level::code) == theme.theme->levels.end()) {
        throw ApiError(ErrorCode::not_found, "no_such_level",
                       fmt::format("The theme '{}' has no level '{}'.", theme.theme->code, level.substr(0, 40)), "level");
    }
    JsonObject object(request.body);
    data::SetGridRules change{theme.theme->code, level, {}};
    for (const auto measure : measures) {
        if (const auto value = object.take(measure)) {
            change.rules.push_back(read_rule(*value, measure, theme.theme->code, level));
        }
    }
    object.finish(fmt::format("rule of grids ({})", fmt::join(measures, ", ")));
    return rules_response(api.plans.set_grid_rules(request.caller, std::move(change)), *theme.theme);
}

} // namespace jingwei::server
