#include "spatial/point_pyramid.hpp"

#include <algorithm>
#include <tuple>

namespace jingwei::spatial {

namespace {

constexpr unsigned children_of_node = 4;

/// Keys that begin with a square's key are its points'.
MortonRange range_of(std::uint64_t key, unsigned depth) {
    if (depth == 0) {
        return {0, UINT64_MAX};
    }
    const unsigned shift = 64 - 2 * depth;
    const std::uint64_t first = key << shift;
    return {first, first | (shift == 0 ? 0 : (std::uint64_t{1} << shift) - 1)};
}

std::uint64_t key_of(std::uint64_t point_key, unsigned depth) {
    return depth == 0 ? 0 : point_key >> (64 - 2 * depth);
}

/// Which child of a node of this depth holds a point.
unsigned quadrant(std::uint64_t point_key, unsigned depth) {
    return static_cast<unsigned>(point_key >> (62 - 2 * depth)) & 3U;
}

/// Everything that tells two entries of one place apart, as far as a tally goes.
auto rank_of(const PointEntry &entry) {
    return std::tie(entry.key, entry.id, entry.category, entry.state);
}

std::vector<const void *> chunks_of(const PointSet &points) {
    std::vector<const void *> chunks;
    for (std::size_t i = 0; i < points.chunk_count(); ++i) {
        chunks.push_back(points.chunk_identity(i));
    }
    std::ranges::sort(chunks);
    return chunks;
}

/// The entries of the chunks that another set does not have, in order.
std::vector<const PointEntry *> unshared(const PointSet &points, const PointSet &other) {
    const auto known = chunks_of(other);
    std::vector<const PointEntry *> entries;
    for (std::size_t i = 0; i < points.chunk_count(); ++i) {
        if (!std::ranges::binary_search(known, points.chunk_identity(i))) {
            for (const PointEntry &entry : points.chunk(i)) {
                entries.push_back(&entry);
            }
        }
    }
    return entries;
}

} // namespace

struct PointPyramid::Node {
    PointTally tally;
    std::array<NodePtr, children_of_node> children; ///< null where a square has few points, or none
    std::array<bool, children_of_node> has_points{};
};

/// Makes nodes of a range of points that are sorted by key.
struct PointPyramid::Build {
    using Range = std::span<const PointEntry *const>;

    static NodePtr node(Range points, unsigned depth) {
        if (points.size() <= few) {
            return nullptr;
        }
        auto made = std::make_shared<Node>();
        for (unsigned child = 0; child < children_of_node && depth < deepest; ++child) {
            const auto is_before = [&](const PointEntry *entry) { return quadrant(entry->key, depth) <= child; };
            const auto end = std::partition_point(points.begin(), points.end(), is_before);
            const auto part = points.first(static_cast<std::size_t>(end - points.begin()));
            points = points.subspan(part.size());
            made->has_points[child] = !part.empty();
            made->children[child] = node(part, depth + 1);
            add(*made, part, made->children[child]);
        }
        add(*made, points, nullptr); // those of the deepest square
        made->tally.shares.shrink_to_fit();
        return made;
    }

    static void add(Node &to, Range points, const NodePtr &counted) {
        if (counted) {
            to.tally.add(counted->tally);
            return;
        }
        for (const PointEntry *entry : points) {
            to.tally.add(*entry);
        }
    }
};

PointPyramid::PointPyramid(const PointSet &points) {
    std::vector<const PointEntry *> entries;
    entries.reserve(points.size());
    for (std::size_t i = 0; i < points.chunk_count(); ++i) {
        for (const PointEntry &entry : points.chunk(i)) {
            entries.push_back(&entry);
        }
    }
    m_root = Build::node(entries, 0);
}

/// A point that came or went.
struct PointPyramid::Change {
    const PointEntry *entry = nullptr;
    bool came = false;
    [[nodiscard]] std::uint64_t key() const { return entry->key; }
    void apply_to(PointTally &tally) const {
        if (came) {
            tally.add(*entry);
        } else {
            tally.subtract(*entry);
        }
    }
};

PointPyramid::NodePtr PointPyramid::changed(const NodePtr &node, unsigned depth, std::span<const Change> changes,
                                            const PointSet &after) {
    const std::uint64_t key = key_of(changes.front().key(), depth);
    if (!node) {
        std::vector<const PointEntry *> entries;
        after.for_each_run_in_range(range_of(key, depth), [&](std::span<const PointEntry> run) {
            for (const PointEntry &entry : run) {
                entries.push_back(&entry);
            }
        });
        return Build::node(entries, depth);
    }
    auto next = std::make_shared<Node>(*node);
    for (const Change &change : changes) {
        change.apply_to(next->tally);
    }
    if (next->tally.count <= few) {
        return nullptr;
    }
    for (unsigned child = 0; child < children_of_node && depth < deepest; ++child) {
        const auto is_before = [&](const Change &change) { return quadrant(change.key(), depth) <= child; };
        const auto end = std::partition_point(changes.begin(), changes.end(), is_before);
        const auto part = changes.first(static_cast<std::size_t>(end - changes.begin()));
        changes = changes.subspan(part.size());
        if (!part.empty()) {
            next->children[child] = changed(node->children[child], depth + 1, part, after);
            next->has_points[child] = after.has_any(range_of(key << 2U | child, depth + 1));
        }
    }
    return next;
}

PointPyramid PointPyramid::updated(const PointSet &before, const PointSet &after) const {
    const auto old_entries = unshared(before, after);
    const auto new_entries = unshared(after, before);
    std::vector<Change> changes;
    auto gone = old_entries.begin();
    for (const PointEntry *entry : new_entries) {
        for (; gone != old_entries.end() && rank_of(**gone) < rank_of(*entry); ++gone) {
            changes.push_back({*gone, false});
        }
        if (gone != old_entries.end() && rank_of(**gone) == rank_of(*entry)) {
            ++gone;
        } else {
            changes.push_back({entry, true});
        }
    }
    std::transform(gone, old_entries.end(), std::back_inserter(changes), [](const auto *entry) {
        return Change{entry, false};
    });
    PointPyramid next = *this;
    if (!changes.empty()) {
        next.m_root = changed(m_root, 0, changes, after);
    }
    return next;
}

/// Walks down from a node to the squares of one depth.
class PointPyramid::SquareWalk {
  public:
    SquareWalk(const PointSet &points, unsigned depth, const std::function<void(const Square &)> &visit)
        : m_points(&points), m_depth(depth), m_visit(&visit) {}

