#include "data/sample/sample.hpp"

#include "data/sample/land.hpp"
#include "data/sample/plane.hpp"
#include "data/sample/scene.hpp"
#include "spatial/coverage_check.hpp"
#include "tests/support/catch.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <set>

using namespace jingwei;
using namespace jingwei::data;
using spatial::LatticePoint;

namespace {

const StoreContent &town() {
    static const StoreContent content = make_sample(SampleSize::town, 1);
    return content;
}

const StoreContent &district() {
    static const StoreContent content = make_sample(SampleSize::district, 1);
    return content;
}

/// Inside or on the border of labelled ground: even-odd over the segments that part labelled from unlabelled faces.
class OuterBorder {
  public:
    explicit OuterBorder(const spatial::Coverage &coverage) {
        for (const spatial::Arc &arc : coverage.arcs()) {
            if ((coverage.left_label(arc) == 0) != (coverage.right_label(arc) == 0)) {
                const auto points = coverage.points(arc);
                for (std::size_t i = 1; i < points.size(); ++i) {
                    m_segments.emplace_back(points[i - 1], points[i]);
                }
            }
        }
    }
    [[nodiscard]] bool contains(LatticePoint p) const {
        bool in = false;
        for (const auto &[a, b] : m_segments) {
            if ((a.y > p.y) != (b.y > p.y)) {
                in = (spatial::cross(a, b, p) > 0) == (b.y > a.y) ? !in : in;
            }
        }
        return in;
    }

  private:
    std::vector<std::pair<LatticePoint, LatticePoint>> m_segments;
};

/// Points on the outline of every grid of the finest level, sorted.
std::vector<std::size_t> outline_points(const ThemeContent &theme) {
    std::vector<std::size_t> counts(theme.grids.size(), 0);
    for (const spatial::Arc &arc : theme.coverage.arcs()) {
        counts[theme.coverage.left_label(arc)] += arc.point_count - 1;
        counts[theme.coverage.right_label(arc)] += arc.point_count - 1;
    }
    std::vector<std::size_t> leaves;
    for (std::size_t i = 1; i < counts.size(); ++i) {
        if (counts[i] > 0) {
            leaves.push_back(counts[i]);
        }
    }
    std::sort(leaves.begin(), leaves.end());
    return leaves;
}

template <class Rows> void require_codes(const Rows &rows) {
    std::set<std::string> codes;
    for (const auto &row : rows) {
        REQUIRE(row.code.starts_with("99"));
        REQUIRE(row.code.size() <= 32);
        REQUIRE(codes.insert(row.code).second);
    }
}

void require_sound_rows(const StoreContent &content) {
    require_codes(content.divisions);
    require_codes(content.orgs);
    require_codes(content.people);
    require_codes(content.cameras);
    require_codes(content.key_sites);
    require_codes(content.buildings);
    require_codes(content.rental_houses);
    require_codes(content.enterprises);
    require_codes(content.streets);
    require_codes(content.addresses);
    require_codes(content.reference_lines);
    for (const ThemeContent &theme : content.coverages) {
        require_codes(std::vector<GridRow>(theme.grids.begin() + 1, theme.grids.end()));
    }
}

} // namespace

TEST_CASE("the sample district carries the published figures") {
    const SampleSummary s = summarize(district());
    CHECK(s.townships == 10);
    CHECK(s.communities == 122);
    CHECK(s.grids == 486);
    CHECK(s.grid_heads == 548);
    CHECK(s.grid_workers == 662);
    CHECK(s.police_officers == 90);
    CHECK(s.people == 548 + 662 + 90);
    CHECK(s.existing_cameras == 1473);
    CHECK(s.new_cameras == 2083);
    CHECK(s.boundary_cameras >= 20);
    CHECK(s.mediation_orgs == 123);
    CHECK(s.police_service_stations == 26);
    CHECK(s.rental_houses == 12000);
    CHECK(s.enterprises == 64);
    CHECK(s.enterprise_grids == 64);
    CHECK(s.buildings == 9600);
    CHECK(s.residents > s.households);
}

