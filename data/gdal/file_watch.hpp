#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

namespace jingwei::gdal {

/// Remembers size and time of a file and of the parts that GDAL reads with it, to tell whether another program wrote to them
/// while they were read: of a .shp its .shx, .dbf, .prj and .cpg, of a .gpkg its -wal and -journal.
class FileWatch {
  public:
    explicit FileWatch(std::filesystem::path file);

    /// Throws Error{bad_data} when a file changed, came or went.
    void check() const;

  private:
    struct State {
        std::filesystem::path name;
        std::uintmax_t bytes;
        std::int64_t changed_ns;
        friend bool operator==(const State &, const State &) = default;
    };
    [[nodiscard]] std::vector<State> look() const;

    std::filesystem::path m_file;
    std::vector<State> m_before;
};

} // namespace jingwei::gdal
