#include "spatial/gap_division.hpp"

#include "spatial/arrangement.hpp"
#include "spatial/coverage_check.hpp"
#include "spatial/coverage_clean.hpp"
#include "spatial/gap_parts.hpp"
#include "spatial/open_ground.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/long_run.hpp"
#include "tests/support/random_gaps.hpp"

#include <map>

using namespace jingwei::spatial;
using jingwei::tests::at;
using jingwei::tests::RandomGap;
using jingwei::tests::RandomGaps;

namespace {

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

/// The parts that a gap is divided into, as cleaning divides it.
class Parts {
  public:
    explicit Parts(const RandomGap &gap)
        : m_border({gap.polygon}, [&](LatticePoint from, LatticePoint to) { return gap.across(from, to); }),
          m_division(dividing_lines(m_border)) {
        std::vector<LatticePoint> points;
        std::vector<Strand> strands;
        PointNumbers numbers(4 * gap.owners.size());
        const auto add = [&](LatticePoint from, LatticePoint to, std::uint32_t tag) {
            const auto a = numbers.number(from, points);
            const auto b = numbers.number(to, points);
            strands.push_back(a < b ? Strand{a, b, tag, 1} : Strand{b, a, tag, -1});
        };
        for (const auto &[ends, owner] : gap.owners) {
            add(ends.first, ends.second, RingTags::outer(0));
        }
        for (const auto &line : m_division.lines) {
            add(line.a, line.b, line_tag);
        }
        snap_round(points, strands, Unnoded::tagged_lines);
        const auto divided = arrange(points, strands, RingTags{{1}});
        std::vector<FaceIndex> faces;
        for (FaceIndex face = 1; face < divided.coverage.face_labels().size(); ++face) {
            if (!divided.claims[divided.coverage.label(face)].empty()) {
                faces.push_back(face);
            }
        }
        m_parts = measure_faces(divided.coverage, faces);
        find_owners(divided.coverage, gap);
    }

    [[nodiscard]] const DividingLines &division() const { return m_division; }

    [[nodiscard]] Label owner(LatticePoint p) const {
        for (std::size_t i = 0; i < m_parts.size(); ++i) {
            if (std::ranges::any_of(m_parts[i].ground, [&](const Polygon &polygon) { return holds(polygon, p); })) {
                return m_owners[i];
            }
        }
        return no_label;
    }

  private:
    void find_owners(const Coverage &coverage, const RandomGap &gap) {
        const auto is_part = [&](FaceIndex face) {
            return std::ranges::find(m_parts, face, &OpenGround::face) != m_parts.end();
        };
        std::map<FaceIndex, BorderLengths> beside;
        for (const auto &arc : coverage.arcs()) {
            if (is_part(arc.left) != is_part(arc.right)) {
                const auto points = coverage.points(arc);
                for (std::size_t i = 0; i + 1 < points.size(); ++i) {
                    if (const auto owner = owner_beside(gap, points[i], points[i + 1]); owner != no_label) {
                        beside[is_part(arc.left) ? arc.left : arc.right][owner] += lattice_length(points.subspan(i, 2));
                    }
                }
            }
        }
        for (const auto &part : m_parts) {
            m_owners.push_back(part_owner(m_border, beside[part.face], part));
        }
    }

    /// Of the side that the middle of an edge of the noded border lies nearest to.
    static Label owner_beside(const RandomGap &gap, LatticePoint a, LatticePoint b) {
        Label owner = no_label;
        double least = std::numeric_limits<double>::infinity();
        for (const auto &[ends, label] : gap.owners) {
            const auto plane = [](LatticePoint p) { return DiagramPoint{2.0 * p.x, 2.0 * p.y}; };
            const DiagramPoint middle{static_cast<double>(a.x) + b.x, static_cast<double>(a.y) + b.y};
            const auto foot = foot_on(plane(ends.first), plane(ends.second), middle);
            if (foot.distance + foot.beyond < least) {
                least = foot.distance + foot.beyond;
                owner = label;
            }
        }
        return owner;
    }

    static bool holds(const Polygon &polygon, LatticePoint p) {
        RandomGap rings;
        const auto add = [&](const Ring &ring) {
            for (std::size_t i = 0; i < ring.size(); ++i) {
                rings.owners[{ring[i], ring[(i + 1) % ring.size()]}] = 1;
            }
        };
        add(polygon.outer);
        std::ranges::for_each(polygon.holes, add);
        return rings.holds(p);
    }

