#pragma once

#include "spatial/point_set.hpp"

#include <array>

namespace jingwei::spatial {

/// How many points of a group are of one category, or in one state.
struct PointShare {
    std::uint32_t what = 0; ///< PointEntry::category, or `first_state` + PointEntry::state
    std::uint32_t count = 0;
    static constexpr std::uint32_t first_state = std::uint32_t{1} << 16U;
    friend bool operator==(const PointShare &, const PointShare &) = default;
};

/// What a group of points adds up to. Exact for up to 2^32 points.
struct PointTally {
    std::uint64_t count = 0;
    std::uint64_t sum_x = 0; ///< of their positions
    std::uint64_t sum_y = 0;
    std::vector<PointShare> shares; ///< by `what`, without zeros; the categories add up to `count`, and so do the states

    void add(const PointEntry &entry);
    void add(const PointTally &other);
    void subtract(const PointEntry &entry);
    /// The mean of their positions, rounded down; there must be one. It lies in every square that holds them all.
    [[nodiscard]] TilePosition mean() const {
        return {static_cast<std::uint32_t>(sum_x / count), static_cast<std::uint32_t>(sum_y / count)};
    }
    friend bool operator==(const PointTally &, const PointTally &) = default;
};

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
