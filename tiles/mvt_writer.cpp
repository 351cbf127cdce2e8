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
constexpr protozero::pbf_tag_type layer_keys = 3;
constexpr protozero::pbf_tag_type layer_extent = 5;
constexpr protozero::pbf_tag_type layer_version = 15;

constexpr std::uint32_t length_delimited = 2; // the wire type

std::size_t varint_size(std::uint64_t value) {
    return static_cast<std::size_t>(protozero::length_of_varint(value));
}

/// The size of a length-delimited field of a number below 16.
std::size_t text_field_size(std::size_t size) {
    return 1 + varint_size(size) + size;
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
    restart(*m_definition);
}

void LayerWriter::restart(const LayerDefinition &definition) {
    m_definition = &definition;
    m_keys.clear();
    m_last_values.clear();
    m_next_key = 0;
    m_values.clear();
    m_features.clear();
    m_feature_count = 0;
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
        m_last_values.push_back(ValueTable::none);
    }
    m_next_key = index + 1 == m_keys.size() ? 0 : index + 1;
    return static_cast<std::uint32_t>(index);
}

void LayerWriter::roll_back(std::size_t key_count, std::size_t value_count) {
    m_keys.resize(key_count);
    m_last_values.resize(key_count);
    m_next_key = 0;
    m_values.shrink(value_count);
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
