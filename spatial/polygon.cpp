#include "spatial/polygon.hpp"

namespace jingwei::spatial {

__int128 doubled_area(const Ring &ring) {
    __int128 sum = 0;
    for (std::size_t i = 0; i < ring.size(); ++i) {
        const auto a = ring[i];
        const auto b = ring[i + 1 == ring.size() ? 0 : i + 1];
        sum += static_cast<__int128>(a.x) * b.y - static_cast<__int128>(b.x) * a.y;
    }
    return sum;
}

LatticeBox bounds(const MultiPolygon &polygons) {
    LatticeBox box;
    for (const auto &polygon : polygons) {
        for (const auto p : polygon.outer) {
            box.add(p);
        }
    }
    return box;
}

} // namespace jingwei::spatial
