#pragma once

#include "data/table_sink.hpp"

#include <functional>
#include <string_view>

namespace jingwei::data {

/// Takes bytes of a file in order; throws where they have no room.
using ByteSink = std::function<void(std::string_view)>;

/// CSV (RFC 4180) in UTF-8 with a byte order mark and CRLF. Codes and phones are always quoted. A geometry goes first, as WKT
/// in the column `WKT`.
class CsvSink final : public TableSink {
  public:
    explicit CsvSink(ByteSink bytes) : m_bytes(std::move(bytes)) {}
    void begin(const TableHead &head) override;
    void add(const TableRow &row) override;
    void finish() override { m_bytes(m_line); }

  private:
    void add_value(const LayerColumn &column, const std::optional<std::string> &value);
    void end_line();
    ByteSink m_bytes;
    TableHead m_head;
    std::string m_line;
    bool m_first = true; ///< of the line
};

/// A GeoJSON FeatureCollection (RFC 7946). Codes and phones are strings, numbers and flags are not.
class GeoJsonSink final : public TableSink {
  public:
    explicit GeoJsonSink(ByteSink bytes) : m_bytes(std::move(bytes)) {}
    void begin(const TableHead &head) override;
    void add(const TableRow &row) override;
    void finish() override;

  private:
    ByteSink m_bytes;
    TableHead m_head;
    std::string m_text;
    bool m_first = true; ///< of the collection
};

} // namespace jingwei::data
