#include "server/service/past_editions.hpp"

#include "data/past_world.hpp"
#include "data/theme_world.hpp"
#include "spatial/error.hpp"

#include <algorithm>

namespace jingwei::server {

namespace {

/// Of the tiles of one edition.
constexpr std::size_t cache_bytes = std::size_t{16} << 20U;
constexpr std::size_t most_instants = 10'000;

using ThemePtr = std::shared_ptr<const data::ThemeWorld>;

/// The themes of a World in their order, as an edition had them.
std::vector<ThemePtr> themes_of(const data::World &edition, const data::World &now) {
    std::vector<ThemePtr> themes;
    for (const auto &theme : now.themes) {
        const auto known = edition.theme_index(theme->code);
        themes.push_back(
            known ? edition.themes[*known]
                  : data::make_past_theme(data::head_of(*theme),
                                          {.theme = theme->code, .grids = std::vector<data::GridRow>(1), .coverage = {}},
                                          *now.divisions));
    }
    return themes;
}

/// A World without themes yet.
std::shared_ptr<data::World> world_of(const data::World &now, std::int64_t edition) {
    auto past = std::make_shared<data::World>();
    past->store_uuid = now.store_uuid;
    past->sample = now.sample;
    past->edition = edition;
    past->divisions = now.divisions;
    return past;
}

} // namespace

PastEditions::Drawn::Drawn(std::int64_t number, data::WorldPtr of, const tiles::LevelZooms &level_zooms)
    : edition(number), world(std::move(of)), tiles(cache_bytes, cards, level_zooms) {}

data::WorldPtr PastEditions::Drawn::beside(const data::WorldPtr &now) {
    const std::lock_guard lock(m_mutex);
    if (m_now == now) {
        return m_beside;
    }
    if (m_themes.size() != now->themes.size()) {
        m_themes = themes_of(*world, *now);
    }
    if (m_of != now->roster) {
        m_roster = data::past_roster(*now, m_themes);
        m_of = now->roster;
    }
    m_beside = data::past_world(*now, m_themes, m_roster, edition);
    m_now = now;
    return m_beside;
}

std::int64_t PastEditions::edition_at(const data::World &now, data::TimeMs at) {
    if (at >= now.edition_valid_from) {
        return now.edition;
    }
    {
        const std::lock_guard lock(m_mutex);
        if (m_known_with != now.edition || m_editions.size() > most_instants) {
            m_editions.clear();
            m_known_with = now.edition;
        }
        if (const auto known = m_editions.find(at); known != m_editions.end()) {
            return known->second;
        }
    }
    const auto edition = m_store.edition_at(at);
    const std::lock_guard lock(m_mutex);
    if (m_known_with == now.edition) {
        m_editions.emplace(at, edition);
    }
    return edition;
}

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
    auto drawn = std::make_shared<Drawn>(edition, read(edition), m_level_zooms);
    add(drawn);
    return drawn;
}

void PastEditions::add(std::shared_ptr<Drawn> drawn) {
    const std::lock_guard lock(m_mutex);
    m_kept.push_front(std::move(drawn));
    m_kept.resize(std::min(m_kept.size(), most_kept));
}

void PastEditions::keep(const data::World &served) {
    if (served.edition == 0 || at_hand(served.edition)) {
        return;
    }
    const auto past = world_of(served, served.edition);
    for (const auto &theme : served.themes) {
        if (theme->edition != 0) {
            past->themes.push_back(theme);
        }
    }
    add(std::make_shared<Drawn>(served.edition, past, m_level_zooms));
}

data::WorldPtr PastEditions::read(std::int64_t edition) const {
    const data::WorldPtr now = m_store.world();
    const auto past = world_of(*now, edition);
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
