#include "server/http/access_log.hpp"

#include "server/json_writer.hpp"
#include "spatial/error.hpp"

#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

namespace jingwei::server {

namespace {

constexpr std::size_t most_waiting_bytes = std::size_t{16} << 20;
constexpr std::size_t wake_at_bytes = std::size_t{256} << 10;
constexpr std::chrono::milliseconds longest_wait{100};

std::int64_t now_ms() {
    return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch()).count();
}

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

} // namespace

AccessLog::AccessLog(const std::string &where) {
    if (where == "off") {
        return;
    }
    m_logger = std::make_shared<spdlog::logger>("access", open_sink(where));
    m_logger->set_pattern("%v");
    m_writer = std::thread([this] { write_until_stopped(); });
}

AccessLog::~AccessLog() {
    if (!m_writer.joinable()) {
        return;
    }
    {
        const std::lock_guard lock(m_mutex);
        m_stopping = true;
    }
    m_woken.notify_one();
    m_writer.join();
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
    append(line);
}

void AccessLog::append(const std::string &line) {
    bool wake = false;
    {
        const std::lock_guard lock(m_mutex);
        if (m_lines.size() + line.size() > most_waiting_bytes) {
            ++m_dropped;
            return;
        }
        const auto crosses = [&](std::size_t mark) { return m_lines.size() < mark && m_lines.size() + line.size() >= mark; };
        wake = crosses(1) || crosses(wake_at_bytes);
        m_lines.append(m_lines.empty() ? "" : "\n").append(line);
    }
    if (wake) {
        m_woken.notify_one();
    }
}

void AccessLog::take(std::string &lines) {
    lines.clear();
    std::unique_lock lock(m_mutex);
    m_woken.wait(lock, [this] { return m_stopping || !m_lines.empty(); });
    m_woken.wait_for(lock, longest_wait, [this] { return m_stopping || m_lines.size() >= wake_at_bytes; });
    lines.swap(m_lines);
    if (m_dropped > 0) {
        lines += '\n';
        JsonWriter json(lines);
        json.begin_object();
        json.key("t").value(now_ms());
        json.key("dropped").value(static_cast<std::uint64_t>(m_dropped));
        json.end_object();
        m_dropped = 0;
    }
}

void AccessLog::write_until_stopped() {
    std::string lines;
    for (bool stopping = false; !stopping;) {
        {
            const std::lock_guard lock(m_mutex);
            stopping = m_stopping;
        }
        take(lines);
        if (!lines.empty()) {
            m_logger->log(spdlog::level::info, spdlog::string_view_t(lines)); // ends the last line itself
            m_logger->flush();
        }
    }
}

} // namespace jingwei::server
