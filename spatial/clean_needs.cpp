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
    double area_m2 = 0;                 ///< of all that it claims
    std::vector<std::uint32_t> faces{}; ///< places in the list of faces
};

class Provision {
  public:
    Provision(std::span<const NeededFace> faces, const std::set<Label> &grounded,
              const std::function<std::uint32_t(Label)> &rank)
        : m_faces(faces), m_owner(faces.size(), nobody), m_needy_claims(faces.size(), 0), m_seen(faces.size(), nobody) {
        collect(grounded, rank);
    }

    std::vector<NeedyOwner> run() {
        std::vector<bool> provided(m_units.size(), false);
        for (std::uint32_t u = 0; u < m_units.size(); ++u) {
            provided[u] = find_face(u);
        }
        for (std::uint32_t u = 0; u < m_units.size(); ++u) {
            for (const auto face : m_units[u].faces) {
                m_owner[face] = m_owner[face] == nobody ? u : m_owner[face];
            }
        }
        std::set<std::vector<std::uint32_t>> left_out; // what they claim
        for (std::uint32_t u = 0; u < m_units.size(); ++u) {
            if (!provided[u]) {
                left_out.insert(m_units[u].faces);
            }
        }
        return answer(left_out);
    }

  private:
    void collect(const std::set<Label> &grounded, const std::function<std::uint32_t(Label)> &rank) {
        std::map<Label, NeedyUnit> units;
        for (std::uint32_t f = 0; f < m_faces.size(); ++f) {
            for (const auto label : m_faces[f].claimants) {
                if (!grounded.contains(label)) {
                    auto &unit = units[label];
                    unit.faces.push_back(f);
                    unit.area_m2 += m_faces[f].area_m2;
                    ++m_needy_claims[f];
                }
            }
        }
        for (auto &[label, unit] : units) {
            unit.label = label;
            unit.rank = rank(label);
            // what few others need, and large, comes first
            std::ranges::sort(unit.faces, {},
                              [&](std::uint32_t f) { return std::tuple(m_needy_claims[f], -m_faces[f].area_m2, f); });
            m_units.push_back(std::move(unit));
        }
        std::ranges::sort(m_units, {}, [](const NeedyUnit &u) { return std::tuple(u.rank, u.area_m2, u.label); });
    }

    /// A face for a unit, for which others may have to change theirs: a search in breadth for one that is free.
    bool find_face(std::uint32_t unit) {
        struct Step {
            std::uint32_t face, from; ///< the step before; nobody = the unit itself
            std::uint32_t unit;
        };
        std::vector<Step> steps;
        const auto reach = [&](std::uint32_t u, std::uint32_t from) {
            for (const auto face : m_units[u].faces) {
                ++m_steps;
                if (m_seen[face] != unit) {
                    m_seen[face] = unit;
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
            const bool same = m_needy_claims[f] == m_faces[f].claimants.size() && left_out.contains(unit.faces);
            owners.push_back({m_faces[f].face, unit.label, same ? RepairReason::same_ground : RepairReason::only_ground});
        }
        return owners;
    }

    std::span<const NeededFace> m_faces;
    std::vector<NeedyUnit> m_units;            ///< in the order in which they take
    std::vector<std::uint32_t> m_owner;        ///< of each face: a unit's place
    std::vector<std::uint32_t> m_needy_claims; ///< of each face
    std::vector<std::uint32_t> m_seen;         ///< by which unit's search each face was met last
    std::size_t m_steps = 0;
};

} // namespace

std::vector<NeedyOwner> provide_needy(std::span<const NeededFace> faces, const std::set<Label> &grounded,
                                      const std::function<std::uint32_t(Label)> &rank) {
    return Provision(faces, grounded, rank).run();
}

} // namespace jingwei::spatial
