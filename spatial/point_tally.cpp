#include "spatial/point_tally.hpp"

#include <algorithm>

namespace jingwei::spatial {

namespace {

/// Adds to the share of one category or state, which may come to nothing.
void add_share(std::vector<PointShare> &shares, std::uint32_t what, std::int64_t count) {
    const auto place = std::ranges::lower_bound(shares, what, {}, &PointShare::what);
    if (place == shares.end() || place->what != what) {
        shares.insert(place, {what, static_cast<std::uint32_t>(count)});
        return;
    }
    place->count = static_cast<std::uint32_t>(place->count + count);
    if (place->count == 0) {
        shares.erase(place);
    }
}

} // namespace

void PointTally::add(const PointEntry &entry) {
    ++count;
    sum_x += entry.position.x;
    sum_y += entry.position.y;
    add_share(shares, entry.category, 1);
    add_share(shares, PointShare::first_state + entry.state, 1);
}

void PointTally::add(const PointTally &other) {
    count += other.count;
    sum_x += other.sum_x;
    sum_y += other.sum_y;
    for (const PointShare &share : other.shares) {
        add_share(shares, share.what, share.count);
    }
}

void PointTally::subtract(const PointEntry &entry) {
    --count;
    sum_x -= entry.position.x;
    sum_y -= entry.position.y;
    add_share(shares, entry.category, -1);
    add_share(shares, PointShare::first_state + entry.state, -1);
}

} // namespace jingwei::spatial
