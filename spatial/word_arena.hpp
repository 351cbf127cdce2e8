#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <mutex>
#include <span>

namespace jingwei::spatial {

/// One allocation of 32-bit words that only grows at its end, within the room it was made with; what is there never changes or
/// moves. On 2 MiB pages where the system has them, because random look-ups over tens of megabytes otherwise miss the address
/// cache at each step. Reading is thread-safe, also beside a thread that appends: nobody reads a place before it was told of
/// it.
class WordArena {
  public:
    /// A copy of `words`, with room for more. Room costs addresses, not memory. Throws std::bad_alloc.
    WordArena(std::span<const std::uint32_t> words, std::size_t room);

    [[nodiscard]] const std::uint32_t *data() const { return m_words.get(); }

    /// Holds the end of the arena while somebody appends; others who would append wait.
    class Appending {
      public:
        explicit Appending(WordArena &arena) : m_arena(arena), m_lock(arena.m_mutex) {}
        [[nodiscard]] std::size_t size() const { return m_arena.m_size; }
        [[nodiscard]] bool has_room_for(std::size_t count) const { return count <= m_arena.m_capacity - m_arena.m_size; }
        /// Copies `words` to the end, where there must be room.
        void append(std::span<const std::uint32_t> words);

      private:
        WordArena &m_arena;
        std::unique_lock<std::mutex> m_lock;
    };

    /// The memory of the words in use, with the rounding up to pages.
    [[nodiscard]] std::size_t bytes() const;

  private:
    struct Free {
        void operator()(std::uint32_t *words) const { std::free(words); }
    };
    mutable std::mutex m_mutex;
    std::unique_ptr<std::uint32_t, Free> m_words;
    std::size_t m_size = 0;
    std::size_t m_capacity = 0;
    std::size_t m_page_bytes = 0;
};

} // namespace jingwei::spatial
