#include "server/http/message.hpp"

#include <algorithm>
#include <span>
#include <stdexcept>

namespace jingwei::server {

std::string_view method_name(Method method) {
    switch (method) {
    case Method::get:
        return "GET";
    case Method::head:
        return "HEAD";
    case Method::post:
        return "POST";
    case Method::put:
        return "PUT";
    case Method::patch:
        return "PATCH";
    case Method::del:
        return "DELETE";
    case Method::options:
        return "OPTIONS";
    case Method::other:
        return "OTHER";
    }
    return "OTHER";
}

std::string_view Request::query() const {
    const auto mark = target.find('?');
    return mark == std::string::npos ? std::string_view() : std::string_view(target).substr(mark + 1);
}

std::string &PathParameters::add(std::string_view name) {
    if (m_size == m_kept.size()) {
        m_kept.emplace_back();
    }
    auto &[kept_name, value] = m_kept[m_size++];
    kept_name = name;
    return value;
}

const std::string *PathParameters::find(std::string_view name) const {
    const auto parameters = std::span(m_kept).first(m_size);
    const auto found = std::ranges::find(parameters, name, [](const auto &parameter) { return parameter.first; });
    return found == parameters.end() ? nullptr : &found->second;
}

std::optional<std::string_view> Request::sought_header(std::string_view name) const {
    const std::string_view text = m_header_text;
    for (const Field &field : m_headers) {
        const std::string_view sent = text.substr(field.name, field.name_size);
        // most clients write names as we do
        if (sent == name || (sent.size() == name.size() && equal_ignoring_case(sent, name))) {
            return text.substr(field.value, field.value_size);
        }
    }
    return std::nullopt;
}

void Request::add_header(std::string_view name, std::string_view value) {
    const auto start = static_cast<std::uint32_t>(m_header_text.size());
    const auto name_size = static_cast<std::uint32_t>(name.size());
    m_header_text.append(name).append(value);
    m_marks |= mark_of(name);
    m_headers.push_back({start, name_size, start + name_size, static_cast<std::uint32_t>(value.size())});
}

const std::string &Request::path_parameter(std::string_view name) const {
    const std::string *found = path_parameters.find(name);
    if (found == nullptr) {
        throw std::logic_error("the route's pattern has no {" + std::string(name) + "}");
    }
    return *found;
}

void Request::clear() {
    method = Method::get;
    target.assign("/");
    body.clear();
    body_file.reset();
    caller = {};
    path_parameters.clear();
    m_header_text.clear();
    m_headers.clear();
    m_marks = 0;
}

std::string_view bytes_of(const Body &body) {
    if (const auto *own = std::get_if<std::string>(&body)) {
        return *own;
    }
    if (const auto *shared = std::get_if<std::shared_ptr<const std::string>>(&body)) {
        return *shared ? std::string_view(**shared) : std::string_view();
    }
    const auto *lasting = std::get_if<std::string_view>(&body);
    return lasting != nullptr ? *lasting : std::string_view();
}

namespace {

/// The value of a header in lines, or empty.
std::string_view header_in(std::string_view lines, std::string_view name) {
    while (!lines.empty()) {
        const std::string_view line = lines.substr(0, lines.find("\r\n"));
        const auto colon = line.find(": ");
        if (equal_ignoring_case(line.substr(0, colon), name)) {
            return line.substr(colon + 2);
        }
        lines.remove_prefix(line.size() + 2);
    }
    return {};
}

} // namespace

std::string_view Response::header(std::string_view name) const {
    for (const auto &[key, value] : headers) {
        if (equal_ignoring_case(key, name)) {
            return value;
        }
    }
    return header_lines ? header_in(*header_lines, name) : std::string_view();
}

Response json_response(std::string body) {
    return {.status = 200, .content_type = "application/json", .headers = {}, .body = std::move(body)};
}

} // namespace jingwei::server
