#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>

namespace jingwei::gdal {

/// What GDAL does not tell of a GeoJSON. Features are numbered from 1.
struct JsonRemarks {
    /// The properties whose number is written with an exponent, by feature and name: 6.2e14 is no code though it is a whole
    /// number.
    std::set<std::pair<std::int64_t, std::string>> exponents;
    /// The `id` that a feature has beside its properties, text or number, as it is written.
    std::map<std::int64_t, std::string> ids;
    /// The member `crs` of the whole: whether there is one that is not null, its `type`, and the name in its `properties`.
    bool has_crs = false;
    std::string crs_type, crs_name;
    /// Where the file breaks off, as "in the middle of feature 17"; empty = its brackets are closed.
    std::string broken_off;
};

/// Reads the file once, keeping none of it.
[[nodiscard]] JsonRemarks json_remarks(const std::filesystem::path &file);

/// Whether the bytes of `word` stand anywhere in the file.
[[nodiscard]] bool mentions(const std::filesystem::path &file, std::string_view word);

} // namespace jingwei::gdal
