#pragma once

#include "server/http/message.hpp"

#include <simdjson.h>
#include <string>

namespace jingwei::tests {

/// A JSON answer to look into with JSON pointers.
class JsonAnswer {
  public:
    explicit JsonAnswer(const server::Response &response) : m_root(m_parser.parse(std::string(response.text()))) {}
    /// The value as JSON without blanks.
    [[nodiscard]] std::string text(const std::string &pointer) const {
        return simdjson::minify(m_root.at_pointer(pointer).value());
    }
    /// The value of a text without its quotes.
    [[nodiscard]] std::string word(const std::string &pointer) const {
        return std::string(m_root.at_pointer(pointer).get_string().value());
    }
    [[nodiscard]] double number(const std::string &pointer) const { return m_root.at_pointer(pointer).get_double().value(); }
    [[nodiscard]] std::size_t size(const std::string &pointer) const {
        return m_root.at_pointer(pointer).get_array().value().size();
    }
    [[nodiscard]] bool has(const std::string &pointer) const { return m_root.at_pointer(pointer).error() == simdjson::SUCCESS; }

  private:
    simdjson::dom::parser m_parser;
    simdjson::dom::element m_root;
};

} // namespace jingwei::tests