TEST_CASE("the sample town has 103 grids on the ground and six people in each") {
    const SampleSummary s = summarize(town());
    CHECK(s.townships == 1);
    CHECK(s.grids == 103);
    CHECK(s.dedicated_grids == 64);
    CHECK(s.grids - s.dedicated_grids == 39);
    CHECK(s.people == 618);
    CHECK(s.grid_heads == 103);
    CHECK(s.police_officers == 103);
    CHECK(s.other_staff == 4 * 103);
    CHECK(s.cameras == 630 + 375 + 121);
    CHECK(s.checkpoints == 375);
    CHECK(s.hd_cameras == 121);
    CHECK(s.enterprises == 64);
    const auto &labels = town().coverages.front().coverage.face_labels();
    CHECK(std::count(labels.begin(), labels.end(), spatial::no_label) == 1);
}

TEST_CASE("a sample is the same on every run and every machine") {
    CHECK(fingerprint(make_sample(SampleSize::town, 1)) == fingerprint(town()));
    CHECK(fingerprint(make_sample(SampleSize::town, 2)) != fingerprint(town()));
    CHECK(fingerprint(town()) == "6e500672a7c6841ca103fe54def288081544a7599f9cd4b31df05a23d2a05a9a");
    CHECK(fingerprint(district()) == "233fc2e5a0b61e929e72414771ef931825d30e10561e264b4e386d650e521e58");
}

TEST_CASE("the sample's grids are a coverage in every theme") {
    for (const StoreContent *content : {&town(), &district()}) {
        for (const ThemeContent &theme : content->coverages) {
            for (const spatial::Violation &v : spatial::find_violations(theme.coverage)) {
                FAIL_CHECK(theme.theme << ": " << spatial::violation_name(v.kind) << " at " << v.place.x << ' ' << v.place.y);
            }
            CHECK(theme.coverage.arcs().size() >= 64);
        }
    }
}

TEST_CASE("many seeds give a coverage") {
    for (std::uint64_t seed = 2; seed < 8; ++seed) {
        CAPTURE(seed);
        const StoreContent content = make_sample(SampleSize::town, seed);
        CHECK(spatial::find_violations(content.coverages.front().coverage).empty());
        CHECK(summarize(content).grids == 103);
    }
}

TEST_CASE("the outline of a sample grid has about a hundred points") {
    for (const StoreContent *content : {&town(), &district()}) {
        const std::vector<std::size_t> points = outline_points(content->coverages.front());
        const double sum = static_cast<double>(std::accumulate(points.begin(), points.end(), std::size_t{0}));
        const double mean = sum / static_cast<double>(points.size());
        CHECK(mean >= 90);
        CHECK(mean <= 115);
        CHECK(points[points.size() / 10] >= 80);
        CHECK(points[points.size() * 9 / 10] <= 128);
    }
}

TEST_CASE("the sample district has an enclave, a grid in two parts and ground of nobody") {
    const ThemeContent &base = district().coverages.front();
    std::map<spatial::Label, int> faces;
    for (const spatial::Label l : base.coverage.face_labels()) {
        ++faces[l];
    }
    CHECK(faces[spatial::no_label] == 2);
    CHECK(std::count_if(faces.begin(), faces.end(), [](const auto &f) { return f.first != 0 && f.second == 2; }) == 1);
    CHECK(faces.size() == 1 + 486);
}

TEST_CASE("codes in a sample begin with 99 and are unique") {
    require_sound_rows(town());
    require_sound_rows(district());
}

TEST_CASE("every point of a sample lies inside its ground") {
    for (const StoreContent *content : {&town(), &district()}) {
        const OuterBorder border(content->coverages.front().coverage);
        const auto outside = [&](const auto &rows) {
            return std::count_if(rows.begin(), rows.end(), [&](const auto &row) { return !border.contains(row.at); });
        };
        CHECK(outside(content->cameras) == 0);
        CHECK(outside(content->key_sites) == 0);
        CHECK(outside(content->buildings) == 0);
        CHECK(outside(content->enterprises) == 0);
    }
}

