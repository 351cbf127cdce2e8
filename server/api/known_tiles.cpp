#include "server/api/known_tiles.hpp"

namespace jingwei::server {

const KnownTile *KnownTiles::find(std::string_view key) {
    if (const auto young = m_young.find(key); young != m_young.end()) {
        return &young->second;
    }
    const auto old = m_old.find(key);
    if (old == m_old.end()) {
        return nullptr;
    }
    KnownTile tile = std::move(old->second);
    m_old.erase(old);
    put(key, std::move(tile));
    return &m_young.find(key)->second;
}

void KnownTiles::put(std::string_view key, KnownTile tile) {
    if (m_young.size() >= most_young) {
        m_old = std::move(m_young);
        m_young.clear();
    }
    m_young.insert_or_assign(std::string(key), std::move(tile));
}

} // namespace jingwei::server
