#pragma once

#include "data/gdal/table_reader.hpp"

#include <filesystem>

namespace jingwei::gdal {

/// Where the records of a table go. Calls come in order: begin, add …, choose …, and the same for the next table; then
/// finish. What cannot be written is thrown as Error.
class Target {
  public:
    Target() = default;
    virtual ~Target() = default;
    Target(const Target &) = delete;
    Target &operator=(const Target &) = delete;

    virtual void begin(const Table &table) = 0;
    virtual void add(const TableRow &row) = 0;
    virtual void choose(const TableChoices &choices) = 0;
    virtual void finish() = 0;
};

/// Throws Error{machine} that the file cannot be written, and why: the disk is full, or what the library said.
[[noreturn]] void fail_to_write(const std::filesystem::path &folder, const std::string &said);

/// A finite number that fills the whole text. Throws Error{machine} for any other text.
[[nodiscard]] double to_number(const std::string &text);

} // namespace jingwei::gdal
