#pragma once

#include <cstddef>
#include <cstdlib>
#include <memory>
#include <new>
#include <sys/mman.h>

namespace jingwei::spatial {

/// Memory for tables that are read at random places: on 2 MiB pages where the system has them, because look-ups over tens of
/// megabytes otherwise miss the address cache at each step. Small tables are only put at the start of a cache line.
class LargePages {
  public:
    static constexpr std::size_t cache_line_bytes = 64;
    static constexpr std::size_t large_page_bytes = std::size_t{2} << 20U;

    /// The page that so many bytes are put on: large ones are worth their rounding up only for what fills several.
    static std::size_t page_for(std::size_t bytes) {
        return bytes >= 2 * large_page_bytes ? large_page_bytes : cache_line_bytes;
    }
    static std::size_t round_up(std::size_t bytes, std::size_t page) { return (bytes + page - 1) / page * page; }

    /// `bytes`, of which the first `used` are asked for on large pages; the rest costs addresses until it is written. To be
    /// freed with std::free. Throws std::bad_alloc.
    [[nodiscard]] static void *allocate(std::size_t bytes, std::size_t used) {
        const std::size_t page = page_for(used);
        void *memory = std::aligned_alloc(page, round_up(bytes, page));
        if (memory == nullptr) {
            throw std::bad_alloc();
        }
        if (page == large_page_bytes) {
            madvise(memory, round_up(used, page), MADV_HUGEPAGE); // where there are none, small ones do
        }
        return memory;
    }
};

/// For std::vector, see LargePages.
template <class T> struct LargePageAllocator {
    using value_type = T;
    LargePageAllocator() = default;
    template <class U> LargePageAllocator(const LargePageAllocator<U> & /*other*/) {} // NOLINT(google-explicit-constructor)
    [[nodiscard]] T *allocate(std::size_t count) {
        return static_cast<T *>(LargePages::allocate(count * sizeof(T), count * sizeof(T)));
    }
    void deallocate(T *memory, std::size_t /*count*/) { std::free(memory); }
    template <class U> friend bool operator==(const LargePageAllocator & /*a*/, const LargePageAllocator<U> & /*b*/) {
        return true;
    }
};

} // namespace jingwei::spatial
