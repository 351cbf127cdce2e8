#include "spatial/coverage_build.hpp"
#include "spatial/locator.hpp"
#include "spatial/nesting.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/random_coverage.hpp"

#include <atomic>
#include <random>
#include <thread>

using namespace jingwei::spatial;
using namespace jingwei::tests;

namespace {

/// The coverage with some faces given to others.
Coverage relabelled(const Coverage &coverage, std::mt19937 &random) {
    std::vector<Label> labels(coverage.face_labels().begin(), coverage.face_labels().end());
    for (int i = 0; i < 3; ++i) {
        labels[1 + random() % (labels.size() - 1)] = static_cast<Label>(1 + random() % 12);
    }
    return relabel(coverage, labels);
}

std::vector<Label> owners_of(const Locator &locator, std::span<const LatticePoint> points) {
    std::vector<Label> owners(points.size());
    locator.locate(points, owners);
    return owners;
}

/// Asks again and again until told to stop; how many answers were not the first ones.
class Reader {
  public:
    Reader(const Locator &locator, std::span<const LatticePoint> points)
        : m_locator(locator), m_points(points), m_thread([this] { run(); }) {}
    std::size_t wrong() {
        m_stop = true;
        m_thread.join();
        return m_wrong;
    }

  private:
    void run() {
        const auto first = owners_of(m_locator, m_points);
        do {
            const auto owners = owners_of(m_locator, m_points);
            for (std::size_t i = 0; i < m_points.size(); ++i) {
                const LatticePoint p = m_points[i];
                const bool near = i % 16 != 0 || m_locator.nearest_border(p, 1e5).has_value();
                m_wrong += owners[i] != first[i] || m_locator.locate(p) != first[i] || !near ? 1 : 0;
            }
        } while (!m_stop);
    }

    const Locator &m_locator;
    std::span<const LatticePoint> m_points;
    std::atomic<bool> m_stop = false;
    std::size_t m_wrong = 0;
    std::thread m_thread; ///< starts last
};

} // namespace

TEST_CASE("readers of a locator are not disturbed while others update it", "[locator]") {
    constexpr std::uint32_t seed = 20261127;
    CAPTURE(seed);
    const Coverage coverage = build_coverage(RandomCoverage({.side = 10, .cell = 20'000, .steps = 9}, seed).polygons,
                                             {.classify_enclosed = false, .progress = {}})
                                  .coverage;
    const Locator first(coverage);
    const std::vector<LatticePoint> points(coverage.all_points().begin(), coverage.all_points().end());
    Reader one(first, points);
    Reader two(first, points);
    // two writers that make other locators from the same one: what they append goes to the same memory
    const auto follow = [&first, &coverage](std::uint32_t own_seed) {
        std::mt19937 own(own_seed);
        for (int i = 0; i < 15; ++i) {
            const Coverage now = relabelled(coverage, own);
            const Locator updated = first.updated(now, changed_boxes(coverage, now));
            if (owners_of(updated, now.all_points()) != owners_of(Locator(now), now.all_points())) {
                return false;
            }
        }
        return true;
    };
    bool other_follows = false;
    std::thread other([&] { other_follows = follow(seed + 1); });
    const bool follows = follow(seed + 2);
    other.join();
    CHECK(follows);
    CHECK(other_follows);
    CHECK(one.wrong() == 0);
    CHECK(two.wrong() == 0);
}
