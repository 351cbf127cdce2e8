#include "data/geometry_blob.hpp"

#include "spatial/error.hpp"

#include <bit>
#include <cmath>
#include <cstdint>
#include <cstring>

// The layout is chapter "BLOB-Geometry" of the SpatiaLite specification: start mark, byte order, SRID, box, end-of-box mark,
// class, coordinates, end mark.
namespace jingwei::data {

namespace {

using spatial::LatticeBox;
using spatial::Polygon;
using spatial::Ring;

static_assert(std::endian::native == std::endian::little, "blobs are written in the machine's byte order");

constexpr std::uint8_t start_mark = 0x00;
constexpr std::uint8_t little_endian_mark = 0x01;
constexpr std::uint8_t box_mark = 0x7C;
constexpr std::uint8_t entity_mark = 0x69;
constexpr std::uint8_t end_mark = 0xFE;
constexpr std::int32_t class_point = 1;
constexpr std::int32_t class_line = 2;
constexpr std::int32_t class_polygon = 3;
constexpr std::int32_t class_multi_polygon = 6;
constexpr std::size_t head_size = 43;

class BlobWriter {
  public:
    BlobWriter(const LatticeBox &box, std::int32_t geometry_class, std::size_t body_size) {
        m_bytes.reserve(head_size + body_size + 1);
        put(start_mark);
        put(little_endian_mark);
        put(std::int32_t{store_srid});
        put_point({box.min_x, box.min_y});
        put_point({box.max_x, box.max_y});
        put(box_mark);
        put(geometry_class);
    }
    template <class T> void put(T value) {
        const auto *bytes = reinterpret_cast<const std::byte *>(&value);
        m_bytes.insert(m_bytes.end(), bytes, bytes + sizeof value);
    }
    void put_count(std::size_t count) { put(static_cast<std::int32_t>(count)); }
    void put_point(LatticePoint point) {
        const spatial::LonLat place = spatial::to_lonlat(point);
        put(place.lon);
        put(place.lat);
    }
    void put_ring(const Ring &ring) {
        put_count(ring.size() + 1);
        for (const LatticePoint point : ring) {
            put_point(point);
        }
        put_point(ring.front());
    }
    void put_polygon(const Polygon &polygon) {
        put_count(polygon.holes.size() + 1);
        put_ring(polygon.outer);
        for (const Ring &hole : polygon.holes) {
            put_ring(hole);
        }
    }
    [[nodiscard]] Blob finish() {
        put(end_mark);
        return std::move(m_bytes);
    }

  private:
    Blob m_bytes;
};

[[noreturn]] void refuse(const char *why) {
    throw Error(
        ErrorCode::bad_data,
        std::string("a geometry in the store ") + why +
            "; the file was damaged, or changed by another program: `jingwei check` names its row; go on from a backup");
}

class BlobReader {
  public:
    BlobReader(const void *data, std::size_t size) : m_bytes(static_cast<const std::byte *>(data)), m_size(size) {}

    template <class T> [[nodiscard]] T take() {
        if (m_size - m_at < sizeof(T)) {
            refuse("is cut short");
        }
        T value;
        std::memcpy(&value, m_bytes + m_at, sizeof value);
        m_at += sizeof value;
        return value;
    }
    void expect_head(std::int32_t geometry_class) {
        if (m_size < head_size + 1 || take<std::uint8_t>() != start_mark || take<std::uint8_t>() != little_endian_mark) {
            refuse("is not in SpatiaLite's form");
        }
        if (take<std::int32_t>() != store_srid) {
            refuse("is not in EPSG:4490");
        }
        m_at = head_size - sizeof(std::int32_t);
        if (take<std::int32_t>() != geometry_class) {
            refuse("is of the wrong type");
        }
    }
    [[nodiscard]] std::size_t take_count(std::size_t least_item_size) {
        const auto count = take<std::int32_t>();
        if (count < 0 || static_cast<std::size_t>(count) > (m_size - m_at) / least_item_size) {
            refuse("is cut short");
        }
        return static_cast<std::size_t>(count);
    }
    [[nodiscard]] LatticePoint take_point() {
        const auto lon = take<double>();
        const auto lat = take<double>();
        if (!(std::abs(lon) <= 180 && std::abs(lat) <= 90)) {
            refuse("lies off the earth");
        }
        return spatial::to_lattice({lon, lat});
    }
    [[nodiscard]] std::vector<LatticePoint> take_points() {
        std::vector<LatticePoint> points(take_count(2 * sizeof(double)));
        for (LatticePoint &point : points) {
            point = take_point();
        }
        return points;
    }
    [[nodiscard]] Ring take_ring() {
        Ring ring = take_points();
        if (ring.size() < 4 || ring.front() != ring.back()) {
            refuse("has a ring that is not closed");
        }
        ring.pop_back();
        return ring;
    }
    [[nodiscard]] Polygon take_polygon() {
        const std::size_t rings = take_count(sizeof(std::int32_t));
        if (rings == 0) {
            refuse("has a polygon without a ring");
        }
        Polygon polygon{take_ring(), {}};
        for (std::size_t i = 1; i < rings; ++i) {
            polygon.holes.push_back(take_ring());
        }
        return polygon;
    }

