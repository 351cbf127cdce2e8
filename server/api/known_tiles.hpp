#pragma once

#include "data/world.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace jingwei::server {

/// What the address of a tile came to in a World: all of the answer but its bytes.
struct KnownTile {
    std::weak_ptr<const data::World> world; ///< not kept alive; while it is the one served, the answer holds
    std::string cache_key;
    std::shared_ptr<const std::string> lines;       ///< the headers of the tile, written out
    std::shared_ptr<const std::string> empty_lines; ///< of 204 and 304
    std::size_t etag = 0, etag_size = 0;            ///< where the ETag stands in `empty_lines`, which a 304 reads anyway
    /// Whether it was made of this very World.
    [[nodiscard]] bool is_of(const data::WorldPtr &served) const {
        return !world.owner_before(served) && !served.owner_before(world);
    }
};

/// The tiles asked for lately, by address and by what else the answer depends on. Two generations: when the young one is full,
/// the old one goes. Keys are not empty. Long ones are not kept, so that the whole stays within some megabytes whatever is
/// asked for. For one thread.
class KnownTiles {
  public:
    /// What is known under a key, or null; lives until the next `put`.
    [[nodiscard]] const KnownTile *find(std::string_view key);
    /// Nothing happens where the key is longer than `longest_key`.
    void put(std::string_view key, KnownTile tile);

    static constexpr std::size_t most_young = 8192;
    /// Bytes. What pages ask for, a full filter included, is shorter.
    static constexpr std::size_t longest_key = 512;

  private:
    struct Entry {
        std::string key; ///< empty = the tile has gone to the young
        KnownTile tile;
    };
    /// A table without links: to look a tile up reads a slot and the entry that it names.
    class Generation {
      public:
        [[nodiscard]] Entry *find(std::size_t hash, std::string_view key);
        void add(std::size_t hash, std::string_view key, KnownTile tile);
        [[nodiscard]] std::size_t size() const { return m_entries.size(); }

      private:
        struct Slot {
            std::uint32_t tag = 0;   ///< of the hash
            std::uint32_t entry = 0; ///< its number from 1 on; 0 = free
        };
        static constexpr std::size_t slots = 2 * most_young; // a power of two
        [[nodiscard]] static std::uint32_t tag_of(std::size_t hash) { return static_cast<std::uint32_t>(hash >> 32U); }
        std::vector<Slot> m_slots;
        std::vector<Entry> m_entries;
    };
    Generation m_young;
    Generation m_old;
};

} // namespace jingwei::server
