#pragma once

#include <filesystem>
#include <gdal_priv.h>
#include <ogrsf_frmts.h>

/// Texts in columns of numbers and days: GDAL takes what it can make of them ("12O" is 12, "abc" is 0) and says nothing.
namespace jingwei::gdal {

/// Looks through the numbers and days of a Shapefile's .dbf. Throws Error{bad_data} that names row, field and text.
void check_table_of_shapes(const std::filesystem::path &table);

/// The same for a layer of a GeoPackage, whose columns take any text.
void check_values(GDALDataset &dataset, OGRLayer &layer);

} // namespace jingwei::gdal
