#include "data/kml_sink.hpp"

#include "data/shape_text.hpp"
#include "spatial/error.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <optional>

namespace jingwei::data {

namespace {

constexpr std::size_t enough_to_send = std::size_t{1} << 16U;

/// U+FFFE and U+FFFF, which are no characters of XML, as no control characters are but tab and line ends (XML 1.0, 2.2).
bool is_no_character(std::string_view text) {
    return text.starts_with("\xEF\xBF\xBE") || text.starts_with("\xEF\xBF\xBF");
}

/// A text as XML has it; nothing where it cannot.
std::optional<std::string> xml_text(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        const bool is_blank = c == '\t' || c == '\n' || c == '\r';
        if (c == '&' || c == '<' || c == '>' || c == '"' || is_blank) {
            out += fmt::format("&#{};", static_cast<int>(c));
        } else if (static_cast<unsigned char>(c) < 0x20 || is_no_character(text.substr(i))) {
            return std::nullopt;
        } else {
            out += c;
        }
    }
    return out;
}

void append_coordinates(std::string &out, const std::vector<spatial::LonLat> &path, int decimals) {
    out += "<coordinates>";
    for (std::size_t i = 0; i < path.size(); ++i) {
        out += i == 0 ? "" : " ";
        append_decimal(out, path[i].lon, decimals);
        out += ',';
        append_decimal(out, path[i].lat, decimals);
    }
    out += "</coordinates>";
}

void append_polygon(std::string &out, const ShapePart &rings, int decimals) {
    out += "<Polygon>";
    for (std::size_t i = 0; i < rings.size(); ++i) {
        const char *border = i == 0 ? "outerBoundaryIs" : "innerBoundaryIs";
        out += fmt::format("<{}><LinearRing>", border);
        append_coordinates(out, rings[i], decimals);
        out += fmt::format("</LinearRing></{}>", border);
    }
    out += "</Polygon>";
}

void append_shape(std::string &out, const Shape &shape, int decimals) {
    switch (shape.kind) {
    case ShapeKind::point:
        out += "<Point>";
        append_coordinates(out, shape.parts[0][0], decimals);
        out += "</Point>";
        return;
    case ShapeKind::line:
        out += "<LineString>";
        append_coordinates(out, shape.parts[0][0], decimals);
        out += "</LineString>";
        return;
    case ShapeKind::polygon:
        out += shape.parts.size() == 1 ? "" : "<MultiGeometry>";
        for (const auto &part : shape.parts) {
            append_polygon(out, part, decimals);
        }
        out += shape.parts.size() == 1 ? "" : "</MultiGeometry>";
        return;
    case ShapeKind::other:
        return;
    }
}

} // namespace

void KmlSink::begin(const TableHead &head) {
    m_head = head;
    const auto named = std::ranges::find(head.columns, "name", &LayerColumn::name);
    m_named = named != head.columns.end();
    m_name = m_named ? static_cast<std::size_t>(named - head.columns.begin()) : 0;
    m_text = fmt::format("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                         "<kml xmlns=\"http://www.opengis.net/kml/2.2\"><Document><name>{}</name>",
                         head.layer);
}

std::string KmlSink::escaped(const TableRow &row, std::size_t column) const {
    if (auto text = xml_text(*row.values[column])) {
        return *text;
    }
    throw Error(ErrorCode::bad_data,
                fmt::format("the {} of {} has a character that a KML cannot hold; correct it, or export as a GeoPackage",
                            m_head.columns[column]->name, row.values.front().value_or("a row")));
}

void KmlSink::add_values(const TableRow &row) {
    m_text += "<ExtendedData>";
    for (std::size_t i = 0; i < m_head.columns.size(); ++i) {
        if ((row.values[i] || m_first) && !(m_named && i == m_name)) {
            const auto text = row.values[i] ? escaped(row, i) : "";
            m_text += fmt::format(R"(<Data name="{}"><value>{}</value></Data>)", m_head.columns[i]->heading, text);
        }
    }
    m_text += "</ExtendedData>";
    m_first = false;
}

void KmlSink::add(const TableRow &row) {
    m_text += "\n<Placemark>";
    if (!row.values.empty() && row.values[m_name]) {
        m_text += fmt::format("<name>{}</name>", escaped(row, m_name));
    }
    add_values(row);
    if (row.shape) {
        append_shape(m_text, *row.shape, m_head.decimals);
    }
    m_text += "</Placemark>";
    if (m_text.size() >= enough_to_send) {
        m_bytes(m_text);
        m_text.clear();
    }
}

void KmlSink::finish() {
    m_text += "\n</Document></kml>\n";
    m_bytes(m_text);
}

} // namespace jingwei::data
