#pragma once

#include "spatial/tile_grid.hpp"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

/// PMTiles version 3, one file of tiles that a client reads by ranges: protomaps/PMTiles, spec/v3/spec.md.
namespace jingwei::tiles {

/// The number of a tile: zooms one after another, each along its Hilbert curve (spec chapter 4.1). Zoom at most 30.
[[nodiscard]] std::uint64_t pmtiles_number(spatial::TileId tile);

/// An entry of a directory: `run_length` tiles from `number` on have this content; 0 = the content is a leaf directory.
struct PmtilesEntry {
    std::uint64_t number = 0;
    std::uint64_t offset = 0; ///< bytes, in the tile data or among the leaf directories
    std::uint32_t length = 0; ///< bytes
    std::uint32_t run_length = 0;
    friend bool operator==(const PmtilesEntry &, const PmtilesEntry &) = default;
};

/// The directories of an archive, compressed: all entries in the root where they fit, else in leaves that the root points to.
struct PmtilesDirectories {
    std::string root;
    std::string leaves; ///< one after another; empty = the root holds all
};
/// The root is so small that it lies in the first 16,384 bytes with the header, whatever the number of entries.
[[nodiscard]] PmtilesDirectories pmtiles_directories(std::span<const PmtilesEntry> entries);

/// What an archive says beside its tiles.
struct PmtilesInfo {
    std::string metadata; ///< a JSON object
    int min_zoom = 0;
    int max_zoom = 0;
    spatial::LonLat south_west, north_east; ///< degrees, in the frame that the tiles are drawn in
};

struct PmtilesCounts {
    std::uint64_t tiles = 0;    ///< addressed
    std::uint64_t entries = 0;  ///< of directories, runs counted once
    std::uint64_t contents = 0; ///< different ones
    std::uint64_t bytes = 0;    ///< of the archive
};

/// Writes an archive of gzipped vector tiles: tiles with the same content share it, and runs of them one entry. Tile data waits
/// in a file without a name, which goes away with the process, so memory is 40 bytes a content. The same tiles give the same
/// bytes. Not thread-safe. Throws Error{machine} where the disk takes no more.
class PmtilesWriter {
  public:
    /// The waiting file is made in `folder`.
    explicit PmtilesWriter(const std::filesystem::path &folder);
    ~PmtilesWriter();
    PmtilesWriter(const PmtilesWriter &) = delete;
    PmtilesWriter &operator=(const PmtilesWriter &) = delete;

    /// One gzipped tile; numbers have to ascend and content must not be empty, else std::logic_error.
    void add(spatial::TileId tile, std::string_view gzipped);
    [[nodiscard]] bool empty() const { return m_entries.empty(); }
    /// Hands out the archive from its first byte to its last. Call it once, at the end.
    PmtilesCounts finish(const PmtilesInfo &info, const std::function<void(std::string_view)> &write);

  private:
    [[nodiscard]] PmtilesEntry place(std::string_view content);
    [[nodiscard]] bool holds(std::uint64_t offset, std::string_view content) const;
    [[nodiscard]] std::string read(std::uint64_t offset, std::size_t length) const;

    int m_file;
    std::uint64_t m_data_bytes = 0;
    std::uint64_t m_tiles = 0;
    std::uint64_t m_contents = 0;
    std::unordered_multimap<std::uint64_t, PmtilesEntry> m_by_hash;
    std::vector<PmtilesEntry> m_entries;
};

} // namespace jingwei::tiles
