#pragma once

#include "data/text_sinks.hpp"

namespace jingwei::data {

/// KML 2.2 (OGC 07-147r2): one placemark a row, its name where the layer has names, else its code. Every other value stands
/// in its extended data under the Chinese heading of its column, as programs that draw KML show it and an import takes it; the
/// first placemark has all columns. Coordinates must be WGS84 or CGCS2000. Throws Error{bad_data} for a text with a character
/// that XML does not have.
class KmlSink final : public TableSink {
  public:
    explicit KmlSink(ByteSink bytes) : m_bytes(std::move(bytes)) {}
    void begin(const TableHead &head) override;
    void add(const TableRow &row) override;
    void finish() override;

  private:
    void add_values(const TableRow &row);
    [[nodiscard]] std::string escaped(const TableRow &row, std::size_t column) const;
    ByteSink m_bytes;
    TableHead m_head;
    std::string m_text;
    std::size_t m_name = 0; ///< the column that becomes a placemark's name
    bool m_named = false;   ///< the layer has names: the name stands nowhere else
    bool m_first = true;    ///< of the placemarks
};

} // namespace jingwei::data
