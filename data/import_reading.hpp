#pragma once

#include "data/import_codes.hpp"
#include "data/import_layers.hpp"

#include <string_view>

/// Reading the file of an import, row by row.
namespace jingwei::data {

/// Throws Error{interrupted} where the import was told to stop.
void stop_if_interrupted(const ImportRequest &request);

/// Says how far the import has come, and heeds an interrupt.
void tell_progress(const ImportRequest &request, std::string_view stage, double fraction);

/// The frame that the tool's coordinates will be in. A CSV's columns in a geographic CRS pass unchanged.
[[nodiscard]] spatial::Frame frame_of(const ImportRequest &request);

/// The box of all grids of the store; empty where there are none.
[[nodiscard]] spatial::LatticeBox box_of(const World &world);

/// Reads the rows of the plan's file into the sink, and what the file says of itself into its report. Throws Error{bad_data}
/// or {bad_call} where the file or the call leaves open what is meant; single rows are refused in the report.
void read_file(const ImportPlan &plan, ImportSink &sink);

} // namespace jingwei::data
