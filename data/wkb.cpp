#include "data/wkb.hpp"

#include "spatial/error.hpp"

#include <array>

namespace jingwei::data {

namespace {

enum WkbType : std::uint32_t { point = 1, line = 2, polygon = 3, multi_point = 4, multi_line = 5, multi_polygon = 6 };

class WkbReader {
  public:
    explicit WkbReader(std::string_view bytes) : m_rest(bytes) {}

    std::uint32_t type() {
        take(1);
        return number<std::uint32_t>();
    }
    std::uint32_t count() { return number<std::uint32_t>(); }

    void points(std::uint32_t how_many, std::vector<spatial::LonLat> &into) {
        if (how_many > m_rest.size() / 16) {
            fail();
        }
        into.reserve(how_many);
        for (; how_many > 0; --how_many) {
            const double lon = number<double>();
            const double lat = number<double>();
            into.push_back({lon, lat});
        }
    }

    ShapePart part(std::uint32_t type) {
        ShapePart part;
        const std::uint32_t paths = type == polygon ? count() : 1;
        for (std::uint32_t i = 0; i < paths; ++i) {
            points(type == point ? 1 : count(), part.emplace_back());
        }
        return part;
    }

  private:
    [[noreturn]] static void fail() { throw Error(ErrorCode::bad_data, "a geometry ends early; the file is damaged"); }
    std::string_view take(std::size_t size) {
        if (size > m_rest.size()) {
            fail();
        }
        const auto taken = m_rest.substr(0, size);
        m_rest.remove_prefix(size);
        return taken;
    }
    template <class Number> Number number() {
        Number value{};
        take(sizeof(Number)).copy(reinterpret_cast<char *>(&value), sizeof(Number)); // every supported machine is little-endian
        return value;
    }
    std::string_view m_rest;
};

constexpr std::array<const char *, 8> type_names{"Geometry",   "Point",           "LineString",   "Polygon",
                                                 "MultiPoint", "MultiLineString", "MultiPolygon", "GeometryCollection"};

ShapeKind kind_of(std::uint32_t single_type) {
    switch (single_type) {
    case point:
        return ShapeKind::point;
    case line:
        return ShapeKind::line;
    case polygon:
        return ShapeKind::polygon;
    default:
        return ShapeKind::other;
    }
}

} // namespace

Shape read_wkb(std::string_view bytes) {
    WkbReader reader(bytes);
    const auto type = reader.type();
    Shape shape;
    shape.type_name = type_names[type < type_names.size() ? type : 0];
    if (type >= point && type <= polygon) {
        shape.kind = kind_of(type);
        shape.parts.push_back(reader.part(type));
    } else if (type >= multi_point && type <= multi_polygon) {
        shape.kind = kind_of(type - 3);
        for (auto left = reader.count(); left > 0; --left) {
            const auto inner = reader.type();
            if (inner != type - 3) {
                throw Error(ErrorCode::bad_data, "a geometry holds a part of another kind; the file is damaged");
            }
            shape.parts.push_back(reader.part(inner));
        }
    }
    return shape;
}

} // namespace jingwei::data
