#pragma once

#include <filesystem>

namespace jingwei::data {

/// The right to write a store: flock on `<db>.lock`, with the holder's process id as its text. The kernel gives it back
/// when the process ends, however it ends; the file stays.
class StoreLock {
  public:
    /// Throws Error{store_busy}, naming the process that holds it, or Error{machine}.
    explicit StoreLock(const std::filesystem::path &store);
    ~StoreLock();
    StoreLock(const StoreLock &) = delete;
    StoreLock &operator=(const StoreLock &) = delete;

  private:
    int m_file = -1;
};

} // namespace jingwei::data
