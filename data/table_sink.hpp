#pragma once

#include "data/layer_columns.hpp"
#include "data/wkb.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace jingwei::data {

/// The geometries of a table's rows. `any` is a mixture.
enum class TableGeometry { none, point, line, polygon, any };

/// What is said once about a table that is written out.
struct TableHead {
    std::string layer; ///< name of the layer, a snake_case plural
    TableGeometry geometry = TableGeometry::none;
    std::string crs;                          ///< "EPSG:n" of the geometries; empty = they are in a frame that has none
    std::string reproject_to;                 ///< "EPSG:n"; empty = the coordinates stay
    int decimals = 7;                         ///< of degrees that are written as text
    std::vector<const LayerColumn *> columns; ///< which live as long as the program
};

/// One row: values in the order of the columns, as the importer reads them (a flag is 1 or 0, a date YYYY-MM-DD).
struct TableRow {
    std::vector<std::optional<std::string>> values;
    std::optional<Shape> shape; ///< longitude first; the rings closed
};

/// Where rows go. Calls come in order: begin, add …, finish; what cannot be written is thrown as Error.
class TableSink {
  public:
    TableSink() = default;
    virtual ~TableSink() = default;
    TableSink(const TableSink &) = delete;
    TableSink &operator=(const TableSink &) = delete;

    virtual void begin(const TableHead &head) = 0;
    virtual void add(const TableRow &row) = 0;
    virtual void finish() = 0;
};

} // namespace jingwei::data
