#pragma once

#include "data/world_layers.hpp"
#include "server/service/grid_service.hpp"
#include "spatial/frames.hpp"

#include <string_view>
#include <vector>

/// Looking through point layers.
namespace jingwei::server {

using data::layer_of;

/// A box in degrees of a frame, its borders included.
struct FrameBox {
    spatial::LonLat south_west, north_east;
    spatial::Frame frame = spatial::Frame::cgcs2000;
};

/// Which records of a layer.
struct LayerFilter {
    std::string_view category;  ///< camera and key site kind, rental use, building use; empty = any
    std::optional<bool> online; ///< cameras only
    ThemeRef theme;
    data::GridIndex grid = 0; ///< on the ground of this unit of any level, by the locator; 0 = anywhere
    std::optional<FrameBox> box;
    std::string_view text; ///< part of the code, the name or the address; empty = any
    bool in_full = false;  ///< the caller may see the addresses of rental houses, and so may look for them
};

/// At most `limit` records that pass, by ascending id, after the id `after`; `next` is the id to go on after, 0 at the end.
template <class Row> struct LayerPage {
    std::vector<const Row *> rows;
    std::int64_t next = 0;
};
/// A filter by ground looks only at the points near it, any other at the rows from `after` on. For each row of a layer.
template <class Row>
[[nodiscard]] LayerPage<Row> list_layer(const data::Layer<Row> &layer, const LayerFilter &filter, std::int64_t after,
                                        std::size_t limit);

/// True when the point lies on the ground of this unit, whatever its level.
[[nodiscard]] bool lies_in(const data::ThemeWorld &theme, data::GridIndex unit, data::LatticePoint at);

/// The first index of `rows` (by ascending id, empty slots between them) whose id is greater than `after`.
template <class Rows> [[nodiscard]] std::size_t first_after(const Rows &rows, std::int64_t after) {
    std::size_t first = 0;
    std::size_t last = rows.size();
    while (first < last) {
        const std::size_t middle = first + (last - first) / 2;
        std::size_t filled = middle; // an empty slot is judged by the next filled one
        while (filled < last && rows[filled].id == 0) {
            ++filled;
        }
        if (filled < last && rows[filled].id <= after) {
            first = filled + 1;
        } else {
            last = middle;
        }
    }
    return first;
}

} // namespace jingwei::server
