#pragma once

#include "data/export_file.hpp"
#include "spatial/error.hpp"

#include <optional>
#include <span>
#include <string>

namespace jingwei::server {

/// The file that a report is to be written to, checked before any work: whole under its name at the end, or not at all.
class ReportFile {
  public:
    /// An empty `file` asks for no report. `store` may be empty; `inputs` are files that are read, of which empty ones are
    /// none. Throws Error{bad_call} where the file is the store, one of its side files or an input, or is there and no report
    /// of an import, unless `overwrite`; Error{machine} where its folder cannot be written.
    ReportFile(const std::filesystem::path &file, const std::filesystem::path &store,
               std::span<const std::filesystem::path> inputs, bool overwrite);

    /// Throws Error{machine} where the disk is full: what was done by then stays done, and the message says so.
    void write(const std::string &json) const;
    /// The same for the report of an import that failed, whose error comes before that of the report. Where the disk is full,
    /// an older report is removed.
    void write_failure(const std::string &json) const;

  private:
    std::filesystem::path m_file;                ///< without links; empty = none
    bool m_stream = false;                       ///< a terminal or pipe, which is written as it is
    std::optional<data::PrivateFolder> m_folder; ///< beside it, where the report comes to be
};

/// A file beside the one imported that cannot be opened: one that is not there is a wrong call, any other a fault of the
/// machine.
[[nodiscard]] Error unreadable_input(std::string_view what, const std::filesystem::path &file);

} // namespace jingwei::server
