#include "data/lock.hpp"

#include "spatial/error.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

namespace jingwei::data {

namespace {

std::string holder_of(int file) {
    std::array<char, 32> text{};
    const ssize_t size = ::pread(file, text.data(), text.size() - 1, 0);
    std::string pid(text.data(), size > 0 ? static_cast<std::size_t>(size) : 0);
    pid.erase(pid.find_last_not_of("\n ") + 1);
    return pid.empty() ? "another process" : "process " + pid;
}

[[noreturn]] void refuse(const std::filesystem::path &store, int file, int error) {
    const std::string holder = error == EWOULDBLOCK ? holder_of(file) : "";
    ::close(file);
    if (error == EWOULDBLOCK) {
        throw Error(ErrorCode::store_busy,
                    fmt::format("{} is being served or written by {}; stop it first, or make a copy with `jingwei backup`",
                                store.string(), holder));
    }
    throw Error(ErrorCode::machine, fmt::format("cannot lock {}.lock: {}", store.string(), std::strerror(error)));
}

} // namespace

StoreLock::StoreLock(const std::filesystem::path &store) {
    const std::string path = store.string() + ".lock";
    m_file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    if (m_file < 0) {
        throw Error(ErrorCode::machine,
                    fmt::format("cannot open {}: {}; check the rights on the folder", path, std::strerror(errno)));
    }
    if (::flock(m_file, LOCK_EX | LOCK_NB) != 0) {
        refuse(store, m_file, errno);
    }
    const std::string pid = fmt::format("{}\n", ::getpid());
    if (::ftruncate(m_file, 0) != 0 || ::pwrite(m_file, pid.data(), pid.size(), 0) < 0) {
        refuse(store, m_file, errno);
    }
}

StoreLock::~StoreLock() {
    if (::ftruncate(m_file, 0) != 0) {
        // The lock itself goes with the descriptor; a stale number in the file harms nobody.
    }
    ::close(m_file);
}

} // namespace jingwei::data
