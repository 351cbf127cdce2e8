#include "data/gdal/sandbox.hpp"

#include <csignal>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/resource.h>

namespace jingwei::gdal {

namespace {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool limits_memory = false; // a sanitizer reserves terabytes of address space
#else
constexpr bool limits_memory = true;
#endif

void limit(decltype(RLIMIT_CPU) what, rlim_t amount) {
    const rlimit both{amount, amount};
    setrlimit(what, &both);
}

} // namespace

void enter_sandbox() {
    std::signal(SIGPIPE, SIG_DFL);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    unshare(CLONE_NEWNET);
    limit(RLIMIT_CPU, 120);
    limit(RLIMIT_CORE, 0);
    if (limits_memory) {
        limit(RLIMIT_AS, rlim_t{2} << 30);
    }
}

} // namespace jingwei::gdal
