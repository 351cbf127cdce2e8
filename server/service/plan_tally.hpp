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
    friend bool operator==(const UnitTally &, const UnitTally &) = default;
};

/// An object that came to another unit.
struct Moved {
    std::size_t layer = 0; ///< 0 cameras, 1 key sites, 2 rental houses, 3 buildings
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
    [[nodiscard]] UnitTally of(spatial::Label unit) const { return unit < m_sums.size() ? m_sums[unit] : UnitTally{}; }
    [[nodiscard]] const std::vector<UnitTally> &sums() const { return m_sums; }
    /// Asks anew for the owner of what stands in some boxes; answers what moved.
    std::vector<Moved> follow(std::span<const spatial::LatticeBox> boxes, const OwnerAt &owner_at);
    void take_back(std::span<const Moved> moved);

  private:
    void move(const Moved &moved);
    void count(std::size_t layer, std::uint32_t slot, spatial::Label unit, int by);

    data::WorldPtr m_world;
    std::array<std::vector<spatial::Label>, 4> m_owners; ///< by layer and slot
    std::vector<UnitTally> m_sums;                       ///< by label
};

} // namespace jingwei::server
