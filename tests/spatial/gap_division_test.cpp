#include "spatial/coverage_check.hpp"
#include "spatial/coverage_clean.hpp"
#include "spatial/gap_division.hpp"
#include "spatial/measure.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/long_run.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>
#include <optional>
#include <random>

using namespace jingwei::spatial;

namespace {

constexpr LatticePoint origin{1'041'000'000, 365'000'000};

/// A place in metres around the origin, and back.
struct Metres {
    double x = 0;
    double y = 0;
};

LatticePoint at(double x, double y) {
    const auto scale = local_scale(origin.y);
    return {origin.x + static_cast<std::int32_t>(std::lround(x / scale.east_m)),
            origin.y + static_cast<std::int32_t>(std::lround(y / scale.north_m))};
}

Metres metres(LatticePoint p) {
    const auto scale = local_scale(origin.y);
    return {(p.x - origin.x) * scale.east_m, (p.y - origin.y) * scale.north_m};
}

Metres foot(Metres p, const Segment &s) {
    const auto a = metres(s.a);
    const auto b = metres(s.b);
    const double length2 = (b.x - a.x) * (b.x - a.x) + (b.y - a.y) * (b.y - a.y);
    const double t = std::clamp(((p.x - a.x) * (b.x - a.x) + (p.y - a.y) * (b.y - a.y)) / length2, 0.0, 1.0);
    return {a.x + t * (b.x - a.x), a.y + t * (b.y - a.y)};
}

double distance(Metres a, Metres b) {
    return std::hypot(a.x - b.x, a.y - b.y);
}

/// A gap in metres, turned, with the owners of the parts of its sides.
struct Gap {
    Polygon polygon;
    std::map<std::pair<LatticePoint, LatticePoint>, Label> owners;

    [[nodiscard]] Label across(LatticePoint from, LatticePoint to) const { return owners.at({from, to}); }
};

class GapMaker {
  public:
    explicit GapMaker(unsigned seed) : m_random(seed) {}

    double number(double low, double high) { return std::uniform_real_distribution<double>(low, high)(m_random); }

    Gap make() {
        const double width = std::exp(number(std::log(0.3), std::log(5)));
        const double length = width * std::exp(number(0, std::log(300)));
        const double arm = width * std::exp(number(std::log(1.5), std::log(50)));
        switch (std::uniform_int_distribution(0, 3)(m_random)) {
        case 0:
            return divide({{0, 0}, {length, 0}, {length, width}, {0, width}});
        case 1:
            return divide(lens(length, width));
        case 2:
            return divide({{0, 0}, {length, 0}, {length, width}, {width, width}, {width, width + arm}, {0, width + arm}});
        default:
            return divide({{0, 0},
                           {length, 0},
                           {length, width},
                           {length / 2 + width / 2, width},
                           {length / 2 + width / 2, width + arm},
                           {length / 2 - width / 3, width + arm},
                           {length / 2 - width / 3, width},
                           {0, width}});
        }
    }

  private:
    std::vector<Metres> lens(double length, double width) {
        std::vector<Metres> points;
        constexpr int steps = 8;
        for (int i = 0; i < steps; ++i) {
            const double x = length * i / steps;
            points.push_back({x, -width / 2 * std::sin(std::numbers::pi * i / steps)});
        }
        for (int i = steps; i > 0; --i) {
            const double x = length * i / steps;
            points.push_back({x, width / 2 * std::sin(std::numbers::pi * i / steps)});
        }
        return points;
    }

    /// Sides are cut into one to three parts, and each part gets an owner; often that of the part before.
    Gap divide(const std::vector<Metres> &corners) {
        const double turn = number(0, 2 * std::numbers::pi);
        Gap gap;
        std::vector<Label> owners;
        Label owner = 1;
        for (std::size_t i = 0; i < corners.size(); ++i) {
            const auto a = corners[i];
            const auto b = corners[(i + 1) % corners.size()];
            const int parts = std::uniform_int_distribution(1, 3)(m_random);
            for (int k = 0; k < parts; ++k) {
                const double t = double(k) / parts;
                const Metres p{a.x + t * (b.x - a.x), a.y + t * (b.y - a.y)};
                const auto placed =
                    at(p.x * std::cos(turn) - p.y * std::sin(turn), p.x * std::sin(turn) + p.y * std::cos(turn));
                owner = number(0, 1) < 0.5 ? owner : owner + 1;
                if (gap.polygon.outer.empty() || gap.polygon.outer.back() != placed) {
                    gap.polygon.outer.push_back(placed);
                    owners.push_back(owner);
                }
            }
        }
        const auto &ring = gap.polygon.outer;
        for (std::size_t i = 0; i < ring.size(); ++i) {
            gap.owners[{ring[i], ring[(i + 1) % ring.size()]}] = owners[i];
        }
        return gap;
    }

    std::mt19937 m_random;
};

bool holds(const Ring &ring, LatticePoint p) {
    bool inside = false;
    for (std::size_t i = 0; i < ring.size(); ++i) {
        const auto a = ring[i];
        const auto b = ring[(i + 1) % ring.size()];
        if ((a.y > p.y) != (b.y > p.y) && (cross(a, b, p) > 0) == (b.y > a.y)) {
            inside = !inside;
        }
    }
    return inside;
}

struct Nearest {
    double distance_m = 1e9;
    Metres foot{};
};

bool crosses(std::span<const Segment> lines, Metres a, Metres b) {
    const Segment way{at(a.x, a.y), at(b.x, b.y)};
    return std::ranges::any_of(lines, [&](const Segment &line) { return meet_improperly(way, line); });
}

LabelledPolygon box(Label label, double x0, double y0, double x1, double y1) {
    return {label, {{at(x0, y0), at(x1, y0), at(x1, y1), at(x0, y1)}, {}}};
}

std::map<Label, double> shares_of(const std::vector<LabelledPolygon> &polygons) {
    const auto result = clean_coverage(polygons);
    CHECK(find_violations(result.coverage).empty());
    std::map<Label, double> shares;
    for (const auto &repair : result.repairs) {
        for (const auto &share : repair.gained) {
            shares[share.label] += share.area_m2;
        }
    }
    return shares;
}

} // namespace

TEST_CASE("a long gap's blunt ends give what lies before them and no more", "[clean]") {
    // 4 m between A and B for a kilometre, C in the north, D in the south
    auto shares = shares_of(
        {box(1, 0, 0, 1000, 1000), box(2, 1004, 0, 2000, 1000), box(3, 0, 1000, 2000, 2000), box(4, 0, -1000, 2000, 0)});
    // a kilometre's border, rounded to the lattice, may lie a unit beside the middle
    CHECK(shares[1] == Approx(1996).margin(10));
    CHECK(shares[2] == Approx(1996).margin(10));
    CHECK(shares[3] == Approx(4).margin(2.5));
    CHECK(shares[4] == Approx(4).margin(2.5));
    auto sliver =
        shares_of({box(1, 0, 0, 100, 100), box(2, 100.3, 0, 200, 100), box(3, 0, 100, 200, 200), box(4, 0, -100, 200, 0)});
    CHECK(sliver[1] == Approx(15).margin(1));
    CHECK(sliver[3] < 0.04);
    CHECK(sliver[4] < 0.04);
}

TEST_CASE("a straight slot in one grid is divided along its middle with the other", "[clean]") {
    const LabelledPolygon west{
        1, {{at(0, 0), at(300, 0), at(300, 100), at(200, 100), at(200, 300), at(300, 300), at(300, 500), at(0, 500)}, {}}};
    const LabelledPolygon east{
        2,
        {{at(300, 0), at(600, 0), at(600, 500), at(300, 500), at(300, 300), at(204.9, 300), at(204.9, 100), at(300, 100)}, {}}};
    auto shares = shares_of({west, east});
    CHECK(shares[1] == Approx(490 + 6).epsilon(0.01)); // both ends are the western grid's, too
    CHECK(shares[2] == Approx(490 - 6).epsilon(0.01));
}

TEST_CASE("along a road each grid gets the half before its own border", "[clean]") {
    std::vector<LabelledPolygon> polygons{box(7, 0, 300, 205, 400), box(8, 0, -100, 205, 0)};
    for (int i = 0; i < 3; ++i) {
        polygons.push_back(box(static_cast<Label>(1 + i), 0, 100 * i, 100, 100 * i + 100));
        polygons.push_back(box(static_cast<Label>(4 + i), 104.9, 100 * i, 205, 100 * i + 100));
    }
    auto shares = shares_of(polygons);
    for (const Label middle : {2U, 5U}) {
        CHECK(shares[middle] == Approx(245).epsilon(0.01));
    }
    for (const Label end : {1U, 3U, 4U, 6U}) {
        CHECK(shares[end] == Approx(245 - 3).margin(5));
    }
    CHECK(shares[7] == Approx(6).margin(5));
    CHECK(shares[8] == Approx(6).margin(5));
}

TEST_CASE("nearly every place of a gap goes to the grid whose border is nearest", "[clean][property]") {
    const unsigned runs = jingwei::tests::is_long_run() ? 20'000 : 400;
    std::size_t places = 0;
    std::size_t wrong = 0;
    std::size_t wrong_gaps = 0;
    for (unsigned seed = 1; seed <= runs; ++seed) {
        const auto wrong_before = wrong;
        GapMaker maker(seed);
        const auto gap = maker.make();
        const auto lines =
            dividing_lines(gap.polygon, [&](LatticePoint from, LatticePoint to) { return gap.across(from, to); });
        const auto box = bounds({gap.polygon});
        std::size_t tried = 0;
        for (int i = 0; i < 400 && tried < 40; ++i) {
            const LatticePoint p{
                static_cast<std::int32_t>(maker.number(static_cast<double>(box.min_x), static_cast<double>(box.max_x))),
                static_cast<std::int32_t>(maker.number(static_cast<double>(box.min_y), static_cast<double>(box.max_y)))};
            if (!holds(gap.polygon.outer, p)) {
                continue;
            }
            ++tried;
            std::map<Label, Nearest> nearest;
            for (const auto &[ends, owner] : gap.owners) {
                const auto f = foot(metres(p), {ends.first, ends.second});
                const auto away = distance(metres(p), f);
                if (away < nearest[owner].distance_m) {
                    nearest[owner] = {away, f};
                }
            }
            const auto best = std::ranges::min_element(nearest, {}, [](const auto &entry) { return entry.second.distance_m; });
            for (const auto &[owner, other] : nearest) {
                const double margin = other.distance_m - best->second.distance_m;
                if (owner == best->first || margin < 0.03 + 0.1 * best->second.distance_m) {
                    continue;
                }
                // almost to the border, which lines may touch when they are rounded
                const auto m = metres(p);
                const Metres towards{m.x + 0.9 * (best->second.foot.x - m.x), m.y + 0.9 * (best->second.foot.y - m.y)};
                CAPTURE(seed, p.x, p.y, best->first, owner, margin, best->second.distance_m);
                ++places;
                if (best->second.distance_m >= 0.05 && crosses(lines, m, towards)) {
                    ++wrong;
                }
                // on the way to the other's border a line is met, unless that way leaves the gap
                const Metres beyond{m.x + 1.0001 * (other.foot.x - m.x), m.y + 1.0001 * (other.foot.y - m.y)};
                const bool is_direct =
                    std::ranges::count_if(gap.owners, [&](const auto &entry) {
                        return meet_improperly({p, at(beyond.x, beyond.y)}, {entry.first.first, entry.first.second});
                    }) <= 1;
                // lines start at corners
                const bool at_corner = std::ranges::any_of(
                    gap.polygon.outer, [&](LatticePoint corner) { return distance(metres(corner), other.foot) < 0.05; });
                wrong += is_direct && !at_corner && !crosses(lines, m, beyond) ? 1 : 0;
            }
        }
        REQUIRE(tried > 0);
        wrong_gaps += wrong > wrong_before ? 1 : 0;
    }
    CAPTURE(places, wrong, wrong_gaps);
    CHECK(wrong * 20 <= places);
}
