#include "server/service/past_editions.hpp"

#include "spatial/error.hpp"

#include <algorithm>

namespace jingwei::server {

namespace {

/// Of the tiles of one edition.
constexpr std::size_t cache_bytes = std::size_t{16} << 20U;

} // namespace

PastEditions::Drawn::Drawn(std::int64_t number, data::WorldPtr of, CardService &cards, const tiles::LevelZooms &level_zooms)
    : edition(number), world(std::move(of)), tiles(cache_bytes, cards, level_zooms) {}

std::shared_ptr<PastEditions::Drawn> PastEditions::at_hand(std::int64_t edition) {
    const std::lock_guard lock(m_mutex);
    const auto found = std::ranges::find(m_kept, edition, [](const auto &drawn) { return drawn->edition; });
    if (found == m_kept.end()) {
        return nullptr;
    }
    m_kept.splice(m_kept.begin(), m_kept, found);
    return m_kept.front();
}

std::shared_ptr<PastEditions::Drawn> PastEditions::draw(std::int64_t edition) {
    if (auto known = at_hand(edition)) {
        return known;
    }
    const std::lock_guard one_at_a_time(m_reading);
    if (auto known = at_hand(edition)) { // somebody else has read it meanwhile
        return known;
    }
    auto drawn = std::make_shared<Drawn>(edition, read(edition), m_cards, m_level_zooms);
    const std::lock_guard lock(m_mutex);
    m_kept.push_front(drawn);
    m_kept.resize(std::min(m_kept.size(), most_kept));
    return drawn;
}

data::WorldPtr PastEditions::read(std::int64_t edition) const {
    const data::WorldPtr now = m_store.world();
    auto past = std::make_shared<data::World>();
    past->store_uuid = now->store_uuid;
    past->sample = now->sample;
    past->edition = edition;
    past->divisions = now->divisions;
    for (const auto &theme : now->themes) {
        if (theme->edition <= edition) { // as it is still
            past->themes.push_back(theme);
        } else if (auto earlier = m_store.theme_at(theme->code, edition)) {
            past->themes.push_back(std::move(earlier));
        }
    }
    return past;
}

} // namespace jingwei::server
