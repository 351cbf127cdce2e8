#include "tiles/tile_cache.hpp"

namespace jingwei::tiles {

namespace {

/// What a kept entry costs beside its key and its bytes: list and map nodes, roughly.
constexpr std::size_t entry_overhead = 160;

} // namespace

std::size_t TileCache::cost(const Entry &entry) {
    return entry.bytes->size() + 2 * entry.key.size() + entry_overhead;
}

TileBytes TileCache::find_locked(std::string_view key) {
    const auto found = m_by_key.find(key);
    if (found == m_by_key.end()) {
        return nullptr;
    }
    m_entries.splice(m_entries.begin(), m_entries, found->second);
    ++m_stats.hits;
    return found->second->bytes;
}

TileBytes TileCache::find(std::string_view key) {
    const std::lock_guard lock(m_mutex);
    return find_locked(key);
}

TileBytes TileCache::get_or_build(const std::string &key, const std::function<std::string()> &build) {
    std::promise<TileBytes> promise;
    {
        std::unique_lock lock(m_mutex);
        if (TileBytes found = find_locked(key)) {
            return found;
        }
        if (const auto other = m_building.find(key); other != m_building.end()) {
            ++m_stats.waits;
            const auto result = other->second;
            lock.unlock();
            return result.get();
        }
        ++m_stats.misses;
        m_building.emplace(key, promise.get_future().share());
    }
    try {
        auto bytes = std::make_shared<const std::string>(build());
        keep(key, bytes);
        promise.set_value(bytes);
        return bytes;
    } catch (...) {
        {
            const std::lock_guard lock(m_mutex);
            m_building.erase(key);
        }
        promise.set_exception(std::current_exception());
        throw;
    }
}

void TileCache::keep(const std::string &key, const TileBytes &bytes) {
    const std::lock_guard lock(m_mutex);
    Entry entry{key, bytes};
    if (cost(entry) <= m_max_bytes) {
        m_stats.bytes += cost(entry);
        m_entries.push_front(std::move(entry));
        m_by_key.insert_or_assign(key, m_entries.begin());
    }
    while (m_stats.bytes > m_max_bytes) {
        m_stats.bytes -= cost(m_entries.back());
        m_by_key.erase(m_entries.back().key);
        m_entries.pop_back();
    }
    m_building.erase(key);
}

void TileCache::clear() {
    const std::lock_guard lock(m_mutex);
    m_by_key.clear();
    m_entries.clear();
    m_stats.bytes = 0;
}

TileCacheStats TileCache::stats() const {
    const std::lock_guard lock(m_mutex);
    TileCacheStats stats = m_stats;
    stats.entries = m_entries.size();
    return stats;
}

} // namespace jingwei::tiles
