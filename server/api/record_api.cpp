#include "server/api/record_api.hpp"

#include "server/api/list_query.hpp"
#include "server/api/locate_api.hpp"
#include "server/api/record_body.hpp"
#include "server/api/record_json.hpp"
#include "server/api/write_headers.hpp"
#include "server/api_error.hpp"
#include "server/http/conditional.hpp"
#include "server/service/roster_service.hpp"

#include <charconv>
#include <fmt/format.h>

namespace jingwei::server {

namespace {

using data::Record;

/// The record that the path names; an assignment whose id is no number is none.
template <class Row> data::RecordName name_of(const std::string &text) {
    data::RecordName name{.kind = static_cast<data::RecordKind>(Record(Row{}).index()), .code = text, .id = 0};
    if constexpr (std::is_same_v<Row, data::AssignmentRow>) {
        std::from_chars(text.data(), text.data() + text.size(), name.id);
    }
    return name;
}

/// The last part of the path.
template <class Row> const std::string &path_text(const Request &request) {
    return request.path_parameter(std::is_same_v<Row, data::AssignmentRow> ? "id" : "code");
}

template <class Row> std::string key_text(const Row &row) {
    if constexpr (std::is_same_v<Row, data::AssignmentRow>) {
        return std::to_string(row.id);
    } else {
        return row.code;
    }
}

/// What every call on one record may say: `frame`, and `theme`, whose grid is named.
RecordView take_view(QueryParameters &query, data::WorldPtr world, const Caller &caller) {
    RecordView view;
    view.theme = take_theme(query, *world);
    view.frame = take_frame(query);
    view.world = std::move(world);
    view.in_full = caller.phones;
    view.versions = caller.write;
    view.footprint = true;
    return view;
}

/// An answer that shows a record.
data::KeptAnswer shown(int status, const Record &record, const RecordView &view) {
    data::KeptAnswer answer{.status = status, .etag = {}, .location = {}, .body = {}};
    JsonWriter json(answer.body);
    write_record(json, record, view);
    answer.etag = record_etag(view.versions ? data::version_of(record) : std::string(), answer.body);
    return answer;
}

} // namespace

template <class Row> Response get_record(ApiContext &api, const Request &request) {
    QueryParameters query(request.query());
    const RecordView view = take_view(query, api.store.world(), request.caller);
    query.finish();
    const std::string &text = path_text<Row>(request);
    const auto record = find_record(*view.world, name_of<Row>(text));
    if (!record) {
        throw ApiError(ErrorCode::not_found, "no_such_record",
                       fmt::format("There is no {} '{}' here.", record_type<Row>().noun, text.substr(0, 40)), "code");
    }
    Response response = to_response(shown(200, *record, view));
    if (matches_etag(request, response.header("ETag"))) {
        response.status = 304;
        response.body = std::string();
        response.content_type = {};
    }
    return response;
}

template <class Row> Response post_record(ApiContext &api, const Request &request) {
    QueryParameters query(request.query());
    const RecordView view = take_view(query, api.store.world(), request.caller);
    query.finish();
    require_json(request);
    Row row;
    read_patch<Row>(request.body, {.world = *view.world, .frame = view.frame, .whole = true}).put_into(row);
    check_references(*view.world, row);
    data::RecordName name = name_of<Row>("");
    if constexpr (!std::is_same_v<Row, data::AssignmentRow>) {
        name.code = row.code;
    }
    data::Edit edit = addition(std::move(name), std::move(row));
    edit.once = take_only_once(request);
    edit.answer = [view](const Record *now) {
        data::KeptAnswer answer = shown(201, *now, view);
        answer.location = fmt::format("{}/{}", record_type<Row>().path, key_text(std::get<Row>(*now)));
        return answer;
    };
    return to_response(carry_out(api.store, request.caller, std::move(edit)));
}

template <class Row> Response patch_record(ApiContext &api, const Request &request) {
    QueryParameters query(request.query());
    const RecordView view = take_view(query, api.store.world(), request.caller);
    query.finish();
    require_json(request);
    auto patch = read_patch<Row>(request.body, {.world = *view.world, .frame = view.frame, .whole = false});
    auto amend = [world = view.world, patch = std::move(patch)](Record &record) {
        patch.put_into(std::get<Row>(record));
        check_references(*world, record);
    };
    data::Edit edit = amendment(name_of<Row>(path_text<Row>(request)), take_precondition(request), std::move(amend));
    edit.once = take_only_once(request);
    edit.answer = [view](const Record *now) { return shown(200, *now, view); };
    return to_response(carry_out(api.store, request.caller, std::move(edit)));
}

template <class Row> Response delete_record(ApiContext &api, const Request &request) {
    QueryParameters(request.query()).finish();
    data::Edit edit = removal(name_of<Row>(path_text<Row>(request)), take_precondition(request));
    edit.once = take_only_once(request);
    edit.answer = [](const Record * /*now*/) {
        return data::KeptAnswer{.status = 204, .etag = {}, .location = {}, .body = {}};
    };
    return to_response(carry_out(api.store, request.caller, std::move(edit)));
}

template Response get_record<data::CameraRow>(ApiContext &, const Request &);
template Response get_record<data::KeySiteRow>(ApiContext &, const Request &);
template Response get_record<data::RentalHouseRow>(ApiContext &, const Request &);
template Response get_record<data::BuildingRow>(ApiContext &, const Request &);
template Response get_record<data::PersonRow>(ApiContext &, const Request &);
template Response get_record<data::AssignmentRow>(ApiContext &, const Request &);
template Response post_record<data::CameraRow>(ApiContext &, const Request &);
template Response post_record<data::KeySiteRow>(ApiContext &, const Request &);
template Response post_record<data::RentalHouseRow>(ApiContext &, const Request &);
template Response post_record<data::BuildingRow>(ApiContext &, const Request &);
template Response post_record<data::PersonRow>(ApiContext &, const Request &);
template Response post_record<data::AssignmentRow>(ApiContext &, const Request &);
template Response patch_record<data::CameraRow>(ApiContext &, const Request &);
template Response patch_record<data::KeySiteRow>(ApiContext &, const Request &);
template Response patch_record<data::RentalHouseRow>(ApiContext &, const Request &);
template Response patch_record<data::BuildingRow>(ApiContext &, const Request &);
template Response patch_record<data::PersonRow>(ApiContext &, const Request &);
template Response patch_record<data::AssignmentRow>(ApiContext &, const Request &);
template Response delete_record<data::CameraRow>(ApiContext &, const Request &);
template Response delete_record<data::KeySiteRow>(ApiContext &, const Request &);
template Response delete_record<data::RentalHouseRow>(ApiContext &, const Request &);
template Response delete_record<data::BuildingRow>(ApiContext &, const Request &);
template Response delete_record<data::PersonRow>(ApiContext &, const Request &);

} // namespace jingwei::server
