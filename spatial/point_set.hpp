#pragma once

#include "spatial/tile_plane.hpp"

#include <functional>
#include <memory>
#include <span>
#include <vector>

namespace jingwei::spatial {

/// One object of a point layer as tiles see it. `slot` is the caller's index of the whole record.
struct PointEntry {
    std::uint64_t key = 0; ///< Morton key of `position`; entries are sorted by (key, id)
    TilePosition position;
    LatticePoint at;
    std::int64_t id = 0;
    std::uint32_t slot = 0;
    std::uint16_t category = 0; ///< index into the layer's list of categories
    std::uint16_t state = 0;    ///< 0 = in order; 1 = offline or out of order; others as the layer says
};

/// The points of a layer in Morton order, in shared chunks of at most 1,024: every tile of every zoom is one range. Persistent:
/// `with` and `without` copy one chunk and share the rest. Thread-safe to read.
class PointSet {
  public:
    PointSet() = default;
    /// Sorts and takes the entries; `key` and `position` are filled in here from `at`, in the plane that tiles are drawn in.
    explicit PointSet(std::vector<PointEntry> entries, const TilePlane &plane = {});

    [[nodiscard]] std::size_t size() const { return m_size; }
    /// A copy with this entry added; `key` and `position` are filled in here from `at`.
    [[nodiscard]] PointSet with(PointEntry entry) const;
    /// A copy without the entry of this id at this place; unchanged where there is none.
    [[nodiscard]] PointSet without(std::int64_t id, LatticePoint at) const;

    /// Calls `visit` for each entry of the tile, in Morton order. Half-open ownership: each entry is in exactly one tile a
    /// zoom.
    void for_each_in(TileId tile, const std::function<void(const PointEntry &)> &visit) const;
    /// Calls `visit` with runs of entries that lie in the tile, in Morton order: the fast way.
    void for_each_run(TileId tile, const std::function<void(std::span<const PointEntry>)> &visit) const;
    /// The same for a range of Morton keys.
    void for_each_run_in_range(MortonRange range, const std::function<void(std::span<const PointEntry>)> &visit) const;
    [[nodiscard]] bool has_any(MortonRange range) const;
    [[nodiscard]] std::size_t count_in(TileId tile) const;
    /// The box of all entries; empty when there are none.
    [[nodiscard]] LatticeBox bounds() const;

    /// Calls `visit` for each entry in the closed box, in Morton order. Looks only into chunks whose box meets it.
    void for_each_in_box(const LatticeBox &box, const std::function<void(const PointEntry &)> &visit) const;
    /// An entry and how far it is, in metres on the ellipsoid's local scale at the asker (as Locator measures).
    struct Near {
        const PointEntry *entry = nullptr; ///< lives as long as this set
        double distance_m = 0;
    };
    /// The nearest `count` entries within `radius_m` that pass, nearest first; ties by id. Best first over the boxes of chunks:
    /// looks into a few of them, not into all.
    [[nodiscard]] std::vector<Near> nearest(LatticePoint from, std::size_t count, double radius_m,
                                            const std::function<bool(const PointEntry &)> &passes) const;

    [[nodiscard]] std::size_t chunk_count() const { return m_chunks.size(); }
    /// The entries of a chunk, sorted by (key, id).
    [[nodiscard]] std::span<const PointEntry> chunk(std::size_t chunk) const { return *m_chunks[chunk]; }
    [[nodiscard]] const void *chunk_identity(std::size_t chunk) const { return m_chunks[chunk].get(); }
    [[nodiscard]] std::size_t bytes() const;

  private:
    using Chunk = std::vector<PointEntry>;
    void set_chunk(std::size_t index, Chunk chunk);
    void insert_chunk(std::size_t index, Chunk chunk);
    void erase_chunk(std::size_t index);
    std::vector<std::shared_ptr<const Chunk>> m_chunks; ///< never empty chunks; sorted by first key
    std::vector<LatticeBox> m_boxes;                    ///< of the chunks, side by side so that looking through them is quick
    std::size_t m_size = 0;
    TilePlane m_plane;
};

} // namespace jingwei::spatial
