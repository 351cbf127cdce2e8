#pragma once

#include "tiles/layer_definition.hpp"
#include "tiles/tile_point.hpp"
#include "tiles/value_table.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace jingwei::tiles {

/// A layer of an MVT 2.1 tile. Keys and values are stored once. Features come through FeatureWriter, one at a time.
class LayerWriter {
  public:
    /// `definition` must outlive the writer.
    explicit LayerWriter(const LayerDefinition &definition) : m_definition(&definition) {}

    [[nodiscard]] const LayerDefinition &definition() const { return *m_definition; }
    [[nodiscard]] std::size_t feature_count() const { return m_feature_count; }
    /// Takes every feature out again; keeps memory for the next ones.
    void clear();
    /// The same, and goes on as a layer of another definition, which must outlive the writer.
    void restart(const LayerDefinition &definition);
    /// The encoded layer message; empty when there are no features.
    [[nodiscard]] std::string encode() const;
    /// The size of that message, without making it.
    [[nodiscard]] std::size_t encoded_size() const;
    /// Puts that message behind what is there.
    void append_to(std::string &bytes) const;

  private:
    friend class FeatureWriter;
    [[nodiscard]] std::uint32_t key_index(std::string_view key);
    void roll_back(std::size_t key_count, std::size_t value_count);

    const LayerDefinition *m_definition;
    std::vector<std::string> m_keys;
    std::vector<std::uint32_t> m_last_values; ///< by key: the value that it had last
    std::size_t m_next_key = 0;               ///< the key after the last one: features name theirs in the same order
    ValueTable m_values;
    WireBytes m_features;
    std::size_t m_feature_count = 0;
    // of the feature under way; here so that their memory is used again
    WireBytes m_tags;
    WireBytes m_geometry;
};

/// One feature on its way into a layer. Unless committed it leaves nothing behind, neither in the features nor in the
/// layer's keys and values. A layer has one at a time.
class FeatureWriter {
  public:
    explicit FeatureWriter(LayerWriter &layer);
    ~FeatureWriter();
    FeatureWriter(const FeatureWriter &) = delete;
    FeatureWriter &operator=(const FeatureWriter &) = delete;

    void set_id(std::uint64_t id) { m_id = id; }
    /// An attribute of the layer's list; throws Error (bad_data) for any other name. Give each name once.
    void add(std::string_view key, std::string_view value);
    void add(std::string_view key, const char *value) { add(key, std::string_view(value)); }
    void add(std::string_view key, const std::string &value) { add(key, std::string_view(value)); }
    void add(std::string_view key, bool value);
    void add(std::string_view key, double value);
    void add(std::string_view key, std::int64_t value);
    void add(std::string_view key, std::uint64_t value) { add(key, static_cast<std::int64_t>(value)); }
    void add(std::string_view key, int value) { add(key, static_cast<std::int64_t>(value)); }
    void add(std::string_view key, std::uint32_t value) { add(key, static_cast<std::int64_t>(value)); }

    /// A feature has points, or lines, or polygons, as its layer says.
    void add_point(TilePoint p);
    /// Repeated points are left out; a line that comes to one point is left out whole.
    void add_line(std::span<const TilePoint> line);
    /// An outer ring and its holes, without repeated last points, in any sense: they are turned as MVT wants. Degenerate
    /// rings are left out, and with an outer ring its holes. A ring begins at its least point, so that the same shape gives the
    /// same bytes. The scratch rings given are changed.
    void add_polygon(std::span<std::vector<TilePoint>> rings);

    [[nodiscard]] bool has_geometry() const { return !m_layer->m_geometry.empty(); }
    /// Puts the feature into the layer if it has geometry; else it is rolled back.
    void commit();

  private:
    void add_message(std::string_view key, std::string_view value);
    void tag(std::uint32_t key, std::uint32_t value);
    void add_ring(std::span<const TilePoint> ring, std::size_t first, bool reversed);

    LayerWriter *m_layer;
    std::size_t m_key_count;
    std::size_t m_value_count;
    std::optional<std::uint64_t> m_id;
    std::size_t m_point_count = 0;
    TilePoint m_cursor;
    bool m_committed = false;
};

/// A tile of several layers.
class TileWriter {
  public:
    /// Leaves out a layer without features.
    void add(const LayerWriter &layer);
    [[nodiscard]] const std::string &bytes() const & { return m_bytes; }
    [[nodiscard]] std::string bytes() && { return std::move(m_bytes); }

  private:
    std::string m_bytes;
};

} // namespace jingwei::tiles
