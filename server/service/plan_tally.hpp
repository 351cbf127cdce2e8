#pragma once

#include "data/world.hpp"

#include <array>
#include <functional>
#include <span>
#include <vector>

namespace jingwei::server {

/// What stands in a unit.
struct UnitTally {
    int cameras = 0, key_sites = 0, rental_houses = 0, buildings = 0;
    int households = 0, residents = 0; ///< sums over the buildings, where these say
    void add(const UnitTally &more);
    friend bool operator==(const UnitTally &, const UnitTally &) = default;
};

constexpr std::array<const char *, 4> tally_layers{"cameras", "key_sites", "rental_houses", "buildings"};

/// The code of an object by the number of its layer and its slot.
[[nodiscard]] const std::string &object_code(const data::World &world, std::size_t layer, std::uint32_t slot);

/// Calls visit(layer number, layer) for each point layer of the World that is counted.
template <class Visit> void for_each_counted_layer(const data::World &world, Visit &&visit) {
    visit(std::size_t{0}, *world.cameras);
    visit(std::size_t{1}, *world.key_sites);
    visit(std::size_t{2}, *world.rental_houses);
    visit(std::size_t{3}, *world.buildings);
}

/// An object that came to another unit.
struct Moved {
    std::size_t layer = 0; ///< index into `tally_layers`
    std::uint32_t slot = 0;
    spatial::Label from = spatial::no_label, to = spatial::no_label;
};

/// Which unit each object of the World stands in while a plan is drawn, and the sums of each. One thread at a time.
class PlanTally {
  public:
    using OwnerAt = std::function<spatial::Label(spatial::LatticePoint)>;

    /// Asks the theme's locator for all objects: tens of milliseconds for a city.
    PlanTally(data::WorldPtr world, const data::ThemeWorld &theme);

    [[nodiscard]] const data::WorldPtr &world() const { return m_world; }
    /// Another World with the same objects.
    void set_world(data::WorldPtr world) { m_world = std::move(world); }
    [[nodiscard]] spatial::Label owner(std::size_t layer, std::uint32_t slot) const { return m_owners.at(layer)[slot]; }
    [[nodiscard]] UnitTally of(spatial::Label unit) const { return unit < m_sums.size() ? m_sums[unit] : UnitTally{}; }
    [[nodiscard]] const std::vector<UnitTally> &sums() const { return m_sums; }
    /// Asks anew for the owner of what stands in some boxes; answers what moved.
    std::vector<Moved> follow(std::span<const spatial::LatticeBox> boxes, const OwnerAt &owner_at);

  private:
    void move(const Moved &moved);
    void count(std::size_t layer, std::uint32_t slot, spatial::Label unit, int by);

    data::WorldPtr m_world;
    std::array<std::vector<spatial::Label>, 4> m_owners; ///< by layer and slot
    std::vector<UnitTally> m_sums;                       ///< by label
};

} // namespace jingwei::server
