#include "spatial/coverage.hpp"

#include <sodium.h>

#include <algorithm>
#include <cstring>

namespace jingwei::spatial {

Coverage::Coverage(std::vector<LatticePoint> points, std::vector<Arc> arcs, std::vector<Label> face_labels)
    : m_points(std::move(points)), m_arcs(std::move(arcs)), m_face_labels(std::move(face_labels)) {
    for (const auto p : m_points) {
        m_bounds.add(p);
    }
}

std::size_t Coverage::bytes() const {
    return m_points.capacity() * sizeof(LatticePoint) + m_arcs.capacity() * sizeof(Arc) +
           m_face_labels.capacity() * sizeof(Label);
}

namespace {

struct HashedSegment {
    LatticePoint low, high;
    std::uint32_t left, right; ///< ranks of codes, seen from low to high
    friend auto operator<=>(const HashedSegment &, const HashedSegment &) = default;
};

/// Equal codes get equal numbers, whatever labels carry them.
std::vector<std::uint32_t> number_codes(std::span<const std::string> codes, std::vector<const std::string *> &distinct) {
    for (const auto &code : codes) {
        distinct.push_back(&code);
    }
    const auto less = [](const std::string *a, const std::string *b) { return *a < *b; };
    std::ranges::sort(distinct, less);
    const auto rest = std::ranges::unique(distinct, [](const std::string *a, const std::string *b) { return *a == *b; });
    distinct.erase(rest.begin(), rest.end());
    std::vector<std::uint32_t> numbers;
    for (const auto &code : codes) {
        numbers.push_back(static_cast<std::uint32_t>(std::ranges::lower_bound(distinct, &code, less) - distinct.begin()));
    }
    return numbers;
}

void feed(crypto_hash_sha256_state &state, LatticePoint p) {
    std::array<unsigned char, 8> bytes{};
    for (unsigned i = 0; i < 4; ++i) {
        bytes.at(i) = static_cast<unsigned char>(static_cast<std::uint32_t>(p.x) >> (8 * i));
        bytes.at(4 + i) = static_cast<unsigned char>(static_cast<std::uint32_t>(p.y) >> (8 * i));
    }
    crypto_hash_sha256_update(&state, bytes.data(), bytes.size());
}

void feed(crypto_hash_sha256_state &state, const std::string &code) {
    // with its terminating zero, so that no two lists of codes look alike
    crypto_hash_sha256_update(&state, reinterpret_cast<const unsigned char *>(code.c_str()), code.size() + 1);
}

} // namespace

std::array<std::uint8_t, 32> content_hash(const Coverage &coverage, std::span<const std::string> codes) {
    std::vector<const std::string *> distinct;
    const auto numbers = number_codes(codes, distinct);
    std::vector<HashedSegment> segments;
    segments.reserve(coverage.segment_count());
    for (const auto &arc : coverage.arcs()) {
        const auto left = numbers[coverage.left_label(arc)];
        const auto right = numbers[coverage.right_label(arc)];
        if (left == right) {
            continue;
        }
        const auto points = coverage.points(arc);
        for (std::size_t i = 0; i + 1 < points.size(); ++i) {
            const bool up = points[i] < points[i + 1];
            segments.push_back(up ? HashedSegment{points[i], points[i + 1], left, right}
                                  : HashedSegment{points[i + 1], points[i], right, left});
        }
    }
    std::ranges::sort(segments);
    crypto_hash_sha256_state state;
    crypto_hash_sha256_init(&state);
    for (const auto &s : segments) {
        feed(state, s.low);
        feed(state, s.high);
        feed(state, *distinct[s.left]);
        feed(state, *distinct[s.right]);
    }
    std::array<std::uint8_t, 32> hash{};
    crypto_hash_sha256_final(&state, hash.data());
    return hash;
}

} // namespace jingwei::spatial
