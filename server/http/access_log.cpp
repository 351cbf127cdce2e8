#include "server/http/access_log.hpp"

#include "server/json_writer.hpp"
#include "spatial/error.hpp"

#include <spdlog/async.h>
#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>

namespace jingwei::server {

namespace {

constexpr std::size_t queue_length = 8192;

spdlog::sink_ptr open_sink(const std::string &where) {
    if (where == "-") {
        return std::make_shared<spdlog::sinks::stdout_sink_mt>();
    }
    try {
        return std::make_shared<spdlog::sinks::basic_file_sink_mt>(where);
    } catch (const spdlog::spdlog_ex &error) {
        throw Error(ErrorCode::machine, "cannot open the log '" + where + "': " + error.what() + "; choose another with --log");
    }
}

std::int64_t now_ms() {
    return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch()).count();
}

} // namespace

struct AccessLog::Threads {
    std::shared_ptr<spdlog::details::thread_pool> pool = std::make_shared<spdlog::details::thread_pool>(queue_length, 1);
};

AccessLog::AccessLog(const std::string &where) {
    if (where == "off") {
        return;
    }
    m_threads = std::make_shared<Threads>();
    m_logger = std::make_shared<spdlog::async_logger>("access", open_sink(where), m_threads->pool,
                                                      spdlog::async_overflow_policy::overrun_oldest);
    m_logger->set_pattern("%v");
}

AccessLog::~AccessLog() {
    if (m_logger) {
        m_logger->flush();
    }
}

void AccessLog::write(const Request &request, int status, std::size_t bytes, std::chrono::nanoseconds took) {
    if (!m_logger) {
        return;
    }
    thread_local std::string line;
    line.clear();
    JsonWriter json(line);
    json.begin_object();
    json.key("t").value(now_ms());
    json.key("method").value(method_name(request.method));
    json.key("target").value(request.target);
    json.key("status").value(status);
    json.key("bytes").value(static_cast<std::uint64_t>(bytes));
    json.key("us").value(static_cast<std::int64_t>(took.count() / 1000));
    json.key("account").value_or_null(request.caller.account);
    json.end_object();
    m_logger->log(spdlog::level::info, spdlog::string_view_t(line));
}

} // namespace jingwei::server
