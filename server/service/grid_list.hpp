#pragma once

#include "data/table_sink.hpp"
#include "server/service/edition_service.hpp"

namespace jingwei::server {

/// Which grids the official list holds.
struct GridListAsk {
    std::string theme = "base";
    std::int64_t edition = 0;       ///< 0 = the current one
    std::optional<data::TimeMs> at; ///< the edition of that instant, and who answered then; not with `edition`
    std::string level;              ///< empty = every level
    std::string within;             ///< code of a unit: it and what lies below it; empty = everything
};

/// The theme as the edition asked for had it; the grids asked for, in order of code. Both throw ApiError{not_found} for what is
/// not there.
[[nodiscard]] std::shared_ptr<const data::ThemeWorld> listed_theme(const EditionSource &source, const data::World &world,
                                                                   const GridListAsk &ask);
[[nodiscard]] std::vector<data::GridIndex> listed_grids(const data::ThemeWorld &theme, const GridListAsk &ask);

/// Households or residents of a grid: the sum over the buildings on its ground, else what the grid itself says; nothing where
/// neither is known.
[[nodiscard]] std::optional<int> people_figure(std::int64_t buildings_sum, std::optional<int> own);

/// The primary person of a grid at an instant; the first by role. `roster` is over the edition that the grid is of. Null where
/// there is none.
[[nodiscard]] const data::Person *head_of(const data::Roster &roster, std::size_t theme, data::GridIndex grid, data::TimeMs at);

/// The official list of grids: code, name, level, unit above, the four limits, households, residents, area, and the head: the
/// primary person of the first role that anybody has there, with a phone in full. Households and residents are as in
/// `people_figure`, over the buildings of today. In order of code. Headed in Chinese, texts
/// guarded against being run as formulas. Answers how many grids there are. Throws ApiError for a theme, edition, level or grid
/// that is not there.
std::size_t write_grid_list(const EditionSource &source, const GridListAsk &ask, data::TableSink &sink);

} // namespace jingwei::server
