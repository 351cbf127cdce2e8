#include "data/sample/layers.hpp"

#include <array>

namespace jingwei::data::sample {
namespace {

/// Kinds that fill up what the fixed numbers leave, with how often of 100 and how they are called.
struct SiteKind {
    const char *code;
    const char *suffix;
    int share;
    int attention;
};

constexpr std::array<SiteKind, 15> common_kinds{{{"school", "学校", 13, 2},
                                                 {"kindergarten", "幼儿园", 11, 2},
                                                 {"hospital", "卫生院", 7, 1},
                                                 {"market", "集贸市场", 7, 2},
                                                 {"service_point", "便民服务点", 11, 0},
                                                 {"hotel", "宾馆", 8, 1},
                                                 {"entertainment", "歌厅", 6, 3},
                                                 {"courier", "快递站", 9, 1},
                                                 {"bank", "信用社", 6, 1},
                                                 {"fuel_station", "加油站", 5, 3},
                                                 {"transport_hub", "客运站", 3, 2},
                                                 {"elderly_care", "养老院", 4, 1},
                                                 {"park", "公园", 4, 0},
                                                 {"square", "广场", 3, 0},
                                                 {"hazmat_firm", "化工仓库", 3, 3}}};

class SitePlanner {
  public:
    SitePlanner(const Scene &scene, StoreContent &content)
        : m_scene(scene), m_content(content), m_random(scene.seed, "key sites") {}

    void run() {
        for (const UnitId u : m_scene.units_of_rank(1)) {
            add(u, "governance_center", name(u) + "综治中心", 1);
            add(u, "police_station", name(u) + "派出所", 1);
        }
        for (int i = 0; i < m_scene.figures.police_service_stations; ++i) {
            const UnitId u = some_unit(2);
            add(u, "police_service_station", name(u) + "警务站", 1);
        }
        add_mediation();
        while (m_content.key_sites.size() < static_cast<std::size_t>(m_scene.figures.key_sites)) {
            add_common();
        }
    }

  private:
    [[nodiscard]] const std::string &name(UnitId u) const { return m_scene.names[u].name; }
    [[nodiscard]] UnitId some_unit(int rank) { return m_scene.territory.ancestor(open_block().grid, rank); }
    const BlockGround &open_block() {
        while (true) {
            const BlockGround &block = m_scene.blocks[1 + m_random.below(m_scene.blocks.size() - 1)];
            if (block.open) {
                return block;
            }
        }
    }
    void add_mediation();
    void add_common();
    void add(UnitId unit, const char *kind, const std::string &site_name, int attention);
    Pose place_in(UnitId unit, HalfId &half);

    const Scene &m_scene;
    StoreContent &m_content;
    Random m_random;
};

/// The district's 123: 10 of townships, 83 of communities, 24 of firms, 3 of trades, 3 of quarters.
void SitePlanner::add_mediation() {
    const std::vector<UnitId> townships = m_scene.units_of_rank(1), communities = m_scene.units_of_rank(2);
    const auto total = static_cast<std::size_t>(m_scene.figures.mediation_orgs);
    const std::size_t special = total == 123 ? 30 : 0;
    for (std::size_t i = 0; i < total; ++i) {
        if (i < townships.size()) {
            add(townships[i], "mediation_org", name(townships[i]) + "人民调解委员会", 0);
        } else if (i + special < total) {
            const UnitId u = communities[(i - townships.size()) % communities.size()];
            add(u, "mediation_org", name(u) + "人民调解委员会", 0);
        } else {
            const std::size_t left = total - i;
            const UnitId u = some_unit(2);
            const std::string kind = left > 6 ? firm_name(m_random) : left > 3 ? "行业性专业性" : "区域性";
            add(u, "mediation_org", name(u) + kind + "调解委员会", 0);
        }
    }
}

void SitePlanner::add_common() {
    int draw = m_random.between(0, 99);
    for (const SiteKind &k : common_kinds) {
        draw -= k.share;
        if (draw < 0) {
            const UnitId u = m_scene.territory.ancestor(open_block().grid, 2);
            const std::size_t n = m_content.key_sites.size() + 1;
            return add(u, k.code,
                       name(u) + (m_random.chance(0.5) ? "第" + chinese_number(static_cast<int>(n % 9 + 1)) : "") + k.suffix,
                       k.attention);
        }
    }
}

/// Some place beside a street, inside the unit.
Pose SitePlanner::place_in(UnitId unit, HalfId &half) {
    const Territory &t = m_scene.territory;
    UnitId grid = unit;
    while (true) {
        for (grid = unit; t.units[grid].rank < 3;) {
            grid = m_random.pick(t.units[grid].children);
        }
        if (t.units[grid].ground.empty()) {
            continue;
        }
        const BlockId block = m_random.pick(t.units[grid].ground);
        if (!m_scene.blocks[block].open) {
            continue;
        }
        half = m_random.pick(t.mesh.around(block));
        const double along = m_random.real(5, 400);
        const double aside = m_random.real(9, 15);
        const std::optional<Pose> pose = beside(m_scene, half, along, aside);
        if (pose && t.mesh.street(half / 2) != no_street) {
            return *pose;
        }
    }
}

void SitePlanner::add(UnitId unit, const char *kind, const std::string &site_name, int attention) {
    HalfId half = 0;
    const Pose pose = place_in(unit, half);
    const std::size_t n = m_content.key_sites.size() + 1;
    KeySiteRow row;
    row.code = m_scene.thing_code(unit, 'S', n);
    row.name = site_name;
    row.kind = kind;
    row.at = m_scene.ground.place(pose.at);
    row.address =
        m_scene.names[m_scene.territory.ancestor(unit, 1)].name + m_scene.streets[m_scene.territory.mesh.street(half / 2)].name;
    row.responsible = person_name(m_random);
    row.phone = fictional_phone(50'000 + n);
    row.attention = attention;
    m_content.key_sites.push_back(std::move(row));
}

} // namespace

void add_key_sites(const Scene &scene, StoreContent &content) {
    SitePlanner(scene, content).run();
}

} // namespace jingwei::data::sample
