#pragma once

#include "server/service/grid_list.hpp"
#include "server/service/grid_picture.hpp"

namespace jingwei::server {

/// Which grids get a page, and what every page carries.
struct GridPagesAsk {
    GridListAsk list;               ///< which edition; which grids, unless `grids` names some
    std::vector<std::string> grids; ///< codes
    std::string attribution, map_approval;
};

/// A sheet of A4 paper for each grid, as a page of HTML that needs nothing from elsewhere: map, four limits, head, figures,
/// neighbours, legend. Without a level only grids without grids below them. Making it costs tenths of a second for a city, each
/// page milliseconds. One thread at a time.
class GridPages {
  public:
    /// Throws ApiError{not_found} for what is not there.
    GridPages(const EditionSource &source, GridPagesAsk ask);

    /// In order of code; those without ground are left out.
    [[nodiscard]] const std::vector<data::GridIndex> &grids() const { return m_grids; }
    [[nodiscard]] const std::string &code(data::GridIndex grid) const { return m_theme->grids[grid].code; }
    [[nodiscard]] std::string page(data::GridIndex grid);

  private:
    [[nodiscard]] std::string header(data::GridIndex grid) const;
    [[nodiscard]] std::string facts(data::GridIndex grid, const GridPicture &picture);
    [[nodiscard]] std::string figures(data::GridIndex grid);
    [[nodiscard]] std::string neighbours(data::GridIndex grid, const GridPicture &picture) const;
    [[nodiscard]] std::string footer(const GridPicture &picture) const;

    GridPagesAsk m_ask;
    data::WorldPtr m_world;
    std::shared_ptr<const data::ThemeWorld> m_theme;
    std::size_t m_theme_index = 0;
    std::shared_ptr<const data::Roster> m_roster; ///< over m_theme
    data::EditionRow m_edition;
    std::vector<data::ReferenceLineRow> m_lines;
    std::vector<std::string> m_limits;
    std::vector<std::vector<Neighbour>> m_neighbours;
    LayerCounts<data::BuildingRow> m_buildings;
    LayerCounts<data::RentalHouseRow> m_rental_houses;
    LayerCounts<data::KeySiteRow> m_key_sites;
    std::vector<data::GridIndex> m_grids;
};

} // namespace jingwei::server
