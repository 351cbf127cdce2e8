#include "spatial/cell_grid.hpp"

namespace jingwei::spatial {

CellGrid::CellGrid(const LatticeBox &box, std::size_t wanted) {
    if (box.empty() || wanted == 0) {
        return;
    }
    m_box = box;
    const double width = static_cast<double>(std::int64_t{box.max_x} - box.min_x) + 1;
    const double height = static_cast<double>(std::int64_t{box.max_y} - box.min_y) + 1;
    const double side = std::max(1.0, std::sqrt(width * height / static_cast<double>(wanted)));
    const double most_a_side = 16'384;
    m_width = static_cast<std::int64_t>(std::ceil(std::max(side, width / most_a_side)));
    m_height = static_cast<std::int64_t>(std::ceil(std::max(side, height / most_a_side)));
    m_columns = static_cast<std::size_t>((std::int64_t{box.max_x} - box.min_x) / m_width) + 1;
    m_rows = static_cast<std::size_t>((std::int64_t{box.max_y} - box.min_y) / m_height) + 1;
}

} // namespace jingwei::spatial
