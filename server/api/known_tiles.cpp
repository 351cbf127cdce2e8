#include "server/api/known_tiles.hpp"

#include <functional>
#include <utility>

namespace jingwei::server {

KnownTiles::Entry *KnownTiles::Generation::find(std::size_t hash, std::string_view key) {
    for (std::size_t at = hash; !m_slots.empty(); ++at) {
        const Slot slot = m_slots[at % slots];
        if (slot.entry == 0) {
            return nullptr;
        }
        if (slot.tag == tag_of(hash) && m_entries[slot.entry - 1].key == key) {
            return &m_entries[slot.entry - 1];
        }
    }
    return nullptr;
}

void KnownTiles::Generation::add(std::size_t hash, std::string_view key, KnownTile tile) {
    m_slots.resize(slots);
    std::size_t at = hash;
    while (m_slots[at % slots].entry != 0) {
        ++at;
    }
    m_entries.push_back({std::string(key), std::move(tile)});
    m_slots[at % slots] = {tag_of(hash), static_cast<std::uint32_t>(m_entries.size())};
}

const KnownTile *KnownTiles::find(std::string_view key) {
    const std::size_t hash = std::hash<std::string_view>{}(key);
    if (const Entry *young = m_young.find(hash, key)) {
        return &young->tile;
    }
    Entry *old = m_old.find(hash, key);
    if (old == nullptr) {
        return nullptr;
    }
    old->key.clear();
    put(key, std::move(old->tile));
    return &m_young.find(hash, key)->tile;
}

void KnownTiles::put(std::string_view key, KnownTile tile) {
    if (key.size() > longest_key) {
        return;
    }
    const std::size_t hash = std::hash<std::string_view>{}(key);
    if (Entry *known = m_young.find(hash, key)) {
        known->tile = std::move(tile);
        return;
    }
    if (m_young.size() >= most_young) {
        m_old = std::exchange(m_young, {});
    }
    m_young.add(hash, key, std::move(tile));
}

} // namespace jingwei::server
