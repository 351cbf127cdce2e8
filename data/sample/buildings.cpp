#include "data/sample/layers.hpp"

#include <algorithm>
#include <numeric>

namespace jingwei::data::sample {
namespace {

/// A rectangle on the ground: half a length along its street, half a depth across.
struct Footprint {
    Vec centre, along;
    double half_length_m = 0, half_depth_m = 0;
    StreetId street = no_street;

    [[nodiscard]] std::vector<Vec> corners() const {
        const Vec a = along * half_length_m, d = left_of(along) * half_depth_m;
        return {centre - a - d, centre + a - d, centre + a + d, centre - a + d};
    }
    [[nodiscard]] double reach_m() const { return half_length_m + half_depth_m; }
};

/// Builds up one block after another.
class Builder {
  public:
    Builder(Scene &scene, StoreContent &content)
        : m_scene(scene), m_content(content), m_random(scene.seed, "buildings"), m_doors(scene.streets.size(), 0),
          m_built(scene.blocks.size()) {}

    void run();

  private:
    [[nodiscard]] std::vector<Footprint> sites(BlockId block);
    [[nodiscard]] bool fits(const BlockGround &block, const Footprint &site) const;
    int build(BlockId block, int wanted);
    void add_building(const BlockGround &block, const Footprint &site);
    void set_size(const BlockGround &block, BuildingRow &row);
    void add_up();

