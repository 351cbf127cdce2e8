#pragma once

#include "spatial/gauss_kruger.hpp"
#include "spatial/lattice.hpp"

#include <optional>
#include <string>
#include <vector>

namespace jingwei::data {

/// The zone of CGCS2000 that "EPSG:n" stands for (4491 to 4554); nothing for any other system.
[[nodiscard]] std::optional<spatial::GaussKrugerZone> zone_named(const std::string &crs);

/// Holds the rows of an export against the zone of CGCS2000 that they are moved into. Any other system passes.
class ZoneReach {
  public:
    explicit ZoneReach(const std::string &crs);

    /// Call it for each row, with the row's code and a place of it.
    void add(const std::string &code, spatial::LonLat place);
    /// Throws Error{bad_call} where the zone does not reach most rows, half a degree on both sides allowed: an import would
    /// refuse the file. The message names the zone that does. Half the rows decide, so that one stray place does not.
    void check() const;
    /// Rows that the zone does not reach though it does most: how many, and the codes of the first.
    [[nodiscard]] std::size_t beyond() const { return m_beyond; }
    [[nodiscard]] const std::vector<std::string> &first_beyond() const { return m_first_beyond; }

  private:
    [[nodiscard]] bool reaches(double lon) const;

    std::string m_crs;
    std::optional<spatial::GaussKrugerZone> m_zone;
    std::vector<double> m_lons;
    std::size_t m_beyond = 0;
    std::vector<std::string> m_first_beyond;
};

} // namespace jingwei::data