TEST_CASE("every rental house of a sample stands in a building that is there") {
    for (const StoreContent *content : {&town(), &district()}) {
        std::map<std::string, LatticePoint> buildings;
        for (const BuildingRow &b : content->buildings) {
            buildings.emplace(b.code, b.at);
        }
        const auto &houses = content->rental_houses;
        CHECK(std::all_of(houses.begin(), houses.end(), [&](const RentalHouseRow &h) {
            const auto found = buildings.find(h.building_code);
            return found != buildings.end() && found->second == h.at;
        }));
    }
}

TEST_CASE("a sample's assignments name people and grids that are there, and one primary head a grid and day") {
    for (const StoreContent *content : {&town(), &district()}) {
        std::set<std::string> people, grids;
        for (const PersonRow &p : content->people) {
            people.insert(p.code);
            REQUIRE(p.phone.starts_with("199000"));
            REQUIRE(p.phone.size() == 11);
        }
        for (const ThemeContent &theme : content->coverages) {
            for (const GridRow &g : theme.grids) {
                grids.insert(theme.theme + "/" + g.code);
            }
        }
        std::map<std::string, int> heads;
        for (const AssignmentRow &a : content->assignments) {
            REQUIRE(people.contains(a.person_code));
            REQUIRE(grids.contains(a.theme + "/" + a.grid_code));
            heads[a.theme + "/" + a.grid_code] += a.role == "grid_head" && a.primary && a.to == always_to ? 1 : 0;
        }
        CHECK(std::all_of(heads.begin(), heads.end(), [](const auto &h) { return h.second <= 1; }));
    }
}

TEST_CASE("the sample district leaves a few posts vacant") {
    std::map<std::string, std::set<std::string>> roles;
    for (const AssignmentRow &a : district().assignments) {
        roles[a.grid_code].insert(a.role);
    }
    const auto &grids = district().coverages.front().grids;
    const auto vacant = std::count_if(grids.begin(), grids.end(), [&](const GridRow &g) {
        return g.level == "grid" && (!roles[g.code].contains("grid_worker") || !roles[g.code].contains("police_officer"));
    });
    CHECK(vacant >= 6);
    CHECK(vacant <= 30);
}

TEST_CASE("an azimuth is read clockwise from north") {
    using sample::azimuth_deg;
    CHECK(azimuth_deg({0, 1}) == 0);
    CHECK(azimuth_deg({1, 1}) == 45);
    CHECK(azimuth_deg({1, 0}) == 90);
    CHECK(azimuth_deg({0, -1}) == 180);
    CHECK(azimuth_deg({-1, 0}) == 270);
    for (int i = 0; i < 64; ++i) {
        const sample::Vec v = sample::around(i / 64.0);
        const double exact = std::atan2(v.x, v.y) * 180 / 3.14159265358979323846;
        CHECK(std::abs(std::remainder(azimuth_deg(v) - exact, 360)) <= 0.51);
    }
}

TEST_CASE("lines that cross, touch or run over each other are found") {
    const sample::Polyline east{{0, 0}, {100, 0}};
    CHECK(sample::meeting_lines({east, {{100, 0}, {100, 50}}}).empty());
    CHECK(sample::meeting_lines({east, {{50, -5}, {50, 5}}}) == std::vector<std::size_t>{0, 1});
    CHECK(sample::meeting_lines({east, {{50, 0}, {50, 5}}}) == std::vector<std::size_t>{0, 1});
    CHECK(sample::meeting_lines({east, {{0, 0}, {100, 0}}}) == std::vector<std::size_t>{0, 1});
    CHECK(sample::meeting_lines({east, {{0, 0}, {40, 0}, {40, 9}}}) == std::vector<std::size_t>{0, 1});
}

TEST_CASE("the sample province has the published number of units, in twelve prefectures") {
    const auto figures = sample::figures_of(SampleSize::province);
    CHECK(figures.townships == 1'400);
    CHECK(figures.communities == 20'000);
    CHECK(figures.grids == 150'000);
    CHECK(figures.cameras_existing + figures.cameras_new == 1'000'000);
    CHECK(sample::prefecture_code(figures, 0) == "990100");
    CHECK(sample::prefecture_code(figures, 11) == "991200");
    CHECK(sample::prefecture_code(sample::figures_of(SampleSize::city), 0) == "990400");
}