  private:
    const std::byte *m_bytes;
    std::size_t m_size;
    std::size_t m_at = 0;
};

LatticeBox box_of(std::span<const LatticePoint> points) {
    LatticeBox box;
    for (const LatticePoint point : points) {
        box.add(point);
    }
    return box;
}

std::size_t body_size(const Polygon &polygon) {
    std::size_t points = polygon.outer.size() + 1;
    for (const Ring &hole : polygon.holes) {
        points += hole.size() + 1;
    }
    return 16 * points + 4 * (polygon.holes.size() + 4);
}

} // namespace

Blob point_blob(LatticePoint point) {
    BlobWriter writer({point.x, point.y, point.x, point.y}, class_point, 16);
    writer.put_point(point);
    return writer.finish();
}

Blob line_blob(std::span<const LatticePoint> points) {
    BlobWriter writer(box_of(points), class_line, 16 * points.size() + 4);
    writer.put_count(points.size());
    for (const LatticePoint point : points) {
        writer.put_point(point);
    }
    return writer.finish();
}

Blob polygon_blob(const Polygon &polygon) {
    BlobWriter writer(box_of(polygon.outer), class_polygon, body_size(polygon));
    writer.put_polygon(polygon);
    return writer.finish();
}

Blob multi_polygon_blob(const spatial::MultiPolygon &polygons) {
    std::size_t size = 4;
    for (const Polygon &polygon : polygons) {
        size += body_size(polygon) + 5;
    }
    BlobWriter writer(spatial::bounds(polygons), class_multi_polygon, size);
    writer.put_count(polygons.size());
    for (const Polygon &polygon : polygons) {
        writer.put(entity_mark);
        writer.put(class_polygon);
        writer.put_polygon(polygon);
    }
    return writer.finish();
}

LatticePoint point_of_blob(const void *data, std::size_t size) {
    BlobReader reader(data, size);
    reader.expect_head(class_point);
    return reader.take_point();
}

std::vector<LatticePoint> line_of_blob(const void *data, std::size_t size) {
    BlobReader reader(data, size);
    reader.expect_head(class_line);
    std::vector<LatticePoint> points = reader.take_points();
    if (points.size() < 2) {
        refuse("has a line of fewer than two points");
    }
    return points;
}

Polygon polygon_of_blob(const void *data, std::size_t size) {
    BlobReader reader(data, size);
    reader.expect_head(class_polygon);
    return reader.take_polygon();
}

spatial::MultiPolygon multi_polygon_of_blob(const void *data, std::size_t size) {
    BlobReader reader(data, size);
    reader.expect_head(class_multi_polygon);
    spatial::MultiPolygon polygons;
    for (std::size_t left = reader.take_count(sizeof(std::int32_t)); left > 0; --left) {
        if (reader.take<std::uint8_t>() != entity_mark || reader.take<std::int32_t>() != class_polygon) {
            refuse("holds something else than polygons");
        }
        polygons.push_back(reader.take_polygon());
    }
    return polygons;
}

} // namespace jingwei::data
