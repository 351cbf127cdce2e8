#pragma once

#include "spatial/point_pyramid.hpp"
#include "tiles/layer_budget.hpp"
#include "tiles/layer_definition.hpp"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace jingwei::tiles {

class FeatureWriter;
class LayerWriter;

/// A layer of objects to draw: its points in tile order, and what writes an object's attributes (those of the layer's list
/// only).
struct PointSource {
    std::shared_ptr<const spatial::PointSet> points;
    /// Of `points`; null = none is kept: the same tiles, but each walks over all its points.
    std::shared_ptr<const spatial::PointPyramid> pyramid;
    /// Names by PointEntry::category; a cluster carries `count_<name>` for each that it holds. Names match [a-z0-9_]+.
    std::vector<std::string> categories;
    /// Called on the building thread, also from several at once.
    std::function<void(const spatial::PointEntry &, FeatureWriter &)> write_attributes;
    /// Called a few entries before write_attributes, so that a record that lies far off is on its way when it is read; may be
    /// left out.
    std::function<void(const spatial::PointEntry &)> fetch = {};
};

/// Calls `visit` for each entry of a tile, and `fetch` of the source some entries ahead.
template <class Visit> void for_each_fetched(const PointSource &source, spatial::TileId tile, Visit &&visit) {
    constexpr std::size_t ahead = 8;
    source.points->for_each_run(tile, [&](std::span<const spatial::PointEntry> run) {
        for (std::size_t i = 0; i < run.size(); ++i) {
            if (source.fetch && i + ahead < run.size()) {
                source.fetch(run[i + ahead]);
            }
            visit(run[i]);
        }
    });
}

/// Asks for the memory of a record before it is needed.
template <class Row> void fetch_row(const Row &row) {
    constexpr std::size_t cache_line = 64;
    const char *bytes = reinterpret_cast<const char *>(&row);
    for (std::size_t at = 0; at < sizeof(Row); at += cache_line) {
        __builtin_prefetch(bytes + at);
    }
}

/// Writes the points that a tile owns: each by itself from the layer's zoom on, and before, or where they do not fit the
/// layer's budget, clusters of all points in a square, at their mean, with exact counts. Squares are an eighth of the tile's
/// side below the layer's zoom and a 32nd of it from there on, and twice as wide until the tile fits. A square with one point
/// shows it, unless even that does not fit.
class PointDrawer {
  public:
    /// `layer` is one of objects.
    PointDrawer(const LayerDefinition &layer, PointSource source);
    /// Thread-safe.
    void write(spatial::TileId tile, LayerWriter &layer) const;

  private:
    class Pass;
    static constexpr std::uint16_t unnamed = UINT16_MAX;
    [[nodiscard]] std::uint16_t count_key(const std::string &name);
    [[nodiscard]] std::uint16_t key_of(std::uint32_t what) const;
    [[nodiscard]] const spatial::PointPyramid &pyramid() const;

    PointSource m_source;
    int m_points_from_zoom;
    std::vector<std::string> m_count_keys;        ///< "count_<name>", each once
    std::vector<std::uint16_t> m_key_of_category; ///< by PointEntry::category, an index of m_count_keys or `unnamed`
    std::vector<std::uint16_t> m_key_of_state;    ///< by PointEntry::state, the same
};

} // namespace jingwei::tiles
