#include "server/http/session.hpp"

#include <array>
#include <ctime>

namespace jingwei::server {

void IoThread::begin(std::unique_ptr<Session> session) {
    const auto place = sessions.insert(sessions.end(), std::move(session));
    if (stopping) {
        (*place)->stop_when_idle();
    }
    (*place)->begin([this, place] { sessions.erase(place); });
}

void IoThread::refresh_date() {
    const std::time_t now = std::time(nullptr);
    std::tm parts{};
    gmtime_r(&now, &parts);
    std::array<char, 64> text{};
    first_lines.assign(text.data(), std::strftime(text.data(), text.size(), "Date: %a, %d %b %Y %H:%M:%S GMT\r\n", &parts));
    first_lines.append("X-Content-Type-Options: nosniff\r\n");
}

void IoThread::close_expired() {
    const auto now = std::chrono::steady_clock::now();
    for (const auto &session : sessions) {
        if (session->expired(now)) {
            session->close();
        }
    }
}

void IoThread::stop_sessions() {
    stopping = true;
    for (const auto &session : sessions) {
        session->stop_when_idle();
    }
}

void IoThread::close_sessions() {
    for (const auto &session : sessions) {
        session->close();
    }
}

} // namespace jingwei::server
