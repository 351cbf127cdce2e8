#pragma once

#include <arpa/inet.h>
#include <cstdint>
#include <netinet/in.h>
#include <stdexcept>
#include <string>
#include <string_view>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

namespace jingwei::test {

/// A connection that sends whatever bytes it is told, well-formed or not. Reading gives up after ten seconds.
class RawClient {
  public:
    explicit RawClient(std::uint16_t port) : m_socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        timeval patience{.tv_sec = 10, .tv_usec = 0};
        setsockopt(m_socket, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
        if (connect(m_socket, reinterpret_cast<const sockaddr *>(&address), sizeof address) != 0) {
            throw std::runtime_error("cannot connect");
        }
    }
    ~RawClient() { ::close(m_socket); }
    RawClient(const RawClient &) = delete;
    RawClient &operator=(const RawClient &) = delete;

    void send(std::string_view bytes) {
        while (!bytes.empty()) {
            const ssize_t n = ::send(m_socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (n <= 0) {
                return;
            }
            bytes.remove_prefix(static_cast<std::size_t>(n));
        }
    }

    /// Bytes until the server closes, or until `count` times `mark` has come.
    std::string read_until(std::string_view mark, std::size_t count) {
        while (occurrences(mark) < count && receive()) {
        }
        return m_text;
    }
    /// Everything until the server closes the connection.
    std::string read_to_end() {
        while (receive()) {
        }
        return m_text;
    }
    [[nodiscard]] bool closed_by_server() const { return m_closed; }

  private:
    bool receive() {
        char bytes[4096];
        const ssize_t n = ::recv(m_socket, bytes, sizeof bytes, 0);
        m_closed = n == 0;
        if (n > 0) {
            m_text.append(bytes, static_cast<std::size_t>(n));
        }
        return n > 0;
    }
    [[nodiscard]] std::size_t occurrences(std::string_view mark) const {
        std::size_t found = 0;
        for (auto at = m_text.find(mark); at != std::string::npos; at = m_text.find(mark, at + mark.size())) {
            ++found;
        }
        return found;
    }
    int m_socket;
    std::string m_text;
    bool m_closed = false;
};

} // namespace jingwei::test
