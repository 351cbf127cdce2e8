#pragma once

#include <cstdint>
#include <filesystem>

namespace jingwei::gdal {

/// Whether a workbook that was just written holds so many cells, all sheets together, and every part of it ends as XML does.
/// The library that writes it looks at no error of its temporary files: where the disk is full for a moment, a piece of some
/// 4 KiB or more is missing in the middle of a sheet. Reads all of the file, in pieces.
[[nodiscard]] bool is_whole_workbook(const std::filesystem::path &file, std::uint64_t cells);

} // namespace jingwei::gdal
