#include "spatial/clean_needs.hpp"

#include <algorithm>
#include <map>
#include <tuple>

namespace jingwei::spatial {
namespace {

constexpr std::uint32_t nobody = UINT32_MAX;
constexpr std::size_t most_steps = 20'000'000;

struct NeedyUnit {
    Label label = no_label;
    std::uint32_t rank = 0;
    double area_m2 = 0;                  ///< of all that it claims
    std::vector<std::uint32_t> claims{}; ///< places in the list of faces, ascending
    std::vector<std::uint32_t> faces{};  ///< the same, the one that it is to get first
    std::size_t unopposed = 0;           ///< so many of `faces` have no claimant that comes before it
};

class Provision {
  public:
    Provision(std::span<const NeededFace> faces, const std::set<Label> &grounded, ClaimOrder order,
              const std::function<std::uint32_t(Label)> &rank)
        : m_faces(faces), m_order(order), m_first(faces.size()), m_owner(faces.size(), nobody), m_needy_claims(faces.size(), 0),
          m_seen(faces.size(), 0) {
        for (std::size_t f = 0; f < faces.size(); ++f) {
            m_first[f] = first_of(faces[f], rank);
        }
        collect(grounded, rank);
    }

    std::vector<NeedyOwner> run() {
        std::vector<bool> provided(m_units.size(), false);
        for (std::uint32_t u = 0; u < m_units.size(); ++u) {
            provided[u] = find_face(u, Reach::unopposed);
        }
        for (std::uint32_t u = 0; u < m_units.size() && is_ordered(); ++u) {
            provided[u] = provided[u] || find_face(u, Reach::all);
        }
        for (std::uint32_t u = 0; u < m_units.size() && !is_ordered(); ++u) {
            for (const auto face : m_units[u].faces) {
                m_owner[face] = m_owner[face] == nobody ? u : m_owner[face];
            }
        }
        std::set<std::vector<std::uint32_t>> left_out; // what they claim
        for (std::uint32_t u = 0; u < m_units.size(); ++u) {
            if (!provided[u]) {
                left_out.insert(m_units[u].claims);
            }
        }
        return answer(left_out);
    }

  private:
    /// Who comes first among the claimants of a face.
    struct First {
        std::uint32_t rank = UINT32_MAX;
        bool alone = false;
    };
    enum class Reach { unopposed, all };

    [[nodiscard]] bool is_ordered() const { return m_order == ClaimOrder::stated; }

    static First first_of(const NeededFace &face, const std::function<std::uint32_t(Label)> &rank) {
        First first;
        for (const auto label : face.claimants) {
            const auto place = rank(label);
            if (place <= first.rank) {
                first = {place, place < first.rank};
            }
        }
        return first;
    }

    /// 0 where the order gives the face to a unit of that rank, 1 where it may; the more, the earlier the one who loses it.
    [[nodiscard]] std::uint64_t opposition(std::uint32_t face, std::uint32_t rank) const {
        const auto &first = m_first[face];
        if (first.rank == rank) {
            return first.alone ? 0 : 1;
        }
        return std::uint64_t{2} + UINT32_MAX - first.rank;
    }

    void collect(const std::set<Label> &grounded, const std::function<std::uint32_t(Label)> &rank) {
        std::map<Label, NeedyUnit> units;
        for (std::uint32_t f = 0; f < m_faces.size(); ++f) {
            for (const auto label : m_faces[f].claimants) {
                if (!grounded.contains(label)) {
                    auto &unit = units[label];
                    unit.claims.push_back(f);
                    unit.area_m2 += m_faces[f].area_m2;
                    ++m_needy_claims[f];
                }
            }
        }
        for (auto &[label, unit] : units) {
            unit.label = label;
            unit.rank = rank(label);
            sort_faces(unit);
            m_units.push_back(std::move(unit));
        }
        std::ranges::sort(m_units, {}, [](const NeedyUnit &u) { return std::tuple(u.rank, u.area_m2, u.label); });
    }

