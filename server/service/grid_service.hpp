#pragma once

#include "data/world.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace jingwei::server {

/// One theme of a World, kept together with its index.
struct ThemeRef {
    const data::ThemeWorld *theme = nullptr;
    std::size_t index = 0;
};

/// Throws ApiError{bad_call} naming `theme` when the store has none of this code.
[[nodiscard]] ThemeRef require_theme(const data::World &world, std::string_view code);

/// Throws ApiError{not_found} when the theme has no grid of this code today.
[[nodiscard]] data::GridIndex require_grid(const data::ThemeWorld &theme, std::string_view code,
                                           std::string_view field = "code");

/// Which grids of a theme.
struct GridFilter {
    std::optional<std::uint16_t> level; ///< index into ThemeWorld::levels
    std::optional<data::GridIndex> parent;
    std::string_view text; ///< part of the code or the name; empty = any
};

/// Throws ApiError{bad_call} naming `level` when the theme has none of this code.
[[nodiscard]] std::uint16_t require_level(const data::ThemeWorld &theme, std::string_view code);

/// At most `limit` grids that pass, from index `from` on, in index order; `next` is where to go on, 0 at the end.
struct GridPage {
    std::vector<data::GridIndex> grids;
    data::GridIndex next = 0;
};
[[nodiscard]] GridPage list_grids(const data::ThemeWorld &theme, const GridFilter &filter, data::GridIndex from,
                                  std::size_t limit);

} // namespace jingwei::server
