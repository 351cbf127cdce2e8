#include "data/mapping_file.hpp"

#include "data/text_form.hpp"
#include "spatial/error.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <simdjson.h>

namespace jingwei::data {

namespace {

namespace ondemand = simdjson::ondemand;

constexpr std::array<std::string_view, 8> option_names{"key",  "frame", "crs",   "encoding",
                                                       "kind", "theme", "level", "source_layer"};

/// Reads one file; every fault is thrown with its place.
class MappingReader {
  public:
    MappingReader(std::string_view text, std::string_view name, const MappingRules &rules)
        : m_text(text), m_name(name), m_rules(rules) {}

    ImportMapping read();

  private:
    /// A key with the place it stands at.
    struct Key {
        std::string text;
        const char *at = nullptr;
    };

    [[noreturn]] void fail(const char *at, std::string_view what) const;
    [[noreturn]] void fail_as_json(simdjson::error_code error);
    template <class T> T required(simdjson::simdjson_result<T> result) {
        T value;
        if (const auto error = std::move(result).get(value)) {
            fail_as_json(error);
        }
        return value;
    }
    Key key_of(ondemand::field &field);
    std::string text_of(ondemand::value value, std::string_view what);
    ondemand::object object_of(ondemand::value value, std::string_view what);
    void read_entry(ondemand::field field);
    void read_option(const Key &key, ondemand::value value);
    void read_column(const Key &key, ondemand::value value);
    void read_coded(const Key &target, ondemand::value value);
    void read_codes(const Key &target, ondemand::value value);
    void check_target(const Key &key) const;
    void check_options() const;

