#pragma once

#include "tiles/dirty_tiles.hpp"
#include "tiles/layer_definition.hpp"

#include <array>
#include <unordered_map>

namespace jingwei::tiles {

/// The revision at which each tile of one layer last changed. What is not noted has the revision of its zoom, so a ledger may
/// forget: it then says that more has changed than did, never less. Tiles beyond the last zoom that it tells apart have the
/// revision of the one that they lie in, so there a change counts that is too small to be seen at the zooms above. Reading is
/// thread-safe beside reading.
class TileLedger {
  public:
    /// Everything as of `revision`. `deepest` is the last zoom told apart, at most max_served_zoom.
    explicit TileLedger(std::uint64_t revision, int deepest = deepest_zoom) : m_deepest(deepest) {
        m_zooms.fill({revision, {}});
    }

    [[nodiscard]] std::uint64_t revision(spatial::TileId tile) const;

    /// The last zoom told apart where nothing else is said.
    static constexpr int deepest_zoom = max_built_zoom + 1;
    [[nodiscard]] int deepest() const { return m_deepest; }

    /// The tiles changed at `revision`, which is greater than all before; `zoom` is at most deepest().
    void mark(int zoom, const DirtyTiles &dirty, std::uint64_t revision);
    /// The same for tiles of several zooms.
    void mark(std::span<const spatial::TileId> tiles, std::uint64_t revision);
    void mark_all(std::uint64_t revision);

    [[nodiscard]] std::size_t size() const; ///< tiles noted

    static constexpr std::size_t most_tiles = 50'000; ///< noted a zoom; with more, the whole zoom counts as changed

  private:
    struct Zoom {
        std::uint64_t revision = 0;                             ///< of what is not noted
        std::unordered_map<std::uint64_t, std::uint64_t> noted; ///< by column and row
    };
    int m_deepest;
    std::array<Zoom, max_served_zoom + 1> m_zooms;
};

} // namespace jingwei::tiles
