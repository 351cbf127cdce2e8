#include "spatial/locator.hpp"

#include "spatial/locator_index.hpp"

#include <algorithm>

namespace jingwei::spatial {

// The point p stands for (p.x + e, p.y + e^2) with an infinitely small e > 0: just east, and much less north. Its owner is
// the face of the sector that holds the direction (1, e).

Label walk_east(std::span<const LocatorEdge> edges, LatticePoint from, LatticePoint to, Label owner) {
    for (const auto &e : edges) {
        if (e.a.y <= to.y && to.y < e.b.y && cross(e.a, e.b, to) <= 0 && cross(e.a, e.b, from) > 0) {
            owner += e.right - e.left;
        }
    }
    return owner;
}

Label walk_north(const LocatorEdge &e, std::int64_t x, std::int64_t y0, std::int64_t y1, Label owner) {
    const bool eastward = e.a.x < e.b.x;
    const auto west = eastward ? e.a : e.b;
    const auto east = eastward ? e.b : e.a;
    if (!(west.x <= x && x < east.x)) {
        return owner;
    }
    // the edge passes below (x + e, y + e^2): strictly, or through (x, y) itself without rising to the east
    const auto passes_below = [&](std::int64_t y) {
        const auto c = (std::int64_t{east.x} - west.x) * (y - west.y) - (std::int64_t{east.y} - west.y) * (x - west.x);
        return c > 0 || (c == 0 && east.y <= west.y);
    };
    if (passes_below(y1) && !passes_below(y0)) {
        owner += eastward ? e.left - e.right : e.right - e.left;
    }
    return owner;
}

Label Locator::Index::owner_in(const Leaf &leaf, std::int64_t west, std::int64_t south, LatticePoint p) const {
    const auto list = edges_of(leaf);
    auto owner = leaf.corner;
    for (const auto &e : list.first(leaf.west_count)) {
        owner = walk_north(e, west, south, p.y, owner);
    }
    return walk_east(list, {static_cast<std::int32_t>(west), p.y}, p, owner);
}

Locator::Index::Cell Locator::Index::child(const Cell &cell, std::uint32_t column, std::uint32_t row) const {
    const int log2_side = cell.log2_side - 2;
    return {cell.x + (std::int64_t{column} << log2_side), cell.y + (std::int64_t{row} << log2_side), log2_side,
            nodes[value_of(cell.entry)].at(row * fan + column)};
}

bool Locator::Index::find_cell(LatticePoint p, Cell &cell) const {
    const auto dx = p.x - origin_x;
    const auto dy = p.y - origin_y;
    const auto column = dx >> root_log2;
    const auto row = dy >> root_log2;
    if (dx < 0 || dy < 0 || column >= columns || row >= rows) {
        return false;
    }
    cell = {origin_x + (column << root_log2), origin_y + (row << root_log2), root_log2,
            root[static_cast<std::size_t>(row * columns + column)]};
    while (kind_of(cell.entry) == Kind::node) {
        const int log2_side = cell.log2_side - 2;
        cell = child(cell, static_cast<std::uint32_t>((p.x - cell.x) >> log2_side),
                     static_cast<std::uint32_t>((p.y - cell.y) >> log2_side));
    }
    return true;
}

std::vector<LocatorEdge> Locator::Index::edges_through(LatticePoint p) const {
    std::vector<LocatorEdge> through;
    Cell cell;
    if (find_cell(p, cell) && kind_of(cell.entry) == Kind::leaf) {
        std::ranges::copy_if(edges_of(leaves[value_of(cell.entry)]), std::back_inserter(through), [&](const LocatorEdge &e) {
            return is_on(p, {e.a, e.b});
        });
    }
    return through;
}

namespace {

/// A border leaving a point, and the unit just counter-clockwise of it.
struct BorderRay {
    std::int64_t dx, dy;
    Label after;
};

/// Where a direction comes when turning counter-clockwise from just north of east; due east comes last.
bool comes_before(const BorderRay &r, const BorderRay &s) {
    const auto lap = [](const BorderRay &ray) { return ray.dy > 0 || (ray.dy == 0 && ray.dx < 0) ? 0 : (ray.dy < 0 ? 1 : 2); };
    if (lap(r) != lap(s)) {
        return lap(r) < lap(s);
    }
    return r.dx * s.dy - r.dy * s.dx > 0;
}

/// For a point whose sector (1, e) belongs to nobody: the first labelled sector counter-clockwise.
Label first_labelled_sector(const std::vector<LocatorEdge> &through, LatticePoint p) {
    std::vector<BorderRay> rays;
    for (const auto &e : through) {
        if (p != e.b) {
            rays.push_back({std::int64_t{e.b.x} - p.x, std::int64_t{e.b.y} - p.y, e.left});
        }
        if (p != e.a) {
            rays.push_back({std::int64_t{e.a.x} - p.x, std::int64_t{e.a.y} - p.y, e.right});
        }
    }
    std::ranges::sort(rays, comes_before);
    const auto found = std::ranges::find_if(rays, [](const BorderRay &ray) { return ray.after != no_label; });
    return found == rays.end() ? no_label : found->after;
}

} // namespace

Locator::Locator(const Coverage &coverage) : m_index(std::make_unique<const Index>(coverage)) {}
Locator::~Locator() = default;
Locator::Locator(Locator &&) noexcept = default;
Locator &Locator::operator=(Locator &&) noexcept = default;

Label Locator::locate(LatticePoint p) const {
    Index::Cell cell;
    if (!m_index->find_cell(p, cell)) {
        return no_label;
    }
    if (Index::kind_of(cell.entry) == Index::Kind::pure) {
        return Index::value_of(cell.entry);
    }
    const auto owner = m_index->owner_in(m_index->leaves[Index::value_of(cell.entry)], cell.x, cell.y, p);
    return owner != no_label ? owner : first_labelled_sector(m_index->edges_through(p), p);
}

void Locator::locate(std::span<const LatticePoint> points, std::span<Label> owners) const {
    std::ranges::transform(points, owners.begin(), [this](LatticePoint p) { return locate(p); });
}

std::vector<Label> Locator::touching(LatticePoint p) const {
    std::vector<Label> labels;
    for (const auto &e : m_index->edges_through(p)) {
        labels.push_back(e.left);
        labels.push_back(e.right);
    }
    if (labels.empty()) {
        labels.push_back(locate(p));
    }
    std::ranges::sort(labels);
    const auto rest = std::ranges::unique(labels);
    labels.erase(rest.begin(), rest.end());
    std::erase(labels, no_label);
    return labels;
}

std::size_t Locator::bytes() const {
    return m_index->root.capacity() * sizeof(Index::Entry) + m_index->nodes.capacity() * sizeof(m_index->nodes[0]) +
           m_index->leaves.capacity() * sizeof(Index::Leaf) + m_index->edges.capacity() * sizeof(LocatorEdge);
}

} // namespace jingwei::spatial
