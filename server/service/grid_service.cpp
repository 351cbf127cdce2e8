#include "server/service/grid_service.hpp"

#include "server/api_error.hpp"

#include <algorithm>

namespace jingwei::server {

using data::GridIndex;
using data::ThemeWorld;

ThemeRef require_theme(const data::World &world, std::string_view code) {
    const auto index = world.theme_index(code);
    if (!index) {
        throw ApiError(ErrorCode::bad_call, "unknown_theme",
                       "This store has no theme '" + std::string(code.substr(0, 40)) + "'.", "theme");
    }
    return {world.themes[*index].get(), *index};
}

GridIndex require_grid(const ThemeWorld &theme, std::string_view code, std::string_view field) {
    const GridIndex index = theme.find(code);
    if (index == 0) {
        throw ApiError(ErrorCode::not_found, "no_such_grid",
                       "The theme '" + theme.code + "' has no grid '" + std::string(code.substr(0, 40)) +
                           "' in the edition that was asked for.",
                       std::string(field));
    }
    return index;
}

std::uint16_t require_level(const ThemeWorld &theme, std::string_view code) {
    const auto found = std::ranges::find(theme.levels, code, &data::Level::code);
    if (found == theme.levels.end()) {
        throw ApiError(ErrorCode::bad_call, "unknown_level",
                       "The theme '" + theme.code + "' has no level '" + std::string(code.substr(0, 40)) + "'.", "level");
    }
    return static_cast<std::uint16_t>(found - theme.levels.begin());
}

GridPage list_grids(const ThemeWorld &theme, const GridFilter &filter, GridIndex from, std::size_t limit) {
    GridPage page;
    for (GridIndex i = std::max(from, GridIndex{1}); i < theme.grids.size(); ++i) {
        const data::Grid &grid = theme.grids[i];
        const bool passes = (!filter.level || grid.level == *filter.level) &&
                            (!filter.parent || grid.parent == *filter.parent) &&
                            (filter.text.empty() || grid.code.find(filter.text) != std::string::npos ||
                             grid.name.find(filter.text) != std::string::npos);
        if (!passes) {
            continue;
        }
        if (page.grids.size() == limit) {
            page.next = i;
            return page;
        }
        page.grids.push_back(i);
    }
    return page;
}

} // namespace jingwei::server
