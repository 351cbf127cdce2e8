#pragma once

#include <cstddef>
#include <cstdint>

#if defined(__SSE2__)
#include <emmintrin.h>
#elif defined(__ARM_NEON)
#include <arm_neon.h>
#endif

namespace jingwei::spatial {

// For a segment a -> b and the point p, with c = (b - a) x (p - a):
//   it runs up over p's height   when a.y <= p.y < b.y, and p is not west of it when c <= 0: +1
//   it runs down over p's height when b.y <= p.y < a.y, and p is not west of it when c >= 0: -1
// All differences of narrow vertices fit int16 and c fits int32 (locator_index.hpp states the ranges).

/// A point of a narrow leaf, and how it crosses four segments of a chain at once: those between five vertices that follow one
/// another. `Net` holds up-crossings less down-crossings of the ray to the west; its parts are added up at the end.
class NarrowRay {
  public:
#if defined(__SSE2__)
    using Net = __m128i;

    NarrowRay(std::uint32_t x, std::uint32_t y) : m_point(_mm_set1_epi32(static_cast<std::int32_t>(y << 16U | x))) {}

    [[nodiscard]] Net cross(const std::uint32_t *vertices) const {
        const __m128i high_half = _mm_set1_epi32(static_cast<std::int32_t>(0xFFFF0000U));
        const __m128i a = _mm_loadu_si128(reinterpret_cast<const __m128i *>(vertices));
        const __m128i b = _mm_loadu_si128(reinterpret_cast<const __m128i *>(vertices + 1));
        const __m128i from_a = _mm_sub_epi16(m_point, a); // (px - ax, py - ay)
        const __m128i from_b = _mm_sub_epi16(m_point, b);
        const __m128i along = _mm_sub_epi16(b, a);                                                    // (dx, dy)
        const __m128i turned = _mm_sub_epi16(_mm_xor_si128(along, high_half), high_half);             // (dx, -dy)
        const __m128i swapped = _mm_or_si128(_mm_slli_epi32(from_a, 16), _mm_srli_epi32(from_a, 16)); // (py - ay, px - ax)
        const __m128i c = _mm_madd_epi16(swapped, turned);
        const __m128i below_a = _mm_srai_epi32(from_a, 31); // the sign of the high half: py < ay
        const __m128i below_b = _mm_srai_epi32(from_b, 31);
        const __m128i zero = _mm_setzero_si128();
        const __m128i up = _mm_andnot_si128(_mm_cmpgt_epi32(c, zero), _mm_andnot_si128(below_a, below_b));
        const __m128i down = _mm_andnot_si128(_mm_cmplt_epi32(c, zero), _mm_andnot_si128(below_b, below_a));
        return _mm_sub_epi32(down, up); // masks are -1
    }
    static Net only_if(bool wanted, Net net) {
        return _mm_and_si128(net, _mm_set1_epi32(wanted ? -1 : 0));
    }
    static Net sum(Net a, Net b) {
        return _mm_add_epi32(a, b);
    }
    static std::uint32_t total(Net net) {
        net = _mm_add_epi32(net, _mm_shuffle_epi32(net, _MM_SHUFFLE(1, 0, 3, 2)));
        net = _mm_add_epi32(net, _mm_shuffle_epi32(net, _MM_SHUFFLE(2, 3, 0, 1)));
        return static_cast<std::uint32_t>(_mm_cvtsi128_si32(net));
    }

  private:
    __m128i m_point;
#elif defined(__ARM_NEON)
    using Net = int32x4_t;

    NarrowRay(std::uint32_t x, std::uint32_t y)
        : m_x(vdup_n_s16(static_cast<std::int16_t>(x))), m_y(vdup_n_s16(static_cast<std::int16_t>(y))) {}

