#include "data/sample/scene.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

namespace jingwei::data::sample {
namespace {

using spatial::Label;

/// Where a unit lies and how much ground it has, for numbering and for its kind of name.
struct Extent {
    Vec sum;
    double area_m2 = 0;
    int blocks = 0;
    [[nodiscard]] Vec middle() const { return sum * (1 / area_m2); }
    void add(const Extent &e) {
        sum = sum + e.sum;
        area_m2 += e.area_m2;
        blocks += e.blocks;
    }
};

Extent extent_of(const Loop &loop) {
    const double a = area(loop);
    return {middle(loop) * a, a, 1};
}

std::vector<Extent> extents(const Scene &scene) {
    const Territory &t = scene.territory;
    std::vector<Extent> found(t.units.size());
    for (BlockId b = 1; b < scene.blocks.size(); ++b) {
        found[scene.blocks[b].grid].add(extent_of(scene.blocks[b].loop));
    }
    for (const Patch &p : scene.patches) {
        if (p.grid != nobody && t.units[p.grid].ground.empty()) {
            found[p.grid].add(extent_of(p.plan));
        }
    }
    for (auto u = static_cast<UnitId>(t.units.size() - 1); u > 0; --u) {
        found[t.units[u].parent].add(found[u]);
    }
    return found;
}

/// Siblings in the order in which they are numbered: in rows from north to south, each from west to east.
std::vector<UnitId> numbered(std::vector<UnitId> units, const std::vector<Extent> &where) {
    std::sort(units.begin(), units.end(), [&](UnitId a, UnitId b) { return where[a].middle().y > where[b].middle().y; });
    const auto row = static_cast<std::size_t>(std::lround(std::sqrt(static_cast<double>(units.size()))));
    for (std::size_t i = 0; i < units.size(); i += row) {
        const auto end = units.begin() + static_cast<std::ptrdiff_t>(std::min(units.size(), i + row));
        std::sort(units.begin() + static_cast<std::ptrdiff_t>(i), end,
                  [&](UnitId a, UnitId b) { return where[a].middle().x < where[b].middle().x; });
    }
    return units;
}

/// Names units from the counties down.
class UnitNamer {
  public:
    explicit UnitNamer(Scene &scene) : m_scene(scene), m_where(extents(scene)), m_places(scene.seed) {
        m_scene.names.resize(scene.territory.units.size());
    }

    void run() {
        std::vector<UnitId> counties;
        for (UnitId u = 1; u < m_scene.territory.units.size(); ++u) {
            if (m_scene.territory.units[u].rank == 0) {
                counties.push_back(u);
            }
        }
        const auto prefectures = static_cast<std::size_t>(m_scene.figures.prefectures);
        std::size_t i = 0;
        for (const UnitId u : numbered(counties, m_where)) {
            // shared out in order, numbered from 02 in each
            const std::size_t prefecture = i * prefectures / counties.size();
            const std::size_t n = i - (prefecture * counties.size() + prefectures - 1) / prefectures;
            ++i;
            m_scene.names[u] = {prefecture_code(m_scene.figures, prefecture).substr(0, 4) + padded(n + 2, 2),
                                m_places.next() + (counties.size() == 1 || n == 0 ? "区" : "县"), false, 0};
            name_children(u);
        }
    }

