#include "server/api/import_api.hpp"

#include "server/api/import_call.hpp"
#include "server/api/parameter_words.hpp"
#include "server/api/write_headers.hpp"
#include "server/api_error.hpp"
#include "server/command/import_report.hpp"
#include "server/http/body_file.hpp"
#include "server/http/problem.hpp"
#include "server/http/query.hpp"
#include "server/json_writer.hpp"
#include "server/service/import_service.hpp"
#include "server/service/instant.hpp"

namespace jingwei::server {

namespace {

/// Without the folder of the upload, which is nobody's business, and in the words of the call.
std::string told(std::string text, const std::string &folder) {
    for (auto at = text.find(folder); at != std::string::npos; at = text.find(folder, at)) {
        text.erase(at, folder.size());
    }
    return in_parameters(text);
}

data::ImportReport told(data::ImportReport report, const std::string &folder) {
    for (auto &problem : report.problems) {
        problem.reason = told(std::move(problem.reason), folder);
    }
    for (auto &note : report.notes) {
        note.text = told(std::move(note.text), folder);
    }
    return report;
}

/// What an upload and a list of them say alike.
void write_job(JsonWriter &json, const ImportJob &job, int utc_offset_minutes) {
    json.key("id").value(job.id);
    json.key("state").value(import_state_name(job.state));
    json.key("layer").value(data::import_layer_name(job.layer));
    json.key("filename").value(job.filename);
    json.key("account").value(job.account);
    json.key("dry_run").value(job.dry_run);
    json.key("stage").value_or_null(job.stage);
    json.key("progress").rounded(job.progress, 3);
    json.key("created").value(format_instant(job.created, utc_offset_minutes));
    json.key("expires").value(format_instant(job.expires, utc_offset_minutes));
    json.key("changed_since_dry_run").value(job.changed_since);
}

/// The report is the one that `jingwei import --report` writes.
Response job_response(ApiContext &api, const ImportJob &job) {
    std::string text;
    JsonWriter json(text);
    json.begin_object();
    write_job(json, job, api.store.world()->utc_offset_minutes);
    const auto folder = (api.imports.folder() / job.id).string() + '/';
    if (job.error) {
        write_import_error(json, job.error->code(), told(job.error->what(), folder));
    } else {
        json.key("error").null();
    }
    json.key("report");
    if (job.report == nullptr) {
        json.null();
    } else {
        json.raw(import_report_json(job.report->problems.empty() && job.report->notes.empty() ? *job.report
                                                                                              : told(*job.report, folder)));
    }
    json.end_object();
    return json_response(std::move(text)).with("Cache-Control", "no-store");
}

Response accepted_response(ApiContext &api, const ImportJob &job) {
    auto response = job_response(api, job);
    response.status = 202;
    return std::move(response).with("Location", "/v1/imports/" + job.id);
}

} // namespace

Response post_imports(ApiContext &api, const Request &request) {
    auto call = read_import_call(request, *api.store.world());
    if (request.header("Content-Type").value_or("") != "application/octet-stream") {
        throw ApiError(ErrorCode::bad_call, "unknown_format",
                       "Send the file itself as the body, with Content-Type: application/octet-stream.", "Content-Type");
    }
    if (request.body_file == nullptr || request.body_file->size() == 0) {
        throw ApiError(ErrorCode::bad_call, "empty_body", "There is no file in the body.", "body");
    }
    auto once = take_only_once(request);
    if (once) {
        once->body_hash = request.body_file->digest();
    }
    const auto put_into = [&, name = call.import.file](const std::filesystem::path &folder) {
        request.body_file->move_to(folder / name);
        put_datum(call.datum, folder);
    };
    return accepted_response(api, api.imports.add(std::move(call.import), request.body_file->size(), put_into, once));
}

Response get_imports(ApiContext &api, const Request &request) {
    QueryParameters(request.query()).finish();
    const int offset = api.store.world()->utc_offset_minutes;
    std::string text;
    JsonWriter json(text);
    json.begin_object();
    json.key("items").begin_array();
    for (const ImportJob &job : api.imports.list(request.caller.admin ? std::nullopt : std::optional(request.caller.account))) {
        json.begin_object();
        write_job(json, job, offset);
        json.end_object();
    }
    json.end_array();
    json.key("next").null();
    json.end_object();
    return json_response(std::move(text)).with("Cache-Control", "no-store");
}

Response get_import(ApiContext &api, const Request &request) {
    QueryParameters(request.query()).finish();
    return job_response(api, api.imports.find(request.path_parameter("id")));
}

Response post_import_accept(ApiContext &api, const Request &request) {
    QueryParameters(request.query()).finish();
    return accepted_response(api, api.imports.accept(request.path_parameter("id"), take_only_once(request)));
}

Response delete_import(ApiContext &api, const Request &request) {
    QueryParameters(request.query()).finish();
    if (const auto running = api.imports.discard(request.path_parameter("id"))) {
        return accepted_response(api, *running);
    }
    Response response;
    response.status = 204;
    return std::move(response).with("Cache-Control", "no-store");
}

} // namespace jingwei::server
