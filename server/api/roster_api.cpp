#include "server/api/roster_api.hpp"

#include "server/api/grid_json.hpp"
#include "server/api/list_query.hpp"
#include "server/api/people_json.hpp"
#include "server/api/record_json.hpp"
#include "server/api/world_at.hpp"
#include "server/http/query.hpp"
#include "server/service/locate_service.hpp"
#include "server/service/roster_service.hpp"

namespace jingwei::server {

namespace {

/// A page of rows as the API shows records.
template <class Row> Response shown(const RosterPage<Row> &page, const RecordView &view) {
    std::string text;
    JsonWriter json(text);
    json.begin_object().key("items").begin_array();
    for (const Row &row : page.rows) {
        write_record(json, row, view);
    }
    json.end_array().key("next").value_or_null(record_cursor(page.next)).end_object();
    return json_response(std::move(text)).with("Cache-Control", "no-store");
}

RecordView view_of(data::WorldPtr world, const Caller &caller) {
    RecordView view;
    view.world = std::move(world);
    view.in_full = caller.phones;
    view.versions = caller.write;
    return view;
}

} // namespace

Response get_people(ApiContext &api, const Request &request) {
    const RecordView view = view_of(api.store.world(), request.caller);
    QueryParameters query(request.query());
    const PersonFilter filter{.org = query.take_filled("org").value_or(""), .text = query.take("q").value_or("")};
    const std::size_t limit = take_limit(query);
    const std::int64_t after = take_record_cursor(query);
    query.finish();
    return shown(list_people(*view.world, filter, after, limit), view);
}

Response get_assignments(ApiContext &api, const Request &request) {
    const RecordView view = view_of(api.store.world(), request.caller);
    QueryParameters query(request.query());
    AssignmentFilter filter{.person = query.take_filled("person").value_or(""),
                            .theme = query.take_filled("theme").value_or(""),
                            .role = query.take_filled("role").value_or(""),
                            .grid = query.take_filled("grid").value_or(""),
                            .at = {}};
    if (!filter.theme.empty()) {
        (void)require_theme(*view.world, filter.theme);
    }
    filter.at = take_optional_at(query, *view.world);
    const std::size_t limit = take_limit(query);
    const std::int64_t after = take_record_cursor(query);
    query.finish();
    return shown(list_assignments(*view.world, filter, after, limit), view);
}

Response get_vacancies(ApiContext &api, const Request &request) {
    QueryParameters query(request.query());
    const auto moment = take_world(api, query);
    const data::WorldPtr &world = moment.world;
    const ThemeRef theme = take_theme(query, *world);
    const auto within = query.take("grid");
    const std::size_t limit = take_limit(query);
    const std::uint64_t from = take_edition_cursor(query, *world, 1);
    query.finish();
    const data::GridIndex unit = within ? require_grid(*theme.theme, *within, "grid") : 0;
    const VacancyPage page = list_vacancies(*world, theme, unit, moment.at, from, limit);
    std::string text;
    JsonWriter json(text);
    json.begin_object().key("items").begin_array();
    for (const GridVacancy &item : page.vacancies) {
        json.begin_object();
        json.key("theme").value(theme.theme->code);
        json.key("grid").begin_object();
        write_grid_name(json, *theme.theme, item.grid);
        json.end_object();
        write_vacancy(json, item.vacancy);
        json.end_object();
    }
    json.end_array().key("next").value_or_null(edition_cursor(*world, page.next)).end_object();
    return json_response(std::move(text)).with("Cache-Control", "no-store");
}

} // namespace jingwei::server
