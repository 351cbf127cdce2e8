#include "tiles/mvt_writer.hpp"

#include "spatial/error.hpp"

#include <algorithm>
#include <bit>
#include <fmt/format.h>
#include <protozero/pbf_writer.hpp>

namespace jingwei::tiles {

namespace {

// Field numbers of the Vector Tile Specification 2.1, section 4 (vector_tile.proto).
constexpr protozero::pbf_tag_type tile_layers = 3;
constexpr protozero::pbf_tag_type layer_name = 1;
constexpr protozero::pbf_tag_type layer_features = 2;
constexpr protozero::pbf_tag_type layer_keys = 3;
constexpr protozero::pbf_tag_type layer_extent = 5;
constexpr protozero::pbf_tag_type layer_version = 15;
constexpr protozero::pbf_tag_type feature_id = 1;
constexpr protozero::pbf_tag_type feature_tags = 2;
constexpr protozero::pbf_tag_type feature_type = 3;
constexpr protozero::pbf_tag_type feature_geometry = 4;
constexpr protozero::pbf_tag_type value_string = 1;
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

char *put_varint(char *out, std::uint64_t value) {
    return out + protozero::add_varint_to_buffer(out, value);
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
    return points * WireBytes::longest_varint + 2 * WireBytes::longest_varint; // 32 bits each way are at most 5 bytes
}

/// GeomType of the specification.
constexpr std::uint64_t type_number(GeometryKind kind) {
    return kind == GeometryKind::point ? 1 : kind == GeometryKind::line ? 2 : 3;
}

} // namespace

std::string LayerWriter::encode() const {
    std::string bytes;
    bytes.reserve(encoded_size());
    append_to(bytes);
    return bytes;
}

std::size_t LayerWriter::encoded_size() const {
    if (m_feature_count == 0) {
        return 0;
    }
    constexpr std::size_t version_size = 2;
    std::size_t size = version_size + text_field_size(m_definition->name.size()) + m_features.size() + m_values.fields().size();
    for (const std::string &key : m_keys) {
        size += text_field_size(key.size());
    }
    return size + 1 + varint_size(tile_extent);
}

void LayerWriter::append_to(std::string &bytes) const {
    if (m_feature_count == 0) {
        return;
    }
    protozero::pbf_writer layer(bytes);
    layer.add_uint32(layer_version, 2);
    layer.add_bytes(layer_name, m_definition->name.data(), m_definition->name.size());
    bytes += m_features.view();
    for (const std::string &key : m_keys) {
        layer.add_string(layer_keys, key);
    }
    bytes += m_values.fields();
    layer.add_uint32(layer_extent, tile_extent);
}

void LayerWriter::clear() {
    *this = LayerWriter(*m_definition);
}

std::uint32_t LayerWriter::key_index(std::string_view key) {
    std::size_t index = m_next_key;
    if (index >= m_keys.size() || m_keys[index] != key) {
        index = static_cast<std::size_t>(std::find(m_keys.begin(), m_keys.end(), key) - m_keys.begin());
    }
    if (index == m_keys.size()) {
        if (!m_definition->allows(key)) {
            throw Error(ErrorCode::bad_data,
                        fmt::format("The attribute \"{}\" may not stand in tiles of the layer \"{}\". Add it "
                                    "to the layer's list first if everybody may see it.",
                                    key, m_definition->name));
        }
        m_keys.emplace_back(key);
    }
    m_next_key = index + 1 == m_keys.size() ? 0 : index + 1;
    return static_cast<std::uint32_t>(index);
}

void LayerWriter::roll_back(std::size_t key_count, std::size_t value_count) {
    m_keys.resize(key_count);
    m_values.shrink(value_count);
}

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

WireBytes &FeatureWriter::fresh_value() const {
    m_layer->m_value.clear();
    return m_layer->m_value;
}

void FeatureWriter::add(std::string_view key, std::string_view value) {
    fresh_value().add_field(value_string, value);
    tag(key);
}

void FeatureWriter::add(std::string_view key, bool value) {
    fresh_value().add_field(value_bool, std::uint64_t{value});
    tag(key);
}

void FeatureWriter::add(std::string_view key, double value) {
    constexpr std::uint32_t eight_bytes = 1;
    WireBytes &message = fresh_value();
    message.add_varint(value_double << 3U | eight_bytes);
    auto bits = std::bit_cast<std::uint64_t>(value);
    char *out = message.room(sizeof bits);
    for (std::size_t i = 0; i < sizeof bits; ++i, bits >>= 8U) { // the least first, on any machine
        *out++ = static_cast<char>(bits & 0xFFU);
    }
    message.took(out);
    tag(key);
}

void FeatureWriter::add(std::string_view key, std::int64_t value) {
    if (value < 0) {
        fresh_value().add_field(value_sint, protozero::encode_zigzag64(value));
    } else {
        fresh_value().add_field(value_uint, static_cast<std::uint64_t>(value));
    }
    tag(key);
}

void FeatureWriter::tag(std::string_view key) {
    m_layer->m_tags.add_varint(m_layer->key_index(key));
    m_layer->m_tags.add_varint(m_layer->m_values.index_of(m_layer->m_value.view()));
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

void FeatureWriter::add_ring(std::span<const TilePoint> ring, bool reversed) {
    // wherever the ring was begun, the tile is the same
    const auto first = static_cast<std::size_t>(std::ranges::min_element(ring) - ring.begin());
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
    drop_idle_points(rings.front());
    const std::int64_t outer = doubled_area(rings.front());
    std::int64_t left = std::abs(outer);
    for (auto &hole : rings.subspan(1)) {
        drop_idle_points(hole);
        left -= std::abs(doubled_area(hole));
    }
    if (left <= 0) {
        return;
    }
    add_ring(rings.front(), outer < 0);
    for (const auto &hole : rings.subspan(1)) {
        if (const std::int64_t area = doubled_area(hole); area != 0) {
            add_ring(hole, area > 0);
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
    WireBytes &out = m_layer->m_features;
    out.add_varint(layer_features << 3U | length_delimited);
    out.add_varint(size);
    if (m_id) {
        out.add_field(feature_id, *m_id);
    }
    if (!tags.empty()) {
        out.add_field(feature_tags, tags);
    }
    out.add_field(feature_type, type_number(m_layer->m_definition->geometry));
    out.add_varint(feature_geometry << 3U | length_delimited);
    out.add_varint(command_size + steps.size());
    if (command_size > 0) {
        out.add_varint(counted);
    }
    out.add_bytes(steps);
    ++m_layer->m_feature_count;
    m_committed = true;
}

void TileWriter::add(const LayerWriter &layer) {
    const std::size_t size = layer.encoded_size();
    if (size > 0) {
        protozero::add_varint_to_buffer(&m_bytes, tile_layers << 3U | length_delimited);
        protozero::add_varint_to_buffer(&m_bytes, size);
        layer.append_to(m_bytes);
    }
}

} // namespace jingwei::tiles