  private:
    void name_children(UnitId parent) {
        std::size_t n = 1;
        for (const UnitId u : numbered(m_scene.territory.units[parent].children, m_where)) {
            UnitName &mine = m_scene.names[u];
            mine.code = m_scene.names[parent].code + padded(n, 3);
            mine.name = m_scene.territory.units[u].rank == 3
                            ? m_scene.names[parent].name + "第" + chinese_number(static_cast<int>(n)) + "网格"
                            : m_places.next() + suffix(u);
            ++n;
            name_children(u);
        }
    }
    [[nodiscard]] bool urban(UnitId u, double limit_m2) const { return m_where[u].area_m2 / m_where[u].blocks < limit_m2; }
    [[nodiscard]] std::string suffix(UnitId u) const {
        if (m_scene.territory.units[u].rank == 1) {
            return urban(u, 900'000) ? "街道" : urban(u, 2'600'000) ? "镇" : "乡";
        }
        return urban(u, 500'000) ? "社区" : "村";
    }

    Scene &m_scene;
    std::vector<Extent> m_where;
    PlaceNames m_places;
};

double ground_area(const Scene &scene, UnitId grid) {
    double sum = 0;
    for (const BlockId b : scene.territory.units[grid].ground) {
        sum += scene.blocks[b].area_m2;
    }
    return sum;
}

/// The smaller grids of the communities with many become dedicated ones; every community keeps its widest.
void dedicate(Scene &scene) {
    std::vector<std::pair<double, UnitId>> spare;
    for (const UnitId community : scene.units_of_rank(2)) {
        std::vector<std::pair<double, UnitId>> grids;
        for (const UnitId g : scene.territory.units[community].children) {
            grids.emplace_back(ground_area(scene, g), g);
        }
        std::sort(grids.begin(), grids.end());
        spare.insert(spare.end(), grids.begin(), grids.end() - 1);
    }
    std::sort(spare.begin(), spare.end());
    for (int i = 0; i < scene.figures.dedicated; ++i) {
        scene.names[spare[static_cast<std::size_t>(i)].second].dedicated = true;
    }
}

/// Rows of the base theme in the order of level and code; labels follow.
void add_rows(Scene &scene) {
    static const std::array<std::string, 4> levels{"", "township", "community", "grid"};
    for (const int rank : {1, 2, 3}) {
        for (const UnitId u : scene.units_of_rank(rank)) {
            UnitName &n = scene.names[u];
            n.label = static_cast<Label>(scene.base.grids.size());
            GridRow row;
            row.code = n.code;
            row.name = n.name;
            row.level = levels.at(static_cast<std::size_t>(rank));
            row.kind = n.dedicated ? "dedicated" : "base";
            row.parent_code = rank == 1 ? "" : scene.names[scene.territory.units[u].parent].code;
            row.division_code = scene.county_code(u);
            row.fallback_org = scene.names[scene.territory.ancestor(u, 1)].name + "综治中心";
            scene.base.grids.push_back(std::move(row));
        }
    }
}

/// The edges of a street in order, from one end to the other.
std::vector<HalfId> path(const Mesh &mesh, const std::vector<HalfId> &halves) {
    std::map<NodeId, std::vector<HalfId>> from;
    for (const HalfId h : halves) {
        from[mesh.halves()[h].origin].push_back(h);
        from[mesh.halves()[h ^ 1U].origin].push_back(h ^ 1U);
    }
    const auto end = std::find_if(from.begin(), from.end(), [](const auto &entry) { return entry.second.size() == 1; });
    std::vector<HalfId> walked{end->second.front()};
    while (walked.size() < halves.size()) {
        const HalfId back = walked.back() ^ 1U;
        for (const HalfId h : from.at(mesh.halves()[back].origin)) {
            if (h != back) {
                walked.push_back(h);
                break;
            }
        }
    }
    return walked;
}

Polyline course_of(const Scene &scene, const std::vector<HalfId> &halves) {
    Polyline line;
    for (const HalfId h : path(scene.territory.mesh, halves)) {
        Polyline part = scene.land.edges[h / 2];
        if (h % 2 != 0) {
            std::reverse(part.begin(), part.end());
        }
        line.insert(line.end(), part.begin() + (line.empty() ? 0 : 1), part.end());
    }
    return line;
}

} // namespace

std::string prefecture_code(const Figures &figures, std::size_t prefecture) {
    constexpr std::size_t lone = 4;
    return "99" + padded(figures.prefectures == 1 ? lone : prefecture + 1, 2) + "00";
}

void name_units(Scene &scene) {
    UnitNamer(scene).run();
    dedicate(scene);
    add_rows(scene);
    scene.base.theme = "base";
}

void name_streets(Scene &scene) {
    const Mesh &mesh = scene.territory.mesh;
    std::vector<std::vector<HalfId>> halves(scene.territory.streets.size());
    for (std::uint32_t e = 0; e < mesh.edge_count(); ++e) {
        halves[mesh.street(e)].push_back(2 * e);
    }
    static const std::array<std::string, 4> suffixes{"大道", "路", "街", "巷"};
    Random random(scene.seed, "street names");
    PlaceNames places(scramble(scene.seed + 1));
    std::map<UnitId, int> lanes;
    scene.streets.resize(halves.size());
    for (StreetId s = 1; s < halves.size(); ++s) {
        const Street &plan = scene.territory.streets[s];
        const UnitId community = scene.territory.ancestor(scene.territory.owner(halves[s].front()), 2);
        StreetCourse &street = scene.streets[s];
        street.code = scene.thing_code(community, 'L', s);
        street.rank = plan.rank;
        street.river = plan.river;
        const std::string &near = scene.names[community].name;
        street.name =
            plan.river ? places.next() + "河"
            : plan.rank == 3
                ? near.substr(0, near.find(near.ends_with("村") ? "村" : "社区")) + chinese_number(++lanes[community]) + "巷"
                : places.next() + suffixes.at(static_cast<std::size_t>(random.chance(0.3) ? 1 : plan.rank));
        street.line = course_of(scene, halves[s]);
    }
}

} // namespace jingwei::data::sample
