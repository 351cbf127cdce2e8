#pragma once

#include "spatial/gauss_kruger.hpp"

#include <memory>

struct pj_ctx;
struct PJconsts;

namespace jingwei::spatial {

/// Degrees of CGCS2000 into the plane of one of its Gauss-Krüger zones, by PROJ: a projection only, no datum is changed. One
/// thread at a time.
class ZoneProjection {
  public:
    /// Throws Error{machine} where PROJ cannot make it.
    explicit ZoneProjection(const GaussKrugerZone &zone);

    /// Metres, easting first, the zone's number in front of it where the zone has it so; nothing where the zone has no
    /// coordinates for the place, which is farther off than any place that a map would put into it.
    [[nodiscard]] std::optional<PlanePoint> apply(LonLat place) const;

  private:
    struct Destroy {
        void operator()(pj_ctx *context) const;
        void operator()(PJconsts *operation) const;
    };
    std::unique_ptr<pj_ctx, Destroy> m_context;
    std::unique_ptr<PJconsts, Destroy> m_operation;
};

} // namespace jingwei::spatial
