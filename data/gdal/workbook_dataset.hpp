#pragma once

#include <filesystem>
#include <gdal_priv.h>

namespace jingwei::gdal {

/// The sheets of an .xlsx that are neither hidden nor empty, each as a layer without geometry in memory: the fields are the
/// header row's texts, every value is text, a feature's id is its row in the sheet. Throws Error{bad_data}.
[[nodiscard]] GDALDatasetUniquePtr open_workbook(const std::filesystem::path &file);

/// A data set without layers, in memory.
[[nodiscard]] GDALDatasetUniquePtr empty_dataset();

} // namespace jingwei::gdal
