#pragma once

#include "data/import.hpp"

#include <filesystem>

namespace jingwei::data {

/// What a new store knows: levels, roles, code lists.
[[nodiscard]] WorldPtr world_of_new_store();

/// Writes an .xlsx form for a layer: Chinese headers, drop-downs of the code lists, one fictional example row that an import
/// refuses until it is deleted, and a second sheet that explains every column. An import takes it without a mapping. The lists
/// are those of `store`, or the ones that every new store has where it is null. Throws Error{bad_call} for a layer of outlines
/// (grids, reference lines), which no sheet holds, and for an existing file unless `overwrite`; Error{machine}.
void write_template(ImportLayer layer, const Store *store, const std::filesystem::path &file, bool overwrite);

} // namespace jingwei::data
