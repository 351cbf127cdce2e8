#pragma once

#include <cstdint>

/// What `jingwei-gdal` writes to its standard output and `GdalStream` reads. A record is a 32-bit length of what follows,
/// one byte of RecordType, and the body. All numbers are little-endian; a text is a 32-bit length and UTF-8 bytes, and the
/// length `null_text` stands for no value.
///
/// header:  text layer, text geometry ("Polygon", "Point", "None", …), text crs, text encoding, text format
///          (GDAL's driver), i64 count (-1 = unknown), u32 n, n × text field
/// feature: i64 line (1-based; a CSV's physical line, a sheet's row, else the feature's number), text wkb (2D, ISO,
/// little-endian; null =
///          no geometry), u32 n, n × text value
/// end:     i64 features written
/// error:   u8 Failure, text message
namespace jingwei::gdal_protocol {

enum class RecordType : std::uint8_t { header = 'H', feature = 'F', end = 'Z', error = 'X' };
enum class Failure : std::uint8_t { bad_data = 0, bad_call = 1, machine = 2 };

constexpr std::uint32_t null_text = 0xFFFFFFFF;
constexpr std::uint32_t max_record_bytes = 1U << 30;

} // namespace jingwei::gdal_protocol
