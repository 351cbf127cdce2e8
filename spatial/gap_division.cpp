#include "spatial/gap_division.hpp"

#include "spatial/gap_sites.hpp"
#include "spatial/gap_walls.hpp"

#include <algorithm>

namespace jingwei::spatial {
namespace {

/// Draws the lines of one diagram.
class Division {
  public:
    Division(const GapBorder &border, Turn turn)
        : m_border(border), m_has_walls(border.has_walls()), m_sites(border, turn), m_vertices(m_sites.diagram().vertices) {
        const auto &box = border.box();
        const auto low = border.to_plane({box.min_x, box.min_y});
        const auto high = border.to_plane({box.max_x, box.max_y});
        constexpr double beyond = 2;
        m_low = {low.x - beyond, low.y - beyond};
        m_high = {high.x + beyond, high.y + beyond};
    }

    DividingLines run() {
        for (const auto &border : m_sites.diagram().borders) {
            if (!m_sites.is_around(border.sites[0]) || !m_sites.is_around(border.sites[1])) {
                take(border);
            }
        }
        look_for_loose_ends();
        return std::move(m_result);
    }

  private:
    using LineEnd = std::pair<std::uint32_t, Site>; ///< a vertex, and a site it is nearest to

    void take(const CellBorder &border) {
        const auto own = m_sites.own_end(border.sites);
        const auto from = end_of(border, 0, own);
        const auto to = end_of(border, 1, own);
        if (!from || !to) {
            return; // it goes on for ever, outside the gap
        }
        if (own && passes(*from, *to, *own)) { // on both sides of the segment
            const auto middle = static_cast<std::uint32_t>(m_vertices.size());
            m_vertices.push_back(*own);
            take({border.sites, {border.ends[0], middle}}, Bisector(*from, *own), own);
            take({border.sites, {middle, border.ends[1]}}, Bisector(*own, *to), own);
        } else {
            take(border, m_sites.bisector(border.sites, *from, *to), own);
        }
    }

    void take(const CellBorder &border, const Bisector &line, const std::optional<DiagramPoint> &own) {
        if (is_outside(border, line)) {
            return;
        }
        if (is_true(border, line)) {
            divide(border, line, own);
        } else {
            ++m_result.faults;
        }
    }

    /// Of a line that goes on for ever from a corner only the other half matters.
    [[nodiscard]] std::optional<DiagramPoint> end_of(const CellBorder &border, std::size_t k,
                                                     const std::optional<DiagramPoint> &own) const {
        return border.ends.at(k) == no_vertex ? own : std::optional(m_vertices[border.ends.at(k)]);
    }

    static bool passes(DiagramPoint a, DiagramPoint b, DiagramPoint p) {
        return (p.x - a.x) * (p.x - b.x) + (p.y - a.y) * (p.y - b.y) < 0;
    }

    /// Where all of the border has owners, no line crosses it. Else what is drawn outside is cut away later.
    [[nodiscard]] bool is_outside(const CellBorder &border, const Bisector &line) const {
        const auto &sites = border.sites;
        return !m_has_walls && !m_sites.is_inside(sites[sites[0].part == Site::Part::between ? 0 : 1], line.at(0.5));
    }

    [[nodiscard]] bool is_in_box(DiagramPoint p) const {
        return p.x >= m_low.x && p.x <= m_high.x && p.y >= m_low.y && p.y <= m_high.y;
    }

    [[nodiscard]] bool is_true(const CellBorder &border, const Bisector &line) const {
        const bool starts_in = is_in_box(line.at(0));
        const bool ends_in = is_in_box(line.at(1));
        return (!starts_in || m_sites.is_between(border.sites, line.at(0))) &&
               (!ends_in || m_sites.is_between(border.sites, line.at(1))) &&
               (!starts_in || !ends_in || m_sites.goes_around(border.sites, line.at(0), line.at(1)));
    }

