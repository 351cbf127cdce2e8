#include "data/sample/layers.hpp"

#include <algorithm>
#include <array>

namespace jingwei::data::sample {
namespace {

/// Midnight of 1 June 2026 at +08:00: on this day some grids change hands.
constexpr TimeMs handover = 1'780'243'200'000;

class Staffing {
  public:
    Staffing(const Scene &scene, StoreContent &content)
        : m_scene(scene), m_content(content), m_random(scene.seed, "people"), m_grids(scene.units_of_rank(3)),
          m_communities(scene.units_of_rank(2)), m_townships(scene.units_of_rank(1)) {}

    void run() {
        add_orgs();
        if (m_scene.figures.dedicated > 0) {
            staff_six_roles();
        } else {
            staff_heads();
            staff_workers();
            staff_police();
        }
        staff_enterprises();
    }

  private:
    void add_orgs();
    void staff_six_roles();
    void staff_heads();
    void staff_workers();
    void staff_police();
    void staff_enterprises();
    std::string add_person(UnitId unit, const std::string &org);
    void assign(const std::string &person, UnitId unit, const char *role, bool primary = true);
    void want(const char *theme, const char *level, const char *role) {
        m_content.staffing_rules.push_back({theme, level, "", role, 1});
    }
    [[nodiscard]] std::string office(UnitId unit) const {
        return m_scene.names[m_scene.territory.ancestor(unit, 1)].code + "-O";
    }

