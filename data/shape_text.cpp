#include "data/shape_text.hpp"

#include <array>
#include <charconv>
#include <cstdint>

namespace jingwei::data {

namespace {

using Path = std::vector<spatial::LonLat>;

template <class Number> void append_bytes(std::string &out, Number number) {
    out.append(reinterpret_cast<const char *>(&number), sizeof number); // every supported machine is little-endian
}

void append_head(std::string &out, std::uint32_t type) {
    out.push_back(1);
    append_bytes(out, type);
}

void append_points(std::string &out, const Path &path) {
    append_bytes(out, static_cast<std::uint32_t>(path.size()));
    for (const auto p : path) {
        append_bytes(out, p.lon);
        append_bytes(out, p.lat);
    }
}

void append_polygons(std::string &out, const std::vector<ShapePart> &parts) {
    append_head(out, 6);
    append_bytes(out, static_cast<std::uint32_t>(parts.size()));
    for (const auto &part : parts) {
        append_head(out, 3);
        append_bytes(out, static_cast<std::uint32_t>(part.size()));
        for (const auto &ring : part) {
            append_points(out, ring);
        }
    }
}

/// How a text format writes positions and lists of them.
struct Style {
    const char *open_position, *between_numbers, *close_position, *open, *close;
};
constexpr Style wkt_style{"", " ", "", "(", ")"};
constexpr Style json_style{"[", ",", "]", "[", "]"};

template <class Items, class Write> void append_list(std::string &out, const Style &style, const Items &items, Write write) {
    out += style.open;
    bool first = true;
    for (const auto &item : items) {
        out += first ? "" : ",";
        first = false;
        write(item);
    }
    out += style.close;
}

class TextShape {
  public:
    TextShape(std::string &out, const Style &style, int decimals) : m_out(out), m_style(style), m_decimals(decimals) {}

    void position(spatial::LonLat p) {
        m_out += m_style.open_position;
        append_decimal(m_out, p.lon, m_decimals);
        m_out += m_style.between_numbers;
        append_decimal(m_out, p.lat, m_decimals);
        m_out += m_style.close_position;
    }
    void path(const Path &points) {
        append_list(m_out, m_style, points, [this](spatial::LonLat p) { position(p); });
    }
    void rings(const ShapePart &part) {
        append_list(m_out, m_style, part, [this](const Path &ring) { path(ring); });
    }
    void polygons(const std::vector<ShapePart> &parts) {
        append_list(m_out, m_style, parts, [this](const ShapePart &part) { rings(part); });
    }

  private:
    std::string &m_out;
    const Style &m_style;
    int m_decimals;
};

} // namespace

void append_decimal(std::string &out, double number, int decimals) {
    std::array<char, 48> text{};
    const auto done = std::to_chars(text.data(), text.data() + text.size(), number, std::chars_format::fixed, decimals);
    std::string_view digits(text.data(), static_cast<std::size_t>(done.ptr - text.data()));
    if (digits.find('.') != std::string_view::npos) {
        digits = digits.substr(0, digits.find_last_not_of('0') + 1);
        digits = digits.ends_with('.') ? digits.substr(0, digits.size() - 1) : digits;
    }
    out += digits == "-0" ? "0" : digits;
}

std::string to_wkb(const Shape &shape) {
    std::string out;
    switch (shape.kind) {
    case ShapeKind::point:
        append_head(out, 1);
        append_bytes(out, shape.parts[0][0][0].lon);
        append_bytes(out, shape.parts[0][0][0].lat);
        break;
    case ShapeKind::line:
        append_head(out, 2);
        append_points(out, shape.parts[0][0]);
        break;
    case ShapeKind::polygon:
        append_polygons(out, shape.parts);
        break;
    case ShapeKind::other:
        break;
    }
    return out;
}

void append_wkt(std::string &out, const Shape &shape, int decimals) {
    TextShape text(out, wkt_style, decimals);
    switch (shape.kind) {
    case ShapeKind::point:
        out += "POINT ";
        text.path(shape.parts[0][0]);
        break;
    case ShapeKind::line:
        out += "LINESTRING ";
        text.path(shape.parts[0][0]);
        break;
    case ShapeKind::polygon:
        out += "MULTIPOLYGON ";
        text.polygons(shape.parts);
        break;
    case ShapeKind::other:
        break;
    }
}

void append_geojson(std::string &out, const Shape &shape, int decimals) {
    TextShape text(out, json_style, decimals);
    switch (shape.kind) {
    case ShapeKind::point:
        out += R"({"type":"Point","coordinates":)";
        text.position(shape.parts[0][0][0]);
        break;
    case ShapeKind::line:
        out += R"({"type":"LineString","coordinates":)";
        text.path(shape.parts[0][0]);
        break;
    case ShapeKind::polygon:
        out += R"({"type":"MultiPolygon","coordinates":)";
        text.polygons(shape.parts);
        break;
    case ShapeKind::other:
        out += "null";
        return;
    }
    out += '}';
}

} // namespace jingwei::data