    /// Draws a line as far as the cells beside it belong to different neighbours; and where one of them is a corner's, in
    /// which two meet, what halves that cell. `own`: an end that lies there is turned to no side, so the other one tells.
    void divide(const CellBorder &border, const Bisector &line, const std::optional<DiagramPoint> &own) {
        const auto far_end = own && away(line.at(0), *own) < away(line.at(1), *own) ? line.at(1) : line.at(0);
        const auto a = own ? far_end : line.at(0);
        const auto b = own ? far_end : line.at(1);
        std::array<double, 4> cuts{0, 0, 0, 1};
        std::array<std::array<Label, 2>, 2> owners{}; // of each site's cell at the start and the end
        for (std::size_t k = 0; k < 2; ++k) {
            const auto first = m_sites.side_before(border.sites.at(k), a);
            const auto last = m_sites.side_before(border.sites.at(k), b);
            owners.at(k) = {m_sites.owner(first), m_sites.owner(last)};
            if (owners.at(k)[0] != owners.at(k)[1]) {
                cuts.at(k + 1) = m_sites.change(border.sites.at(k), line, first, last);
                draw(m_sites.corner(border.sites.at(k)), line.at(cuts.at(k + 1)));
            }
        }
        const std::array<double, 2> changes{cuts[1], cuts[2]};
        std::ranges::sort(cuts);
        for (std::size_t i = 0; i + 1 < cuts.size(); ++i) {
            const double middle = (cuts.at(i) + cuts.at(i + 1)) / 2;
            const auto owner = [&](std::size_t k) { return owners.at(k).at(middle < changes.at(k) ? 0 : 1); };
            const bool both = owner(0) != no_label && owner(1) != no_label; // not the square around
            if (both && owner(0) != owner(1) && cuts.at(i) < cuts.at(i + 1)) {
                draw(line, cuts.at(i), cuts.at(i + 1));
                note_ends(border, cuts.at(i), cuts.at(i + 1));
            }
        }
    }

    static double away(DiagramPoint a, DiagramPoint b) { return SitePlace{b, b}.distance(a); }

    void note_ends(const CellBorder &border, double from, double to) {
        if (from == 0 && border.ends[0] != no_vertex) {
            m_line_ends.emplace_back(border.ends[0], border.sites[0]);
        }
        if (to == 1 && border.ends[1] != no_vertex) {
            m_line_ends.emplace_back(border.ends[1], border.sites[0]);
        }
    }

    /// Lines that end alone, and not on the border, are faults.
    void look_for_loose_ends() {
        std::ranges::sort(m_line_ends, {}, &LineEnd::first);
        for (std::size_t i = 0; i < m_line_ends.size(); ++i) {
            const auto &[vertex, site] = m_line_ends[i];
            const bool is_alone = (i == 0 || m_line_ends[i - 1].first != vertex) &&
                                  (i + 1 == m_line_ends.size() || m_line_ends[i + 1].first != vertex);
            const auto p = m_vertices[vertex];
            if (is_alone && is_in_box(p) && m_sites.place(site).distance(p) > GapSites::tolerance) {
                ++m_result.faults;
            }
        }
    }

    void draw(const Bisector &line, double from, double to) {
        const auto steps = line.chords(from, to);
        auto a = line.at(from);
        for (std::size_t i = 1; i <= steps; ++i) {
            const auto b = line.at(from + (to - from) * static_cast<double>(i) / static_cast<double>(steps));
            draw(a, b);
            a = b;
        }
    }

    /// What of a straight line lies in the gap's box.
    void draw(DiagramPoint a, DiagramPoint b) {
        double low = 0;
        double high = 1;
        const auto clip = [&](double from, double to, double least, double most) {
            if (from == to) {
                high = from < least || from > most ? -1 : high;
                return;
            }
            low = std::max(low, ((to > from ? least : most) - from) / (to - from));
            high = std::min(high, ((to > from ? most : least) - from) / (to - from));
        };
        clip(a.x, b.x, m_low.x, m_high.x);
        clip(a.y, b.y, m_low.y, m_high.y);
        const auto at = [&](double s) { return m_border.to_lattice({a.x + s * (b.x - a.x), a.y + s * (b.y - a.y)}); };
        if (low < high && at(low) != at(high)) {
            m_result.lines.push_back({at(low), at(high)});
        }
    }

    const GapBorder &m_border;
    bool m_has_walls;
    GapSites m_sites;
    std::vector<DiagramPoint> m_vertices; ///< of the diagram, and corners where lines were cut
    std::vector<LineEnd> m_line_ends;
    DiagramPoint m_low, m_high; ///< the gap's box
    DividingLines m_result;
};

} // namespace

DividingLines dividing_lines(const GapBorder &border) {
    if (!border.is_shared()) {
        return {};
    }
    DividingLines best{.faults = SIZE_MAX};
    int diagrams = 0;
    for (const auto turn : {Turn{1, 0}, {0, 1}, {3, 4}, {5, 12}}) {
        if (best.faults > 0 && GapSites::fit(border, turn)) {
            auto found = Division(border, turn).run();
            ++diagrams;
            if (found.faults < best.faults) {
                best = std::move(found);
            }
        }
    }
    best.diagrams = diagrams;
    if (border.has_walls()) {
        best.lines = inside_of(border, best.lines);
    }
    return best;
}

} // namespace jingwei::spatial
