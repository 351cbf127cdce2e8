#pragma once

#include "data/world.hpp"
#include "server/service/card_service.hpp"

#include <span>
#include <string>
#include <vector>

namespace jingwei::server {

/// What maps of a theme's grids are drawn from; read only.
struct PictureSource {
    const data::World &world;                           ///< its buildings
    const data::ThemeWorld &theme;                      ///< as an edition had it
    std::span<const std::vector<Neighbour>> neighbours; ///< by grid of the theme, the longest border first
    std::span<const data::ReferenceLineRow> reference_lines;
};

struct GridPicture {
    std::string svg;                       ///< one element, `width` and `height` in millimetres
    std::int64_t denominator = 0;          ///< the scale is 1 : this
    std::vector<data::GridIndex> numbered; ///< neighbours too small for their name: 1, 2, … on the map
};

constexpr double picture_width_mm = 186;
constexpr double picture_height_mm = 170;

/// A map of a grid with its neighbours, streets, rivers and buildings, in a round scale, with a north arrow and a scale bar. No
/// word covers another. Milliseconds. Empty where the grid has no ground. Thread-safe.
[[nodiscard]] GridPicture draw_grid(const PictureSource &source, data::GridIndex grid);

/// Text for HTML and SVG.
[[nodiscard]] std::string escaped_markup(std::string_view text);

} // namespace jingwei::server
