#include "spatial/point_set.hpp"

#include <algorithm>
#include <tuple>

namespace jingwei::spatial {

namespace {

constexpr std::size_t max_chunk = 1024;

bool in_order(const PointEntry &a, const PointEntry &b) {
    return std::tie(a.key, a.id) < std::tie(b.key, b.id);
}

void place(PointEntry &entry, const TilePlane &plane) {
    entry.position = to_tile_position(entry.at, plane);
    entry.key = morton_key(entry.position);
}

LatticeBox box_of(const std::vector<PointEntry> &chunk) {
    LatticeBox box;
    for (const PointEntry &entry : chunk) {
        box.add(entry.at);
    }
    return box;
}

/// The index of the first chunk whose last entry is not before `entry`; the number of chunks when there is none.
template <class Chunks> std::size_t chunk_of(const Chunks &chunks, const PointEntry &entry) {
    const auto found =
        std::partition_point(chunks.begin(), chunks.end(), [&](const auto &chunk) { return in_order(chunk->back(), entry); });
    return static_cast<std::size_t>(found - chunks.begin());
}

} // namespace

PointSet::PointSet(std::vector<PointEntry> entries, const TilePlane &plane) : m_size(entries.size()), m_plane(plane) {
    std::for_each(entries.begin(), entries.end(), [&](PointEntry &entry) { place(entry, plane); });
    std::sort(entries.begin(), entries.end(), in_order);
    for (std::size_t i = 0; i < entries.size(); i += max_chunk) {
        const auto first = entries.begin() + static_cast<std::ptrdiff_t>(i);
        const auto last = entries.begin() + static_cast<std::ptrdiff_t>(std::min(i + max_chunk, entries.size()));
        insert_chunk(m_chunks.size(), Chunk(first, last));
    }
}

void PointSet::set_chunk(std::size_t index, Chunk chunk) {
    m_boxes[index] = box_of(chunk);
    m_chunks[index] = std::make_shared<const Chunk>(std::move(chunk));
}

void PointSet::insert_chunk(std::size_t index, Chunk chunk) {
    m_boxes.insert(m_boxes.begin() + static_cast<std::ptrdiff_t>(index), box_of(chunk));
    m_chunks.insert(m_chunks.begin() + static_cast<std::ptrdiff_t>(index), std::make_shared<const Chunk>(std::move(chunk)));
}

void PointSet::erase_chunk(std::size_t index) {
    m_boxes.erase(m_boxes.begin() + static_cast<std::ptrdiff_t>(index));
    m_chunks.erase(m_chunks.begin() + static_cast<std::ptrdiff_t>(index));
}

PointSet PointSet::with(PointEntry entry) const {
    place(entry, m_plane);
    PointSet next = *this;
    ++next.m_size;
    if (m_chunks.empty()) {
        next.insert_chunk(0, Chunk(1, entry));
        return next;
    }
    const std::size_t index = std::min(chunk_of(m_chunks, entry), m_chunks.size() - 1);
    Chunk changed;
    changed.reserve(m_chunks[index]->size() + 1);
    changed = *m_chunks[index];
    changed.insert(std::upper_bound(changed.begin(), changed.end(), entry, in_order), entry);
    if (changed.size() > max_chunk) {
        const auto middle = changed.begin() + static_cast<std::ptrdiff_t>(changed.size() / 2);
        next.insert_chunk(index + 1, Chunk(middle, changed.end()));
        changed.erase(middle, changed.end());
    }
    next.set_chunk(index, std::move(changed));
    return next;
}

PointSet PointSet::without(std::int64_t id, LatticePoint at) const {
    PointEntry sought;
    sought.id = id;
    sought.at = at;
    place(sought, m_plane);
    const std::size_t index = chunk_of(m_chunks, sought);
    if (index == m_chunks.size()) {
        return *this;
    }
    const Chunk &chunk = *m_chunks[index];
    const auto found = std::lower_bound(chunk.begin(), chunk.end(), sought, in_order);
    if (in_order(sought, *found)) {
        return *this;
    }
    PointSet next = *this;
    --next.m_size;
    if (chunk.size() == 1) {
        next.erase_chunk(index);
        return next;
    }
    Chunk changed = chunk;
    changed.erase(changed.begin() + (found - chunk.begin()));
    next.set_chunk(index, std::move(changed));
    return next;
}

void PointSet::for_each_in(TileId tile, const std::function<void(const PointEntry &)> &visit) const {
    for_each_run(tile, [&](std::span<const PointEntry> run) { std::for_each(run.begin(), run.end(), visit); });
}

void PointSet::for_each_run(TileId tile, const std::function<void(std::span<const PointEntry>)> &visit) const {
    for_each_run_in_range(morton_range(tile), visit);
}

void PointSet::for_each_run_in_range(MortonRange range, const std::function<void(std::span<const PointEntry>)> &visit) const {
    const auto ends_before = [&](const auto &chunk) { return chunk->back().key < range.first; };
    auto chunk = std::partition_point(m_chunks.begin(), m_chunks.end(), ends_before);
    for (; chunk != m_chunks.end() && (*chunk)->front().key <= range.last; ++chunk) {
        const auto starts_before = [&](const PointEntry &entry) { return entry.key < range.first; };
        const auto in_range = [&](const PointEntry &entry) { return entry.key <= range.last; };
        const auto first = std::partition_point((*chunk)->begin(), (*chunk)->end(), starts_before);
        const auto last =
            (*chunk)->back().key <= range.last ? (*chunk)->end() : std::partition_point(first, (*chunk)->end(), in_range);
        if (first != last) {
            visit(std::span(first, last));
        }
    }
}

bool PointSet::has_any(MortonRange range) const {
    const auto ends_before = [&](const auto &chunk) { return chunk->back().key < range.first; };
    const auto chunk = std::partition_point(m_chunks.begin(), m_chunks.end(), ends_before);
    if (chunk == m_chunks.end()) {
        return false;
    }
    const auto starts_before = [&](const PointEntry &entry) { return entry.key < range.first; };
    return std::partition_point((*chunk)->begin(), (*chunk)->end(), starts_before)->key <= range.last;
}

std::size_t PointSet::count_in(TileId tile) const {
    std::size_t count = 0;
    for_each_run(tile, [&](std::span<const PointEntry> run) { count += run.size(); });
    return count;
}

LatticeBox PointSet::bounds() const {
    LatticeBox all;
    for (const LatticeBox &box : m_boxes) {
        all.add({box.min_x, box.min_y});
        all.add({box.max_x, box.max_y});
    }
    return all;
}

std::size_t PointSet::bytes() const {
    std::size_t sum = sizeof(*this) + m_chunks.capacity() * sizeof(m_chunks[0]) + m_boxes.capacity() * sizeof(LatticeBox);
    for (const auto &chunk : m_chunks) {
        sum += sizeof(Chunk) + chunk->capacity() * sizeof(PointEntry);
    }
    return sum;
}

} // namespace jingwei::spatial
