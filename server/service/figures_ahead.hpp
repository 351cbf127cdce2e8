#pragma once

#include "data/store.hpp"
#include "server/service/tile_service.hpp"

#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <thread>

namespace jingwei::server {

/// Counts the figures of grids before anybody asks for a tile of them, on a thread of its own: as the server starts and after
/// each change. To count a whole city takes half a second, and to draw its themes takes longer; what follows one change is
/// quick. While changes come one after another it works for a fifth of the time at most.
class FiguresAhead {
  public:
    /// Both must outlive this.
    FiguresAhead(const data::Store &store, TileService &tiles);
    /// Waits for what is under way.
    ~FiguresAhead() = default;
    FiguresAhead(const FiguresAhead &) = delete;
    FiguresAhead &operator=(const FiguresAhead &) = delete;

    /// A World of this revision will be served. Quick; thread-safe.
    void wake(std::uint64_t revision);

  private:
    void run(const std::stop_token &stop);
    /// Waits for the World that was announced; false when it is time to stop.
    [[nodiscard]] bool wait_for_next(const std::stop_token &stop);
    void prepare();

    const data::Store &m_store;
    TileService &m_tiles;
    std::mutex m_mutex;
    std::condition_variable_any m_changed;
    std::uint64_t m_announced = 0; ///< guarded by m_mutex
    std::uint64_t m_prepared = 0;  ///< of the thread alone
    std::jthread m_thread;         ///< ends first
};

} // namespace jingwei::server
