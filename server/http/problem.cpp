#include "server/http/problem.hpp"

#include "data/disk_full.hpp"
#include "server/json_writer.hpp"

namespace jingwei::server {

ProblemKind problem_kind(ErrorCode code) {
    switch (code) {
    case ErrorCode::bad_data:
        return {422, "bad_data"};
    case ErrorCode::bad_call:
        return {400, "bad_call"};
    case ErrorCode::machine:
        return {500, "machine"};
    case ErrorCode::store_busy:
        return {503, "store_busy"};
    case ErrorCode::not_found:
        return {404, "not_found"};
    case ErrorCode::unauthorized:
        return {401, "unauthorized"};
    case ErrorCode::forbidden:
        return {403, "forbidden"};
    case ErrorCode::conflict:
        return {409, "conflict"};
    case ErrorCode::interrupted:
        return {503, "stopping"};
    }
    return {500, "machine"};
}

std::string_view status_text(int status) {
    static constexpr std::pair<int, std::string_view> names[] = {{200, "OK"},
                                                                 {201, "Created"},
                                                                 {202, "Accepted"},
                                                                 {204, "No Content"},
                                                                 {206, "Partial Content"},
                                                                 {302, "Found"},
                                                                 {304, "Not Modified"},
                                                                 {400, "Bad Request"},
                                                                 {401, "Unauthorized"},
                                                                 {403, "Forbidden"},
                                                                 {404, "Not Found"},
                                                                 {405, "Method Not Allowed"},
                                                                 {406, "Not Acceptable"},
                                                                 {408, "Request Timeout"},
                                                                 {409, "Conflict"},
                                                                 {411, "Length Required"},
                                                                 {412, "Precondition Failed"},
                                                                 {413, "Content Too Large"},
                                                                 {415, "Unsupported Media Type"},
                                                                 {416, "Range Not Satisfiable"},
                                                                 {417, "Expectation Failed"},
                                                                 {422, "Unprocessable Content"},
                                                                 {423, "Locked"},
                                                                 {428, "Precondition Required"},
                                                                 {431, "Request Header Fields Too Large"},
                                                                 {500, "Internal Server Error"},
                                                                 {501, "Not Implemented"},
                                                                 {503, "Service Unavailable"},
                                                                 {505, "HTTP Version Not Supported"},
                                                                 {507, "Insufficient Storage"}};
    for (const auto &[number, name] : names) {
        if (number == status) {
            return name;
        }
    }
    return "Unknown";
}

Response problem(int status, std::string_view code, std::string_view detail, std::string_view field) {
    std::string text;
    JsonWriter json(text);
    json.begin_object();
    json.key("type").value("about:blank");
    json.key("title").value(status_text(status));
    json.key("status").value(status);
    json.key("code").value(code);
    json.key("detail").value(detail);
    json.key("field").value_or_null(field);
    json.end_object();
    Response response{.status = status, .content_type = "application/problem+json", .headers = {}, .body = std::move(text)};
    response.with("Cache-Control", "no-store");
    if (status == 401) {
        response.with("WWW-Authenticate", "Bearer realm=\"jingwei\"");
    }
    if (status == 503) {
        response.with("Retry-After", "1");
    }
    return response;
}

Response problem_of(const std::exception_ptr &exception) {
    try {
        std::rethrow_exception(exception);
    } catch (const ApiError &error) {
        const int status = error.status() != 0 ? error.status() : problem_kind(error.code()).status;
        return problem(status, error.problem_code(), error.what(), error.field());
    } catch (const data::DiskFull &error) {
        return problem(507, "disk_full", error.what());
    } catch (const Error &error) {
        const ProblemKind kind = problem_kind(error.code());
        return problem(kind.status, kind.code, error.what());
    } catch (const std::bad_alloc &) {
        return problem(503, "out_of_memory", "The server is out of memory; ask for less or try again later.");
    } catch (...) {
        return problem(500, "internal", "The server failed; its log says why.");
    }
}

} // namespace jingwei::server
