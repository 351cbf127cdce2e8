#pragma once

#include "spatial/coverage_build.hpp"

#include <random>
#include <vector>

namespace jingwei::tests {

/// How a random coverage is drawn: a grid of `side` x `side` cells of `cell` lattice units, each side of a cell broken into
/// `steps` segments that stray by up to `stray` of a step (below 0.5 no two sides can meet).
struct RandomCoverageForm {
    int side = 8;
    std::int32_t cell = 1000;
    int steps = 6;
    double stray = 0.4;
    unsigned labels = 12; ///< cells share labels, so that units have several parts, holes and corners that touch
    unsigned nobody = 10; ///< one cell in so many belongs to nobody; 0 = none does
};

/// Cells with crooked shared borders and random owners, as labelled polygons. The same form and seed give the same.
class RandomCoverage {
  public:
    RandomCoverage(const RandomCoverageForm &form, std::uint32_t seed) : m_form(form), m_random(seed) {
        const int n = form.side;
        for (int k = 0; k < 2 * (n + 1) * (n + 1); ++k) {
            m_sides.push_back(make_side(k % 2 == 1));
        }
        for (int y = 0; y < n; ++y) {
            for (int x = 0; x < n; ++x) {
                const bool nobody = form.nobody != 0 && m_random() % form.nobody == 0;
                if (!nobody) {
                    polygons.push_back({static_cast<spatial::Label>(1 + m_random() % form.labels), outline(x, y)});
                }
            }
        }
    }

    std::vector<spatial::LabelledPolygon> polygons;

  private:
    using Side = std::vector<spatial::LatticePoint>; ///< from its corner to the next, relative, without the last point

    Side make_side(bool north) {
        Side side;
        const double step = static_cast<double>(m_form.cell) / m_form.steps;
        for (int i = 0; i < m_form.steps; ++i) {
            const double off = i == 0 ? 0 : (static_cast<double>(m_random() % 2001) / 1000 - 1) * m_form.stray * step;
            const auto along = static_cast<std::int32_t>(std::lround(i * step));
            const auto across = static_cast<std::int32_t>(std::lround(off));
            side.push_back(north ? spatial::LatticePoint{across, along} : spatial::LatticePoint{along, across});
        }
        return side;
    }

    void append(spatial::Ring &ring, int x, int y, bool north, bool backwards) const {
        const auto &side = m_sides[2 * static_cast<std::size_t>(y * (m_form.side + 1) + x) + (north ? 1U : 0U)];
        const spatial::LatticePoint corner{1'041'000'000 + x * m_form.cell, 365'000'000 + y * m_form.cell};
        const auto at = [&](spatial::LatticePoint p) { return spatial::LatticePoint{corner.x + p.x, corner.y + p.y}; };
        if (backwards) {
            ring.push_back(at(north ? spatial::LatticePoint{0, m_form.cell} : spatial::LatticePoint{m_form.cell, 0}));
            for (std::size_t i = side.size() - 1; i > 0; --i) {
                ring.push_back(at(side[i]));
            }
        } else {
            for (const auto &p : side) {
                ring.push_back(at(p));
            }
        }
    }

    [[nodiscard]] spatial::Polygon outline(int x, int y) const {
        spatial::Polygon polygon;
        append(polygon.outer, x, y, false, false);
        append(polygon.outer, x + 1, y, true, false);
        append(polygon.outer, x, y + 1, false, true);
        append(polygon.outer, x, y, true, true);
        return polygon;
    }

    RandomCoverageForm m_form;
    std::mt19937 m_random;
    std::vector<Side> m_sides;
};

} // namespace jingwei::tests