    void sort_faces(NeedyUnit &unit) const {
        unit.faces = unit.claims;
        const auto largest_first = [&](std::uint32_t f) { return std::tuple(-m_faces[f].area_m2, f); };
        if (!is_ordered()) {
            // what few others need, and large, comes first
            std::ranges::sort(unit.faces, {}, [&](std::uint32_t f) { return std::tuple(m_needy_claims[f], largest_first(f)); });
            unit.unopposed = unit.faces.size();
            return;
        }
        std::ranges::sort(unit.faces, {},
                          [&](std::uint32_t f) { return std::tuple(opposition(f, unit.rank), largest_first(f)); });
        unit.unopposed = static_cast<std::size_t>(
            std::ranges::count_if(unit.faces, [&](std::uint32_t f) { return opposition(f, unit.rank) < 2; }));
    }

    [[nodiscard]] std::span<const std::uint32_t> faces_of(std::uint32_t unit, Reach reach) const {
        const std::span<const std::uint32_t> faces(m_units[unit].faces);
        return reach == Reach::all ? faces : faces.first(m_units[unit].unopposed);
    }

    /// A face for a unit, for which others may have to change theirs: a search in breadth for one that is free.
    bool find_face(std::uint32_t unit, Reach kind) {
        struct Step {
            std::uint32_t face, from; ///< the step before; nobody = the unit itself
            std::uint32_t unit;
        };
        std::vector<Step> steps;
        ++m_search;
        const auto reach = [&](std::uint32_t u, std::uint32_t from) {
            for (const auto face : faces_of(u, kind)) {
                ++m_steps;
                if (m_seen[face] != m_search) {
                    m_seen[face] = m_search;
                    steps.push_back({face, from, u});
                    if (m_owner[face] == nobody) {
                        return true;
                    }
                }
            }
            return false;
        };
        bool found = reach(unit, nobody);
        for (std::uint32_t at = 0; !found && at < steps.size() && m_steps < most_steps; ++at) {
            found = reach(m_owner[steps[at].face], at);
        }
        if (!found) {
            return false;
        }
        for (auto at = static_cast<std::uint32_t>(steps.size() - 1); at != nobody; at = steps[at].from) {
            m_owner[steps[at].face] = steps[at].unit;
        }
        return true;
    }

    [[nodiscard]] std::vector<NeedyOwner> answer(const std::set<std::vector<std::uint32_t>> &left_out) const {
        std::vector<NeedyOwner> owners;
        for (std::uint32_t f = 0; f < m_faces.size(); ++f) {
            if (m_owner[f] == nobody) {
                continue;
            }
            const auto &unit = m_units[m_owner[f]];
            const bool same = m_needy_claims[f] == m_faces[f].claimants.size() && left_out.contains(unit.claims);
            owners.push_back({m_faces[f].face, unit.label,
                              same                                            ? RepairReason::same_ground
                              : is_ordered() && opposition(f, unit.rank) == 0 ? RepairReason::priority
                                                                              : RepairReason::only_ground});
        }
        return owners;
    }

    std::span<const NeededFace> m_faces;
    ClaimOrder m_order;
    std::vector<First> m_first;                ///< of each face
    std::vector<NeedyUnit> m_units;            ///< in the order in which they take
    std::vector<std::uint32_t> m_owner;        ///< of each face: a unit's place
    std::vector<std::uint32_t> m_needy_claims; ///< of each face
    std::vector<std::size_t> m_seen;           ///< by which search each face was met last
    std::size_t m_search = 0;
    std::size_t m_steps = 0;
};

} // namespace

std::vector<NeedyOwner> provide_needy(std::span<const NeededFace> faces, const std::set<Label> &grounded, ClaimOrder order,
                                      const std::function<std::uint32_t(Label)> &rank) {
    return Provision(faces, grounded, order, rank).run();
}

} // namespace jingwei::spatial
