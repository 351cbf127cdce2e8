#pragma once

#include <cstddef>
#include <memory>
#include <vector>

namespace jingwei::spatial {

/// A persistent array in shared chunks of `Size`: a copy costs a pointer a chunk, and a change copies one chunk only, so
/// large elements want a smaller `Size`. Reading is thread-safe; a value of this type is changed only before it is shared.
template <class T, std::size_t Size = 1024> class Chunked {
  public:
    static constexpr std::size_t chunk_size = Size;
    using Chunk = std::vector<T>;

    [[nodiscard]] std::size_t size() const { return m_size; }
    [[nodiscard]] bool empty() const { return m_size == 0; }
    [[nodiscard]] const T &operator[](std::size_t i) const { return (*m_chunks[i / chunk_size])[i % chunk_size]; }

    void push_back(T value) {
        if (m_size % chunk_size == 0) {
            m_chunks.push_back(std::make_shared<Chunk>());
            m_chunks.back()->reserve(chunk_size);
        }
        own(m_chunks.size() - 1).push_back(std::move(value));
        ++m_size;
    }

    /// Replaces one element, copying its chunk first when it is shared.
    void set(std::size_t i, T value) { own(i / chunk_size)[i % chunk_size] = std::move(value); }

    [[nodiscard]] std::size_t chunk_count() const { return m_chunks.size(); }
    /// Identity of a chunk, so that tests can tell what two versions share.
    [[nodiscard]] const void *chunk_identity(std::size_t chunk) const { return m_chunks[chunk].get(); }

  private:
    Chunk &own(std::size_t chunk) {
        auto &slot = m_chunks[chunk];
        if (slot.use_count() > 1) {
            slot = std::make_shared<Chunk>(*slot);
        }
        return *slot;
    }
    std::vector<std::shared_ptr<Chunk>> m_chunks;
    std::size_t m_size = 0;
};

} // namespace jingwei::spatial