    const Scene &m_scene;
    StoreContent &m_content;
    Random m_random;
    std::vector<UnitId> m_grids, m_communities, m_townships; ///< by code
};

void Staffing::add_orgs() {
    for (const UnitId u : m_townships) {
        const UnitName &n = m_scene.names[u];
        const bool street = n.name.ends_with("街道");
        m_content.orgs.push_back({n.code + "-O", n.name + (street ? "办事处" : "人民政府"), "township_office"});
        m_content.orgs.push_back({n.code + "-G", n.name + "综治中心", "governance_center"});
        m_content.orgs.push_back({n.code + "-P", n.name + "派出所", "police"});
    }
    for (const UnitId u : m_communities) {
        const UnitName &n = m_scene.names[u];
        m_content.orgs.push_back(
            {n.code + "-O", n.name + (n.name.ends_with("村") ? "村民委员会" : "居民委员会"), "community_committee"});
    }
}

std::string Staffing::add_person(UnitId unit, const std::string &org) {
    const std::size_t n = m_content.people.size() + 1;
    PersonRow row;
    row.code = m_scene.thing_code(unit, 'P', n);
    row.name = person_name(m_random);
    row.phone = fictional_phone(n);
    row.org_code = org;
    m_content.people.push_back(row);
    return row.code;
}

void Staffing::assign(const std::string &person, UnitId unit, const char *role, bool primary) {
    AssignmentRow row;
    row.person_code = person;
    row.theme = "base";
    row.grid_code = m_scene.names[unit].code;
    row.role = role;
    row.primary = primary;
    row.on_duty = !m_random.chance(0.04);
    row.from = sample_valid_from;
    m_content.assignments.push_back(std::move(row));
}

/// Every grid of the town has six people of its own; a community is led by the head of its first grid.
void Staffing::staff_six_roles() {
    static constexpr std::array<const char *, 6> roles{"grid_head", "coordinator",    "inspector",
                                                       "publicist", "police_officer", "info_collector"};
    for (const UnitId g : m_grids) {
        for (const char *role : roles) {
            const std::string person = add_person(g, office(g));
            assign(person, g, role);
            const UnitId community = m_scene.territory.units[g].parent;
            if (role == roles.front() && m_scene.names[g].code.ends_with("001")) {
                assign(person, community, role);
            }
        }
    }
    assign(m_content.people.front().code, m_townships.front(), roles.front());
    for (const char *role : roles) {
        want("base", "grid", role);
    }
}

/// One head for each township and community; those left lead the grids, some of them two neighbouring ones. Every
/// fortieth grid was led by the head next door until the day of the handover.
void Staffing::staff_heads() {
    for (const std::vector<UnitId> *units : {&m_townships, &m_communities}) {
        for (const UnitId u : *units) {
            assign(add_person(u, office(u)), u, "grid_head");
        }
    }
    const std::size_t heads = static_cast<std::size_t>(m_scene.figures.grid_heads) - m_townships.size() - m_communities.size();
    std::string person, before;
    std::size_t made = 0;
    for (std::size_t i = 0; i < m_grids.size(); ++i) {
        if (made < (i + 1) * heads / m_grids.size() || made == 0) {
            before = person;
            person = add_person(m_grids[i], office(m_grids[i]));
            ++made;
        }
        assign(person, m_grids[i], "grid_head");
        if (i % 40 == 39) {
            AssignmentRow earlier = m_content.assignments.back();
            m_content.assignments.back().from = handover;
            earlier.person_code = before;
            earlier.on_duty = true;
            earlier.to = handover;
            m_content.assignments.push_back(std::move(earlier));
        }
    }
    for (const char *level : {"township", "community", "grid"}) {
        want("base", level, "grid_head");
    }
}

/// A worker for every grid but a few vacancies; those left over are second workers.
void Staffing::staff_workers() {
    const auto workers = static_cast<std::size_t>(m_scene.figures.grid_workers);
    const std::size_t n = m_grids.size();
    const std::size_t vacancies = workers < n ? n - workers : n / 80;
    std::size_t made = 0;
    for (std::size_t i = 0; i < n; ++i) {
        if ((i + 1) * vacancies / n == i * vacancies / n) {
            assign(add_person(m_grids[i], office(m_grids[i])), m_grids[i], "grid_worker");
            ++made;
        }
    }
    for (std::size_t i = 0; made < workers; ++made, ++i) {
        const UnitId g = m_grids[i * n / (workers - n + vacancies)];
        assign(add_person(g, office(g)), g, "grid_worker", false);
    }
    want("base", "grid", "grid_worker");
}

/// A police officer has several neighbouring grids; every sixtieth grid has none.
void Staffing::staff_police() {
    const auto officers = static_cast<std::size_t>(m_scene.figures.police_officers);
    std::size_t made = 0;
    std::string person;
    for (std::size_t i = 0; i < m_grids.size(); ++i) {
        if (made < (i + 1) * officers / m_grids.size() || made == 0) {
            const UnitId g = m_grids[i];
            person = add_person(g, m_scene.names[m_scene.territory.ancestor(g, 1)].code + "-P");
            ++made;
        }
        if (i % 60 != 58) {
            assign(person, m_grids[i], "police_officer");
        }
    }
    want("base", "grid", "police_officer");
}

/// Overlaid grids are led by grid heads of the base; every twentieth waits for one.
void Staffing::staff_enterprises() {
    if (m_scene.figures.overlaid == 0) {
        return;
    }
    const std::size_t first = m_townships.size() + m_communities.size();
    for (std::size_t i = 0; i < m_content.enterprises.size(); ++i) {
        const EnterpriseRow &firm = m_content.enterprises[i];
        m_content.orgs.push_back({firm.code + "-O", firm.name, "enterprise"});
        if (i % 20 == 19) {
            continue;
        }
        AssignmentRow row;
        row.person_code = m_content.people[first + i * 6].code;
        row.theme = firm.theme;
        row.grid_code = firm.grid_code;
        row.role = "grid_head";
        row.from = sample_valid_from;
        m_content.assignments.push_back(std::move(row));
    }
    want("enterprise", "enterprise", "grid_head");
}

} // namespace

void add_people(const Scene &scene, StoreContent &content) {
    Staffing(scene, content).run();
}

} // namespace jingwei::data::sample