    void descend(const Node *node, unsigned depth, std::uint64_t key) {
        if (node != nullptr && depth == m_depth) {
            (*m_visit)({key, &node->tally, nullptr});
        } else if (node == nullptr || depth == deepest) {
            gather(range_of(key, depth));
        } else {
            for (unsigned child = 0; child < children_of_node; ++child) {
                if (node->has_points[child]) {
                    descend(node->children[child].get(), depth + 1, key << 2U | child);
                }
            }
        }
    }

  private:
    /// Visits the squares of points that no node counts.
    void gather(MortonRange range) {
        m_points->for_each_run_in_range(range, [&](std::span<const PointEntry> run) {
            for (const PointEntry &entry : run) {
                const std::uint64_t key = key_of(entry.key, m_depth);
                if (m_tally.count > 0 && key != m_key) {
                    finish();
                }
                m_key = key;
                m_tally.add(entry);
                m_last = &entry;
            }
        });
        finish();
    }

    void finish() {
        if (m_tally.count > 0) {
            (*m_visit)({m_key, &m_tally, m_tally.count == 1 ? m_last : nullptr});
        }
        m_tally.count = m_tally.sum_x = m_tally.sum_y = 0;
        m_tally.shares.clear();
    }

    const PointSet *m_points;
    unsigned m_depth;
    const std::function<void(const Square &)> *m_visit;
    std::uint64_t m_key = 0;
    PointTally m_tally;
    const PointEntry *m_last = nullptr;
};

const PointPyramid::Node *PointPyramid::node_of(TileId tile) const {
    const std::uint64_t first = morton_range(tile).first;
    const Node *node = m_root.get();
    for (unsigned depth = 0; depth < tile.z && node != nullptr; ++depth) {
        node = node->children[quadrant(first, depth)].get();
    }
    return node;
}

void PointPyramid::for_each_square(const PointSet &points, TileId tile, unsigned depth,
                                   const std::function<void(const Square &)> &visit) const {
    SquareWalk(points, depth, visit).descend(node_of(tile), tile.z, key_of(morton_range(tile).first, tile.z));
}

std::size_t PointPyramid::count_in(const PointSet &points, TileId tile) const {
    const Node *node = node_of(tile);
    return node == nullptr ? points.count_in(tile) : node->tally.count;
}

std::size_t PointPyramid::node_count() const {
    const auto count = [](const auto &self, const Node *node) -> std::size_t {
        std::size_t sum = node == nullptr ? 0 : 1;
        for (unsigned child = 0; node != nullptr && child < children_of_node; ++child) {
            sum += self(self, node->children[child].get());
        }
        return sum;
    };
    return count(count, m_root.get());
}

std::size_t PointPyramid::bytes() const {
    constexpr std::size_t control_block = 16;
    const auto sum = [](const auto &self, const Node *node) -> std::size_t {
        std::size_t bytes = 0;
        if (node != nullptr) {
            bytes = sizeof(Node) + control_block + node->tally.shares.capacity() * sizeof(PointShare);
            for (const NodePtr &child : node->children) {
                bytes += self(self, child.get());
            }
        }
        return bytes;
    };
    return sizeof(*this) + sum(sum, m_root.get());
}

} // namespace jingwei::spatial
