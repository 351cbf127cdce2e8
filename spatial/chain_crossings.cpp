#include "spatial/locator_index.hpp"

#if defined(__SSE2__)
#include <emmintrin.h>
#elif defined(__ARM_NEON)
#include <arm_neon.h>
#endif

namespace jingwei::spatial {

// For a segment a -> b and the point p, with c = (b - a) x (p - a):
//   it runs up over p's height   when a.y <= p.y < b.y, and p is not west of it when c <= 0: +1
//   it runs down over p's height when b.y <= p.y < a.y, and p is not west of it when c >= 0: -1
// All differences fit int16 and c fits int32 (locator_index.hpp states the ranges).

#if defined(__SSE2__)

std::int32_t net_crossings_narrow(const std::uint32_t *vertices, std::uint32_t steps, std::int32_t x, std::int32_t y) {
    const __m128i p = _mm_set1_epi32((y << 16) | (x & 0xFFFF));
    const __m128i high_half = _mm_set1_epi32(static_cast<std::int32_t>(0xFFFF0000U));
    __m128i net = _mm_setzero_si128();
    for (std::uint32_t i = 0; i < steps; ++i) {
        const __m128i a = _mm_loadu_si128(reinterpret_cast<const __m128i *>(vertices + i * 4));
        const __m128i b = _mm_loadu_si128(reinterpret_cast<const __m128i *>(vertices + i * 4 + 1));
        const __m128i from_a = _mm_sub_epi16(p, a); // (px - ax, py - ay)
        const __m128i from_b = _mm_sub_epi16(p, b);
        const __m128i along = _mm_sub_epi16(b, a);                                                    // (dx, dy)
        const __m128i turned = _mm_sub_epi16(_mm_xor_si128(along, high_half), high_half);             // (dx, -dy)
        const __m128i swapped = _mm_or_si128(_mm_slli_epi32(from_a, 16), _mm_srli_epi32(from_a, 16)); // (py - ay, px - ax)
        const __m128i c = _mm_madd_epi16(swapped, turned);
        const __m128i below_a = _mm_srai_epi32(from_a, 31); // the sign of the high half: py < ay
        const __m128i below_b = _mm_srai_epi32(from_b, 31);
        const __m128i zero = _mm_setzero_si128();
        const __m128i up = _mm_andnot_si128(_mm_cmpgt_epi32(c, zero), _mm_andnot_si128(below_a, below_b));
        const __m128i down = _mm_andnot_si128(_mm_cmplt_epi32(c, zero), _mm_andnot_si128(below_b, below_a));
        net = _mm_add_epi32(net, _mm_sub_epi32(down, up)); // masks are -1
    }
    net = _mm_add_epi32(net, _mm_shuffle_epi32(net, _MM_SHUFFLE(1, 0, 3, 2)));
    net = _mm_add_epi32(net, _mm_shuffle_epi32(net, _MM_SHUFFLE(2, 3, 0, 1)));
    return _mm_cvtsi128_si32(net);
}

#elif defined(__ARM_NEON)

std::int32_t net_crossings_narrow(const std::uint32_t *vertices, std::uint32_t steps, std::int32_t x, std::int32_t y) {
    const int16x4_t px = vdup_n_s16(static_cast<std::int16_t>(x));
    const int16x4_t py = vdup_n_s16(static_cast<std::int16_t>(y));
    int32x4_t net = vdupq_n_s32(0);
    for (std::uint32_t i = 0; i < steps; ++i) {
        const int16x4x2_t a = vld2_s16(reinterpret_cast<const std::int16_t *>(vertices + i * 4));
        const int16x4x2_t b = vld2_s16(reinterpret_cast<const std::int16_t *>(vertices + i * 4 + 1));
        const int16x4_t ay = vsub_s16(py, a.val[1]);
        const int16x4_t by = vsub_s16(py, b.val[1]);
        const int32x4_t c =
            vmlsl_s16(vmull_s16(vsub_s16(b.val[0], a.val[0]), ay), vsub_s16(b.val[1], a.val[1]), vsub_s16(px, a.val[0]));
        const int32x4_t below_a = vshrq_n_s32(vmovl_s16(ay), 31);
        const int32x4_t below_b = vshrq_n_s32(vmovl_s16(by), 31);
        const int32x4_t positive = vreinterpretq_s32_u32(vcgtq_s32(c, vdupq_n_s32(0)));
        const int32x4_t negative = vreinterpretq_s32_u32(vcltq_s32(c, vdupq_n_s32(0)));
        const int32x4_t up = vbicq_s32(vbicq_s32(below_b, below_a), positive);
        const int32x4_t down = vbicq_s32(vbicq_s32(below_a, below_b), negative);
        net = vaddq_s32(net, vsubq_s32(down, up));
    }
    return vgetq_lane_s32(net, 0) + vgetq_lane_s32(net, 1) + vgetq_lane_s32(net, 2) + vgetq_lane_s32(net, 3);
}

#else

std::int32_t net_crossings_narrow(const std::uint32_t *vertices, std::uint32_t steps, std::int32_t x, std::int32_t y) {
    std::int32_t net = 0;
    for (std::uint32_t i = 0; i < steps * 4; ++i) {
        const std::int32_t ax = static_cast<std::int16_t>(vertices[i] & 0xFFFFU);
        const std::int32_t ay = static_cast<std::int16_t>(vertices[i] >> 16U);
        const std::int32_t bx = static_cast<std::int16_t>(vertices[i + 1] & 0xFFFFU);
        const std::int32_t by = static_cast<std::int16_t>(vertices[i + 1] >> 16U);
        const std::int32_t c = (bx - ax) * (y - ay) - (by - ay) * (x - ax);
        net += (ay <= y && y < by && c <= 0 ? 1 : 0) - (by <= y && y < ay && c >= 0 ? 1 : 0);
    }
    return net;
}

#endif

std::int32_t net_crossings_wide(const std::uint32_t *vertices, std::uint32_t steps, std::int64_t x, std::int64_t y) {
    std::int32_t net = 0;
    std::int64_t ax = static_cast<std::int32_t>(vertices[0]);
    std::int64_t ay = static_cast<std::int32_t>(vertices[1]);
    for (std::uint32_t i = 1; i <= steps * 4; ++i) {
        const std::int64_t bx = static_cast<std::int32_t>(vertices[std::size_t{2} * i]);
        const std::int64_t by = static_cast<std::int32_t>(vertices[std::size_t{2} * i + 1]);
        const bool up = ay <= y && y < by;
        const bool down = by <= y && y < ay;
        if (up || down) {
            const std::int64_t c = (bx - ax) * (y - ay) - (by - ay) * (x - ax);
            net += (up && c <= 0 ? 1 : 0) - (down && c >= 0 ? 1 : 0);
        }
        ax = bx;
        ay = by;
    }
    return net;
}

Label owner_from_words(const std::uint32_t *words, bool wide, std::int64_t x, std::int64_t y) {
    Label owner = words[0];
    ++words;
    for (bool more = true; more;) {
        const ChainHead head(words[1]);
        const std::int32_t net =
            wide ? net_crossings_wide(words + 2, head.steps(), x, y)
                 : net_crossings_narrow(words + 2, head.steps(), static_cast<std::int32_t>(x), static_cast<std::int32_t>(y));
        owner += words[0] * static_cast<std::uint32_t>(net);
        more = !head.last();
        words += 2 + (head.steps() * 4 + 1) * (wide ? 2U : 1U);
    }
    return owner;
}

} // namespace jingwei::spatial
