#include "server/http/request_reader.hpp"

#include "server/http/body_file.hpp"

#include <algorithm>
#include <cstring>

namespace jingwei::server {

namespace {

constexpr std::size_t buffer_size = 16384;

constexpr FramingFault malformed{400, "malformed_request", "The bytes are not an HTTP/1.1 request."};
constexpr FramingFault header_too_large{431, "header_too_large",
                                        "The request line and headers exceed 8 KiB; send fewer or shorter ones."};
constexpr FramingFault body_too_large{413, "body_too_large", "The body is larger than this path takes; send it in parts."};
constexpr FramingFault no_body{413, "no_body", "This path takes no body; send the request without one."};
constexpr FramingFault disk_full{507, "disk_full",
                                 "The server's disk takes no more; tell its administrator, nothing was taken."};
constexpr FramingFault two_lengths{400, "two_lengths",
                                   "A request has either one Content-Length of digits or Transfer-Encoding: chunked."};
constexpr FramingFault unknown_coding{400, "unknown_coding",
                                      "The only transfer coding taken is exactly 'chunked', in HTTP/1.1."};
constexpr FramingFault packed_body{
    415, "packed_body", "A body is taken as it is, without Content-Encoding; send it unpacked (a .zip may stay one)."};
constexpr FramingFault trailers{400, "trailers", "Trailers after a chunked body are not taken."};
constexpr FramingFault chunk_header{400, "chunk_header", "A chunk header is longer than 256 bytes."};
constexpr FramingFault one_host{400, "host", "An HTTP/1.1 request has exactly one Host header."};
constexpr FramingFault version{505, "http_version", "The versions spoken here are HTTP/1.0 and HTTP/1.1."};

std::string_view view(boost::beast::string_view text) {
    return {text.data(), text.size()};
}

Method to_method(http::verb verb) {
    switch (verb) {
    case http::verb::get:
        return Method::get;
    case http::verb::head:
        return Method::head;
    case http::verb::post:
        return Method::post;
    case http::verb::put:
        return Method::put;
    case http::verb::patch:
        return Method::patch;
    case http::verb::delete_:
        return Method::del;
    case http::verb::options:
        return Method::options;
    default:
        return Method::other;
    }
}

/// RFC 9112 §3.2.2: a server takes the absolute form too; what counts is the path.
std::string_view origin_form(std::string_view target) {
    const auto scheme = target.find("://");
    if (target.starts_with('/') || scheme == std::string_view::npos || scheme > target.find('?')) {
        return target;
    }
    const auto slash = target.find('/', scheme + 3);
    return slash == std::string_view::npos ? std::string_view("/") : target.substr(slash);
}

bool all_digits(std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

/// What a body of more than `limit` bytes is refused with.
const FramingFault &beyond(std::size_t limit) {
    return limit == 0 ? no_body : body_too_large;
}

FramingFault fault_of(const error_code &ec) {
    if (ec == http::error::header_limit) {
        return header_too_large;
    }
    if (ec == http::error::bad_content_length || ec == http::error::bad_transfer_encoding) {
        return two_lengths;
    }
    return ec == http::error::bad_version ? version : malformed;
}

} // namespace

RequestParser::RequestParser(Request &request) : m_request(request) {
    header_limit(static_cast<std::uint32_t>(RequestReader::header_limit));
    body_limit(UINT64_MAX); // ours is counted in bytes taken; "none" would refuse every length
}

void RequestParser::refuse(const FramingFault &fault, error_code &ec) {
    m_fault = fault;
    ec = http::error::bad_field;
}

void RequestParser::on_request_impl(http::verb verb, Text, Text target, int http_version, error_code &ec) {
    m_request.method = to_method(verb);
    m_request.target.assign(origin_form(view(target)));
    m_http_1_0 = http_version == 10;
    if (m_request.target.front() != '/' && m_request.target != "*") {
        refuse(malformed, ec);
    }
}

void RequestParser::on_field_impl(http::field name, Text name_text, Text value, error_code &ec) {
    if (m_header_done) {
        return refuse(trailers, ec);
    }
    if (name == http::field::content_length && (++m_content_lengths > 1 || !all_digits(view(value)))) {
        return refuse(two_lengths, ec);
    }
    if (name == http::field::transfer_encoding) {
        if (++m_codings > 1 || m_http_1_0 || !equal_ignoring_case(view(value), "chunked")) {
            return refuse(unknown_coding, ec);
        }
    }
    if (name == http::field::content_encoding && !value.empty() && !equal_ignoring_case(view(value), "identity")) {
        return refuse(packed_body, ec);
    }
    m_hosts += name == http::field::host ? 1 : 0;
    if (m_content_lengths > 0 && m_codings > 0) {
        return refuse(two_lengths, ec);
    }
    m_request.add_header(view(name_text), view(value));
}

void RequestParser::on_header_impl(error_code &ec) {
    m_header_done = true;
    if (m_hosts > 1 || (m_hosts == 0 && !m_http_1_0)) {
        refuse(one_host, ec);
    }
}

std::uint64_t RequestParser::body_bytes() const {
    return m_request.body_file ? m_request.body_file->size() : m_request.body.size();
}

std::size_t RequestParser::take_body(Text bytes, error_code &ec) {
    if (m_request.body_file == nullptr) {
        m_request.body.append(view(bytes));
    } else if (!m_request.body_file->append(view(bytes))) {
        refuse(disk_full, ec);
        return 0;
    }
    return bytes.size();
}

std::size_t RequestParser::on_body_impl(Text bytes, error_code &ec) {
    if (body_bytes() + bytes.size() > body_limit_bytes) {
        refuse(beyond(body_limit_bytes), ec);
        return 0;
    }
    return take_body(bytes, ec);
}

void RequestParser::on_chunk_header_impl(std::uint64_t size, Text extensions, error_code &ec) {
    if (extensions.size() > RequestReader::chunk_header_limit) {
        return refuse(chunk_header, ec);
    }
    if (size > body_limit_bytes || body_bytes() + size > body_limit_bytes) {
        refuse(beyond(body_limit_bytes), ec);
    }
}

std::size_t RequestParser::on_chunk_body_impl(std::uint64_t, Text bytes, error_code &ec) {
    return take_body(bytes, ec);
}

RequestReader::RequestReader() : m_buffer(buffer_size) {
    m_parser.emplace(m_request);
}

std::span<char> RequestReader::room() {
    if (m_begin > 0) {
        std::memmove(m_buffer.data(), m_buffer.data() + m_begin, m_end - m_begin);
        m_end -= m_begin;
        m_begin = 0;
    }
    return std::span(m_buffer).subspan(m_end);
}

void RequestReader::received(std::size_t bytes) {
    m_end += bytes;
}

void RequestReader::start_next() {
    m_request.clear();
    m_parser.emplace(m_request);
    m_header_bytes = 0;
}

RequestReader::Step RequestReader::stop(const FramingFault &fault) {
    m_fault = fault;
    return Step::fault;
}

bool RequestReader::feed(bool &starved) {
    error_code ec;
    const std::size_t used = m_parser->put(boost::asio::const_buffer(m_buffer.data() + m_begin, m_end - m_begin), ec);
    m_begin += used;
    m_header_bytes += m_parser->is_header_done() ? 0 : used;
    starved = ec == http::error::need_more;
    if (ec && !starved) {
        m_fault = m_parser->fault() ? *m_parser->fault() : fault_of(ec);
        return false;
    }
    return true;
}

RequestReader::Step RequestReader::next() {
    return m_parser->is_header_done() ? parse_body() : parse_header();
}

RequestReader::Step RequestReader::parse_header() {
    bool starved = false;
    const std::size_t before = m_begin;
    if (m_begin == m_end) {
        return Step::need_more;
    }
    if (!feed(starved)) {
        return Step::fault;
    }
    if (m_parser->is_header_done()) {
        m_header_bytes += m_begin - before;
    }
    const std::size_t pending = m_parser->is_header_done() ? 0 : m_end - m_begin;
    if (m_header_bytes + pending > header_limit) {
        return stop(header_too_large);
    }
    return m_parser->is_header_done() ? Step::header_ready : Step::need_more;
}

RequestReader::Step RequestReader::parse_body() {
    if (const auto length = m_parser->content_length(); length && *length > m_parser->body_limit_bytes) {
        return stop(beyond(m_parser->body_limit_bytes));
    }
    bool starved = false;
    while (!m_parser->is_done() && !starved) {
        if (m_begin == m_end) {
            return Step::need_more;
        }
        if (!feed(starved)) {
            return Step::fault;
        }
    }
    if (m_parser->is_done()) {
        return Step::request_ready;
    }
    return m_end - m_begin > chunk_header_limit + 8 ? stop(chunk_header) : Step::need_more;
}

bool RequestReader::keep_alive() const {
    return m_parser->is_header_done() && m_parser->keep_alive();
}

bool RequestReader::idle() const {
    return m_begin == m_end && m_header_bytes == 0 && !m_parser->is_header_done();
}

bool RequestReader::has_body() const {
    return m_parser->is_header_done() && !m_parser->is_done();
}

bool RequestReader::wants_continue() const {
    const auto expect = m_request.header("Expect");
    return expect && equal_ignoring_case(*expect, "100-continue");
}

} // namespace jingwei::server
