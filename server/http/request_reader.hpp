#pragma once

#include "server/http/asio.hpp"
#include "server/http/message.hpp"

#include <optional>
#include <span>

namespace jingwei::server {

/// Why a request is refused before any route sees it: what to answer, after which the connection is closed.
struct FramingFault {
    int status = 400;
    std::string_view code;   ///< a literal
    std::string_view detail; ///< a literal
};

/// Beast's grammar with our callbacks: fills a Request and finds the faults that Beast 1.74 lets pass.
class RequestParser : public http::basic_parser<true> {
  public:
    explicit RequestParser(Request &request);
    std::size_t body_limit_bytes = 0;
    [[nodiscard]] const std::optional<FramingFault> &fault() const { return m_fault; }
    [[nodiscard]] bool is_http_1_0() const { return m_http_1_0; }

  private:
    using Text = boost::beast::string_view;
    void on_request_impl(http::verb verb, Text method, Text target, int version, error_code &ec) override;
    void on_response_impl(int, Text, int, error_code &) override {}
    void on_field_impl(http::field name, Text name_text, Text value, error_code &ec) override;
    void on_header_impl(error_code &ec) override;
    void on_body_init_impl(const boost::optional<std::uint64_t> &, error_code &) override {}
    std::size_t on_body_impl(Text bytes, error_code &ec) override;
    void on_chunk_header_impl(std::uint64_t size, Text extensions, error_code &ec) override;
    std::size_t on_chunk_body_impl(std::uint64_t remain, Text bytes, error_code &ec) override;
    void on_finish_impl(error_code &) override {}
    void refuse(const FramingFault &fault, error_code &ec);
    std::size_t take_body(Text bytes, error_code &ec);
    [[nodiscard]] std::uint64_t body_bytes() const;

    Request &m_request;
    std::optional<FramingFault> m_fault;
    bool m_header_done = false;
    bool m_http_1_0 = false;
    int m_content_lengths = 0, m_codings = 0, m_hosts = 0;
};

/// Turns bytes of a connection into requests, one after another (pipelining works: what follows a request stays in the buffer).
/// Beast's parser reads the grammar; this class adds the guards its version 1.74 lacks: a header of at most 8 KiB, no
/// Content-Length beside Transfer-Encoding, one Content-Length of digits only, no coding but exactly `chunked`, none in
/// HTTP/1.0, no trailers, short chunk headers, one Host (RFC 9112 §6, §7). Knows no sockets.
class RequestReader {
  public:
    static constexpr std::size_t header_limit = 8192;
    static constexpr std::size_t chunk_header_limit = 256;

    enum class Step { need_more, header_ready, request_ready, fault };

    RequestReader();
    ~RequestReader() = default;
    RequestReader(const RequestReader &) = delete;
    RequestReader &operator=(const RequestReader &) = delete;

    /// Room for bytes from the network; `received` says how many came.
    [[nodiscard]] std::span<char> room();
    void received(std::size_t bytes);

    /// Goes on with what is in the buffer. After `header_ready` the caller sets `limit_body` before it goes on.
    [[nodiscard]] Step next();
    /// The most bytes a body may have; more is a fault 413.
    void limit_body(std::size_t bytes) { m_parser->body_limit_bytes = bytes; }
    /// Makes ready for the following request; what is buffered stays.
    void start_next();

    [[nodiscard]] Request &request() { return m_request; }
    [[nodiscard]] const FramingFault &fault() const { return m_fault; }
    [[nodiscard]] bool keep_alive() const;
    [[nodiscard]] bool is_http_1_0() const { return m_parser->is_http_1_0(); }
    /// Nothing of a request has come.
    [[nodiscard]] bool idle() const;
    [[nodiscard]] bool wants_continue() const;
    [[nodiscard]] bool has_body() const;

  private:
    [[nodiscard]] Step stop(const FramingFault &fault);
    [[nodiscard]] Step parse_header();
    [[nodiscard]] Step parse_body();
    /// Hands the buffer to Beast once; false on an error that is not "need more".
    [[nodiscard]] bool feed(bool &starved);
    Request m_request;
    std::vector<char> m_buffer;
    std::size_t m_begin = 0, m_end = 0;
    std::size_t m_header_bytes = 0;
    std::optional<RequestParser> m_parser;
    FramingFault m_fault;
};

} // namespace jingwei::server
