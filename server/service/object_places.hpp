#pragma once

#include "data/world.hpp"
#include "spatial/tile_plane.hpp"

#include <list>
#include <mutex>
#include <optional>
#include <string_view>

namespace jingwei::server {

/// Where one plane shows the objects of layers, all of them or those of some categories. The points are sorted and tallied when
/// they are first asked for, 0.2 s for 300,000, and then follow the layers from one World to the next: a change of one object
/// costs a copied chunk. Thread-safe.
class ObjectPlaces {
  public:
    explicit ObjectPlaces(spatial::TilePlane plane) : m_plane(plane) {}

    struct Places {
        std::shared_ptr<const spatial::PointSet> points;
        std::shared_ptr<const spatial::PointPyramid> pyramid; ///< of `points`
    };
    /// The objects of a layer; `categories` are the values of those that are shown, sorted; null = all.
    template <class Row>
    [[nodiscard]] Places of(std::string_view name, const std::shared_ptr<const data::Layer<Row>> &layer,
                            const std::vector<std::string> *categories);
    [[nodiscard]] const spatial::TilePlane &plane() const { return m_plane; }

  private:
    /// A choice of a layer's objects as it was last asked for.
    struct Known {
        std::string_view name;
        std::optional<std::vector<std::string>> categories;
        std::shared_ptr<const void> layer; ///< of rows of the type that the name says
        Places places;
    };
    [[nodiscard]] Known &find(std::string_view name, const std::vector<std::string> *categories);

    /// With more choices the one not asked for longest is forgotten: filters are many.
    static constexpr std::size_t most_known = 24;
    spatial::TilePlane m_plane;
    std::mutex m_mutex;       ///< guards what follows
    std::list<Known> m_known; ///< the one asked for last first
};

/// Whether an object is shown where these categories are; null = all are.
template <class Row> [[nodiscard]] bool is_shown(const Row &row, const std::vector<std::string> *categories);

} // namespace jingwei::server
