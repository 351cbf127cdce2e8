#include "spatial/coverage_check.hpp"
#include "spatial/coverage_clean.hpp"
#include "spatial/segment.hpp"
#include "tests/fuzz/fuzz.hpp"
#include "tests/support/exact_owner.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <random>

using namespace jingwei;
using namespace jingwei::spatial;

namespace {

constexpr std::size_t most_polygons = 16;
constexpr std::size_t most_corners = 160; ///< of all of them together

/// Polygons of an input. Its first byte chooses how wide the ground is, its second an order of priority. Each ring is: a
/// byte (128: a hole of the polygon before; else its lowest bits name the unit), a byte for the corners, and one to three bytes
/// for each coordinate. Where the input ends, zeros follow.
class DirtyInput {
  public:
    explicit DirtyInput(std::string_view text) : m_text(text) {
        m_bytes = 1 + byte() % 3;
        has_priority = byte() % 2 == 1;
        while (m_next < m_text.size() && polygons.size() < most_polygons && corners < most_corners) {
            read_ring();
        }
    }

    std::vector<LabelledPolygon> polygons;
    std::size_t corners = 0;
    bool has_priority = false;

  private:
    std::uint32_t byte() {
        const auto at = m_next++;
        return at < m_text.size() ? static_cast<std::uint8_t>(m_text[at]) : 0;
    }
    std::int32_t coordinate() {
        std::uint32_t value = 0;
        for (std::uint32_t i = 0; i < m_bytes; ++i) {
            value = value << 8U | byte();
        }
        return static_cast<std::int32_t>(value);
    }
    void read_ring() {
        const auto kind = byte();
        Ring ring(byte() % 24);
        for (LatticePoint &p : ring) {
            const auto x = coordinate();
            p = {1'041'000'000 + x, 365'000'000 + coordinate()};
        }
        corners += ring.size();
        if (kind >= 128 && !polygons.empty()) {
            polygons.back().polygon.holes.push_back(std::move(ring));
        } else {
            polygons.push_back({1 + kind % 8, {std::move(ring), {}}});
        }
    }

    std::string_view m_text;
    std::size_t m_next = 0;
    std::uint32_t m_bytes = 1;
};

int windings(const Ring &ring, LatticePoint p) {
    int count = 0;
    for (std::size_t i = 0; i < ring.size(); ++i) {
        const auto a = ring[i];
        const auto b = ring[(i + 1) % ring.size()];
        const auto side = cross(a, b, p);
        count += a.y <= p.y && p.y < b.y && side > 0 ? 1 : 0;
        count -= b.y <= p.y && p.y < a.y && side < 0 ? 1 : 0;
    }
    return count;
}

bool is_near(const Ring &ring, LatticePoint p, std::int64_t reach) {
    for (std::size_t i = 0; i < ring.size(); ++i) {
        if (is_within(p, {ring[i], ring[(i + 1) % ring.size()]}, reach)) {
            return true;
        }
    }
    return false;
}

/// Ground that a unit claims beyond doubt, and no border near, belongs to one of those that a ring of theirs goes around.
void check_claims(const std::vector<LabelledPolygon> &polygons, const Coverage &coverage) {
    std::mt19937 random(static_cast<std::uint32_t>(coverage.all_points().size()));
    const auto &box = coverage.bounds();
    std::vector<Label> self(9);
    for (Label label = 0; label < self.size(); ++label) {
        self[label] = label;
    }
    const auto grounds = outlines(coverage, self, self.size());
    std::vector<LabelledPolygon> result;
    for (Label label = 1; label < self.size(); ++label) {
        for (const Polygon &polygon : grounds[label]) {
            result.push_back({label, polygon});
        }
    }
    const tests::ExactOwner after(result);
    for (int i = 0; i < 20 && !coverage.empty(); ++i) {
        const auto within = [&](std::int32_t low, std::int32_t high) {
            return low + static_cast<std::int32_t>(random() % (static_cast<std::uint32_t>(high - low) + 1));
        };
        const auto x = within(box.min_x, box.max_x);
        const LatticePoint p{x, within(box.min_y, box.max_y)};
        std::array<bool, 9> around{};
        bool claimed = false;
        bool near = false;
        for (const auto &[label, polygon] : polygons) {
            const auto turns = windings(polygon.outer, p);
            bool in_hole = false;
            near = near || is_near(polygon.outer, p, 4);
            for (const Ring &hole : polygon.holes) {
                near = near || is_near(hole, p, 4);
                in_hole = in_hole || windings(hole, p) != 0;
            }
            around.at(label) = around.at(label) || turns != 0;
            claimed = claimed || (turns % 2 != 0 && !in_hole);
        }
        const auto answer = after.at(p);
        fuzz::require(answer.single, "a point has one owner");
        if (claimed && !near && !answer.on_border) {
            fuzz::require(answer.owner != no_label, "claimed ground has an owner");
            fuzz::require(around.at(answer.owner), "claimed ground goes to a claimant");
        }
    }
}

void check_repairs(const CleanResult &result) {
    for (const Repair &repair : result.repairs) {
        fuzz::require(std::isfinite(repair.area_m2) && repair.area_m2 >= 0, "a repair has an area");
        fuzz::require(std::isfinite(repair.width_m) && repair.width_m >= 0, "a repair has a width");
        fuzz::require(repair.count > 0, "a repair was at least one");
        double gained = 0;
        for (const RepairShare &share : repair.gained) {
            fuzz::require(share.label >= 1 && share.label <= 8, "only units gain");
            fuzz::require(std::isfinite(share.area_m2) && share.area_m2 >= 0, "what a unit gained is an area");
            gained += share.area_m2;
        }
        const bool divides = repair.kind == RepairKind::gap_divided || repair.kind == RepairKind::gap_closed;
        fuzz::require(!divides || std::abs(gained - repair.area_m2) <= 1e-6 * repair.area_m2 + 1e-6,
                      "a gap is divided whole among those that gain");
    }
}

/// So many segments meet in so many places at most, and rounding comes to an end.
void check_effort(const CleanEffort &effort, std::size_t corners) {
    const std::size_t pairs = (corners + 1) * (corners + 1);
    fuzz::require(effort.rounds <= 8, "rounding ends");
    fuzz::require(effort.segments <= 8 * pairs, "as many segments as places where two meet");
    fuzz::require(effort.candidates <= 64 * pairs, "no more pairs than segments meet");
}

} // namespace

/// Whatever polygons come, cleaning answers a valid coverage with a report; claimed ground stays with its claimants.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *bytes, std::size_t size) {
    const DirtyInput input(fuzz::text_of(bytes, size));
    constexpr std::array<std::uint32_t, 9> order{0, 3, 1, 2, 1, 5, 4, 0, 9};
    CleanOptions options;
    if (input.has_priority) {
        options.priority = order;
    }
    const auto result = clean_coverage(input.polygons, options);
    fuzz::require(find_violations(result.coverage).empty(), "what was cleaned passes its check");
    const auto labels = result.coverage.face_labels();
    fuzz::require(std::ranges::all_of(labels,
                                      [&](Label label) {
                                          return label == no_label ||
                                                 std::ranges::find(input.polygons, label, &LabelledPolygon::label) !=
                                                     input.polygons.end();
                                      }),
                  "only units that came in own ground");
    check_repairs(result);
    check_effort(result.effort, input.corners);
    check_claims(input.polygons, result.coverage);
    return 0;
}
