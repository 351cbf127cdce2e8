#pragma once

#include "data/world.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

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
/// the old one goes. For one thread.
class KnownTiles {
  public:
    /// What is known under a key, or null; lives until the next `put`.
    [[nodiscard]] const KnownTile *find(std::string_view key);
    void put(std::string_view key, KnownTile tile);

    static constexpr std::size_t most_young = 8192;

  private:
    struct KeyHash {
        using is_transparent = void;
        std::size_t operator()(std::string_view key) const { return std::hash<std::string_view>{}(key); }
    };
    using Generation = std::unordered_map<std::string, KnownTile, KeyHash, std::equal_to<>>;
    Generation m_young;
    Generation m_old;
};

} // namespace jingwei::server
