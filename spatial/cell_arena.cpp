#include "spatial/cell_arena.hpp"

#include <algorithm>
#include <new>
#include <sys/mman.h>

namespace jingwei::spatial {

namespace {

constexpr std::size_t cache_line_bytes = 64;
constexpr std::size_t large_page_bytes = std::size_t{2} << 20U;

/// Large pages are worth their rounding up only for what fills several.
std::size_t alignment_for(std::size_t bytes) {
    return bytes >= 2 * large_page_bytes ? large_page_bytes : cache_line_bytes;
}

} // namespace

CellArena::CellArena(std::span<const std::uint32_t> words) : m_size(words.size()) {
    const std::size_t alignment = alignment_for(words.size_bytes());
    m_bytes = (words.size_bytes() + alignment - 1) / alignment * alignment;
    if (m_bytes == 0) {
        return;
    }
    m_words.reset(static_cast<std::uint32_t *>(std::aligned_alloc(alignment, m_bytes)));
    if (m_words == nullptr) {
        throw std::bad_alloc();
    }
    if (alignment == large_page_bytes) {
        madvise(m_words.get(), m_bytes, MADV_HUGEPAGE); // where it is not to be had, small pages do
    }
    std::ranges::copy(words, m_words.get());
    std::fill(m_words.get() + m_size, m_words.get() + m_bytes / sizeof(std::uint32_t), 0U);
}

} // namespace jingwei::spatial
