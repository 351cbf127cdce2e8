#pragma once

#include "spatial/datum_report.hpp"

namespace jingwei::gdal {

/// Writes the record that says how the file was carried to CGCS2000 (data/gdal_protocol.hpp).
void send_datum(const spatial::DatumReport &report);

} // namespace jingwei::gdal
