#pragma once

#include "spatial/lattice.hpp"

#include <optional>
#include <string>

namespace jingwei::data {

/// Where the rows of a file lie, in degrees.
class Extent {
  public:
    void add(spatial::LonLat place);
    /// Nothing where there was no place.
    [[nodiscard]] std::optional<spatial::LonLat> middle() const;

  private:
    bool m_any = false;
    spatial::LonLat m_low{}, m_high{};
};

/// Throws Error{bad_call} where a Gauss-Krüger zone of CGCS2000 does not reach the place, half a degree on both sides allowed:
/// an import would refuse the file. The message names the zone that does. Any other system passes.
void refuse_far_zone(const std::string &crs, spatial::LonLat place);

} // namespace jingwei::data
