#pragma once

#include "data/world.hpp"

#include <map>
#include <string>

namespace jingwei::data {

/// What a theme holds, in two hashes (SHA-256, lower-case hex): the ground and who owns it, and the grids' attributes.
/// Equal hashes mean the same content, whatever the ids, the order and the splits of arcs.
struct ThemeHashes {
    std::string content;
    std::string attributes;
    friend bool operator==(const ThemeHashes &, const ThemeHashes &) = default;
};

[[nodiscard]] ThemeHashes hashes_of(const ThemeWorld &theme, const std::vector<Division> &divisions);

/// SHA-256 over the hashes of all themes in order of their codes.
[[nodiscard]] std::string root_hash(const std::map<std::string, ThemeHashes> &themes);

} // namespace jingwei::data
