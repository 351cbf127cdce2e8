#pragma once

#include "data/world.hpp"
#include "server/service/map_sheet.hpp"

#include <functional>
#include <optional>
#include <string_view>

/// Where words stand on a paper map, so that none covers another.
namespace jingwei::server {

/// About how wide a text is in a sans-serif font of a size: a Chinese character is as wide as high. Never much too small.
[[nodiscard]] double text_width_mm(std::string_view text, double size_mm);

/// The free places of a map, told by whose ground they are. O(cells) to make.
class LabelSpace {
  public:
    /// `owner_at` tells the unit that the map shows at a place, 0 = nobody.
    LabelSpace(double width_mm, double height_mm, const std::function<data::GridIndex(PaperPlace)> &owner_at);

    /// The units on the map, ascending.
    [[nodiscard]] std::vector<data::GridIndex> units() const;
    /// Whether a box lies on the map and on nothing that was taken.
    [[nodiscard]] bool is_free(const PaperBox &box) const;
    void take(const PaperBox &box) { m_taken.push_back(box); }
    /// A free place for a box in a unit, as deep inside as can be, and takes it: wholly on its ground, else with its middle
    /// and at least half of it there, unless that is not enough. Nothing where there is none.
    std::optional<PaperPlace> settle(data::GridIndex unit, double width_mm, double height_mm, bool wholly = false);

  private:
    [[nodiscard]] PaperPlace middle(std::size_t cell) const;
    /// The share of a box that is a unit's ground.
    [[nodiscard]] double share_of(data::GridIndex unit, const PaperBox &box) const;
    void find_depths();

    double m_width, m_height;
    std::size_t m_columns, m_rows;
    std::vector<data::GridIndex> m_owners; ///< by cell, row by row
    std::vector<int> m_depths;             ///< cells to the next one of another unit
    std::vector<PaperBox> m_taken;
};

/// A word along a line: the middle of it and how it is turned, in degrees clockwise.
struct TurnedPlace {
    PaperPlace middle;
    double degrees = 0;
};

/// A free stretch of a line, straight enough for a word, and takes it.
[[nodiscard]] std::optional<TurnedPlace> settle_along(LabelSpace &space, const std::vector<PaperPlace> &line, double width_mm,
                                                      double height_mm);

} // namespace jingwei::server
