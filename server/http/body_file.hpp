#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace jingwei::server {

/// A request's body on its way to a handler, in a private file instead of in memory: readable by this account only, and
/// removed with this object unless it was moved away. Not thread-safe.
class BodyFile {
  public:
    /// An empty file in `folder`, which is made, for this account only, where it is missing. Throws Error{machine}.
    explicit BodyFile(const std::filesystem::path &folder);
    ~BodyFile();
    BodyFile(const BodyFile &) = delete;
    BodyFile &operator=(const BodyFile &) = delete;

    /// False when the disk takes no more.
    [[nodiscard]] bool append(std::string_view bytes);
    [[nodiscard]] std::uint64_t size() const { return m_size; }
    /// 64 hexadecimal digits of SHA-256 of what is in it; reads all of it. Throws Error{machine}.
    [[nodiscard]] std::string digest() const;
    /// Gives the file another name on the same disk; it is the caller's from then on. Throws Error{machine}.
    void move_to(const std::filesystem::path &target);

  private:
    std::filesystem::path m_path; ///< empty once moved
    int m_file = -1;
    std::uint64_t m_size = 0;
};

} // namespace jingwei::server
