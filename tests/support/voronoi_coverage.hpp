#pragma once

#include "spatial/coverage_build.hpp"

#include <boost/polygon/voronoi.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <random>
#include <vector>

namespace jingwei::tests {

/// How jittered Voronoi cells are drawn: `side` x `side` squares of `cell` lattice units with a site anywhere in the middle
/// of each, in some of them twelve on a circle.
struct VoronoiForm {
    int side = 6;
    std::int32_t cell = 2000; ///< 100 and more, so that borders lie farther apart than rounding reaches
    int depth = 2;            ///< a border is broken in two so often, each time at a place beside its middle
    unsigned labels = 12;     ///< cells share labels, so that units have several parts, holes and corners that touch
    unsigned nobody = 10;     ///< one cell in so many belongs to nobody; 0 = none does
    unsigned wheels = 6;      ///< one square in so many has a node where twelve cells meet; 0 = none does
    unsigned islands = 5;     ///< one cell in so many has another unit, or nobody, inside; 0 = none does
    bool own_labels = false;  ///< a label for each cell, whatever `labels` says
};

/// Cells with triple junctions at random places and angles, nodes of twelve borders, borders that are broken again and again,
/// islands and lakes; as labelled polygons with the same points on both sides. The same form and seed give the same.
class VoronoiCoverage {
  public:
    VoronoiCoverage(const VoronoiForm &form, std::uint32_t seed) : m_form(form), m_seed(seed), m_random(seed) {
        place_sites();
        boost::polygon::construct_voronoi(m_points.begin(), m_points.end(), &m_diagram);
        join_near_corners();
        for (const auto &cell : m_diagram.cells()) {
            const Site site = m_sites[cell.source_index()];
            if (site.inside && !one_in(m_form.nobody)) {
                add_cell(cell, site);
            }
        }
    }

    std::vector<spatial::LabelledPolygon> polygons;

  private:
    using Diagram = boost::polygon::voronoi_diagram<double>;
    using Point = boost::polygon::point_data<std::int32_t>;
    struct Site {
        Point at;
        bool inside; ///< else it only keeps the cells at the rim in shape
        bool single; ///< alone in its square, so that there is room around it
    };

    bool one_in(unsigned n) { return n != 0 && m_random() % n == 0; }

    void place_sites() {
        constexpr int rim = 2;
        for (int y = -rim; y < m_form.side + rim; ++y) {
            for (int x = -rim; x < m_form.side + rim; ++x) {
                const bool inside = x >= 0 && y >= 0 && x < m_form.side && y < m_form.side;
                const Point corner(x * m_form.cell, y * m_form.cell);
                inside &&one_in(m_form.wheels) ? place_wheel(corner) : place_site(corner, inside);
            }
        }
        std::ranges::transform(m_sites, std::back_inserter(m_points), &Site::at);
    }

    void place_site(const Point &corner, bool inside) {
        const auto within = [&] {
            const auto room = static_cast<std::uint32_t>(m_form.cell * 6 / 10);
            return m_form.cell / 5 + static_cast<std::int32_t>(m_random() % room);
        };
        const auto x = corner.x() + within();
        m_sites.push_back({Point(x, corner.y() + within()), inside, true});
    }

    /// On one circle exactly: the lattice points with x^2 + y^2 = 65^2, nearly a twelfth of a turn apart.
    void place_wheel(const Point &corner) {
        static constexpr std::array<std::pair<int, int>, 3> quarter{{{65, 0}, {56, 33}, {33, 56}}};
        const std::int32_t scale = std::max(1, m_form.cell * 3 / 10 / 65);
        const std::int32_t middle = m_form.cell / 2;
        for (const auto &[c, s] : {std::pair(1, 0), std::pair(0, 1), std::pair(-1, 0), std::pair(0, -1)}) { // four turns
            for (const auto &[x, y] : quarter) {
                const Point spoke((x * c - y * s) * scale + middle, (x * s + y * c) * scale + middle);
                m_sites.push_back({Point(corner.x() + spoke.x(), corner.y() + spoke.y()), true, false});
            }
        }
    }

    std::size_t root(std::size_t corner) const {
        while (m_same[corner] != corner) {
            corner = m_same[corner];
        }
        return corner;
    }
    std::size_t number(const Diagram::vertex_type *corner) const {
        return root(static_cast<std::size_t>(corner - m_diagram.vertices().data()));
    }

