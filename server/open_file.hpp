#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

namespace jingwei::server {

/// A regular file opened for reading. Thread-safe.
class OpenFile {
  public:
    /// Throws Error{machine} where it cannot be opened or is no regular file.
    explicit OpenFile(const std::filesystem::path &path);
    ~OpenFile();
    OpenFile(const OpenFile &) = delete;
    OpenFile &operator=(const OpenFile &) = delete;

    [[nodiscard]] std::uint64_t size() const { return m_size; } ///< bytes, when it was opened
    /// Another file in its place, or another content, has another one.
    [[nodiscard]] const std::string &version() const { return m_version; }
    /// Up to `length` bytes from `offset` on: fewer only where the file has become shorter. Throws Error{machine}.
    [[nodiscard]] std::string read(std::uint64_t offset, std::size_t length) const;

  private:
    int m_descriptor;
    std::uint64_t m_size = 0;
    std::string m_version;
};

} // namespace jingwei::server