    GapBorder m_border;
    DividingLines m_division;
    std::vector<OpenGround> m_parts;
    std::vector<Label> m_owners; ///< of the parts
};

/// How far each owner's border is from a place, in units northwards: apart from all that divides gaps.
std::map<Label, double> distances(const RandomGap &gap, LatticePoint p) {
    const auto scale = local_scale(jingwei::tests::gap_origin.y);
    const double east = scale.east_m / scale.north_m;
    std::map<Label, double> found;
    for (const auto &[ends, owner] : gap.owners) {
        const auto &[a, b] = ends;
        const double dx = (b.x - a.x) * east;
        const double dy = b.y - a.y;
        const double px = (p.x - a.x) * east;
        const double py = p.y - a.y;
        const double along = std::clamp((px * dx + py * dy) / (dx * dx + dy * dy), 0.0, 1.0);
        const double away = std::hypot(px - along * dx, py - along * dy);
        if (owner != no_label) {
            const auto [at, is_new] = found.emplace(owner, away);
            at->second = std::min(at->second, away);
        }
    }
    return found;
}

/// Tries places in a gap; answers how many lay inside, on no line, and more than a unit from the border, by which noding may
/// move that.
std::size_t check_places(const RandomGap &gap, const Parts &parts, RandomGaps &random) {
    // a line may lie two units beside its place: rounded, a chord of a curve, and bent when it is noded
    constexpr double slack = 4;
    const auto box = bounds({gap.polygon});
    std::size_t places = 0;
    for (int i = 0, tried = 0; i < 400 && tried < 40; ++i) {
        const LatticePoint p{random.whole(box.min_x, box.max_x), random.whole(box.min_y, box.max_y)};
        const auto owner = gap.holds(p) ? parts.owner(p) : no_label;
        tried += gap.holds(p) ? 1 : 0;
        const auto away = distances(gap, p);
        const auto nearest = std::ranges::min_element(away, {}, [](const auto &entry) { return entry.second; });
        if (owner == no_label || nearest->second <= 1) {
            continue;
        }
        ++places;
        if (away.at(owner) - nearest->second > slack) {
            CAPTURE(p.x, p.y, owner, nearest->first, nearest->second, away.at(owner));
            CHECK(owner == nearest->first);
        }
    }
    return places;
}

/// Grids that were all drawn 15 units too small, in a frame: one gap like a net around side x side islands.
std::vector<LabelledPolygon> shrunk_grids(std::int32_t side) {
    constexpr std::int32_t cell = 9000;
    const auto square = [](std::int32_t x, std::int32_t y, std::int32_t length) {
        const LatticePoint low{jingwei::tests::gap_origin.x + x, jingwei::tests::gap_origin.y + y};
        return Ring{low, {low.x + length, low.y}, {low.x + length, low.y + length}, {low.x, low.y + length}};
    };
    const auto extent = side * cell;
    std::vector<LabelledPolygon> polygons{{1, {square(-cell, -cell, extent + 2 * cell), {square(0, 0, extent)}}}};
    for (std::int32_t y = 0; y < side; ++y) {
        for (std::int32_t x = 0; x < side; ++x) {
            polygons.push_back(
                {static_cast<Label>(polygons.size() + 1), {square(x * cell + 15, y * cell + 15, cell - 30), {}}});
        }
    }
    return polygons;
}

} // namespace

TEST_CASE("a long gap's blunt ends give what lies before them and no more", "[clean]") {
    // 4 m between A and B for a kilometre, C in the north, D in the south
    auto shares = shares_of(
        {box(1, 0, 0, 1000, 1000), box(2, 1004, 0, 2000, 1000), box(3, 0, 1000, 2000, 2000), box(4, 0, -1000, 2000, 0)});
    // over a kilometre a unit is 9 square metres: so much wider may the gap be, so much may the middle be off
    CHECK(shares[1] + shares[2] == Approx(3992).margin(9));
    CHECK(std::abs(shares[1] - shares[2]) < 9);
    CHECK(shares[3] == Approx(4).margin(0.05));
    CHECK(shares[4] == Approx(4).margin(0.05));
    auto sliver =
        shares_of({box(1, 0, 0, 100, 100), box(2, 100.3, 0, 200, 100), box(3, 0, 100, 200, 200), box(4, 0, -100, 200, 0)});
    CHECK(sliver[1] == Approx(15).margin(0.6));
    CHECK(sliver[3] == Approx(0.0225).margin(0.004));
    CHECK(sliver[4] == Approx(0.0225).margin(0.004));
}

TEST_CASE("a straight slot in one grid is divided along its middle with the other", "[clean]") {
    const LabelledPolygon west{
        1, {{at(0, 0), at(300, 0), at(300, 100), at(200, 100), at(200, 300), at(300, 300), at(300, 500), at(0, 500)}, {}}};
    const LabelledPolygon east{
        2,
        {{at(300, 0), at(600, 0), at(600, 500), at(300, 500), at(300, 300), at(204.9, 300), at(204.9, 100), at(300, 100)}, {}}};
    auto shares = shares_of({west, east});
    CHECK(shares[1] == Approx(490 + 6).margin(1.2)); // both ends are the western grid's, too
    CHECK(shares[2] == Approx(490 - 6).margin(1.2));
}

