#include "data/text_sinks.hpp"

#include "data/shape_text.hpp"

#include <fmt/format.h>

namespace jingwei::data {

namespace {

constexpr std::size_t enough_to_send = std::size_t{1} << 16U;

void send_when_full(std::string &text, const ByteSink &bytes) {
    if (text.size() >= enough_to_send) {
        bytes(text);
        text.clear();
    }
}

void append_quoted(std::string &out, std::string_view text) {
    out += '"';
    for (const char c : text) {
        out += c;
        if (c == '"') {
            out += '"';
        }
    }
    out += '"';
}

void append_json_text(std::string &out, std::string_view text) {
    out += '"';
    for (const char c : text) {
        if (c == '"' || c == '\\') {
            out += '\\';
            out += c;
        } else if (static_cast<unsigned char>(c) < 0x20) {
            out += fmt::format("\\u{:04x}", static_cast<unsigned char>(c));
        } else {
            out += c;
        }
    }
    out += '"';
}

bool is_text(ColumnKind kind) {
    return kind == ColumnKind::code || kind == ColumnKind::phone;
}

void append_json_value(std::string &out, ColumnKind kind, const std::optional<std::string> &value) {
    if (!value) {
        out += "null";
    } else if (kind == ColumnKind::flag) {
        out += *value == "1" ? "true" : "false";
    } else if (kind == ColumnKind::whole || kind == ColumnKind::number) {
        out += *value;
    } else {
        append_json_text(out, *value);
    }
}

} // namespace

void CsvSink::begin(const TableHead &head) {
    m_head = head;
    m_line = "\xEF\xBB\xBF";
    if (m_head.geometry != TableGeometry::none) {
        m_line += "WKT";
        m_first = false;
    }
    for (const auto *column : m_head.columns) {
        m_line += m_first ? "" : ",";
        m_line += column->name;
        m_first = false;
    }
    end_line();
}

void CsvSink::add(const TableRow &row) {
    if (m_head.geometry != TableGeometry::none) {
        std::string wkt;
        if (row.shape) {
            append_wkt(wkt, *row.shape, m_head.decimals);
        }
        append_quoted(m_line, wkt);
        m_first = false;
    }
    for (std::size_t i = 0; i < m_head.columns.size(); ++i) {
        add_value(*m_head.columns[i], row.values[i]);
    }
    end_line();
    send_when_full(m_line, m_bytes);
}

void CsvSink::add_value(const LayerColumn &column, const std::optional<std::string> &value) {
    m_line += m_first ? "" : ",";
    m_first = false;
    if (!value) {
        return;
    }
    if (is_text(column.kind) || value->find_first_of("\",\r\n") != std::string::npos) {
        append_quoted(m_line, *value);
    } else {
        m_line += *value;
    }
}

void CsvSink::end_line() {
    m_line += "\r\n";
    m_first = true;
}

void GeoJsonSink::begin(const TableHead &head) {
    m_head = head;
    m_text = R"({"type":"FeatureCollection","name":)";
    append_json_text(m_text, m_head.layer);
    m_text += ",\"features\":[";
}

void GeoJsonSink::add(const TableRow &row) {
    m_text += m_first ? "\n" : ",\n";
    m_first = false;
    m_text += R"({"type":"Feature","properties":{)";
    for (std::size_t i = 0; i < m_head.columns.size(); ++i) {
        m_text += i == 0 ? "" : ",";
        append_json_text(m_text, m_head.columns[i]->name);
        m_text += ':';
        append_json_value(m_text, m_head.columns[i]->kind, row.values[i]);
    }
    m_text += R"(},"geometry":)";
    if (row.shape) {
        append_geojson(m_text, *row.shape, m_head.decimals);
    } else {
        m_text += "null";
    }
    m_text += '}';
    send_when_full(m_text, m_bytes);
}

void GeoJsonSink::finish() {
    m_text += "\n]}\n";
    m_bytes(m_text);
}

} // namespace jingwei::data
