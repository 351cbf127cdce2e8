#include "spatial/word_arena.hpp"

#include "spatial/large_pages.hpp"

#include <algorithm>

namespace jingwei::spatial {

WordArena::WordArena(std::span<const std::uint32_t> words, std::size_t room)
    : m_size(words.size()), m_page_bytes(LargePages::page_for(words.size_bytes())) {
    const std::size_t bytes = LargePages::round_up(words.size_bytes() + room * sizeof(std::uint32_t), m_page_bytes);
    m_capacity = bytes / sizeof(std::uint32_t);
    m_words.reset(static_cast<std::uint32_t *>(LargePages::allocate(bytes, words.size_bytes())));
    std::ranges::copy(words, m_words.get());
}

void WordArena::Appending::append(std::span<const std::uint32_t> words) {
    std::ranges::copy(words, m_arena.m_words.get() + m_arena.m_size);
    m_arena.m_size += words.size();
}

std::size_t WordArena::bytes() const {
    const std::lock_guard<std::mutex> lock(m_mutex);
    return LargePages::round_up(m_size * sizeof(std::uint32_t), m_page_bytes);
}

} // namespace jingwei::spatial
