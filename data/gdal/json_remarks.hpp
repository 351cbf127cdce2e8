#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <utility>

namespace jingwei::gdal {

using FeatureProperty = std::pair<std::int64_t, std::string>;

/// What GDAL does not tell of a GeoJSON. Features are numbered from 1.
struct JsonRemarks {
    /// The properties (and the `id`) whose number is written with an exponent, by feature and name: 6.2e14 is no code though
    /// it is a whole number.
    std::set<FeatureProperty> exponents;
    /// Numbers with decimals among texts, as they are written: GDAL rounds them to what a double holds.
    std::map<FeatureProperty, std::string> written;
    /// The lists and objects that hold a number which GDAL gives otherwise: too long for 64 bits, or for a double.
    std::set<FeatureProperty> unfaithful;
    /// Properties whose whole number, or one in their list, is right in 64 bits and not in a double.
    std::set<FeatureProperty> beyond_double;
    /// The `id` that a feature has beside its properties, text or number, as it is written.
    std::map<std::int64_t, std::string> ids;
    /// The member `crs` of the whole: whether there is one that is not null, its `type`, and the name in its `properties`.
    bool has_crs = false;
    std::string crs_type, crs_name;
    /// Where the file breaks off, as "in the middle of feature 17"; empty = its brackets are closed.
    std::string broken_off;
    /// What GDAL passes over: the first name that something has twice, what among the features is none, a text with U+0000, a
    /// feature's own `crs`; as "holds …".
    std::string passed_over;
};

/// Names of columns.
using ColumnNames = std::set<std::string, std::less<>>;

/// Reads the file once, keeping none of it. `texts` are the columns whose numbers are remarked as `written`.
[[nodiscard]] JsonRemarks json_remarks(const std::filesystem::path &file, const ColumnNames &texts = {});

} // namespace jingwei::gdal
