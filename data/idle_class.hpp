#pragma once

#include <ctime>

/// Work that takes only what others leave of the processor.
namespace jingwei::data {

/// Puts the calling thread, and the processes that it starts from here on, into the scheduler's idle class (sched(7)):
/// whoever asks for a place gets the processor at once, and the disk too (ioprio_get(2)). There is no way back for a thread
/// without privileges. Where the system refuses, the thread stays as it is.
void join_idle_class();

/// While this lives, the thread that made it offers the processor to whoever else is ready, every 0.3 ms; a thread that is not
/// in the idle class offers nothing. The class alone does not do that: a thread of it that has slept or waited is owed its
/// small share, and Linux' fair scheduler gives it that before others, up to the next tick, which may be 4 ms away. One request
/// in a hundred waited for it (docs/performance.md). Uses SIGURG, which is ignored elsewhere; calls that a signal interrupts go
/// on, but for those that wait for a time (signal(7)), which may end early. Ends on the thread that made it.
class StepsAside {
  public:
    StepsAside();
    ~StepsAside();
    StepsAside(const StepsAside &) = delete;
    StepsAside &operator=(const StepsAside &) = delete;

    /// How often the calling thread has offered the processor so far.
    [[nodiscard]] static unsigned times();

  private:
    timer_t m_timer{};
    bool m_armed = false;
};

} // namespace jingwei::data
