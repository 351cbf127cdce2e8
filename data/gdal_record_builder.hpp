#pragma once

#include "data/gdal_protocol.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace jingwei::data {

/// Puts one record of `gdal_protocol` together.
class RecordBuilder {
  public:
    /// `type` is an enumerator of the protocol, one byte.
    template <class Type> explicit RecordBuilder(Type type) {
        static_assert(sizeof(Type) == 1);
        m_bytes.resize(sizeof(std::uint32_t)); // the length, known at the end
        m_bytes.push_back(static_cast<char>(type));
    }

    template <class Integer> void add_number(Integer value) { append(m_bytes, value); }
    void add_text(std::string_view text) {
        add_number(static_cast<std::uint32_t>(text.size()));
        m_bytes.append(text);
    }
    void add_text(const std::optional<std::string> &text) {
        if (text) {
            add_text(std::string_view(*text));
        } else {
            add_number(gdal_protocol::null_text);
        }
    }
    /// The record with its length in front. Call it once, last.
    [[nodiscard]] const std::string &finish() {
        std::string length;
        append(length, static_cast<std::uint32_t>(m_bytes.size() - sizeof(std::uint32_t)));
        m_bytes.replace(0, length.size(), length);
        return m_bytes;
    }

  private:
    template <class Integer> static void append(std::string &out, Integer value) {
        const auto bits = static_cast<std::uint64_t>(value);
        for (std::size_t i = 0; i < sizeof(Integer); ++i) {
            out.push_back(static_cast<char>((bits >> (8 * i)) & 0xFF));
        }
    }
    std::string m_bytes;
};

} // namespace jingwei::data
