#pragma once

#include "data/gdal/archive.hpp"
#include "data/gdal/request.hpp"
#include "data/gdal/text_encoding.hpp"

#include <vector>

namespace jingwei::gdal {

/// The file that is to be opened for a request, and the layer wanted in it: an archive is unpacked into `scratch` and one of
/// its files chosen; a KML is checked (no document type, places of its own) and, like a CSV in UTF-16, put into UTF-8 there.
/// Throws Error{bad_data} and, where the user must choose, Error{bad_call}.
[[nodiscard]] Chosen prepare(const Request &request, const std::filesystem::path &scratch);

/// Every file of a request that can be imported: of an archive all in it, unpacked into `scratch`, each with the word by which
/// `choose_file` takes it; no word where there is one file only. Throws Error{bad_data}.
[[nodiscard]] std::vector<Chosen> files_of(const Request &request, const std::filesystem::path &scratch);

/// What `prepare` does with a file that needs no unpacking any more. An empty one is refused.
[[nodiscard]] std::filesystem::path prepare_text(const std::filesystem::path &file, const WantedEncoding &encoding,
                                                 const std::filesystem::path &scratch);

} // namespace jingwei::gdal
