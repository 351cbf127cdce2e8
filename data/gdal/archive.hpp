#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace jingwei::gdal {

/// Unpacks a zip or kmz into an existing private directory, flat, each entry under its last name; a geodatabase keeps its
/// one folder `x.gdb`. At most 200 files (2,000 in geodatabases), 1 GiB together and 100 times the archive. What systems
/// leave behind (__MACOSX, names that begin with a dot, Thumbs.db, desktop.ini) is passed over. Links, nested archives,
/// encrypted entries, names that lead elsewhere and two entries of one name are refused. Throws Error{bad_data} naming them.
void unpack(const std::filesystem::path &archive, const std::filesystem::path &into);

/// What to import out of an unpacked archive, and the layer in it.
struct Chosen {
    std::filesystem::path file;
    std::string layer;
};

/// The one file in `folder` that can be imported. Of several, `wanted` says the stem of one, or "stem/layer". Throws
/// Error{bad_data} when there is none and Error{bad_call}, listing them, when the choice is not clear.
[[nodiscard]] Chosen choose_file(const std::filesystem::path &folder, const std::string &wanted);

/// All files in `folder` that can be imported, in the order of their names. Of several each has as its layer the word by which
/// `choose_file` takes it: its stem, or its name where two have one stem. Throws Error{bad_data} when there is none.
[[nodiscard]] std::vector<Chosen> every_file(const std::filesystem::path &folder);

} // namespace jingwei::gdal
