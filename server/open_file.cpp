#include "server/open_file.hpp"

#include "spatial/error.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

namespace jingwei::server {

OpenFile::OpenFile(const std::filesystem::path &path) : m_descriptor(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)) {
    struct stat status = {};
    if (m_descriptor < 0 || fstat(m_descriptor, &status) != 0 || !S_ISREG(status.st_mode)) {
        const std::string why = m_descriptor < 0 ? std::strerror(errno) : "it is no file";
        if (m_descriptor >= 0) {
            close(m_descriptor);
        }
        throw Error(ErrorCode::machine, fmt::format("cannot read {}: {}", path.string(), why));
    }
    m_size = static_cast<std::uint64_t>(status.st_size);
    m_version = fmt::format("{:x}-{:x}-{:x}-{:x}", status.st_ino, m_size, status.st_mtim.tv_sec, status.st_mtim.tv_nsec);
}

OpenFile::~OpenFile() {
    close(m_descriptor);
}

std::string OpenFile::read(std::uint64_t offset, std::size_t length) const {
    std::string bytes(length, '\0');
    std::size_t got = 0;
    while (got < length) {
        const auto part = pread(m_descriptor, bytes.data() + got, length - got, static_cast<off_t>(offset + got));
        if (part < 0 && errno != EINTR) {
            throw Error(ErrorCode::machine, fmt::format("cannot read a file: {}", std::strerror(errno)));
        }
        if (part == 0) {
            break;
        }
        got += part < 0 ? 0 : static_cast<std::size_t>(part);
    }
    bytes.resize(got);
    return bytes;
}

} // namespace jingwei::server
