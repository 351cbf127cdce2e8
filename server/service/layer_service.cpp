#include "server/service/layer_service.hpp"

#include "data/layer.hpp"

#include <algorithm>

namespace jingwei::server {

namespace {

using spatial::Frame;
using spatial::LatticeBox;
using spatial::LatticePoint;

/// No frame moves a place farther than this (GCJ-02 some 0.008 degrees, BD-09 some 0.015).
constexpr double widest_shift_deg = 0.03;

bool holds(std::string_view part, std::string_view text) {
    return text.find(part) != std::string_view::npos;
}
bool mentions(const data::CameraRow &row, std::string_view part, bool /*in_full*/) {
    return holds(part, row.code) || holds(part, row.name);
}
bool mentions(const data::KeySiteRow &row, std::string_view part, bool /*in_full*/) {
    return holds(part, row.code) || holds(part, row.name) || holds(part, row.address);
}
bool mentions(const data::RentalHouseRow &row, std::string_view part, bool in_full) {
    return holds(part, row.code) || (in_full && holds(part, row.address));
}
bool mentions(const data::BuildingRow &row, std::string_view part, bool /*in_full*/) {
    return holds(part, row.code) || holds(part, row.name) || holds(part, row.address);
}

bool is_online(const data::CameraRow &row) {
    return row.online;
}
template <class Row> bool is_online(const Row & /*row*/) {
    return true;
}

bool is_shifted(Frame frame) {
    return frame == Frame::gcj02 || frame == Frame::bd09;
}

bool contains(const FrameBox &box, LatticePoint at) {
    const spatial::LonLat place = spatial::from_store_frame(spatial::to_lonlat(at), box.frame);
    return place.lon >= box.south_west.lon && place.lon <= box.north_east.lon && place.lat >= box.south_west.lat &&
           place.lat <= box.north_east.lat;
}

/// The lattice box that holds at least every point of the box.
LatticeBox ground_of(const FrameBox &box) {
    const double margin = is_shifted(box.frame) ? widest_shift_deg : 0;
    const auto inside = [](double degrees, double most) { return std::clamp(degrees, -most, most); };
    LatticeBox ground;
    ground.add(spatial::to_lattice({inside(box.south_west.lon - margin, 180), inside(box.south_west.lat - margin, 90)}));
    ground.add(spatial::to_lattice({inside(box.north_east.lon + margin, 180), inside(box.north_east.lat + margin, 90)}));
    return ground;
}

LatticeBox intersection(const LatticeBox &a, const LatticeBox &b) {
    return {std::max(a.min_x, b.min_x), std::max(a.min_y, b.min_y), std::min(a.max_x, b.max_x), std::min(a.max_y, b.max_y)};
}

/// Where records that pass can be, or nothing where that is everywhere.
std::optional<LatticeBox> ground_of(const LayerFilter &filter) {
    std::optional<LatticeBox> ground;
    if (filter.box) {
        ground = ground_of(*filter.box);
    }
    if (filter.grid != 0) {
        const LatticeBox unit = spatial::bounds(filter.theme.theme->shapes[filter.grid]);
        ground = ground ? intersection(*ground, unit) : unit;
    }
    return ground;
}

template <class Row> bool passes(const Row &row, const LayerFilter &filter) {
    return (filter.category.empty() || data::category_of(row) == filter.category) &&
           (!filter.online || is_online(row) == *filter.online) &&
           (filter.text.empty() || mentions(row, filter.text, filter.in_full)) &&
           (!filter.box || contains(*filter.box, row.at)) &&
           (filter.grid == 0 || lies_in(*filter.theme.theme, filter.grid, row.at));
}

template <class Row> LayerPage<Row> page_of(std::vector<const Row *> rows, std::size_t limit) {
    LayerPage<Row> page{std::move(rows), 0};
    if (page.rows.size() > limit) {
        page.rows.resize(limit);
        page.next = page.rows.back()->id;
    }
    return page;
}

} // namespace

bool lies_in(const data::ThemeWorld &theme, data::GridIndex unit, LatticePoint at) {
    data::GridIndex owner = theme.locator == nullptr ? 0 : theme.locator->locate(at);
    while (owner != 0 && owner != unit) {
        owner = theme.grids[owner].parent;
    }
    return owner == unit;
}

template <class Row>
LayerPage<Row> list_layer(const data::Layer<Row> &layer, const LayerFilter &filter, std::int64_t after, std::size_t limit) {
    std::vector<const Row *> rows;
    if (const auto ground = ground_of(filter)) {
        layer.points.for_each_in_box(*ground, [&](const spatial::PointEntry &entry) {
            const Row &row = layer.rows[entry.slot];
            if (row.id > after && passes(row, filter)) {
                rows.push_back(&row);
            }
        });
        std::ranges::sort(rows, {}, [](const Row *row) { return row->id; });
        return page_of(std::move(rows), limit);
    }
    for (std::size_t slot = first_after(layer.rows, after); slot < layer.rows.size() && rows.size() <= limit; ++slot) {
        const Row &row = layer.rows[slot];
        if (row.id != 0 && passes(row, filter)) {
            rows.push_back(&row);
        }
    }
    return page_of(std::move(rows), limit);
}

template LayerPage<data::CameraRow> list_layer(const data::Layer<data::CameraRow> &, const LayerFilter &, std::int64_t,
                                               std::size_t);
template LayerPage<data::KeySiteRow> list_layer(const data::Layer<data::KeySiteRow> &, const LayerFilter &, std::int64_t,
                                                std::size_t);
template LayerPage<data::RentalHouseRow> list_layer(const data::Layer<data::RentalHouseRow> &, const LayerFilter &,
                                                    std::int64_t, std::size_t);
template LayerPage<data::BuildingRow> list_layer(const data::Layer<data::BuildingRow> &, const LayerFilter &, std::int64_t,
                                                 std::size_t);

} // namespace jingwei::server
