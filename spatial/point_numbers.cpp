#include "spatial/point_numbers.hpp"

#include <algorithm>
#include <bit>

namespace jingwei::spatial {

PointNumbers::PointNumbers(std::size_t expected)
    : m_slots(std::bit_ceil(std::max<std::size_t>(16, 2 * expected)), free), m_mask(m_slots.size() - 1) {}

void PointNumbers::grow(const std::vector<LatticePoint> &points) {
    m_slots.assign(2 * m_slots.size(), free);
    m_mask = m_slots.size() - 1;
    for (std::uint32_t i = 0; i < points.size(); ++i) {
        auto slot = slot_of(points[i]);
        while (m_slots[slot] != free) {
            slot = (slot + 1) & m_mask;
        }
        m_slots[slot] = i;
    }
}

} // namespace jingwei::spatial
