#pragma once

#include "data/spatialite.hpp"

#include <filesystem>

namespace jingwei::data {

/// Gives a finished file its name. Throws Error{bad_call} where the name is taken meanwhile. The name is on disk on return.
void place_file(const std::filesystem::path &finished, const std::filesystem::path &target);

/// Throws Error{bad_call} when `target` exists, Error{machine} when its folder does not.
void require_free(const std::filesystem::path &target);

/// A consistent copy of a store that may be written meanwhile, as one file without a log beside it: copied by SQLite, synced,
/// then given its name. Nothing is left behind when it fails.
void back_up(Connection &source, const std::filesystem::path &target);

} // namespace jingwei::data
