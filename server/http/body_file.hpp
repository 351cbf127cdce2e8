#pragma once

#include <cstdint>
#include <filesystem>
#include <sodium.h>
#include <string>
#include <string_view>

namespace jingwei::server {

/// A request's body on its way to a handler, in a private file instead of in memory: readable by this account only, and
/// removed with this object unless it was moved away. What has come is kept in memory until somebody writes it out, so that an
/// I/O thread never waits for the disk. Not thread-safe: one thread at a time.
class BodyFile {
  public:
    /// So many bytes should wait at most.
    static constexpr std::size_t most_waiting = std::size_t{256} << 10U;

    /// An empty file in `folder`, which is made, for this account only, where it is missing. `hashed` = somebody
    /// will ask for its digest. Throws Error{machine}.
    explicit BodyFile(const std::filesystem::path &folder, bool hashed = false);
    ~BodyFile();
    BodyFile(const BodyFile &) = delete;
    BodyFile &operator=(const BodyFile &) = delete;

    /// False once the disk has taken no more.
    [[nodiscard]] bool append(std::string_view bytes);
    /// Whether what waits should be written out before more comes.
    [[nodiscard]] bool is_full() const { return m_waiting.size() >= most_waiting; }
    /// Writes what waits into the file; hashing adds some 3 ms a MiB.
    void write_out();
    /// What came, written or not.
    [[nodiscard]] std::uint64_t size() const { return m_size; }
    /// 64 hexadecimal digits of SHA-256 of all that came, if it is hashed. Throws DiskFull.
    [[nodiscard]] std::string digest();
    /// Gives the file another name on the same disk; it is the caller's from then on. Throws DiskFull, Error{machine}.
    void move_to(const std::filesystem::path &target);

  private:
    void finish();
    std::filesystem::path m_path; ///< empty once moved
    int m_file = -1;
    std::uint64_t m_size = 0;
    std::string m_waiting;
    bool m_hashed;
    bool m_failed = false;
    crypto_hash_sha256_state m_hash{};
};

} // namespace jingwei::server
