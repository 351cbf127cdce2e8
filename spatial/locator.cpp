#include "spatial/locator.hpp"

#include "spatial/locator_index.hpp"

#include <algorithm>
#include <array>

namespace jingwei::spatial {

Label Locator::Index::owner_in(const Cell &leaf, LatticePoint p) const {
    return owner_from_words(words->data() + value_of(leaf.entry), kind_of(leaf.entry) == Kind::wide, p.x - leaf.x,
                            p.y - leaf.y);
}

bool Locator::Index::find_cell(LatticePoint p, Cell &cell) const {
    const auto dx = p.x - origin_x;
    const auto dy = p.y - origin_y;
    const auto column = dx >> root_log2;
    const auto row = dy >> root_log2;
    if (dx < 0 || dy < 0 || column >= columns || row >= rows) {
        return false;
    }
    cell = root_grid().cell(column, row);
    while (kind_of(cell.entry) == Kind::node) {
        cell = child_at(cell, p);
    }
    return true;
}

Label Locator::Index::plain_owner(LatticePoint p) const {
    Cell cell;
    if (!find_cell(p, cell)) {
        return no_label;
    }
    return has_borders(cell.entry) ? owner_in(cell, p) : value_of(cell.entry);
}

std::vector<LocatorEdge> Locator::Index::edges_through(LatticePoint p) const {
    std::vector<LocatorEdge> through;
    Cell cell;
    if (find_cell(p, cell) && has_borders(cell.entry)) {
        for_each_segment(cell, [&](LatticePoint a, LatticePoint b, std::uint32_t arc) {
            if (is_on(p, {a, b})) {
                const Sides side = sides_of(arc);
                through.push_back({a, b, side.left, side.right});
            }
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

/// Looks up points side by side: each step asks the memory for what the next one reads, for all of them.
class BatchWalk {
  public:
    static constexpr std::size_t width = 32;

    explicit BatchWalk(const Locator::Index &index) : m_index(index) {}

    /// The owners of up to `width` points, before the rule for ground of nobody.
    void run(std::span<const LatticePoint> points, std::span<Label> owners) {
        find_roots(points);
        for (bool deeper = true; deeper;) {
            deeper = descend(points);
        }
        for (std::size_t i = 0; i < points.size(); ++i) {
            const Locator::Index::Cell &cell = m_cells[i];
            owners[i] = Locator::Index::has_borders(cell.entry) ? m_index.owner_in(cell, points[i])
                                                                : Locator::Index::value_of(cell.entry);
        }
    }

  private:
    using Index = Locator::Index;

    void find_roots(std::span<const LatticePoint> points) {
        for (std::size_t i = 0; i < points.size(); ++i) {
            const auto column = (points[i].x - m_index.origin_x) >> m_index.root_log2;
            const auto row = (points[i].y - m_index.origin_y) >> m_index.root_log2;
            const bool outside = column < 0 || row < 0 || column >= m_index.columns || row >= m_index.rows;
            m_cells[i] = {m_index.origin_x + (column << m_index.root_log2), m_index.origin_y + (row << m_index.root_log2),
                          m_index.root_log2, Index::make(Index::Kind::pure, no_label)};
            m_roots[i] = outside ? none : static_cast<std::size_t>(row * m_index.columns + column);
            __builtin_prefetch(m_index.root.data() + (outside ? 0 : m_roots[i]));
        }
        for (std::size_t i = 0; i < points.size(); ++i) {
            if (m_roots[i] != none) {
                m_cells[i].entry = m_index.root[m_roots[i]];
            }
            fetch(m_cells[i], points[i]);
        }
    }

    /// One step down for those at a node; whether any was.
    bool descend(std::span<const LatticePoint> points) {
        bool any = false;
        for (std::size_t i = 0; i < points.size(); ++i) {
            Index::Cell &cell = m_cells[i];
            if (Index::kind_of(cell.entry) == Index::Kind::node) {
                cell = m_index.child_at(cell, points[i]);
                fetch(cell, points[i]);
                any = true;
            }
        }
        return any;
    }

    /// Asks for the words that the next step reads: a node's entry, or a leaf's first two lines.
    void fetch(const Index::Cell &cell, LatticePoint p) const {
        const std::uint32_t *words = m_index.words->data();
        if (Index::kind_of(cell.entry) == Index::Kind::node) {
            const int fan = Index::log2_fan(cell.entry);
            const int log2_side = cell.log2_side - fan;
            const auto child = ((p.y - cell.y) >> log2_side << fan) + ((p.x - cell.x) >> log2_side);
            __builtin_prefetch(words + Index::first_child(cell.entry) + child);
        } else if (Index::has_borders(cell.entry)) {
            words += Index::value_of(cell.entry);
            __builtin_prefetch(words);
            __builtin_prefetch(words + 16);
        }
    }

    static constexpr std::size_t none = SIZE_MAX;
    const Locator::Index &m_index;
    std::array<std::size_t, width> m_roots{};
    std::array<Index::Cell, width> m_cells{};
};

} // namespace

Locator::Locator(const Coverage &coverage) : m_index(std::make_unique<const Index>(coverage)) {}
Locator::Locator(std::unique_ptr<const Index> index) : m_index(std::move(index)) {}
Locator::~Locator() = default;
Locator::Locator(Locator &&) noexcept = default;
Locator &Locator::operator=(Locator &&) noexcept = default;

Label Locator::locate(LatticePoint p) const {
    Index::Cell cell;
    if (!m_index->find_cell(p, cell)) {
        return no_label;
    }
    if (!Index::has_borders(cell.entry)) {
        return Index::value_of(cell.entry);
    }
    const auto owner = m_index->owner_in(cell, p);
    return owner != no_label ? owner : first_labelled_sector(m_index->edges_through(p), p);
}

void Locator::locate(std::span<const LatticePoint> points, std::span<Label> owners) const {
    if (m_index->root.empty()) {
        std::ranges::fill(owners, no_label);
        return;
    }
    BatchWalk walk(*m_index);
    for (std::size_t i = 0; i < points.size(); i += BatchWalk::width) {
        const std::size_t count = std::min(BatchWalk::width, points.size() - i);
        walk.run(points.subspan(i, count), owners.subspan(i, count));
        for (std::size_t k = i; k < i + count; ++k) {
            if (owners[k] == no_label) {
                owners[k] = first_labelled_sector(m_index->edges_through(points[k]), points[k]);
            }
        }
    }
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
    return m_index->root.capacity() * sizeof(Index::Entry) + m_index->blocks.capacity() * sizeof(std::uint64_t) +
           m_index->words->bytes() + m_index->sides->bytes();
}

} // namespace jingwei::spatial
