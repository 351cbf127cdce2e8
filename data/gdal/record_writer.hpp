#pragma once

#include "data/gdal_record_builder.hpp"

#include <cstdio>

namespace jingwei::gdal {

/// Writes records of `gdal_protocol` to standard output, buffered. Throws nothing: a closed pipe ends the process (SIGPIPE).
class RecordWriter {
  public:
    explicit RecordWriter(gdal_protocol::RecordType type) : m_record(type) {}

    template <class Integer> void add_number(Integer value) { m_record.add_number(value); }
    void add_text(std::string_view text) { m_record.add_text(text); }
    void add_text(const std::optional<std::string> &text) { m_record.add_text(text); }
    void send() {
        const std::string &bytes = m_record.finish();
        std::fwrite(bytes.data(), 1, bytes.size(), stdout);
    }

  private:
    data::RecordBuilder m_record;
};

} // namespace jingwei::gdal