    [[nodiscard]] Net cross(const std::uint32_t *vertices) const {
        const int16x4x2_t a = vld2_s16(reinterpret_cast<const std::int16_t *>(vertices));
        const int16x4x2_t b = vld2_s16(reinterpret_cast<const std::int16_t *>(vertices + 1));
        const int16x4_t ay = vsub_s16(m_y, a.val[1]);
        const int16x4_t by = vsub_s16(m_y, b.val[1]);
        const int32x4_t c =
            vmlsl_s16(vmull_s16(vsub_s16(b.val[0], a.val[0]), ay), vsub_s16(b.val[1], a.val[1]), vsub_s16(m_x, a.val[0]));
        const int32x4_t below_a = vshrq_n_s32(vmovl_s16(ay), 31);
        const int32x4_t below_b = vshrq_n_s32(vmovl_s16(by), 31);
        const int32x4_t positive = vreinterpretq_s32_u32(vcgtq_s32(c, vdupq_n_s32(0)));
        const int32x4_t negative = vreinterpretq_s32_u32(vcltq_s32(c, vdupq_n_s32(0)));
        const int32x4_t up = vbicq_s32(vbicq_s32(below_b, below_a), positive);
        const int32x4_t down = vbicq_s32(vbicq_s32(below_a, below_b), negative);
        return vsubq_s32(down, up); // masks are -1
    }
    static Net only_if(bool wanted, Net net) {
        return vandq_s32(net, vdupq_n_s32(wanted ? -1 : 0));
    }
    static Net sum(Net a, Net b) {
        return vaddq_s32(a, b);
    }
    static std::uint32_t total(Net net) {
        return static_cast<std::uint32_t>(vgetq_lane_s32(net, 0) + vgetq_lane_s32(net, 1) + vgetq_lane_s32(net, 2) +
                                          vgetq_lane_s32(net, 3));
    }

  private:
    int16x4_t m_x, m_y;
#else
    using Net = std::int32_t;

    NarrowRay(std::uint32_t x, std::uint32_t y) : m_x(static_cast<std::int32_t>(x)), m_y(static_cast<std::int32_t>(y)) {}

    [[nodiscard]] Net cross(const std::uint32_t *vertices) const {
        std::int32_t net = 0;
        for (int i = 0; i < 4; ++i) {
            const std::int32_t ax = static_cast<std::int16_t>(vertices[i] & 0xFFFFU);
            const std::int32_t ay = static_cast<std::int16_t>(vertices[i] >> 16U);
            const std::int32_t bx = static_cast<std::int16_t>(vertices[i + 1] & 0xFFFFU);
            const std::int32_t by = static_cast<std::int16_t>(vertices[i + 1] >> 16U);
            const std::int32_t c = (bx - ax) * (m_y - ay) - (by - ay) * (m_x - ax);
            net += (ay <= m_y && m_y < by && c <= 0 ? 1 : 0) - (by <= m_y && m_y < ay && c >= 0 ? 1 : 0);
        }
        return net;
    }
    static Net only_if(bool wanted, Net net) {
        return wanted ? net : 0;
    }
    static Net sum(Net a, Net b) {
        return a + b;
    }
    static std::uint32_t total(Net net) {
        return static_cast<std::uint32_t>(net);
    }

