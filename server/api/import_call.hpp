#pragma once

#include "data/import.hpp"
#include "data/world.hpp"
#include "server/http/message.hpp"

namespace jingwei::server {

/// What says how to carry a file from an older datum comes as text, and is written beside the upload.
struct DatumTexts {
    std::string parameters, control_points;
};

/// What the address of an upload asks for. The file, and the files of its datum, are named without a folder.
struct ImportCall {
    data::ImportRequest import;
    DatumTexts datum;
};

/// Throws ApiError{bad_call} that names the parameter.
[[nodiscard]] ImportCall read_import_call(const Request &request, const data::World &world);

/// Writes the texts that are there under the names that the import of the same call has for them. Throws data::DiskFull.
void put_datum(const DatumTexts &datum, const std::filesystem::path &folder);

} // namespace jingwei::server
