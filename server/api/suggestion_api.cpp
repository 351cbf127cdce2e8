#include "server/api/suggestion_api.hpp"

#include "server/api/grid_json.hpp"
#include "server/api/locate_api.hpp"
#include "server/api/plan_api.hpp"
#include "server/api/write_headers.hpp"
#include "server/api_error.hpp"
#include "server/http/query.hpp"
#include "server/json_object.hpp"
#include "server/json_writer.hpp"
#include "server/service/plan_suggestion.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace jingwei::server {

namespace {

using simdjson::dom::element;
using spatial::PartitionAim;

constexpr std::array all_aims{PartitionAim::balance, PartitionAim::streets, PartitionAim::least_change};

[[noreturn]] void refuse(std::string_view field, const std::string &detail) {
    throw ApiError(ErrorCode::bad_call, "bad_value", detail, std::string(field));
}

std::vector<std::string> take_texts(JsonObject &object, std::string_view name) {
    const auto value = object.take(name);
    simdjson::dom::array list;
    if (value && (value->get(list) != simdjson::SUCCESS || list.size() == 0 || list.size() > most_suggested_grids)) {
        refuse(name, fmt::format("'{}' has to be a list of 1 to {} texts.", name, most_suggested_grids));
    }
    std::vector<std::string> texts;
    if (!value) {
        return texts;
    }
    for (const auto item : list) {
        std::string_view text;
        if (item.get(text) != simdjson::SUCCESS || text.empty()) {
            refuse(name, fmt::format("'{}' is a list of texts that are not empty.", name));
        }
        texts.emplace_back(text);
    }
    return texts;
}

std::optional<std::int64_t> take_number(JsonObject &object, std::string_view name) {
    const auto value = object.take(name);
    std::int64_t number = 0;
    if (value && (value->get(number) != simdjson::SUCCESS || number < 0 || number > INT32_MAX)) {
        refuse(name, fmt::format("'{}' has to be a whole number from 0 to {}.", name, INT32_MAX));
    }
    return value ? std::optional(number) : std::nullopt;
}

std::vector<PartitionAim> take_aims(JsonObject &object) {
    std::vector<PartitionAim> aims;
    for (const auto &name : take_texts(object, "aims")) {
        const auto *known = std::ranges::find(all_aims, name, spatial::aim_name);
        if (known == all_aims.end()) {
            refuse("aims",
                   fmt::format("There is no aim '{}'; there are balance, streets and least_change.", name.substr(0, 40)));
        }
        if (std::ranges::find(aims, *known) != aims.end()) {
            refuse("aims", fmt::format("The aim '{}' is named twice.", name));
        }
        aims.push_back(*known);
    }
    return aims.empty() ? std::vector(all_aims.begin(), all_aims.end()) : aims;
}

SuggestionWish read_wish(const Request &request, spatial::Frame frame) {
    JsonObject object(request.body);
    SuggestionWish wish{.grids = take_texts(object, "grids"),
                        .within = {},
                        .parts = take_number(object, "parts"),
                        .target_households = take_number(object, "target_households"),
                        .seed = static_cast<std::uint64_t>(take_number(object, "seed").value_or(1)),
                        .aims = take_aims(object),
                        .keep_whole = {}};
    if (const auto value = object.take("within")) {
        std::string_view code;
        if (value->get(code) != simdjson::SUCCESS || code.empty()) {
            refuse("within", "'within' is the code of the unit whose grids are to be redrawn.");
        }
        wish.within = code;
    }
    if (const auto value = object.take("keep_whole")) {
        wish.keep_whole = read_rings(*value, "keep_whole", frame);
    }
    object.finish("wish for suggestions");
    if (wish.grids.empty() == wish.within.empty()) {
        refuse("grids", "Give either 'grids', the codes of grids to be redrawn, or 'within', the unit right above them.");
    }
    if (wish.parts && wish.target_households) {
        refuse("parts", "Give either 'parts' or 'target_households', or neither to keep the number of grids.");
    }
    return wish;
}

void write_numbers(JsonWriter &json, const spatial::PartitionFigures &figures) {
    json.begin_object();
    json.key("target").rounded(figures.target, 1);
    json.key("largest_deviation_percent").rounded(figures.largest_deviation, 1);
    json.key("borders_m").rounded(figures.borders_m, 1);
    json.key("along_streets_percent").rounded(figures.streets_share, 1);
    json.key("mean_compactness").rounded(figures.mean_compactness, 3);
    json.key("least_compactness").rounded(figures.least_compactness, 3);
    json.key("people").value(figures.residents);
    json.key("people_who_change").value(figures.residents_moved);
    json.key("parts_in_pieces").value(static_cast<std::int64_t>(figures.parts_in_pieces));
    json.end_object();
}

void write_part(JsonWriter &json, const SuggestedPart &part, spatial::Frame frame) {
    json.begin_object().key("type").value("Feature").key("properties").begin_object();
    json.key("grid").value(part.grid);
    json.key("is_new").value(part.is_new);
    json.key("weight").value(part.figures.weight);
    json.key("people").value(part.figures.residents);
    json.key("people_who_stay").value(part.figures.residents_kept);
    json.key("area_m2").value(part.figures.area_m2);
    json.key("compactness").rounded(part.figures.compactness(), 3);
    json.key("units").value(static_cast<std::int64_t>(part.figures.units));
    json.key("pieces").value(static_cast<std::int64_t>(part.figures.pieces));
    json.end_object().key("geometry");
    write_multi_polygon(json, part.ground, frame);
    json.end_object();
}

void write_alternative(JsonWriter &json, const Suggestion &suggestion, spatial::Frame frame) {
    json.begin_object().key("aim").value(spatial::aim_name(suggestion.aim)).key("numbers");
    write_numbers(json, suggestion.figures);
    json.key("ending").begin_array();
    for (const auto &grid : suggestion.ending) {
        json.value(grid);
    }
    json.end_array().key("parts").begin_object().key("type").value("FeatureCollection").key("features").begin_array();
    for (const auto &part : suggestion.parts) {
        write_part(json, part, frame);
    }
    json.end_array().end_object().key("op").raw(plan_op_json(suggestion.op)).end_object();
}

std::string to_json(const data::PlanRow &plan, const SuggestionWish &wish, const Suggestions &found, spatial::Frame frame) {
    std::string text;
    JsonWriter json(text);
    json.begin_object();
    json.key("plan").value(plan.id);
    json.key("revision").value(plan.revision);
    json.key("seed").value(wish.seed);
    json.key("grids").begin_array();
    for (const auto &grid : found.grids) {
        json.value(grid);
    }
    json.end_array();
    json.key("parts").value(static_cast<std::int64_t>(found.parts));
    json.key("weighed_by").value(measure_name(found.weighed_by));
    json.key("people_counted").value(measure_name(found.people_by));
    json.key("units").value(static_cast<std::int64_t>(found.units));
    json.key("cells").value(static_cast<std::int64_t>(found.cells));
    json.key("alternatives").begin_array();
    for (const auto &suggestion : found.alternatives) {
        write_alternative(json, suggestion, frame);
    }
    json.end_array().end_object();
    return text;
}

} // namespace

Response post_plan_suggest(ApiContext &api, const Request &request) {
    QueryParameters query(request.query());
    const auto frame = take_frame(query);
    query.finish();
    require_json(request);
    const auto wish = read_wish(request, frame);
    const auto plan = api.plans.find(plan_id(request)).plan;
    if (plan.state != data::PlanState::draft) {
        throw ApiError(ErrorCode::conflict, "not_a_draft",
                       fmt::format("Plan {} is {}; only a draft is redrawn. Send it back to draft first.", plan.id,
                                   data::plan_state_name(plan.state)));
    }
    SuggestionGround ground;
    api.plans.look_at(plan.id, [&](const PlanDraft &draft) { ground = gather(draft, plan.within, wish); });
    const auto found = suggest(ground, api.store.reference_lines_near(ground.box), wish);
    return json_response(to_json(plan, wish, found, frame)).with("Cache-Control", "no-store");
}

} // namespace jingwei::server
