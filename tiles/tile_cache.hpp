#pragma once

#include <cstdint>
#include <functional>
#include <future>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

namespace jingwei::tiles {

using TileBytes = std::shared_ptr<const std::string>;

struct TileCacheStats {
    std::uint64_t hits = 0;
    std::uint64_t misses = 0; ///< builds that were started
    std::uint64_t waits = 0;  ///< callers that waited for a build that another had started
    std::size_t bytes = 0;
    std::size_t entries = 0;
};

/// Tiles by key, bounded by bytes, the least recently used dropped first. One build a key at a time: others wait for it.
/// An empty tile is kept too. A tile larger than the whole cache is handed out but not kept. Thread-safe.
class TileCache {
  public:
    explicit TileCache(std::size_t max_bytes) : m_max_bytes(max_bytes) {}

    /// The tile, or null; never waits for a build. Counts a hit when found.
    [[nodiscard]] TileBytes find(std::string_view key);

    /// The tile, built on this thread if nobody has it or is building it. What `build` throws reaches every waiting caller
    /// and nothing is kept. `build` must not ask for the same key.
    [[nodiscard]] TileBytes get_or_build(const std::string &key, const std::function<std::string()> &build);

    void clear();
    [[nodiscard]] TileCacheStats stats() const;

  private:
    struct Entry {
        std::string key;
        TileBytes bytes;
    };
    struct KeyHash {
        using is_transparent = void;
        std::size_t operator()(std::string_view key) const { return std::hash<std::string_view>{}(key); }
    };
    using Entries = std::list<Entry>;

    [[nodiscard]] TileBytes find_locked(std::string_view key);
    void keep(const std::string &key, const TileBytes &bytes);
    [[nodiscard]] static std::size_t cost(const Entry &entry);

    const std::size_t m_max_bytes;
    mutable std::mutex m_mutex;
    Entries m_entries; ///< most recently used first
    std::unordered_map<std::string, Entries::iterator, KeyHash, std::equal_to<>> m_by_key;
    std::unordered_map<std::string, std::shared_future<TileBytes>> m_building;
    TileCacheStats m_stats;
};

} // namespace jingwei::tiles
