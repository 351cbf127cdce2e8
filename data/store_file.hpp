#pragma once

#include "data/store.hpp"

namespace jingwei::data {

/// Throws Error{machine} where there is no such file or it may not be read, and Error{bad_data} where it is none.
void require_readable(const std::filesystem::path &path);

/// Migrates a store that an older program wrote. Throws Error{bad_call} where it was opened for reading only, and what
/// `store_schema_version` throws of a newer one.
void bring_up_to_date(const std::filesystem::path &path, Store::Mode mode);

} // namespace jingwei::data
