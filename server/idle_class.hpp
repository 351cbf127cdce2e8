#pragma once

#include <sched.h>

namespace jingwei::server {

/// Puts the calling thread, and the processes that it starts from here on, into the scheduler's idle class (sched(7)):
/// whoever asks for a place gets the processor at once, and the disk too (ioprio_get(2)). There is no way back for a thread
/// without privileges. Where the system refuses, the thread stays as it is.
inline void join_idle_class() {
    const sched_param none{};
    static_cast<void>(sched_setscheduler(0, SCHED_IDLE, &none));
}

} // namespace jingwei::server
