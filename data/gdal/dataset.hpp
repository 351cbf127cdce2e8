#pragma once

#include "data/gdal/source_kind.hpp"

#include <gdal_priv.h>
#include <ogrsf_frmts.h>
#include <string>

namespace jingwei::gdal {

/// More fields than this in one layer are refused.
constexpr std::size_t max_fields = 1'000;
/// Throws Error{bad_data} above `max_fields`.
void check_field_count(std::size_t count);

/// The metadata item that says why a layer cannot be taken.
constexpr const char *layer_fault = "FAULT";

/// The metadata item that says which rows and columns of a sheet are hidden.
constexpr const char *hidden_cells = "HIDDEN";

/// The metadata item of a sheet that says from which year its days count: "1899" (in its end) or "1904".
constexpr const char *days_from = "DAYS_FROM";

/// Opens a file, or an unpacked geodatabase folder, with the one driver of its kind; no other driver is asked. Nothing that the
/// file points to elsewhere is opened. Throws Error{bad_data} saying what to do.
[[nodiscard]] GDALDatasetUniquePtr open_dataset(const std::filesystem::path &file, SourceKind kind);

/// Throws Error{bad_data} where a GeoJSON ends before its brackets do; GDAL tells no more than that it cannot be read.
void refuse_broken_off(const std::filesystem::path &file, SourceKind kind);

/// The layer of that name or number (from 1), owned by the data set; without a wish the only layer, or the only one that is
/// not empty. Throws Error{bad_call} listing the layers, and Error{bad_data} where there is none or it has too many fields.
[[nodiscard]] OGRLayer *choose_layer(GDALDataset &dataset, const std::string &wanted);

} // namespace jingwei::gdal
