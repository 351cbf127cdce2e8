#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

namespace jingwei::gdal {

/// The physical line, 1-based, on which each row of a CSV starts, the header first. Blank lines are no rows; a quoted
/// value may hold line ends.
[[nodiscard]] std::vector<std::int64_t> csv_lines(const std::filesystem::path &file);

/// How many columns the first line has, by whichever of , ; tab and | comes most often outside quotes.
[[nodiscard]] std::size_t csv_columns(const std::filesystem::path &file);

} // namespace jingwei::gdal
