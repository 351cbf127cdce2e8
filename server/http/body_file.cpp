#include "server/http/body_file.hpp"

#include "data/disk_full.hpp"

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <string>
#include <unistd.h>

namespace jingwei::server {

namespace {

Error failed(const std::string &what) {
    return {ErrorCode::machine,
            "cannot " + what + ": " + std::strerror(errno) + "; check the disk and the rights on the folder"};
}

} // namespace

BodyFile::BodyFile(const std::filesystem::path &folder, bool hashed) : m_hashed(hashed) {
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
    crypto_hash_sha256_init(&m_hash);
}

BodyFile::~BodyFile() {
    close(m_file);
    std::error_code ignored;
    if (!m_path.empty()) {
        std::filesystem::remove(m_path, ignored);
    }
}

bool BodyFile::append(std::string_view bytes) {
    m_waiting.append(bytes);
    m_size += bytes.size();
    return !m_failed;
}

void BodyFile::write_out() {
    std::string_view rest = m_waiting;
    while (!rest.empty() && !m_failed) {
        const auto written = write(m_file, rest.data(), rest.size());
        m_failed = written < 0 && errno != EINTR;
        rest.remove_prefix(written < 0 ? 0 : static_cast<std::size_t>(written));
    }
    if (m_hashed) {
        crypto_hash_sha256_update(&m_hash, reinterpret_cast<const unsigned char *>(m_waiting.data()), m_waiting.size());
    }
    m_waiting.clear();
}

void BodyFile::finish() {
    write_out();
    if (m_failed) {
        throw data::DiskFull("the disk is full; nothing was taken");
    }
}

std::string BodyFile::digest() {
    finish();
    auto state = m_hash;
    std::array<unsigned char, crypto_hash_sha256_BYTES> hash{};
    std::array<char, 2 * crypto_hash_sha256_BYTES + 1> hex{};
    crypto_hash_sha256_final(&state, hash.data());
    return sodium_bin2hex(hex.data(), hex.size(), hash.data(), hash.size());
}

void BodyFile::move_to(const std::filesystem::path &target) {
    finish();
    std::error_code wrong;
    std::filesystem::rename(m_path, target, wrong);
    if (wrong) {
        throw Error(ErrorCode::machine, "cannot keep an upload as " + target.string() + ": " + wrong.message());
    }
    m_path.clear();
}

} // namespace jingwei::server
