#include "spatial/spikes.hpp"

#include "spatial/segment.hpp"

#include <algorithm>
#include <optional>

namespace jingwei::spatial {
namespace {

/// Whether a border runs from a to the tip and straight back.
bool turns_back(LatticePoint a, LatticePoint tip, LatticePoint b) {
    const auto forth_x = std::int64_t{tip.x} - a.x;
    const auto forth_y = std::int64_t{tip.y} - a.y;
    const auto back_x = std::int64_t{b.x} - tip.x;
    const auto back_y = std::int64_t{b.y} - tip.y;
    return cross(a, tip, b) == 0 && forth_x * back_x + forth_y * back_y < 0;
}

} // namespace

Ring without_spikes(const Ring &ring, std::vector<LatticePoint> &tips) {
    Ring out;
    const auto cut = [&](LatticePoint next) {
        while (out.size() >= 2 && turns_back(out[out.size() - 2], out.back(), next)) {
            const auto tip = out.back();
            out.pop_back();
            if (std::min(distance_squared(out.back(), tip), distance_squared(tip, next)) > noding_reach * noding_reach) {
                tips.push_back(tip);
            }
            if (out.back() == next) {
                out.pop_back();
            }
        }
    };
    for (const auto p : ring) {
        cut(p);
        out.push_back(p);
    }
    // the ring closes: spikes at the seam
    std::size_t first = 0;
    const auto left = [&] { return out.size() - first; };
    while (left() >= 3 && turns_back(out.back(), out[first], out[first + 1])) {
        tips.push_back(out[first]);
        ++first;
        if (out.back() == out[first]) {
            out.pop_back();
        }
    }
    while (left() >= 3 && turns_back(out[out.size() - 2], out.back(), out[first])) {
        tips.push_back(out.back());
        out.pop_back();
        if (out.back() == out[first]) {
            out.pop_back();
        }
    }
    out.erase(out.begin(), out.begin() + static_cast<std::ptrdiff_t>(first));
    return out;
}

namespace {

/// The same from the ring's first vertex to its last.
std::vector<std::uint32_t> unfold(std::span<const std::uint32_t> path, std::vector<Fold> &folds) {
    std::vector<std::uint32_t> out;
    std::optional<std::uint32_t> tip;
    const auto end_fold = [&] {
        if (tip) {
            folds.push_back({*tip, out.back()});
            tip.reset();
        }
    };
    for (const auto v : path) {
        if (out.size() >= 2 && out[out.size() - 2] == v) {
            tip = tip.value_or(out.back());
            out.pop_back();
        } else {
            end_fold();
            out.push_back(v);
        }
    }
    end_fold();
    return out;
}

} // namespace

std::vector<std::uint32_t> without_folds(std::span<const std::uint32_t> ring, std::vector<Fold> &folds) {
    auto out = unfold(ring, folds);
    while (out.size() > 1 && out.front() == out.back()) {
        out.pop_back();
    }
    const auto n = out.size();
    if (n >= 3 && (out.front() == out[n - 2] || out[1] == out.back())) { // a fold at the seam: begin elsewhere
        std::ranges::rotate(out, out.begin() + static_cast<std::ptrdiff_t>(n / 2));
        out = unfold(out, folds);
    }
    return out;
}

namespace {

constexpr std::size_t longest_loop = 16; // vertices

/// The loop from `start` to the next visit of the same point, when that comes soon.
void take_loop(const Ring &ring, std::size_t start, std::vector<Ring> &loops) {
    const auto n = ring.size();
    Ring loop;
    for (std::size_t k = 0; k < std::min(longest_loop, n); ++k) {
        const auto p = ring[(start + k) % n];
        if (k > 0 && p == ring[start]) {
            if (doubled_area(loop) != 0) {
                loops.push_back(std::move(loop));
            }
            return;
        }
        loop.push_back(p);
    }
}

} // namespace

std::vector<Ring> loops_at_spikes(const Ring &ring) {
    const auto n = ring.size();
    std::vector<Ring> loops;
    for (std::size_t i = 0; i < n; ++i) {
        if (!turns_back(ring[(i + n - 1) % n], ring[i], ring[(i + 1) % n])) {
            continue;
        }
        take_loop(ring, i, loops);
        for (std::size_t k = 1; k < std::min(longest_loop, n); ++k) {
            if (ring[(i + n - k) % n] == ring[i]) {
                take_loop(ring, (i + n - k) % n, loops);
                break;
            }
        }
    }
    return loops;
}

} // namespace jingwei::spatial
