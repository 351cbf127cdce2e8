#pragma once

#include "data/store.hpp"
#include "server/service/tile_service.hpp"

#include <cstdint>
#include <list>
#include <map>
#include <memory>
#include <mutex>

namespace jingwei::server {

/// Earlier editions: their tiles, and their grids beside what is now. What the store keeps of an edition is read and drawn when
/// it is first asked for, and stays at hand while it is among the few asked for last. Thread-safe.
class PastEditions {
  public:
    /// So many are kept; each takes what its themes take in a World.
    static constexpr std::size_t most_kept = 3;

    /// An edition and its tiles. Its World holds themes and nothing else.
    struct Drawn {
        Drawn(std::int64_t number, data::WorldPtr of, const tiles::LevelZooms &level_zooms);
        std::int64_t edition = 0;
        data::WorldPtr world;
        CardService cards; ///< of its grids
        TileService tiles;
        /// The World as it is now with the grids of this edition, see data::past_world. Thread-safe.
        [[nodiscard]] data::WorldPtr beside(const data::WorldPtr &now);

      private:
        std::mutex m_mutex;                           ///< guards what follows
        data::WorldPtr m_now, m_beside;               ///< the last one asked for
        std::shared_ptr<const data::Roster> m_of;     ///< the roster that was moved …
        std::shared_ptr<const data::Roster> m_roster; ///< … and what became of it
        std::vector<std::shared_ptr<const data::ThemeWorld>>
            m_themes; ///< in the order of m_now; without grids where it had none
    };

    /// `store` must outlive this.
    PastEditions(const data::Store &store, tiles::LevelZooms level_zooms)
        : m_store(store), m_level_zooms(std::move(level_zooms)) {}

    /// The edition that held at an instant; 0 = none yet. Asks the store once for each instant: a few milliseconds.
    [[nodiscard]] std::int64_t edition_at(const data::World &now, data::TimeMs at);

    /// The edition if it is at hand, else null: microseconds.
    [[nodiscard]] std::shared_ptr<Drawn> at_hand(std::int64_t edition);
    /// Keeps what was served until another edition is: who compares the two, or looks back a day, need not read it again.
    void keep(const data::World &served);
    /// The edition, read from the store where it has to be: seconds for a city, in which others who want one wait too. Throws
    /// Error{not_found} for an edition that never was, Error{bad_data} where what is kept is not what was published.
    [[nodiscard]] std::shared_ptr<Drawn> draw(std::int64_t edition);

  private:
    [[nodiscard]] data::WorldPtr read(std::int64_t edition) const;
    void add(std::shared_ptr<Drawn> drawn);

    const data::Store &m_store;
    tiles::LevelZooms m_level_zooms;
    std::mutex m_reading;                            ///< held while an edition is read: one at a time
    std::mutex m_mutex;                              ///< guards what follows
    std::list<std::shared_ptr<Drawn>> m_kept;        ///< the one asked for last first
    std::map<data::TimeMs, std::int64_t> m_editions; ///< that held, by instants asked for
    std::int64_t m_known_with = 0;                   ///< the current edition when they were asked for
};

} // namespace jingwei::server
