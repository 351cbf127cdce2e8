#pragma once

#include <filesystem>

namespace jingwei::data {

/// Whether two paths name one file: by device and inode where both are there, whatever the links, else by folder and name.
[[nodiscard]] bool is_same_file(const std::filesystem::path &a, const std::filesystem::path &b);

/// Throws Error{bad_call} where `target` is a file of the store, there already or not: itself, or its -wal, -shm, -journal or
/// .lock.
void refuse_store_file(const std::filesystem::path &store, const std::filesystem::path &target);

} // namespace jingwei::data
