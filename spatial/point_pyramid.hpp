#pragma once

#include "spatial/point_tally.hpp"

#include <array>

namespace jingwei::spatial {

/// The tallies of a point set in every square of the tile grid that holds more than a handful of points: a quadtree whose node
/// at depth d is the square of a tile of zoom d, down to depth `deepest`. Squares with few points have no node: their points
/// are read from the set. Persistent: an update copies the nodes above what changed, at most `deepest` a point. What it answers
/// follows from the points alone, not from how it came about; a pyramid made of nothing answers right too, by walking over the
/// points. At most `deepest` nodes for each `few` points; 20 to 40 bytes a point for objects along streets. Thread-safe to
/// read.
class PointPyramid {
  public:
    static constexpr std::size_t few = 64;  ///< squares with so many points or fewer have no node
    static constexpr unsigned deepest = 27; ///< the 32nds of a tile of zoom 22

    PointPyramid() = default;
    /// O(n): tens of nanoseconds a point.
    explicit PointPyramid(const PointSet &points);
    /// The pyramid of `after`, where this one is of `before`. Looks only into chunks that the sets do not share.
    [[nodiscard]] PointPyramid updated(const PointSet &before, const PointSet &after) const;

    /// A square with points in it.
    struct Square {
        std::uint64_t key = 0; ///< the first 2 * depth bits of its points' Morton keys
        const PointTally *tally = nullptr;
        const PointEntry *only = nullptr; ///< the point, where there is just one
    };
    /// Calls `visit` for each square of this depth (at least the tile's zoom, at most 32) in the tile that has points, in
    /// Morton order. `points` is the set that the pyramid is of. Costs a few steps a square, however many points there are.
    void for_each_square(const PointSet &points, TileId tile, unsigned depth,
                         const std::function<void(const Square &)> &visit) const;
    /// How many points a tile has.
    [[nodiscard]] std::size_t count_in(const PointSet &points, TileId tile) const;

    [[nodiscard]] std::size_t node_count() const;
    [[nodiscard]] std::size_t bytes() const;

  private:
    struct Node;
    using NodePtr = std::shared_ptr<const Node>;
    struct Change;
    class SquareWalk;
    struct Build;
    [[nodiscard]] static NodePtr changed(const NodePtr &node, unsigned depth, std::span<const Change> changes,
                                         const PointSet &after);
    [[nodiscard]] const Node *node_of(TileId tile) const;
    NodePtr m_root;
};

} // namespace jingwei::spatial
