#include "data/gdal/json_remarks.hpp"

#include "data/gdal/text_encoding.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <fmt/format.h>
#include <fstream>
#include <string_view>
#include <vector>

namespace jingwei::gdal {

namespace {

/// A name as it stands between quotes, with \uXXXX of the basic plane in UTF-8.
std::string unescaped(std::string_view text) {
    std::string plain;
    while (!text.empty()) {
        std::uint32_t c = 0;
        const bool escape = text.starts_with("\\u") && text.size() >= 6 &&
                            std::from_chars(text.data() + 2, text.data() + 6, c, 16).ptr == text.data() + 6;
        if (!escape) {
            plain += text.front();
            text.remove_prefix(1);
            continue;
        }
        append_utf8(plain, c);
        text.remove_prefix(6);
    }
    return plain;
}

/// Whether GDAL, which keeps 64 bits of a whole number and a double of another, gives another number than is written.
bool is_changed(std::string_view number) {
    constexpr std::ptrdiff_t certain = 15; // significant digits of a double
    if (number.find_first_of(".eE") != std::string_view::npos) {
        return std::ranges::count_if(number, [](char c) { return c >= '0' && c <= '9'; }) > certain;
    }
    std::int64_t whole = 0;
    return std::from_chars(number.data(), number.data() + number.size(), whole).ec != std::errc();
}

/// Whether a whole number is one of 64 bits that no double holds.
bool is_beyond_double(std::string_view number) {
    std::int64_t whole = 0;
    const auto read = std::from_chars(number.data(), number.data() + number.size(), whole);
    return read.ec == std::errc() && read.ptr == number.data() + number.size() &&
           static_cast<__int128>(static_cast<double>(whole)) != whole;
}

/// Whether a text between quotes holds U+0000, at which GDAL ends it.
bool holds_nul(std::string_view text) {
    for (auto at = text.find('\\'); at != std::string_view::npos; at = text.find('\\', at + 2)) {
        if (text.substr(at).starts_with("\\u0000")) {
            return true;
        }
    }
    return false;
}

/// Walks through JSON character by character and remembers where it is.
class Walk {
  public:
    explicit Walk(const ColumnNames &texts) : m_texts(texts) {}

