#pragma once

#include <optional>
#include <simdjson.h>
#include <string_view>
#include <vector>

namespace jingwei::server {

/// The object of a request's body. Each member may come once and has to be known. Throws ApiError{bad_call} with the field.
class JsonObject {
  public:
    explicit JsonObject(std::string_view body);
    JsonObject(const JsonObject &) = delete;
    JsonObject &operator=(const JsonObject &) = delete;

    /// The value of a member, or nothing; it counts as known from now on.
    [[nodiscard]] std::optional<simdjson::dom::element> take(std::string_view name);
    /// Refuses a member that nobody took; `what` names the thing in the message.
    void finish(std::string_view what) const;

  private:
    struct Entry {
        std::string_view name;
        simdjson::dom::element value;
        bool taken = false;
    };
    void add(std::string_view name, simdjson::dom::element value);
    simdjson::dom::parser m_parser;
    std::vector<Entry> m_entries;
};

} // namespace jingwei::server
