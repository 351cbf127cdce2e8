#pragma once

#include "data/gdal_protocol.hpp"

#include <cstdint>
#include <cstdio>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace jingwei::gdal {

/// Writes records of `gdal_protocol` to standard output, buffered. Throws nothing: a closed pipe ends the process (SIGPIPE).
class RecordWriter {
  public:
    explicit RecordWriter(gdal_protocol::RecordType type) { m_bytes.push_back(static_cast<char>(type)); }

    template <class Integer> void add_number(Integer value) {
        const auto bits = static_cast<std::uint64_t>(value);
        for (std::size_t i = 0; i < sizeof(Integer); ++i) {
            m_bytes.push_back(static_cast<char>((bits >> (8 * i)) & 0xFF));
        }
    }
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
    void send() {
        const std::string body = std::exchange(m_bytes, {});
        add_number(static_cast<std::uint32_t>(body.size()));
        std::fwrite(m_bytes.data(), 1, m_bytes.size(), stdout);
        std::fwrite(body.data(), 1, body.size(), stdout);
    }

  private:
    std::string m_bytes;
};

} // namespace jingwei::gdal
