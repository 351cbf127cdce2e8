#include "spatial/gap_sites.hpp"

#include <algorithm>
#include <cmath>

namespace jingwei::spatial {
namespace {

LatticePoint turned(const GapBorder &border, Turn turn, LatticePoint p) {
    const auto x = (std::int64_t{p.x} - border.centre().x) * border.east().over;
    const auto y = (std::int64_t{p.y} - border.centre().y) * border.east().under;
    return {static_cast<std::int32_t>(turn.a * x - turn.b * y), static_cast<std::int32_t>(turn.b * x + turn.a * y)};
}

DiagramPoint turned_back(const GapBorder &border, Turn turn, DiagramPoint p) {
    const auto a = static_cast<double>(turn.a);
    const auto b = static_cast<double>(turn.b);
    const double size = (a * a + b * b) * border.east().under;
    return {(a * p.x + b * p.y) / size, (a * p.y - b * p.x) / size};
}

/// How far turned sites lie from the middle at most, in x and in y: those of the square around, where there is one, farther
/// than 1 + the diagonal of a square of 2, so that all of the border is nearer to all of its box.
std::int64_t reach(const GapBorder &border, Turn turn) {
    const auto &box = border.box();
    const auto x = (std::int64_t{box.max_x} - box.min_x + 2) * border.east().over / 2;
    const auto y = (std::int64_t{box.max_y} - box.min_y + 2) * border.east().under / 2;
    const auto of_border = std::max(turn.a * x + turn.b * y, turn.b * x + turn.a * y);
    return border.has_walls() ? of_border * 384 / 100 : of_border;
}

} // namespace

bool GapSites::fit(const GapBorder &border, Turn turn) {
    return reach(border, turn) <= INT32_MAX;
}

GapSites::GapSites(const GapBorder &border, Turn turn) : m_border(border) {
    std::vector<Segment> sites;
    for (Side i = 0; i < border.sides().size(); ++i) {
        const auto &side = border.sides()[i];
        if (side.owner != no_label) {
            m_corners.emplace_back(side.from, i);
            m_corners.emplace_back(side.to, i);
            m_sites.push_back(i);
            sites.push_back({turned(border, turn, side.from), turned(border, turn, side.to)});
        }
    }
    std::ranges::sort(m_corners);
    if (border.has_walls()) {
        const auto far = static_cast<std::int32_t>(reach(border, turn));
        const std::array<LatticePoint, 4> around{{{-far, -far}, {far, -far}, {far, far}, {-far, far}}};
        for (std::size_t i = 0; i < around.size(); ++i) {
            sites.push_back({around.at(i), around.at((i + 1) % around.size())});
            m_around.at(i) =
                turned_back(border, turn, {static_cast<double>(around.at(i).x), static_cast<double>(around.at(i).y)});
        }
    }
    m_diagram = segment_diagram(sites);
    for (auto &vertex : m_diagram.vertices) {
        vertex = turned_back(border, turn, vertex);
    }
}

SitePlace GapSites::place(const Site &site) const {
    if (is_around(site)) {
        const auto i = site.segment - m_sites.size() + (site.part == Site::Part::end ? 1 : 0);
        return {m_around.at(i % 4), m_around.at((site.part == Site::Part::between ? i + 1 : i) % 4)};
    }
    if (site.part == Site::Part::between) {
        return {m_border.to_plane(side_of(site).from), m_border.to_plane(side_of(site).to)};
    }
    return {corner(site), corner(site)};
}

std::optional<DiagramPoint> GapSites::own_end(const std::array<Site, 2> &sites) const {
    const bool first = sites[0].part == Site::Part::between;
    const auto &segment = sites[first ? 0 : 1];
    const auto &point = sites[first ? 1 : 0];
    if (segment.part != Site::Part::between || point.part == Site::Part::between || is_around(segment) || is_around(point)) {
        return std::nullopt;
    }
    const auto at = lattice_corner(point);
    return at == side_of(segment).from || at == side_of(segment).to ? std::optional(m_border.to_plane(at)) : std::nullopt;
}

Bisector GapSites::bisector(const std::array<Site, 2> &sites, DiagramPoint from, DiagramPoint to) const {
    const auto left = place(sites[0]);
    const auto right = place(sites[1]);
    if (left.is_point() == right.is_point() || own_end(sites)) {
        return {from, to};
    }
    return left.is_point() ? Bisector(left.from, right, from, to) : Bisector(right.from, left, from, to);
}

std::span<const GapSites::Corner> GapSites::sides_at(LatticePoint corner) const {
    const auto found = std::ranges::equal_range(m_corners, corner, {}, &Corner::first);
    return {found.begin(), found.end()};
}

/// Away from the corner, of length 1.
DiagramPoint GapSites::direction(const Corner &at) const {
    const auto &side = m_border.sides()[at.second];
    const auto way = difference(m_border.to_plane(side.from == at.first ? side.to : side.from), m_border.to_plane(at.first));
    return {way.x / length(way), way.y / length(way)};
}

GapSites::Side GapSites::side_before(const Site &site, DiagramPoint p) const {
    if (is_around(site)) {
        return no_side;
    }
    if (site.part == Site::Part::between) {
        return m_sites[site.segment];
    }
    const auto sides = sides_at(lattice_corner(site));
    const auto way = difference(p, corner(site));
    return std::ranges::max_element(sides, {}, [&](const Corner &side) { return dot(way, direction(side)); })->second;
}

double GapSites::change(const Site &corner, const Bisector &line, Side first, Side last) const {
    const auto at = lattice_corner(corner);
    const auto towards_first = difference(direction({at, first}), direction({at, last}));
    double low = 0;
    double high = 1;
    constexpr int halvings = 50;
    for (int i = 0; i < halvings; ++i) {
        const double middle = (low + high) / 2;
        (dot(difference(line.at(middle), m_border.to_plane(at)), towards_first) >= 0 ? low : high) = middle;
    }
    return low;
}

bool GapSites::is_inside(const Site &site, DiagramPoint p) const {
    const auto &side = m_border.sides()[side_before(site, p)];
    return SitePlace{m_border.to_plane(side.from), m_border.to_plane(side.to)}.is_left(p);
}

bool GapSites::is_between(const std::array<Site, 2> &sites, DiagramPoint vertex) const {
    const auto is_before = [&](const Site &site) {
        return site.part == Site::Part::between ? place(site).has_before(vertex, tolerance)
                                                : is_around(site) || beyond_sides(site, vertex) <= tolerance;
    };
    const double off = place(sites[0]).distance(vertex) - place(sites[1]).distance(vertex);
    return std::abs(off) <= tolerance && is_before(sites[0]) && is_before(sites[1]);
}

/// How much nearer to one of the sides that meet in a corner than to the corner a place is, along the side.
double GapSites::beyond_sides(const Site &site, DiagramPoint p) const {
    const auto way = difference(p, corner(site));
    double most = 0;
    for (const auto &side : sides_at(lattice_corner(site))) {
        most = std::max(most, dot(way, direction(side)));
    }
    return most;
}

bool GapSites::goes_around(const std::array<Site, 2> &sites, DiagramPoint from, DiagramPoint to) const {
    return turn_around(sites[0], from, to) > -tolerance && turn_around(sites[1], from, to) < tolerance;
}

/// How far a way turns left around a site, in units.
double GapSites::turn_around(const Site &site, DiagramPoint from, DiagramPoint to) const {
    const auto at = place(site);
    if (at.is_point()) {
        const auto a = difference(from, at.from);
        const auto b = difference(to, at.from);
        return (a.x * b.y - a.y * b.x) / std::max(length(a), tolerance);
    }
    const double back = at.along(from) - at.along(to);
    return at.is_left({(from.x + to.x) / 2, (from.y + to.y) / 2}) ? back : -back;
}

} // namespace jingwei::spatial
