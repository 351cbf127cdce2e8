#include "tiles/mvt_writer.hpp"

#include "spatial/error.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <protozero/pbf_writer.hpp>

namespace jingwei::tiles {

namespace {

// Field numbers of the Vector Tile Specification 2.1, section 4 (vector_tile.proto).
constexpr protozero::pbf_tag_type tile_layers = 3;
constexpr protozero::pbf_tag_type layer_name = 1;
constexpr protozero::pbf_tag_type layer_features = 2;
constexpr protozero::pbf_tag_type layer_keys = 3;
constexpr protozero::pbf_tag_type layer_values = 4;
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

constexpr std::uint32_t move_to = 1;
constexpr std::uint32_t line_to = 2;
constexpr std::uint32_t close_path = 7;

std::uint32_t command_word(std::uint32_t id, std::size_t count) {
    return static_cast<std::uint32_t>(count << 3U) | id;
}

std::int32_t type_number(GeometryKind kind) {
    switch (kind) {
    case GeometryKind::point:
        return 1;
    case GeometryKind::line:
        return 2;
    case GeometryKind::polygon:
        return 3;
    }
    return 0;
}

std::int64_t turn(TilePoint a, TilePoint b, TilePoint c) {
    return (std::int64_t{b.x} - a.x) * (std::int64_t{c.y} - a.y) - (std::int64_t{b.y} - a.y) * (std::int64_t{c.x} - a.x);
}

} // namespace

std::int64_t doubled_area(std::span<const TilePoint> ring) {
    std::int64_t sum = 0;
    for (std::size_t i = 0; i < ring.size(); ++i) {
        const TilePoint a = ring[i];
        const TilePoint b = ring[i + 1 == ring.size() ? 0 : i + 1];
        sum += std::int64_t{a.x} * b.y - std::int64_t{b.x} * a.y;
    }
    return sum;
}

void drop_idle_points(std::vector<TilePoint> &ring) {
    std::vector<TilePoint> kept;
    kept.reserve(ring.size());
    for (const TilePoint p : ring) {
        while ((!kept.empty() && kept.back() == p) || (kept.size() > 1 && turn(kept[kept.size() - 2], kept.back(), p) == 0)) {
            kept.pop_back();
        }
        kept.push_back(p);
    }
    std::size_t first = 0;
    while (kept.size() - first > 2) {
        if (kept.back() == kept[first] || turn(kept[kept.size() - 2], kept.back(), kept[first]) == 0) {
            kept.pop_back();
        } else if (turn(kept.back(), kept[first], kept[first + 1]) == 0) {
            ++first;
        } else {
            break;
        }
    }
    kept.erase(kept.begin(), kept.begin() + static_cast<std::ptrdiff_t>(first));
    ring = std::move(kept);
}

std::string LayerWriter::encode() const {
    std::string bytes;
    if (m_feature_count == 0) {
        return bytes;
    }
    bytes.reserve(m_features.size() + 1024);
    protozero::pbf_writer layer(bytes);
    layer.add_uint32(layer_version, 2);
    layer.add_bytes(layer_name, m_definition->name.data(), m_definition->name.size());
    bytes += m_features;
    for (const std::string &key : m_keys) {
        layer.add_string(layer_keys, key);
    }
    for (const std::string *value : m_values) {
        layer.add_message(layer_values, *value);
    }
    layer.add_uint32(layer_extent, tile_extent);
    return bytes;
}

void LayerWriter::clear() {
    *this = LayerWriter(*m_definition);
}

std::uint32_t LayerWriter::key_index(std::string_view key) {
    const auto found = std::find(m_keys.begin(), m_keys.end(), key);
    if (found == m_keys.end()) {
        if (!m_definition->allows(key)) {
            throw Error(ErrorCode::bad_data,
                        fmt::format("The attribute \"{}\" may not stand in tiles of the layer \"{}\". Add it "
                                    "to the layer's list first if everybody may see it.",
                                    key, m_definition->name));
        }
        m_keys.emplace_back(key);
        return static_cast<std::uint32_t>(m_keys.size() - 1);
    }
    return static_cast<std::uint32_t>(found - m_keys.begin());
}

std::uint32_t LayerWriter::value_index(std::string &&encoded) {
    const auto [place, fresh] = m_value_indices.try_emplace(std::move(encoded), static_cast<std::uint32_t>(m_values.size()));
    if (fresh) {
        m_values.push_back(&place->first);
    }
    return place->second;
}

void LayerWriter::roll_back(std::size_t key_count, std::size_t value_count) {
    m_keys.resize(key_count);
    while (m_values.size() > value_count) {
        m_value_indices.erase(m_value_indices.find(*m_values.back()));
        m_values.pop_back();
    }
}

FeatureWriter::FeatureWriter(LayerWriter &layer)
    : m_layer(&layer), m_key_count(layer.m_keys.size()), m_value_count(layer.m_values.size()) {}

FeatureWriter::~FeatureWriter() {
    if (!m_committed) {
        m_layer->roll_back(m_key_count, m_value_count);
    }
}

void FeatureWriter::add(std::string_view key, std::string_view value) {
    std::string encoded;
    protozero::pbf_writer(encoded).add_bytes(value_string, value.data(), value.size());
    tag(key, std::move(encoded));
}

void FeatureWriter::add(std::string_view key, bool value) {
    std::string encoded;
    protozero::pbf_writer(encoded).add_bool(value_bool, value);
    tag(key, std::move(encoded));
}

void FeatureWriter::add(std::string_view key, double value) {
    std::string encoded;
    protozero::pbf_writer(encoded).add_double(value_double, value);
    tag(key, std::move(encoded));
}

void FeatureWriter::add(std::string_view key, std::int64_t value) {
    std::string encoded;
    if (value < 0) {
        protozero::pbf_writer(encoded).add_sint64(value_sint, value);
    } else {
        protozero::pbf_writer(encoded).add_uint64(value_uint, static_cast<std::uint64_t>(value));
    }
    tag(key, std::move(encoded));
}

void FeatureWriter::tag(std::string_view key, std::string &&encoded) {
    m_tags.push_back(m_layer->key_index(key));
    m_tags.push_back(m_layer->value_index(std::move(encoded)));
}

void FeatureWriter::command(std::uint32_t id, std::size_t count) {
    m_geometry.push_back(command_word(id, count));
}

void FeatureWriter::step_to(TilePoint p) {
    m_geometry.push_back(protozero::encode_zigzag32(p.x - m_cursor.x));
    m_geometry.push_back(protozero::encode_zigzag32(p.y - m_cursor.y));
    m_cursor = p;
}

void FeatureWriter::add_point(TilePoint p) {
    if (m_geometry.empty()) {
        m_geometry.push_back(0);
    }
    ++m_point_count;
    m_geometry.front() = command_word(move_to, m_point_count);
    step_to(p);
}

void FeatureWriter::add_line(std::span<const TilePoint> line) {
    std::vector<TilePoint> points;
    points.reserve(line.size());
    std::unique_copy(line.begin(), line.end(), std::back_inserter(points));
    if (points.size() < 2) {
        return;
    }
    command(move_to, 1);
    step_to(points.front());
    command(line_to, points.size() - 1);
    std::for_each(points.begin() + 1, points.end(), [&](TilePoint p) { step_to(p); });
}

void FeatureWriter::add_ring(std::span<const TilePoint> ring, bool reversed) {
    const std::size_t count = ring.size();
    const auto at = [&](std::size_t i) { return ring[reversed ? (count - i) % count : i]; };
    command(move_to, 1);
    step_to(at(0));
    command(line_to, count - 1);
    for (std::size_t i = 1; i < count; ++i) {
        step_to(at(i));
    }
    command(close_path, 1);
}

void FeatureWriter::add_polygon(std::span<std::vector<TilePoint>> rings) {
    std::vector<std::int64_t> areas;
    for (auto &ring : rings) {
        drop_idle_points(ring);
        std::ranges::rotate(ring, std::ranges::min_element(ring)); // wherever the ring was begun, the tile is the same
        areas.push_back(ring.size() < 3 ? 0 : doubled_area(ring));
    }
    std::int64_t left = areas.empty() ? 0 : std::abs(areas[0]);
    for (std::size_t i = 1; i < areas.size(); ++i) {
        left -= std::abs(areas[i]);
    }
    if (left <= 0) {
        return;
    }
    for (std::size_t i = 0; i < areas.size(); ++i) {
        if (areas[i] != 0) {
            add_ring(rings[i], (areas[i] < 0) == (i == 0));
        }
    }
}

void FeatureWriter::commit() {
    if (m_committed || m_geometry.empty()) {
        return;
    }
    std::string bytes;
    protozero::pbf_writer feature(bytes);
    if (m_id) {
        feature.add_uint64(feature_id, *m_id);
    }
    feature.add_packed_uint32(feature_tags, m_tags.begin(), m_tags.end());
    feature.add_enum(feature_type, type_number(m_layer->m_definition->geometry));
    feature.add_packed_uint32(feature_geometry, m_geometry.begin(), m_geometry.end());
    protozero::pbf_writer(m_layer->m_features).add_message(layer_features, bytes);
    ++m_layer->m_feature_count;
    m_committed = true;
}

void TileWriter::add(const LayerWriter &layer) {
    const std::string bytes = layer.encode();
    if (!bytes.empty()) {
        protozero::pbf_writer(m_bytes).add_message(tile_layers, bytes);
    }
}

} // namespace jingwei::tiles