TEST_CASE("along a road each grid gets the half before its own border", "[clean]") {
    std::vector<LabelledPolygon> polygons{box(7, 0, 300, 205, 400), box(8, 0, -100, 205, 0)};
    for (int i = 0; i < 3; ++i) {
        polygons.push_back(box(static_cast<Label>(1 + i), 0, 100 * i, 100, 100 * i + 100));
        polygons.push_back(box(static_cast<Label>(4 + i), 104.9, 100 * i, 205, 100 * i + 100));
    }
    auto shares = shares_of(polygons);
    for (const Label middle : {2U, 5U}) {
        CHECK(shares[middle] == Approx(245).margin(0.7));
    }
    for (const Label end : {1U, 3U, 4U, 6U}) {
        CHECK(shares[end] == Approx(245 - 3).margin(0.7));
    }
    CHECK(shares[7] == Approx(6).margin(0.1));
    CHECK(shares[8] == Approx(6).margin(0.1));
}

TEST_CASE("every place of a gap goes to the grid whose border is nearest", "[clean][property]") {
    const unsigned runs = jingwei::tests::is_long_run() ? 20'000 : 400;
    std::size_t places = 0;
    for (unsigned seed = 1; seed <= runs; ++seed) {
        RandomGaps maker(seed);
        const auto gap = maker.make();
        const Parts parts(gap);
        CAPTURE(seed, parts.division().diagrams);
        REQUIRE(parts.division().faults == 0);
        places += check_places(gap, parts, maker);
    }
    CHECK(places > 15 * runs);
}

TEST_CASE("a gap of which the first diagram is drawn wrong is divided by another", "[clean]") {
    // the shape of https://github.com/boostorg/polygon/issues/43
    const Ring ring{{0, 10'000'000},        {700'000, 1},   {700'000, 9'000'000},
                    {9'100'000, 9'000'000}, {9'100'000, 0}, {10'000'000, 10'000'000}};
    RandomGap gap;
    for (std::size_t i = 0; i < ring.size(); ++i) {
        const auto moved = [](LatticePoint p) { return LatticePoint{p.x + 1'000'000'000, p.y + 360'000'000}; };
        gap.owners[{moved(ring[i]), moved(ring[(i + 1) % ring.size()])}] = static_cast<Label>(i + 1);
        gap.polygon.outer.push_back(moved(ring[i]));
    }
    RandomGaps places(1);
    const Parts parts(gap);
    CHECK(parts.division().faults == 0);
    CHECK(check_places(gap, parts, places) > 20);
}

TEST_CASE("border of units that may get nothing counts for nobody", "[clean]") {
    // 1 in the west, 2 in the east, of 10 m; what lies north and south may get nothing
    const Ring ring{at(0, 0), at(10, 0), at(10, 4), at(0, 4)};
    const GapBorder border({{ring, {}}}, [&](LatticePoint from, LatticePoint to) -> Label {
        return from == ring[3] ? 1 : to == ring[2] ? 2 : no_label;
    });
    const auto lines = dividing_lines(border).lines;
    REQUIRE(lines.size() == 1);
    const auto middle = at(5, 0).x;
    CHECK(std::abs(lines[0].a.x - middle) <= 1);
    CHECK(std::abs(lines[0].b.x - middle) <= 1);
    CHECK(std::abs(lines[0].a.y - lines[0].b.y) == Approx(ring[3].y - ring[0].y).margin(1));
}

TEST_CASE("a gap like a net is divided in one diagram", "[clean]") {
    const std::int32_t side = jingwei::tests::is_long_run() ? 100 : 20;
    const auto polygons = shrunk_grids(side);
    const auto result = clean_coverage(polygons);
    CHECK(find_violations(result.coverage).empty());
    CHECK(result.clean());
    REQUIRE(result.repairs.size() == 1);
    CHECK(result.repairs[0].kind == RepairKind::gap_divided);
    CHECK(result.repairs[0].gained.size() == polygons.size());
}

TEST_CASE("a gap of very many corners is divided by lines that are no more", "[clean]") {
    const int corners = jingwei::tests::is_long_run() ? 100'000 : 10'000;
    RandomGaps maker(1);
    const auto gap = maker.make_river(corners);
    const GapBorder border({gap.polygon}, [&](LatticePoint from, LatticePoint to) { return gap.across(from, to); });
    const auto division = dividing_lines(border);
    CHECK(division.faults == 0);
    CHECK(division.diagrams == 1);
    CHECK(division.lines.size() > std::size_t(corners));
    CHECK(division.lines.size() < 8 * std::size_t(corners));
}
