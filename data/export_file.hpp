#pragma once

#include "data/text_sinks.hpp"

#include <filesystem>

namespace jingwei::data {

/// A private folder that goes away with all it holds. Throws Error{machine} where it cannot be made.
class PrivateFolder {
  public:
    /// `near` = beside which file, so that what is made in it can be renamed to there.
    explicit PrivateFolder(const std::filesystem::path &parent);
    ~PrivateFolder();
    PrivateFolder(const PrivateFolder &) = delete;
    PrivateFolder &operator=(const PrivateFolder &) = delete;
    [[nodiscard]] const std::filesystem::path &path() const { return m_path; }

  private:
    std::filesystem::path m_path;
};

/// A new file that bytes are appended to; throws Error{machine} saying when the disk is full.
class OutputFile {
  public:
    explicit OutputFile(const std::filesystem::path &file);
    ~OutputFile();
    OutputFile(const OutputFile &) = delete;
    OutputFile &operator=(const OutputFile &) = delete;
    void write(std::string_view bytes);

  private:
    int m_descriptor;
};

/// Where temporary files go: TMPDIR, else /tmp. Throws Error{machine} where that is no folder.
[[nodiscard]] std::filesystem::path temporary_folder();

/// The folder a target is in.
[[nodiscard]] std::filesystem::path folder_of(const std::filesystem::path &target);

/// Throws Error{bad_call} when the target, or a file that would be written beside it, is there and may not be overwritten, and
/// Error{machine} when its folder is not there.
void require_free(const std::filesystem::path &target, bool overwrite);

/// Syncs every file of `folder` and renames it to the target, keeping its own end: `grids.shp` becomes `a.shp` for the target
/// `a.shp`, `grids.dbf` becomes `a.dbf`. The target itself comes last; when one fails the others are taken away again.
void put_in_place(const std::filesystem::path &folder, const std::filesystem::path &target, bool overwrite);

} // namespace jingwei::data
