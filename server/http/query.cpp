#include "server/http/query.hpp"

#include "server/http/problem.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace jingwei::server {

namespace {

int hex_digit(char c) {
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    const char upper = static_cast<char>(c & ~0x20);
    return upper >= 'A' && upper <= 'F' ? upper - 'A' + 10 : -1;
}

ApiError malformed(const std::string &detail, std::string_view field) {
    return {ErrorCode::bad_call, "malformed_parameter", detail, std::string(field)};
}

} // namespace

std::optional<std::string> percent_decoded(std::string_view text, bool plus_is_space) {
    const auto has = [text](char c) { return text.find(c) != std::string_view::npos; }; // far cheaper than find_first_of
    if (!has('%') && !(plus_is_space && has('+'))) {
        return std::string(text);
    }
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            out += text[i] == '+' && plus_is_space ? ' ' : text[i];
            continue;
        }
        const int high = i + 2 < text.size() ? hex_digit(text[i + 1]) : -1;
        const int low = i + 2 < text.size() ? hex_digit(text[i + 2]) : -1;
        if (high < 0 || low < 0 || (high == 0 && low == 0)) {
            return std::nullopt;
        }
        out += static_cast<char>(high * 16 + low);
        i += 2;
    }
    return out;
}

std::optional<double> to_number(std::string_view text) {
    double number = 0;
    const auto end = std::from_chars(text.data(), text.data() + text.size(), number);
    if (end.ec != std::errc() || end.ptr != text.data() + text.size() || !std::isfinite(number)) {
        return std::nullopt;
    }
    return number;
}

QueryParameters::QueryParameters(std::string_view query) {
    while (!query.empty()) {
        const auto end = std::min(query.find('&'), query.size());
        if (end > 0) {
            add(query.substr(0, end));
        }
        query.remove_prefix(std::min(end + 1, query.size()));
    }
}

void QueryParameters::add(std::string_view pair) {
    if (m_count == max_count) {
        throw malformed("There are more than 16 parameters; leave out what the call does not know.", {});
    }
    const auto equals = std::min(pair.find('='), pair.size());
    auto name = percent_decoded(pair.substr(0, equals), true);
    auto value = percent_decoded(pair.substr(std::min(equals + 1, pair.size())), true);
    if (!name || !value) {
        throw malformed("A percent escape in the query is broken; write % as %25.", name.value_or(""));
    }
    for (std::size_t i = 0; i < m_count; ++i) {
        if (m_parameters[i].name == *name) {
            throw ApiError(ErrorCode::bad_call, "duplicate_parameter",
                           "The parameter '" + *name + "' is given twice; give it once.", *name);
        }
    }
    m_parameters[m_count++] = {std::move(*name), std::move(*value), false};
}

std::optional<std::string_view> QueryParameters::take(std::string_view name) {
    for (std::size_t i = 0; i < m_count; ++i) {
        if (m_parameters[i].name == name) {
            m_parameters[i].taken = true;
            return m_parameters[i].value;
        }
    }
    return std::nullopt;
}

std::optional<std::string_view> QueryParameters::take_filled(std::string_view name) {
    const auto value = take(name);
    if (value && value->find_first_not_of(" \t\r\n") == std::string_view::npos) {
        throw ApiError(ErrorCode::bad_call, "empty_parameter",
                       "The parameter '" + std::string(name) + "' is empty; give it a value, or leave it out.",
                       std::string(name));
    }
    return value;
}

void QueryParameters::finish() const {
    for (std::size_t i = 0; i < m_count; ++i) {
        if (!m_parameters[i].taken) {
            const std::string &name = m_parameters[i].name;
            throw ApiError(ErrorCode::bad_call, "unknown_parameter",
                           "This call has no parameter '" + name + "'; see /openapi.yaml for those it has.", name);
        }
    }
}

std::optional<double> QueryParameters::take_number(std::string_view name) {
    const auto text = take(name);
    if (!text) {
        return std::nullopt;
    }
    const auto number = to_number(*text);
    if (!number) {
        throw ApiError(ErrorCode::bad_call, "not_a_number",
                       "'" + std::string(name) + "' must be a finite number, not '" + std::string(text->substr(0, 40)) + "'.",
                       std::string(name));
    }
    return number;
}

double QueryParameters::require_number(std::string_view name) {
    const auto number = take_number(name);
    if (!number) {
        throw ApiError(ErrorCode::bad_call, "missing_parameter", "The parameter '" + std::string(name) + "' is missing.",
                       std::string(name));
    }
    return *number;
}

std::optional<int> QueryParameters::take_integer(std::string_view name, int least, int most) {
    const auto text = take(name);
    if (!text) {
        return std::nullopt;
    }
    int number = 0;
    const auto end = std::from_chars(text->data(), text->data() + text->size(), number);
    if (end.ec != std::errc() || end.ptr != text->data() + text->size() || number < least || number > most) {
        throw ApiError(ErrorCode::bad_call, "out_of_range",
                       "'" + std::string(name) + "' must be a whole number from " + std::to_string(least) + " to " +
                           std::to_string(most) + ".",
                       std::string(name));
    }
    return number;
}

} // namespace jingwei::server
