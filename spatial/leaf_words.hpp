#pragma once

#include "spatial/chain_crossings.hpp"
#include "spatial/coverage.hpp"

namespace jingwei::spatial {

constexpr std::uint32_t words_a_line = 16; ///< of the cache

/// The words of a leaf: its base label, then its chains one after another. A chain is d, a ChainHead, and 4 n + 1 vertices; the
/// last is repeated to fill. A vertex is one word (narrow: x in the low half, y in the high) or two (wide: x, y). A narrow
/// leaf of one short chain is written as a PlainLeaf instead.
class ChainHead {
  public:
    static constexpr std::uint32_t most_steps = 15;
    static constexpr std::uint32_t most_arcs = 1U << 25U;

    explicit ChainHead(std::uint32_t word) : m_word(word) {}
    ChainHead(std::uint32_t arc, std::uint32_t steps, bool led_in, bool led_out)
        : m_word(arc | steps << 25U | (led_in ? led_in_bit : 0U) | (led_out ? led_out_bit : 0U)) {}
    [[nodiscard]] std::uint32_t word() const { return m_word; }
    [[nodiscard]] std::uint32_t arc() const { return m_word & (most_arcs - 1); }
    [[nodiscard]] std::uint32_t steps() const { return (m_word >> 25U) & most_steps; } ///< of four segments each
    [[nodiscard]] bool led_in() const { return (m_word & led_in_bit) != 0; }           ///< the first segment is no border
    [[nodiscard]] bool led_out() const { return (m_word & led_out_bit) != 0; }         ///< the last one that is not empty, too
    [[nodiscard]] bool last() const { return (m_word & last_bit) != 0; }
    static constexpr std::uint32_t last_bit = 1U << 31U;

  private:
    static constexpr std::uint32_t led_in_bit = 1U << 29U;
    static constexpr std::uint32_t led_out_bit = 1U << 30U;
    std::uint32_t m_word;
};

/// The owner at (x, y), relative to the leaf's corner, from the leaf's words.
[[nodiscard]] Label owner_from_words(const std::uint32_t *words, bool wide, std::uint32_t x, std::uint32_t y);

/// The same for a narrow leaf, without a branch for a chain of up to eight segments, as most have: the second four are counted,
/// then left out if they are not the chain's. Reads up to `leaf_overrun` words past the leaf.
[[nodiscard]] inline Label owner_in_narrow(const std::uint32_t *words, std::uint32_t x, std::uint32_t y) {
    const NarrowRay ray(x, y);
    Label owner = words[0];
    for (const std::uint32_t *chain = words + 1;;) {
        const ChainHead head(chain[1]);
        const std::uint32_t steps = head.steps();
        const std::uint32_t *vertices = chain + 2;
        NarrowRay::Net net = NarrowRay::sum(ray.cross(vertices), NarrowRay::only_if(steps > 1, ray.cross(vertices + 4)));
        for (std::uint32_t i = 2; i < steps; ++i) {
            net = NarrowRay::sum(net, ray.cross(vertices + std::size_t{4} * i));
        }
        owner += chain[0] * NarrowRay::total(net);
        if (head.last()) {
            return owner;
        }
        chain = vertices + std::size_t{4} * steps + 1;
    }
}
constexpr std::size_t leaf_overrun = 4;

/// A narrow leaf of one chain of at most eight segments, as most are: the x of its vertices, their y, base, d and ChainHead.
/// With four segments or fewer it has five vertices and eight words, else nine and twelve; the last is repeated to
/// fill. The halves of a word hold what comes first in the low half. Lies within one cache line, at a multiple of four words.
class PlainLeaf {
  public:
    static constexpr std::uint32_t most_segments = 8;
    static constexpr std::uint32_t alignment = 4; ///< words

    /// `is_short`: 1 or 0.
    PlainLeaf(const std::uint32_t *words, std::uint32_t is_short) : m_words(words), m_short(is_short) {}

    [[nodiscard]] static std::uint32_t vertices(std::uint32_t is_short) { return 9 - 4 * is_short; }
    [[nodiscard]] static std::uint32_t size(std::uint32_t is_short) { return vertices(is_short) + 3; }

    [[nodiscard]] Label base() const { return m_words[vertices(m_short)]; }
    [[nodiscard]] Label d() const { return m_words[vertices(m_short) + 1]; }
    [[nodiscard]] ChainHead head() const { return ChainHead(m_words[vertices(m_short) + 2]); }
    [[nodiscard]] std::int16_t x(std::uint32_t vertex) const { return half(vertex); }
    [[nodiscard]] std::int16_t y(std::uint32_t vertex) const { return half(vertices(m_short) + vertex); }
    [[nodiscard]] Label owner(std::uint32_t px, std::uint32_t py) const {
        return base() + d() * net_crossings_apart(m_words, 0, vertices(m_short), m_short, px, py);
    }

  private:
    [[nodiscard]] std::int16_t half(std::uint32_t i) const {
        return static_cast<std::int16_t>(m_words[i / 2] >> (i % 2 * 16U) & 0xFFFFU);
    }
    const std::uint32_t *m_words;
    std::uint32_t m_short;
};

} // namespace jingwei::spatial