    /// What rounding could push over each other becomes one node.
    void join_near_corners() {
        const double least = std::max(8.0, m_form.cell / 40.0);
        m_same.resize(m_diagram.num_vertices());
        std::iota(m_same.begin(), m_same.end(), std::size_t{0});
        for (const auto &edge : m_diagram.edges()) {
            if (edge.is_finite()) {
                const auto a = number(edge.vertex0());
                const auto b = number(edge.vertex1());
                const auto &from = m_diagram.vertices()[a];
                const auto &to = m_diagram.vertices()[b];
                if (std::hypot(from.x() - to.x(), from.y() - to.y()) < least) {
                    m_same[std::max(a, b)] = std::min(a, b);
                }
            }
        }
    }

    static spatial::LatticePoint lattice(double x, double y) {
        return {1'041'000'000 + static_cast<std::int32_t>(std::lround(x)),
                365'000'000 + static_cast<std::int32_t>(std::lround(y))};
    }
    spatial::LatticePoint place(std::size_t corner) const {
        const auto &vertex = m_diagram.vertices()[corner];
        return lattice(vertex.x(), vertex.y());
    }

    /// Breaks a line beside its middle, and its halves again: the points between its ends.
    void bend(std::mt19937 &own, spatial::LatticePoint a, spatial::LatticePoint b, int depth, spatial::Ring &line) const {
        const double dx = b.x - a.x;
        const double dy = b.y - a.y;
        if (depth == 0 || std::hypot(dx, dy) < 80) {
            return;
        }
        const double aside = (static_cast<double>(own() % 2001) / 1000 - 1) * 0.05;
        const spatial::LatticePoint middle{a.x + static_cast<std::int32_t>(std::lround(dx / 2 - dy * aside)),
                                           a.y + static_cast<std::int32_t>(std::lround(dy / 2 + dx * aside))};
        bend(own, a, middle, depth - 1, line);
        line.push_back(middle);
        bend(own, middle, b, depth - 1, line);
    }

    /// The border between two nodes without the last one; the same points from either side.
    void append_border(spatial::Ring &ring, std::size_t from, std::size_t to) const {
        const auto low = std::min(from, to);
        const auto high = std::max(from, to);
        std::mt19937 own(m_seed ^ static_cast<std::uint32_t>(low * 7919 + high * 104'729));
        spatial::Ring between;
        bend(own, place(low), place(high), m_form.depth, between);
        if (from != low) {
            std::ranges::reverse(between);
        }
        ring.push_back(place(from));
        ring.insert(ring.end(), between.begin(), between.end());
    }

    spatial::Label next_label() {
        return m_form.own_labels ? ++m_last_label : static_cast<spatial::Label>(1 + m_random() % m_form.labels);
    }

    void add_cell(const Diagram::cell_type &cell, const Site &site) {
        spatial::Polygon polygon;
        const auto *edge = cell.incident_edge();
        do {
            const auto from = number(edge->vertex0());
            const auto to = number(edge->vertex1());
            if (from != to) {
                append_border(polygon.outer, from, to);
            }
            edge = edge->next();
        } while (edge != cell.incident_edge());
        const auto label = next_label();
        if (site.single && one_in(m_form.islands)) {
            polygon.holes.push_back(island(site.at));
            if (!one_in(3)) {
                polygons.push_back({next_label(), {polygon.holes.front(), {}}});
            }
        }
        polygons.push_back({label, std::move(polygon)});
    }

    spatial::Ring island(const Point &at) const {
        const double reach = m_form.cell * 0.08;
        return {lattice(at.x() + reach, at.y()), lattice(at.x() + reach / 3, at.y() + reach),
                lattice(at.x() - reach, at.y() + reach / 2), lattice(at.x() - reach / 3, at.y()),
                lattice(at.x() - reach / 2, at.y() - reach)};
    }

    VoronoiForm m_form;
    std::uint32_t m_seed;
    std::mt19937 m_random;
    std::vector<Site> m_sites;
    std::vector<Point> m_points;
    Diagram m_diagram;
    std::vector<std::size_t> m_same;
    spatial::Label m_last_label = 0;
};

} // namespace jingwei::tests
