#pragma once

#include <cstddef>
#include <cstdint>

namespace jingwei::spatial {

/// SplitMix64 (Steele, Lea, Flood 2014): the same numbers from the same seed on every machine and compiler, which the
/// standard's distributions do not promise.
class RandomStream {
  public:
    explicit RandomStream(std::uint64_t seed) : m_state(seed) {}

    std::uint64_t next() {
        m_state += 0x9e3779b97f4a7c15U;
        auto v = m_state;
        v = (v ^ (v >> 30U)) * 0xbf58476d1ce4e5b9U;
        v = (v ^ (v >> 27U)) * 0x94d049bb133111ebU;
        return v ^ (v >> 31U);
    }
    /// 0 .. n-1; 0 < n <= 2^32.
    std::uint32_t below(std::size_t n) { return static_cast<std::uint32_t>(((next() >> 32U) * n) >> 32U); }

  private:
    std::uint64_t m_state;
};

} // namespace jingwei::spatial
