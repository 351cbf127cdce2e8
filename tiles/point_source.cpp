#include "tiles/point_source.hpp"

#include "tiles/clip.hpp"

#include <algorithm>

namespace jingwei::tiles {

namespace {

/// The tile's side in squares, as a power of two, where clusters are wanted and where there are too many points.
constexpr unsigned cluster_bits = 3;
constexpr unsigned crowded_bits = 5;

const spatial::PointPyramid no_pyramid;

} // namespace

/// One attempt at a tile.
class PointDrawer::Pass {
  public:
    Pass(const PointDrawer &drawer, spatial::TileId tile, LayerWriter &layer)
        : m_drawer(&drawer), m_tile(tile), m_frame(tile), m_layer(&layer), m_counts(drawer.m_count_keys.size()) {}

    void write_points() {
        for_each_fetched(m_drawer->m_source, m_tile, [&](const spatial::PointEntry &entry) { write(entry); });
    }

    void write_clusters(unsigned bits, bool with_single_points) {
        const auto write_square = [&](const spatial::PointPyramid::Square &square) {
            if (square.only != nullptr && with_single_points) {
                write(*square.only);
            } else {
                write(*square.tally);
            }
        };
        m_drawer->pyramid().for_each_square(*m_drawer->m_source.points, m_tile, m_tile.z + bits, write_square);
    }

  private:
    void write(const spatial::PointEntry &entry) {
        FeatureWriter feature(*m_layer);
        feature.set_id(static_cast<std::uint64_t>(entry.id));
        feature.add_point(m_frame.owned(entry.position));
        m_drawer->m_source.write_attributes(entry, feature);
        feature.commit();
    }

    void write(const spatial::PointTally &tally) {
        FeatureWriter feature(*m_layer);
        feature.add_point(m_frame.owned(tally.mean()));
        feature.add("count", tally.count);
        add_counts(tally, feature);
        feature.commit();
    }

    void add_counts(const spatial::PointTally &tally, FeatureWriter &feature) {
        std::ranges::fill(m_counts, 0);
        for (const spatial::PointShare &share : tally.shares) {
            const std::uint16_t key = m_drawer->key_of(share.what);
            if (key != unnamed) {
                m_counts[key] += share.count;
            }
        }
        for (std::size_t i = 0; i < m_counts.size(); ++i) {
            if (m_counts[i] > 0) {
                feature.add(m_drawer->m_count_keys[i], m_counts[i]);
            }
        }
    }

    const PointDrawer *m_drawer;
    spatial::TileId m_tile;
    TileFrame m_frame;
    LayerWriter *m_layer;
    std::vector<std::uint64_t> m_counts; ///< by key; scratch
};

PointDrawer::PointDrawer(const LayerDefinition &layer, PointSource source)
    : m_source(std::move(source)), m_points_from_zoom(layer.points->points_from_zoom) {
    // in one order, whatever that of the categories: it is the order of attributes in tiles
    std::vector<std::string> sorted = m_source.categories;
    std::ranges::sort(sorted);
    std::ranges::for_each(sorted, [this](const std::string &category) { static_cast<void>(count_key(category)); });
    for (const std::string &category : m_source.categories) {
        m_key_of_category.push_back(count_key(category));
    }
    const std::size_t category_keys = m_count_keys.size();
    for (const std::string_view state : layer.points->states) {
        const std::uint16_t key = count_key(std::string(state));
        // a category of the same name is another thing
        m_key_of_state.push_back(key < category_keys ? count_key("state_" + std::string(state)) : key);
    }
}

std::uint16_t PointDrawer::count_key(const std::string &name) {
    if (name.empty()) {
        return unnamed;
    }
    const auto known = std::ranges::find(m_count_keys, "count_" + name);
    const auto index = static_cast<std::uint16_t>(known - m_count_keys.begin());
    if (known == m_count_keys.end()) {
        m_count_keys.push_back("count_" + name);
    }
    return index;
}

std::uint16_t PointDrawer::key_of(std::uint32_t what) const {
    const bool is_state = what >= spatial::PointShare::first_state;
    const auto &keys = is_state ? m_key_of_state : m_key_of_category;
    const std::uint32_t index = what % spatial::PointShare::first_state;
    return index < keys.size() ? keys[index] : unnamed;
}

const spatial::PointPyramid &PointDrawer::pyramid() const {
    return m_source.pyramid ? *m_source.pyramid : no_pyramid;
}

void PointDrawer::write(spatial::TileId tile, LayerWriter &layer) const {
    const bool wants_points = tile.z >= m_points_from_zoom;
    if (wants_points && pyramid().count_in(*m_source.points, tile) <= max_layer_features) {
        Pass(*this, tile, layer).write_points();
        if (fits_budget(layer)) {
            return;
        }
        layer.clear();
    }
    for (unsigned bits = wants_points ? crowded_bits : cluster_bits; bits > 0; --bits) {
        Pass(*this, tile, layer).write_clusters(bits, true);
        if (fits_budget(layer)) {
            return;
        }
        layer.clear();
    }
    Pass(*this, tile, layer).write_clusters(0, false);
}

} // namespace jingwei::tiles
