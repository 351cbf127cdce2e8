#include "tiles/mvt_writer.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <protozero/types.hpp>

namespace jingwei::tiles {

namespace {

// Field numbers of the Vector Tile Specification 2.1, section 4 (vector_tile.proto).
constexpr protozero::pbf_tag_type layer_features = 2;
constexpr protozero::pbf_tag_type feature_id = 1;
constexpr protozero::pbf_tag_type feature_tags = 2;
constexpr protozero::pbf_tag_type feature_type = 3;
constexpr protozero::pbf_tag_type feature_geometry = 4;
constexpr protozero::pbf_tag_type value_double = 3;
constexpr protozero::pbf_tag_type value_uint = 5;
constexpr protozero::pbf_tag_type value_sint = 6;
constexpr protozero::pbf_tag_type value_bool = 7;

constexpr std::uint32_t length_delimited = 2; // the wire type

constexpr std::uint32_t move_to = 1;
constexpr std::uint32_t line_to = 2;
constexpr std::uint32_t close_path = 7;

std::uint64_t command_word(std::uint32_t id, std::size_t count) {
    return static_cast<std::uint64_t>(count) << 3U | id;
}

std::size_t varint_size(std::uint64_t value) {
    return static_cast<std::size_t>(protozero::length_of_varint(value));
}

/// The size of a length-delimited field of a number below 16.
std::size_t text_field_size(std::size_t size) {
    return 1 + varint_size(size) + size;
}

char *put_bytes(char *out, std::string_view bytes) {
    return std::copy(bytes.begin(), bytes.end(), out);
}

/// The way from the cursor to a point, which is the cursor then.
char *put_step(char *out, TilePoint &cursor, TilePoint p) {
    out = put_varint(out, protozero::encode_zigzag32(p.x - cursor.x));
    out = put_varint(out, protozero::encode_zigzag32(p.y - cursor.y));
    cursor = p;
    return out;
}

/// The bytes that so many steps and the commands around them have at most.
std::size_t room_for(std::size_t points) {
    return points * WireBytes::longest_varint + 3 * WireBytes::longest_varint; // 32 bits each way are at most 5 bytes
}

/// GeomType of the specification.
constexpr std::uint64_t type_number(GeometryKind kind) {
    return kind == GeometryKind::point ? 1 : kind == GeometryKind::line ? 2 : 3;
}

} // namespace

FeatureWriter::FeatureWriter(LayerWriter &layer)
    : m_layer(&layer), m_key_count(layer.m_keys.size()), m_value_count(layer.m_values.size()) {
    layer.m_tags.clear();
    layer.m_geometry.clear();
}

FeatureWriter::~FeatureWriter() {
    if (!m_committed) {
        m_layer->roll_back(m_key_count, m_value_count);
    }
}

void FeatureWriter::add(std::string_view key, std::string_view value) {
    const std::uint32_t index = m_layer->key_index(key);
    std::uint32_t &last = m_layer->m_last_values[index];
    last = m_layer->m_values.index_of_text(value, last);
    tag(index, last);
}

void FeatureWriter::add(std::string_view key, bool value) {
    const std::array message{static_cast<char>(value_bool << 3U), static_cast<char>(value ? 1 : 0)};
    add_message(key, {message.data(), message.size()});
}

void FeatureWriter::add(std::string_view key, double value) {
    constexpr std::uint32_t eight_bytes = 1;
    auto bits = std::bit_cast<std::uint64_t>(value);
    std::array<char, 1 + sizeof bits> message{static_cast<char>(value_double << 3U | eight_bytes)};
    for (std::size_t i = 1; i < message.size(); ++i, bits >>= 8U) { // the least first, on any machine
        message.at(i) = static_cast<char>(bits & 0xFFU);
    }
    add_message(key, {message.data(), message.size()});
}

void FeatureWriter::add(std::string_view key, std::int64_t value) {
    std::array<char, 1 + WireBytes::longest_varint> message{static_cast<char>(value < 0 ? value_sint << 3U : value_uint << 3U)};
    char *end =
        put_varint(message.data() + 1, value < 0 ? protozero::encode_zigzag64(value) : static_cast<std::uint64_t>(value));
    add_message(key, {message.data(), static_cast<std::size_t>(end - message.data())});
}

void FeatureWriter::add_message(std::string_view key, std::string_view value) {
    const std::uint32_t index = m_layer->key_index(key);
    std::uint32_t &last = m_layer->m_last_values[index];
    last = m_layer->m_values.index_of(value, last);
    tag(index, last);
}

void FeatureWriter::tag(std::uint32_t key, std::uint32_t value) {
    WireBytes &tags = m_layer->m_tags;
    tags.took(put_varint(put_varint(tags.room(2 * WireBytes::longest_varint), key), value));
}

void FeatureWriter::add_point(TilePoint p) {
    ++m_point_count; // the command that counts them is written at the end
    WireBytes &geometry = m_layer->m_geometry;
    geometry.took(put_step(geometry.room(room_for(1)), m_cursor, p));
}

void FeatureWriter::add_line(std::span<const TilePoint> line) {
    const auto differs = [](TilePoint a, TilePoint b) { return a != b; };
    std::size_t steps = 0; // adjacent points that differ
    for (std::size_t i = 1; i < line.size(); ++i) {
        steps += differs(line[i - 1], line[i]) ? 1 : 0;
    }
    if (steps == 0) {
        return;
    }
    WireBytes &geometry = m_layer->m_geometry;
    char *out = put_varint(geometry.room(room_for(steps + 1)), command_word(move_to, 1));
    out = put_step(out, m_cursor, line.front());
    out = put_varint(out, command_word(line_to, steps));
    for (const TilePoint p : line) {
        if (differs(p, m_cursor)) {
            out = put_step(out, m_cursor, p);
        }
    }
    geometry.took(out);
}

/// Begins with the point `first`, its least: wherever the ring was begun, the tile is the same.
void FeatureWriter::add_ring(std::span<const TilePoint> ring, std::size_t first, bool reversed) {
    WireBytes &geometry = m_layer->m_geometry;
    char *out = put_varint(geometry.room(room_for(ring.size())), command_word(move_to, 1));
    out = put_step(out, m_cursor, ring[first]);
    out = put_varint(out, command_word(line_to, ring.size() - 1));
    const auto put_all = [&](const auto &begin, const auto &end) {
        std::for_each(begin, end, [&](TilePoint p) { out = put_step(out, m_cursor, p); });
    };
    const auto before = ring.first(first);
    const auto after = ring.subspan(first + 1);
    if (reversed) {
        put_all(before.rbegin(), before.rend());
        put_all(after.rbegin(), after.rend());
    } else {
        put_all(after.begin(), after.end());
        put_all(before.begin(), before.end());
    }
    geometry.took(put_varint(out, command_word(close_path, 1)));
}

void FeatureWriter::add_polygon(std::span<std::vector<TilePoint>> rings) {
    if (rings.empty()) {
        return;
    }
    const RingFigures outer = clean_ring(rings.front());
    const auto holes = rings.subspan(1);
    std::vector<RingFigures> figures; // of the holes
    std::int64_t left = std::abs(outer.doubled_area);
    for (auto &hole : holes) {
        figures.push_back(clean_ring(hole));
        left -= std::abs(figures.back().doubled_area);
    }
    if (left <= 0) {
        return;
    }
    add_ring(rings.front(), outer.least, outer.doubled_area < 0);
    for (std::size_t i = 0; i < holes.size(); ++i) {
        if (figures[i].doubled_area != 0) {
            add_ring(holes[i], figures[i].least, figures[i].doubled_area > 0);
        }
    }
}

void FeatureWriter::commit() {
    if (m_committed || !has_geometry()) {
        return;
    }
    const std::string_view tags = m_layer->m_tags.view();
    const std::string_view steps = m_layer->m_geometry.view();
    const std::uint64_t counted = command_word(move_to, m_point_count); // of points
    const std::size_t command_size = m_point_count == 0 ? 0 : varint_size(counted);
    constexpr std::size_t type_size = 2;
    const std::size_t size = (m_id ? 1 + varint_size(*m_id) : 0) + (tags.empty() ? 0 : text_field_size(tags.size())) +
                             type_size + text_field_size(command_size + steps.size());
    WireBytes &features = m_layer->m_features;
    char *out = features.room(size + 3 * WireBytes::longest_varint); // a varint may be written with a byte to spare
    out = put_varint(out, layer_features << 3U | length_delimited);
    out = put_varint(out, size);
    if (m_id) {
        out = put_varint(put_varint(out, feature_id << 3U), *m_id);
    }
    if (!tags.empty()) {
        out = put_varint(put_varint(out, feature_tags << 3U | length_delimited), tags.size());
        out = put_bytes(out, tags);
    }
    out = put_varint(put_varint(out, feature_type << 3U), type_number(m_layer->m_definition->geometry));
    out = put_varint(put_varint(out, feature_geometry << 3U | length_delimited), command_size + steps.size());
    if (command_size > 0) {
        out = put_varint(out, counted);
    }
    features.took(put_bytes(out, steps));
    ++m_layer->m_feature_count;
    m_committed = true;
}

} // namespace jingwei::tiles
