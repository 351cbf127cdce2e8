#pragma once

#include "data/text_sinks.hpp"

#include <filesystem>
#include <string_view>

namespace jingwei::data {

/// A private folder that goes away with all it holds. A process that is killed leaves it, with whatever personal data is in it:
/// so each holds a lock on its folder as long as it lives, and whoever makes the next one removes those that nobody holds.
class PrivateFolder {
  public:
    static constexpr const char *of_export = ".jingwei-export-";
    static constexpr const char *of_import = "jingwei-import-";

    /// A folder in `parent` whose name begins with `name`. Throws Error{machine} where it cannot be made.
    explicit PrivateFolder(const std::filesystem::path &parent, std::string_view name = of_export);
    ~PrivateFolder();
    PrivateFolder(const PrivateFolder &) = delete;
    PrivateFolder &operator=(const PrivateFolder &) = delete;
    [[nodiscard]] const std::filesystem::path &path() const { return m_path; }

  private:
    std::filesystem::path m_path;
    int m_lock = -1; ///< the folder itself, locked
};

/// Removes folders of this user in `parent` whose names begin with `name` and whose process is gone. Never fails: what cannot
/// be removed stays.
void sweep_private_folders(const std::filesystem::path &parent, std::string_view name) noexcept;

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
