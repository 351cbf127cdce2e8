#include "data/store.hpp"

namespace jingwei::data {

namespace {

GridRow to_row(const World &world, const ThemeWorld &theme, const Grid &grid) {
    return {.id = grid.id,
            .code = grid.code,
            .name = grid.name,
            .level = theme.levels[grid.level].code,
            .kind = grid.dedicated ? "dedicated" : "base",
            .parent_code = theme.grids[grid.parent].code,
            .division_code = (*world.divisions)[grid.division].code,
            .fallback_org = grid.fallback_org,
            .households = grid.households,
            .residents = grid.residents,
            .label_point = grid.label_point,
            .area_m2 = grid.area_m2,
            .limits_text = grid.limits_text};
}

} // namespace

ThemeContent theme_content(const World &world, std::string_view theme) {
    const ThemeWorld *found = world.theme(theme);
    if (found == nullptr) {
        throw Error(ErrorCode::bad_call,
                    "There is no theme " + std::string(theme) + "; jingwei import --theme takes one that exists.");
    }
    return theme_content(world, *found);
}

ThemeContent theme_content(const World &world, const ThemeWorld &theme) {
    ThemeContent content;
    content.theme = theme.code;
    content.coverage = theme.coverage;
    content.grids.reserve(theme.grids.size());
    for (std::size_t i = 1; i < theme.grids.size(); ++i) {
        content.grids.push_back(to_row(world, theme, theme.grids[i]));
    }
    return content;
}

} // namespace jingwei::data
