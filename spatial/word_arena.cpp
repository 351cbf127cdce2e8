#include "spatial/word_arena.hpp"

#include <algorithm>
#include <new>
#include <sys/mman.h>

namespace jingwei::spatial {

namespace {

constexpr std::size_t cache_line_bytes = 64;
constexpr std::size_t large_page_bytes = std::size_t{2} << 20U;

/// Large pages are worth their rounding up only for what fills several.
std::size_t page_for(std::size_t bytes) {
    return bytes >= 2 * large_page_bytes ? large_page_bytes : cache_line_bytes;
}

std::size_t round_up(std::size_t bytes, std::size_t page) {
    return (bytes + page - 1) / page * page;
}

} // namespace

WordArena::WordArena(std::span<const std::uint32_t> words, std::size_t room)
    : m_size(words.size()), m_page_bytes(page_for(words.size_bytes())) {
    // a leaf's last step may be read to the end of its cache line
    const std::size_t bytes = round_up(words.size_bytes() + room * sizeof(std::uint32_t) + cache_line_bytes, m_page_bytes);
    m_capacity = (bytes - cache_line_bytes) / sizeof(std::uint32_t);
    m_words.reset(static_cast<std::uint32_t *>(std::aligned_alloc(m_page_bytes, bytes)));
    if (m_words == nullptr) {
        throw std::bad_alloc();
    }
    if (m_page_bytes == large_page_bytes) {
        // where large pages are not to be had, small ones do; the room beyond what is filled stays on small ones
        madvise(m_words.get(), round_up(words.size_bytes(), large_page_bytes), MADV_HUGEPAGE);
    }
    std::ranges::copy(words, m_words.get());
}

void WordArena::Appending::append(std::span<const std::uint32_t> words) {
    std::ranges::copy(words, m_arena.m_words.get() + m_arena.m_size);
    m_arena.m_size += words.size();
}

std::size_t WordArena::bytes() const {
    const std::lock_guard<std::mutex> lock(m_mutex);
    return round_up(m_size * sizeof(std::uint32_t), m_page_bytes);
}

} // namespace jingwei::spatial
