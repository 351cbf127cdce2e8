#pragma once

#include <filesystem>
#include <string>

namespace jingwei::gdal {

/// The text of a small file that the user gives beside the one to import, as UTF-8 without a byte order mark; GBK is
/// converted. Throws Error{bad_call} where there is none, Error{bad_data} above 1 MiB and for other encodings.
[[nodiscard]] std::string read_side_file(const std::filesystem::path &file);

/// Throws Error{bad_data} that names the file.
[[noreturn]] void refuse_side_file(const std::filesystem::path &file, const std::string &reason);

} // namespace jingwei::gdal
