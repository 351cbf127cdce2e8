#pragma once

#include <cstdint>
#include <filesystem>
#include <set>
#include <string>
#include <utility>

namespace jingwei::gdal {

/// The properties of a GeoJSON whose number is written with an exponent, by the feature's number from 1 and the name:
/// 6.2e14 is no code though it is a whole number. GDAL does not tell. Reads the file once, keeping none of it.
[[nodiscard]] std::set<std::pair<std::int64_t, std::string>> json_exponents(const std::filesystem::path &file);

} // namespace jingwei::gdal
