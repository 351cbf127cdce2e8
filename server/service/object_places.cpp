#include "server/service/object_places.hpp"

#include "data/layer.hpp"
#include "data/world_layers.hpp"

#include <algorithm>

namespace jingwei::server {

namespace {

using Places = ObjectPlaces::Places;

/// More changed rows than this are not worth following one by one.
constexpr std::size_t many = 2'000;

template <class Row> spatial::PointEntry entry_of(const Row &row, std::size_t slot, const data::Layer<Row> &layer) {
    const auto category = std::ranges::find(layer.categories, data::category_of(row)) - layer.categories.begin();
    return {.position = {},
            .at = row.at,
            .id = row.id,
            .slot = static_cast<std::uint32_t>(slot),
            .category = static_cast<std::uint16_t>(category),
            .state = data::state_of(row)};
}

template <class Row>
Places placed_anew(const data::Layer<Row> &layer, const spatial::TilePlane &plane, const std::vector<std::string> *categories) {
    std::vector<bool> is_drawn(layer.categories.size(), categories == nullptr);
    for (std::size_t i = 0; i < is_drawn.size() && categories != nullptr; ++i) {
        is_drawn[i] = std::ranges::binary_search(*categories, layer.categories[i]);
    }
    std::vector<spatial::PointEntry> entries;
    layer.points.for_each_run(spatial::TileId{}, [&](std::span<const spatial::PointEntry> run) {
        std::ranges::copy_if(run, std::back_inserter(entries), [&](const auto &entry) { return is_drawn[entry.category]; });
    });
    Places places;
    places.points = std::make_shared<const spatial::PointSet>(std::move(entries), plane);
    places.pyramid = std::make_shared<const spatial::PointPyramid>(*places.points);
    return places;
}

/// Whether the rows of two versions of a layer lie close enough together, and their categories have the same numbers.
template <class Row> bool is_followed(const data::Layer<Row> &before, const data::Layer<Row> &after) {
    const std::size_t common = std::min(before.categories.size(), after.categories.size());
    if (!std::equal(before.categories.begin(), before.categories.begin() + static_cast<std::ptrdiff_t>(common),
                    after.categories.begin())) {
        return false;
    }
    std::size_t changed = 0;
    data::for_each_changed_row(before.rows, after.rows, [&](auto &&...) { ++changed; });
    return changed <= many;
}

template <class Row>
Places followed(const Places &places, const data::Layer<Row> &before, const data::Layer<Row> &after,
                const std::vector<std::string> *categories) {
    spatial::PointSet points = *places.points;
    data::for_each_changed_row(before.rows, after.rows, [&](std::size_t slot, const Row *was, const Row *is) {
        if (was != nullptr && is_shown(*was, categories)) {
            points = points.without(was->id, was->at);
        }
        if (is != nullptr && is_shown(*is, categories)) {
            points = points.with(entry_of(*is, slot, after));
        }
    });
    Places next;
    next.pyramid = std::make_shared<const spatial::PointPyramid>(places.pyramid->updated(*places.points, points));
    next.points = std::make_shared<const spatial::PointSet>(std::move(points));
    return next;
}

} // namespace

template <class Row> bool is_shown(const Row &row, const std::vector<std::string> *categories) {
    return categories == nullptr || std::ranges::binary_search(*categories, data::category_of(row));
}

template <class Row>
Places ObjectPlaces::of(std::string_view name, const std::shared_ptr<const data::Layer<Row>> &layer,
                        const std::vector<std::string> *categories) {
    if (m_plane == spatial::TilePlane() && categories == nullptr) {
        return {{layer, &layer->points}, {layer, &layer->pyramid}}; // as the World has them
    }
    const std::lock_guard lock(m_mutex);
    Known &known = find(name, categories);
    if (known.layer != layer) {
        const auto before = std::static_pointer_cast<const data::Layer<Row>>(known.layer);
        known.places = before && is_followed(*before, *layer) ? followed(known.places, *before, *layer, categories)
                                                              : placed_anew(*layer, m_plane, categories);
        known.layer = layer;
    }
    return known.places;
}

ObjectPlaces::Known &ObjectPlaces::find(std::string_view name, const std::vector<std::string> *categories) {
    const auto is_it = [&](const Known &known) {
        return known.name == name && (categories == nullptr ? !known.categories : known.categories == *categories);
    };
    const auto found = std::ranges::find_if(m_known, is_it);
    if (found != m_known.end()) {
        m_known.splice(m_known.begin(), m_known, found);
    } else {
        m_known.push_front({.name = name,
                            .categories = categories == nullptr ? std::nullopt : std::optional(*categories),
                            .layer = {},
                            .places = {}});
        m_known.resize(std::min(m_known.size(), most_known));
    }
    return m_known.front();
}

template Places ObjectPlaces::of(std::string_view, const std::shared_ptr<const data::Layer<data::CameraRow>> &,
                                 const std::vector<std::string> *);
template Places ObjectPlaces::of(std::string_view, const std::shared_ptr<const data::Layer<data::KeySiteRow>> &,
                                 const std::vector<std::string> *);
template Places ObjectPlaces::of(std::string_view, const std::shared_ptr<const data::Layer<data::BuildingRow>> &,
                                 const std::vector<std::string> *);
template Places ObjectPlaces::of(std::string_view, const std::shared_ptr<const data::Layer<data::RentalHouseRow>> &,
                                 const std::vector<std::string> *);
template bool is_shown(const data::CameraRow &, const std::vector<std::string> *);
template bool is_shown(const data::KeySiteRow &, const std::vector<std::string> *);
template bool is_shown(const data::BuildingRow &, const std::vector<std::string> *);
template bool is_shown(const data::RentalHouseRow &, const std::vector<std::string> *);

} // namespace jingwei::server
