#include "server/command/command.hpp"

#include <csignal>
#include <iostream>

namespace {

std::atomic<bool> interrupted = false;
static_assert(std::atomic<bool>::is_always_lock_free);

void on_signal(int) {
    interrupted.store(true, std::memory_order_relaxed);
}

/// The first signal asks the command to stop; the second one ends the process.
void catch_signals() {
    struct sigaction action = {};
    action.sa_handler = on_signal;
    action.sa_flags = static_cast<int>(SA_RESETHAND | SA_RESTART);
    sigaction(SIGINT, &action, nullptr);
    sigaction(SIGTERM, &action, nullptr);
}

} // namespace

int main(int argc, char **argv) {
    catch_signals();
    return jingwei::server::run_program(argc, argv, std::cout, std::cerr, interrupted);
}