    std::string_view m_text, m_name;
    const MappingRules &m_rules;
    ondemand::parser m_parser;
    ondemand::document m_document;
    const char *m_begin = nullptr;
    ImportMapping m_mapping;
    std::map<std::string, const char *> m_option_values; ///< where the value of each option begins
};

/// "name line 3, column 7: what"; columns count characters.
void MappingReader::fail(const char *at, std::string_view what) const {
    const auto offset = at == nullptr || at < m_begin ? 0 : std::min(m_text.size(), static_cast<std::size_t>(at - m_begin));
    const auto before = m_text.substr(0, offset);
    const auto line = std::ranges::count(before, '\n') + 1;
    const auto start = before.rfind('\n') == std::string_view::npos ? 0 : before.rfind('\n') + 1;
    const auto column = count_characters(before.substr(start)) + 1;
    throw Error(ErrorCode::bad_data, fmt::format("{} line {}, column {}: {}", m_name, line, column, what));
}

void MappingReader::fail_as_json(simdjson::error_code error) {
    const char *at = nullptr;
    if (m_document.current_location().get(at) != simdjson::SUCCESS) {
        at = m_begin + m_text.size();
    }
    fail(at, fmt::format("this is no JSON ({}); correct it in a text editor, saved as UTF-8", simdjson::error_message(error)));
}

MappingReader::Key MappingReader::key_of(ondemand::field &field) {
    const char *at = field.key().raw() - 1; // the quote
    return {.text = std::string(required(field.unescaped_key())), .at = at};
}

std::string MappingReader::text_of(ondemand::value value, std::string_view what) {
    const char *at = value.raw_json_token().data();
    if (required(value.type()) != ondemand::json_type::string) {
        fail(at, fmt::format("{} is a text in quotes", what));
    }
    return std::string(required(value.get_string()));
}

ondemand::object MappingReader::object_of(ondemand::value value, std::string_view what) {
    const char *at = value.raw_json_token().data();
    if (required(value.type()) != ondemand::json_type::object) {
        fail(at, fmt::format("{}", what));
    }
    return required(value.get_object());
}

void MappingReader::check_target(const Key &key) const {
    if (std::ranges::find(m_rules.targets, key.text) == m_rules.targets.end()) {
        fail(key.at, fmt::format("this layer has no column '{}'; it takes {}; options begin with $", key.text,
                                 fmt::join(m_rules.targets, ", ")));
    }
    if (m_mapping.fields.contains(key.text)) {
        fail(key.at, fmt::format("'{}' comes twice", key.text));
    }
}

void MappingReader::read_option(const Key &key, ondemand::value value) {
    auto option = key.text.substr(1);
    if (std::ranges::find(option_names, option) == option_names.end()) {
        fail(key.at, fmt::format("there is no option '{}'; options are ${}", key.text, fmt::join(option_names, ", $")));
    }
    const char *at = value.raw_json_token().data();
    auto text = text_of(value, "an option");
    if (text.empty()) {
        fail(at, fmt::format("'{}' is empty; leave it out", key.text));
    }
    m_option_values.emplace(option, at);
    if (!m_mapping.options.emplace(std::move(option), std::move(text)).second) {
        fail(key.at, fmt::format("'{}' comes twice", key.text));
    }
}

void MappingReader::check_options() const {
    if (m_option_values.contains("frame") && m_option_values.contains("crs")) {
        fail(std::max(m_option_values.at("frame"), m_option_values.at("crs")),
             "$frame and $crs both say where the coordinates lie: leave the one or the other out");
    }
    for (const auto &[option, at] : m_option_values) {
        if (const auto fault = m_rules.option_fault ? m_rules.option_fault(option, m_mapping) : ""; !fault.empty()) {
            fail(at, fault);
        }
    }
}

void MappingReader::read_codes(const Key &target, ondemand::value value) {
    const auto known = m_rules.values_of(target.text);
    auto &codes = m_mapping.codes[target.text];
    for (auto entry : object_of(value, R"("codes" is an object of "value over there": "code here")")) {
        auto field = required(std::move(entry));
        auto key = key_of(field);
        const char *at = field.value().raw_json_token().data();
        auto code = text_of(field.value(), "a code");
        if (known && std::ranges::find(*known, code) == known->end()) {
            fail(at, fmt::format("{} has no code '{}'; known are {}", target.text, code,
                                 m_rules.spoken_values ? m_rules.spoken_values(target.text)
                                                       : fmt::format("{}", fmt::join(*known, ", "))));
        }
        if (!codes.emplace(key.text, std::move(code)).second) {
            fail(key.at, fmt::format("'{}' comes twice", key.text));
        }
    }
    if (codes.empty()) {
        fail(target.at, fmt::format("the codes of '{}' are empty; write it as \"{}\": \"FIELD\"", target.text, target.text));
    }
}

void MappingReader::read_coded(const Key &target, ondemand::value value) {
    bool coded = false;
    for (auto entry : object_of(value, R"(a column is the name of a field, or {"field": "…", "codes": {…}})")) {
        auto field = required(std::move(entry));
        const auto key = key_of(field);
        if (key.text == "field" && !m_mapping.fields.contains(target.text)) {
            m_mapping.fields.emplace(target.text, text_of(field.value(), "a field"));
        } else if (key.text == "codes" && !coded) {
            coded = true;
            read_codes(target, field.value());
        } else {
            fail(key.at, key.text == "field" || key.text == "codes"
                             ? fmt::format("'{}' comes twice", key.text)
                             : fmt::format("'{}' is unknown here; a column has field and codes", key.text));
        }
    }
    if (!m_mapping.fields.contains(target.text)) {
        fail(target.at, fmt::format("'{}' has no field", target.text));
    }
}

void MappingReader::read_column(const Key &key, ondemand::value value) {
    check_target(key);
    const char *at = value.raw_json_token().data();
    if (required(value.type()) == ondemand::json_type::string) {
        m_mapping.fields.emplace(key.text, text_of(value, "a field"));
    } else {
        read_coded(key, value);
    }
    if (m_mapping.fields.at(key.text).empty()) {
        fail(at, fmt::format("the field of '{}' is empty", key.text));
    }
}

void MappingReader::read_entry(ondemand::field field) {
    const auto key = key_of(field);
    if (key.text.starts_with('$')) {
        read_option(key, field.value());
    } else {
        read_column(key, field.value());
    }
}

ImportMapping MappingReader::read() {
    if (m_text.size() > mapping_file_limit) {
        throw Error(ErrorCode::bad_data,
                    fmt::format("{} is larger than {} bytes; is it a mapping file?", m_name, mapping_file_limit));
    }
    if (m_text.starts_with("\xEF\xBB\xBF")) {
        m_text.remove_prefix(3);
    }
    const simdjson::padded_string padded(m_text);
    m_begin = padded.data();
    if (const auto error = m_parser.iterate(padded).get(m_document)) {
        fail(m_begin,
             fmt::format("this is no JSON ({}); correct it in a text editor, saved as UTF-8", simdjson::error_message(error)));
    }
    if (required(m_document.type()) != ondemand::json_type::object) {
        fail(m_begin, R"(a mapping is an object of "column": "field")");
    }
    for (auto entry : required(m_document.get_object())) {
        read_entry(required(std::move(entry)));
    }
    check_options();
    const char *rest = nullptr;
    if (m_document.current_location().get(rest) == simdjson::SUCCESS) {
        fail(rest, "something follows the object");
    }
    if (m_mapping.empty()) {
        fail(m_begin, R"(it maps nothing; write "column": "field")");
    }
    return std::move(m_mapping);
}

} // namespace

ImportMapping parse_mapping(std::string_view text, std::string_view name, const MappingRules &rules) {
    return MappingReader(text, name, rules).read();
}

} // namespace jingwei::data
