#pragma once

#include <cstdint>

/// What `jingwei-gdal` writes to its standard output and `GdalStream` reads. A record is a 32-bit length of what follows,
/// one byte of RecordType, and the body. All numbers are little-endian; a text is a 32-bit length and UTF-8 bytes, and the
/// length `null_text` stands for no value.
///
/// datum:   before the header, of a file that is carried from an older datum or a city's own grid: u8 kind (4, 7), u8
///          fitted, text about, 4 × real (RMS, limit, error gain, shift in metres), u32 n, n × (text name, real value),
///          u32 n, n × (text point, real residual east, real residual north); a real is the 64 bits of a double
/// header:  text layer, text geometry ("Polygon", "Point", "None", …), text crs, text encoding, text format
///          (GDAL's driver), i64 count (-1 = unknown), u8 SerialDays, u32 n, n × text field, u32 n, n × (text kind, text
///          sentence): what people must be told about the file (notes of the report)
/// feature: i64 line (1-based; a CSV's physical line, a sheet's row, else the feature's number), text wkb (2D, ISO,
///          little-endian; null = no geometry; of a table, the point that the fields of its place make), text why its
///          geometry cannot be read (null = it can, or there is none), u32 n, n × text value
/// layer:   of a file described, in place of header and features, one a layer: text file (in the archive), text driver, text
///          layer, text how `--layer` chooses it, text geometry, text crs, text why the coordinates cannot be taken as they are
///          (null = they can), text why it cannot be read at all (null = it can), i64 count, u32 n, n × (text field, text type)
/// end:     i64 features, or layers, written
/// error:   u8 Failure, text message
///
/// `jingwei-gdal --write` reads records of the same form from its standard input, and answers end or error when it is done:
///
/// table:   text name, text geometry ("Point", "LineString", "MultiPolygon", "Unknown", "None"), text crs ("EPSG:n"; null =
///          the coordinates are in a frame that has none), text crs to move them into (null = they stay), u8 SheetStyle,
///          u32 n, n × (text name, u8 FieldKind). A workbook takes several tables, one after another.
/// row:     text wkb, u32 n, n × text value
/// choices: u32 field, u8 others may be typed too, u32 n, n × text: the drop-down of a workbook; after the rows of its table
/// end:     no body
namespace jingwei::gdal_protocol {

enum class RecordType : std::uint8_t { datum = 'D', header = 'H', feature = 'F', layer = 'L', end = 'Z', error = 'X' };
/// What a bare number of five digits counts where a day is expected: nothing, or the days since 1899-12-30 or 1904-01-01.
enum class SerialDays : std::uint8_t { none = 0, from_1899, from_1904 };
/// As a frame: the coordinates pass as they are, metres too, for looking at them only.
constexpr const char *coordinates_as_given = "as_given";
/// What `--write` reads.
enum class WriteRecord : std::uint8_t { table = 'T', row = 'R', choices = 'C', end = 'Z' };
/// How the values of a field are kept. A code and a phone are text, however much they look like numbers.
enum class FieldKind : std::uint8_t { text = 0, code, phone, whole, number, flag, date };
/// How a sheet of a workbook looks: rows of data; a form whose first row is an example; sentences to read.
enum class SheetStyle : std::uint8_t { data = 0, form, reading };
/// The sheet of a form that explains its columns: an import passes over it.
constexpr const char *explanation_sheet = "说明";
enum class Failure : std::uint8_t { bad_data = 0, bad_call = 1, machine = 2 };

constexpr std::uint32_t null_text = 0xFFFFFFFF;
constexpr std::uint32_t max_record_bytes = 1U << 30;

} // namespace jingwei::gdal_protocol
