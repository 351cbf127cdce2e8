#include "data/gdal/json_remarks.hpp"

#include "data/gdal/text_encoding.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <fmt/format.h>
#include <fstream>
#include <iterator>
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

/// Walks through JSON character by character and remembers where it is.
class Walk {
  public:
    void take(char c) {
        if (m_in_text) {
            take_text(c);
            return;
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
        std::string key;        ///< of an object, the last one
        std::int64_t index = 0; ///< in an array
        bool in_value = false;  ///< of an object: behind the colon
    };
    static constexpr std::int64_t alone = 0; ///< the number of a feature without a collection, until the end

    void take_text(char c) {
        if (!m_escaped && c == '"') {
            m_in_text = false;
            if (is_id()) {
                m_found.ids.emplace(feature_number(), unescaped(m_text));
            }
            note_crs();
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
            m_levels.emplace_back();
            m_in_collection = m_in_collection || in_features();
        } else if (m_levels.empty()) {
            return;
        } else if (c == '}' || c == ']') {
            m_levels.pop_back();
        } else if (c == ':') {
            m_levels.back().key = m_text;
            m_levels.back().in_value = true;
        } else if (c == ',') {
            ++m_levels.back().index;
            m_levels.back().in_value = false;
        }
    }
    void end_number() {
        const bool number = !m_number.empty() && m_number.front() != 'e' && m_number.front() != 'E';
        if (number && is_id()) {
            m_found.ids.emplace(feature_number(), m_number);
        }
        if (number && m_number.find_first_of("eE") != std::string::npos && is_property()) {
            m_found.exponents.emplace(m_levels.size() == 2 ? 1 : feature_number(), unescaped(m_levels.back().key));
        }
        m_number.clear();
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
    /// Of a feature, alone or in a collection.
    [[nodiscard]] bool is_property() const {
        const auto depth = m_levels.size();
        return (depth == 2 || (depth == 4 && in_features())) && m_levels[depth - 2].key == "properties";
    }
    [[nodiscard]] bool is_id() const {
        const auto depth = m_levels.size();
        return (depth == 1 || (depth == 3 && in_features())) && m_levels.back().in_value && m_levels.back().key == "id";
    }
    [[nodiscard]] std::int64_t feature_number() const { return m_levels.size() < 3 ? alone : m_levels[1].index + 1; }
    void merge_alone() {
        if (auto id = m_found.ids.extract(alone); !id.empty()) {
            id.key() = 1;
            m_found.ids.insert(std::move(id));
        }
    }

    JsonRemarks m_found;
    std::vector<Level> m_levels;
    std::string m_text, m_number;
    bool m_in_text = false, m_escaped = false, m_in_collection = false;
};

} // namespace

JsonRemarks json_remarks(const std::filesystem::path &file) {
    std::ifstream stream(file, std::ios::binary);
    Walk walk;
    for (std::istreambuf_iterator<char> at(stream), end; at != end; ++at) {
        walk.take(*at);
    }
    return walk.finish();
}

bool mentions(const std::filesystem::path &file, std::string_view word) {
    std::ifstream stream(file, std::ios::binary);
    std::string window;
    std::string chunk(std::size_t{1} << 20, '\0');
    while (stream.read(chunk.data(), static_cast<std::streamsize>(chunk.size())) || stream.gcount() > 0) {
        window.append(chunk, 0, static_cast<std::size_t>(stream.gcount()));
        if (window.find(word) != std::string::npos) {
            return true;
        }
        window.erase(0, window.size() - std::min(window.size(), word.size()));
    }
    return false;
}

} // namespace jingwei::gdal
