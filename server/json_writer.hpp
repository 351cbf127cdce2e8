#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace jingwei::server {

/// Streams JSON onto the end of a string: commas and escapes are its business, the order of calls is the caller's. Text must be
/// UTF-8; bytes that are not become U+FFFD. Numbers that are not finite become null. No allocation but the string's growth.
class JsonWriter {
  public:
    explicit JsonWriter(std::string &out) : m_out(out) {}

    JsonWriter &begin_object() { return open('{'); }
    JsonWriter &end_object() { return close('}'); }
    JsonWriter &begin_array() { return open('['); }
    JsonWriter &end_array() { return close(']'); }
    JsonWriter &key(std::string_view name);

    JsonWriter &value(std::string_view text);
    JsonWriter &value(const char *text) { return value(std::string_view(text)); }
    JsonWriter &value(bool flag) { return raw(flag ? "true" : "false"); }
    JsonWriter &value(std::int64_t number);
    JsonWriter &value(int number) { return value(static_cast<std::int64_t>(number)); }
    JsonWriter &value(std::uint64_t number);
    /// The shortest text that reads back to the same number.
    JsonWriter &value(double number);
    /// Rounded to so many decimals (at most 9), trailing zeros left out.
    JsonWriter &rounded(double number, int decimals);
    JsonWriter &null() { return raw("null"); }
    JsonWriter &value_or_null(std::string_view text) { return text.empty() ? null() : value(text); }
    template <class Number> JsonWriter &value(const std::optional<Number> &number) { return number ? value(*number) : null(); }
    /// Text that is JSON already.
    JsonWriter &raw(std::string_view json);

  private:
    JsonWriter &open(char bracket);
    JsonWriter &close(char bracket);
    void separate();
    std::string &m_out;
    bool m_comma = false; ///< something stands before at this depth
};

/// Appends a number with at most `decimals` decimals, trailing zeros left out; integers have no point.
void append_rounded(std::string &out, double number, int decimals);

/// Appends text as the inside of a JSON string.
void append_json_escaped(std::string &out, std::string_view text);

} // namespace jingwei::server
