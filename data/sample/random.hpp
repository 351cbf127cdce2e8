#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

namespace jingwei::data::sample {

/// Scrambles a number: the finalizer of SplitMix64 (Steele, Lea, Flood 2014). Equal everywhere.
[[nodiscard]] constexpr std::uint64_t scramble(std::uint64_t v) {
    v += 0x9e3779b97f4a7c15U;
    v = (v ^ (v >> 30U)) * 0xbf58476d1ce4e5b9U;
    v = (v ^ (v >> 27U)) * 0x94d049bb133111ebU;
    return v ^ (v >> 31U);
}

/// SplitMix64. One stream a purpose, so that a change in one layer leaves the others as they are. The same numbers on
/// every machine and compiler, which the standard's distributions do not promise.
class Random {
  public:
    Random(std::uint64_t seed, std::string_view stream) : m_state(scramble(seed)) {
        for (const char c : stream) {
            m_state = scramble(m_state ^ static_cast<unsigned char>(c));
        }
    }

    std::uint64_t next() {
        const std::uint64_t value = scramble(m_state);
        m_state += 0x9e3779b97f4a7c15U;
        return value;
    }
    /// 0 .. n-1; n > 0.
    std::uint32_t below(std::size_t n) { return static_cast<std::uint32_t>(((next() >> 32U) * n) >> 32U); }
    /// lo .. hi, both included.
    int between(int lo, int hi) { return lo + static_cast<int>(below(static_cast<std::size_t>(hi - lo) + 1)); }
    /// [0, 1)
    double unit() { return static_cast<double>(next() >> 11U) * 0x1p-53; }
    double real(double lo, double hi) { return lo + (hi - lo) * unit(); }
    bool chance(double p) { return unit() < p; }

    template <class Container> const auto &pick(const Container &from) { return from[below(from.size())]; }
    template <class T> void shuffle(std::vector<T> &items) {
        for (std::size_t i = items.size(); i > 1; --i) {
            std::swap(items[i - 1], items[below(i)]);
        }
    }

  private:
    std::uint64_t m_state;
};

} // namespace jingwei::data::sample