  private:
    std::int32_t m_x, m_y;
#endif
};

/// Up-crossings less down-crossings, modulo 2^32, of the ray from (x, y) to the west, over the first eight segments between
/// narrow vertices whose x lie apart from their y; if `four` is 1 over the first four. Coordinates are half words, the low half
/// of a word first; the x begin at half word `xs`, the y at `ys`, and nine of each are read. With p - a and p - b for what goes
/// from the ends of a segment to the point, c is (p - a) x (p - b); it fits int32, and its sign int16. Half the instructions
/// that NarrowRay takes.
[[nodiscard]] inline std::uint32_t net_crossings_apart(const std::uint32_t *words, std::uint32_t xs, std::uint32_t ys,
                                                       std::uint32_t four, std::uint32_t x, std::uint32_t y) {
#if defined(__SSE2__)
    const auto load = [&](std::uint32_t first) {
        return _mm_loadu_si128(
            reinterpret_cast<const __m128i *>(reinterpret_cast<const char *>(words) + std::size_t{2} * first));
    };
    const __m128i px = _mm_set1_epi16(static_cast<std::int16_t>(x));
    const __m128i py = _mm_set1_epi16(static_cast<std::int16_t>(y));
    const __m128i ax = _mm_sub_epi16(px, load(xs));
    const __m128i ay = _mm_sub_epi16(py, load(ys));
    const __m128i minus_bx = _mm_sub_epi16(load(xs + 1), px);
    const __m128i by = _mm_sub_epi16(py, load(ys + 1));
    const __m128i c = _mm_packs_epi32(_mm_madd_epi16(_mm_unpacklo_epi16(ax, ay), _mm_unpacklo_epi16(by, minus_bx)),
                                      _mm_madd_epi16(_mm_unpackhi_epi16(ax, ay), _mm_unpackhi_epi16(by, minus_bx)));
    const __m128i below_a = _mm_srai_epi16(ay, 15); // -1 where the point is
    const __m128i below_b = _mm_srai_epi16(by, 15);
    const __m128i west = _mm_cmpgt_epi16(_mm_xor_si128(c, below_a), below_a); // c > 0 on the way up, c < 0 on the way down
    const __m128i zero = _mm_setzero_si128();
    const __m128i net = _mm_packs_epi16(_mm_andnot_si128(west, _mm_sub_epi16(below_a, below_b)), zero);
    const __m128i wanted = _mm_sll_epi64(net, _mm_cvtsi32_si128(static_cast<std::int32_t>(32 * four))); // shifts out the rest
    const __m128i sum = _mm_sad_epu8(wanted, zero); // its low byte, for -1 counts 255
    return static_cast<std::uint32_t>(static_cast<std::int32_t>(static_cast<std::int8_t>(_mm_cvtsi128_si32(sum))));
#elif defined(__ARM_NEON)
    const auto load = [&](std::uint32_t first) {
        return vreinterpretq_s16_u8(vld1q_u8(reinterpret_cast<const std::uint8_t *>(words) + std::size_t{2} * first));
    };
    const int16x8_t px = vdupq_n_s16(static_cast<std::int16_t>(x));
    const int16x8_t py = vdupq_n_s16(static_cast<std::int16_t>(y));
    const int16x8_t ax = vsubq_s16(px, load(xs));
    const int16x8_t ay = vsubq_s16(py, load(ys));
    const int16x8_t bx = vsubq_s16(px, load(xs + 1));
    const int16x8_t by = vsubq_s16(py, load(ys + 1));
    const int32x4_t low = vmlsl_s16(vmull_s16(vget_low_s16(ax), vget_low_s16(by)), vget_low_s16(ay), vget_low_s16(bx));
    const int32x4_t high = vmlsl_s16(vmull_s16(vget_high_s16(ax), vget_high_s16(by)), vget_high_s16(ay), vget_high_s16(bx));
    const int16x8_t c = vcombine_s16(vqmovn_s32(low), vqmovn_s32(high));
    const int16x8_t below_a = vshrq_n_s16(ay, 15);
    const int16x8_t below_b = vshrq_n_s16(by, 15);
    const int16x8_t west = vreinterpretq_s16_u16(vcgtq_s16(veorq_s16(c, below_a), below_a));
    const int16x8_t net = vbicq_s16(vsubq_s16(below_a, below_b), west);
    const int16x4_t sum = vadd_s16(vget_low_s16(net), vand_s16(vget_high_s16(net), vdup_n_s16(four == 0 ? -1 : 0)));
    const int32x2_t pairs = vpaddl_s16(sum);
    return static_cast<std::uint32_t>(vget_lane_s32(pairs, 0) + vget_lane_s32(pairs, 1));
#else
    const auto half = [&](std::uint32_t i) {
        return std::int32_t{static_cast<std::int16_t>(words[i / 2] >> (i % 2 * 16U) & 0xFFFFU)};
    };
    const auto px = static_cast<std::int32_t>(x);
    const auto py = static_cast<std::int32_t>(y);
    std::int32_t net = 0;
    for (std::uint32_t i = 0; i < 8 - 4 * four; ++i) {
        const std::int32_t ay = py - half(ys + i);
        const std::int32_t by = py - half(ys + i + 1);
        const std::int32_t c = (px - half(xs + i)) * by - ay * (px - half(xs + i + 1));
        net += (ay >= 0 && by < 0 && c <= 0 ? 1 : 0) - (by >= 0 && ay < 0 && c >= 0 ? 1 : 0);
    }
    return static_cast<std::uint32_t>(net);
#endif
}

/// Up-crossings less down-crossings of the ray from (x, y) to the west, over the 4 * steps segments of a chain; a point on a
/// segment counts as east of it. Narrow: vertices lie within [-16383, 16384], x and y within [0, 2^14). Exact.
[[nodiscard]] std::int32_t net_crossings_narrow(const std::uint32_t *vertices, std::uint32_t steps, std::uint32_t x,
                                                std::uint32_t y);
[[nodiscard]] std::int32_t net_crossings_wide(const std::uint32_t *vertices, std::uint32_t steps, std::int64_t x,
                                              std::int64_t y);

} // namespace jingwei::spatial
