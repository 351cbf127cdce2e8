#include "tiles/point_source.hpp"

#include "tiles/clip.hpp"

namespace jingwei::tiles {

namespace {

/// A tile is cut into 8 by 8 cells of clusters, 64 pixels each; one that is too full into 32 by 32.
constexpr unsigned cluster_bits = 3;
constexpr unsigned crowded_bits = 5;

/// Points of one cell, gathered in Morton order.
struct Cluster {
    std::uint64_t cell = 0;
    std::uint64_t count = 0;
    std::uint64_t sum_x = 0;
    std::uint64_t sum_y = 0;
    const spatial::PointEntry *first = nullptr;
    std::vector<std::uint64_t> by_category;
    std::vector<std::uint64_t> by_state;
};

class PointLayer {
  public:
    PointLayer(const PointSource &source, spatial::TileId tile, LayerWriter &layer)
        : m_source(&source), m_tile(tile), m_frame(tile), m_layer(&layer) {}

    void write_all() {
        m_source->points->for_each_run(m_tile, [&](std::span<const spatial::PointEntry> run) {
            for (const auto &entry : run) {
                write_one(entry);
            }
        });
    }

    void write_clusters(unsigned bits) {
        const unsigned shift = 64 - 2 * (m_tile.z + bits);
        start(0);
        m_source->points->for_each_run(m_tile, [&](std::span<const spatial::PointEntry> run) {
            for (const auto &entry : run) {
                if (entry.key >> shift != m_cluster.cell) {
                    finish();
                    start(entry.key >> shift);
                }
                gather(entry);
            }
        });
        finish();
    }

  private:
    void start(std::uint64_t cell) {
        m_cluster.cell = cell;
        m_cluster.count = m_cluster.sum_x = m_cluster.sum_y = 0;
        m_cluster.by_category.assign(m_source->categories.size(), 0);
        m_cluster.by_state.assign(m_source->states.size(), 0);
    }

    void gather(const spatial::PointEntry &entry) {
        if (m_cluster.count == 0) {
            m_cluster.first = &entry;
        }
        ++m_cluster.count;
        m_cluster.sum_x += entry.position.x;
        m_cluster.sum_y += entry.position.y;
        if (entry.category < m_cluster.by_category.size()) {
            ++m_cluster.by_category[entry.category];
        }
        if (entry.state < m_cluster.by_state.size()) {
            ++m_cluster.by_state[entry.state];
        }
    }

    void finish() {
        if (m_cluster.count == 1) {
            write_one(*m_cluster.first);
        } else if (m_cluster.count > 1) {
            write_cluster();
        }
    }

    void write_one(const spatial::PointEntry &entry) {
        FeatureWriter feature(*m_layer);
        feature.set_id(static_cast<std::uint64_t>(entry.id));
        feature.add_point(m_frame.owned(entry.position));
        m_source->write_attributes(entry, feature);
        feature.commit();
    }

    void write_cluster() {
        FeatureWriter feature(*m_layer);
        feature.add_point(m_frame.owned({static_cast<std::uint32_t>(m_cluster.sum_x / m_cluster.count),
                                         static_cast<std::uint32_t>(m_cluster.sum_y / m_cluster.count)}));
        feature.add("count", m_cluster.count);
        add_counts(feature, m_source->categories, m_cluster.by_category);
        add_counts(feature, m_source->states, m_cluster.by_state);
        feature.commit();
    }

    static void add_counts(FeatureWriter &feature, const std::vector<std::string> &names,
                           const std::vector<std::uint64_t> &counts) {
        for (std::size_t i = 0; i < names.size(); ++i) {
            if (counts[i] > 0 && !names[i].empty()) {
                feature.add("count_" + names[i], counts[i]);
            }
        }
    }

    const PointSource *m_source;
    spatial::TileId m_tile;
    TileFrame m_frame;
    LayerWriter *m_layer;
    Cluster m_cluster;
};

} // namespace

void write_points(const PointSource &source, spatial::TileId tile, LayerWriter &layer) {
    PointLayer points(source, tile, layer);
    if (tile.z < source.clusters_below_zoom) {
        points.write_clusters(cluster_bits);
    } else if (source.points->count_in(tile) > max_point_features) {
        points.write_clusters(crowded_bits);
    } else {
        points.write_all();
    }
}

} // namespace jingwei::tiles
