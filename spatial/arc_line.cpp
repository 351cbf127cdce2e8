#include "spatial/arc_line.hpp"

namespace jingwei::spatial {

LatticeBox bounds(std::span<const LatticePoint> points) {
    LatticeBox box;
    for (const auto p : points) {
        box.add(p);
    }
    return box;
}

ArcLine::ArcLine(std::vector<LatticePoint> points) : m_points(std::move(points)) {
    const std::span<const LatticePoint> all(m_points);
    m_chain_boxes.reserve(chain_count(all.size()));
    for (std::size_t chain = 0; chain < chain_count(all.size()); ++chain) {
        const auto box = bounds(chain_of(all, chain));
        m_box.add({box.min_x, box.min_y});
        m_box.add({box.max_x, box.max_y});
        m_chain_boxes.push_back(box);
    }
    for (std::size_t i = 0; i + 1 < all.size(); ++i) {
        m_doubled_area += static_cast<__int128>(all[i].x) * all[i + 1].y - static_cast<__int128>(all[i + 1].x) * all[i].y;
    }
}

std::size_t ArcLine::bytes() const {
    return sizeof(ArcLine) + m_points.capacity() * sizeof(LatticePoint) + m_chain_boxes.capacity() * sizeof(LatticeBox);
}

} // namespace jingwei::spatial
