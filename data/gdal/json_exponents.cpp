#include "data/gdal/json_exponents.hpp"

#include <cctype>
#include <charconv>
#include <fstream>
#include <iterator>
#include <string_view>
#include <vector>

namespace jingwei::gdal {

namespace {

/// Appends a character of the basic plane as UTF-8.
void append(std::string &text, std::uint32_t c) {
    if (c < 0x80) {
        text += static_cast<char>(c);
        return;
    }
    if (c < 0x800) {
        text += static_cast<char>(0xC0 | (c >> 6));
    } else {
        text += static_cast<char>(0xE0 | (c >> 12));
        text += static_cast<char>(0x80 | ((c >> 6) & 0x3F));
    }
    text += static_cast<char>(0x80 | (c & 0x3F));
}

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
        append(plain, c);
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
    std::set<std::pair<std::int64_t, std::string>> found;

  private:
    struct Level {
        std::string key;        ///< of an object, the last one
        std::int64_t index = 0; ///< in an array
    };

    void take_text(char c) {
        if (!m_escaped && c == '"') {
            m_in_text = false;
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
            m_levels.emplace_back();
        } else if (m_levels.empty()) {
            return;
        } else if (c == '}' || c == ']') {
            m_levels.pop_back();
        } else if (c == ':') {
            m_levels.back().key = m_text;
        } else if (c == ',') {
            ++m_levels.back().index;
        }
    }
    void end_number() {
        const bool number = !m_number.empty() && m_number.front() != 'e' && m_number.front() != 'E';
        if (number && m_number.find_first_of("eE") != std::string::npos && is_property()) {
            const bool alone = m_levels.size() == 2;
            found.emplace(alone ? 1 : m_levels[1].index + 1, unescaped(m_levels.back().key));
        }
        m_number.clear();
    }
    /// Of a feature, alone or in a collection.
    [[nodiscard]] bool is_property() const {
        const auto depth = m_levels.size();
        return (depth == 2 || (depth == 4 && m_levels[0].key == "features")) && m_levels[depth - 2].key == "properties";
    }

    std::vector<Level> m_levels;
    std::string m_text, m_number;
    bool m_in_text = false, m_escaped = false;
};

} // namespace

std::set<std::pair<std::int64_t, std::string>> json_exponents(const std::filesystem::path &file) {
    std::ifstream stream(file, std::ios::binary);
    Walk walk;
    for (std::istreambuf_iterator<char> at(stream), end; at != end; ++at) {
        walk.take(*at);
    }
    return std::move(walk.found);
}

} // namespace jingwei::gdal
