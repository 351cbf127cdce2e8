#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <span>

namespace jingwei::spatial {

/// One allocation of 32-bit words, filled once. On 2 MiB pages where the system has them, because random look-ups over
/// tens of megabytes otherwise miss the address cache at each step. Movable; thread-safe to read.
class CellArena {
  public:
    CellArena() = default;
    /// A copy of `words`. Throws std::bad_alloc.
    explicit CellArena(std::span<const std::uint32_t> words);

    [[nodiscard]] const std::uint32_t *data() const { return m_words.get(); }
    [[nodiscard]] std::uint32_t operator[](std::size_t i) const { return m_words.get()[i]; }
    [[nodiscard]] std::size_t size() const { return m_size; }
    [[nodiscard]] bool empty() const { return m_size == 0; }
    [[nodiscard]] std::size_t bytes() const { return m_bytes; }

  private:
    struct Free {
        void operator()(std::uint32_t *words) const { std::free(words); }
    };
    std::unique_ptr<std::uint32_t, Free> m_words;
    std::size_t m_size = 0;
    std::size_t m_bytes = 0;
};

} // namespace jingwei::spatial
