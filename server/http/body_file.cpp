#include "server/http/body_file.hpp"

#include "spatial/error.hpp"

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <sodium.h>
#include <string>
#include <unistd.h>
#include <vector>

namespace jingwei::server {

namespace {

Error failed(const std::string &what) {
    return {ErrorCode::machine,
            "cannot " + what + ": " + std::strerror(errno) + "; check the disk and the rights on the folder"};
}

} // namespace

BodyFile::BodyFile(const std::filesystem::path &folder) {
    std::error_code ignored;
    if (std::filesystem::create_directories(folder, ignored)) {
        std::filesystem::permissions(folder, std::filesystem::perms::owner_all, ignored);
    }
    std::string pattern = (folder / "body-XXXXXX").string();
    m_file = mkostemp(pattern.data(), O_CLOEXEC);
    if (m_file < 0) {
        throw failed("make a file for an upload in " + folder.string());
    }
    m_path = pattern;
}

BodyFile::~BodyFile() {
    close(m_file);
    std::error_code ignored;
    if (!m_path.empty()) {
        std::filesystem::remove(m_path, ignored);
    }
}

bool BodyFile::append(std::string_view bytes) {
    while (!bytes.empty()) {
        const auto written = write(m_file, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR) {
            continue;
        }
        if (written < 0) {
            return false;
        }
        bytes.remove_prefix(static_cast<std::size_t>(written));
        m_size += static_cast<std::uint64_t>(written);
    }
    return true;
}

std::string BodyFile::digest() const {
    crypto_hash_sha256_state state;
    crypto_hash_sha256_init(&state);
    std::vector<unsigned char> bytes(std::size_t{1} << 16U);
    for (off_t at = 0;;) {
        const auto size = pread(m_file, bytes.data(), bytes.size(), at);
        if (size < 0) {
            throw failed("read an upload back");
        }
        if (size == 0) {
            break;
        }
        crypto_hash_sha256_update(&state, bytes.data(), static_cast<unsigned long long>(size));
        at += size;
    }
    std::array<unsigned char, crypto_hash_sha256_BYTES> hash{};
    std::array<char, 2 * crypto_hash_sha256_BYTES + 1> hex{};
    crypto_hash_sha256_final(&state, hash.data());
    return sodium_bin2hex(hex.data(), hex.size(), hash.data(), hash.size());
}

void BodyFile::move_to(const std::filesystem::path &target) {
    std::error_code wrong;
    std::filesystem::rename(m_path, target, wrong);
    if (wrong) {
        throw Error(ErrorCode::machine, "cannot keep an upload as " + target.string() + ": " + wrong.message());
    }
    m_path.clear();
}

} // namespace jingwei::server
