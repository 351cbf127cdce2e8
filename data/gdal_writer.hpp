#pragma once

#include "data/gdal_record_builder.hpp"
#include "data/table_sink.hpp"

#include <filesystem>
#include <sys/types.h>

namespace jingwei::data {

/// A running `jingwei-gdal --write`: takes records and makes one file, `<name of the first table>.<end of the format>`, in a
/// private folder. What the tool refuses and its death are thrown as Error. Not thread-safe.
class GdalWriter {
  public:
    /// `format` is a file name's end: gpkg, shp, zip (a Shapefile inside), fgb or xlsx; `encoding` is of a Shapefile's texts.
    GdalWriter(const std::string &format, const std::filesystem::path &folder, const std::string &encoding);
    ~GdalWriter(); ///< ends the tool
    GdalWriter(const GdalWriter &) = delete;
    GdalWriter &operator=(const GdalWriter &) = delete;

    void send(RecordBuilder record);
    /// Returns when the file is whole. Throws Error.
    void finish();

  private:
    void flush();
    [[noreturn]] void report();
    std::string read_answer();
    pid_t m_pid = -1;
    int m_input = -1;  ///< of the tool
    int m_output = -1; ///< of the tool
    std::string m_waiting;
};

/// Writes a table through the tool.
class GdalSink final : public TableSink {
  public:
    GdalSink(const std::string &format, const std::filesystem::path &folder, const std::string &encoding);
    void begin(const TableHead &head) override;
    void add(const TableRow &row) override;
    void finish() override { m_writer.finish(); }

  private:
    GdalWriter m_writer;
    bool m_short_names; ///< a Shapefile's table has ten bytes for a name
};

} // namespace jingwei::data
