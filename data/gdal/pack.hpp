#pragma once

#include <filesystem>
#include <vector>

namespace jingwei::gdal {

/// Packs files into a new zip archive, under their own names, without folders, and removes them. Throws Error{machine}.
void pack(const std::vector<std::filesystem::path> &files, const std::filesystem::path &archive);

} // namespace jingwei::gdal
