#pragma once

#include "spatial/point_set.hpp"
#include "tiles/layer_definition.hpp"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace jingwei::tiles {

class FeatureWriter;
class LayerWriter;

/// A point layer to draw: its points in tile order, and what writes a point's attributes (those of the layer's list only).
struct PointSource {
    std::shared_ptr<const spatial::PointSet> points;
    /// Names by PointEntry::category; a cluster carries `count_<name>` for each that it holds. Names match [a-z0-9_]+.
    std::vector<std::string> categories;
    /// Names by PointEntry::state, for clusters in the same way; a state without a name (or "") is not counted.
    std::vector<std::string> states;
    /// Called on the building thread, also from several at once.
    std::function<void(const spatial::PointEntry &, FeatureWriter &)> write_attributes;
    int clusters_below_zoom = 15;
};

/// Writes the points that a tile owns: each by itself, or, below the source's zoom and where there are more than
/// `max_point_features`, clusters of all points in a cell, at their mean, with exact counts. A cell with one point shows it.
void write_points(const PointSource &source, spatial::TileId tile, LayerWriter &layer);

/// A tile has at most this many features of a point layer.
constexpr std::size_t max_point_features = 4000;

} // namespace jingwei::tiles
