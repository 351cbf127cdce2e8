#include "spatial/segment_sweep.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/random_coverage.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <numbers>
#include <random>
#include <set>

using namespace jingwei::spatial;

namespace {

std::vector<Segment> random_segments(std::mt19937 &random, std::size_t count, std::int32_t side) {
    const auto point = [&] {
        return LatticePoint{static_cast<std::int32_t>(random() % static_cast<unsigned>(side)),
                            static_cast<std::int32_t>(random() % static_cast<unsigned>(side))};
    };
    std::vector<Segment> segments;
    while (segments.size() < count) {
        const Segment s{point(), point()};
        if (s.a != s.b) {
            segments.push_back(s);
        }
    }
    return segments;
}

bool are_same(const Segment &s, const Segment &t) {
    return (s.a == t.a && s.b == t.b) || (s.a == t.b && s.b == t.a);
}

bool any_meet(const std::vector<Segment> &segments) {
    for (std::size_t i = 0; i < segments.size(); ++i) {
        for (std::size_t j = i + 1; j < segments.size(); ++j) {
            if (are_same(segments[i], segments[j]) || meet_improperly(segments[i], segments[j])) {
                return true;
            }
        }
    }
    return false;
}

/// The highest segment below a place, leaning a little: by trying all.
std::optional<std::uint32_t> brute_below(const std::vector<Segment> &segments, LatticePoint p) {
    std::optional<std::uint32_t> best;
    for (std::uint32_t i = 0; i < segments.size(); ++i) {
        const auto [l, r] = std::minmax(segments[i].a, segments[i].b);
        if (!(l < p && p < r) || cross(l, r, p) <= 0) {
            continue;
        }
        if (!best) {
            best = i;
            continue;
        }
        const auto [m, n] = std::minmax(segments[*best].a, segments[*best].b);
        const bool above = m < l ? cross(m, n, l) > 0 || (cross(m, n, l) == 0 && cross(m, n, r) > 0)
                                 : cross(l, r, m) < 0 || (cross(l, r, m) == 0 && cross(l, r, n) < 0);
        best = above ? i : *best;
    }
    return best;
}

/// Borders of random grids: segments that meet in their ends only.
std::vector<Segment> noded_segments(std::uint32_t seed) {
    const jingwei::tests::RandomCoverage drawn({.side = 5, .cell = 300, .steps = 4, .stray = 0.3, .labels = 9, .nobody = 3},
                                               seed);
    std::set<std::pair<LatticePoint, LatticePoint>> known;
    std::vector<Segment> segments;
    for (const auto &[label, polygon] : drawn.polygons) {
        for (std::size_t i = 0; i < polygon.outer.size(); ++i) {
            const auto a = polygon.outer[i];
            const auto b = polygon.outer[(i + 1) % polygon.outer.size()];
            if (known.insert(std::minmax(a, b)).second) {
                segments.push_back({a, b});
            }
        }
    }
    return segments;
}

} // namespace

TEST_CASE("a sweep finds a meeting exactly where trying all pairs finds one") {
    const auto seed = GENERATE(range(1U, 400U));
    CAPTURE(seed);
    std::mt19937 random(seed);
    // from crowded, with many common ends and level and upright segments, to roomy
    const auto segments = random_segments(random, 2 + random() % 7, static_cast<std::int32_t>(3 + random() % 40));
    const auto found = sweep(segments, {});
    REQUIRE(found.meeting.has_value() == any_meet(segments));
    if (found.meeting) {
        const auto &s = segments[found.meeting->first];
        const auto &t = segments[found.meeting->second];
        CHECK((are_same(s, t) || meet_improperly(s, t)));
    }
}

TEST_CASE("a sweep names the segment below a place that trying all segments names") {
    const auto seed = GENERATE(range(1U, 12U));
    CAPTURE(seed);
    const auto segments = noded_segments(seed);
    std::vector<LatticePoint> asked;
    std::set<LatticePoint> ends;
    for (const auto &s : segments) {
        ends.insert(std::max(s.a, s.b));
    }
    for (const auto &s : segments) {
        if (!ends.contains(std::min(s.a, s.b))) { // nothing ends there
            asked.push_back(std::min(s.a, s.b));
        }
    }
    std::ranges::sort(asked);
    asked.erase(std::unique(asked.begin(), asked.end()), asked.end());
    REQUIRE_FALSE(asked.empty());
    const auto found = sweep(segments, asked);
    REQUIRE_FALSE(found.meeting.has_value());
    for (std::size_t i = 0; i < asked.size(); ++i) {
        CHECK(found.below[i] == brute_below(segments, asked[i]));
    }
}

TEST_CASE("a sweep over spokes, over a bundle of long lines and over a crowd takes near linear work") {
    const int count = 4000;
    std::vector<Segment> segments;
    SECTION("spokes") {
        for (int i = 0; i < count; ++i) {
            const double angle = 2 * std::numbers::pi * i / count;
            segments.push_back({{0, 0},
                                {static_cast<std::int32_t>(200'000'000 * std::cos(angle)),
                                 static_cast<std::int32_t>(200'000'000 * std::sin(angle))}});
        }
    }
    SECTION("a bundle") {
        for (int i = 0; i < count; ++i) {
            segments.push_back({{0, i}, {100'000'000, i + 1}});
        }
    }
    SECTION("a crowd and one far away") {
        std::mt19937 random(7);
        for (int i = 0; i < count; ++i) {
            const auto x = i % 64 * 40;
            const auto y = i / 64 * 40;
            segments.push_back(
                {{x, y}, {x + 1 + static_cast<std::int32_t>(random() % 30), y + static_cast<std::int32_t>(random() % 30)}});
        }
        segments.push_back({{900'000'000, 0}, {900'000'001, 0}});
    }
    const auto found = sweep(segments, {});
    CHECK_FALSE(found.meeting.has_value());
    CHECK(found.comparisons <= segments.size() * 4 * static_cast<std::size_t>(std::bit_width(segments.size())));
}
