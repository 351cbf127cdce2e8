#include "spatial/locator.hpp"

#include "spatial/locator_index.hpp"

#include <algorithm>
#include <array>
#include <numeric>

namespace jingwei::spatial {

Label Locator::Index::plain_owner(LatticePoint p) const {
    Place place;
    if (!find_place(p, place)) {
        return no_label;
    }
    return has_borders(place.entry) ? owner_in(place) : value_of(place.entry);
}

std::vector<LocatorEdge> Locator::Index::edges_through(LatticePoint p) const {
    std::vector<LocatorEdge> through;
    Place place;
    if (find_place(p, place) && has_borders(place.entry)) {
        const Cell cell{std::int64_t{p.x} - place.x, std::int64_t{p.y} - place.y, place.log2_side, place.entry};
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

/// Looks up points side by side: each step asks the memory for what the next one reads, for all of them. Those that are
/// done at a step are left out of the next by moving up the others, not by branches, which would be guessed wrong half the
/// time.
class BatchWalk {
  public:
    static constexpr std::size_t width = 64;

    explicit BatchWalk(const Locator::Index &index) : m_index(index) {}

    /// The owners of up to `width` points.
    void run(std::span<const LatticePoint> points, std::span<Label> owners) {
        find_roots(points);
        enter(points.size(), owners);
        while (m_at_nodes > 0) {
            descend(owners);
        }
        for (std::size_t i = 0; i < m_at_leaves; ++i) {
            const std::uint8_t point = m_leaves[i];
            owners[point] = m_index.owner_in(m_places[point]);
        }
        for (std::size_t i = 0; i < points.size(); ++i) {
            if (owners[i] == no_label) {
                owners[i] = first_labelled_sector(m_index.edges_through(points[i]), points[i]);
            }
        }
    }

  private:
    using Index = Locator::Index;

    void find_roots(std::span<const LatticePoint> points) {
        for (std::size_t i = 0; i < points.size(); ++i) {
            std::size_t number = 0;
            const bool inside = m_index.find_root(points[i], number, m_places[i]);
            m_roots[i] = inside ? m_index.root.data() + number : &m_nobody;
            __builtin_prefetch(m_roots[i]);
        }
    }

    void enter(std::size_t count, std::span<Label> owners) {
        m_at_nodes = m_at_leaves = 0;
        for (std::size_t i = 0; i < count; ++i) {
            m_places[i].entry = *m_roots[i];
            sort_in(static_cast<std::uint8_t>(i), owners);
        }
    }

    /// One step down for those at a node.
    void descend(std::span<Label> owners) {
        const std::size_t count = m_at_nodes;
        m_at_nodes = 0;
        for (std::size_t i = 0; i < count; ++i) {
            const std::uint8_t point = m_nodes[i]; // at or past the place that the next one is put at
            m_index.step_down(m_places[point]);
            sort_in(point, owners);
        }
    }

    /// Notes whether a point is done, or at a leaf or a node, and asks for the words that are read next.
    void sort_in(std::uint8_t point, std::span<Label> owners) {
        const Index::Place &place = m_places[point];
        const Index::Kind kind = Index::kind_of(place.entry);
        owners[point] = Index::value_of(place.entry);
        m_nodes[m_at_nodes] = point;
        m_leaves[m_at_leaves] = point;
        m_at_nodes += kind == Index::Kind::node ? 1U : 0U;
        m_at_leaves += kind != Index::Kind::node && kind != Index::Kind::pure ? 1U : 0U;
        const std::size_t next = kind == Index::Kind::node ? Index::child_of(place) : Index::value_of(place.entry);
        __builtin_prefetch(m_index.words->data() + (kind == Index::Kind::pure ? 0 : next));
    }

    static constexpr Index::Entry m_nobody = 0; // pure, no label
    const Locator::Index &m_index;
    std::array<const Index::Entry *, width> m_roots{};
    std::array<Index::Place, width> m_places{};
    std::array<std::uint8_t, width + 1> m_nodes{}, m_leaves{}; ///< indices into m_places; one more is written past the end
    std::size_t m_at_nodes = 0, m_at_leaves = 0;
};

/// The numbers of the points, block of root cells after block, row by row of blocks: one pass of a counting sort.
std::vector<std::uint32_t> order_by_place(const Locator::Index &index, std::span<const LatticePoint> points) {
    constexpr std::int64_t most_blocks = std::int64_t{1} << 14U; // counts that a near cache holds
    int block_log2 = index.root_log2;
    const auto blocks = [&](std::int64_t cells) { return ((cells << index.root_log2) >> block_log2) + 1; };
    while (blocks(index.columns) * blocks(index.rows) > most_blocks) {
        ++block_log2;
    }
    const std::int64_t columns = blocks(index.columns);
    const std::int64_t rows = blocks(index.rows);
    const auto block_of = [&](LatticePoint p) {
        const auto column = std::clamp<std::int64_t>((p.x - index.origin_x) >> block_log2, 0, columns - 1);
        const auto row = std::clamp<std::int64_t>((p.y - index.origin_y) >> block_log2, 0, rows - 1);
        return static_cast<std::size_t>(row * columns + column);
    };
    std::vector<std::uint32_t> next(static_cast<std::size_t>(columns * rows) + 1);
    for (const LatticePoint p : points) {
        ++next[block_of(p) + 1];
    }
    std::partial_sum(next.begin(), next.end(), next.begin());
    std::vector<std::uint32_t> order(points.size());
    for (std::size_t i = 0; i < points.size(); ++i) {
        order[next[block_of(points[i])]++] = static_cast<std::uint32_t>(i);
    }
    return order;
}

/// Kept apart, so that the quick ways through `locate` save no registers and look at nothing for it.
[[gnu::noinline]] Label owner_in_other_cell(const Locator::Index &index, LatticePoint p) {
    const Label owner = index.plain_owner(p);
    return owner != no_label ? owner : first_labelled_sector(index.edges_through(p), p);
}

} // namespace

Locator::Locator(const Coverage &coverage) : m_index(std::make_unique<const Index>(coverage)) {}
Locator::Locator(std::unique_ptr<const Index> index) : m_index(std::move(index)) {}
Locator::~Locator() = default;
Locator::Locator(Locator &&) noexcept = default;
Locator &Locator::operator=(Locator &&) noexcept = default;

Label Locator::locate(LatticePoint p) const {
    const Index &index = *m_index;
    Index::Place place;
    std::size_t number = 0;
    if (!index.find_root(p, number, place)) {
        return no_label;
    }
    const Index::Entry entry = index.root[number];
    if (!Index::has_borders(entry)) {
        return Index::value_of(entry);
    }
    if (Index::kind_of(entry) == Index::Kind::plain) {
        const Label owner = index.plain_leaf(entry).owner(place.x, place.y);
        if (owner != no_label) {
            return owner;
        }
    }
    return owner_in_other_cell(index, p);
}

void Locator::locate(std::span<const LatticePoint> points, std::span<Label> owners, BatchOrder order) const {
    if (m_index->root.empty()) {
        std::ranges::fill(owners, no_label);
        return;
    }
    BatchWalk walk(*m_index);
    if (order == BatchOrder::as_given) {
        for (std::size_t i = 0; i < points.size(); i += BatchWalk::width) {
            const std::size_t count = std::min(BatchWalk::width, points.size() - i);
            walk.run(points.subspan(i, count), owners.subspan(i, count));
        }
        return;
    }
    const std::vector<std::uint32_t> by_place = order_by_place(*m_index, points);
    std::array<LatticePoint, BatchWalk::width> some_points;
    std::array<Label, BatchWalk::width> some_owners{};
    for (std::size_t i = 0; i < by_place.size(); i += BatchWalk::width) {
        const auto part = std::span(by_place).subspan(i, std::min(BatchWalk::width, by_place.size() - i));
        std::ranges::transform(part, some_points.begin(), [&](std::uint32_t k) { return points[k]; });
        walk.run(std::span(some_points).first(part.size()), std::span(some_owners).first(part.size()));
        for (std::size_t k = 0; k < part.size(); ++k) {
            owners[part[k]] = some_owners[k];
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
