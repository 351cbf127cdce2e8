#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace jingwei::data {

/// A persistent map from codes to indexes into an array that holds the codes themselves: 16 bytes an entry, in shared
/// shards by hash. A copy costs a pointer a shard, and a change copies one shard. Thread-safe to read; a value of this
/// type is changed only before it is shared.
class CodeIndex {
  public:
    CodeIndex() = default;
    /// `codes[i]` is the code of index i; an empty code has no entry. O(n log n).
    explicit CodeIndex(std::span<const std::string_view> codes);

    /// The index whose code is `code`; `code_of(index)` tells a candidate's code.
    template <class CodeOf>
    [[nodiscard]] std::optional<std::uint32_t> find(std::string_view code, const CodeOf &code_of) const {
        const std::uint64_t hash = hash_of(code);
        for (const Entry &entry : candidates(hash)) {
            if (code_of(entry.index) == code) {
                return entry.index;
            }
        }
        return std::nullopt;
    }

    /// Adds an entry; the caller knows that the code has none yet.
    void add(std::string_view code, std::uint32_t index);
    /// Removes the entry of this code and index, if there is one.
    void remove(std::string_view code, std::uint32_t index);

    [[nodiscard]] std::size_t size() const { return m_size; }
    [[nodiscard]] std::size_t bytes() const;
    [[nodiscard]] std::size_t shard_count() const { return m_shards.size(); }
    /// Identity of a shard, so that tests can tell what two versions share.
    [[nodiscard]] const void *shard_identity(std::size_t shard) const { return m_shards[shard].get(); }

  private:
    struct Entry {
        std::uint64_t hash = 0;
        std::uint32_t index = 0;
    };
    using Shard = std::vector<Entry>; ///< sorted by hash, then index

    [[nodiscard]] static std::uint64_t hash_of(std::string_view code) { return std::hash<std::string_view>{}(code); }
    [[nodiscard]] static bool in_order(const Entry &a, const Entry &b) {
        return a.hash != b.hash ? a.hash < b.hash : a.index < b.index;
    }
    [[nodiscard]] std::size_t shard_of(std::uint64_t hash) const { return hash >> m_shift; }
    [[nodiscard]] std::span<const Entry> candidates(std::uint64_t hash) const;
    void spread(std::vector<Entry> sorted);

    std::vector<std::shared_ptr<const Shard>> m_shards; ///< a power of two, at least two; by the hash's upper bits
    unsigned m_shift = 63;
    std::size_t m_size = 0;
};

} // namespace jingwei::data
