#pragma once

#include "data/store.hpp"
#include "server/service/tile_service.hpp"

#include <cstdint>
#include <list>
#include <memory>
#include <mutex>

namespace jingwei::server {

/// Tiles of earlier editions. What the store keeps of an edition is read and drawn when it is first asked for, and stays at
/// hand while it is among the few asked for last. Thread-safe.
class PastEditions {
  public:
    /// So many are kept; each takes what its themes take in a World.
    static constexpr std::size_t most_kept = 3;

    /// An edition and its tiles. Its World holds themes and nothing else.
    struct Drawn {
        Drawn(std::int64_t number, data::WorldPtr of, CardService &cards, const tiles::LevelZooms &level_zooms);
        std::int64_t edition = 0;
        data::WorldPtr world;
        TileService tiles;
    };

    /// `store` and `cards` must outlive this.
    PastEditions(const data::Store &store, CardService &cards, tiles::LevelZooms level_zooms)
        : m_store(store), m_cards(cards), m_level_zooms(std::move(level_zooms)) {}

    /// The edition if it is at hand, else null: microseconds.
    [[nodiscard]] std::shared_ptr<Drawn> at_hand(std::int64_t edition);
    /// The edition, read from the store where it has to be: seconds for a city, in which others who want one wait too. Throws
    /// Error{not_found} for an edition that never was, Error{bad_data} where what is kept is not what was published.
    [[nodiscard]] std::shared_ptr<Drawn> draw(std::int64_t edition);

  private:
    [[nodiscard]] data::WorldPtr read(std::int64_t edition) const;

    const data::Store &m_store;
    CardService &m_cards;
    tiles::LevelZooms m_level_zooms;
    std::mutex m_reading;                     ///< held while an edition is read: one at a time
    std::mutex m_mutex;                       ///< guards what follows
    std::list<std::shared_ptr<Drawn>> m_kept; ///< the one asked for last first
};

} // namespace jingwei::server