    Scene &m_scene;
    StoreContent &m_content;
    Random m_random;
    std::vector<int> m_doors;                    ///< door numbers given, by street
    std::vector<std::vector<Footprint>> m_built; ///< by block
    std::vector<UnitId> m_grids;                 ///< by building
};

/// Rows along the streets of a block: the front row set back a little, two more behind it.
std::vector<Footprint> Builder::sites(BlockId block) {
    const BlockGround &ground = m_scene.blocks[block];
    std::vector<Footprint> found;
    for (const HalfId h : m_scene.territory.mesh.around(block)) {
        const StreetId street = m_scene.territory.mesh.street(h / 2);
        if (street == no_street || m_scene.territory.streets[street].river) {
            continue;
        }
        const Vec a = m_scene.ground.metres(m_scene.land.edges[h / 2].front()),
                  b = m_scene.ground.metres(m_scene.land.edges[h / 2].back());
        const Vec from = h % 2 == 0 ? a : b, to = h % 2 == 0 ? b : a;
        const Vec along = unit(to - from);
        const double run = std::min(length(to - from), ground.urban ? 2'000.0 : 500.0);
        for (double row_m = ground.urban ? 24 : 18; row_m < (ground.urban ? 140 : 60); row_m += ground.urban ? 38 : 24) {
            for (double x = 22; x + 22 < run;) {
                const double half_length = ground.urban ? m_random.real(9, 27) : m_random.real(5, 9);
                const double half_depth = ground.urban ? m_random.real(5.5, 8) : m_random.real(4, 6);
                found.push_back(
                    {from + along * (x + half_length) + left_of(along) * row_m, along, half_length, half_depth, street});
                x += 2 * half_length + m_random.real(7, 22);
            }
        }
    }
    m_random.shuffle(found);
    return found;
}

bool Builder::fits(const BlockGround &block, const Footprint &site) const {
    const std::vector<Vec> corners = site.corners();
    return std::all_of(corners.begin(), corners.end(),
                       [&](Vec c) { return inside(block.loop, c) && distance_to_outline(block.loop, c) > 5; });
}

int Builder::build(BlockId block, int wanted) {
    const BlockGround &ground = m_scene.blocks[block];
    std::vector<Footprint> &built = m_built[block];
    int made = 0;
    for (const Footprint &site : sites(block)) {
        if (made >= wanted) {
            break;
        }
        const bool is_free = std::none_of(built.begin(), built.end(), [&](const Footprint &other) {
            return length(other.centre - site.centre) < other.reach_m() + site.reach_m();
        });
        if (is_free && fits(ground, site)) {
            add_building(ground, site);
            built.push_back(site);
            ++made;
        }
    }
    return made;
}

void Builder::set_size(const BlockGround &block, BuildingRow &row) {
    const bool homes = m_random.chance(0.74);
    row.building_use = homes                   ? "01"
                       : m_random.chance(0.45) ? "06"
                       : m_random.chance(0.5)  ? "02"
                       : m_random.chance(0.6)  ? "03"
                                               : "05";
    const bool lived_in = row.building_use == "01" || row.building_use == "06";
    row.floors = block.urban ? m_random.between(3, m_random.chance(0.12) ? 18 : 7) : m_random.between(1, 3);
    row.units = block.urban ? m_random.between(1, 4) : 1;
    row.households = lived_in ? (block.urban ? *row.floors * *row.units * 2 : m_random.between(1, 6)) : 0;
    int residents = 0;
    for (int i = 0; i < *row.households; ++i) {
        residents += m_random.between(1, 4);
    }
    row.residents = residents;
}

void Builder::add_building(const BlockGround &block, const Footprint &site) {
    const std::size_t n = m_content.buildings.size() + 1;
    const StreetCourse &street = m_scene.streets[site.street];
    const std::string door = std::to_string(++m_doors[site.street]) + "号";
    BuildingRow row;
    row.code = m_scene.thing_code(block.grid, 'B', n);
    row.name = street.name + door + "楼";
    row.address = m_scene.names[m_scene.territory.ancestor(block.grid, 1)].name + street.name + door;
    row.at = m_scene.ground.place(site.centre);
    for (const Vec c : site.corners()) {
        row.footprint.push_back(m_scene.ground.place(c));
    }
    set_size(block, row);
    AddressRow address;
    address.code = m_scene.thing_code(block.grid, 'A', n);
    address.name = door;
    address.parent_code = street.code;
    address.street_code = street.code;
    address.building_code = row.code;
    address.kind = "building";
    address.at = row.at;
    m_content.addresses.push_back(std::move(address));
    m_content.buildings.push_back(std::move(row));
    m_grids.push_back(block.grid);
}

/// Households and residents of every grid, and of the units above it.
void Builder::add_up() {
    for (std::size_t i = 1; i < m_scene.base.grids.size(); ++i) {
        m_scene.base.grids[i].households = 0;
        m_scene.base.grids[i].residents = 0;
    }
    for (std::size_t i = 0; i < m_grids.size(); ++i) {
        for (UnitId u = m_grids[i]; m_scene.territory.units[u].rank > 0; u = m_scene.territory.units[u].parent) {
            GridRow &grid = m_scene.base.grids[m_scene.names[u].label];
            *grid.households += *m_content.buildings[i].households;
            *grid.residents += *m_content.buildings[i].residents;
        }
    }
}

void Builder::run() {
    std::vector<BlockId> blocks;
    for (BlockId b = 1; b < m_scene.blocks.size(); ++b) {
        if (m_scene.blocks[b].open) {
            blocks.push_back(b);
        }
    }
    std::vector<int> wanted = uneven_parts(m_scene.figures.buildings, blocks.size(), 1, 0.5, m_random);
    int owed = 0;
    for (std::size_t i = 0; i < blocks.size(); ++i) {
        const int asked = std::min(wanted[i] + owed, wanted[i] * 3 + 4);
        owed += wanted[i] - build(blocks[i], asked);
    }
    for (std::size_t i = 0; owed > 0 && i < blocks.size(); ++i) {
        owed -= build(blocks[i], owed);
    }
    add_up();
}

} // namespace

void add_buildings(Scene &scene, StoreContent &content) {
    Builder(scene, content).run();
}

void add_rental_houses(const Scene &scene, StoreContent &content) {
    Random random(scene.seed, "rental houses");
    std::vector<std::size_t> lived_in;
    for (std::size_t i = 0; i < content.buildings.size(); ++i) {
        if (*content.buildings[i].households > 0) {
            lived_in.push_back(i);
        }
    }
    for (int n = 1; n <= scene.figures.rental_houses; ++n) {
        const BuildingRow &building = content.buildings[random.pick(lived_in)];
        const int floor = random.between(1, *building.floors), flat = random.between(1, 4);
        RentalHouseRow row;
        row.code = building.code.substr(0, 6) + "R" + padded(static_cast<std::size_t>(n), 6);
        row.address = building.address + std::to_string(random.between(1, *building.units)) + "单元" + std::to_string(floor) +
                      padded(static_cast<std::size_t>(flat), 2) + "室";
        row.building_code = building.code;
        row.building_use = building.building_use;
        row.rental_use = building.building_use == "06" && random.chance(0.3) ? "03" : random.chance(0.08) ? "01" : "02";
        row.hazard = random.chance(0.9) ? "00" : "0" + std::to_string(random.between(1, 3));
        row.let_kind = random.chance(0.07) ? "short" : "long";
        row.at = building.at;
        row.tenant_count = random.chance(0.1) ? 0 : random.between(1, 5);
        if (random.chance(0.85)) {
            row.last_visit = sample_valid_from + random.between(0, 300) * day_ms;
        }
        content.rental_houses.push_back(std::move(row));
    }
}

} // namespace jingwei::data::sample
