#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace jingwei::server {

/// The base maps that are configured: PMTiles files by id. Nothing else is ever read. Immutable.
class Basemaps {
  public:
    Basemaps() = default;
    /// Each word is ID=FILE; an id matches [a-z0-9_-]{1,32}. Throws Error{bad_call} for another word, an id given twice, or a
    /// file that is no PMTiles archive of version 3, and Error{machine} for one that cannot be read.
    explicit Basemaps(const std::vector<std::string> &words);

    /// The file of an id, or null.
    [[nodiscard]] const std::filesystem::path *find(std::string_view id) const;
    [[nodiscard]] std::vector<std::string> ids() const;

  private:
    std::map<std::string, std::filesystem::path, std::less<>> m_files;
};

} // namespace jingwei::server
