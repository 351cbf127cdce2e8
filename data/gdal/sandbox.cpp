#include "data/gdal/sandbox.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstddef>
#include <cstdint>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>

namespace jingwei::gdal {

namespace {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool limits_memory = false; // a sanitizer reserves terabytes of address space
#else
constexpr bool limits_memory = true;
#endif

/// Never above what the caller allows. `grace` is what comes between the signal that says why and the kill.
void limit(decltype(RLIMIT_CPU) what, rlim_t amount, rlim_t grace = 0) {
    rlimit given{};
    getrlimit(what, &given);
    const rlimit both{std::min({amount, given.rlim_cur, given.rlim_max}), std::min(amount + grace, given.rlim_max)};
    setrlimit(what, &both);
}

#if defined(__x86_64__)
constexpr unsigned machine = AUDIT_ARCH_X86_64;
#elif defined(__aarch64__)
constexpr unsigned machine = AUDIT_ARCH_AARCH64;
#else
constexpr unsigned machine = 0; // no filter is known for it; the empty network must do
#endif

/// System calls that reading a file never needs: sockets, other programs, other processes.
constexpr std::array forbidden{SYS_socket,           SYS_socketpair,        SYS_connect, SYS_bind,  SYS_accept, SYS_accept4,
                               SYS_execve,           SYS_execveat,          SYS_ptrace,  SYS_setns, SYS_mount,  SYS_unshare,
                               SYS_process_vm_readv, SYS_process_vm_writev, SYS_bpf,     425 /* io_uring_setup, everywhere */};

sock_filter statement(unsigned code, unsigned value) {
    return {static_cast<std::uint16_t>(code), 0, 0, value};
}

/// Goes on with the next statement where the loaded value equals, else skips one.
sock_filter skip_unless_equal(unsigned value) {
    return {BPF_JMP | BPF_JEQ | BPF_K, 0, 1, value};
}

/// The forbidden calls fail with EPERM; a call by another machine's numbers ends the process. False where the system has no
/// such filter.
bool forbid_calls() {
    if (machine == 0) {
        return false;
    }
    constexpr unsigned x32_bit = 0x40000000;
    std::array<sock_filter, 2 * forbidden.size() + 9> program{};
    std::size_t length = 0;
    const auto add = [&](sock_filter step) { program[length++] = step; };
    add(statement(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, arch)));
    add({BPF_JMP | BPF_JEQ | BPF_K, 1, 0, machine});
    add(statement(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS));
    add(statement(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)));
    add({BPF_JMP | BPF_JGE | BPF_K, 0, 1, x32_bit});
    add(statement(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS));
    for (const auto call : forbidden) {
        if (limits_memory || call != SYS_ptrace) { // a sanitizer looks for leaks by ptrace
            add(skip_unless_equal(static_cast<unsigned>(call)));
            add(statement(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM));
        }
    }
    add(statement(BPF_RET | BPF_K, SECCOMP_RET_ALLOW));
    const sock_fprog filter{static_cast<unsigned short>(length), program.data()};
    return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter, 0, 0) == 0;
}

} // namespace

void enter_sandbox() {
    std::signal(SIGPIPE, SIG_DFL);
    std::signal(SIGXFSZ, SIG_IGN); // the write fails and is reported
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    limit(RLIMIT_CPU, 120, 5);
    limit(RLIMIT_CORE, 0);
    limit(RLIMIT_FSIZE, rlim_t{4} << 30);
    if (limits_memory) {
        limit(RLIMIT_AS, rlim_t{2} << 30);
    }
    if (!forbid_calls()) {
        unshare(CLONE_NEWNET); // without a filter against sockets; the system needs milliseconds to make and to end a network
    }
}

} // namespace jingwei::gdal