    void take(char c) {
        if (m_in_text) {
            take_text(c);
            return;
        }
        if (m_levels.size() == 2 && in_features() && std::string_view(" \t\r\n,]{}").find(c) == std::string_view::npos) {
            note_passed_over(fmt::format("holds something that is no feature in the place of feature {}; take it out",
                                         m_levels[1].index + 1));
        }
        if (std::isdigit(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '+' || c == '.' || c == 'e' || c == 'E') {
            m_number += c;
            return;
        }
        end_number();
        take_sign(c);
    }

    JsonRemarks finish() {
        if (m_in_collection) {
            m_found.ids.erase(alone); // the collection's own
        }
        if (in_features() && m_levels.size() > 2) {
            m_found.broken_off = fmt::format("in the middle of feature {}", m_levels[1].index + 1);
        } else if (m_in_text || !m_levels.empty()) {
            m_found.broken_off = "before its last bracket";
        }
        merge_alone();
        return std::move(m_found);
    }

  private:
    struct Level {
        std::string key;                ///< of an object, the last one
        std::int64_t index = 0;         ///< in an array
        bool in_value = false;          ///< of an object: behind the colon
        std::vector<std::string> names; ///< of a feature and of its properties, the keys so far
    };
    static constexpr std::size_t certain_digits = 15; ///< that a double holds
    static constexpr std::int64_t alone = 0;          ///< the number of a feature without a collection, until the end

    void take_text(char c) {
        if (!m_escaped && c == '"') {
            m_in_text = false;
            if (is_id()) {
                m_found.ids.emplace(feature_number(), unescaped(m_text));
            }
            note_crs();
            if (in_features() && holds_nul(m_text)) {
                note_passed_over(
                    fmt::format("holds a text with the character U+0000 in feature {}; take it out", one_for_alone()));
            }
            return;
        }
        m_escaped = !m_escaped && c == '\\';
        m_text += c;
    }
    void take_sign(char c) {
        if (c == '"') {
            m_in_text = true;
            m_text.clear();
        } else if (c == '{' || c == '[') {
            m_found.has_crs = m_found.has_crs || (m_levels.size() == 1 && in_crs());
            if (c == '{' && m_levels.size() >= 3 && in_features() && m_levels.back().key == "crs" && !is_property()) {
                note_passed_over(
                    fmt::format("has a coordinate system of its own (\"crs\") in feature {}; say one for the whole "
                                "file, or take it out and say --crs EPSG:n",
                                one_for_alone()));
            }
            open();
        } else if (c == '}' || c == ']') {
            close();
        } else if (m_levels.empty() || m_deeper > 0) {
            return;
        } else if (c == ':') {
            take_key();
        } else if (c == ',') {
            ++m_levels.back().index;
            m_levels.back().in_value = false;
        }
    }
    /// Levels so deep that nothing there is remarked are counted only: a hostile file nests millions.
    void open() {
        constexpr std::size_t most = 8;
        if (m_levels.size() == most) {
            ++m_deeper;
            return;
        }
        m_levels.emplace_back();
        m_in_collection = m_in_collection || in_features();
    }
    void close() {
        if (m_deeper > 0) {
            --m_deeper;
        } else if (!m_levels.empty()) {
            m_levels.pop_back();
        }
    }
    void take_key() {
        auto &level = m_levels.back();
        level.key = m_text;
        level.in_value = true;
        const auto depth = m_levels.size();
        const bool of_feature = depth == 1 || (depth == 3 && in_features());
        if (!of_feature && !is_member_of("properties") && !is_member_of("geometry")) {
            return;
        }
        if (std::ranges::find(level.names, level.key) != level.names.end()) {
            const auto where = depth == 1 ? std::string() : fmt::format(" in feature {}", one_for_alone());
            note_passed_over(fmt::format("holds '{}' twice{}; keep the right one", unescaped(level.key).substr(0, 80), where));
        } else if (constexpr std::size_t most = 1000; level.names.size() < most) { // more columns are refused
            level.names.push_back(level.key);
        }
    }
    void note_passed_over(std::string what) {
        if (m_found.passed_over.empty()) {
            m_found.passed_over = std::move(what);
        }
    }
    void end_number() {
        const bool number = !m_number.empty() && m_number.front() != 'e' && m_number.front() != 'E';
        if (number) {
            take_number();
        }
        m_number.clear();
    }
    void take_number() {
        const bool exponent = m_number.find_first_of("eE") != std::string::npos;
        if (is_id()) {
            m_found.ids.emplace(feature_number(), m_number);
        }
        if (is_property() || is_id()) {
            const auto name = unescaped(m_levels.back().key);
            if (exponent) {
                m_found.exponents.emplace(one_for_alone(), name);
            } else if (m_number.find('.') != std::string::npos && m_texts.contains(name)) {
                m_found.written.emplace(FeatureProperty(one_for_alone(), name), m_number);
            }
        } else if (const auto at = property_level(); at < m_levels.size() && is_changed(m_number)) {
            m_found.unfaithful.emplace(one_for_alone(), unescaped(m_levels[at].key));
        }
        if (const auto at = property_level();
            at < m_levels.size() && m_number.size() > certain_digits && is_beyond_double(m_number)) {
            m_found.beyond_double.emplace(one_for_alone(), unescaped(m_levels[at].key));
        }
    }
    /// In the value of the whole's member `crs`.
    [[nodiscard]] bool in_crs() const { return !m_levels.empty() && m_levels[0].in_value && m_levels[0].key == "crs"; }
    /// At the end of a text, which may be a key.
    void note_crs() {
        if (!in_crs() || !m_levels.back().in_value) {
            return;
        }
        const auto depth = m_levels.size();
        m_found.has_crs = true;
        if (depth == 2 && m_levels[1].key == "type") {
            m_found.crs_type = unescaped(m_text);
        } else if (depth == 3 && m_levels[1].key == "properties" && m_levels[2].key == "name") {
            m_found.crs_name = unescaped(m_text);
        }
    }
    [[nodiscard]] bool in_features() const { return m_levels.size() >= 2 && m_levels[0].key == "features"; }
    /// The level of a feature's properties, alone or in a collection; as many as there are where there is none.
    [[nodiscard]] std::size_t property_level() const { return level_of("properties"); }
    [[nodiscard]] bool is_property() const { return is_member_of("properties"); }
    [[nodiscard]] std::size_t level_of(std::string_view object) const {
        const std::size_t at = in_features() ? 3 : 1;
        return m_levels.size() > at && m_levels[at - 1].key == object ? at : m_levels.size();
    }
    [[nodiscard]] bool is_member_of(std::string_view object) const { return level_of(object) + 1 == m_levels.size(); }
    [[nodiscard]] bool is_id() const {
        const auto depth = m_levels.size();
        return (depth == 1 || (depth == 3 && in_features())) && m_levels.back().in_value && m_levels.back().key == "id";
    }
    [[nodiscard]] std::int64_t one_for_alone() const { return std::max<std::int64_t>(1, feature_number()); }
    [[nodiscard]] std::int64_t feature_number() const {
        return in_features() && m_levels.size() > 2 ? m_levels[1].index + 1 : alone;
    }
    void merge_alone() {
        if (auto id = m_found.ids.extract(alone); !id.empty()) {
            id.key() = 1;
            m_found.ids.insert(std::move(id));
        }
    }

    const ColumnNames &m_texts;
    JsonRemarks m_found;
    std::vector<Level> m_levels;
    std::size_t m_deeper = 0; ///< levels below those
    std::string m_text, m_number;
    bool m_in_text = false, m_escaped = false, m_in_collection = false;
};

} // namespace

JsonRemarks json_remarks(const std::filesystem::path &file, const ColumnNames &texts) {
    std::ifstream stream(file, std::ios::binary);
    Walk walk(texts);
    std::string chunk(std::size_t{1} << 20, '\0');
    while (stream.read(chunk.data(), static_cast<std::streamsize>(chunk.size())) || stream.gcount() > 0) {
        std::ranges::for_each(std::string_view(chunk).substr(0, static_cast<std::size_t>(stream.gcount())),
                              [&](char c) { walk.take(c); });
    }
    return walk.finish();
}

} // namespace jingwei::gdal
