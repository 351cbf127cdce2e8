#include "data/code_index.hpp"

#include <bit>

namespace jingwei::data {

namespace {

constexpr std::size_t wanted_shard_size = 256;
constexpr std::size_t largest_mean_shard_size = 1024;

} // namespace

CodeIndex::CodeIndex(std::span<const std::string_view> codes) {
    std::vector<Entry> entries;
    entries.reserve(codes.size());
    for (std::size_t i = 0; i < codes.size(); ++i) {
        if (!codes[i].empty()) {
            entries.push_back({.hash = hash_of(codes[i]), .index = static_cast<std::uint32_t>(i)});
        }
    }
    std::sort(entries.begin(), entries.end(), in_order);
    spread(std::move(entries));
}

void CodeIndex::spread(std::vector<Entry> sorted) {
    const std::size_t shards = std::bit_ceil(std::max<std::size_t>(2, sorted.size() / wanted_shard_size));
    m_size = sorted.size();
    m_shift = 64U - static_cast<unsigned>(std::countr_zero(shards));
    m_shards.clear();
    auto first = sorted.begin();
    for (std::size_t shard = 0; shard < shards; ++shard) {
        const auto last = std::partition_point(first, sorted.end(), [&](const Entry &e) { return shard_of(e.hash) <= shard; });
        m_shards.push_back(std::make_shared<const Shard>(first, last));
        first = last;
    }
}

std::span<const CodeIndex::Entry> CodeIndex::candidates(std::uint64_t hash) const {
    if (m_shards.empty()) {
        return {};
    }
    const Shard &shard = *m_shards[shard_of(hash)];
    const auto found = std::ranges::equal_range(shard, hash, {}, &Entry::hash);
    return {found.begin(), found.end()};
}

void CodeIndex::add(std::string_view code, std::uint32_t index) {
    const Entry entry{.hash = hash_of(code), .index = index};
    if (m_shards.empty()) {
        spread({entry});
        return;
    }
    if (m_size >= m_shards.size() * largest_mean_shard_size) {
        std::vector<Entry> all;
        all.reserve(m_size);
        for (const auto &shard : m_shards) {
            all.insert(all.end(), shard->begin(), shard->end());
        }
        spread(std::move(all));
    }
    auto &slot = m_shards[shard_of(entry.hash)];
    Shard changed = *slot;
    changed.insert(std::upper_bound(changed.begin(), changed.end(), entry, in_order), entry);
    slot = std::make_shared<const Shard>(std::move(changed));
    ++m_size;
}

void CodeIndex::remove(std::string_view code, std::uint32_t index) {
    const Entry entry{.hash = hash_of(code), .index = index};
    if (m_shards.empty()) {
        return;
    }
    auto &slot = m_shards[shard_of(entry.hash)];
    const auto found = std::lower_bound(slot->begin(), slot->end(), entry, in_order);
    if (found == slot->end() || found->hash != entry.hash || found->index != index) {
        return;
    }
    Shard changed = *slot;
    changed.erase(changed.begin() + (found - slot->begin()));
    slot = std::make_shared<const Shard>(std::move(changed));
    --m_size;
}

std::size_t CodeIndex::bytes() const {
    std::size_t sum = m_shards.capacity() * sizeof(m_shards[0]);
    for (const auto &shard : m_shards) {
        sum += sizeof(Shard) + shard->capacity() * sizeof(Entry);
    }
    return sum;
}

} // namespace jingwei::data
