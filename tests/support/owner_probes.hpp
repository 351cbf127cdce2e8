#pragma once

#include "spatial/coverage.hpp"
#include "tests/support/long_run.hpp"

#include <algorithm>
#include <numeric>
#include <random>
#include <vector>

namespace jingwei::tests {

/// How many places of a coverage are asked for their owner.
struct ProbeForm {
    std::uint32_t seed = 1;
    int anywhere = 1'000;            ///< random points of the box and a little around it
    std::int64_t even_corners = 400; ///< the corners of all cells of each size that has no more of them
    int least_cell = 3;              ///< the binary logarithm of the least such cell's side
    std::size_t vertex_step = 20;    ///< of one vertex in so many the corners of the cells that hold it, for each size
    std::int32_t beside = 1;         ///< vertices and middles with the points so many units beside them
};

/// Places that a locator could answer wrongly, from a coverage's points and bounds alone: every vertex, every middle, the
/// corners of cells, and points anywhere.
class OwnerProbes {
  public:
    OwnerProbes(const spatial::Coverage &coverage, const ProbeForm &form)
        : m_coverage(coverage), m_form(form), m_random(form.seed) {}

    /// Ascending, each once.
    std::vector<spatial::LatticePoint> all() {
        vertices_and_middles();
        anywhere();
        corners_of_even_cells();
        corners_around_vertices();
        std::ranges::sort(m_points);
        const auto rest = std::ranges::unique(m_points);
        m_points.erase(rest.begin(), rest.end());
        return std::move(m_points);
    }

  private:
    void add(spatial::LatticePoint p) {
        for (std::int32_t dy = -m_form.beside; dy <= m_form.beside; ++dy) {
            for (std::int32_t dx = -m_form.beside; dx <= m_form.beside; ++dx) {
                m_points.push_back({p.x + dx, p.y + dy});
            }
        }
    }

    /// A middle is the lattice point beside it, and the lattice point on the segment that is next to it.
    void vertices_and_middles() {
        for (const auto &arc : m_coverage.arcs()) {
            const auto line = m_coverage.points(arc);
            for (std::size_t i = 0; i + 1 < line.size(); ++i) {
                const auto dx = line[i + 1].x - line[i].x;
                const auto dy = line[i + 1].y - line[i].y;
                const auto steps = std::gcd(dx, dy);
                add(line[i]);
                m_points.push_back({line[i].x + dx / 2, line[i].y + dy / 2});
                add({line[i].x + dx / steps * (steps / 2), line[i].y + dy / steps * (steps / 2)});
            }
            add(line.back());
        }
    }

    void anywhere() {
        const auto &box = m_coverage.bounds();
        const std::int32_t around = std::min(1000, 10 + (box.max_x - box.min_x) / 10);
        std::uniform_int_distribution<std::int32_t> x(box.min_x - around, box.max_x + around);
        std::uniform_int_distribution<std::int32_t> y(box.min_y - around, box.max_y + around);
        for (int i = 0; i < m_form.anywhere; ++i) {
            const auto px = x(m_random);
            m_points.push_back({px, y(m_random)});
        }
    }

    /// Cells are counted from one unit south-west of the ground.
    void corners_of_even_cells() {
        const auto &box = m_coverage.bounds();
        for (int log2 = m_form.least_cell; log2 <= 24; ++log2) {
            const std::int64_t columns = ((std::int64_t{box.max_x} - box.min_x + 1) >> log2) + 2;
            const std::int64_t rows = ((std::int64_t{box.max_y} - box.min_y + 1) >> log2) + 2;
            for (std::int64_t i = 0; columns * rows <= m_form.even_corners && i < columns * rows; ++i) {
                m_points.push_back({static_cast<std::int32_t>(box.min_x - 1 + (i % columns << log2)),
                                    static_cast<std::int32_t>(box.min_y - 1 + (i / columns << log2))});
            }
        }
    }

    /// The four corners of the cell that a vertex lies in, for each size of cells: of whatever is cut further.
    void corners_around_vertices() {
        const auto vertices = m_coverage.all_points();
        const spatial::LatticePoint origin{m_coverage.bounds().min_x - 1, m_coverage.bounds().min_y - 1};
        for (std::size_t i = 0; i < vertices.size(); i += m_form.vertex_step) {
            for (int log2 = 3; log2 <= 18; ++log2) {
                const std::int32_t x = ((vertices[i].x - origin.x) >> log2 << log2) + origin.x;
                const std::int32_t y = ((vertices[i].y - origin.y) >> log2 << log2) + origin.y;
                const std::int32_t side = 1 << log2;
                m_points.insert(m_points.end(), {{x, y}, {x + side, y}, {x, y + side}, {x + side, y + side}});
            }
        }
    }

    const spatial::Coverage &m_coverage;
    ProbeForm m_form;
    std::mt19937 m_random;
    std::vector<spatial::LatticePoint> m_points;
};

} // namespace jingwei::tests
