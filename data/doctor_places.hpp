#pragma once

#include "data/edition_builder.hpp"
#include "data/import_place.hpp"
#include "data/world.hpp"
#include "spatial/frame_fit.hpp"

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace jingwei::data {

/// A reading of the coordinates, and the share of the places that it puts inside the store's ground.
struct FrameFit {
    std::string_view reading; ///< as_given, gcj02, bd09, swapped
    double share = 0;
};

/// Where a layer's rows are.
struct PlaceReport {
    std::map<std::string, std::size_t> types; ///< Polygon, MultiPolygon … -> rows
    std::size_t missing = 0;                  ///< rows without a place
    std::size_t multi_part = 0;               ///< rows of several parts
    std::size_t collapsed = 0;                ///< rows with a ring or line of too few points
    std::size_t out_of_range = 0;             ///< rows with a coordinate that is no longitude or latitude
    std::size_t vertices = 0;
    bool metres = false; ///< most coordinates are too large for degrees
    int zone = 0;        ///< of metres: the Gauss-Krüger zone that the eastings begin with; 0 = none
    double min_x = 0, min_y = 0, max_x = 0, max_y = 0; ///< of the coordinates as they are; all 0 = no place
    std::vector<FrameFit> fits;                        ///< empty = the store has no ground to compare with
    std::string_view likely; ///< the one reading that fits clearly better than the coordinates as given; empty = none
    std::optional<spatial::FrameFit> compared; ///< where not the ground but objects or buildings of the store tell it
};

/// What building a coverage of a layer's polygons says.
struct CoverageReport {
    enum class State { no_polygons, too_many, not_degrees, examined };
    State state = State::no_polygons;
    std::vector<GeometryFinding> findings; ///< as an import reports them; `a` and `b` are codes, or #row
};

/// Looks at the places of a layer's rows as they come.
class PlaceExamination {
  public:
    void add_missing() {
        ++m_report.missing;
        ++m_rows;
    }
    void add(spatial::LonLat place);
    /// `row` is its number from 1, and `code` what its code seems to be.
    void add(const Shape &shape);

    /// `world` may be null.
    [[nodiscard]] PlaceReport report(const World *world) const;
    /// What the store's objects and buildings say about the frame, where they suspect another one than CGCS2000. `known` says
    /// where the store has the object of a row, counted from 0.
    [[nodiscard]] std::optional<spatial::FrameFit>
    compare(const World &world, const std::function<std::optional<spatial::LatticePoint>(std::size_t row)> &known) const;
    /// `codes` by row from 0; a row without one is called by its number. O(n log n) in vertices; may throw what `progress`
    /// does.
    [[nodiscard]] CoverageReport coverage(const std::vector<std::string> &codes,
                                          const std::function<void(double)> &progress) const;

  private:
    void add_extent(spatial::LonLat place);
    void keep_place(spatial::LonLat place);

    PlaceReport m_report;
    std::size_t m_metres = 0, m_rows = 0, m_stride = 1;
    std::vector<spatial::LonLat> m_places; ///< of every m_stride-th row
    std::vector<std::size_t> m_place_rows; ///< by place
    std::vector<spatial::LabelledPolygon> m_polygons;
    bool m_too_many = false;
};

} // namespace jingwei::data
