#pragma once

#include "data/gdal_stream.hpp"

namespace jingwei::data {

/// A layer of a file as `jingwei-gdal` describes it without reading its rows.
struct LayerDescription {
    struct Field {
        std::string name, type; ///< type as GDAL calls it: String, Integer, Real, Date …
    };
    std::string file;   ///< the file read: another one than asked for where that was an archive
    std::string driver; ///< GDAL's name of the format
    std::string name;
    std::string choice; ///< how a request names it: with its file where an archive holds several
    std::string geometry;
    std::string crs;       ///< as the file names it; empty = it does not say
    std::string crs_fault; ///< why the coordinates cannot be taken as they are; empty = they can, or there are none
    std::string fault;     ///< why this file of an archive cannot be read; empty = it can
    std::int64_t count = -1;
    std::vector<Field> fields;
};

/// Every layer of a file, of an archive every layer of each file in it. Throws Error as `GdalStream` does.
[[nodiscard]] std::vector<LayerDescription> describe_file(const GdalRequest &request);
/// Reads the same from any source of bytes.
[[nodiscard]] std::vector<LayerDescription> read_description(const ByteSource &bytes);

} // namespace jingwei::data
